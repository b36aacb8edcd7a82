"""Files that exist complete or not at all.

Owns the temporary name beside a file's place, its flush to the disk and its renaming, and says in the
project's errors what the system refused. Knows nothing of what the files hold.
"""

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from podcast.errors import CannotWriteError, DiskError, Place, PodcastError, TryAgainError
from podcast.messages import msg, why

_LEFT_BEHIND = 3600.0  # seconds without a write after which a temporary file has lost its writer
_BUSY = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR}
_DENIED |= {errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP}


@contextmanager
def partial(out: Path) -> Iterator[Path]:
    """Give an empty file beside `out`; when the block ends it becomes `out`, when it raises it is gone.

    The name is short and random, so a long `out` fits and two writers never share one. The bytes
    are on the disk before the name is.

    Raises:
        CannotWriteError: the folder is absent or may not be written.
        DiskError: the disk is full or failed.
    """
    temporary = out.parent / f".{os.urandom(8).hex()}.part"
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except OSError as error:
        raise write_error(error, out) from error
    try:
        yield temporary
        _flush(temporary)
        temporary.replace(out)
        _flush_folder(out.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise write_error(error, out) from error
    except BaseException:  # Ctrl-C too must leave nothing behind
        temporary.unlink(missing_ok=True)
        raise


def adopt(part: Path, out: Path) -> None:
    """Give a complete file on the same disk its name: `out` is the whole file or what it was.

    Raises:
        CannotWriteError, DiskError: as `partial`.
    """
    try:
        _flush(part)
        part.replace(out)
        _flush_folder(out.parent)
    except OSError as error:
        raise write_error(error, out) from error


def sweep(folder: Path) -> None:
    """Remove what killed writers left in `folder` and nobody has written to for an hour."""
    oldest = time.time() - _LEFT_BEHIND
    for path in folder.glob(".*.part"):
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()


def write_whole(out: Path, body: bytes) -> None:
    """Write `body` at `out`, whole or not at all.

    Raises:
        CannotWriteError, DiskError: as `partial`.
    """
    with partial(out) as temporary:
        temporary.write_bytes(body)


def write_lightly(out: Path, body: bytes) -> None:
    """Write `body` at `out` by renaming, as `write_whole`, but without waiting until the disk has it.

    Raises:
        CannotWriteError, DiskError: as `partial`.
    """
    temporary = out.parent / f".{os.urandom(8).hex()}.part"
    try:
        temporary.write_bytes(body)
        temporary.replace(out)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise write_error(error, out) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_error(error: OSError, out: Path) -> PodcastError:
    """Return the error to raise when writing `out` failed with `error`."""
    place = Place(file=str(out))
    reason = why(error)
    if error.errno in _DENIED:
        return CannotWriteError(
            msg("cannot be written: {reason}", reason=reason),
            hint=msg("check the folder and its permissions"),
            place=place,
        )
    return DiskError(
        msg("writing failed: {reason}", reason=reason),
        hint=msg("check the free space on the disk"),
        place=place,
    )


def system_error(error: OSError) -> PodcastError:
    """Return the error to raise when the system refused something that nobody foresaw."""
    reason = why(error)
    place = Place(file=os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else None
    if error.errno in _DENIED:
        return CannotWriteError(
            msg("cannot be used: {reason}", reason=reason),
            hint=msg("check that it is there, and its permissions"),
            place=place,
        )
    if error.errno in _BUSY:
        return TryAgainError(
            msg("this computer has no more to give: {reason}", reason=reason),
            hint=msg("close other programs, then run the same command again"),
            place=place,
        )
    return DiskError(
        msg("cannot be used: {reason}", reason=reason),
        hint=msg("check the disk and its free space"),
        place=place,
    )


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the new name durable, where the system lets a folder be opened (not on Windows)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
