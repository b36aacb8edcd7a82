"""A store whose server does not keep conditions, used with as much care as is possible without.

Before every conditional write it is looked whether the condition holds, and then it is written. Between the
two somebody else may write, so that this is for one producer, or for what can be written again: see
`podcast.publish.trust`.
"""

from collections.abc import Iterator

from podcast.errors import ObjectMissingError
from podcast.store.base import Blob, Body, ObjectInfo, Progress, Store, Unfinished
from podcast.store.refusals import lost


class ComparedStore:
    """Another store, which is sent no If-Match, and no If-None-Match either unless it `creates` by that."""

    def __init__(self, store: Store, *, creates: bool) -> None:
        self._store = store
        self._creates = creates

    @property
    def url(self) -> str:
        """The store's own; see `Store.url`."""
        return self._store.url

    @property
    def server(self) -> str:
        """The store's own; see `Store.server`."""
        return self._store.server

    def probe(self) -> None:
        """See `Store.probe`."""
        self._store.probe()

    def head(self, key: str) -> ObjectInfo:
        """See `Store.head`."""
        return self._store.head(key)

    def get(self, key: str, *, first: int = 0, last: int | None = None) -> Blob:
        """See `Store.get`."""
        return self._store.get(key, first=first, last=last)

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
        """Store `body` at `key` if its condition held a moment before; see `Store.put`."""
        if if_match is not None and self._etag(key) != if_match:
            raise lost(key, self.url)
        if if_none_match and not self._creates and self._etag(key):
            raise lost(key, self.url)
        return self._store.put(
            key,
            body,
            type=type,
            cache=cache,
            if_none_match=if_none_match and self._creates,
            progress=progress,
        )

    def list(self, prefix: str = "", *, limit: int | None = None) -> Iterator[ObjectInfo]:
        """See `Store.list`."""
        return self._store.list(prefix, limit=limit)

    def delete(self, key: str) -> None:
        """See `Store.delete`."""
        self._store.delete(key)

    def unfinished(self, prefix: str = "") -> Iterator[Unfinished]:
        """See `Store.unfinished`."""
        return self._store.unfinished(prefix)

    def abandon(self, write: Unfinished) -> None:
        """See `Store.abandon`."""
        self._store.abandon(write)

    def _etag(self, key: str) -> str:
        try:
            return self._store.head(key).etag
        except ObjectMissingError:
            return ""
