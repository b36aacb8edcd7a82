"""The cues of a transcript as records have them: JSON, read only when somebody looks at the cues.

A show has hundreds of thousands of cues, and most of what is done with a show asks only whether a transcript is
still the same. Owns the laziness; what a cue is and how files write it is in `transcript`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import overload

from podcast.content import canonical
from podcast.content.transcript_cue import Cue

_START = re.compile(rb'"start_ms":(\d+)')  # a text has its quotes escaped


class Cues(canonical.Written, Sequence[Cue]):
    """Cues in order. Two are equal if their canonical JSON is."""

    __slots__ = ("_digest", "_json", "_last_ms", "_stored")

    def __init__(self, cues: Iterable[Cue] = (), *, json: bytes = b"") -> None:
        """Hold `cues`, or else those of their canonical `json`, which is believed until it is read."""
        self._json: bytes | None = json or canonical.encode_structs(tuple(cues))
        self._digest, self._last_ms = "", -1
        self._stored: Callable[[], bytes] = bytes

    @classmethod
    def stored(cls, digest: str, last_ms: int, read: Callable[[], bytes]) -> "Cues":
        """Return cues of which `digest` and `last_ms` are known, and whose JSON `read` fetches if somebody asks for it;
        none if there is no digest."""
        made = cls()
        if digest:
            made._json, made._digest, made._last_ms, made._stored = None, digest, last_ms, read
        return made

    @property
    def json(self) -> bytes:
        """The cues as canonical JSON, nothing if there are none.

        Raises:
            PodcastError: they are stored somewhere, and could not be read.
        """
        if self._json is None:
            self._json = self._stored()
        return self._json

    @property
    def digest(self) -> str:
        """The SHA-256 of their JSON in hexadecimal, nothing if there are none."""
        if not self._digest and self:
            self._digest = canonical.digest(self.json)
        return self._digest

    @property
    def last_ms(self) -> int:
        """When the last cue begins, in ms, found without reading the others; 0 if there are none."""
        if self._last_ms < 0:
            body = self.json
            found = _START.match(body, max(0, body.rfind(b'"start_ms":')))
            self._last_ms = int(found[1]) if found else 0
        return self._last_ms

    def __len__(self) -> int:
        return len(_read(self.json))

    @overload
    def __getitem__(self, at: int) -> Cue: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Cue]: ...
    def __getitem__(self, at: int | slice) -> Cue | Sequence[Cue]:
        return _read(self.json)[at]

    def __iter__(self) -> Iterator[Cue]:
        """Give the cues.

        Raises:
            ContentError: what is stored are no cues.
        """
        return iter(_read(self.json))

    def __bool__(self) -> bool:
        return self._json is None or len(self._json) > len(b"[]")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Cues):
            if self._json is None or other._json is None:
                return self.digest == other.digest
            return self._json == other._json
        return isinstance(other, tuple) and tuple(self) == other

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Cues({list(self)!r})"


@lru_cache(maxsize=4)  # what is made of one transcript is made at the same time
def _read(json: bytes) -> tuple[Cue, ...]:
    return canonical.decode(json, tuple[Cue, ...], where="transcript") if json else ()
