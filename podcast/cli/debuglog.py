"""The log that `--debug` writes: everything that the program and its libraries say, without secrets.

Owns where it lies, that only its owner may read it, and that old ones go. Knows nothing of what is done.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from podcast import __version__
from podcast.cli.redact import Redactor

_KEPT = 10
_NAME = "debug-"


class DebugLog:
    """Takes down what happens until it is closed."""

    def __init__(self, arguments: Sequence[str]) -> None:
        """Begin a log; raises OSError if there is no place for it at all."""
        self._redact = Redactor(os.environ)
        self.path = _new_file(_folder())
        self._handler = logging.FileHandler(self.path, encoding="utf-8", errors="backslashreplace")
        self._handler.setFormatter(_Formatter(self._redact))
        root = logging.getLogger()
        root.addHandler(self._handler)
        self._level = root.level
        root.setLevel(logging.DEBUG)
        self._log = logging.getLogger("podcast")
        self._log.debug(
            "podcast %s, Python %s on %s", __version__, platform.python_version(), platform.platform()
        )
        self._log.debug("arguments: %s", list(arguments))

    def failed(self, error: BaseException) -> None:
        """Take down an error with its traceback."""
        self._log.error("%s", "".join(traceback.format_exception(error)))

    def close(self, code: int) -> None:
        """Take down how it ended, and end."""
        self._log.debug("exit code %d", code)
        root = logging.getLogger()
        root.removeHandler(self._handler)
        root.setLevel(self._level)
        self._handler.close()


class _Formatter(logging.Formatter):
    """A line of the log, in UTC, without secrets."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _folder() -> Path:
    """Return the folder that this system has for logs of a user."""
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Logs" / "podcast"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "podcast" / "Logs"
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "podcast"


def _new_file(folder: Path) -> Path:
    """Return a new, empty file that only its owner may read; in the folder for temporary ones if need be."""
    name = f"{_NAME}{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in sorted(folder.glob(f"{_NAME}*.log"))[: -_KEPT + 1]:
            old.unlink(missing_ok=True)
        return _private(folder / name)
    except OSError:
        return _private(Path(tempfile.gettempdir()) / f"podcast-{name}")


def _private(path: Path) -> Path:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return path
