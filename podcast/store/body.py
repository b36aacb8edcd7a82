"""Bodies on their way into a store: read in pieces and digested, so that memory stays flat.

Knows files of this machine, and nothing of where the bytes go.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import md5, sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple

from podcast.errors import DiskError, MissingInputError, Place
from podcast.messages import msg, why
from podcast.store.base import Body

PIECE = 1 << 20


class Digests(NamedTuple):
    """What a body is: its bytes' count, SHA-256 in hexadecimal, and raw MD5 (for `Content-MD5`)."""

    size: int
    sha256: str
    md5: bytes


def pieces(body: Body) -> Iterator[bytes]:
    """Yield `body` in pieces of at most 1 MiB.

    Raises:
        MissingInputError: the file cannot be opened.
        DiskError: reading it failed.
    """
    if isinstance(body, bytes):
        yield from (body[at : at + PIECE] for at in range(0, len(body), PIECE))
        return
    with _opened(body) as stream:
        while piece := _read(stream, body):
            yield piece


_WORTH_A_CORE = 1 << 18  # bytes: hashing fewer takes less time than asking another thread


def digests(parts: Iterable[bytes]) -> Digests:
    """Return the size and digests of what `parts` make together."""
    size, content, checksum = 0, sha256(), md5(usedforsecurity=False)
    with ThreadPoolExecutor(1) as pool:  # it starts a thread only if it gets something to do
        for piece in parts:
            size += len(piece)
            beside = pool.submit(checksum.update, piece) if len(piece) >= _WORTH_A_CORE else None
            content.update(piece)
            if beside is None:
                checksum.update(piece)
            else:
                beside.result()
    return Digests(size, content.hexdigest(), checksum.digest())


def etag_of(digest: str) -> str:
    """Return the ETag of the content with this SHA-256, as stores without ETags of their own give it."""
    return f'"{digest}"'


def unreadable(path: Path, error: OSError) -> MissingInputError:
    """Return the error for a file that is to be stored and cannot be opened."""
    return MissingInputError(
        msg("cannot be read: {reason}", reason=why(error)),
        hint=msg("put the file back"),
        place=Place(file=str(path)),
    )


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from error
    with stream:
        yield stream


def _read(stream: BinaryIO, path: Path) -> bytes:
    try:
        return stream.read(PIECE)
    except OSError as error:
        raise DiskError(
            msg("reading failed: {reason}", reason=why(error)),
            hint=msg("check the disk"),
            place=Place(file=str(path)),
        ) from error
