"""`podcast clip`."""

from __future__ import annotations

from pathlib import Path

import click

from podcast.cli.completion import complete_slug
from podcast.cli.options import json_option, show_option, show_root
from podcast.cli.output import say, say_json
from podcast.errors import UsageError
from podcast.messages import msg


@click.command("clip")
@click.argument("slug", shell_complete=complete_slug)
@show_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=Path(),
    help="The folder to write to; this one if not given.",
)
@json_option
def command(slug: str, show_dir: Path | None, out: Path, as_json: bool) -> int:
    """Write the soundbites of an episode as MP3 files, at the loudness of the show.

    They are what apps play when they offer an extract. Nothing is published.

    \b
    Example:
      podcast clip comment-federer-un-reseau
      podcast clip comment-federer-un-reseau --out /tmp
    """
    from podcast.cli.describe import loudness_facts
    from podcast.cli.formats import clock
    from podcast.publish.check import checked_show
    from podcast.publish.clip import write_soundbites

    root, name = show_root(show_dir)
    folder, _ = checked_show(root, named=name)
    source = next((one for one in folder.episodes if one.page.slug == slug), None)
    if source is None:
        wrong = msg("“{slug}” is no episode of this folder", slug=slug)
        raise UsageError(wrong, hint=msg("see `podcast status`"))
    clips = write_soundbites(source, folder, out)
    if as_json:
        say_json(
            {
                "ok": True,
                "clips": [
                    {
                        "file": str(one.file),
                        "start_ms": one.soundbite.start_ms,
                        "duration_ms": one.soundbite.duration_ms,
                        "loudness": loudness_facts(one.after),
                    }
                    for one in clips
                ],
            }
        )
        return 0
    for one in clips:
        bite = one.soundbite
        title = f" — {bite.title}" if bite.title else ""
        say(f"{one.file}: {clock(bite.start_ms)}, {clock(bite.duration_ms)}{title}")
    return 0
