"""Reading a feed for the linter, from a file or the web, and probing what it links to.

Owns bounds of size, time and redirects; everything that answers is untrusted. Must not know any rule of
the feed itself: those are in `feed/lint`.
"""

import http.client
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from podcast import __version__
from podcast.content.problem import Severity
from podcast.content.text import is_web_address
from podcast.errors import ContentError, MissingInputError, Place, PodcastError, TryAgainError
from podcast.feed.lint import lint_feed
from podcast.feed.lint_media import Media, media_of
from podcast.feed.lint_model import Finding
from podcast.publish.fetch import Answer, fetch
from podcast.publish.progress import Progress

MOST_FEED = 50_000_000
"""Bytes of a feed, also once it is unpacked."""

TIMEOUT = 30.0
"""Seconds that a feed may take in all."""

MOST_REDIRECTS = 5
MOST_PROBED = 1000
PROBES_AT_ONCE = 4

_APPLE = "Apple, Podcast RSS feed requirements"
_CHUNK = 65_536
_PICTURES = ((b"\xff\xd8\xff", ("jpg", "jpeg")), (b"\x89PNG\r\n\x1a\n", ("png",)))


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadBytes:
    """A feed as it came, and the addresses it answers at: none for a file."""

    body: bytes
    addresses: tuple[str, ...] = ()


def lint(
    where: str, *, previous: str | None, probe: bool, now: datetime, progress: Progress
) -> list[Finding]:
    """Return everything that is wrong with the feed in a file or at a web address.

    `previous` is where the same feed is as it was before; `probe` also asks for what the feed links to.

    Raises:
        MissingInputError: there is no such file.
        TryAgainError: nothing answers in time.
        ContentError: what answers is an error, or too large.
    """
    feed = read_bytes(where)
    before = read_bytes(previous).body if previous else None
    findings = lint_feed(feed.body, where=where, previous=before, now=now, addresses=feed.addresses)
    if probe:
        findings += _probed(feed.body, where, progress)
    return findings


def read_bytes(where: str) -> ReadBytes:
    """Return the bytes of a feed in a file or at a web address; see `lint` for what is raised."""
    return _download(where) if is_web_address(where) else ReadBytes(body=_from_file(Path(where)))


def _from_file(path: Path) -> bytes:
    if not path.is_file():
        raise MissingInputError(f"there is no file {path}", hint="write the path of a feed, or https://…")
    try:
        with path.open("rb") as file:
            body = file.read(MOST_FEED + 1)
    except OSError as error:
        raise MissingInputError(
            f"{path} cannot be read: {error.strerror}", hint="check its permissions"
        ) from error
    return _bounded(body, str(path))


def _bounded(body: bytes, where: str) -> bytes:
    if len(body) > MOST_FEED:
        raise ContentError(
            f"{where} has more than {MOST_FEED} bytes", hint="directories refuse such a feed: page it"
        )
    return body


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, and only to the web."""

    max_redirections = MOST_REDIRECTS


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
            return ReadBytes(body=body, addresses=tuple(dict.fromkeys((url, response.url))))
    except urllib.error.HTTPError as error:
        with error:
            raise ContentError(f"{url} answers {error.code}", hint="check the address of the feed") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise TryAgainError(
            f"{url} does not answer: {reason}", hint="check the address and the network, then try again"
        ) from error


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
            raise TryAgainError(f"{url} takes more than {TIMEOUT:.0f} seconds", hint="try again later")
    return _bounded(b"".join(chunks), url)


def _unpacked(body: bytes, url: str) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, MOST_FEED + 1)
    except zlib.error as error:
        raise ContentError(f"{url} is said to be gzip and is not", hint="mend the server") from error
    return _bounded(unpacked, url)


def _probed(body: bytes, where: str, progress: Progress) -> list[Finding]:
    media = media_of(body)
    chosen = media[:MOST_PROBED]
    findings: list[Finding] = []
    with (
        progress.task("Probing", len(chosen)) as advance,
        ThreadPoolExecutor(max_workers=PROBES_AT_ONCE) as pool,
    ):
        for found in pool.map(lambda one: list(_probe(one, where)), chosen):
            findings += found
            advance(1)
    if len(media) > MOST_PROBED:
        left = f"{len(media) - MOST_PROBED} addresses were not probed"
        findings.append(
            _finding(Place(file=where), "probe-limit", left, "probe the rest otherwise", wrong=False)
        )
    return findings


def _probe(media: Media, where: str) -> Iterator[Finding]:
    """Return what is wrong with how one file answers."""
    place = Place(file=where, line=media.line)
    if not is_web_address(media.url):
        return
    try:
        head = fetch(media.url, method="HEAD", most=0)
    except PodcastError as error:
        yield _finding(place, "probe-status", error.message, "offer the file where the feed says")
        return
    if head.status != 200:
        message = f"{media.url} answers HEAD with {head.status}"
        yield _finding(place, "probe-status", message, "offer the file, also to HEAD requests")
        return
    yield from _art(media, place) if media.is_art else _enclosure(media, head, place)


def _enclosure(media: Media, head: Answer, place: Place) -> Iterator[Finding]:
    if head.length >= 0 and head.length != media.length:
        message = f"{media.url} has {head.length} bytes, and the feed says {media.length}"
        yield _finding(place, "probe-length", message, f'write length="{head.length}"')
    if head.type and head.type != media.type.partition(";")[0].strip().lower():
        message = f"{media.url} has the type {head.type}, and the feed says {media.type or 'nothing'}"
        yield _finding(place, "probe-type", message, "let server and feed say the same", wrong=False)


def _art(media: Media, place: Place) -> Iterator[Finding]:
    """Compare the first bytes of a picture with its extension: Apple refuses a .png that is WebP."""
    try:
        answer = fetch(media.url, span=(0, 15), most=16)
    except PodcastError as error:
        yield _finding(place, "probe-status", error.message, "offer the picture where the feed says")
        return
    if answer.status not in (200, 206):
        message = f"{media.url} answers {answer.status}"
        yield _finding(place, "probe-status", message, "offer the picture where the feed says")
        return
    extension = media.url.partition("?")[0].partition("#")[0].rpartition(".")[2].lower()
    names = next((names for magic, names in _PICTURES if answer.body.startswith(magic)), ())
    if extension not in names:
        what = f"is {names[0].upper()}" if names else "is neither JPEG nor PNG"
        message = f"{media.url} {what} by its content"
        yield _finding(place, "probe-art", message, "offer JPEG as .jpg or PNG as .png")


def _finding(place: Place, rule: str, message: str, remedy: str, *, wrong: bool = True) -> Finding:
    return Finding(
        place=place,
        rule=rule,
        severity=Severity.ERROR if wrong else Severity.WARNING,
        message=message[:400],
        remedy=remedy,
        source=_APPLE,
    )
