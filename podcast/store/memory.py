"""A store in memory, for tests and rehearsals: the same answers and errors as a bucket, and no disk.

Knows nothing of files but how to read a body that is given as a path.
"""

from collections.abc import Iterator
from threading import Lock

from podcast.store.base import Blob, Body, ObjectInfo, Progress, Unfinished
from podcast.store.body import digests, etag_of, pieces
from podcast.store.names import check_key
from podcast.store.refusals import lost, missing
from podcast.values import Struct


class _Stored(Struct, frozen=True, kw_only=True):
    info: ObjectInfo
    body: bytes


class MemoryStore:
    """A `Store` that forgets everything when it goes; any number of threads may share it."""

    def __init__(self) -> None:
        self._objects: dict[str, _Stored] = {}
        self._lock = Lock()

    @property
    def url(self) -> str:
        """The store's name in messages."""
        return "memory:"

    @property
    def server(self) -> str:
        """Nothing: the conditions are kept here; see `Store.server`."""
        return ""

    def probe(self) -> None:
        """Return: memory can always be written."""

    def head(self, key: str) -> ObjectInfo:
        """Return what is stored at `key`; see `Store.head`."""
        return self._stored(key).info

    def get(self, key: str, *, first: int = 0, last: int | None = None) -> Blob:
        """Return the object at `key` or a span of it; see `Store.get`."""
        stored = self._stored(key)
        end = len(stored.body) if last is None else last + 1
        return Blob(info=stored.info, body=stored.body[first : max(first, end)])

    def put(
        self,
        key: str,
        body: Body,
        *,
        type: str,
        cache: str,
        if_match: str | None = None,
        if_none_match: bool = False,
        progress: Progress | None = None,
    ) -> ObjectInfo:
        """Store `body` at `key`; see `Store.put`."""
        check_key(key)
        content = b"".join(_reported(body, progress))
        digest = digests([content])
        info = ObjectInfo(
            key=key,
            size=digest.size,
            etag=etag_of(digest.sha256),
            type=type,
            cache=cache,
            sha256=digest.sha256,
        )
        with self._lock:
            current = self._objects.get(key)
            allowed = (
                current is None
                if if_none_match
                else if_match is None or (current is not None and current.info.etag == if_match)
            )
            if not allowed:
                if current is not None and current.info.sha256 == info.sha256:
                    return current.info
                raise lost(key, self.url)
            self._objects[key] = _Stored(info=info, body=content)
        return info

    def list(self, prefix: str = "", *, limit: int | None = None) -> Iterator[ObjectInfo]:
        """Yield the objects under `prefix` as they were at the first step; see `Store.list`."""
        with self._lock:
            found = sorted(key for key in self._objects if key.startswith(prefix))
            infos = [self._objects[key].info for key in found[:limit]]
        yield from infos

    def delete(self, key: str) -> None:
        """Remove the object at `key`; see `Store.delete`."""
        check_key(key)
        with self._lock:
            self._objects.pop(key, None)

    def unfinished(self, prefix: str = "") -> Iterator[Unfinished]:
        """Yield nothing: a write to memory is complete at once."""
        yield from ()

    def abandon(self, write: Unfinished) -> None:
        """Do nothing: there is none."""

    def _stored(self, key: str) -> _Stored:
        check_key(key)
        with self._lock:
            stored = self._objects.get(key)
        if stored is None:
            raise missing(key, self.url)
        return stored


def _reported(body: Body, progress: Progress | None) -> Iterator[bytes]:
    for piece in pieces(body):
        yield piece
        if progress is not None:
            progress(len(piece))
