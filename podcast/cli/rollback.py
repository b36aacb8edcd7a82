"""`podcast rollback`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from podcast.cli.consent import agreed, commit_note
from podcast.cli.options import json_option, named_store, show_option, store_option, to_write
from podcast.cli.output import say, say_json
from podcast.cli.progress import TerminalProgress
from podcast.errors import UsageError
from podcast.messages import msg


@click.command("rollback")
@click.argument("number", type=click.IntRange(min=1))
@show_option
@store_option
@json_option
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
def command(number: int, show_dir: Path | None, store_url: str | None, as_json: bool, yes: bool) -> int:
    """Publish again what release NUMBER had, as a new release.

    Pages that came after it are taken out, and do not come back by themselves. The folder is not changed:
    what it has is published again only when it is changed, or with --ours.

    \b
    Example:
      podcast log
      podcast rollback 12
    """
    from podcast.cli.describe import plan_facts, say_plan
    from podcast.publish.revise import propose_rollback
    from podcast.publish.workflow import carry_out

    if as_json and not yes:
        raise UsageError(msg("--json asks nothing"), hint=msg("say --yes too"))
    named = named_store(show_dir, store_url)
    store = named.store
    proposal = propose_rollback(store, number, now=datetime.now(UTC))
    if not as_json:
        say_plan(proposal.plan, store.url, "Europe/Paris")
    if not proposal.plan.empty and not agreed(proposal.plan, yes=yes):
        say(msg("Nothing was changed."))
        return 0
    if not proposal.plan.empty:
        store = to_write(named)
    outcome = carry_out(store, proposal, progress=TerminalProgress(), note=commit_note(f"rollback {number}"))
    if as_json:
        say_json({**plan_facts(outcome.plan, store.url), "release": outcome.release})
    elif not outcome.plan.empty:
        say(msg("Release {release} is what release {number} was.", release=outcome.release, number=number))
    return 0
