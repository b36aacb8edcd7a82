"""`podcast new`."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podcast.cli.options import show_option, show_root
from podcast.cli.output import next_command, say
from podcast.cli.terminal import may_ask
from podcast.errors import UsageError
from podcast.messages import msg

if TYPE_CHECKING:
    from podcast.content.folder import ShowFolder
    from podcast.publish.new import NewEpisode

_NONE = "-"


@click.command("new", short_help="Make the folder of a new episode.")
@click.argument("title", required=False)
@click.option("--date", metavar="DATE", help="When it is to be online: 2026-11-24 06:00, or 24/11 6h.")
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
    from podcast.cli.asking import read_moment
    from podcast.content.load import load_show
    from podcast.publish.new import NewEpisode, new_episode, usual_moment, usual_season

    root, name = show_root(show_dir)
    folder = load_show(root, named=name)
    usual = usual_moment(folder, datetime.now(UTC))
    zone = folder.show.time_zone if folder.show else "Europe/Paris"
    given = NewEpisode(
        title=title or "",
        date=read_moment(date, zone=zone, usual=usual) if date else usual,
        number=number,
        season=season or usual_season(folder),
        guests=tuple(map(_guest, guests)),
        recording=recording,
    )
    if not title:
        given = _asked(given, folder, zone, asks_date=not date, asks_season=not season)
    path = new_episode(folder, given, guid=uuid.uuid4())
    _say_next(
        path, name, has_recording=given.recording is not None, check=next_command("check", show_dir, None)
    )


def _say_next(path: Path, name: str, *, has_recording: bool, check: str) -> None:
    """Print what was made, and what to do with it."""
    shown = f"{name}/{path.parent.name}"
    say(msg("made {path}", path=f"{shown}/{path.name}"))
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


def _asked(
    given: NewEpisode, folder: ShowFolder, zone: str, *, asks_date: bool, asks_season: bool
) -> NewEpisode:
    """Return what was given with what somebody answers to the rest."""
    from dataclasses import replace

    from podcast.cli.asking import ask, read_file, read_moment
    from podcast.cli.formats import moment
    from podcast.content.text import slugify
    from podcast.publish.new import next_number

    if not may_ask():
        raise UsageError(
            msg("the title is missing, and nobody can be asked here"), hint=msg("say podcast new TITLE")
        )

    def read_title(text: str) -> str:
        if not slugify(text):
            raise UsageError(msg("a title has letters"), hint=msg("write one, such as “Ouvrir une crêperie”"))
        return text

    given = replace(given, title=ask(msg("Title"), read_title))
    if asks_date:

        def read_date(text: str) -> datetime:
            return read_moment(text, zone=zone, usual=given.date) if text else given.date

        given = replace(given, date=ask(msg("Online from"), read_date, shown=moment(given.date, zone)))
    if asks_season:
        known = str(given.season or "")
        given = replace(given, season=ask(msg("Season, - for none"), _read_season, default=known))
    if given.number is None:
        proposed = str(next_number(folder, given.season))
        given = replace(given, number=ask(msg("Number"), _read_number, default=proposed))
    if not given.guests:
        given = replace(
            given, guests=ask(msg("Guests, as “Name, what they do; Name”, Enter for none"), _read_guests)
        )
    if given.recording is None:
        question = msg("Recording, drag the file here, Enter if there is none yet")
        given = replace(given, recording=ask(question, lambda text: read_file(text) if text else None))
    return given


def _guest(text: str) -> tuple[str, str]:
    """Return name and role of `Anne Le Goff, franchisée`."""
    name, _, role = text.partition(",")
    return name.strip(), role.strip()


def _read_guests(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(_guest(one) for one in text.split(";") if one.strip())


def _read_season(text: str) -> int | None:
    return _read_number(text) if text not in ("", _NONE) else None


def _read_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1 or len(text) > 6:
        raise UsageError(msg("“{text}” is no number", text=text), hint=msg("write 1, 2, 3…"))
    return int(text)
