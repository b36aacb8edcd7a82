"""What tells one version of the rendering program from another: the digest of its sources.

When neither content nor this changed, neither did any view: nothing has to be rendered to know it.
"""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_PARTS = ("content", "feed", "site")


@lru_cache(maxsize=1)
def renderer_digest() -> str:
    """Return the SHA-256 of everything that views are rendered by, in hexadecimal."""
    made = sha256()
    for part in _PARTS:
        for path in sorted((_ROOT / part).rglob("*")):
            if path.is_file() and path.parent.name != "__pycache__":
                made.update(path.relative_to(_ROOT).as_posix().encode() + b"\0")
                made.update(sha256(path.read_bytes()).digest())
    return made.hexdigest()
