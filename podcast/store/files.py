"""Files that appear whole or not at all, and the lock that makes a check and a write one step.

Owns temporary names, links, renames, syncing and what a disk's refusals mean to the reader. Knows nothing
of keys, ETags or stores.
"""

import errno
import os
import secrets
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from podcast.errors import CannotWriteError, DiskError, Place, PodcastError, TryAgainError
from podcast.messages import Message, msg, why

_TEMPORARY = ".podcast-"
_LEFT_BEHIND = 3600.0  # seconds without a write after which a temporary file has lost its writer
_PATIENCE = 30.0  # seconds to wait for the lock
_PAUSE = 0.005

_NOT_ALLOWED = {
    errno.EACCES: msg("allow this user to read and write there"),
    errno.EPERM: msg("allow this user to read and write there"),
    errno.EROFS: msg("it is on a read-only disk; choose another folder"),
    errno.ENOTDIR: msg("a file is where a folder should be; move it away"),
    errno.EISDIR: msg("a folder is where a file should be; move it away"),
    errno.EEXIST: msg("a file is where a folder should be; move it away"),
    errno.ENOTEMPTY: msg("a folder is where a file should be; move it away"),
    errno.ENAMETOOLONG: msg("shorten the name"),
    errno.ELOOP: msg("its symbolic links lead in a circle; remove them"),
}
_FULL = {
    errno.ENOSPC: msg("make room on the disk, then run the same command again"),
    errno.EDQUOT: msg("the quota is used up; make room, then run the same command again"),
    errno.EFBIG: msg("this disk cannot hold so large a file; choose another one"),
}
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn what the system says of `path` into DiskError or CannotWriteError, with what to do."""
    try:
        yield
    except OSError as error:
        raise _told(error, path) from error


def _told(error: OSError, path: Path) -> PodcastError:
    what = why(error)
    place = Place(file=str(path))
    code = error.errno or 0
    if code in _NOT_ALLOWED:
        return CannotWriteError(
            msg("cannot be used: {what}", what=what), hint=_NOT_ALLOWED[code], place=place
        )
    hint = _FULL.get(code, msg("check the disk, then run the same command again"))
    return DiskError(msg("cannot be used: {what}", what=what), hint=hint, place=place)


@contextmanager
def locked(lock: Path) -> Iterator[None]:
    """Hold the lock file `lock` against every other thread and process.

    The system frees it when its holder dies, so that no stale lock is ever left.

    Raises:
        TryAgainError: somebody kept it for half a minute.
    """
    with lock.open("ab") as stream:
        deadline = time.monotonic() + _PATIENCE
        while not _try_lock(stream):
            if time.monotonic() > deadline:
                raise TryAgainError(
                    _busy(lock),
                    hint=msg("wait for it to end, then run the same command again"),
                    place=Place(file=str(lock.parent)),
                )
            time.sleep(_PAUSE)
        try:
            yield
        finally:
            _unlock(stream)


def _busy(lock: Path) -> Message:
    """Say who holds a lock and since when, where the system tells that, as Linux does."""
    with suppress(OSError, ValueError, IndexError):
        inode = lock.stat().st_ino
        for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
            fields = line.split()
            if fields[1] == "FLOCK" and int(fields[5].rpartition(":")[2]) == inode:
                since = time.time() - Path(f"/proc/{int(fields[4])}").stat().st_mtime
                return msg(
                    "process {pid}, which began {n} s ago, is writing here", pid=fields[4], n=round(since)
                )
    return msg("another process is writing here")


def make_folder(folder: Path) -> None:
    """Create `folder` and the folders above it, and make their names durable."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for new in reversed(missing):
        new.mkdir(exist_ok=True)
        sync_folder(new.parent)


@contextmanager
def temporary(folder: Path, parts: Iterable[bytes]) -> Iterator[Path]:
    """Give a file in `folder` that holds `parts`, on the disk for good, under a hidden name.

    It is gone afterwards, unless it was renamed. A killed process leaves it; `sweep` removes it.
    """
    path = folder / f"{_TEMPORARY}{secrets.token_hex(8)}"
    try:
        with path.open("xb", buffering=0) as stream:
            for part in parts:
                _write_all(stream, part)
            os.fsync(stream.fileno())
        yield path
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _write_all(stream: BinaryIO, part: bytes) -> None:
    left = memoryview(part)
    while left:
        left = left[os.write(stream.fileno(), left) :]


def sweep(folder: Path) -> None:
    """Remove the temporary files that killed processes left in `folder`."""
    oldest = time.time() - _LEFT_BEHIND
    with suppress(OSError):
        for path in folder.glob(f"{_TEMPORARY}*"):
            if path.lstat().st_mtime < oldest:
                path.unlink()


def temporaries(root: Path) -> Iterator[tuple[Path, datetime]]:
    """Yield the temporary files below `root`, and when each was last written."""
    for path in sorted(root.rglob(f"{_TEMPORARY}*")):
        with suppress(FileNotFoundError):
            yield path, datetime.fromtimestamp(path.lstat().st_mtime, UTC)


def place_new(source: Path, target: Path) -> bool:
    """Give the content of `source` the name `target` if there is none yet; return whether it was done.

    Call it under the lock: it alone protects disks that have no hard links.
    """
    try:
        os.link(source, target)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(target):
            return False
        source.replace(target)
    sync_folder(target.parent)
    return True


def place(source: Path, target: Path) -> None:
    """Rename `source` to `target`, over whatever is there, and make it durable."""
    source.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable, where the system can."""
    if sys.platform == "win32":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network disks have no such call
            raise
    finally:
        os.close(number)


if sys.platform == "win32":  # pragma: no cover  the same contract on Windows' own locks
    import msvcrt

    def _try_lock(stream: BinaryIO) -> bool:
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(stream: BinaryIO) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _try_lock(stream: BinaryIO) -> bool:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(stream: BinaryIO) -> None:
        fcntl.flock(stream, fcntl.LOCK_UN)
