"""Starting a show folder, and an episode in it. What exists is never overwritten."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

from podcast.content.folder import ShowFolder
from podcast.content.identity import podcast_guid
from podcast.content.load import ARTICLES, EPISODE_FILE, SHOW_FILE
from podcast.content.text import slugify
from podcast.content.toml import quoted
from podcast.errors import CannotWriteError, Place, UsageError
from podcast.files import write_error, write_whole
from podcast.publish.images import draw_cover

_TEMPLATES = Path(__file__).parent / "starter"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewShow:
    """What a producer says of a show that begins here; `old_feed` is the address of the feed that it had."""

    title: str
    author: str
    base_url: str
    old_feed: str = ""


def init_show(root: Path, new: NewShow, *, chance: uuid.UUID) -> list[Path]:
    """Write a `show.toml`, a plain cover and `articles/` into `root`, and return what was made.

    The podcast:guid follows from the old feed, or from `chance`; it is kept for ever after.

    Raises:
        CannotWriteError: there is a show already, or the folder cannot be written.
    """
    if (root / SHOW_FILE).exists():
        raise CannotWriteError(
            "there is a show here already",
            hint="name another folder",
            place=Place(file=str(root / SHOW_FILE)),
        )
    facts = {
        "title": quoted(new.title),
        "author": quoted(new.author),
        "base_url": quoted(new.base_url),
        "guid": str(podcast_guid(new.old_feed or chance.hex)),
    }
    made = [root / "cover.jpg", root / SHOW_FILE]
    try:
        (root / ARTICLES).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(error, root) from error
    if made[0].exists():
        made.pop(0)
    else:
        write_whole(made[0], draw_cover(new.title, accent="#e63b11"))
    write_whole(root / SHOW_FILE, _filled("show.toml", facts))
    return made


def new_episode(
    folder: ShowFolder, title: str, *, number: int | None, now: datetime, guid: uuid.UUID
) -> Path:
    """Write the folder and the commented `episode.md` of a new episode; return the file.

    Without `number` it gets the one after the highest in the folder. It is a draft, dated tomorrow at six
    in the show's time zone.

    Raises:
        UsageError: the title has no letter or digit.
        CannotWriteError: an episode of that name exists, or the folder cannot be written.
    """
    slug = slugify(title)
    if not slug:
        raise UsageError(
            f"“{title}” has no letter or digit", hint="say a title, such as “Ouvrir une crêperie”"
        )
    numbers = [source.page.number or 0 for source in folder.episodes]
    number = number or max(numbers, default=0) + 1
    place = folder.root / f"{number:03}-{slug[:50].strip('-')}"
    if place.exists() or any(source.page.slug == slug for source in folder.episodes):
        raise CannotWriteError(
            f"there is an episode “{slug}” already", hint="choose another title", place=Place(file=str(place))
        )
    facts = {
        "title": quoted(title),
        "number": str(number),
        "slug": slug,
        "guid": str(guid),
        "date": _tomorrow_at_six(now, folder.show.time_zone if folder.show else "Europe/Paris"),
    }
    try:
        place.mkdir()
    except OSError as error:
        raise write_error(error, place) from error
    write_whole(place / EPISODE_FILE, _filled("episode.md", facts))
    return place / EPISODE_FILE


def _tomorrow_at_six(now: datetime, zone: str) -> str:
    morning = now.astimezone(ZoneInfo(zone)) + timedelta(days=1)
    return morning.replace(hour=6, minute=0, second=0, microsecond=0).isoformat()


def _filled(name: str, facts: dict[str, str]) -> bytes:
    text = (_TEMPLATES / f"{name}.template").read_text(encoding="utf-8")
    return Template(text).substitute(facts).encode()
