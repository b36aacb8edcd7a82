"""Starting an episode: its folder, a commented `episode.md`, and a copy of the recording. Nothing is overwritten.

Owns what is proposed to who begins one: the number, the season, and when it is usual to publish.
"""

import shutil
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from podcast.content.episode import EpisodeType
from podcast.content.filenames import is_text
from podcast.content.folder import ShowFolder
from podcast.content.load import EPISODE_FILE
from podcast.content.text import slugify
from podcast.content.toml import quoted
from podcast.errors import CannotWriteError, DiskError, MissingInputError, Place, UsageError
from podcast.files import partial, write_error, write_whole
from podcast.messages import msg
from podcast.publish.scaffold import filled

_RECORDING = "enregistrement.wav"
_GUESTS = """# guests:
#   - name: Prénom Nom
#     role: Fonction, entreprise
#     url: https://…
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewEpisode:
    """What a producer says of an episode that begins. Without `number` it is the next one; `guests` are names with
    what they do, which may be empty; `recording` is a file to copy."""

    title: str
    date: datetime
    number: int | None = None
    season: int | None = None
    guests: tuple[tuple[str, str], ...] = ()
    recording: Path | None = None


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
        UsageError: the title has no letter or digit.
        MissingInputError: the recording cannot be read.
        CannotWriteError: an episode of that name exists, or the folder cannot be written.
    """
    if not is_text(f"{new.title}{new.recording or ''}{new.guests}"):
        raise UsageError(
            msg("what was said is not in UTF-8"),
            hint=msg("set the terminal to UTF-8, and rename the recording if need be"),
        )
    slug = slugify(new.title)
    if not slug:
        raise UsageError(
            msg("“{title}” has no letter or digit", title=new.title),
            hint=msg("say a title, such as “Ouvrir une crêperie”"),
        )
    number = new.number or next_number(folder, new.season)
    place = folder.root / f"{number:03}-{slug[:50].strip('-')}"
    if place.exists() or any(source.page.slug == slug for source in folder.episodes):
        raise CannotWriteError(
            msg("there is an episode “{slug}” already", slug=slug),
            hint=msg("choose another title"),
            place=Place(file=str(place)),
        )
    try:
        place.mkdir()
    except OSError as error:
        raise write_error(error, place) from error
    try:
        _write(place, new, number, slug, guid)
    except BaseException:  # Ctrl-C too leaves no half of an episode behind
        shutil.rmtree(place, ignore_errors=True)
        raise
    return place / EPISODE_FILE


def _write(place: Path, new: NewEpisode, number: int, slug: str, guid: uuid.UUID) -> None:
    """Write what a new episode consists of into its folder, which is empty."""
    recording = _copied(new.recording, place) if new.recording else _RECORDING
    facts = {
        "title": quoted(new.title),
        "number": str(number),
        "season": f"season: {new.season}\n" if new.season else "",
        "slug": slug,
        "guid": str(guid),
        "date": new.date.isoformat(),
        "recording": quoted(recording) if recording != _RECORDING else recording,
        "guests": _guests(new.guests),
    }
    write_whole(place / EPISODE_FILE, filled("episode.md", facts))


def _copied(recording: Path, place: Path) -> str:
    """Copy a recording beside its episode, whole or not at all, and return its name there."""
    name = recording.name.lstrip(".-_") or f"enregistrement{recording.suffix}"
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
    if not guests:
        return _GUESTS
    lines = ["guests:\n"]
    for name, role in guests:
        lines.append(f"  - name: {quoted(name)}\n")
        lines.append(f"    role: {quoted(role)}\n" if role else "    # role: Fonction, entreprise\n")
    return "".join(lines)
