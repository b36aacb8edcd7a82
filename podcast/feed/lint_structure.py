"""Rules about the tree: version, encoding, namespaces, and tags unknown, misspelt, misplaced or repeated.

Owns also the correction of namespaces that are almost right, so that the other rules see the tags. Must not
know what a tag has to say.
"""

import difflib
from collections.abc import Iterator

from lxml import etree

from podcast.content.problem import Severity
from podcast.feed import lint_podcasting20, lint_vocabulary
from podcast.feed.lint_model import (
    ALIASES,
    MOST_OF_A_RULE,
    NAMESPACES,
    Element,
    Fault,
    Feed,
    Rule,
    name_of,
    shown,
)
from podcast.feed.lint_vocabulary import APPLE, BOTH, PSP, RSS
from podcast.messages import msg

TAGS = {row.name: row for row in (*lint_vocabulary.ROWS, *lint_podcasting20.ROWS)}

_BY_LOWER = {name.lower(): name for name in TAGS}
_JUDGED = ("itunes", "podcast", "psc")
"""Namespaces of which every tag is known here."""

_FRAME = BOTH | {"rss"}
_NEEDED = ("itunes", "podcast", "atom")


def _bare(uri: str) -> str:
    return uri.lower().partition("://")[2].rstrip("/").removeprefix("www.")


_BY_BARE = {_bare(uri): uri for uri in (*NAMESPACES.values(), *ALIASES)}


def intended(uri: str) -> str:
    """Return the namespace that a URI means, in spite of case, scheme and slashes; itself if unknown."""
    known = _BY_BARE.get(_bare(uri), uri)
    return ALIASES.get(known, known)


def straighten(root: Element) -> None:
    """Move every element of a namespace that is almost right to the right one."""
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        if tag.startswith("{"):
            uri, _, local = tag[1:].partition("}")
            if (right := intended(uri)) != uri:
                element.tag = f"{{{right}}}{local}"


def _declared(feed: Feed) -> set[str]:
    return {uri for element in (feed.root, feed.channel) for uri in element.nsmap.values()} | {
        NAMESPACES[name.partition(":")[0]] for name in feed.by_name if ":" in name
    }


def _version(feed: Feed) -> Iterator[Fault]:
    version = feed.root.get("version")
    if version != "2.0":
        yield Fault(
            feed.root, msg("the version of RSS is {version}, not 2.0", version=shown(str(version or "")))
        )


def _encoding(feed: Feed) -> Iterator[Fault]:
    encoding = feed.root.getroottree().docinfo.encoding
    if encoding and encoding.upper().replace("_", "-") not in ("UTF-8", "UTF8", "US-ASCII", "ASCII"):
        yield Fault(feed.root, msg("the feed is in {encoding}, not UTF-8", encoding=shown(encoding)))


def _channels(feed: Feed) -> Iterator[Fault]:
    for extra in feed.root.findall("channel")[1:]:
        yield Fault(extra, msg("there is a second channel"))


def _namespaces(feed: Feed) -> Iterator[Fault]:
    # straighten() changed elements, and what they declare stays as it was
    # each where it is declared: the map of an element has those of all that it is in
    uris = {str(uri) for _, (_, uri) in etree.iterwalk(feed.root, events=("start-ns",)) if uri}
    for uri in sorted(uris):
        if uri not in ALIASES and intended(uri) != uri:
            yield Fault(
                feed.root,
                msg("the namespace {uri} is unknown", uri=shown(uri)),
                msg("write {uri}, to the letter", uri=intended(uri)),
            )


def _needed(feed: Feed) -> Iterator[Fault]:
    known = {intended(uri) for uri in _declared(feed)}
    for prefix in _NEEDED:
        if NAMESPACES[prefix] not in known:
            yield Fault(
                feed.root,
                msg("the namespace {prefix} is not declared", prefix=prefix),
                msg('add xmlns:{prefix}="{namespaces}"', prefix=prefix, namespaces=NAMESPACES[prefix]),
            )


def _stands_in_feed(element: Element) -> bool:
    return name_of(element.getparent()) in BOTH


def _is_judged(name: str, element: Element) -> bool:
    if ":" in name:
        return name.partition(":")[0] in _JUDGED
    return _stands_in_feed(element)


def _case(feed: Feed) -> Iterator[Fault]:
    for name, elements in feed.by_name.items():
        right = _BY_LOWER.get(name.lower(), name)
        found = next((one for one in elements if _is_judged(name, one)), None)
        if right != name and found is not None:
            yield Fault(
                found, msg("<{name}> is no tag: case matters", name=name), msg("write <{right}>", right=right)
            )


def _unknown(feed: Feed) -> Iterator[Fault]:
    left = MOST_OF_A_RULE
    for name, elements in feed.by_name.items():
        found = next((one for one in elements if _is_judged(name, one)), None)
        if found is None or name.lower() in _BY_LOWER:
            continue
        # looking for what was meant takes long, and nobody reads it of the thousandth
        close = difflib.get_close_matches(name[:100], TAGS, n=1, cutoff=0.75) if left > 0 else []
        left -= 1
        remedy = msg("did you mean <{close}>?", close=close[0]) if close else msg("remove it")
        yield Fault(found, msg("<{name}> is in no specification", name=name[:100]), remedy)


def _misplaced(feed: Feed) -> Iterator[Fault]:
    for name, elements in feed.by_name.items():
        row = TAGS.get(name)
        if row is None:
            continue
        for element in elements:
            parent = name_of(element.getparent())
            # a tag of RSS may mean something else inside other vocabularies
            if parent in row.parents or (":" not in name and parent not in _FRAME):
                continue
            allowed = ", ".join(f"<{one}>" for one in sorted(row.parents))
            yield Fault(
                element,
                msg("<{name}> stands in <{parent}>", name=name, parent=parent or msg("another tag")),
                msg("move it to {allowed}", allowed=allowed),
                row.source,
            )


def _repeated(feed: Feed) -> Iterator[Fault]:
    for name, elements in feed.by_name.items():
        row = TAGS.get(name)
        if row is None or row.many:
            continue
        seen: set[Element] = set()
        for element in elements:
            parent = element.getparent()
            if parent is None or name_of(parent) not in row.parents:
                continue
            if parent in seen:
                yield Fault(element, msg("there is more than one <{name}>", name=name), source=row.source)
            seen.add(parent)


RULES = (
    Rule(name="rss-version", source=RSS, remedy=msg('write <rss version="2.0">'), check=_version),
    Rule(name="encoding", source=APPLE, remedy=msg("write the feed in UTF-8"), check=_encoding),
    Rule(name="channels", source=RSS, remedy=msg("keep one channel"), check=_channels),
    Rule(name="namespace", source=APPLE, remedy="", check=_namespaces),
    Rule(name="namespace-missing", source=PSP, remedy="", severity=Severity.WARNING, check=_needed),
    Rule(name="tag-case", source=APPLE, remedy="", check=_case),
    Rule(
        name="unknown-tag",
        source="RSS 2.0, Apple and podcast namespace 1.0",
        remedy="",
        severity=Severity.WARNING,
        check=_unknown,
    ),
    Rule(name="misplaced-tag", source=RSS, remedy="", check=_misplaced),
    Rule(name="repeated-tag", source=RSS, remedy=msg("keep one"), check=_repeated),
)
