"""`podcast new`."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path

import click

from podcast.cli.options import show_option, show_root
from podcast.cli.output import say


@click.command("new", short_help="Make the folder of a new episode.")
@click.argument("title")
@click.option("--number", type=click.IntRange(1), help="Default: one more than the highest in the folder.")
@show_option
def command(title: str, number: int | None, show_dir: Path | None) -> None:
    """Make the folder of a new episode called TITLE, with its number, guid and a commented episode.md.

    \b
    Example:
      podcast new "Comment fédérer un réseau de franchise ?"
    """
    from podcast.content.load import load_show
    from podcast.publish.scaffold import new_episode

    root, name = show_root(show_dir)
    folder = load_show(root, named=name)
    path = new_episode(folder, title, number=number, now=datetime.now(UTC), guid=uuid.uuid4())
    shown = f"{name}/{path.parent.name}"
    say(f"made {shown}/{path.name}")
    say(f"Next: put the recording into {shown}/, complete episode.md, then: podcast check")
