"""The files that every page loads, named by their content: styles, the theme of the accent, the player.

The player is written as small modules. A page gets them as one module; a frame as one classic script, because
a module cannot load in a sandbox without an origin. Putting them together needs no tool: a source imports by
whole lines and only from the others, so imports go, and exports lose the word. Comments and blanks go, too.

Styles are one file for pages and one for frames: nothing is drawn before the last of them is there, and each
further one costs a slow connection more than its bytes.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from podcast.content import canonical, keys
from podcast.content.overrides import STYLE
from podcast.content.record import ShowRecord
from podcast.site.colour import stylesheet

_SITE_CSS = "site.css"
PAGE_CSS, FRAME_CSS, PLAYER_CSS = "page.css", "frame.css", "player.css"
PLAYER_JS, EMBED_JS, PLAYLIST_JS, SEARCH_JS = "player.js", "embed.js", "playlist.js", "search.js"

_ASSETS = Path(__file__).with_name("assets")
_CORE = ("player-times", "player-memory", "player", "player-chapters", "player-share", "player-wave")
_FRAME, _TEXT = "player-frame", "player-transcript"
_ELEMENT = "element"
_SOURCES = {
    PLAYER_JS: (*_CORE, _TEXT, "player-marks", "player-page"),
    EMBED_JS: (*_CORE, _TEXT, _FRAME, "player-embed"),
    PLAYLIST_JS: (*_CORE, _FRAME, "player-playlist", "player-list"),
    SEARCH_JS: ("search",),
    _ELEMENT: (*_CORE, _TEXT, "player-borrow", "player-element"),
}
_DROPPED = re.compile(r"^(?:import .*|[ ]*//.*|[ ]*)\n|^[ ]+|^export (?=const |class )", re.MULTILINE)
# A string, a template or a pattern stays as it is; around other signs blanks say nothing.
_TOKEN = re.compile(
    r"""("(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|(?<=[(=,:&|!?])[ ]*/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*)"""
    r"""|[ ]*([-+*/%=<>!&|?:;,(){}\[\]]+)[ ]*"""
)
# Of a stylesheet, too; a blank before a colon may be one between an element and what is in it.
_STYLE = re.compile(r"""("(?:[^"\\\n]|\\.)*")|\s*/\*.*?\*/\s*|\s*([{};,])\s*|(:) |(\s)\s*""", re.DOTALL)
_LINE_END = re.compile(r"(?<=[{(\[,;])\n|\n(?=[}\])])")


def bundle(show: ShowRecord) -> Mapping[str, bytes]:
    """Return the bytes of each file by its plain name; a designer's own styles come last, so that they win."""
    site = show.show.site
    return _bundle(site.accent, show.templates.get(STYLE, ""), site.search)


@lru_cache(maxsize=4)
def _bundle(accent: str, own: str, has_search: bool) -> Mapping[str, bytes]:
    theme = stylesheet(accent)
    return {
        PAGE_CSS: _styles(theme, own, _SITE_CSS, PLAYER_CSS),
        FRAME_CSS: _styles(theme, own, PLAYER_CSS),
        PLAYER_JS: script(PLAYER_JS),
        EMBED_JS: script(EMBED_JS),
        PLAYLIST_JS: script(PLAYLIST_JS),
        **({SEARCH_JS: script(SEARCH_JS)} if has_search else {}),
    }


def loose(show: ShowRecord) -> dict[str, bytes]:
    """Return what somebody's own page loads for `<podcast-player src="…">`, under names that never change.

    The colours are those of the element alone: the page around it has its own.
    """
    theme = stylesheet(show.show.site.accent).replace(":root{color-scheme:light dark;", ":root{")
    theme = theme.replace(":root{color-scheme:light;", ":root{").replace(":root", "podcast-player")
    return {PLAYER_JS: script(_ELEMENT), PLAYER_CSS: _styles(theme, "", PLAYER_CSS)}


@lru_cache(maxsize=len(_SOURCES))
def script(name: str) -> bytes:
    """Return a build of the player: that of pages is a module, all others are classic scripts."""
    body = "".join(map(_packed, _SOURCES[name])).replace(";}", "}")
    return (body if name in (PLAYER_JS, SEARCH_JS) else f'"use strict";(()=>{{{body}}})();\n').encode()


@cache
def _packed(source: str) -> str:
    """Return one source as it stands in every build of which it is a part."""
    kept = _DROPPED.sub("", _read(f"{source}.js"))
    return _LINE_END.sub("", _TOKEN.sub(lambda found: found[1] or found[2], kept))


def put_together() -> None:
    """Make the scripts and styles that every show has, for who has time before it knows the show."""
    for name in (PLAYER_JS, EMBED_JS, PLAYLIST_JS, _ELEMENT):
        script(name)
    for name in (_SITE_CSS, PLAYER_CSS):
        _packed_style(name)


def asset_keys(show: ShowRecord) -> dict[str, str]:
    """Return the key in the store of each file by its plain name."""
    return {name: _key(name, body) for name, body in bundle(show).items()}


def assets(show: ShowRecord) -> dict[str, bytes]:
    """Return what is stored: the bytes of each file by its key."""
    return {_key(name, body): body for name, body in bundle(show).items()}


def _styles(theme: str, own: str, *names: str) -> bytes:
    """Return a stylesheet: the colours, the packaged sources of these names, and a designer's own styles."""
    packed = (_without_blanks(theme), *map(_packed_style, names), _without_blanks(own))
    return "".join(packed).strip().encode()


@cache
def _packed_style(name: str) -> str:
    return _without_blanks(_read(name))


def _without_blanks(style: str) -> str:
    packed = _STYLE.sub(
        lambda found: found[1] or found[2] or found[3] or (found[4] and " ") or "", style.strip()
    )
    return packed.replace(";}", "}")


def _read(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _key(name: str, body: bytes) -> str:
    stem, _, suffix = name.partition(".")
    return keys.hashed("assets", stem, canonical.digest(body), f".{suffix}")
