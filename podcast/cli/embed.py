"""`podcast embed`."""

from __future__ import annotations

from pathlib import Path

import click

from podcast.cli.options import json_option, show_option, store_alone, store_option
from podcast.cli.output import say, say_json


@click.command("embed", short_help="Print the player's iframe and oEmbed link.")
@click.argument("slug")
@show_option
@store_option
@json_option
def command(slug: str, show_dir: Path | None, store_url: str | None, as_json: bool) -> None:
    """Print what to paste into an article to embed the player of the published episode SLUG.

    In WordPress, pasting the address of the episode's page on a line of its own is enough where its site
    allows it (oEmbed); the iframe works everywhere.

    \b
    Example:
      podcast embed comment-federer-un-reseau-de-franchise
    """
    from podcast.publish.embed import embed_of

    embed = embed_of(store_alone(show_dir, store_url), slug)
    if as_json:
        say_json(
            {"ok": True, "slug": slug, "page": embed.page, "oembed": embed.oembed, "iframe": embed.iframe}
        )
        return
    say("HTML, for any article:")
    say(embed.iframe)
    say()
    say("WordPress, on a line of its own (it finds the player through oEmbed):")
    say(embed.page)
    say()
    say("oEmbed link, for the head of another page:")
    say(embed.oembed)
