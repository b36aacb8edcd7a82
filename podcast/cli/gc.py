"""`podcast gc`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.options import json_option, named_store, show_option, store_option, to_write
from podcast.cli.output import say, say_json
from podcast.cli.progress import TerminalProgress

if TYPE_CHECKING:
    from podcast.publish.collect import Collection


@click.command("gc", short_help="Delete what no release needs any more.")
@show_option
@store_option
@json_option
@click.option("--apply", "apply_", is_flag=True, help="Do it; without this it is only said.")
@click.option("--keep", type=click.IntRange(1), default=20, show_default=True, help="Releases to keep.")
@click.option(
    "--grace-days",
    type=click.IntRange(1),
    default=7,
    show_default=True,
    help="How long something is unneeded before it goes.",
)
@click.option("--alone", is_flag=True, help="Nobody publishes meanwhile: some stores need that.")
def command(
    show_dir: Path | None,
    store_url: str | None,
    as_json: bool,
    apply_: bool,
    keep: int,
    grace_days: int,
    alone: bool,
) -> None:
    """Delete what the newest releases do not need: files of past versions, pages that are gone, old releases.

    Without --apply nothing is changed. With it, what is unneeded is marked, and deleted by a later run, once
    it was unneeded for the grace period: whatever apps and caches still ask for stays that long. Going back
    is possible to the releases that are kept. Uploads that nobody finished go, too. Safe beside a publish.

    \b
    Example:
      podcast gc
      podcast gc --apply --keep 50 --grace-days 30
    """
    from podcast.publish.collect import collect, find_unneeded

    named = named_store(show_dir, store_url)
    now, grace = datetime.now(UTC), timedelta(days=grace_days)
    if apply_:
        found = collect(
            to_write(named, deletes=not alone), now=now, progress=TerminalProgress(), keep=keep, grace=grace
        )
    else:
        found = find_unneeded(named.store, now=now, keep=keep, grace=grace)
    if as_json:
        say_json({"ok": True, "applied": apply_, **_facts(found, grace)})
    else:
        _tell(found, grace, applied=apply_)


def _tell(found: Collection, grace: timedelta, *, applied: bool) -> None:
    from podcast.cli.formats import size

    for one in found.due:
        say(f"  {'deleted' if applied else 'would delete'} {one.key} ({size(one.size)})")
    for write in found.unfinished:
        verb = "abandoned" if applied else "would abandon"
        say(f"  {verb} the unfinished upload of {write.key}, begun on {write.since:%Y-%m-%d}")
    for one in found.waiting:
        say(f"  {one.key} ({size(one.size)}) from {found.since[one.key] + grace:%Y-%m-%d} on")
    verb = "deleted" if applied else "to delete"
    kept = f"releases {found.kept[-1]} to {found.kept[0]} are kept"
    say(f"{len(found.due)} files {verb} ({size(found.due_bytes)}), {len(found.waiting)} waiting; {kept}.")


def _facts(found: Collection, grace: timedelta) -> dict[str, object]:
    return {
        "kept_releases": list(found.kept),
        "due": [{"key": one.key, "bytes": one.size} for one in found.due],
        "unfinished": [{"key": one.key, "since": one.since.isoformat()} for one in found.unfinished],
        "waiting": [
            {"key": one.key, "bytes": one.size, "from": (found.since[one.key] + grace).isoformat()}
            for one in found.waiting
        ],
    }
