"""The pieces of views that were made the last time (`content.pieces`), kept in the workspace.

They are believed while the program is the same and the file is whole, and can always be made again. Only what this
run asked for is kept for the next.
"""

from podcast.content.packed import pack_bytes, unpack_bytes
from podcast.publish.memory import recalled, remember
from podcast.publish.workspace import Workspace

_KIND = "pieces"


class KnownPieces:
    """Answers from memory; `save` writes down what was used."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._before = recalled(workspace, _KIND, dict[str, bytes], opened=unpack_bytes) or {}
        self._now: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """Return what was kept under a key."""
        found = self._now.get(key) or self._before.get(key)
        if found is not None:
            self._now[key] = found
        return found

    def keep(self, key: str, piece: bytes) -> None:
        """Keep a piece for this run and the next."""
        self._now[key] = piece

    def save(self) -> None:
        """Write down what was used; where that is not possible, the next run makes it again."""
        if self._now.keys() == self._before.keys() or not self._workspace.root.is_dir():
            return
        remember(self._workspace, _KIND, self._now, packed=pack_bytes)
