"""The cues of a transcript as records have them: JSON, read only when somebody looks at the cues.

A show has hundreds of thousands of cues, and most of what is done with a show asks only whether a transcript is
still the same. Owns the laziness; what a cue is and how files write it is in `transcript`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import overload

from podcast.content import canonical
from podcast.content.transcript_cue import Cue

_START = re.compile(rb'"start_ms":(\d+)')  # a text has its quotes escaped


class Cues(canonical.Written, Sequence[Cue]):
    """Cues in order. Two are equal if their canonical JSON is."""

    __slots__ = ("_json",)

    def __init__(self, cues: Iterable[Cue] = (), *, json: bytes = b"") -> None:
        """Hold `cues`, or else those of their canonical `json`, which is believed until it is read."""
        self._json = json or canonical.encode_cues(tuple(cues))

    @property
    def json(self) -> bytes:
        return self._json

    @property
    def last_ms(self) -> int:
        """When the last cue begins, in ms, found without reading the others; 0 if there are none."""
        found = _START.match(self._json, max(0, self._json.rfind(b'"start_ms":')))
        return int(found[1]) if found else 0

    def __len__(self) -> int:
        return len(_read(self._json))

    @overload
    def __getitem__(self, at: int) -> Cue: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Cue]: ...
    def __getitem__(self, at: int | slice) -> Cue | Sequence[Cue]:
        return _read(self._json)[at]

    def __iter__(self) -> Iterator[Cue]:
        """Give the cues.

        Raises:
            ContentError: what is stored are no cues.
        """
        return iter(_read(self._json))

    def __bool__(self) -> bool:
        return len(self._json) > len(b"[]")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Cues):
            return self._json == other._json
        return isinstance(other, tuple) and tuple(self) == other

    def __hash__(self) -> int:
        return hash(self._json)

    def __repr__(self) -> str:
        return f"Cues({list(self)!r})"


@lru_cache(maxsize=4)  # what is made of one transcript is made at the same time
def _read(json: bytes) -> tuple[Cue, ...]:
    return canonical.decode(json, tuple[Cue, ...], where="transcript") if json else ()
