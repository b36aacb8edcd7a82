"""`podcast store`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.options import json_option, show_option, store_alone, store_option
from podcast.cli.output import say, say_json
from podcast.errors import UsageError

if TYPE_CHECKING:
    from podcast.store.s3_facts import Setup


@click.group("store", short_help="Set up where a show is published.")
def command() -> None:
    """Set up where a show is published.

    \b
    Example:
      podcast store setup
    """


@command.command("setup", short_help="Let everybody read a bucket, as players need it.")
@show_option
@store_option
@json_option
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
def setup(show_dir: Path | None, store_url: str | None, as_json: bool, yes: bool) -> None:
    """Show what a bucket lacks so that readers get what is published, ask, and change it.

    A policy by which everybody may read (but not _podcast/), CORS rules for players, and a rule that forgets
    uploads which nobody completed. Rules of others stay. What the provider has no request for is said, with what
    to do instead.

    \b
    Example:
      podcast store setup
      podcast store setup --store s3://podcasts/emission --yes
    """
    from podcast.publish.setup import carry_out_setup, plan_store_setup

    store = store_alone(show_dir, store_url)
    plan = plan_store_setup(store)
    if as_json and not yes and plan.steps:
        raise UsageError("--json asks nothing", hint="say --yes too")
    if not as_json:
        _tell(plan, store.url)
    agreed = bool(plan.steps) and (yes or _agreed())
    if agreed:
        carry_out_setup(store, plan)
    if as_json:
        steps = [{"what": one.what, "document": one.document} for one in plan.steps]
        say_json({"ok": True, "applied": agreed, "steps": steps, "by_hand": list(plan.by_hand)})
    elif plan.steps:
        say(
            "Done. To see whether readers get it: podcast doctor --store"
            if agreed
            else "Nothing was changed."
        )


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise UsageError("nobody can be asked here", hint="say --yes to change it without a question")
    return click.confirm("Change this?", default=False, err=True)


def _tell(plan: Setup, url: str) -> None:
    for one in plan.steps:
        say(f"{one.what}:")
        say("  " + json.dumps(one.document, indent=2, ensure_ascii=False).replace("\n", "\n  "))
    for line in plan.by_hand:
        say(f"By hand: {line}")
    if not plan.steps:
        say(f"{url} lacks nothing that can be changed from here.")
