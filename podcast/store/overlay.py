"""A store that is only looked at, with other things laid over it: what a preview shows, and nobody publishes.

Nothing can be written through it: it has no method that writes.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Protocol

from podcast.content import keys
from podcast.store.base import Blob, ObjectInfo
from podcast.store.refusals import missing

_SOUND = {
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".aif": "audio/aiff",
    ".mp4": "audio/mp4",
}


class Readable(Protocol):
    """What a preview server needs of a store."""

    def head(self, key: str) -> ObjectInfo:
        """Return what is stored at `key`; see `Store.head`."""

    def get(self, key: str, *, first: int = 0, last: int | None = None) -> Blob:
        """Return an object or a span of it; see `Store.get`."""


class Overlay:
    """Files and bytes by key over what `below` has; `replace` exchanges all of them at once, in any thread."""

    def __init__(self, below: Readable | None) -> None:
        self._below = below
        self._laid: Mapping[str, bytes | Path] = {}
        self._etags: dict[str, str] = {}
        self._lock = Lock()

    def replace(self, laid: Mapping[str, bytes | Path]) -> None:
        """Lay these over the store, in place of what was laid before."""
        etags = {key: _etag(body) for key, body in laid.items()}
        with self._lock:
            self._laid, self._etags = laid, etags

    def head(self, key: str) -> ObjectInfo:
        """Return what lies at `key`, on top or below."""
        with self._lock:
            body, etag = self._laid.get(key), self._etags.get(key, "")
        if body is None:
            return self._lower(key).head(key)
        size = len(body) if isinstance(body, bytes) else body.stat().st_size
        suffix = Path(key).suffix
        kind = keys.media_type(key)
        if kind == "application/octet-stream":
            kind = _SOUND.get(suffix, kind)
        return ObjectInfo(key=key, size=size, etag=etag, type=kind, cache="no-cache")

    def get(self, key: str, *, first: int = 0, last: int | None = None) -> Blob:
        """Return what lies at `key` or a span of it."""
        with self._lock:
            body = self._laid.get(key)
        if body is None:
            return self._lower(key).get(key, first=first, last=last)
        info = self.head(key)
        end = info.size if last is None else min(last + 1, info.size)
        if isinstance(body, bytes):
            return Blob(info=info, body=body[first : max(first, end)])
        with body.open("rb") as file:
            file.seek(first)
            return Blob(info=info, body=file.read(max(0, end - first)))

    def _lower(self, key: str) -> Readable:
        if self._below is None or key.endswith(".html"):  # a page that is no more would come back
            raise missing(key, "preview:")
        return self._below


def _etag(body: bytes | Path) -> str:
    if isinstance(body, bytes):
        return f'"{hashlib.sha256(body).hexdigest()}"'
    facts = body.stat()
    return f'"{facts.st_size}-{facts.st_mtime_ns}"'
