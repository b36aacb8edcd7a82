"""`podcast init`."""

from __future__ import annotations

import uuid
from pathlib import Path

import click

from podcast.cli.language import language, translated
from podcast.cli.options import refuse_illegible
from podcast.cli.output import say
from podcast.messages import msg


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", default="", help="The name of the show.")
@click.option("--author", default="", help="Who publishes it.")
@click.option(
    "--base-url",
    default="https://podcast.example/",
    show_default=True,
    help="The public address that the published files will have.",
)
@click.option(
    "--old-feed",
    metavar="URL",
    default="",
    help="The feed that the show has at its old host: its podcast:guid is kept.",
)
def command(folder: Path, title: str, author: str, base_url: str, old_feed: str) -> None:
    """Make a show folder in DIR: show.toml with every key explained, a plain cover, and articles/.

    Comments and examples are in the language of this terminal.

    A show that moves here keeps its identity: with --old-feed its podcast:guid is the one that follows from
    the address of its old feed. If that feed says another, write that one into show.toml.

    \b
    Example:
      podcast init mon-emission --title "Mon émission" --base-url https://podcast.example.fr/
    """
    from podcast.content.text import is_web_address
    from podcast.errors import UsageError
    from podcast.publish.scaffold import NewShow, init_show

    if not is_web_address(base_url):
        raise UsageError(
            msg("“{base_url}” is not a web address", base_url=base_url),
            hint=msg("write --base-url https://…/"),
        )
    if old_feed and not is_web_address(old_feed):
        raise UsageError(
            msg("“{old_feed}” is not a web address", old_feed=old_feed),
            hint=msg("write --old-feed https://…"),
        )
    refuse_illegible(folder)
    new = NewShow(
        title=title or translated(msg("My show")),
        author=author or translated(msg("My newsroom")),
        base_url=base_url.rstrip("/") + "/",
        old_feed=old_feed,
        language=language(),
    )
    for path in init_show(folder, new, chance=uuid.uuid4()):
        say(msg("made {path}", path=path))
    say(
        msg(
            'Next: cd {folder}, complete show.toml, then: podcast new "Title of the first episode"',
            folder=folder,
        )
    )
