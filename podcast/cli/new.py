"""`podcast new`."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path

import click

from podcast.cli.language import language
from podcast.cli.options import show_option, show_root
from podcast.cli.output import next_command, say
from podcast.messages import msg


@click.command("new")
@click.argument("title", required=False)
@click.option("--date", metavar="DATE", help="When it is to be online: 2026-11-24 06:00, or 24/11 6h.")
@click.option("--slug", default="", help="The end of its address. Default: made of the title.")
@click.option("--number", type=click.IntRange(1), help="Default: one more than the highest in the folder.")
@click.option("--season", type=click.IntRange(1), help="Default: that of the newest episode, if it has one.")
@click.option(
    "--guest",
    "guests",
    metavar="NAME",
    multiple=True,
    help="Who is heard, as “Name, what they do”; once for each.",
)
@click.option(
    "--recording",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The recording, which is copied beside the episode.",
)
@show_option
def command(
    title: str | None,
    date: str | None,
    slug: str,
    number: int | None,
    season: int | None,
    guests: tuple[str, ...],
    recording: Path | None,
    show_dir: Path | None,
) -> None:
    """Make the folder of a new episode called TITLE, with its number, guid and a commented episode.md.

    Without TITLE it asks what it needs, one thing after the other; Enter takes what is proposed. It proposes a
    week after the newest episode, at the same hour. The episode is a draft until you say otherwise.

    \b
    Example:
      podcast new
      podcast new "Comment fédérer un réseau de franchise ?"
      podcast new "Ouvrir une crêperie" --date "24/11 6h" --guest "Anne Le Goff, franchisée"
    """
    from podcast.cli.formats import moment
    from podcast.cli.interview import asked, read_date, read_guest, read_slug
    from podcast.content.load import load_show
    from podcast.publish.new import NewEpisode, new_episode, usual_moment, usual_season

    root, name = show_root(show_dir)
    folder = load_show(root, named=name)
    usual = usual_moment(folder, datetime.now(UTC))
    zone = folder.show.time_zone if folder.show else "Europe/Paris"
    given = NewEpisode(
        title=title or "",
        date=read_date(date, zone, usual) if date else usual,
        number=number,
        season=season or usual_season(folder),
        guests=tuple(map(read_guest, guests)),
        recording=recording,
        slug=read_slug(slug) if slug else "",
        language=language(),
    )
    if not title:
        given = asked(given, folder, zone, asks_date=not date, asks_season=not season)
    path = new_episode(folder, given, guid=uuid.uuid4())
    say(msg("made {path}", path=f"{name}/{path.parent.name}/{path.name}"))
    say(msg("Online {moment}, once it is no draft any more", moment=moment(given.date, zone)))
    _say_next(
        path, name, has_recording=given.recording is not None, check=next_command("check", show_dir, None)
    )


def _say_next(path: Path, name: str, *, has_recording: bool, check: str) -> None:
    """Print what to do with what was made."""
    shown = f"{name}/{path.parent.name}"
    if has_recording:
        say(msg("Next: complete {path}, then: {command}", path=f"{shown}/{path.name}", command=check))
    else:
        say(
            msg(
                "Next: put the recording into {folder}/, complete episode.md, then: {command}",
                folder=shown,
                command=check,
            )
        )
