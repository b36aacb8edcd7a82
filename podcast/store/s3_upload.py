"""A body on its way to a bucket: digested, then sent, as often as the line needs, with its progress.

Knows how boto3 reads and rewinds a body, but imports nothing of it.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import md5, sha256
from os import fstat
from pathlib import Path
from threading import Event, Lock

from podcast.store.base import Body, Progress
from podcast.store.body import PIECE, Digests, digests, unreadable
from podcast.values import Struct


class Meter:
    """Tells a `Progress` what has gone; from any thread, and to one of them at a time."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._sent = 0
        self._lock = Lock()

    def add(self, count: int) -> None:
        """Report `count` more bytes, or fewer if it is negative."""
        with self._lock:
            self._sent += count
            if count and self._progress is not None:
                self._progress(count)

    def restart(self) -> None:
        """Take back everything that was reported."""
        self.add(-self._sent)

    def finish(self, size: int) -> None:
        """Report what is missing from `size`: bytes that were never streamed, or were there before."""
        self.add(size - self._sent)


class Share:
    """What one request contributes to a meter: it can take back its own bytes when it starts over."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._sent = 0

    def add(self, count: int) -> None:
        """Report `count` more bytes."""
        self._sent += count
        self._meter.add(count)

    def restart(self) -> None:
        """Take back everything that was reported."""
        self.add(-self._sent)


class UploadStream(io.FileIO):
    """A file that boto3 may read to sign it, send it, rewind it and send it again.

    One open file serves for the digest and for every try: should the path be renamed over meanwhile, what
    was digested is still what is sent.
    """

    def __init__(self, path: Path, meter: Meter) -> None:
        super().__init__(path, "rb")
        self.meter = meter
        self._share = Share(meter)
        self._sending = False
        self._lock = Lock()

    def begin(self) -> None:
        """Count from now on: the reading that follows is the sending."""
        self._share.restart()
        self._sending = True

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes."""
        part = super().read(-1 if size is None else size) or b""
        if self._sending:
            self._share.add(len(part))
        return part

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go elsewhere; what is read there is not being sent, until `begin` says so."""
        self._sending = False
        return super().seek(offset, whence)

    def read_at(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes from `offset`; any number of threads may ask."""
        with self._lock:
            super().seek(offset)
            return super().read(size) or b""


class StoppedError(Exception):
    """The upload that a part belongs to was given up."""


class PartStream(io.RawIOBase):
    """A span of an `UploadStream` as a body of its own, of exactly `size` bytes. Memory stays flat."""

    def __init__(self, whole: UploadStream, first: int, size: int, stop: Event) -> None:
        super().__init__()
        self._whole = whole
        self._first = first
        self._size = size
        self._stop = stop
        self._at = 0
        self._share = Share(whole.meter)
        self._sending = False

    def begin(self) -> None:
        """Count from now on: the reading that follows is the sending.

        Raises:
            StoppedError: nothing more is to be sent.
        """
        if self._stop.is_set():
            raise StoppedError
        self._share.restart()
        self._sending = True

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes of the span."""
        if self._stop.is_set():
            raise StoppedError
        left = self._size - self._at
        part = self._whole.read_at(
            self._first + self._at, left if size is None or size < 0 else min(size, left)
        )
        self._at += len(part)
        if self._sending:
            self._share.add(len(part))
        return part

    def tell(self) -> int:
        """Return the offset within the span."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go elsewhere; what is read there is not being sent, until `begin` says so."""
        self._sending = False
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at


class Parts(Struct, frozen=True, kw_only=True):
    """How a body is cut: into parts of `size` bytes (the last may be shorter), with the raw MD5 of each."""

    size: int
    digests: tuple[bytes, ...]


class Load(Struct, frozen=True, kw_only=True):
    """A body as boto3 takes it, and what it is. `parts` only if it is to go in parts."""

    body: bytes | UploadStream
    content: Digests
    parts: Parts | None = None


@contextmanager
def upload(body: Body, meter: Meter, cut: Callable[[int], int]) -> Iterator[Load]:
    """Give what to pass to boto3, and its digests, read once.

    `cut` says, given the size of a file, of how many bytes its parts are, or 0 for no parts.

    Raises:
        MissingInputError: the file cannot be opened.
    """
    if isinstance(body, bytes):
        yield Load(body=body, content=digests([body]))
        return
    try:
        stream = UploadStream(body, meter)
    except OSError as error:
        raise unreadable(body, error) from error
    with stream:
        pieces = iter(lambda: stream.read(PIECE), b"")
        if part := cut(fstat(stream.fileno()).st_size):
            content, parts = _cut(pieces, part)
            load = Load(body=stream, content=content, parts=parts)
        else:
            load = Load(body=stream, content=digests(pieces))
        stream.seek(0)
        yield load


def _cut(pieces: Iterator[bytes], part: int) -> tuple[Digests, Parts]:
    """Digest a body and its parts of `part` bytes. Its MD5 is that of its parts' MD5s, as S3's ETags are."""
    size, content, each = 0, sha256(), []
    for piece in pieces:
        content.update(piece)
        view = memoryview(piece)
        while view:
            if size % part == 0:
                each.append(md5(usedforsecurity=False))
            taken = view[: part - size % part]
            each[-1].update(taken)
            size += len(taken)
            view = view[len(taken) :]
    found = tuple(one.digest() for one in each)
    whole = md5(b"".join(found), usedforsecurity=False)
    return Digests(size, content.hexdigest(), whole.digest()), Parts(size=part, digests=found)
