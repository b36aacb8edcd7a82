"""`podcast gc`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.options import json_option, named_store, show_option, store_option, to_write
from podcast.cli.output import say, say_json
from podcast.cli.progress import TerminalProgress
from podcast.messages import marked, msg, msgs

if TYPE_CHECKING:
    from podcast.publish.collect import Collection


@click.command("gc")
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

    deleted = marked("  deleted {key} ({size})") if applied else marked("  would delete {key} ({size})")
    for one in found.due:
        say(msg(deleted, key=one.key, size=size(one.size)))
    abandoned = (
        marked("  abandoned the unfinished upload of {key}, begun on {since:%Y-%m-%d}")
        if applied
        else marked("  would abandon the unfinished upload of {key}, begun on {since:%Y-%m-%d}")
    )
    for write in found.unfinished:
        say(msg(abandoned, key=write.key, since=write.since))
    for one in found.waiting:
        since = found.since[one.key] + grace
        say(msg("  {key} ({size}) from {since:%Y-%m-%d} on", key=one.key, size=size(one.size), since=since))
    say(
        msg(
            "{due} ({size}), {waiting} waiting; releases {first} to {last} are kept.",
            due=msgs("{n} file deleted", "{n} files deleted", len(found.due))
            if applied
            else msgs("{n} file to delete", "{n} files to delete", len(found.due)),
            size=size(found.due_bytes),
            waiting=len(found.waiting),
            first=found.kept[-1],
            last=found.kept[0],
        )
    )


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
