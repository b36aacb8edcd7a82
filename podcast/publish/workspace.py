"""The folder `.podcast/` beside `show.toml`: what can always be made again.

Masters and records are kept here by digest, so that a second run decodes nothing. Deleting the folder
loses nothing but time. It keeps itself out of git.
"""

import contextlib
import errno
import os
import tempfile
from pathlib import Path

from podcast.errors import CannotWriteError, DiskError, Place, PodcastError

NAME = ".podcast"


class Workspace:
    """Named places in the cache folder of one show folder, made when first asked for."""

    def __init__(self, show_root: Path) -> None:
        self._root = show_root / NAME

    def place(self, kind: str, name: str) -> Path:
        """Return the path for `name` among things of one `kind`; its folder exists, the file may not.

        Raises:
            CannotWriteError: the folder cannot be made.
        """
        folder = self._root / kind
        try:
            folder.mkdir(parents=True, exist_ok=True)
            ignore = self._root / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
        except OSError as error:
            raise write_error(error, folder) from error
        return folder / name

    def keep(self, kind: str, name: str, body: bytes) -> Path:
        """Write `body` at once and whole."""
        path = self.place(kind, name)
        write_whole(path, body)
        return path


def write_whole(path: Path, body: bytes) -> None:
    """Write a file under a temporary name beside its place and rename it when complete.

    Raises:
        CannotWriteError: the folder refuses.
        DiskError: the disk does.
    """
    held = ""
    try:
        number, held = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        with os.fdopen(number, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(held).chmod(0o644)
        Path(held).replace(path)
    except OSError as error:
        raise write_error(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            Path(held).unlink(missing_ok=True) if held else None


def write_error(error: OSError, path: Path) -> PodcastError:
    """Return what the reader is told when `path` could not be written."""
    place = Place(file=str(path))
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
        return DiskError(f"cannot be written: {error.strerror}", hint="free some space", place=place)
    return CannotWriteError(
        f"cannot be written: {error.strerror}", hint="check the permissions of the folder", place=place
    )
