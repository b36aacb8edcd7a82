"""A folder as a store: the same keys, conditions and errors as a bucket, ready for any web server.

Owns what a key means on a disk. A folder knows no MIME types or cache policies: both follow from the key
(`podcast.content.keys`), and the ETag is the digest of the content, so that it survives copying.

A key cannot be both an object and a folder of others, and symbolic links below the root are refused.
"""

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from podcast.content.keys import cache_control, media_type
from podcast.errors import CannotWriteError, Place
from podcast.messages import msg
from podcast.store.base import Blob, Body, ObjectInfo, Progress, Unfinished
from podcast.store.body import PIECE, etag_of, pieces
from podcast.store.files import (
    disk_errors,
    locked,
    make_folder,
    place,
    place_new,
    sweep,
    temporaries,
    temporary,
)
from podcast.store.names import check_key, fault_in
from podcast.store.refusals import lost, missing

_LOCK = ".lock"
_SETTLED_NS = 2_000_000_000  # a file changed more recently may change again within one tick of its clock

_Signature = tuple[int, int, int, int]


class DirectoryStore:
    """A `Store` in a folder, which is created by the first write; threads and processes may share it."""

    def __init__(self, path: Path) -> None:
        self._shown = path
        self._root = path.resolve()
        self._digests: dict[str, tuple[_Signature, str]] = {}
        self._swept: set[Path] = set()

    @property
    def url(self) -> str:
        """The folder, as it was given."""
        return str(self._shown)

    @property
    def root(self) -> Path:
        """The folder, as the whole path that it has."""
        return self._root

    @property
    def server(self) -> str:
        """Nothing: the conditions are kept here; see `Store.server`."""
        return ""

    def probe(self) -> None:
        """Raise CannotWriteError unless the folder, or the one it would be created in, may be written."""
        folder = self._root
        while not os.path.lexists(folder):
            folder = folder.parent
        if not folder.is_dir():
            raise CannotWriteError(
                msg("is a file, not a folder"),
                hint=msg("choose another folder"),
                place=Place(file=str(folder)),
            )
        if not os.access(folder, os.W_OK | os.X_OK):
            raise CannotWriteError(
                msg("cannot be written"),
                hint=msg("allow this user to write there"),
                place=Place(file=str(folder)),
            )

    def head(self, key: str) -> ObjectInfo:
        """Return what is stored at `key`; see `Store.head`. Reads the whole file the first time."""
        with self._open(key) as stream, disk_errors(self._shown / key):
            return self._info(key, stream)

    def get(self, key: str, *, first: int = 0, last: int | None = None) -> Blob:
        """Return the object at `key` or a span of it; see `Store.get`."""
        with self._open(key) as stream, disk_errors(self._shown / key):
            info = self._info(key, stream)
            end = info.size if last is None else min(last + 1, info.size)
            stream.seek(min(first, info.size))
            return Blob(info=info, body=stream.read(max(0, end - first)))

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
        """Store `body` at `key`; see `Store.put`. `type` and `cache` follow from the key instead."""
        path = self._path(key)
        content = _Hashing(body, progress)
        with disk_errors(self._shown / key):
            make_folder(path.parent)
            self._sweep(path.parent)
            with temporary(path.parent, content) as complete, locked(self._root / _LOCK):
                if if_none_match:
                    done = place_new(complete, path)
                elif done := if_match is None or self._etag(path) == if_match:
                    place(complete, path)
                if not done and self._etag(path) != etag_of(content.digest):
                    raise lost(key, self.url)
        return _described(key, content.size, content.digest)

    def list(self, prefix: str = "", *, limit: int | None = None) -> Iterator[ObjectInfo]:
        """Yield the objects under `prefix`; see `Store.list`. ETags are empty: they cost a reading."""
        with disk_errors(self._shown):
            for count, (key, size) in enumerate(_walk(self._root, "", prefix)):
                if count == limit:
                    return
                yield ObjectInfo(key=key, size=size, etag="", type=media_type(key), cache=cache_control(key))

    def delete(self, key: str) -> None:
        """Remove the object at `key`; see `Store.delete`. Its folder stays."""
        path = self._path(key)
        with disk_errors(self._shown / key):
            if path.is_file():
                with locked(self._root / _LOCK):
                    path.unlink(missing_ok=True)

    def remove_folder(self, prefix: str) -> None:
        """Remove the folder of the keys that begin with `prefix`, if it is empty."""
        with suppress(OSError):
            self._path(prefix.rstrip("/")).rmdir()

    def unfinished(self, prefix: str = "") -> Iterator[Unfinished]:
        """Yield the temporary files of writers that were killed, or are writing; see `Store.unfinished`."""
        with disk_errors(self._shown):
            for path, since in temporaries(self._root):
                name = path.relative_to(self._root).as_posix()
                if name.startswith(prefix):
                    yield Unfinished(key=name, id=name, since=since)

    def abandon(self, write: Unfinished) -> None:
        """Remove a temporary file; see `Store.abandon`."""
        with disk_errors(self._shown / write.id):
            (self._root / write.id).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        """Return where `key` is, inside the root and reached by no link."""
        path = self._root
        for name in check_key(key).split("/"):
            path = path / name
            with disk_errors(self._shown / key):
                if not path.is_symlink():
                    continue
            raise CannotWriteError(
                msg("is a symbolic link, which may lead out of the store"),
                hint=msg("replace it by what it points to"),
                place=Place(file=str(self._shown / path.relative_to(self._root))),
            )
        return path

    def _open(self, key: str) -> BinaryIO:
        path = self._path(key)
        with disk_errors(self._shown / key):
            try:
                if stat.S_ISREG(path.stat().st_mode):
                    return path.open("rb")
            except (FileNotFoundError, NotADirectoryError):
                pass
        raise missing(key, self.url)

    def _info(self, key: str, stream: BinaryIO) -> ObjectInfo:
        """Describe an open file; its digest is remembered once the file has settled."""
        status = os.fstat(stream.fileno())
        signature = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        known = self._digests.get(key)
        if known is not None and known[0] == signature:
            return _described(key, status.st_size, known[1])
        started = time.time_ns()
        digest = _digest(stream)
        if started - max(status.st_mtime_ns, status.st_ctime_ns) > _SETTLED_NS:
            self._digests[key] = (signature, digest)
        return _described(key, status.st_size, digest)

    def _etag(self, path: Path) -> str | None:
        """Return the ETag of what is at `path` now, read again under the lock; None if nothing is."""
        try:
            with path.open("rb") as stream:
                return etag_of(_digest(stream))
        except FileNotFoundError:
            return None

    def _sweep(self, folder: Path) -> None:
        if folder not in self._swept:
            self._swept.add(folder)
            sweep(folder)


class _Hashing:
    """The pieces of a body, counted, digested and reported as they are taken."""

    def __init__(self, body: Body, progress: Progress | None) -> None:
        self._body = body
        self._progress = progress
        self._content = hashlib.sha256()
        self.size = 0

    @property
    def digest(self) -> str:
        return self._content.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        for piece in pieces(self._body):
            yield piece
            self.size += len(piece)
            self._content.update(piece)
            if self._progress is not None:
                self._progress(len(piece))


def _described(key: str, size: int, digest: str) -> ObjectInfo:
    return ObjectInfo(
        key=key,
        size=size,
        etag=etag_of(digest),
        type=media_type(key),
        cache=cache_control(key),
        sha256=digest,
    )


def _digest(stream: BinaryIO) -> str:
    content = hashlib.sha256()
    stream.seek(0)
    while piece := stream.read(PIECE):
        content.update(piece)
    return content.hexdigest()


def _walk(folder: Path | str, above: str, prefix: str) -> Iterator[tuple[str, int]]:
    """Yield keys and sizes in the order of whole keys, opening only the folders that `prefix` needs."""
    for name, entry in _entries(folder):
        key = above + name
        if not (key.startswith(prefix) or (name.endswith("/") and prefix.startswith(key))):
            continue
        if name.endswith("/"):
            yield from _walk(entry.path, key, prefix)
        else:
            try:
                yield key, entry.stat(follow_symlinks=False).st_size
            except FileNotFoundError:
                continue  # removed since its folder was read


def _entries(folder: Path | str) -> list[tuple[str, os.DirEntry[str]]]:
    """Return what a folder shows; folders end with a slash, so that sorting names sorts whole keys."""
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except FileNotFoundError:
        return []
    return sorted(
        (
            (entry.name + "/" * entry.is_dir(follow_symlinks=False), entry)
            for entry in entries
            if not fault_in(entry.name) and not entry.is_symlink()
        ),
        key=lambda pair: pair[0],
    )
