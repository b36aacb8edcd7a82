"""Asking the web for what a feed names: one request after the other over kept connections, redirects included.

Owns redirects, bounds of size and time, and what an answer that is no success means. Every connection is made
by `reach`. One `Web` is for one thread.
"""

import http.client
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from typing import TypeVar
from urllib.parse import quote, urljoin, urlsplit

from podcast import __version__
from podcast.content.text import is_web_address
from podcast.errors import ContentError, PodcastError, TryAgainError, UnavailableError, UsageError
from podcast.messages import msg, why
from podcast.moving.reach import Reach
from podcast.values import Struct

A = TypeVar("A")
R = TypeVar("R")

MOST_REDIRECTS = 10
"""Hosts chain a counter or two before the file itself."""

CHUNK = 1 << 18
_SLOW, _PATIENCE = 1024, 60.0  # bytes in a second, after that many seconds
_MOST_PARTS = 100
_REDIRECTS = (301, 302, 303, 307, 308)
_AGAIN = (408, 425, 429)
_KEPT = 16
_SAFE = "%/:=&?~+!$,;'@()*[]"


class Opened(Struct, frozen=True, kw_only=True):
    """An answer whose body has not been read: its headers, where it came from, and what led there."""

    status: int
    headers: Message
    url: str
    redirects: tuple[tuple[int, str], ...]
    read: Callable[[int], bytes]
    read_into: Callable[[memoryview], int]

    def header(self, name: str) -> str:
        return str(self.headers.get(name) or "").strip()


class Web:
    """Asks for addresses of the web, never those inside unless `reach` allows it."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._kept: dict[tuple[str, str, int], http.client.HTTPConnection] = {}

    def close(self) -> None:
        """End every connection that was kept."""
        while self._kept:
            self._kept.popitem()[1].close()

    @contextmanager
    def open(
        self, url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> Iterator[Opened]:
        """Ask for `url` and give the answer at the end of all redirects, whatever its status.

        Raises:
            UsageError: not a web address.
            UnavailableError: it leads inside, in a circle, or off the web.
            TryAgainError: nothing answers, or it stops.
        """
        at, passed = url, list[tuple[int, str]]()
        while True:
            key, target = _split(at)
            response, connection = self._ask(key, target, method, headers or {})
            location = response.headers.get("Location") or ""
            if response.status not in _REDIRECTS or not location:
                break
            connection.close()
            passed.append((response.status, at))
            at = _next(at, location, len(passed))
        try:
            yield Opened(
                status=response.status,
                headers=response.headers,
                url=at,
                redirects=tuple(passed),
                read=lambda size: _reading(response.read, size, at),
                read_into=lambda view: _reading(response.readinto, view, at),
            )
        finally:
            if response.isclosed() and not response.will_close and len(self._kept) < _KEPT:
                self._kept[key] = connection
            else:
                connection.close()

    def get(self, url: str, *, most: int, accept_gzip: bool = False) -> tuple[bytes, Opened]:
        """Return the whole body of a success, at most `most` bytes of it, also when it is unpacked.

        Raises:
            ContentError: it is larger, or not what its encoding says.
            UnavailableError: what answers is an error that will stay.
            TryAgainError: it may be there later.
        """
        asked = {"Accept-Encoding": "gzip" if accept_gzip else "identity"}
        with self.open(url, headers=asked) as opened:
            refuse_failure(opened, url)
            body = b"".join(_bounded(opened, most, url))
            encoding = opened.header("Content-Encoding").lower()
        if encoding in ("gzip", "x-gzip"):
            body = _unpacked(body, most, url)
        elif encoding not in ("", "identity"):
            raise ContentError(
                msg("{url} is compressed as {encoding}, which nobody asked for", url=url, encoding=encoding),
                hint=msg("mend the server"),
            )
        return body, opened

    def _ask(
        self, key: tuple[str, str, int], target: str, method: str, headers: Mapping[str, str]
    ) -> tuple[http.client.HTTPResponse, http.client.HTTPConnection]:
        """Send a request over a kept connection, or a new one if the other end has gone meanwhile."""
        sent = {
            "User-Agent": f"podcast/{__version__}",
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            **headers,
        }
        while True:
            kept = self._kept.pop(key, None)
            connection = kept or self._reach.connect(*key)
            try:
                connection.request(method, target, headers=sent)
                return connection.getresponse(), connection
            except (OSError, http.client.HTTPException, ValueError) as error:
                connection.close()
                if kept is None:
                    raise _silent(f"{key[0]}://{key[1]}", error) from error


def refuse_failure(opened: Opened, url: str) -> None:
    """Raise for an answer that is no success: TryAgainError if it may be one later, else UnavailableError."""
    status = opened.status
    if status in (200, 206):
        return
    if status >= 500 or status in _AGAIN:
        raise TryAgainError(
            msg("{url} answers {status}", url=url, status=status),
            hint=msg("run the same command again later"),
        )
    raise UnavailableError(
        msg("{url} answers {status}", url=url, status=status), hint=msg("check the address")
    )


class Pace:
    """Notices a body that comes so slowly that it would never end."""

    def __init__(self, url: str) -> None:
        self._url, self._start, self._bytes = url, time.monotonic(), 0

    def count(self, size: int) -> None:
        """Count bytes that came; raises TryAgainError when there are too few for the time."""
        self._bytes += size
        taken = time.monotonic() - self._start
        if taken > _PATIENCE and self._bytes < taken * _SLOW:
            raise TryAgainError(
                msg("{url} comes too slowly", url=self._url), hint=msg("run the same command again later")
            )


def _bounded(opened: Opened, most: int, url: str) -> Iterator[bytes]:
    size, pace = 0, Pace(url)
    while chunk := opened.read(CHUNK):
        size += len(chunk)
        pace.count(len(chunk))
        if size > most:
            raise ContentError(
                msg("{url} is larger than {most} bytes", url=url, most=most), hint=msg("check the address")
            )
        yield chunk
    length = opened.header("Content-Length")
    if length.isdigit() and size < int(length):
        raise TryAgainError(
            msg("{url} ended after {size} of {length} bytes", url=url, size=size, length=length),
            hint=msg("run the same command again"),
        )


def _split(url: str) -> tuple[tuple[str, str, int], str]:
    """Return scheme, host and port, and what to ask that server for."""
    if not is_web_address(url):
        raise UsageError(
            msg("{url!a} is no web address, or one with a name or a password in it", url=url[:200]),
            hint=msg("write https://…"),
        )
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise UsageError(
            msg("{url!a} has no port that can be", url=url[:200]), hint=msg("write https://…")
        ) from error
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return (parts.scheme, parts.hostname or "", port), (quote(parts.path, safe=_SAFE) or "/") + query


def _next(at: str, location: str, count: int) -> str:
    try:
        target = urljoin(at, location.strip().replace(" ", "%20"))
    except ValueError:
        target = ""
    if count > MOST_REDIRECTS or not is_web_address(target):
        raise UnavailableError(
            msg(
                "{at} leads further than {most} times, or to what is not on the web",
                at=at,
                most=MOST_REDIRECTS,
            ),
            hint=msg("check the address"),
        )
    return target


def _reading(read: Callable[[A], R], given: A, url: str) -> R:
    try:
        return read(given)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _silent(url, error) from error


def _silent(url: str, error: Exception) -> PodcastError:
    return TryAgainError(
        msg("{url} does not answer: {reason}", url=url, reason=why(error)),
        hint=msg("check the network, then run the same command again"),
    )


def _unpacked(body: bytes, most: int, url: str) -> bytes:
    """Return what was compressed, in one part or several, and never more than `most` bytes."""
    unpacked = bytearray()
    try:
        for _ in range(_MOST_PARTS):
            if not body or len(unpacked) > most:
                break
            part = zlib.decompressobj(wbits=31)
            unpacked += part.decompress(body, most + 1 - len(unpacked))
            if not part.eof and len(unpacked) <= most:
                raise zlib.error("it ends early")
            body = part.unused_data
    except zlib.error as error:
        raise TryAgainError(
            msg("{url} is said to be gzip and is not", url=url), hint=msg("run the same command again")
        ) from error
    if len(unpacked) > most:
        raise ContentError(
            msg("{url} unpacks to more than {most} bytes", url=url, most=most), hint=msg("check the address")
        )
    return bytes(unpacked)
