"""Players of the old host in articles that exist: found, matched to their episode, replaced by ours.

Owns what such a player looks like in HTML, also inside of a WordPress export. Everything else in a text stays as
it is, to the byte. Players that cannot be matched stay too, with the script that they need.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

from podcast.messages import joined, msg
from podcast.values import Struct

_TAG = r"(?:[^<>\"']|\"[^\"<>]{0,2000}\"|'[^'<>]{0,2000}'){0,2000}+"
_IFRAME = re.compile(rf"<iframe\b({_TAG})>[^<]{{0,2000}}</iframe\s{{0,20}}>", re.IGNORECASE)
_SCRIPT = re.compile(rf"\s{{0,200}}<script\b({_TAG})>\s{{0,200}}</script\s{{0,20}}>", re.IGNORECASE)
_SCRIPT_ADDRESS = "//player.ausha.co/ausha-player.js"
_SOURCE = re.compile(r"\bsrc\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_HEIGHT = re.compile(r"\bheight\s*[=:]\s*[\"']?\s*(\d{1,4})", re.IGNORECASE)
_PLAYER = "player.ausha.co"
_ITEM_END = re.compile(r"(?<=</item>)")
_OURS = 220


class Player(Struct, frozen=True, kw_only=True):
    """What takes the place of a player: the slug of its episode, the HTML, and the show's accent."""

    slug: str
    html: str
    accent: str


class Found(Struct, frozen=True, kw_only=True):
    """A player of the old host in a text: on which line, of which episode there, and the slug that it has here.

    Without a slug, `reason` says why it stays; with one, `reason` says what will look otherwise, or nothing.
    """

    line: int
    episode: str
    slug: str = ""
    reason: str = ""


Match = Callable[[str], Player | None]


def rewrite(text: str, match: Match) -> tuple[str, tuple[Found, ...]]:
    """Return a text with our players, and each one that was found. `match` takes the id of an episode."""
    found: list[Found] = []
    made: list[str] = []
    line = 1
    for document in _documents(text):
        new, here = _rewrite_document(document, match, line)
        made.append(new)
        found += here
        line += document.count("\n")
    return "".join(made), tuple(found)


def players_by_id(audio: Mapping[str, str], episode_id: Callable[[str], tuple[str, str]]) -> dict[str, str]:
    """Return guid by the id of its player, from the address that each guid's sound had."""
    found = {}
    for guid, address in audio.items():
        if name := episode_id(address)[1]:
            found[name] = guid
    return found


def _documents(text: str) -> Iterator[str]:
    """Give what is one article each: all of a page, or the items of an export."""
    yield from _ITEM_END.split(text) if "<rss" in text[:2000] else [text]


def _rewrite_document(text: str, match: Match, line: int) -> tuple[str, list[Found]]:
    found: list[Found] = []
    spans: list[tuple[int, int, str]] = []
    at, counted = line, 0
    for frame in _IFRAME.finditer(text):
        source = _source_of(frame[1])
        if source is None:
            continue
        at, counted = at + text.count("\n", counted, frame.start()), frame.start()
        one, player = _matched(source, frame[1], at, match)
        found.append(one)
        if player:
            spans.append((frame.start(), frame.end(), player.html))
    lines = {one.line for one in found}
    at, counted = line, 0
    for other in _others(text, spans):
        at, counted = at + text.count("\n", counted, other), other
        if at not in lines:
            lines.add(at)
            found.append(
                Found(line=at, episode="", reason=msg("is no iframe that can be replaced: look at it"))
            )
    if spans and all(one.slug for one in found):
        spans += [(start, end, "") for start, end in _scripts(text)]
    return _replaced(text, spans), sorted(found, key=lambda one: one.line)


def _source_of(attributes: str) -> dict[str, list[str]] | None:
    """Return what the address of a player says, if an iframe is one."""
    found = _SOURCE.search(attributes)
    if not found:
        return None
    address = html.unescape(next(filter(None, found.groups()), ""))
    try:
        parts = urlsplit(address)
        return parse_qs(parts.query) if parts.hostname == _PLAYER else None
    except ValueError:
        return None


def _matched(
    query: dict[str, list[str]], attributes: str, line: int, match: Match
) -> tuple[Found, Player | None]:
    episode = (query.get("podcastId") or [""])[0]
    if not episode:
        return Found(
            line=line, episode="", reason=msg("is a player of the whole show, not of an episode")
        ), None
    player = match(episode)
    if player is None:
        return Found(line=line, episode=episode, reason=msg("is of no episode that is published here")), None
    otherwise = []
    colour = (query.get("color") or [""])[0].lower()
    if colour and colour != player.accent.lower():
        otherwise.append(
            msg("was {colour}, and the accent of show.toml is {accent}", colour=colour, accent=player.accent)
        )
    height = _HEIGHT.search(attributes)
    if height and int(height[1]) != _OURS:
        otherwise.append(msg("was {height} pixels high, and ours has {ours}", height=height[1], ours=_OURS))
    return Found(line=line, episode=episode, slug=player.slug, reason=joined("; ", otherwise)), player


def _others(text: str, spans: list[tuple[int, int, str]]) -> Iterator[int]:
    """Give where a player is named outside of what is replaced and outside of its script."""
    taken = sorted([*_scripts(text), *((start, end) for start, end, _ in spans)])
    starts = [start for start, _ in taken]
    for found in re.finditer(re.escape(_PLAYER), text):
        before = bisect_right(starts, found.start()) - 1
        if before < 0 or found.start() >= taken[before][1]:
            yield found.start()


def _scripts(text: str) -> list[tuple[int, int]]:
    """Return where the script of the players is, with the blanks before it."""
    found = []
    for one in _SCRIPT.finditer(text):
        source = _SOURCE.search(one[1])
        address = next(filter(None, source.groups()), "") if source else ""
        if address.partition("?")[0].removeprefix("https:").removeprefix("http:") == _SCRIPT_ADDRESS:
            found.append(one.span())
    return found


def _replaced(text: str, spans: list[tuple[int, int, str]]) -> str:
    made, at = [], 0
    for start, end, new in sorted(spans):
        made += [text[at:start], new]
        at = end
    return "".join([*made, text[at:]])
