"""`podcast serve`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from podcast.cli.options import show_option, store_alone, store_option
from podcast.cli.output import note, say, short
from podcast.messages import msg


@click.command("serve", short_help="Look at what is published, on this computer.")
@show_option
@store_option
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
def command(show_dir: Path | None, store_url: str | None, port: int) -> None:
    """Show what is published on this computer, for you alone: pages, players, and the feed.

    The public address in pages and feed is replaced by the local one, so that a podcast app on this
    computer can subscribe. Answers on 127.0.0.1 only. Ctrl-C ends it.

    \b
    Example:
      podcast serve
      podcast serve --port 9000
    """
    from podcast.content import keys
    from podcast.errors import ContentError
    from podcast.publish.state import read_state
    from podcast.store.serve import PreviewServer

    store = store_alone(show_dir, store_url)
    state = read_state(store)
    if state.show is None:
        raise ContentError(
            msg("nothing is published in {store} yet", store=store.url), hint=msg("run `podcast publish`")
        )
    server = PreviewServer(store, port=port, public_url=state.show.show.base_url)
    say(msg("Release {number} of {store}", number=state.number, store=short(store.url)))
    say(msg("  pages  {server}", server=server.url))
    say(msg("  feed   {server}{feed}", server=server.url, feed=keys.FEED))
    say(msg("Ctrl-C ends it."))
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        note("Ended.")
    finally:
        server.close()
