"""`podcast embed`."""

from __future__ import annotations

from pathlib import Path

import click

from podcast.cli.completion import complete_slug
from podcast.cli.options import json_option, show_option, store_alone, store_option
from podcast.cli.output import say, say_json
from podcast.messages import joined, msg


@click.command("embed")
@click.argument("slug", required=False, shell_complete=complete_slug)
@click.option("--season", type=click.IntRange(min=1), help="A playlist of this season.")
@show_option
@store_option
@json_option
def command(
    slug: str | None, season: int | None, show_dir: Path | None, store_url: str | None, as_json: bool
) -> None:
    """Print what to paste into an article to embed the player of the published episode SLUG.

    Without SLUG it is a playlist: of the whole show, or of a season.

    In WordPress, pasting the address of the episode's page on a line of its own is enough where its site
    allows it (oEmbed); the iframe works everywhere; the element is for pages whose scripts are your own.

    \b
    Example:
      podcast embed comment-federer-un-reseau-de-franchise
      podcast embed --season 2
    """
    from podcast.publish.embed import embed_of, playlist_of

    if slug and season:
        raise click.UsageError(msg("SLUG and --season exclude each other."))
    store = store_alone(show_dir, store_url)
    embed = embed_of(store, slug) if slug else playlist_of(store, season)
    if as_json:
        known = {"slug": slug, "season": season, "page": embed.page, "element": embed.element}
        told = {name: value for name, value in known.items() if value}
        say_json({"ok": True, **told, "oembed": embed.oembed, "iframe": embed.iframe})
        return
    parts = (
        (msg("HTML, for any article:"), embed.iframe),
        (msg("WordPress, on a line of its own (it finds the player through oEmbed):"), embed.page),
        (msg("An element, for pages whose scripts are your own:"), embed.element),
        (msg("oEmbed link, for the head of another page:"), embed.oembed),
    )
    say(joined("\n\n", (joined("\n", (title, text)) for title, text in parts if text)))
