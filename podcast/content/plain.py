"""Values as the keys that a producer would write for them: the way back from what `readshow` and `readpage` read.

Only what differs from its default is written. The result holds nothing but dicts, lists, texts, numbers,
flags and moments; `toml` and `frontmatter` make files of it.
"""

from enum import Enum
from typing import Any

from podcast.content.episode import Article, Episode
from podcast.content.show import Category, Show
from podcast.content.syndication import License, PageTags
from podcast.content.text import slugify
from podcast.values import Struct, given

Plain = dict[str, Any]

_NAMES = {
    "at_ms": "at",
    "duration_ms": "duration",
    "feeds": "feed",
    "locations": "location",
    "remote_start_ms": "remote_start",
    "start_ms": "start",
    "values": "value",
}
_ANNOUNCE = ("hubs", "podping")


def show_keys(show: Show, *, store: str) -> Plain:
    """Return the keys of a `show.toml` that says this of a show and publishes it to `store`."""
    found = _flat(show)
    announce = {name: found.pop(name) for name in _ANNOUNCE if name in found}
    return found | {"store": store} | ({"announce": announce} if announce else {})


def page_keys(page: Article, *, stem: str = "") -> Plain:
    """Return the front matter of an episode or an article, without its body.

    An article has no slug of its own if it follows from `stem`, the name of its file.
    """
    found = _flat(page)
    found.pop("body", None)
    if not isinstance(page, Episode) and slugify(stem) == page.slug:
        del found["slug"]
    return found


def _flat(value: Show | Article) -> Plain:
    """Return the keys of a show or a page; its tags are keys of its own."""
    found = _keys(value)
    tags = getattr(value, "tags", None)
    found.pop("tags", None)
    return found | (_keys(tags) if isinstance(tags, PageTags) else {})


def _keys(value: Struct) -> Plain:
    found: Plain = {}
    for name, one in given(value):
        found[_NAMES.get(name, name)] = _plain(one, clock=name.endswith("_ms"))
    return found


def _plain(value: Any, *, clock: bool = False) -> Any:
    if clock:
        return _clock(value)
    if isinstance(value, Category):
        return f"{value.name} > {value.sub}" if value.sub else value.name
    if isinstance(value, License) and not value.url:
        return value.slug
    if isinstance(value, Struct):
        return _keys(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.value if isinstance(value, Enum) else value


def _clock(milliseconds: int) -> str:
    """Return a time as `content.text.parse_clock` reads it: `01:02:03.500`."""
    seconds, rest = divmod(milliseconds, 1000)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{clock}.{rest:03}" if rest else clock
