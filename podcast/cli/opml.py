"""`podcast opml`."""

from __future__ import annotations

from pathlib import Path

import click

from podcast.cli.output import note
from podcast.messages import msg


@click.command("opml")
@click.argument("shows", nargs=-1, required=True, metavar="SHOW…")
@click.option("--title", default="Podcasts", show_default=True, help="What the list is called.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; standard output if not given.",
)
def command(shows: tuple[str, ...], title: str, out: Path | None) -> int:
    """Write an OPML list of shows: each SHOW is a show folder or the address of a feed.

    Podcast apps import such a list and subscribe to all of it. Feeds that a show filters stand in it if
    they are listed; private ones do not.

    \b
    Example:
      podcast opml episodes --out podcasts.opml
      podcast opml episodes https://podcast.example/feed.xml --title "Nos podcasts"
    """
    from podcast.feed.opml import render_opml
    from podcast.files import write_whole
    from podcast.publish.opml import gather_subscriptions

    feeds = gather_subscriptions(shows)
    body = render_opml(title, feeds)
    if out is None:
        click.echo(body.decode(), nl=False)
    else:
        write_whole(out, body)
        note(msg("{out}: {feeds} feeds", out=out, feeds=len(feeds)))
    return 0
