"""A whole feed, wherever it is: read from a file or the web, with the pages that it is continued on (RFC 5005).

Owns the bounds of a feed. A page that cannot be read is an error and no end: what it has would be lost.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from podcast.content.dates import FIRST_YEAR, LAST_YEAR
from podcast.content.text import is_web_address
from podcast.errors import ContentError, MissingInputError, UsageError
from podcast.feed.source import SourceFeed, read_source
from podcast.feed.source_item import SourceItem
from podcast.messages import msg
from podcast.moving.web import Opened, Web
from podcast.values import Struct, replace

MOST_BYTES = 50_000_000
"""Bytes of a document, also once it is unpacked."""

MOST_PAGES = 1000
_EPOCH = datetime(1970, 1, 2, tzinfo=UTC)
MOST_ITEMS = 20_000
MOST_ALL = 200_000_000
"""Bytes of all pages together."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:(?://|(?![\\/]))")


class WholeFeed(Struct, frozen=True, kw_only=True):
    """A feed with the items of all its pages, each guid once. `first` is its first page; `where` is what the
    producer gave, `address` where it answered (empty for a file that names no address of its own)."""

    where: str
    address: str
    first: SourceFeed
    items: tuple[SourceItem, ...]
    faults: tuple[str, ...]
    redirects: tuple[tuple[int, str], ...] = ()


def read_whole(where: str, web: Web) -> WholeFeed:
    """Return the feed in a file or at a web address.

    Raises:
        UsageError: an address that is none of the web.
        MissingInputError: there is no such file.
        ContentError: it is no feed, or too large.
        TryAgainError, UnavailableError: it, or one of its pages, does not answer.
    """
    body, opened = _read(where, web)
    at = opened.url if opened else where
    first = read_source(body, where=at)
    faults = list(first.faults)
    items = list(first.items)
    size = len(body)
    for page in _older(first, at, web):
        size += page[1]
        items += page[0].items
        faults += page[0].faults
        if len(items) > MOST_ITEMS or size > MOST_ALL:
            raise ContentError(
                msg("{where} has no end: more than {most} items", where=where, most=MOST_ITEMS),
                hint=msg("check the address"),
            )
    kept, repeated = _once(items)
    faults += repeated
    return WholeFeed(
        where=where,
        address=at if opened else "",
        first=first,
        items=kept,
        faults=tuple(faults),
        redirects=opened.redirects if opened else (),
    )


def _older(first: SourceFeed, at: str, web: Web) -> Iterator[tuple[SourceFeed, int]]:
    """Give the pages after the first one, as clients follow them."""
    seen = {at}
    address = first.older
    while address and address not in seen:
        if len(seen) > MOST_PAGES:
            raise ContentError(
                msg("{at} has more than {most} pages", at=at, most=MOST_PAGES),
                hint=msg("check the address"),
            )
        seen.add(address)
        body, opened = web.get(address, most=MOST_BYTES, accept_gzip=True)
        page = read_source(body, where=opened.url)
        yield page, len(body)
        address = page.older


def _read(where: str, web: Web) -> tuple[bytes, Opened | None]:
    if is_web_address(where):
        return web.get(where, most=MOST_BYTES, accept_gzip=True)
    path = Path(where)
    if _SCHEME.match(where) and not path.exists():
        raise UsageError(
            msg(
                "{where} is no address of the web, or one with a name or a password in it",
                where=_shown(where),
            ),
            hint=msg("write https://…, or the path of a file"),
        )
    try:
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise MissingInputError(
            msg("there is no file {where}", where=where), hint=msg("write https://…, or the path of a feed")
        ) from error
    except (OSError, ValueError) as error:
        raise MissingInputError(
            msg("{where} cannot be read", where=where), hint=msg("check the file and its permissions")
        ) from error
    if len(body) > MOST_BYTES:
        raise ContentError(
            msg("{where} has more than {most} bytes", where=where, most=MOST_BYTES),
            hint=msg("check the file"),
        )
    return body, None


def _once(items: list[SourceItem]) -> tuple[tuple[SourceItem, ...], list[str]]:
    """Return each guid once, as apps have it, the first one, with a date for those that have none."""
    kept: dict[str, SourceItem] = {}
    faults: list[str] = []
    for item in items:
        if item.enclosure is None or not item.guid:
            faults.append(msg("“{title}” has no file to play: left out", title=item.title))
        elif not is_web_address(item.enclosure.url):
            faults.append(
                msg(
                    "“{title}”: its file is at {url!a}, which is no web address: left out",
                    title=item.title,
                    url=item.enclosure.url[:200],
                )
            )
        elif item.guid in kept:
            faults.append(
                msg(
                    "“{title}” has the guid of “{first}”: left out, as in apps",
                    title=item.title,
                    first=kept[item.guid].title,
                )
            )
        else:
            kept[item.guid] = item
    return tuple(_dated(list(kept.values()), faults)), faults


def _dated(items: list[SourceItem], faults: list[str]) -> Iterator[SourceItem]:
    """Give every item a date, and leave their order: one without gets a second more than the next older one."""
    items = [replace(one, date=_usable(one.date)) for one in items]
    older = next((one.date for one in reversed(items) if one.date), _EPOCH) - timedelta(seconds=len(items))
    made: list[SourceItem] = []
    for item in reversed(items):
        if item.date is None:
            faults.append(
                msg(
                    "“{title}” has no date that can be read: it gets one after the episode before",
                    title=item.title,
                )
            )
            item = replace(item, date=older + timedelta(seconds=1))
        older = item.date or older
        made.append(item)
    yield from reversed(made)


def _usable(date: datetime | None) -> datetime | None:
    """Return a date that a page may have, nothing for the year 1 and others that nobody means."""
    return date if date and FIRST_YEAR <= date.year <= LAST_YEAR else None


def site_of(address: str) -> str:
    """Return the registered part of the name of a server, as far as two labels tell it."""
    with suppress(ValueError):
        return ".".join((urlsplit(address).hostname or "").lower().split(".")[-2:])
    return ""


def _shown(where: str) -> str:
    """Return an address without what may be a password in it."""
    scheme, _, rest = where.partition("//")
    return f"“{scheme}//{rest.rpartition('@')[2]}”" if rest else f"“{scheme.partition(':')[0]}:…”"
