"""Compares what was written in a feed with what a parser made of it, element by element.

A parser is described by a table: for each tag where its values are found again. What is not found again, or
is found changed, is a loss, named by a path such as `item/podcast:person@role`. It knows no parser.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from lxml import etree

YES = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, kw_only=True)
class At:
    """Where a parser keeps a tag.

    `text` is the key of its text; `attributes` are their names, `name=key` where the parser has another
    one. The key `.` is the value itself. A `deep` tag is one of which the parser flattens the nesting.
    """

    at: str | Callable[[Any], Any] = ""
    text: str = ""
    attributes: str = ""
    children: Mapping[str, At] = field(default_factory=dict)
    deep: bool = False


def text(at: str) -> At:
    """Return the place of a tag that is nothing but text."""
    return At(at=at, text=".")


Table = Mapping[str, At]


def facts_of(feed: Path, read: Any, table: Table) -> list[tuple[str, bool]]:
    """Return each fact of a feed in its order, and whether it was read back."""
    channel = etree.parse(feed).find("channel")
    assert channel is not None
    return list(_children(channel, read, table, ""))


def losses_of(feed: Path, read: Any, table: Table) -> set[str]:
    """Return the path of each loss, and behind it how many of how many if not all are lost."""
    facts = facts_of(feed, read, table)
    written = Counter(path for path, _ in facts)
    lost = Counter(path for path, is_there in facts if not is_there)
    return {
        path if count == written[path] else f"{path} ({count} of {written[path]})"
        for path, count in lost.items()
    }


def _children(parent: etree._Element, read: Any, table: Table, where: str) -> Iterator[tuple[str, bool]]:
    """Give each fact below an element, and whether it was read back."""
    there = dict.fromkeys(_name(one) for one in parent.iterchildren(etree.Element))
    for name in there:
        path = f"{where}{name}"
        place = table.get(name, At(at="not read at all"))
        tag = etree.QName(parent.nsmap[name.split(":")[0]], name.split(":")[1]).text if ":" in name else name
        written = list(parent.iter(tag) if place.deep else parent.findall(tag))
        found = _found(read, place)
        if len(found) > len(written):
            yield f"{path} (more than were written)", False
        for number, one in enumerate(written):
            if number < len(found):
                yield path, True
                yield from _element(one, found[number], place, path)
            else:
                yield path, False
    for name in table.keys() - there:
        if table[name].at and _found(read, table[name]) not in ([], [False]):
            yield f"{where}{name} (never written)", False


def _element(element: etree._Element, read: Any, place: At, path: str) -> Iterator[tuple[str, bool]]:
    """Give each fact of an element, and whether it was read back."""
    keys = dict((one.split("=") * 2)[:2] for one in place.attributes.split())
    for name in map(str, element.attrib):
        yield f"{path}@{name}", name in keys and _same(element.get(name, ""), _value(read, keys[name]))
    if (element.text or "").strip():
        yield f"{path}/text()", bool(place.text) and _same(str(element.text), _value(read, place.text))
    if not place.deep:
        yield from _children(element, read, place.children, f"{path}/")


def _name(element: etree._Element) -> str:
    """Return the name of a tag with its prefix."""
    local = etree.QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local


def _found(read: Any, place: At) -> list[Any]:
    """Return what a parser has of a tag, as a list."""
    if callable(place.at):
        found = place.at(read)
    else:
        found = read
        for key in filter(None, place.at.split(".")):
            found = found.get(key) if isinstance(found, dict) else None
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _value(read: Any, key: str) -> Any:
    """Return a value of what was read."""
    if key == ".":
        return read
    return read.get(key) if isinstance(read, dict) else None


def _same(written: str, read: Any) -> bool:
    """Tell whether a value is what was written, whatever its type: a truth, a number, a moment, or text."""
    written = written.strip()
    if isinstance(read, bool):
        return YES.get(written.lower()) is read
    if isinstance(read, int | float):
        return read == (_number(written) if _moment(written) is None else _seconds(written))
    if not isinstance(read, str):
        return False
    read = read.strip()
    return written == read or (_moment(written) is not None and _moment(written) == _moment(read))


def _number(written: str) -> float | None:
    """Return a number, of which a length of time and a yes are two."""
    if written.lower() in YES:
        return YES[written.lower()]
    hours, minutes, seconds = ("0:0:" + written).split(":")[-3:]
    try:
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    except ValueError:
        return None


def _seconds(written: str) -> float | None:
    """Return a moment as Unix counts it."""
    moment = _moment(written)
    return moment.timestamp() if moment else None


def _moment(written: str) -> datetime | None:
    """Return a moment that is written in one of the two ways of feeds."""
    for reader in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = reader(written)
        except ValueError:
            continue
        return moment if moment.tzinfo else None
    return None
