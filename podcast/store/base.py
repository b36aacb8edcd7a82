"""What a store is. Every store answers the same way and raises the same errors (tests/conformance).

A store maps keys (slash-separated, relative; `podcast.store.names` says which) to objects: bytes with a
MIME type, a cache policy and an ETag that changes whenever the bytes do. Writing is atomic: a reader sees
the old object or the new.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from podcast.values import Struct

Body = bytes | Path
Progress = Callable[[int], None]
"""Called with the number of bytes that have gone since the last call; negative when a try starts over."""


class ObjectInfo(Struct, frozen=True, kw_only=True):
    """What a store says of an object. `etag` is opaque: compare it, or give it back, never parse it.

    `sha256` is hexadecimal and empty when the store cannot tell without reading the object.
    """

    key: str
    size: int
    etag: str
    type: str = ""
    cache: str = ""
    sha256: str = ""


class Blob(Struct, frozen=True, kw_only=True):
    """An object, or a span of it, with what the store says of the whole."""

    info: ObjectInfo
    body: bytes


class Unfinished(Struct, frozen=True, kw_only=True):
    """A write to `key` that began at `since` and is not complete: its writer was killed, or still sends it.

    `id` is opaque: only the store that gave it knows what it is.
    """

    key: str
    id: str
    since: datetime


class Store(Protocol):
    """A bucket, a folder, or memory.

    Every method may raise UnavailableError, TryAgainError, CredentialsError, ConfigurationError,
    CannotWriteError or DiskError (see `podcast.errors`) for what their names say; CannotWriteError also for
    a key that no store accepts. Any number of threads and processes may use the same store.
    """

    @property
    def url(self) -> str:
        """The store as a producer would name it: a folder's path or `s3://bucket/prefix`."""

    @property
    def server(self) -> str:
        """What answers, if it is somebody else's promises that conditions are kept by; nothing if they are ours."""

    def probe(self) -> None:
        """Raise unless the store can be reached and used; changes nothing.

        A folder's permission to write is checked. A bucket's cannot be without writing: `podcast doctor`
        does that.
        """

    def head(self, key: str) -> ObjectInfo:
        """Return what is stored at `key`, with its type and cache policy.

        Raises:
            ObjectMissingError: nothing is.
        """

    def get(self, key: str, *, first: int = 0, last: int | None = None) -> Blob:
        """Return the object at `key`, or its bytes from offset `first` to `last`, both included.

        `last` beyond the end is the end; `first` beyond it gives no bytes.

        Raises:
            ObjectMissingError: nothing is stored at `key`.
        """

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
        """Store `body` (bytes, or the file at a path, streamed) at `key` and return what is stored.

        `if_none_match` writes only if the key is absent; `if_match` only over that ETag. At most one
        of the two is given. When the condition does not hold but the key has these very bytes already,
        that is success, and nothing is written: the answer to an earlier try may have been lost. Who must
        know that nobody else wrote them puts something unique inside.

        What `progress` was told sums to the size of the body once this returns.

        A folder gives every object the type and cache policy that follow from its key
        (`podcast.content.keys`), whatever is asked.

        Raises:
            PreconditionError: the condition does not hold; nothing was written.
            MissingInputError: the file to store cannot be read.
        """

    def list(self, prefix: str = "", *, limit: int | None = None) -> Iterator[ObjectInfo]:
        """Yield the objects whose keys begin with `prefix`, in the order of their keys, `limit` at most.

        The order is that of the keys' UTF-8 bytes. The size is given; everything else is empty where the
        store would have to open the object to know it, as a folder would for the ETag: `head` tells.
        """

    def delete(self, key: str) -> None:
        """Remove the object at `key`; it is no error if there is none."""

    def unfinished(self, prefix: str = "") -> Iterator[Unfinished]:
        """Yield the writes under `prefix` that were begun and not completed; they take room, and no key.

        A store that cannot tell yields nothing.
        """

    def abandon(self, write: Unfinished) -> None:
        """Free what an unfinished write takes; it is no error if it is gone. Who still sends it, starts over."""
