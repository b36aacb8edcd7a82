"""A parsed document as a tree in which every value and every key knows its place.

YAML front matter and TOML both become such a tree, so that one set of field readers (`content.fields`)
serves both and every problem has its line and column.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from podcast.errors import Place

Scalar = str | int | float | bool | datetime | date | time
"""YAML gives text only; TOML gives its own types."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """A key of a mapping, where it is written."""

    name: str
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """A single value."""

    value: Scalar
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Sequence:
    """A list."""

    items: tuple["Node", ...]
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Mapping:
    """A mapping; no two keys have the same name."""

    entries: tuple[tuple[Key, "Node"], ...]
    place: Place


Node = Leaf | Sequence | Mapping
