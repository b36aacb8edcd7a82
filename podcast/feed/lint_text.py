"""Rules about text, whatever tag it is in: what a listener would see as rubbish.

Owns blanks, control characters, and text that was escaped or encoded twice.
"""

import html
import re
from collections.abc import Callable, Iterator

from podcast.content.grammar import words
from podcast.content.problem import Severity
from podcast.feed.lint_model import Check, Element, Fault, Feed, Rule, each, name_of, shown, text_of
from podcast.feed.lint_vocabulary import APPLE, RSS
from podcast.messages import msg

XML = "XML 1.0 and HTML"

_PLAIN = (
    "title copyright author itunes:title itunes:author podcast:person podcast:funding podcast:location "
    "podcast:soundbite podcast:trailer podcast:license podcast:txt podcast:updateFrequency podcast:contentLink"
)
_HTML = "description content:encoded"
_PADDED = words(
    "description content:encoded itunes:summary itunes:subtitle podcast:updateFrequency podcast:txt "
    "channel item image textInput skipHours skipDays itunes:owner itunes:category psc:chapters"
)
"""Where blanks around the text do no harm, or where there is no text."""

_REFERENCE = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_TWICE = re.compile(
    r"&amp;(?:amp|lt|gt|quot|apos|nbsp|[a-z]{1,6}(?:acute|grave|circ|uml|cedil)|#[0-9]{2,5});"
    r"|&lt;/?(?:p|br|a|ul|ol|li|strong|em|b|i|div|span|h[1-6])(?:\s(?:[^<>&]|&(?![lg]t;)){0,300})?/?&gt;"
)
_MARKUP = re.compile(r"</?(?:p|br|a|b|i|u|em|strong|span|div|font)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)
_CONTROL = re.compile("[\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffd]")
_MOJIBAKE = re.compile("Ã[\x80-\xbf©¨ª«´®§¯¢¹»]|â€[™œ“”˜\x93\x94¦]|Å“|Â[\xa0«»°©]")
_MOST_SCANNED = 200_000
_MOST_ATTRIBUTES = 50


def _everywhere(check: Callable[[str], str]) -> Check:
    """Return a check of the text and the attributes of every element that is in a known namespace."""

    def run(feed: Feed) -> Iterator[Fault]:
        for elements in feed.by_name.values():
            for element in elements:
                for text in _texts(element):
                    if message := check(text[:_MOST_SCANNED]):
                        yield Fault(
                            element, msg("<{name}> {message}", name=name_of(element), message=message)
                        )
                        break

    return run


def _texts(element: Element) -> Iterator[str]:
    yield text_of(element)
    # lxml looks for each value from the first attribute on
    for name in element.keys()[:_MOST_ATTRIBUTES]:
        yield str(element.get(name))


def _around(text: str, at: int) -> str:
    return shown(text[max(0, at - 20) : at + 20])


def _control(text: str) -> str:
    found = _CONTROL.search(text)
    if not found:
        return ""
    return msg(
        "has the character U+{found:04X}, which is no text, in {text}",
        found=ord(found[0]),
        text=_around(text, found.start()),
    )


def _mojibake(text: str) -> str:
    found = _MOJIBAKE.search(text)
    return (
        msg("has {text}: UTF-8 that was read as something else", text=_around(text, found.start()))
        if found
        else ""
    )


def _escaped(element: Element) -> str:
    text = text_of(element)[:_MOST_SCANNED]
    for found in _REFERENCE.finditer(text):
        if html.unescape(found[0]) != found[0]:
            return msg(
                "<{element}> shows {found} to readers, in {text}",
                element=name_of(element),
                found=shown(found[0]),
                text=_around(text, found.start()),
            )
    return ""


def _escaped_html(element: Element) -> str:
    text = text_of(element)[:_MOST_SCANNED]
    found = _TWICE.search(text)
    return (
        msg(
            "<{element}> shows {text} to readers", element=name_of(element), text=_around(text, found.start())
        )
        if found
        else ""
    )


def _markup(element: Element) -> str:
    found = _MARKUP.search(text_of(element)[:_MOST_SCANNED])
    return (
        msg(
            "<{element}> has {found} in it, and is plain text",
            element=name_of(element),
            found=shown(found[0]),
        )
        if found
        else ""
    )


def _blanks(feed: Feed) -> Iterator[Fault]:
    for name, elements in feed.by_name.items():
        if name in _PADDED:
            continue
        for element in elements:
            text = text_of(element)
            if not len(element) and text.strip() and text != text.strip():
                yield Fault(
                    element,
                    msg("<{name}> has blanks or line breaks around {text}", name=name, text=shown(text)),
                )


RULES = (
    Rule(
        name="blanks",
        source=APPLE,
        remedy=msg("remove them"),
        severity=Severity.WARNING,
        check=_blanks,
    ),
    Rule(
        name="control-character",
        source=XML,
        remedy=msg("delete it and type the text again"),
        severity=Severity.WARNING,
        check=_everywhere(_control),
    ),
    Rule(
        name="mojibake",
        source=XML,
        remedy=msg("read the text as UTF-8 where it comes from"),
        severity=Severity.WARNING,
        check=_everywhere(_mojibake),
    ),
    Rule(
        name="double-escaped",
        source=RSS,
        remedy=msg("escape it once: &amp; for &, in plain text"),
        severity=Severity.WARNING,
        check=each(_PLAIN, _escaped),
    ),
    Rule(
        name="double-escaped",
        source=RSS,
        remedy=msg("escape HTML once, or put it in CDATA as it is"),
        severity=Severity.WARNING,
        check=each(_HTML, _escaped_html),
    ),
    Rule(
        name="markup",
        source=RSS,
        remedy=msg("write it without tags; YouTube refuses < and >"),
        severity=Severity.WARNING,
        check=each(_PLAIN, _markup),
    ),
)
