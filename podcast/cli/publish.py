"""`podcast publish`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.consent import agreed, commit_note, refuse_other_plan
from podcast.cli.formats import moment
from podcast.cli.options import (
    choice_options,
    choices,
    json_option,
    show_option,
    store_option,
)
from podcast.cli.output import note, say, say_json
from podcast.cli.progress import TerminalProgress
from podcast.cli.proposing import due_now, proposed
from podcast.cli.published import tell
from podcast.cli.repairing import repaired
from podcast.content.problem import line_of
from podcast.errors import TryAgainError, UsageError
from podcast.messages import msg
from podcast.values import replace

if TYPE_CHECKING:
    from podcast.content.folder import ShowFolder
    from podcast.publish.ping import Announced
    from podcast.publish.proposal import Choices, Proposal
    from podcast.publish.verify import Verification
    from podcast.publish.workflow import Outcome
    from podcast.store.base import Store


@click.command("publish")
@show_option
@store_option
@json_option
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@click.option(
    "--due",
    is_flag=True,
    help="Only what is scheduled and whose moment has come; asks nothing. For cron and CI.",
)
@click.option("--repair", is_flag=True, help="Put back what the store has lost of what is published.")
@click.option("--plan", "name", metavar="NAME", default="", help="Do what `podcast plan` of that name said.")
@choice_options
def command(
    show_dir: Path | None,
    store_url: str | None,
    as_json: bool,
    yes: bool,
    due: bool,
    repair: bool,
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

    What is dated in the future is held back. `podcast publish --due` publishes what has become due, for cron and
    continuous integration, and leaves everything else as it is. See docs/scheduling.md.

    `podcast publish --repair` looks at all that is published, and puts back what is missing or damaged in the store,
    byte for byte. It publishes nothing new and asks nothing; what it cannot put back is named, and it ends with 65.

    \b
    Example:
      podcast publish
      podcast publish --yes --store s3://my-bucket/podcast
      podcast publish --due
      podcast publish --repair
    """
    decides = bool(name or side or restore or allow_guid_change)
    _refuse_combination(due=due, repair=repair, decides=decides, mute=as_json and not yes)
    if due:
        return _publish_due(show_dir, store_url, as_json=as_json)
    if repair and (code := repaired(show_dir, store_url, as_json=as_json)) is not None:
        return code
    decided = replace(choices(side, restore, allow_guid_change), anew=repair)
    return _publish(show_dir, store_url, decided, name, as_json=as_json, yes=yes or bool(name))


def _publish(
    show_dir: Path | None, store_url: str | None, decided: Choices, name: str, *, as_json: bool, yes: bool
) -> int:
    """Show the plan, ask, and do it; with a `name`, only if it is that plan."""
    from podcast.cli.describe import plan_facts, say_plan

    folder, store, proposal = proposed(show_dir, store_url, decided)
    refuse_other_plan(proposal.plan, name, store)
    if not as_json:
        say_plan(proposal.plan, store.url, folder.show_and_settings()[0].time_zone)
    if proposal.plan.empty:
        if as_json:
            say_json({**plan_facts(proposal.plan, store.url), "bytes_sent": 0, "sound": [], "announced": []})
        return 0
    if not agreed(proposal.plan, yes=yes):
        say(msg("Nothing was published."))
        return 0
    done = _carried_out(folder, store, proposal, exactly=bool(name))
    return tell(*done, store, show_dir=show_dir, store_url=store_url, as_json=as_json)


def _refuse_combination(*, due: bool, repair: bool, decides: bool, mute: bool) -> None:
    if repair and (due or decides):
        raise UsageError(
            msg("--repair puts back what is published, and nothing else"),
            hint=msg("leave out the other options, or leave out --repair"),
        )
    if due and decides:
        raise UsageError(
            msg("--due publishes what nobody has published yet, and nothing else"),
            hint=msg("leave out the other options, or leave out --due"),
        )
    if mute and not (due or repair):
        raise UsageError(
            msg("--json asks nothing"), hint=msg("say --yes too, or see the plan with `podcast plan --json`")
        )


def _publish_due(show_dir: Path | None, store_url: str | None, *, as_json: bool) -> int:
    """Publish what has become due, without a question; say so if nothing has. What is wrong elsewhere comes last."""
    from podcast.cli.describe import plan_facts, say_plan

    folder, store, proposal, coming, kept_back = due_now(show_dir, store_url)
    zone = folder.show_and_settings()[0].time_zone
    if proposal is None or proposal.plan.empty:
        if as_json:
            facts = plan_facts(proposal.plan, store.url) if proposal else {"ok": True, "empty": True}
            say_json({**facts, "bytes_sent": 0, "sound": [], "announced": []})
        elif coming:
            when = moment(coming[0].date, zone)
            say(msg("Nothing is due. Next: “{title}”, {moment}.", title=coming[0].title, moment=when))
        else:
            say(msg("Nothing is due, and nothing is scheduled."))
        return 0
    if not as_json:
        say_plan(proposal.plan, store.url, zone)
    done = _carried_out(folder, store, proposal, exactly=False)
    return tell(*done, store, show_dir=show_dir, store_url=store_url, as_json=as_json, kept_back=kept_back)


def _carried_out(
    folder: ShowFolder, store: Store, proposal: Proposal, *, exactly: bool
) -> tuple[Outcome, Verification, tuple[Announced, ...]]:
    """Publish, read back, and announce what changed if all of it is well."""
    from podcast.cli.announce import send_all
    from podcast.cli.describe import saying_conflicts
    from podcast.cli.search import index_after
    from podcast.publish.announce import messages_after
    from podcast.publish.trust import writable
    from podcast.publish.unchanged import remember
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
            msg(
                "release {release} is online, and could not be read back: {reason}",
                release=outcome.release,
                reason=error.message,
            ),
            hint=msg("run `podcast verify`, then `podcast announce`"),
            place=error.place,
        ) from error
    if not verification.findings:
        remember(folder.root, store, outcome.plan, proposal.files, done=True)
    index_after(folder, store)
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
        note(msg("warning: {message}", message=line_of(error)))
    return not wrong
