"""Rules about the channel: what there must be, category, art, addresses, and tags that are gone.

Owns rules of RSS 2.0, Apple and PSP-1 for the show as a whole. Must not look into episodes.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from podcast.content.categories import CATEGORIES
from podcast.content.problem import Severity
from podcast.feed.lint_model import (
    MOST_OF_A_RULE,
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
from podcast.feed.lint_podcasting20 import source_of
from podcast.feed.lint_vocabulary import APPLE, PSP, RSS
from podcast.messages import joined, msg

MOST_DESCRIPTION = 4000


_GONE = {
    "itunes:summary": msg("write a description instead"),
    "itunes:subtitle": msg("leave it out"),
    "itunes:keywords": msg("leave it out"),
    "itunes:order": msg("let pubDate or itunes:episode say the order"),
    "podcast:images": msg("write podcast:image"),
}


def _is_missing(parent: Element, name: str) -> bool:
    """Say whether a tag is absent; what it says in attributes or must say as text has rules of its own."""
    found = child(parent, name)
    if found is None:
        return True
    return (
        name in ("title", "link", "description", "language") and not text_of(found).strip() and not len(found)
    )


def _required(name: str, source: str, severity: Severity = Severity.ERROR) -> Rule:
    def look(feed: Feed) -> Iterator[Fault]:
        if _is_missing(feed.channel, name):
            yield Fault(feed.channel, msg("the channel has no <{name}>", name=name))

    remedy = msg("add <{name}> to the channel", name=name)
    label = f"channel-{name.rpartition(':')[2]}"
    return Rule(name=label, source=source, remedy=remedy, severity=severity, check=look)


def _long_description(element: Element) -> str:
    size = len(text_of(element).strip().encode())
    if size <= MOST_DESCRIPTION:
        return ""
    return msg(
        "the description has {size} bytes, and Apple takes {most}",
        size=size,
        most=MOST_DESCRIPTION,
    )


def _category(feed: Feed) -> Iterator[Fault]:
    # looking for what was meant takes long
    return islice(_unknown_categories(feed), 2 * MOST_OF_A_RULE)


def _unknown_categories(feed: Feed) -> Iterator[Fault]:
    for element in children(feed.channel, "itunes:category"):
        name = given(element, "text")
        yield from _judged(element, name, list(CATEGORIES))
        for sub in children(element, "itunes:category"):
            if name in CATEGORIES:
                yield from _judged(sub, given(sub, "text"), list(CATEGORIES[name]), of=name)


def _judged(element: Element, name: str, known: list[str], *, of: str = "") -> Iterator[Fault]:
    if not name.strip() or name in known:
        return
    by_lower = {one.lower(): one for one in known}
    where = msg(" of {of}", of=of) if of else ""
    close = difflib.get_close_matches(name[:100].lower(), by_lower, n=1, cutoff=0.5)
    remedy = (
        msg("write {by_lower}", by_lower=by_lower[close[0]]) if close else msg("choose one of Apple's list")
    )
    yield Fault(
        element,
        msg("the category {name} is not one of Apple's{where}, to the letter", name=shown(name), where=where),
        remedy,
    )


def _copyright(element: Element) -> str:
    text = text_of(element)
    if not re.search(r"copyright|©|\b(?:19|20)[0-9]{2}\b", text, re.IGNORECASE):
        return ""
    return msg("copyright {text} has the word, the sign or a year in it", text=shown(text))


def _acts_on_yes(element: Element) -> str:
    value = text_of(element).strip()
    if value == "Yes" or value.lower() not in ("yes", "true", "1", "y"):
        return ""
    return msg(
        "<itunes:{name}> says {value}, and acts only on Yes",
        name=str(element.tag).rpartition("}")[2],
        value=shown(value),
    )


def _gone(feed: Feed) -> Iterator[Fault]:
    found: dict[str, list[Element]] = {one: list(feed.all(one)) for one in _GONE}
    found |= {one: elements for one, elements in feed.by_name.items() if one.startswith("googleplay:")}
    for name, elements in found.items():
        if elements:
            times = msg(", {elements} times", elements=len(elements)) if len(elements) > 1 else ""
            source = source_of("images-(deprecated)") if name == "podcast:images" else ""
            yield Fault(
                elements[0],
                msg("<{name}> is read no more{times}", name=name, times=times),
                _GONE.get(name, msg("leave it out")),
                source,
            )


def _owner(feed: Feed) -> Iterator[Fault]:
    for element in children(feed.channel, "itunes:owner"):
        shown_to_all = msg(" and shows an e-mail address to all") if value_of(element, "itunes:email") else ""
        yield Fault(
            element, msg("<itunes:owner> is read no more since 2023{shown_to_all}", shown_to_all=shown_to_all)
        )


def _image_parts(element: Element) -> str:
    missing = [one for one in ("url", "title", "link") if not value_of(element, one)]
    return (
        msg("the channel's <image> has no {missing}", missing=joined(msg(" and no "), missing))
        if missing
        else ""
    )


def _no_items(feed: Feed) -> Iterator[Fault]:
    counted = Counter(
        name for name in ("item", "podcast:liveItem", "podcast:remoteItem") if children(feed.channel, name)
    )
    if not counted and value_of(feed.channel, "podcast:medium") != "publisher":
        yield Fault(feed.channel, msg("the feed has no episode"))


_WARN = Severity.WARNING

RULES = (
    _required("title", RSS),
    _required("link", RSS),
    _required("description", RSS),
    _required("language", APPLE),
    _required("itunes:image", APPLE),
    _required("itunes:category", APPLE),
    _required("itunes:explicit", APPLE),
    _required("itunes:author", APPLE, _WARN),
    _required("podcast:guid", PSP, _WARN),
    _required("podcast:locked", PSP, _WARN),
    Rule(
        name="description-bytes",
        source=APPLE,
        remedy=msg("shorten it; accents count twice, and content:encoded may be longer"),
        check=each("description", _long_description),
    ),
    Rule(name="category", source=APPLE, remedy=msg("choose one of Apple's list"), check=_category),
    Rule(
        name="copyright",
        source=PSP,
        remedy=msg("write the name of the holder alone"),
        severity=_WARN,
        check=each("copyright", _copyright),
    ),
    Rule(
        name="acts-on-yes",
        source=APPLE,
        remedy=msg("write Yes, or leave it out"),
        severity=_WARN,
        check=each("itunes:block itunes:complete", _acts_on_yes),
    ),
    Rule(name="gone", source=APPLE, remedy=msg("leave it out"), severity=_WARN, check=_gone),
    Rule(
        name="owner",
        source=APPLE,
        remedy=msg("leave it out, unless a directory asks for it; podcast:locked has an owner too"),
        severity=_WARN,
        check=_owner,
    ),
    Rule(
        name="image-parts",
        source=RSS,
        remedy=msg("add its url, title and link"),
        severity=_WARN,
        check=each("image", _image_parts),
    ),
    Rule(
        name="no-items",
        source=APPLE,
        remedy=msg("publish an episode or a trailer"),
        severity=_WARN,
        check=_no_items,
    ),
)
