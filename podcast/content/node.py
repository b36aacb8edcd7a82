"""A parsed document as a tree in which every value and every key knows its place.

YAML front matter and TOML both become such a tree, so that one set of field readers (`content.fields`)
serves both and every problem has its line and column.
"""

from datetime import date, datetime, time

from podcast.errors import Place
from podcast.values import Struct

Scalar = str | int | float | bool | datetime | date | time
"""YAML gives text only; TOML gives its own types."""


class Key(Struct, frozen=True, kw_only=True):
    """A key of a mapping, where it is written."""

    name: str
    place: Place


class Leaf(Struct, frozen=True, kw_only=True):
    """A single value."""

    value: Scalar
    place: Place


class Sequence(Struct, frozen=True, kw_only=True):
    """A list."""

    items: tuple["Node", ...]
    place: Place


class Mapping(Struct, frozen=True, kw_only=True):
    """A mapping; no two keys have the same name."""

    entries: tuple[tuple[Key, "Node"], ...]
    place: Place


Node = Leaf | Sequence | Mapping
