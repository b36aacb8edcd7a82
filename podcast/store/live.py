"""What a preview server answers besides a store: a few files, and when there is another version of the pages.

A page asks for the version and is answered when it changes, or after half a minute: a long poll, which needs nothing
but plain requests. Knows nothing of what the pages are.
"""

import json
import re
from collections.abc import Iterator, Mapping
from threading import Condition

from podcast.store.answer import Answer

_PATIENCE = 25.0  # seconds; browsers and proxies give up after thirty or more
_SINCE = re.compile(r"since=([0-9]{1,9})(?:&|$)")


class Live:
    """A version that grows, and whoever waits for it. `files` are type and content by path."""

    def __init__(self, files: Mapping[str, tuple[str, bytes]], changes: str) -> None:
        self._files = files
        self._changes = changes
        self._changed = Condition()
        self._version = 0
        self._is_over = False

    @property
    def version(self) -> int:
        """The version of what is shown."""
        with self._changed:
            return self._version

    def advance(self) -> None:
        """Say that there is a new version: every open page reloads."""
        with self._changed:
            self._version += 1
            self._changed.notify_all()

    def end(self) -> None:
        """Answer everybody who waits: the server ends."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def answer(self, target: str) -> Answer | None:
        """Return the answer to a request that was let in, or nothing if it is one for the store."""
        path, _, query = target.partition("?")
        path = path.removeprefix("/")
        if path == self._changes:
            return _answer("application/json", json.dumps({"version": self._wait(query)}).encode())
        if path in self._files:
            return _answer(*self._files[path])
        return None

    def _wait(self, query: str) -> int:
        found = _SINCE.search(query)
        known = int(found[1]) if found else -1
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or self._version != known, timeout=_PATIENCE)
            return self._version


def _answer(kind: str, body: bytes) -> Answer:
    def read() -> Iterator[bytes]:
        yield body

    headers = (("Content-Type", kind), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"))
    return Answer(status=200, headers=headers, size=len(body), body=read)
