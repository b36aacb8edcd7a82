"""`podcast plan`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from podcast.cli.options import chosen_store, json_option, show_option, show_root, store_option
from podcast.cli.output import TerminalProgress, say_json, say_warnings


@click.command("plan", short_help="Say what a publish would change.")
@show_option
@store_option
@json_option
@click.option("--allow-guid-change", is_flag=True, help="Accept that published guids change.")
def command(show_dir: Path | None, store_url: str | None, as_json: bool, allow_guid_change: bool) -> None:
    """Say what `podcast publish` would change for listeners, and change nothing.

    Recordings that are new or changed are mastered, since only then is it known what would be uploaded;
    the masters are kept for the publish.

    \b
    Example:
      podcast plan
      podcast plan --store s3://my-bucket/podcast --json
    """
    from podcast.cli.describe import plan_facts, say_plan
    from podcast.publish.check import checked_show
    from podcast.publish.workflow import propose

    root, name = show_root(show_dir)
    folder, warnings = checked_show(root, named=name)
    say_warnings(warnings)
    store = chosen_store(store_url, folder)
    proposal = propose(
        folder,
        store,
        now=datetime.now(UTC),
        progress=TerminalProgress(),
        allow_guid_change=allow_guid_change,
    )
    say_warnings(one for one in proposal.candidate.warnings if one not in warnings)
    if as_json:
        say_json(plan_facts(proposal.plan, store.url))
    else:
        say_plan(proposal.plan, store.url, folder.show_and_settings()[0].time_zone)
