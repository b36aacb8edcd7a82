"""Rules about time: dates, durations and the starts of chapters.

Owns rules of RFC 2822, Apple and Podlove. The present moment is an argument, never read here.
"""

from collections.abc import Iterator
from datetime import timedelta

from podcast.content.dates import read_date, suggestion
from podcast.content.grammar import COUNTING, START
from podcast.content.problem import Severity
from podcast.content.text import parse_clock
from podcast.feed.lint_model import Element, Fault, Feed, Rule, children, each, given, shown, text_of
from podcast.feed.lint_vocabulary import APPLE, PSC, RFC_2822
from podcast.messages import msg

_MOST_SKEW = timedelta(hours=1)
_DATED = "pubDate lastBuildDate"

_SECONDS = msg("write whole seconds, 3723 for 1:02:03")


def _date_format(feed: Feed) -> Iterator[Fault]:
    for element in feed.all(*_DATED.split()):
        value = text_of(element).strip()
        if value and read_date(value)[0] is None:
            yield Fault(
                element, msg("the date {value} is not one of RFC 2822", value=shown(value)), suggestion(value)
            )


def _date_weekday(element: Element) -> str:
    value = text_of(element).strip()
    wrong = read_date(value)[1]
    return msg("the date {value} {wrong}", value=shown(value), wrong=wrong) if wrong else ""


def _date_future(feed: Feed) -> Iterator[Fault]:
    for element in feed.all("pubDate") if feed.now else ():
        moment, _ = read_date(text_of(element).strip())
        if moment and feed.now and moment > feed.now + _MOST_SKEW:
            yield Fault(element, msg("the date {element} is in the future", element=shown(text_of(element))))


def _duration(element: Element) -> str:
    value = text_of(element).strip()
    if not value or COUNTING.holds(value) or (":" in value and parse_clock(value)):
        return ""
    return msg("the duration {value} is not a whole number of seconds from 1", value=shown(value))


def _duration_clock(element: Element) -> str:
    value = text_of(element).strip()
    seconds = (parse_clock(value) or 0) / 1000 if ":" in value else 0
    return (
        msg("the duration {value} should be {seconds:.0f}", value=shown(value), seconds=seconds)
        if seconds
        else ""
    )


def _psc_empty(element: Element) -> str:
    return "" if children(element, "psc:chapter") else msg("<psc:chapters> is empty")


def _psc_order(element: Element) -> str:
    last = -1
    for chapter in children(element, "psc:chapter"):
        start = given(chapter, "start")
        at = parse_clock(start) if START.holds(start) else None
        if at is not None and at <= last:
            return msg("a chapter starts at {start}, not after the one before it", start=shown(start))
        last = last if at is None else at
    return ""


_WARN = Severity.WARNING

# name, source, severity if not an error, remedy, check: a rule of its own for each line
_ROWS = (
    ("date-format", RFC_2822, None, msg("write Sun, 23 Nov 2025 06:00:00 +0100"), _date_format),
    (
        "date-weekday",
        RFC_2822,
        None,
        msg("write the weekday of that date, or none"),
        each(_DATED, _date_weekday),
    ),
    ("date-future", APPLE, _WARN, msg("publish it then: many apps show nothing before"), _date_future),
    ("duration", APPLE, None, _SECONDS, each("itunes:duration", _duration)),
    ("duration-clock", APPLE, _WARN, _SECONDS, each("itunes:duration", _duration_clock)),
    ("psc-empty", PSC, _WARN, msg("add chapters, or leave it out"), each("psc:chapters", _psc_empty)),
    (
        "psc-order",
        PSC,
        _WARN,
        msg("write chapters in the order of their starts"),
        each("psc:chapters", _psc_order),
    ),
)

RULES = tuple(
    Rule(name=name, source=source, severity=severity or Severity.ERROR, remedy=remedy, check=check)
    for name, source, severity, remedy, check in _ROWS
)
