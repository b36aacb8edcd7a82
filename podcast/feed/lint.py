"""The feed linter: bytes in, findings out. It works on anyone's feed.

Owns reading the bytes safely, running the table of rules, and bounding what they say. To add a rule, write
a function and one entry in `RULES` of the module with its subject, or one row in a vocabulary. Pure: must
not know the clock, the network, or where the bytes come from.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from lxml import etree

from podcast.content.problem import Severity
from podcast.content.text import is_web_address
from podcast.errors import Place
from podcast.feed import (
    lint_channel,
    lint_identity,
    lint_item,
    lint_links,
    lint_podcasting20,
    lint_podcasting20_rules,
    lint_structure,
    lint_text,
    lint_time,
    lint_vocabulary,
)
from podcast.feed.lint_links import RFC_5005
from podcast.feed.lint_model import (
    MOST_OF_A_RULE,
    Element,
    Fault,
    Feed,
    Finding,
    Rule,
    line_of,
    name_of,
    shown,
    value_of,
)
from podcast.feed.lint_vocabulary import APPLE, RSS
from podcast.feed.read import safe_parser
from podcast.messages import msg

MOST_TAGS = 2_000_000
"""Angle brackets of a feed: ten thousand episodes with every tag have half as many."""

MOST_OF_A_MESSAGE = 400
"""Characters of a message, whatever the feed calls its tags."""

RULES: tuple[Rule, ...] = (
    *lint_structure.RULES,
    *lint_channel.RULES,
    *lint_links.RULES,
    *lint_item.RULES,
    *lint_time.RULES,
    *lint_identity.RULES,
    *lint_podcasting20_rules.RULES,
    *lint_text.RULES,
    *(
        rule
        for row in (*lint_vocabulary.ROWS, *lint_podcasting20.ROWS)
        for rule in lint_vocabulary.rules_of(row)
    ),
)

_XML = "XML 1.0"
_BAD_CHARACTER = "control-character"


def lint_feed(
    body: bytes,
    *,
    where: str,
    previous: bytes | None = None,
    now: datetime | None = None,
    addresses: Sequence[str] = (),
) -> list[Finding]:
    """Return everything that is wrong with a feed, in the order of its lines.

    `where` is how findings name it. `previous` is the same feed as it was read before: its guids must not
    change. `now` is aware; without it no date is in the future. `addresses` are those that the feed answers
    at, the one asked first; without them `where` is one if it is a web address.
    """
    if not addresses and is_web_address(where):
        addresses = (where,)
    read = _read(body, where)
    if isinstance(read, Finding):
        return [read]
    root, channel = read
    before: Feed | None = None
    findings: list[Finding] = []
    if previous is not None:
        known = _read(previous, where)
        if isinstance(known, Finding):
            findings.append(
                _refused(
                    where,
                    "previous-feed",
                    msg("the previous feed cannot be read: {reason}", reason=known.message),
                )
            )
        else:
            before = Feed(root=known[0], channel=known[1])
    feed = Feed(root=root, channel=channel, previous=before, now=now, addresses=addresses)
    return sorted((*findings, *_findings(feed, where)), key=_order)


def _read(body: bytes, where: str) -> tuple[Element, Element] | Finding:
    """Return root and channel, with namespaces straightened, or why there are none."""
    if body.count(b"<") > MOST_TAGS:
        message = msg("the feed has more than {most} tags", most=MOST_TAGS)
        return _refused(where, "too-large", message, remedy=msg("page it"), source=RFC_5005)
    try:
        root = etree.fromstring(body, safe_parser())
    except etree.XMLSyntaxError as error:
        return _not_well_formed(error, where)
    except (ValueError, LookupError) as error:
        return _refused(
            where, "not-well-formed", msg("the feed cannot be read: “{error}”", error=shown(str(error)))
        )
    if getattr(root.getroottree().docinfo, "doctype", ""):
        message = msg("the feed declares a document type, which no podcast feed needs and readers refuse")
        return _refused(where, "document-type", message, remedy=msg("remove <!DOCTYPE …>"))
    lint_structure.straighten(root)
    channel = root.find("channel")
    if root.tag == "rss" and channel is not None:
        return root, channel
    if name_of(root) == "atom:feed":
        return _refused(
            where, "not-rss", msg("this is an Atom feed, which Apple takes no more"), source=APPLE
        )
    return _refused(where, "not-rss", msg("this is XML, but not an RSS feed"), source=RSS)


def _not_well_formed(error: etree.XMLSyntaxError, where: str) -> Finding:
    message = str(error.msg or "it is empty").partition(", line ")[0]
    # what helps a programmer with a limit of libxml2 helps nobody with a feed
    message = re.sub(", (?:try|use) XML_PARSE_HUGE.*", "", message)
    line: object = error.lineno
    bad = "invalid Char" in message or "invalid xmlChar" in message
    return Finding(
        place=Place(file=where, line=line if isinstance(line, int) else 0),
        rule=_BAD_CHARACTER if bad else "not-well-formed",
        severity=Severity.ERROR,
        message=msg("the feed is not well-formed XML: {message}", message=shown(message)),
        remedy=msg("delete the control character")
        if bad
        else msg("mend this first: nothing else was looked at"),
        source=_XML,
    )


def _refused(
    where: str, rule: str, message: str, *, remedy: str = msg("check the address"), source: str = _XML
) -> Finding:
    return Finding(
        place=Place(file=where),
        rule=rule,
        severity=Severity.ERROR,
        message=message,
        remedy=remedy,
        source=source,
    )


def _findings(feed: Feed, where: str) -> Iterator[Finding]:
    counted: Counter[tuple[str, Severity]] = Counter()
    for rule in RULES:
        for fault in rule.check(feed):
            counted[rule.name, rule.severity] += 1
            if counted[rule.name, rule.severity] <= MOST_OF_A_RULE:
                yield _finding(rule, fault, where)
    for (name, severity), number in counted.items():
        if number > MOST_OF_A_RULE:
            yield Finding(
                place=Place(file=where),
                rule=name,
                severity=severity,
                message=msg("{number} more of the rule {name}", number=number - MOST_OF_A_RULE, name=name),
                remedy=msg("mend those that are shown, the rest is alike"),
                source="this linter shows the first of each rule",
            )


def _finding(rule: Rule, fault: Fault, where: str) -> Finding:
    return Finding(
        place=Place(file=where, line=line_of(fault.element)),
        rule=rule.name,
        severity=rule.severity,
        message=_bounded(fault.message) + _episode(fault.element),
        remedy=fault.remedy or rule.remedy,
        source=fault.source or rule.source,
    )


def _bounded(message: str) -> str:
    return message if len(message) <= MOST_OF_A_MESSAGE else message[:MOST_OF_A_MESSAGE]


def _episode(element: Element) -> str:
    """Return which episode something is in: feeds often have one line in all."""
    one: Element | None = element
    while one is not None:
        if name_of(one) in ("item", "podcast:liveItem"):
            title = value_of(one, "title") or value_of(one, "guid")
            return msg(", in {title}", title=shown(title)) if title else ""
        one = one.getparent()
    return ""


def _order(finding: Finding) -> tuple[int, str, str]:
    # what has no line sums up what has
    return finding.place.line or 10**9, finding.rule, finding.message
