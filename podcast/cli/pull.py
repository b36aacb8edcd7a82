"""`podcast pull`."""

from __future__ import annotations

from pathlib import Path

import click

from podcast.cli.options import json_option
from podcast.cli.output import say, say_json
from podcast.cli.progress import TerminalProgress
from podcast.messages import msg, msgs


@click.command("pull")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--store", "store_url", metavar="URL", required=True, help="Where the show is published.")
@click.option(
    "--episode", "slugs", metavar="SLUG", multiple=True, help="Only this page; say it again for more."
)
@click.option("--endpoint", metavar="URL", default="", help="Where the s3:// store answers, if not at AWS.")
@click.option("--region", default="", help="The region of the s3:// store.")
@json_option
def command(
    folder: Path, store_url: str, slugs: tuple[str, ...], endpoint: str, region: str, as_json: bool
) -> None:
    """Make the show folder DIR of what is published in a store, for a new machine or a new colleague.

    It has everything that listeners see: show.toml, texts, pictures, transcripts. Recordings are not in a store,
    so the episodes name none: their published audio stays as it is until one is added. Publishing from the
    folder changes nothing before you change something. What is in DIR already is never written over.

    \b
    Example:
      podcast pull mon-emission --store s3://podcasts/emission --endpoint https://s3.example.com
    """
    from podcast.content.show import S3Settings
    from podcast.publish.pull import Origin, pull
    from podcast.store.open import open_store

    s3 = S3Settings(endpoint=endpoint, region=region)
    store = open_store(store_url, relative_to=Path.cwd(), s3=s3)
    named = store_url if store_url.startswith("s3://") else str(Path(store_url).expanduser().absolute())
    origin = Origin(store=named, s3=s3)
    done = pull(store, folder.absolute(), origin=origin, slugs=slugs, progress=TerminalProgress())
    if as_json:
        say_json({"ok": True, "made": [str(one) for one in done.made], "kept": list(done.kept)})
        return
    for slug in done.kept:
        say(msg("  {slug} is here already and stays as it is", slug=slug))
    say(
        msgs(
            "{n} file written into {folder}.",
            "{n} files written into {folder}.",
            len(done.made),
            folder=folder,
        )
        if done.made
        else msg("Nothing to pull: all of it is here.")
    )
    if done.made:
        say(msg("Next: cd {folder}, then: podcast plan", folder=folder))
