"""What the preview server answers: a store and a request in, an answer out.

Owns which requests are refused, how a path becomes a key and what the headers say. Knows nothing of
sockets, and trusts nothing of a request.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote, unquote_to_bytes

from podcast.content.keys import BRIEF, NOT_FOUND, SHOW_PAGE, cache_control
from podcast.errors import ObjectMissingError, TryAgainError
from podcast.messages import msg
from podcast.store.base import ObjectInfo
from podcast.store.names import fault_in
from podcast.store.overlay import Readable
from podcast.store.ranges import (
    Span,
    UnsatisfiableRangeError,
    matches_none,
    parse_range,
    range_is_current,
)
from podcast.values import Struct

PIECE = 1 << 20

_PRIVATE = "_podcast"
_HOST = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)
_REWRITTEN = (".html", ".json", ".vtt", ".xml")
_ALWAYS = (("Access-Control-Allow-Origin", "*"), ("X-Content-Type-Options", "nosniff"))

Headers = tuple[tuple[str, str], ...]


class Answer(Struct, frozen=True, kw_only=True):
    """A status, headers, and a body of exactly `size` bytes, in pieces that are read as they are sent."""

    status: int
    headers: Headers
    size: int
    body: Callable[[], Iterator[bytes]]


class Rewrite(Struct, frozen=True, kw_only=True):
    """The base URL that published views contain, and the one to put in its place."""

    public: bytes
    local: bytes

    def applied(self, body: bytes) -> bytes:
        """Return `body` with every address of the public site leading here."""
        return body.replace(self.public, self.local)


def answer(
    store: Readable, method: str, target: str, headers: Mapping[str, str], rewrite: Rewrite | None = None
) -> Answer:
    """Return the answer to one request; names in `headers` are in lower case.

    Raises:
        PodcastError: the store failed otherwise than by having no such object.
    """
    if refused := refusal(method, headers):
        return refused
    key = key_of(target)
    if key is None:
        return _not_found(store, rewrite)
    try:
        return _object(store, key, method, headers, rewrite)
    except ObjectMissingError:
        return _redirect(store, key, target) or _not_found(store, rewrite)


def refusal(method: str, headers: Mapping[str, str]) -> Answer | None:
    """Return the answer to a request that is not let in: one by another name of this computer, or one that writes."""
    if not _HOST.fullmatch(headers.get("host", "").strip()):
        return _text(403, "This preview is for this computer only.")
    if method not in ("GET", "HEAD"):
        return _text(405, "Only GET and HEAD are answered.", ("Allow", "GET, HEAD"))
    return None


def key_of(target: str) -> str | None:
    """Return the key that a request's target names, or None if it names nothing that may be shown."""
    path = target.partition("#")[0].partition("?")[0]
    if not path.startswith("/"):
        return None
    try:
        key = unquote_to_bytes(path[1:].encode("latin-1")).decode()
    except UnicodeError:
        return None
    key = unicodedata.normalize("NFC", key)
    if not key or key.endswith("/"):
        key += SHOW_PAGE
    private = key.partition("/")[0].casefold() == _PRIVATE
    return None if private or fault_in(key) else key


def _object(
    store: Readable, key: str, method: str, headers: Mapping[str, str], rewrite: Rewrite | None
) -> Answer:
    if rewrite and key.endswith(_REWRITTEN) and cache_control(key) == BRIEF:
        info, text = _rewritten(store, key, rewrite)
    else:
        info, text = store.head(key), None
    common = _facts(info)
    if matches_none(headers.get("if-none-match", ""), info.etag):
        return Answer(status=304, headers=common, size=0, body=_nothing)
    asked = headers.get("range", "") if method == "GET" else ""  # RFC 9110 section 14.2
    try:
        current = range_is_current(headers.get("if-range", ""), info.etag)
        span = parse_range(asked, info.size) if current else None
    except UnsatisfiableRangeError:
        return _text(416, "There are no such bytes.", ("Content-Range", f"bytes */{info.size}"))
    if span is None:
        whole = Span(first=0, last=info.size - 1)
        return Answer(status=200, headers=common, size=info.size, body=_reader(store, info, text, whole))
    given = (
        "Content-Range",
        f"bytes {span.first}-{span.last}/{info.size}",
    )
    return Answer(status=206, headers=(*common, given), size=span.size, body=_reader(store, info, text, span))


def _rewritten(store: Readable, key: str, rewrite: Rewrite) -> tuple[ObjectInfo, bytes]:
    """Return a view whose links lead to this server, described as what it has become."""
    blob = store.get(key)
    text = rewrite.applied(blob.body)
    digest = hashlib.sha256(text).hexdigest()
    info = ObjectInfo(
        key=key,
        size=len(text),
        etag=f'"{digest}"',
        type=blob.info.type,
        cache=blob.info.cache,
        sha256=digest,
    )
    return info, text


def _reader(
    store: Readable, info: ObjectInfo, text: bytes | None, span: Span
) -> Callable[[], Iterator[bytes]]:
    def read() -> Iterator[bytes]:
        for first in range(span.first, span.last + 1, PIECE):
            last = min(first + PIECE - 1, span.last)
            yield text[first : last + 1] if text is not None else _piece(store, info, first, last)

    return read


def _piece(store: Readable, info: ObjectInfo, first: int, last: int) -> bytes:
    blob = store.get(info.key, first=first, last=last)
    if blob.info.etag != info.etag:
        raise TryAgainError(
            msg("{key} changed while it was being sent", key=info.key), hint=msg("reload the page")
        )
    return blob.body


def _facts(info: ObjectInfo) -> Headers:
    return (
        ("Content-Type", info.type or "application/octet-stream"),
        ("Cache-Control", info.cache or BRIEF),
        ("ETag", info.etag),
        ("Accept-Ranges", "bytes"),
        *_ALWAYS,
    )


def _redirect(store: Readable, key: str, target: str) -> Answer | None:
    """Lead from `/x` to `/x/` if that is a page."""
    page = f"{key}/{SHOW_PAGE}"
    if fault_in(page):
        return None
    try:
        store.head(page)
    except ObjectMissingError:
        return None
    query = target.partition("#")[0].partition("?")[2]
    location = f"/{quote(key)}/" + (f"?{quote(query, safe='=&%+-._~')}" if query else "")
    return _text(301, "It is a folder.", ("Location", location))


def _not_found(store: Readable, rewrite: Rewrite | None) -> Answer:
    try:
        blob = store.get(NOT_FOUND)
    except ObjectMissingError:
        return _text(404, "There is nothing here.")
    page = rewrite.applied(blob.body) if rewrite else blob.body
    headers = (("Content-Type", blob.info.type), ("Cache-Control", "no-store"), *_ALWAYS)
    return Answer(status=404, headers=headers, size=len(page), body=lambda: iter([page]))


def _text(status: int, sentence: str, *more: tuple[str, str]) -> Answer:
    body = f"{sentence}\n".encode()
    headers = (
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Cache-Control", "no-store"),
        *_ALWAYS,
        *more,
    )
    return Answer(status=status, headers=headers, size=len(body), body=lambda: iter([body]))


def _nothing() -> Iterator[bytes]:
    return iter(())
