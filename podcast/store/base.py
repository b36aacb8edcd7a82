"""What a store is. Every store answers the same way and raises the same errors (tests/conformance).

A store maps keys (slash-separated, relative) to objects: bytes with a MIME type, a cache policy and an
ETag that changes whenever the bytes do. Writing is atomic: a reader sees the old object or the new.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

Body = bytes | Path
Progress = Callable[[int], None]
"""Called with the number of bytes that have gone since the last call; negative when a try starts over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectInfo:
    """What a store says of an object. `etag` is opaque: compare it, or give it back, never parse it.

    `sha256` is hexadecimal and empty when the store cannot tell without reading the object.
    """

    key: str
    size: int
    etag: str
    type: str = ""
    cache: str = ""
    sha256: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Blob:
    """An object, or a span of it, with what the store says of the whole."""

    info: ObjectInfo
    body: bytes


class Store(Protocol):
    """A bucket, a folder, or memory.

    Every method may raise UnavailableError, TryAgainError, CredentialsError, ConfigurationError,
    CannotWriteError or DiskError (see `podcast.errors`) for what their names say.
    """

    @property
    def url(self) -> str:
        """The store as a producer would name it: a folder's path or `s3://bucket/prefix`."""

    def probe(self) -> None:
        """Raise unless the store can be reached and may be written; changes nothing."""

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
        of the two is given.

        Raises:
            PreconditionError: the condition does not hold; nothing was written.
        """

    def list(self, prefix: str = "", *, limit: int | None = None) -> Iterator[ObjectInfo]:
        """Yield the objects whose keys begin with `prefix`, in the order of their keys, `limit` at most.

        The ETag and the size are given, the type may be empty.
        """

    def delete(self, key: str) -> None:
        """Remove the object at `key`; it is no error if there is none."""
