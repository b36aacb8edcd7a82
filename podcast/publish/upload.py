"""An object on its way to the store: its key, its bytes or the file that holds them, and its facts."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from podcast.content import canonical, keys
from podcast.content.release import ObjectFact
from podcast.errors import DiskError, MissingInputError, Place
from podcast.messages import msg, why
from podcast.values import Struct

_PIECE = 1 << 20

Digest = Callable[[Path], tuple[str, int]]
"""What says SHA-256 and size of a file: `file_digest`, or who remembers what it said."""


class Upload(Struct, frozen=True, kw_only=True):
    """What is to be stored at `key`: bytes, or a file that is streamed."""

    key: str
    body: bytes | Path
    fact: ObjectFact


def upload_of(key: str, body: bytes) -> Upload:
    """Return an upload of bytes; type follows from the key."""
    fact = ObjectFact(size=len(body), type=keys.media_type(key), sha256=canonical.digest(body))
    return Upload(key=key, body=body, fact=fact)


def file_digest(path: Path) -> tuple[str, int]:
    """Return the SHA-256 in hexadecimal and the size of a file, read in pieces.

    Raises:
        MissingInputError: there is no such file.
        DiskError: it cannot be read.
    """
    found, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                found.update(piece)
                size += len(piece)
    except FileNotFoundError as error:
        raise MissingInputError(
            msg("the file has gone"), hint=msg("put it back"), place=Place(file=str(path))
        ) from error
    except OSError as error:
        raise DiskError(
            msg("cannot be read: {reason}", reason=why(error)),
            hint=msg("check the disk"),
            place=Place(file=str(path)),
        ) from error
    return found.hexdigest(), size
