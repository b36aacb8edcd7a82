"""`podcast log`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.formats import short_moment
from podcast.cli.options import json_option, show_option, store_alone, store_option
from podcast.cli.output import say, say_json
from podcast.cli.waiting import waiting_for
from podcast.messages import Message, msg

if TYPE_CHECKING:
    from podcast.publish.log import LogLine

_SIGNS = {"add": "+", "change": "~", "remove": "−"}


@click.command("log")
@show_option
@store_option
@json_option
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many.")
def command(show_dir: Path | None, store_url: str | None, as_json: bool, limit: int) -> None:
    """List the releases of the store, newest first: who made each, when, by which command, and what changed.

    Times are those of the show's time zone.

    \b
    Example:
      podcast log
      podcast log --limit 100 --json
    """
    from podcast.publish.log import read_log
    from podcast.publish.state import read_front

    store = store_alone(show_dir, store_url)
    with waiting_for(store.url):
        lines = read_log(store, limit=limit)
    if as_json:
        say_json({"ok": True, "store": store.url, "releases": [_facts(one) for one in lines]})
        return
    if not lines:
        say(msg("Nothing is published in {store} yet.", store=store.url))
        return
    show = read_front(store).show
    zone = show.show.time_zone if show else "UTC"
    for one in lines:
        say(_text(one, zone))


def _text(line: LogLine, zone: str) -> Message:
    note = line.note
    when = short_moment(note.at, zone) if note.at else msg("unknown time")
    words = [f"{_SIGNS[kind.value]}{slug}" for kind, slug in line.changes]
    words += ["show.toml"] if line.show else []
    return msg(
        "{number:>5}  {when}  {who}  {command}: {changes}",
        number=line.number,
        when=when,
        who=note.by or msg("unknown"),
        command=note.command or "publish",
        changes=", ".join(words) or msg("nothing"),
    )


def _facts(line: LogLine) -> dict[str, object]:
    return {
        "release": line.number,
        "at": line.note.at.isoformat() if line.note.at else None,
        "by": line.note.by or None,
        "command": line.note.command or None,
        "changes": [{"kind": kind.value, "slug": slug} for kind, slug in line.changes],
        "show": line.show,
    }
