"""The old feed against the new one, item by item: what would a subscriber notice?

An app knows an episode by its guid. A guid that is new is downloaded again and announced; one that is gone takes
what was heard with it; order follows from dates. Lengths and durations may differ in the feed's claim alone: what
the old server really sends decides.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC
from itertools import groupby
from typing import Any

from podcast.errors import PodcastError
from podcast.feed.source_item import SourceItem
from podcast.messages import Message, msg
from podcast.moving.feed import WholeFeed, read_whole
from podcast.moving.reach import Reach
from podcast.moving.show import show_guid
from podcast.moving.web import Web
from podcast.values import Struct, replace

_SAME_MS = 2000
"""Hosts round durations, up or down, and some measure with the silence that an encoder adds."""

_MOST_ASKED = 1000
_SHOW_FIELDS = ("title", "language", "type", "explicit", "itunes_title", "author")


class Difference(Struct, frozen=True, kw_only=True):
    """One thing that differs: of which item (its guid, nothing for the show), in what, and from what to what.

    `noticed`: a subscriber would notice it.
    """

    guid: str
    title: str
    field: str
    old: str
    new: str
    noticed: bool = True

    def told(self) -> Message:
        """Return where it is, what it is of, and both values, on one line."""
        return msg(
            "{where}: {field}: {old} → {new}",
            where=f"“{self.title}”" if self.guid else msg("the show"),
            field=self.field,
            old=self.old or msg("nothing"),
            new=self.new or msg("nothing"),
        )

    def __str__(self) -> str:
        return str(self.told())


class Row(Struct, frozen=True, kw_only=True):
    """One item in both feeds: in each column, whether it is the same."""

    title: str
    guid: str
    same: Mapping[str, bool]


class Reconciled(Struct, frozen=True, kw_only=True):
    """How two feeds compare."""

    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]
    count: int
    new_count: int

    @property
    def noticed(self) -> bool:
        """Say whether a subscriber would notice anything."""
        return any(one.noticed for one in self.differences)

    def table(self) -> Iterator[str]:
        """Give the lines of a table, an item a line."""
        names = list(self.rows[0].same) if self.rows else []
        yield "  ".join([*(f"{one:<8}" for one in names), "episode"])
        for row in self.rows:
            cells = [f"{'same' if row.same[one] else 'DIFFERS':<8}" for one in names]
            yield "  ".join([*cells, row.title[:60]])

    def facts(self) -> dict[str, Any]:
        """Return what JSON says of it."""
        return {
            "old": self.count,
            "new": self.new_count,
            "items": [{"guid": one.guid, "title": one.title, "same": dict(one.same)} for one in self.rows],
            "differences": [
                {
                    "guid": one.guid or None,
                    "title": one.title,
                    "field": one.field,
                    "old": one.old,
                    "new": one.new,
                    "noticed": one.noticed,
                }
                for one in self.differences
            ],
        }


def reconcile_feeds(old: str, new: str, reach: Reach) -> Reconciled:
    """Compare the feeds in two files or at two addresses; see `read_whole` for what is raised."""
    web = Web(reach)
    try:
        return reconcile(read_whole(old, web), read_whole(new, web), web)
    finally:
        web.close()


def reconcile(old: WholeFeed, new: WholeFeed, web: Web) -> Reconciled:
    """Compare two feeds that have been read; `web` asks the old server for a length that differs."""
    theirs = {one.guid: one for one in new.items}
    known = {one.guid for one in old.items}
    order = _moved(_order(old), _order(new))
    rows: list[Row] = []
    differences = list(_of_shows(old, new))
    asked = 0
    for item in old.items:
        other = theirs.get(item.guid)
        found = list(_of_items(item, other, moved=item.guid in order))
        for at, one in enumerate(found):
            if one.field == "length" and asked < _MOST_ASKED:
                asked += 1
                found[at] = _asked(one, item, web)
        differences += found
        wrong = {one.field for one in found if one.noticed}
        fields = ("guid", "order", "date", "title", "duration", "length")
        rows.append(
            Row(
                title=item.title,
                guid=item.guid,
                same={one: other is not None and one not in wrong for one in fields},
            )
        )
    differences += [_extra(one) for one in new.items if one.guid not in known]
    return Reconciled(
        rows=tuple(rows), differences=tuple(differences), count=len(old.items), new_count=len(new.items)
    )


def _of_shows(old: WholeFeed, new: WholeFeed) -> Iterator[Difference]:
    def differs(field: str, before: object, after: object, *, noticed: bool = True) -> Difference:
        return Difference(guid="", title="", field=field, old=str(before), new=str(after), noticed=noticed)

    if show_guid(old) != show_guid(new):
        yield differs("podcast:guid", show_guid(old), show_guid(new))
    for name in _SHOW_FIELDS:
        before, after = old.first.facts.get(name, ""), new.first.facts.get(name, "")
        if name == "type":
            before, after = before or "episodic", after or "episodic"
        if before != after:
            yield differs(name, before, after, noticed=name in ("title", "explicit", "type"))


def _of_items(item: SourceItem, other: SourceItem | None, *, moved: bool) -> Iterator[Difference]:
    def differs(field: str, before: object, after: object) -> Difference:
        return Difference(guid=item.guid, title=item.title, field=field, old=str(before), new=str(after))

    if other is None:
        yield differs("guid", item.guid, "")
        return
    if moved:
        # apps sort by date: what has the same one stays where it was
        yield replace(differs("order", msg("where it was"), "elsewhere"), noticed=item.date != other.date)
    if item.date and other.date and item.date.astimezone(UTC) != other.date.astimezone(UTC):
        yield differs("date", item.date.isoformat(), other.date.isoformat())
    for field in _ITEM_FIELDS:
        before, after = _ITEM_FIELDS[field](item), _ITEM_FIELDS[field](other)
        if before != after:
            yield differs(field, before, after)
    lengths = (item.duration_ms, other.duration_ms)
    if lengths[0] is not None and abs(lengths[0] - (lengths[1] or 0)) > _SAME_MS:
        yield differs("duration", _seconds(lengths[0]), _seconds(lengths[1]))
    before_bytes = item.enclosure.length if item.enclosure else -1
    after_bytes = other.enclosure.length if other.enclosure else -1
    if before_bytes != after_bytes:
        yield differs("length", before_bytes, after_bytes)


_ITEM_FIELDS: dict[str, Callable[[SourceItem], object]] = {
    "title": lambda one: one.title,
    "number": lambda one: one.facts.get("number", ""),
    "season": lambda one: one.facts.get("season", ""),
    "type": lambda one: one.facts.get("type", "full"),
}


def _order(feed: WholeFeed) -> list[str]:
    """Return the guids in the order of the feed, those of one moment by guid: between them there is no order."""
    runs = groupby(feed.items, key=lambda one: one.date)
    return [guid for _, run in runs for guid in sorted(one.guid for one in run)]


def _moved(old: list[str], new: list[str]) -> set[str]:
    """Return the guids of both feeds that follow one another otherwise than before: those that one would have to
    move, leaving the longest run of others in its order."""
    both = set(old) & set(new)
    position = {guid: at for at, guid in enumerate(one for one in new if one in both)}
    sequence = [position[one] for one in old if one in both]
    kept = _longest_rise(sequence)
    return {guid for guid in both if position[guid] not in kept}


def _longest_rise(numbers: list[int]) -> set[int]:
    """Return the numbers of the longest rising subsequence (patience sorting)."""
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(tops, number)
        before[number] = tops[at - 1] if at else None
        tops[at : at + 1] = [number]
    found: set[int] = set()
    last: int | None = tops[-1] if tops else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found


def _asked(one: Difference, item: SourceItem, web: Web) -> Difference:
    """Return a difference in length as one that nobody notices, if the old server sends what the new feed says."""
    if item.enclosure is None:
        return one
    with suppress(PodcastError), web.open(item.enclosure.url, method="HEAD") as opened:
        if opened.status == 200 and opened.header("Content-Length") == one.new:
            return Difference(
                guid=one.guid,
                title=one.title,
                field=one.field,
                old=msg("{old} as the old feed says, {new} as its server does", old=one.old, new=one.new),
                new=one.new,
                noticed=False,
            )
    return one


def _extra(item: SourceItem) -> Difference:
    return Difference(guid=item.guid, title=item.title, field="guid", old="", new=item.guid)


def _seconds(milliseconds: int | None) -> str:
    return "" if milliseconds is None else f"{milliseconds / 1000:g} s"
