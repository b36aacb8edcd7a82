"""Rules about one episode: what there must be, its title, enclosure, dates, numbers and chapters.

Owns rules of RSS 2.0, Apple, RFC 2822 and Podlove for an item. What compares items is in `lint_identity`.
"""

import re
from collections.abc import Iterator

from podcast.content.grammar import MIME
from podcast.content.problem import Severity
from podcast.content.text import is_web_address, parse_clock
from podcast.feed.lint_model import (
    Element,
    Fault,
    Feed,
    Rule,
    child,
    children,
    each,
    given,
    shown,
    text_of,
    value_of,
)
from podcast.feed.lint_vocabulary import APPLE, PSP, RSS, attribute_is, is_live
from podcast.messages import msg

LEAST_BYTES_A_SECOND = 250
"""Fewer bytes for each second of the duration, 2 kbit/s, are no sound: the length is seconds, not bytes."""

_TYPES = {
    "mp3": ("audio/mpeg", "audio/mp3"),
    "m4a": ("audio/x-m4a", "audio/m4a", "audio/mp4", "audio/aac"),
    "mp4": ("video/mp4", "audio/mp4"),
    "m4v": ("video/x-m4v", "video/mp4", "video/m4v"),
    "mov": ("video/quicktime",),
    "pdf": ("application/pdf",),
}
"""Extensions that Apple takes, with the types that are right for each."""

_BYTES = re.compile(r"0{0,9}[1-9][0-9]{0,17}")
_MOST_TITLE = 1000
_NUMBERED = re.compile(
    r"#\s*[0-9]+|(?:ep|eps|episode|épisode|folge|episodio|episódio|aflevering|n°|nº|no\.)[\s.#:°-]*[0-9]+"
    r"|s(?:eason|aison)?\s*[0-9]+\s*[,:-]?\s*e(?:p|pisode)?\s*[0-9]+|[0-9]{1,4}\s*[-–—:|.)]\s+\S",
    re.IGNORECASE,
)


def _required(name: str, source: str, severity: Severity = Severity.ERROR) -> Rule:
    def look(feed: Feed) -> Iterator[Fault]:
        lives = children(feed.channel, "podcast:liveItem") if name in ("title", "guid") else []
        for item in (*feed.items, *lives):
            found = child(item, name)
            if found is None or (name in _AS_TEXT and not text_of(found).strip() and not len(found)):
                yield Fault(item, msg("the episode has no <{name}>", name=name))

    label = f"item-{name.rpartition(':')[2].lower()}"
    return Rule(
        name=label,
        source=source,
        remedy=msg("add <{name}> to the item", name=name),
        severity=severity,
        check=look,
    )


_AS_TEXT = ("title", "guid", "link", "pubDate", "description", "itunes:duration")


def _title(item: Element) -> Element:
    """Return the tag that names an episode: Apple shows itunes:title where there is one."""
    for name in ("itunes:title", "title"):
        found = child(item, name)
        if found is not None and text_of(found).strip():
            return found
    return item


def _numbered_title(feed: Feed) -> Iterator[Fault]:
    for item in feed.items:
        element = _title(item)
        title = text_of(element)[:_MOST_TITLE].strip()
        if _NUMBERED.match(title):
            yield Fault(element, msg("the title {title} begins with a number", title=shown(title)))


def _show_in_title(feed: Feed) -> Iterator[Fault]:
    show = value_of(feed.channel, "title").casefold()
    if not 3 <= len(show) <= _MOST_TITLE:
        return
    begins = re.compile(rf"{re.escape(show)}\s*[-–—:|#,]")
    ends = re.compile(rf".*[-–—:|(]\s*{re.escape(show)}\)?")
    for item in feed.items:
        element = _title(item)
        title = " ".join(text_of(element)[:_MOST_TITLE].split())
        if begins.match(title.casefold()) or ends.fullmatch(title.casefold()):
            yield Fault(element, msg("the title {title} has the show's name in it", title=shown(title)))


def _length(element: Element) -> str:
    if is_live(element):
        return ""
    written = element.get("length")
    if written is None:
        return msg("the enclosure has no length")
    if _BYTES.fullmatch(str(written)):
        return ""
    return msg(
        "the length {written} of the enclosure is not a number of bytes from 1", written=shown(str(written))
    )


def _small_length(feed: Feed) -> Iterator[Fault]:
    durations = feed.by_parent("itunes:duration")
    for element in feed.all("enclosure"):
        written = given(element, "length")
        if is_live(element) or not _BYTES.fullmatch(written):
            continue
        milliseconds = parse_clock(text_of(durations.get(element.getparent())).strip()) or 0
        if int(written) * 1000 < milliseconds * LEAST_BYTES_A_SECOND:
            yield Fault(
                element,
                msg(
                    "the enclosure has {written} bytes for {milliseconds} seconds",
                    written=written,
                    milliseconds=milliseconds // 1000,
                ),
            )


def _extension(url: str) -> str:
    last = url.partition("?")[0].partition("#")[0].rpartition("/")[2]
    return last.rpartition(".")[2].lower() if "." in last else ""


def _enclosure_extension(element: Element) -> str:
    url = given(element, "url")
    if is_live(element) or not is_web_address(url) or _extension(url) in _TYPES:
        return ""
    return msg("the enclosure {url} does not end with .{types}", url=shown(url), types=", .".join(_TYPES))


def _enclosure_type(element: Element) -> str:
    known = _TYPES.get(_extension(given(element, "url")), ())
    type_ = given(element, "type").partition(";")[0].strip()
    if is_live(element) or not known or not MIME.holds(type_) or type_.lower() in known:
        return ""
    return msg(
        "the enclosure {element} is said to be {type}",
        element=shown(given(element, "url")),
        type=shown(type_),
    )


def _enclosure_query(element: Element) -> str:
    url = given(element, "url")
    return (
        msg("the enclosure {url} has a query", url=shown(url)) if "?" in url and not is_live(element) else ""
    )


def _enclosure_ascii(element: Element) -> str:
    url = given(element, "url")
    return "" if url.isascii() else msg("the address {url} has letters beyond ASCII", url=shown(url))


def _permalink(element: Element) -> str:
    value = text_of(element).strip()
    if not value or attribute_is(element, "isPermaLink", "false") or is_web_address(value):
        return ""
    return msg("the guid {value} is no address, and isPermaLink is not false", value=shown(value))


def _serial(feed: Feed) -> Iterator[Fault]:
    if value_of(feed.channel, "itunes:type").lower() != "serial":
        return
    for item in feed.items:
        full = value_of(item, "itunes:episodeType").lower() in ("", "full")
        if full and child(item, "itunes:episode") is None:
            yield Fault(item, msg("the show is serial and this episode has no itunes:episode"))


_WARN = Severity.WARNING


_REQUIRED = (
    _required("title", APPLE),
    _required("enclosure", APPLE),
    _required("guid", APPLE),
    _required("pubDate", APPLE, _WARN),
    _required("description", APPLE, _WARN),
    _required("itunes:duration", APPLE, _WARN),
    _required("link", PSP, _WARN),
)
# name, source, severity, remedy, check: a rule of its own for each line
_ROWS = (
    ("title-number", APPLE, _WARN, msg("leave it to itunes:episode"), _numbered_title),
    ("title-show", APPLE, _WARN, msg("leave it out: apps show both"), _show_in_title),
    ("enclosure-length", RSS, None, msg("write the size of the file in bytes"), each("enclosure", _length)),
    (
        "enclosure-small",
        RSS,
        _WARN,
        msg("write the size of the file in bytes, not its seconds"),
        _small_length,
    ),
    (
        "enclosure-extension",
        APPLE,
        None,
        msg("name the file by what it is: Apple goes by the extension"),
        each("enclosure", _enclosure_extension),
    ),
    (
        "type-extension",
        APPLE,
        None,
        msg("write the type of the file that is there"),
        each("enclosure", _enclosure_type),
    ),
    (
        "enclosure-query",
        APPLE,
        _WARN,
        msg("offer it at an address without one: when it changes, apps download the episode again"),
        each("enclosure", _enclosure_query),
    ),
    (
        "enclosure-ascii",
        APPLE,
        None,
        msg("rename the file, or write its address with percent signs"),
        each("enclosure", _enclosure_ascii),
    ),
    ("guid-permalink", RSS, _WARN, msg('write <guid isPermaLink="false">'), each("guid", _permalink)),
    ("serial-episode", APPLE, None, msg("number it, or say that it is a trailer or a bonus"), _serial),
)

RULES = (
    *_REQUIRED,
    *(
        Rule(name=name, source=source, severity=severity or Severity.ERROR, remedy=remedy, check=check)
        for name, source, severity, remedy, check in _ROWS
    ),
)
