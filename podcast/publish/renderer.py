"""What tells one version of the rendering program from another: the digest of its sources.

When neither content nor this changed, neither did any view: nothing has to be rendered to know it.
"""

import os
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

_ROOT = os.fspath(Path(__file__).parents[1])
_PARTS = ("content", "feed", "site")


@lru_cache(maxsize=1)
def renderer_digest() -> str:
    """Return the SHA-256 of everything that views are rendered by, in hexadecimal."""
    made = sha256()
    for part in _PARTS:
        for path in sorted(_files(os.path.join(_ROOT, part))):  # noqa: PTH118  paths of pathlib take as long as reading
            made.update(path[len(_ROOT) + 1 :].replace(os.sep, "/").encode() + b"\0")
            with open(path, "rb") as file:  # noqa: PTH123
                made.update(sha256(file.read()).digest())
    return made.hexdigest()


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir():
                yield entry.path
            elif entry.name != "__pycache__":
                yield from _files(entry.path)
