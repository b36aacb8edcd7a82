"""Starting a show folder. What exists is never overwritten."""

import uuid
from pathlib import Path
from string import Template

from podcast.content.folder import ARTICLES, SHOW_FILE
from podcast.content.identity import podcast_guid
from podcast.content.toml import quoted
from podcast.errors import CannotWriteError, Place
from podcast.files import write_error, write_whole
from podcast.messages import msg
from podcast.publish.images_encode import draw_cover
from podcast.values import Struct

_TEMPLATES = Path(__file__).parent / "starter"


class NewShow(Struct, frozen=True, kw_only=True):
    """What a producer says of a show that begins here; `old_feed` is the address of the feed that it had, and
    `language` that of the comments and examples."""

    title: str
    author: str
    base_url: str
    old_feed: str = ""
    language: str = "en"


def init_show(root: Path, new: NewShow, *, chance: uuid.UUID) -> list[Path]:
    """Write a `show.toml`, a plain cover and `articles/` into `root`, and return what was made.

    The podcast:guid follows from the old feed, or from `chance`; it is kept for ever after.

    Raises:
        CannotWriteError: there is a show already, or the folder cannot be written.
    """
    if (root / SHOW_FILE).exists():
        raise CannotWriteError(
            msg("there is a show here already"),
            hint=msg("name another folder"),
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
    write_whole(root / SHOW_FILE, filled("show.toml", facts, language=new.language))
    return made


def filled(name: str, facts: dict[str, str], *, language: str) -> bytes:
    """Return a packaged template in a language that there is one in, with its fields filled in."""
    text = (_TEMPLATES / language / f"{name}.template").read_text(encoding="utf-8")
    return Template(text).substitute(facts).encode()
