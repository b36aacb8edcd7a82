"""A body on its way to a bucket: digested, then sent, as often as the line needs, with its progress.

Knows how boto3 reads and rewinds a body, but imports nothing of it.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from podcast.store.base import Body, Progress
from podcast.store.body import PIECE, Digests, digests, unreadable


class Meter:
    """Tells a `Progress` what has gone, and takes it back when a try starts over."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._sent = 0

    def add(self, count: int) -> None:
        """Report `count` more bytes."""
        self._sent += count
        if count and self._progress is not None:
            self._progress(count)

    def restart(self) -> None:
        """Take back everything that was reported."""
        self.add(-self._sent)

    def finish(self, size: int) -> None:
        """Report what is missing from `size`: bytes that were never streamed, or were there before."""
        self.add(size - self._sent)


class UploadStream(io.FileIO):
    """A file that boto3 may read to sign it, send it, rewind it and send it again.

    One open file serves for the digest and for every try: should the path be renamed over meanwhile, what
    was digested is still what is sent.
    """

    def __init__(self, path: Path, meter: Meter) -> None:
        super().__init__(path, "rb")
        self._meter = meter
        self._sending = False

    def begin(self) -> None:
        """Count from now on: the reading that follows is the sending."""
        self._meter.restart()
        self._sending = True

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes."""
        part = super().read(-1 if size is None else size) or b""
        if self._sending:
            self._meter.add(len(part))
        return part

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go elsewhere; what is read there is not being sent, until `begin` says so."""
        self._sending = False
        return super().seek(offset, whence)


@contextmanager
def upload(body: Body, meter: Meter) -> Iterator[tuple[bytes | UploadStream, Digests]]:
    """Give what to pass to boto3, and its size and digests.

    Raises:
        MissingInputError: the file cannot be opened.
    """
    if isinstance(body, bytes):
        yield body, digests([body])
        return
    try:
        stream = UploadStream(body, meter)
    except OSError as error:
        raise unreadable(body, error) from error
    with stream:
        found = digests(iter(lambda: stream.read(PIECE), b""))
        stream.seek(0)
        yield stream, found
