"""`podcast publish`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.options import chosen_store, json_option, show_option, show_root, store_option
from podcast.cli.output import TerminalProgress, next_command, say, say_json, say_warnings
from podcast.errors import UsageError

if TYPE_CHECKING:
    from podcast.publish.ping import Announced
    from podcast.publish.plan import Plan
    from podcast.publish.verify import Verification
    from podcast.publish.workflow import Outcome
    from podcast.store.base import Store


@click.command("publish", short_help="Master, upload, publish and verify.")
@show_option
@store_option
@json_option
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@click.option("--allow-guid-change", is_flag=True, help="Accept that published guids change.")
def command(
    show_dir: Path | None, store_url: str | None, as_json: bool, yes: bool, allow_guid_change: bool
) -> int:
    """Master, upload and publish what is new or changed, then read it back.

    Prints the plan and asks. Audio and images go up first, then one small file makes the release, then
    the pages, and the feed last: whatever happens on the way, listeners have the old show or the new one.
    Interrupted? Run the same command again. If a feed changed, the services under [announce] in show.toml
    are told last; see `podcast announce`.

    \b
    Example:
      podcast publish
      podcast publish --yes --store s3://my-bucket/podcast
    """
    from podcast.cli.announce import send_all
    from podcast.cli.describe import say_plan
    from podcast.publish.announce import messages_after
    from podcast.publish.check import checked_show
    from podcast.publish.verify import verify_store
    from podcast.publish.workflow import carry_out, propose

    if as_json and not yes:
        raise UsageError(
            "--json asks nothing", hint="say --yes too, or see the plan with `podcast plan --json`"
        )
    root, name = show_root(show_dir)
    folder, warnings = checked_show(root, named=name)
    say_warnings(warnings)
    store, progress = chosen_store(store_url, folder), TerminalProgress()
    proposal = propose(
        folder, store, now=datetime.now(UTC), progress=progress, allow_guid_change=allow_guid_change
    )
    say_warnings(one for one in proposal.candidate.warnings if one not in warnings)
    if not as_json:
        say_plan(proposal.plan, store.url, folder.show_and_settings()[0].time_zone)
    if not proposal.plan.empty and not _agreed(proposal.plan, yes=yes):
        say("Nothing was published.")
        return 0
    outcome = carry_out(folder, store, proposal, progress=progress, allow_guid_change=allow_guid_change)
    verification = verify_store(store, progress)
    announced: tuple[Announced, ...] = ()
    if not verification.findings:
        announced = send_all(messages_after(outcome, proposal.published, store), store)
    again = next_command("serve", show_dir, store_url)
    return _tell(outcome, verification, announced, store, again, as_json=as_json)


def _agreed(plan: Plan, *, yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked here", hint="say --yes to publish without a question")
    question = "Publish this?" if plan.commits else "Write the pages that are missing?"
    return click.confirm(question, default=False, err=True)


def _tell(
    outcome: Outcome,
    verification: Verification,
    announced: tuple[Announced, ...],
    store: Store,
    again: str,
    *,
    as_json: bool,
) -> int:
    from podcast.cli.announce import announced_facts, say_announced
    from podcast.cli.verify import say_verification, verification_code, verification_facts

    if as_json:
        facts = {**_facts(outcome, store), "verification": verification_facts(verification)}
        say_json({**facts, "announced": announced_facts(announced)})
    elif not outcome.plan.empty:
        _say_pages(outcome, store)
    if not as_json:
        say_verification(verification)
        say_announced(announced)
        if not verification.findings:
            say(f"To look at it: {again}")
    return verification_code(verification)


def _say_pages(outcome: Outcome, store: Store) -> None:
    from podcast.cli.describe import loudness_line, size
    from podcast.content import keys
    from podcast.content.record import EpisodeRecord
    from podcast.publish.state import read_state

    state = read_state(store)
    if state.show is None:
        return
    base_url = state.show.show.base_url
    touched = {change.slug for change in outcome.plan.changes}
    say(f"Published release {outcome.release} ({size(outcome.sent)} uploaded):")
    for record in state.records.values():
        if record.slug not in touched:
            continue
        is_episode = isinstance(record, EpisodeRecord)
        key = keys.episode_key(record.slug) if is_episode else keys.article_key(record.slug)
        say(f"  {keys.url_of(base_url, key)}")
        if isinstance(record, EpisodeRecord):
            say(f"    {loudness_line(record)}")
    say(f"  {keys.url_of(base_url, keys.FEED)}")


def _facts(outcome: Outcome, store: Store) -> dict[str, object]:
    from podcast.cli.describe import plan_facts, sound_facts
    from podcast.content.record import EpisodeRecord

    facts = plan_facts(outcome.plan, store.url)
    touched = {change.slug for change in outcome.plan.changes}
    records = [one for one in outcome.plan.assembly.records.values() if one.slug in touched]
    sound = [sound_facts(one) for one in records if isinstance(one, EpisodeRecord)]
    return {**facts, "release": outcome.release, "bytes_sent": outcome.sent, "sound": sound}
