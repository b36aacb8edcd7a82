"""Pieces of long views that are the same as long as what they follow from is: an item of a feed, a card, a row.

The main page and the feed are made anew at every publish, of a thousand such pieces of which one is new. Owns what is
asked of a memory of them; who has one is not known here.
"""

from collections.abc import Callable
from typing import Protocol

from podcast.content.record import Record
from podcast.values import Struct


class Pieces(Protocol):
    """A memory of pieces, by a digest of everything that decides their bytes but the program itself."""

    def get(self, key: str) -> bytes | None: ...

    def keep(self, key: str, piece: bytes) -> None: ...


class OfRecords(Struct, frozen=True, kw_only=True):
    """The pieces of one kind, one for each record. Without memory, or a key (it is empty), they are made each time."""

    pieces: Pieces | None = None
    key_of: Callable[[Record], str] = lambda _: ""

    def get(self, record: Record) -> bytes | None:
        key = self.key_of(record) if self.pieces else ""
        return self.pieces.get(key) if self.pieces and key else None

    def keep(self, record: Record, piece: bytes) -> None:
        if self.pieces and (key := self.key_of(record)):
            self.pieces.keep(key, piece)
