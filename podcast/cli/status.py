"""`podcast status`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from podcast.cli.options import chosen_store, json_option, show_option, show_root, store_option
from podcast.cli.output import say, say_json, short


@click.command("status", short_help="List what is published, changed, new or drafted.")
@show_option
@store_option
@json_option
def command(show_dir: Path | None, store_url: str | None, as_json: bool) -> None:
    """List every episode and article: published, changed, new, drafted or scheduled.

    \b
    Example:
      podcast status
      podcast status --json
    """
    from podcast.publish.check import checked_show
    from podcast.publish.state import read_state
    from podcast.publish.status import status

    root, name = show_root(show_dir)
    folder, _ = checked_show(root, named=name)
    store = chosen_store(store_url, folder)
    store.probe()
    published = read_state(store)
    lines = status(folder, published, now=datetime.now(UTC))
    if as_json:
        pages = [
            {
                "kind": one.kind,
                "slug": one.slug,
                "title": one.title,
                "date": one.date.isoformat(),
                "standing": one.standing.value,
            }
            for one in lines
        ]
        say_json({"ok": True, "store": store.url, "release": published.number, "pages": pages})
        return
    say(
        f"{short(store.url)}, "
        + (f"release {published.number}" if published.number else "nothing published yet")
    )
    for line in lines:
        say(f"  {line.date:%Y-%m-%d}  {line.kind:8}{line.standing.value:12}{line.slug}")
