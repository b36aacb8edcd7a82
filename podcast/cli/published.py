"""What a publish did, told at its end: what is online, where, how long and how loud, and what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from podcast.cli.formats import size
from podcast.cli.output import next_command, note, problem_facts, problem_line, say, say_json
from podcast.messages import msg

if TYPE_CHECKING:
    from podcast.content.problem import Problem
    from podcast.content.record import ShowRecord
    from podcast.publish.build import Held
    from podcast.publish.ping import Announced
    from podcast.publish.verify import Verification
    from podcast.publish.workflow import Outcome
    from podcast.store.base import Store


def tell(
    outcome: Outcome,
    verification: Verification,
    announced: tuple[Announced, ...],
    store: Store,
    *,
    show_dir: Path | None,
    store_url: str | None,
    as_json: bool,
    kept_back: tuple[Problem, ...] = (),
) -> int:
    """Print what is online now, then the errors that kept back other pages, and return what the command ends with."""
    from podcast.cli.announce import announced_facts, say_announced
    from podcast.cli.verify import say_verification, verification_code, verification_facts
    from podcast.content.problem import exit_code

    if as_json:
        facts = {**outcome_facts(outcome, store), "verification": verification_facts(verification)}
        facts |= {"announced": announced_facts(announced), "problems": problem_facts(kept_back)}
        if kept_back:
            facts |= {"ok": False, "exit_code": int(exit_code(kept_back))}
        say_json(facts)
        return verification_code(verification) or exit_code(kept_back)
    added = _say_pages(outcome, store)
    say_verification(verification)
    say_announced(announced)
    if not verification.findings:
        if added:
            say(
                msg("To embed it: {command}", command=f"{next_command('embed', show_dir, store_url)} {added}")
            )
        say(msg("To look at it: {command}", command=next_command("serve", show_dir, store_url)))
    for problem in kept_back:
        note(problem_line(problem))
    return verification_code(verification) or exit_code(kept_back)


def outcome_facts(outcome: Outcome, store: Store) -> dict[str, object]:
    """Return what a publish did as JSON has it."""
    from podcast.cli.describe import plan_facts, sound_facts
    from podcast.content.record import EpisodeRecord

    facts = plan_facts(outcome.plan, store.url)
    touched = {change.slug for change in outcome.plan.changes}
    records = [one for one in outcome.plan.assembly.records.values() if one.slug in touched]
    sound = [sound_facts(one) for one in records if isinstance(one, EpisodeRecord)]
    return {**facts, "release": outcome.release, "bytes_sent": outcome.sent, "sound": sound}


def _say_pages(outcome: Outcome, store: Store) -> str:
    """Print what changed for readers, with its address; return the slug of an episode that is new, if one is."""
    from podcast.cli.describe import loudness_line
    from podcast.content import keys
    from podcast.content.record import EpisodeRecord
    from podcast.publish.plan import Kind
    from podcast.publish.state import read_front

    show = read_front(store).show
    if show is None:
        return ""
    base_url = show.show.base_url
    say(msg("Published release {number} ({size} uploaded):", number=outcome.release, size=size(outcome.sent)))
    touched = {change.slug: change.kind for change in outcome.plan.changes}
    added = ""
    for record in outcome.plan.assembly.records.values():
        if record.slug not in touched:
            continue
        is_episode = isinstance(record, EpisodeRecord)
        key = keys.episode_key(record.slug) if is_episode else keys.article_key(record.slug)
        say(f"  {record.page.title}")
        say(f"    {keys.url_of(base_url, key)}")
        if isinstance(record, EpisodeRecord):
            say(msg("    {facts}", facts=loudness_line(record)))
            if touched[record.slug] is Kind.ADD:
                added = record.slug
    say(msg("  Feed: {url}", url=keys.url_of(base_url, keys.FEED)))
    _say_held(outcome.plan.notes.held, show)
    return added


def _say_held(held: tuple[Held, ...], show: ShowRecord) -> None:
    """Print what is scheduled, and when it will be online; and what still is, whatever its page says."""
    from podcast.cli.describe import standing

    for one in held:
        if one.online or not one.draft:
            say(msg("  “{title}”: {standing}", title=one.title, standing=standing(one, show.show.time_zone)))
