"""Rules about identity: what two episodes share, and what changed since the feed was read before.

Owns the comparison of guids, enclosures, titles and dates. A guid that changes makes every app download
the episode again, or show it twice.
"""

from collections.abc import Iterator

from podcast.content.problem import Severity
from podcast.feed.lint_model import (
    Element,
    Fault,
    Feed,
    Rule,
    child,
    children,
    given,
    line_of,
    shown,
    value_of,
)
from podcast.feed.lint_podcasting20 import source_of
from podcast.feed.lint_vocabulary import APPLE, attribute_is
from podcast.messages import msg


def _enclosure(item: Element) -> str:
    return given(child(item, "enclosure"), "url").strip()


def _file(item: Element) -> str:
    """Return the enclosure without what changes from day to day: scheme and query."""
    return _enclosure(item).partition("?")[0].partition("://")[2]


def _repeated_guids(feed: Feed) -> Iterator[Fault]:
    seen: dict[str, Element] = {}
    for item in feed.items:
        guid = value_of(item, "guid")
        if guid and guid in seen:
            yield Fault(
                item,
                msg(
                    "the guid {guid} is that of the episode on line {seen}",
                    guid=shown(guid),
                    seen=line_of(seen[guid]),
                ),
            )
        seen.setdefault(guid, item)


def _repeated_enclosures(feed: Feed) -> Iterator[Fault]:
    seen: dict[str, Element] = {}
    for item in feed.items:
        url = _enclosure(item)
        if url and url in seen:
            yield Fault(
                item,
                msg(
                    "the enclosure {url} is that of the episode on line {seen}",
                    url=shown(url),
                    seen=line_of(seen[url]),
                ),
            )
        seen.setdefault(url, item)


def _titled(item: Element) -> tuple[str, str]:
    title, date = value_of(item, "title"), value_of(item, "pubDate")
    return (title, date) if title and date else ("", "")


def _changed(feed: Feed) -> Iterator[tuple[Element, str, str]]:
    """Return the items that are known by another guid in the previous feed: item, guid then, guid now."""
    if feed.previous is None:
        return
    before = {value_of(one, "guid") for one in feed.previous.items}
    now = {value_of(one, "guid") for one in feed.items}
    by_file = {_file(one): value_of(one, "guid") for one in feed.previous.items if _file(one)}
    by_title = {_titled(one): value_of(one, "guid") for one in feed.previous.items if _titled(one)[0]}
    for item in feed.items:
        guid = value_of(item, "guid")
        old = by_file.get(_file(item)) or by_title.get(_titled(item))
        # an enclosure that two episodes share says nothing of either
        if old and guid not in before and old not in now:
            yield item, old, guid


def _guid_changed(feed: Feed) -> Iterator[Fault]:
    for item, old, new in _changed(feed):
        yield Fault(item, msg("the guid was {old} and is {new}", old=shown(old), new=shown(new)))


def _vanished(feed: Feed) -> Iterator[Fault]:
    if feed.previous is None:
        return
    changed = {old for _, old, _ in _changed(feed)}
    now = {value_of(one, "guid") for one in feed.items}
    before = feed.previous.items
    new = len(now - {value_of(one, "guid") for one in before}) - len(changed)
    now |= changed
    if any(attribute_is(one, "rel", "next") for one in children(feed.channel, "atom:link")):
        # each new one may have moved the last one to the next page
        while new > 0 and before and value_of(before[-1], "guid") not in now:
            before.pop()
            new -= 1
    for item in before:
        guid = value_of(item, "guid")
        if guid and guid not in now:
            title = value_of(item, "title")
            yield Fault(
                feed.channel,
                msg("the episode {title} with the guid {guid} is gone", title=shown(title), guid=shown(guid)),
            )


def _show_guid_changed(feed: Feed) -> Iterator[Fault]:
    old = value_of(feed.previous.channel, "podcast:guid").lower() if feed.previous else ""
    element = child(feed.channel, "podcast:guid")
    new = value_of(feed.channel, "podcast:guid")
    if old and old != new.lower():
        yield Fault(
            feed.channel if element is None else element,
            msg("podcast:guid was {old} and is {new}", old=shown(old), new=shown(new)),
        )


RULES = (
    Rule(
        name="duplicate-guid",
        source=APPLE,
        remedy=msg("give each episode its own; readers keep the first and drop the rest"),
        check=_repeated_guids,
    ),
    Rule(
        name="duplicate-enclosure",
        source=APPLE,
        remedy=msg("give each episode its own file; Apple ignores the second"),
        check=_repeated_enclosures,
    ),
    Rule(
        name="guid-changed",
        source=APPLE,
        remedy=msg("write the guid that it had: else apps show and download it again"),
        check=_guid_changed,
    ),
    Rule(
        name="item-vanished",
        source=APPLE,
        remedy=msg("put it back, if that was not meant"),
        severity=Severity.WARNING,
        check=_vanished,
    ),
    Rule(
        name="podcast-guid-changed",
        source=source_of("guid"),
        remedy=msg("write the one that it had: it is given once and follows the show"),
        check=_show_guid_changed,
    ),
)
