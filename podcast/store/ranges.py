"""Conditional and range requests as RFC 9110 has them: pure functions of header values.

Owns the grammar of `Range`, `If-Range` and `If-None-Match`; knows nothing of sockets or stores.
"""

import re

from podcast.values import Struct

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII | re.IGNORECASE)
_ETAG = re.compile(r'(?:W/)?("[^"]*")')


class Span(Struct, frozen=True, kw_only=True):
    """Bytes from offset `first` to `last`, both included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


class UnsatisfiableRangeError(ValueError):
    """The range is well formed and lies outside the object: answer 416."""


def parse_range(header: str, size: int) -> Span | None:
    """Return the span that `header` asks of an object of `size` bytes.

    None means that the whole object is the answer: for no header, a malformed one, another unit, and
    several ranges at once, which RFC 9110 section 14.2 lets a server ignore.

    Raises:
        UnsatisfiableRangeError: no byte of the object is in it.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        span = Span(first=max(0, size - int(last)), last=size - 1)
    elif last and int(last) < int(first):
        return None
    else:
        span = Span(first=int(first), last=min(int(last), size - 1) if last else size - 1)
    if span.size <= 0:
        raise UnsatisfiableRangeError(header)
    return span


def matches_none(header: str, etag: str) -> bool:
    """Return whether `If-None-Match: header` says that the client has this version: answer 304."""
    return header.strip() == "*" or etag in _ETAG.findall(header)


def range_is_current(header: str, etag: str) -> bool:
    """Return whether `If-Range: header` lets a range be served: it is absent, or this strong ETag.

    A date never matches, because stores give none.
    """
    return not header or header.strip() == etag
