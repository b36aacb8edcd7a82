"""The folder `.podcast/` beside `show.toml`: what can always be made again.

Masters and records are kept here by digest, so that a second run decodes nothing. Deleting the folder
loses nothing but time. It keeps itself out of git.
"""

from pathlib import Path

from podcast.files import sweep, write_error, write_lightly, write_whole

NAME = ".podcast"


class Workspace:
    """Named places in the cache folder of one show folder, made when first asked for."""

    def __init__(self, show_root: Path) -> None:
        self._root = show_root / NAME
        self._swept: set[str] = set()

    @property
    def root(self) -> Path:
        """The cache folder, whether it exists or not."""
        return self._root

    def make(self) -> None:
        """Make the cache folder.

        Raises:
            CannotWriteError: it cannot be made.
        """
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            ignore = self._root / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
        except OSError as error:
            raise write_error(error, self._root) from error

    def place(self, kind: str, name: str) -> Path:
        """Return the path for `name` among things of one `kind`; its folder exists, the file may not.

        Raises:
            CannotWriteError: the folder cannot be made.
        """
        folder = self._root / kind
        self.make()
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise write_error(error, folder) from error
        if kind not in self._swept:
            self._swept.add(kind)
            sweep(folder)
        return folder / name

    def keep(self, kind: str, name: str, body: bytes) -> Path:
        """Write `body` at once and whole."""
        path = self.place(kind, name)
        write_whole(path, body)
        return path

    def keep_lightly(self, kind: str, name: str, body: bytes) -> None:
        """Write `body` without waiting for the disk: a power cut may leave a damaged file, so its reader has to
        notice."""
        write_lightly(self.place(kind, name), body)
