"""Where a trial writes: below `_podcast/probe/` and a name that nobody else has, and nothing of it stays.

If something cannot be removed, that is said, also when the trial is interrupted; `podcast gc` finds it, too.
"""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from podcast.errors import PodcastError
from podcast.messages import msgs
from podcast.store.base import Store
from podcast.store.directory import DirectoryStore

PREFIX = "_podcast/probe/"

_AT_ONCE = 16


class Scratch:
    """Keys to try things with. On leaving the `with` block they are deleted; `tell` gets what could not be."""

    def __init__(self, store: Store, tell: Callable[[str], None]) -> None:
        self.prefix = f"{PREFIX}{secrets.token_hex(8)}/"
        self._store = store
        self._tell = tell
        self._keys: list[str] = []

    def key(self, name: str) -> str:
        """Return a key that is removed at the end, whether anything is written there or not."""
        key = self.prefix + name
        self._keys.append(key)
        return key

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._keys:
            return
        with ThreadPoolExecutor(min(_AT_ONCE, len(self._keys))) as pool:
            left = [key for key in pool.map(self._left, self._keys) if key]
        if isinstance(self._store, DirectoryStore):
            self._store.remove_folder(self.prefix)
        if left:
            self._tell(
                msgs(
                    "{n} object of the trial could not be removed from {store}: delete what is "
                    "below {prefix}, or let `podcast gc --apply` do it",
                    "{n} objects of the trial could not be removed from {store}: delete what is "
                    "below {prefix}, or let `podcast gc --apply` do it",
                    len(left),
                    store=self._store.url,
                    prefix=self.prefix,
                )
            )

    def _left(self, key: str) -> str:
        """Delete what is at `key` and return nothing, or the key if that cannot be done."""
        try:
            self._store.delete(key)
        except PodcastError:
            return key
        return ""
