"""`podcast publish`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.consent import agreed, commit_note, refuse_other_plan
from podcast.cli.options import (
    choice_options,
    choices,
    json_option,
    show_option,
    store_option,
)
from podcast.cli.output import next_command, note, say, say_json
from podcast.cli.progress import TerminalProgress
from podcast.cli.proposing import proposed
from podcast.errors import TryAgainError, UsageError

if TYPE_CHECKING:
    from podcast.content.folder import ShowFolder
    from podcast.publish.ping import Announced
    from podcast.publish.verify import Verification
    from podcast.publish.workflow import Outcome, Proposal
    from podcast.store.base import Store


@click.command("publish", short_help="Master, upload, publish and verify.")
@show_option
@store_option
@json_option
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@click.option("--plan", "name", metavar="NAME", default="", help="Do what `podcast plan` of that name said.")
@choice_options
def command(
    show_dir: Path | None,
    store_url: str | None,
    as_json: bool,
    yes: bool,
    name: str,
    side: str | None,
    restore: tuple[str, ...],
    allow_guid_change: bool,
) -> int:
    """Master, upload and publish what is new or changed, then read it back.

    Prints the plan and asks. Audio and images go up first, then one small file makes the release, then
    the pages, and the feed last: whatever happens on the way, listeners have the old show or the new one.
    Interrupted? Run the same command again. If a feed changed, the services under [announce] in show.toml
    are told last; see `podcast announce`.

    What others published meanwhile stays. Where they and this folder changed the same, it stops and shows
    both versions: put what you want of both into the folder and say --ours, or keep theirs with --theirs.
    What is new is read back; `podcast verify` reads everything. With nothing to publish the store is asked no more.

    \b
    Example:
      podcast publish
      podcast publish --yes --store s3://my-bucket/podcast
    """
    from podcast.cli.describe import plan_facts, say_plan

    if as_json and not yes:
        raise UsageError(
            "--json asks nothing", hint="say --yes too, or see the plan with `podcast plan --json`"
        )
    folder, store, proposal = proposed(show_dir, store_url, choices(side, restore, allow_guid_change))
    refuse_other_plan(proposal.plan, name, store)
    if not as_json:
        say_plan(proposal.plan, store.url, folder.show_and_settings()[0].time_zone)
    if proposal.plan.empty:
        if as_json:
            say_json({**plan_facts(proposal.plan, store.url), "bytes_sent": 0, "sound": [], "announced": []})
        return 0
    if not agreed(proposal.plan, yes=yes or bool(name)):
        say("Nothing was published.")
        return 0
    outcome, verification, announced = _carried_out(folder, store, proposal, exactly=bool(name))
    again = next_command("serve", show_dir, store_url)
    return _tell(outcome, verification, announced, store, again, as_json=as_json)


def _carried_out(
    folder: ShowFolder, store: Store, proposal: Proposal, *, exactly: bool
) -> tuple[Outcome, Verification, tuple[Announced, ...]]:
    """Publish, read back, and announce what changed if all of it is well."""
    from podcast.cli.announce import send_all
    from podcast.cli.describe import saying_conflicts
    from podcast.publish.announce import messages_after
    from podcast.publish.trust import writable
    from podcast.publish.verify import verify_store
    from podcast.publish.workflow import carry_out
    from podcast.publish.workspace import Workspace

    progress = TerminalProgress()
    alone = folder.show_and_settings()[1].s3.single_producer
    with saying_conflicts():
        outcome = carry_out(
            writable(store, folder.root, single_producer=alone, tell=note),
            proposal,
            progress=progress,
            workspace=Workspace(folder.root),
            note=commit_note("publish"),
            exactly=exactly,
        )
    is_told = _tell_edges(folder, outcome)
    try:
        verification = verify_store(store, progress, after=outcome.release, only=outcome.plan.touched)
    except TryAgainError as error:
        raise TryAgainError(
            f"release {outcome.release} is online, and could not be read back: {error.message}",
            hint="run `podcast verify`, then `podcast announce`",
            place=error.place,
        ) from error
    if verification.findings or not is_told:
        return outcome, verification, ()
    return outcome, verification, send_all(messages_after(outcome, proposal.published, store), store)


def _tell_edges(folder: ShowFolder, outcome: Outcome) -> bool:
    """Tell the CDN what changed, if there is one to be told; say what went wrong, and whether all is well."""
    from podcast.publish.edge import changed_urls, purge_edges

    show, settings = folder.show_and_settings()
    urls = changed_urls(outcome.plan, show.base_url)
    wrong = purge_edges(settings.cdn, urls, environment=os.environ)
    for error in wrong:
        note(f"warning: {error}")
    return not wrong


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
    else:
        _say_pages(outcome, store)
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
