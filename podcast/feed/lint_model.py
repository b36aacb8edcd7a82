"""What the rules of the feed linter look at, and what they say: a feed's tree, a rule, a fault, a finding.

Names every known element as `prefix:tag` whatever prefix the feed chose. Must not know any rule.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from podcast.content.problem import Severity
from podcast.errors import Place
from podcast.messages import msg
from podcast.values import Struct

Element = etree._Element

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "googleplay": "http://www.google.com/schemas/play-podcasts/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}
ALIASES = {
    "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": NAMESPACES["podcast"],
    "http://podlove.org/simple-chapters/": NAMESPACES["psc"],
}
"""Other spellings that readers must accept, or do."""

_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}
_QUOTED = 80

MOST_OF_A_RULE = 20
"""Findings that one rule gives in full; one more says how many there are besides."""


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a feed: where, by which rule of which specification, and what to do."""

    place: Place
    rule: str
    severity: Severity
    message: str
    remedy: str
    source: str

    def __str__(self) -> str:
        # lxml knows the line of an element and not its column
        where = f"{self.place.file}:{self.place.line}" if self.place.line else self.place.file
        return f"{where}: {self.severity.value}: {self.message} — {self.remedy} ({self.source})"


class Fault(NamedTuple):
    """What a rule finds at an element; remedy and source, when given, win over those of the rule."""

    element: Element
    message: str
    remedy: str = ""
    source: str = ""


@dataclass(kw_only=True)
class Feed:
    """A feed as the rules see it. `now` is unknown, or the moment of looking; `addresses` where it answers."""

    root: Element
    channel: Element
    previous: "Feed | None" = None
    now: datetime | None = None
    addresses: Sequence[str] = ()
    by_name: dict[str, list[Element]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for element in self.root.iter(etree.Element):
            if name := name_of(element):
                self.by_name.setdefault(name, []).append(element)

    def all(self, *names: str) -> Iterator[Element]:
        """Return every element with one of these names."""
        for name in names:
            yield from self.by_name.get(name, ())

    def by_parent(self, name: str) -> dict[Element | None, Element]:
        """Return the first element of a name in each parent: asking each parent anew would take long."""
        return {one.getparent(): one for one in reversed(self.by_name.get(name, []))}

    @property
    def items(self) -> list[Element]:
        """Return the episodes, without what is live."""
        return children(self.channel, "item")


Check = Callable[[Feed], Iterable[Fault]]


class Rule(Struct, frozen=True, kw_only=True):
    """A rule: its name for scripts, the specification it comes from, what helps, and the function that looks."""

    name: str
    source: str
    remedy: str
    check: Check
    severity: Severity = Severity.ERROR


def each(names: str, check: Callable[[Element], str]) -> Check:
    """Return a check of every element with one of these names; `check` says what is wrong, or nothing."""
    wanted = names.split()

    def run(feed: Feed) -> Iterator[Fault]:
        for element in feed.all(*wanted):
            if message := check(element):
                yield Fault(element, message)

    return run


def each_item(check: Callable[[Element], str]) -> Check:
    """Return a check of every episode, without what is live."""

    def run(feed: Feed) -> Iterator[Fault]:
        for item in feed.items:
            if message := check(item):
                yield Fault(item, message)

    return run


def name_of(element: Element | None) -> str:
    """Return `podcast:guid`, or `title` for a tag of RSS, or nothing for what is in no known namespace."""
    if element is None or not isinstance(element.tag, str):
        return ""
    if not element.tag.startswith("{"):
        return element.tag
    uri, _, local = element.tag[1:].partition("}")
    prefix = _PREFIXES.get(uri)
    return f"{prefix}:{local}" if prefix else ""


@lru_cache(maxsize=256)
def qualified(name: str) -> str:
    """Return the name of a tag as lxml has it."""
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


def child(parent: Element, name: str) -> Element | None:
    """Return the first child of that name."""
    return next(parent.iterchildren(qualified(name)), None)


def children(parent: Element, name: str) -> list[Element]:
    """Return the children of that name."""
    return list(parent.iterchildren(qualified(name)))


def text_of(element: Element | None) -> str:
    """Return an element's own text as written, without that of elements in it."""
    if element is None:
        return ""
    if not len(element):
        return element.text or ""
    return (element.text or "") + "".join(one.tail or "" for one in element)


def value_of(parent: Element, name: str) -> str:
    """Return the text of the first child of that name, without blanks around it."""
    return text_of(child(parent, name)).strip()


def line_of(element: Element) -> int:
    """Return the line that an element begins on, 0 if unknown."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


def given(element: Element | None, attribute: str) -> str:
    """Return an attribute as written, empty if absent."""
    return str(element.get(attribute) or "") if element is not None else ""


def shown(text: str) -> str:
    """Return a value as a message quotes it: on one line, and never long."""
    line = " ".join(text[: 4 * _QUOTED].split())
    return msg("“{text}”", text=line if len(line) <= _QUOTED else line[:_QUOTED] + "…")
