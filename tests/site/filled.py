"""Values with every field filled: what a producer can write is found in the types, so that no field is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import Enum
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from podcast.values import Struct, names_of

_PLAIN: Mapping[Any, Any] = {bool: True, int: 1, float: 1.0, datetime: datetime(2025, 3, 1, 5, tzinfo=UTC)}


def filled(kind: Any, text: Callable[[str], str], known: Mapping[str, Any], path: str = "") -> Any:
    """Return a value of type `kind` in which every text is what `text` gives for its path, such as `Person.name`.

    What is optional is there, and of what can be several there are two. `known` has the values of those paths
    that have a shape of their own.
    """
    if path in known:
        return known[path]
    if kind is str:
        return text(path)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if isinstance(kind, type) and issubclass(kind, Struct):
        types = get_type_hints(kind)
        made = {name: filled(types[name], text, known, f"{kind.__name__}.{name}") for name in names_of(kind)}
        return kind(**made)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    return _several(kind, text, known, path)


def _several(kind: Any, text: Callable[[str], str], known: Mapping[str, Any], path: str) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return inner[0]
    if origin in (Union, UnionType):
        return filled(next(one for one in inner if one is not type(None)), text, known, path)
    if origin is tuple:
        return (filled(inner[0], text, known, f"{path}[]"),) * 2
    raise AssertionError(f"{path} is a {kind}: say here what fills it")
