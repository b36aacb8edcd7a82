"""A parsed document as a tree in which every value and every key knows its place.

YAML front matter and TOML both become such a tree, so that one set of field readers (`content.fields`)
serves both and every problem has its line and column.
"""

from datetime import date, datetime, time

from podcast.errors import Place
from podcast.values import Struct

Scalar = str | int | float | bool | datetime | date | time
"""YAML gives text only; TOML gives its own types."""

At = tuple[str, int, int]
"""File, line and column. A place is one, too, but takes longer to make, and of most nobody asks for it."""


class _Placed(Struct, frozen=True, kw_only=True):
    """What knows where it is written."""

    at: At

    @property
    def place(self) -> Place:
        return Place(*self.at)


class Key(_Placed, frozen=True, kw_only=True):
    """A key of a mapping."""

    name: str


class Leaf(_Placed, frozen=True, kw_only=True):
    """A single value."""

    value: Scalar


class Sequence(_Placed, frozen=True, kw_only=True):
    """A list."""

    items: tuple["Node", ...]


class Mapping(_Placed, frozen=True, kw_only=True):
    """A mapping; no two keys have the same name."""

    entries: tuple[tuple[Key, "Node"], ...]


Node = Leaf | Sequence | Mapping
