"""The tags of RSS, Apple, Atom and Podlove: where each may stand, how often, and what it must look like.

Owns this half of the table, and turning a row of it into rules. `lint_podcasting20` has the other half.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial

from podcast.content.grammar import (
    ANYTHING,
    BOOLEAN,
    COUNTING,
    LANGUAGE,
    MIME,
    START,
    URI,
    WEB,
    WHOLE,
    Grammar,
    any_case,
    at_most,
    one_of,
    words,
)
from podcast.content.problem import Severity
from podcast.feed.lint_model import Element, Rule, each, given, shown, text_of
from podcast.messages import msg
from podcast.values import Struct, field

APPLE = "Apple, Podcast RSS feed requirements"
RSS = "RSS 2.0"
RFC_2822 = "RFC 2822"
PSP = "PSP-1"
PSC = "Podlove Simple Chapters 1.2"
ATOM = "RFC 4287, Atom"

CHANNEL = frozenset({"channel"})
ITEM = frozenset({"item", "podcast:liveItem"})
BOTH = CHANNEL | ITEM
APPLE_TEXT = at_most(255)


class Attribute(Struct, frozen=True, kw_only=True):
    """What an attribute must look like, whether there must be one, and how bad it is otherwise."""

    grammar: Grammar = ANYTHING
    required: bool = False
    severity: Severity = Severity.ERROR


class Tag(Struct, frozen=True, kw_only=True):
    """A row: the parents that a tag may have, how it is written, and the specification that says so."""

    name: str
    parents: frozenset[str]
    source: str
    many: bool = False
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    text: Grammar | None = None
    long: Grammar | None = None
    needs_text: bool = False


def required(grammar: Grammar = ANYTHING) -> Attribute:
    """Return an attribute that there must be."""
    return Attribute(grammar=grammar, required=True)


def optional(grammar: Grammar, severity: Severity = Severity.ERROR) -> Attribute:
    """Return an attribute that has to look right only where it is given."""
    return Attribute(grammar=grammar, severity=severity)


def rules_of(tag: Tag) -> Iterator[Rule]:
    """Return the rules that a row means."""
    for name, attribute in tag.attributes.items():
        yield Rule(
            name=f"{rule_name(tag.name)}-{rule_name(name)}",
            source=tag.source,
            remedy=attribute.grammar.remedy,
            severity=attribute.severity,
            check=each(tag.name, partial(_attribute, name=name, attribute=attribute)),
        )
    if tag.text or tag.needs_text:
        grammar = tag.text or ANYTHING
        yield Rule(
            name=rule_name(tag.name),
            source=tag.source,
            remedy=grammar.remedy,
            check=each(tag.name, partial(_text, grammar=grammar, needed=tag.needs_text)),
        )
    if tag.long:
        yield Rule(
            name="too-long",
            source=tag.source,
            remedy=tag.long.remedy,
            severity=Severity.WARNING,
            check=each(tag.name, partial(_text, grammar=tag.long, needed=False)),
        )


def rule_name(name: str) -> str:
    """Return the name of a tag as rules have it: `podcast:liveItem` is `podcast-live-item`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).replace(":", "-").lower()


def _attribute(element: Element, *, name: str, attribute: Attribute) -> str:
    written = element.get(name)
    if written is None:
        return (
            msg("<{element}> has no {name}", element=_written(element), name=name)
            if attribute.required
            else ""
        )
    if not str(written).strip():
        return msg("{name} of <{element}> is empty", name=name, element=_written(element))
    if attribute.grammar.holds(str(written)):
        return ""
    return msg(
        "{name} {written} of <{element}> {fault}",
        name=name,
        written=shown(str(written)),
        element=_written(element),
        fault=attribute.grammar.fault,
    )


def _text(element: Element, *, grammar: Grammar, needed: bool) -> str:
    value = text_of(element).strip()
    if not value:
        return msg("<{element}> is empty", element=_written(element)) if needed else ""
    if grammar.holds(value):
        return ""
    return msg("<{name}> {value} {fault}", name=_written(element), value=shown(value), fault=grammar.fault)


def _written(element: Element) -> str:
    """Return a tag as the feed writes it."""
    local = str(element.tag).rpartition("}")[2]
    return f"{element.prefix}:{local}" if element.prefix else local


_URL = required(WEB)
_PICTURE = frozenset({"image", "textInput"})

_RSS_ROWS = (
    Tag(name="title", parents=BOTH | _PICTURE, source=RSS, long=APPLE_TEXT),
    Tag(name="link", parents=BOTH | _PICTURE, source=RSS, text=URI),
    Tag(name="description", parents=BOTH | _PICTURE, source=RSS),
    Tag(name="language", parents=CHANNEL, source=APPLE, text=LANGUAGE),
    Tag(name="copyright", parents=CHANNEL, source=APPLE, long=APPLE_TEXT),
    *(
        Tag(name=one, parents=CHANNEL, source=RSS)
        for one in words(
            "managingEditor webMaster lastBuildDate generator docs cloud rating textInput skipHours skipDays image"
        )
    ),
    Tag(name="ttl", parents=CHANNEL, source=RSS, text=WHOLE),
    Tag(name="pubDate", parents=BOTH, source=RSS),
    Tag(name="category", parents=BOTH, source=RSS, many=True),
    Tag(name="item", parents=CHANNEL, source=RSS, many=True),
    Tag(name="author", parents=ITEM, source=RSS),
    Tag(name="comments", parents=ITEM, source=RSS, text=URI),
    Tag(name="source", parents=ITEM, source=RSS, attributes={"url": _URL}),
    Tag(
        name="guid",
        parents=ITEM,
        source=RSS,
        attributes={"isPermaLink": optional(BOOLEAN)},
        long=APPLE_TEXT,
    ),
    # length has rules of its own: a stream has none
    Tag(name="enclosure", parents=ITEM, source=RSS, attributes={"url": _URL, "type": required(MIME)}),
)
_APPLE_ROWS = (
    Tag(name="itunes:title", parents=BOTH, source=APPLE, needs_text=True, long=APPLE_TEXT),
    Tag(name="itunes:author", parents=BOTH, source=APPLE, needs_text=True, long=APPLE_TEXT),
    Tag(name="itunes:explicit", parents=BOTH, source=APPLE, text=BOOLEAN, needs_text=True),
    Tag(name="itunes:image", parents=BOTH, source=APPLE, attributes={"href": _URL}),
    Tag(name="itunes:block", parents=BOTH, source=APPLE),
    Tag(name="itunes:type", parents=CHANNEL, source=APPLE, text=any_case(one_of("episodic", "serial"))),
    Tag(name="itunes:complete", parents=CHANNEL, source=APPLE),
    Tag(name="itunes:new-feed-url", parents=CHANNEL, source=APPLE, text=WEB, needs_text=True),
    Tag(name="itunes:applepodcastsverify", parents=CHANNEL, source=APPLE, needs_text=True),
    Tag(
        name="itunes:category",
        parents=CHANNEL | {"itunes:category"},
        source=APPLE,
        many=True,
        attributes={"text": required()},
    ),
    Tag(name="itunes:owner", parents=CHANNEL, source=APPLE),
    Tag(name="itunes:name", parents=frozenset({"itunes:owner"}), source=APPLE),
    Tag(name="itunes:email", parents=frozenset({"itunes:owner"}), source=APPLE),
    Tag(name="itunes:duration", parents=ITEM, source=APPLE),
    Tag(name="itunes:episode", parents=ITEM, source=APPLE, text=COUNTING, needs_text=True),
    Tag(name="itunes:season", parents=ITEM, source=APPLE, text=COUNTING, needs_text=True),
    Tag(
        name="itunes:episodeType",
        parents=ITEM,
        source=APPLE,
        text=any_case(one_of("full", "trailer", "bonus")),
        needs_text=True,
    ),
    Tag(name="itunes:isClosedCaptioned", parents=ITEM, source=APPLE),
    Tag(name="itunes:order", parents=ITEM, source=APPLE),
    *(Tag(name=f"itunes:{one}", parents=BOTH, source=APPLE) for one in ("summary", "subtitle", "keywords")),
)
_OTHER_ROWS = (
    Tag(
        name="atom:link",
        parents=BOTH,
        source=ATOM,
        many=True,
        attributes={"href": required(URI), "type": optional(MIME, Severity.WARNING)},
    ),
    Tag(name="content:encoded", parents=BOTH, source="RSS 1.0 content module"),
    Tag(name="psc:chapters", parents=ITEM, source=PSC),
    Tag(
        name="psc:chapter",
        parents=frozenset({"psc:chapters"}),
        source=PSC,
        many=True,
        attributes={
            "start": required(START),
            "title": required(),
            "href": optional(URI),
            "image": optional(WEB),
        },
    ),
)

ROWS = (*_RSS_ROWS, *_APPLE_ROWS, *_OTHER_ROWS)


def is_live(element: Element) -> bool:
    """Say whether something is in a stream that has no end yet: it has no length, and any name."""
    parent = element.getparent()
    return parent is not None and str(parent.tag).endswith("}liveItem")


def attribute_is(element: Element, name: str, *words: str) -> bool:
    """Say whether an attribute is one of these words, in any case."""
    return given(element, name).strip().lower() in words
