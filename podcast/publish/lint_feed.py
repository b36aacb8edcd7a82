"""Reading a feed for the linter, from a file or the web, and probing what it links to.

Owns bounds of size, time and redirects; everything that answers is untrusted. Must not know any rule of
the feed itself: those are in `feed/lint`.
"""

import http.client
import re
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO

from podcast import __version__
from podcast.content.text import is_web_address
from podcast.errors import ContentError, MissingInputError, PodcastError, TryAgainError, UsageError
from podcast.feed.lint import lint_feed
from podcast.feed.lint_media import (
    Media,
    art_faults,
    enclosure_faults,
    media_of,
    probed,
    range_faults,
    warning,
)
from podcast.feed.lint_model import Finding
from podcast.messages import msg, why
from podcast.publish.fetch import fetch
from podcast.publish.progress import Progress
from podcast.values import Struct

MOST_FEED = 50_000_000
"""Bytes of a feed, also once it is unpacked."""

TIMEOUT = 30.0
"""Seconds that a feed may take in all."""

MOST_REDIRECTS = 5
MOST_PROBED = 1000
PROBES_AT_ONCE = 4
PROBE_TIME = 600.0
"""Seconds after which nothing more is asked for."""

_CHUNK = 65_536
_MOST_PARTS = 100
_FEED_TYPES = ("application/rss+xml", "application/xml", "text/xml")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:(?://|(?![\\/]))")


class ReadBytes(Struct, frozen=True, kw_only=True):
    """A feed as it came, with the addresses it answers at and the type that it has there: none for a file."""

    body: bytes
    addresses: tuple[str, ...] = ()
    type: str = ""


def lint(
    where: str, *, previous: str | None, probe: bool, now: datetime, progress: Progress
) -> list[Finding]:
    """Return everything that is wrong with the feed in a file or at a web address.

    `previous` is where the same feed is as it was before; `probe` also asks for what the feed links to.

    Raises:
        UsageError: an address that is not one of the web.
        MissingInputError: there is no such file.
        TryAgainError: nothing answers in time.
        ContentError: what answers is an error, or too large.
    """
    feed = read_bytes(where)
    before = read_bytes(previous).body if previous else None
    findings = lint_feed(feed.body, where=where, previous=before, now=now, addresses=feed.addresses)
    if feed.addresses and feed.type not in _FEED_TYPES:
        message = msg("the feed has the type {type}", type=feed.type or msg("nothing"))
        remedy = msg("let the server say application/rss+xml")
        findings.append(warning(where, "feed-type", message, remedy, source="W3C feed validator"))
    if probe:
        findings += _probed(feed.body, where, progress)
    return findings


def read_bytes(where: str) -> ReadBytes:
    """Return the bytes of a feed in a file or at a web address; see `lint` for what is raised."""
    if is_web_address(where):
        return _in_time(where)
    path = Path(where)
    if _SCHEME.match(where) and not path.exists():
        raise UsageError(
            msg("that is no address of the web, or one with a name or a password in it"),
            hint=msg("write https://…, or the path of a file"),
        )
    return ReadBytes(body=_from_file(path))


def _from_file(path: Path) -> bytes:
    if not path.is_file():
        raise MissingInputError(
            msg("there is no file {path}", path=path), hint=msg("write the path of a feed, or https://…")
        )
    try:
        with path.open("rb") as file:
            body = file.read(MOST_FEED + 1)
    except OSError as error:
        raise MissingInputError(
            msg("{path} cannot be read: {reason}", path=path, reason=why(error)),
            hint=msg("check its permissions"),
        ) from error
    return _bounded(body, str(path))


def _bounded(body: bytes, where: str) -> bytes:
    if len(body) > MOST_FEED:
        raise ContentError(
            msg("{where} has more than {most} bytes", where=where, most=MOST_FEED),
            hint=msg("directories refuse such a feed: page it"),
        )
    return body


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, and only to the web."""

    max_redirections = MOST_REDIRECTS

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Return the next request, or nothing for what is not on the web: urllib would ask for ftp."""
        if not is_web_address(newurl):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _in_time(url: str) -> ReadBytes:
    """Return what answers at an address, however slowly a name server, a server or its headers come."""
    answers: SimpleQueue[ReadBytes | Exception] = SimpleQueue()

    def run() -> None:
        try:
            answers.put(_download(url))
        except Exception as error:
            answers.put(error)

    Thread(target=run, daemon=True).start()
    try:
        answer = answers.get(timeout=TIMEOUT)
    except Empty:
        raise TryAgainError(
            msg("{url} takes more than {timeout:g} seconds", url=url, timeout=TIMEOUT),
            hint=msg("try again later"),
        ) from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _download(url: str) -> ReadBytes:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        _Redirects,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    headers = {"User-Agent": f"podcast/{__version__}", "Accept-Encoding": "gzip"}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310  read_bytes has checked that it is http
    try:
        with opener.open(request, timeout=TIMEOUT) as response:
            body = _read_in_time(response, url)
            if response.headers.get("Content-Encoding", "").strip().lower() in ("gzip", "x-gzip"):
                body = _unpacked(body, url)
            type_ = response.headers.get_content_type() if response.headers.get("Content-Type") else ""
            return ReadBytes(body=body, addresses=tuple(dict.fromkeys((url, response.url))), type=type_)
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(url, error.code) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        silent = msg("{url} does not answer: {reason}", url=url, reason=why(error))
        raise TryAgainError(silent, hint=msg("check the address and the network, then try again")) from error


def _refusal(url: str, status: int) -> PodcastError:
    answered = msg("{url} answers {status}", url=url, status=status)
    if status >= 500 or status == 429:
        return TryAgainError(answered, hint=msg("try again later"))
    if 300 <= status < 400:
        message = msg(
            "{url} leads further than {most} times, or to what is not on the web",
            url=url,
            most=MOST_REDIRECTS,
        )
        return ContentError(message, hint=msg("write the address where the feed is"))
    return ContentError(answered, hint=msg("check the address of the feed"))


def _read_in_time(response: http.client.HTTPResponse, url: str) -> bytes:
    """Return the whole body, unless it is too large or drips for too long."""
    until = time.monotonic() + TIMEOUT
    chunks: list[bytes] = []
    size = 0
    while chunk := response.read1(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > MOST_FEED:
            break
        if time.monotonic() > until:
            slow = msg("{url} takes more than {timeout:g} seconds", url=url, timeout=TIMEOUT)
            raise TryAgainError(slow, hint=msg("try again later"))
    else:
        if response.length:
            early = msg("{url} ends {length} bytes early", url=url, length=response.length)
            raise TryAgainError(early, hint=msg("try again"))
    return _bounded(b"".join(chunks), url)


def _unpacked(body: bytes, url: str) -> bytes:
    """Return what was compressed, in one part or several, and never more than a feed may have."""
    unpacked = b""
    try:
        for _ in range(_MOST_PARTS):
            if not body or len(unpacked) > MOST_FEED:
                break
            part = zlib.decompressobj(wbits=31)
            unpacked += part.decompress(body, MOST_FEED + 1 - len(unpacked))
            if not part.eof and len(unpacked) <= MOST_FEED:
                raise zlib.error("it ends early")
            body = part.unused_data
        if body and len(unpacked) <= MOST_FEED:
            raise zlib.error("it has too many parts")
    except zlib.error as error:
        wrong = msg("{url} is said to be gzip and is not", url=url)
        raise ContentError(wrong, hint=msg("mend the server")) from error
    return _bounded(unpacked, url)


def _probed(body: bytes, where: str, progress: Progress) -> list[Finding]:
    media = media_of(body)
    chosen = media[:MOST_PROBED]
    findings: list[Finding] = []
    left = len(media) - len(chosen)
    until = time.monotonic() + PROBE_TIME

    def look(one: Media) -> list[Finding] | None:
        return None if time.monotonic() > until else list(_probe(one, where))

    with (
        progress.task(msg("Probing"), len(chosen)) as advance,
        ThreadPoolExecutor(max_workers=PROBES_AT_ONCE) as pool,
    ):
        for found in pool.map(look, chosen):
            findings += found or ()
            left += found is None
            advance(1)
    if left:
        message = msg("{left} addresses were not probed", left=left)
        remedy = msg("probe the rest otherwise")
        findings.append(warning(where, "probe-limit", message, remedy, source="this linter"))
    return findings


def _probe(media: Media, where: str) -> Iterator[Finding]:
    """Return what is wrong with how one file answers."""
    if not is_web_address(media.url):
        return
    try:
        head = fetch(media.url, method="HEAD", most=0)
        if head.status != 200:
            message = msg("{media} answers HEAD with {status}", media=media.url, status=head.status)
            yield probed(media, where, "probe-status", message, msg("offer the file, also to HEAD requests"))
            return
        # a picture is told by its first bytes; players ask for two bytes before they seek
        part = fetch(media.url, span=(0, 15 if media.is_art else 1), most=16 if media.is_art else 2)
    except PodcastError as error:
        yield probed(media, where, "probe-status", error.message, msg("offer the file where the feed says"))
        return
    if media.is_art:
        yield from art_faults(media, where, part.status, part.body)
    else:
        yield from enclosure_faults(media, where, head.length, head.type)
        yield from range_faults(media, where, part.status, part.body)
