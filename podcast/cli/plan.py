"""`podcast plan`."""

from __future__ import annotations

from pathlib import Path

import click

from podcast.cli.options import choice_options, choices, json_option, show_option, store_option
from podcast.cli.output import say, say_json
from podcast.cli.proposing import proposed
from podcast.messages import msg


@click.command("plan")
@show_option
@store_option
@json_option
@choice_options
def command(
    show_dir: Path | None,
    store_url: str | None,
    as_json: bool,
    side: str | None,
    restore: tuple[str, ...],
    allow_guid_change: bool,
) -> None:
    """Say what `podcast publish` would change for listeners, field by field, and change nothing.

    Recordings that are new or changed are mastered, since only then is it known what would be uploaded;
    the masters are kept for the publish. The plan has a name: `podcast publish --plan NAME` does this and
    nothing else, and refuses if anything changed since.

    \b
    Example:
      podcast plan
      podcast plan --store s3://my-bucket/podcast --json
    """
    from podcast.cli.describe import plan_facts, say_plan

    folder, store, proposal = proposed(show_dir, store_url, choices(side, restore, allow_guid_change))
    if as_json:
        say_json(plan_facts(proposal.plan, store.url))
    else:
        say_plan(proposal.plan, store.url, folder.show_and_settings()[0].time_zone)
        if proposal.plan.commits:
            say(msg("Plan {plan}", plan=proposal.plan.name))
