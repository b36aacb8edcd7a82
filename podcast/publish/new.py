"""Starting an episode: its folder, a commented `episode.md`, and a copy of the recording. Nothing is overwritten.

Owns what is proposed to who begins one: the number, the season, and when it is usual to publish.
"""

import shutil
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from podcast.content.episode import EpisodeType
from podcast.content.fields import Fields
from podcast.content.filenames import is_text
from podcast.content.folder import EPISODE_FILE, ShowFolder
from podcast.content.frontmatter import read_document
from podcast.content.problem import Problem, errors
from podcast.content.readpage import read_episode
from podcast.content.text import slugify
from podcast.content.toml import quoted
from podcast.errors import CannotWriteError, DiskError, MissingInputError, Place, UsageError
from podcast.files import partial, write_error, write_whole
from podcast.messages import msg
from podcast.publish.scaffold import filled
from podcast.values import Struct

_RECORDINGS = {"fr": "enregistrement", "en": "recording"}
"""What a recording is called that is not there yet."""


class NewEpisode(Struct, frozen=True, kw_only=True):
    """What a producer says of an episode that begins. Without `number` it is the next one; `guests` are names with
    what they do, which may be empty; `recording` is a file to copy; without `slug` it follows from the title;
    `language` is that of comments and examples."""

    title: str
    date: datetime
    number: int | None = None
    season: int | None = None
    guests: tuple[tuple[str, str], ...] = ()
    recording: Path | None = None
    slug: str = ""
    language: str = "en"


def usual_moment(folder: ShowFolder, now: datetime) -> datetime:
    """Return when the next episode would usually appear: a week after the newest, or after that, at its hour.

    Without an episode that is tomorrow at six. The time zone is that of the show.
    """
    zone = ZoneInfo(folder.show.time_zone if folder.show else "Europe/Paris")
    dates = [one.page.date for one in folder.episodes if one.page.date.year > 1]
    if not dates:
        return (now.astimezone(zone) + timedelta(days=1)).replace(hour=6, minute=0, second=0, microsecond=0)
    newest = max(dates).astimezone(zone)
    weeks = 1 + max(0, (now - max(dates)) // timedelta(weeks=1))
    return newest + timedelta(weeks=weeks)  # of the clock on the wall: the same hour, winter and summer


def usual_season(folder: ShowFolder) -> int | None:
    """Return the season of the newest episode, nothing if the show has none."""
    newest = max(folder.episodes, key=lambda one: one.page.date, default=None)
    return newest.page.season if newest else None


def next_number(folder: ShowFolder, season: int | None) -> int:
    """Return one more than the highest number: of the season, in a show that counts anew in each."""
    full = [one.page for one in folder.episodes if one.page.type is EpisodeType.FULL]
    firsts = [page.season for page in full if page.number == 1]
    counts_anew = len(set(firsts)) > 1 or any((one or 1) > 1 for one in firsts)
    pages = [page for page in full if page.season == season] if counts_anew else full
    return max((page.number or 0 for page in pages), default=0) + 1


def new_episode(folder: ShowFolder, new: NewEpisode, *, guid: uuid.UUID) -> Path:
    """Write the folder and the commented `episode.md` of a new episode, which is a draft; return the file.

    Raises:
        UsageError: a check would refuse it; see `refuse`.
        MissingInputError: the recording cannot be read.
        CannotWriteError: the folder exists, or cannot be written.
    """
    if not is_text(f"{new.title}{new.recording or ''}{new.guests}"):
        raise UsageError(
            msg("what was said is not in UTF-8"),
            hint=msg("set the terminal to UTF-8, and rename the recording if need be"),
        )
    refuse(folder, new)
    place = folder.root / f"{_number(folder, new):03}-{_slug(new)[:50].strip('-')}"
    try:
        place.mkdir()
    except OSError as error:
        raise write_error(error, place) from error
    try:
        name = _copied(new.recording, place, new.language) if new.recording else ""
        write_whole(place / EPISODE_FILE, _text(folder, new, name, str(guid)))
    except BaseException:  # Ctrl-C too leaves no half of an episode behind
        shutil.rmtree(place, ignore_errors=True)
        raise
    return place / EPISODE_FILE


def refuse(folder: ShowFolder, new: NewEpisode) -> None:
    """Raise if a check would refuse this episode, before anything is written.

    Raises:
        UsageError: no slug follows from the title, or somebody has it, or the number; or a text is too long or has
            characters that no feed can hold.
    """
    slug = _slug(new)
    if not slug:
        raise UsageError(
            msg("the address cannot be made of “{title}”: it wants letters from A to Z", title=new.title),
            hint=msg("say one, such as `--slug ouvrir-une-creperie`"),
        )
    problems: list[Problem] = []
    document = read_document(_text(folder, new, "", "guid").decode(), file=EPISODE_FILE)
    if document.fields is not None:
        read_episode(Fields(document.fields, problems), body=document.body, zone=ZoneInfo("UTC"))
    for one in errors([*document.problems, *problems]):
        raise UsageError(one.message, hint=one.remedy)
    if any(source.page.slug == slug for source in folder.pages()):
        raise UsageError(
            msg("there is an episode or article “{slug}” already", slug=slug),
            hint=msg("choose another title, or another slug with --slug"),
        )
    number = _number(folder, new)
    for source in folder.episodes:
        page = source.page
        if (page.number, page.season, page.type) == (number, new.season, EpisodeType.FULL):
            raise UsageError(
                msg("number {number} is that of the episode “{slug}”", number=number, slug=page.slug),
                hint=msg("take {next}, the next one", next=next_number(folder, new.season)),
            )


def _slug(new: NewEpisode) -> str:
    return new.slug or slugify(new.title)


def _number(folder: ShowFolder, new: NewEpisode) -> int:
    return new.number or next_number(folder, new.season)


def _text(folder: ShowFolder, new: NewEpisode, recording: str, guid: str) -> bytes:
    """Return the `episode.md` of an episode whose recording has this name, if there is one."""
    facts = {
        "title": quoted(new.title),
        "number": str(_number(folder, new)),
        "season": f"season: {new.season}\n" if new.season else "",
        "slug": _slug(new),
        "guid": guid,
        "date": new.date.isoformat(),
        "recording": quoted(recording) if recording else f"{_RECORDINGS[new.language]}.wav",
        "guests": _guests(new.guests) or filled("guests.yaml", {}, language=new.language).decode(),
    }
    return filled("episode.md", facts, language=new.language)


def _copied(recording: Path, place: Path, language: str) -> str:
    """Copy a recording beside its episode, whole or not at all, and return its name there."""
    name = recording.name.lstrip(".-_") or f"{_RECORDINGS[language]}{recording.suffix}"
    try:
        with partial(place / name) as part:
            shutil.copyfile(recording, part)
    except FileNotFoundError as error:
        raise MissingInputError(
            msg("there is no such recording"), hint=msg("check its name"), place=Place(file=str(recording))
        ) from error
    except (CannotWriteError, DiskError) as error:
        if not recording.is_file():
            raise MissingInputError(
                msg("there is no such recording"),
                hint=msg("check its name"),
                place=Place(file=str(recording)),
            ) from error
        raise
    return name


def _guests(guests: tuple[tuple[str, str], ...]) -> str:
    lines = ["guests:\n"] if guests else []
    for name, role in guests:
        lines.append(f"  - name: {quoted(name)}\n")
        lines += [f"    role: {quoted(role)}\n"] if role else []
    return "".join(lines)
