"""Noticing that somebody saved something in a folder, by looking again and again.

Owns what counts: any file's time and size, but not what begins with a dot, nor the cache. No library is needed, and
network drives, which tell nobody of changes, are seen too.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from podcast.cli.terminal import is_terminal

EVERY = 0.5  # seconds between two looks
_MOST = 100_000

Look = dict[str, tuple[int, int]]
"""The time and size of each file by its path."""


def look(root: Path) -> Look:
    """Return what every file below `root` looks like now."""
    found: Look = {}
    todo = [os.fspath(root)]
    while todo and len(found) < _MOST:
        with suppress(OSError), os.scandir(todo.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
                    else:
                        facts = entry.stat()
                        found[entry.path] = (facts.st_mtime_ns, facts.st_size)
    return found


def changes(root: Path, *, every: float = EVERY) -> Iterator[None]:
    """Yield at once, and then whenever something below `root` changed and the folder has come to rest again."""
    seen = look(root)
    yield
    while True:
        time.sleep(every)
        now = look(root)
        if now == seen:
            continue
        while (
            settled := look(root)
        ) != now:  # a long file is still being copied, or an editor saves in steps
            now = settled
            time.sleep(every / 2)
        seen = now
        yield


def clear() -> None:
    """Empty the screen, if there is one."""
    if is_terminal(sys.stdout):
        sys.stdout.write("\x1b[2J\x1b[3J\x1b[H")
        sys.stdout.flush()
