"""`podcast search`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.options import json_option, show_option, store_alone, store_option
from podcast.cli.output import note, say, say_json
from podcast.cli.progress import TerminalProgress
from podcast.content.problem import line_of
from podcast.errors import ContentError, Place, PodcastError
from podcast.messages import msg, msgs

if TYPE_CHECKING:
    from podcast.content.folder import ShowFolder
    from podcast.store.base import Store


@click.command("search")
@show_option
@store_option
@json_option
def command(show_dir: Path | None, store_url: str | None, as_json: bool) -> int:
    """Make the index of the search page from the pages that are published, and store it beside them.

    `podcast publish` does it by itself where Pagefind is installed and show.toml says `search = true` under [site];
    without Pagefind there, run this where it is. Nothing is done if it is up to date. See docs/search.md.

    \b
    Example:
      podcast search
    """
    from podcast.publish.search import index_pages
    from podcast.publish.state import read_front

    store = store_alone(show_dir, store_url)
    state = read_front(store)
    if state.show is None or not state.show.show.site.search:
        raise ContentError(
            msg("there is no search page"),
            hint=msg("write search = true under [site], and publish"),
            place=Place(file="show.toml"),
        )
    count = index_pages(store, state, TerminalProgress())
    if as_json:
        say_json({"ok": True, "indexed": count})
    elif count:
        say(msgs("{n} page indexed.", "{n} pages indexed.", count))
    else:
        say(msg("The index is that of the published pages already."))
    return 0


def index_after(folder: ShowFolder, store: Store) -> None:
    """Bring the search index up to what was just published, if the show has one; say what keeps it from being."""
    from podcast.publish.search import index_pages
    from podcast.publish.state import read_front

    if not folder.show_and_settings()[0].site.search:
        return
    try:
        index_pages(store, read_front(store), TerminalProgress())
    except PodcastError as error:
        note(msg("warning: the search page finds what was published before: {error}", error=line_of(error)))
