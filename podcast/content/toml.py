"""TOML as a tree with places, and plain values as TOML. The standard parser reads it; it keeps no positions, so
keys are found again.

The search is by line and understands `[table]`, `[[table]]` and `key = …`; a key that it cannot find
(inside an inline table) has the place of what contains it. Specification: https://toml.io/en/v1.0.0.
"""

import re
import tomllib
from collections.abc import Iterator
from collections.abc import Mapping as PlainMapping
from datetime import datetime
from typing import Any

from podcast.content.node import Key, Leaf, Mapping, Node, Sequence
from podcast.content.problem import Problem
from podcast.errors import Place

Path = tuple[str | int, ...]

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\-\"' ]+?)\s*\]\]?\s*(#.*)?")
_ENTRY = re.compile(r"(\s*)([A-Za-z0-9_\-]+|\"[^\"]+\"|'[^']+')\s*=(\s*)(.*)")


def read_toml(text: str, *, file: str) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """Return the document as a tree, or nothing and the problem that keeps it from being read."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        from podcast.content.toml_faults import toml_problem

        return None, (toml_problem(error, text, file=file),)
    places = _find_places(text, file)
    tree = _node(document, (), places, Place(file=file, line=1, column=1))
    assert isinstance(tree, Mapping)  # noqa: S101  a TOML document is a table
    return tree, ()


def write_toml(values: PlainMapping[str, Any]) -> str:
    """Return texts, numbers, flags, aware moments, and dicts and lists of them, as a document."""
    return "\n".join(_lines(values, ())).strip("\n") + "\n"


def _lines(values: PlainMapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Yield the entries of a table, then the tables within it."""
    tables = []
    for name, value in values.items():
        if _is_table(value) or (isinstance(value, list) and value and _is_table(value[0])):
            tables.append((name, value))
        else:
            yield f"{name} = {_written(value)}"
    for name, value in tables:
        inner = (*path, name)
        header = ".".join(inner)
        for one in value if isinstance(value, list) else [value]:
            yield ""
            yield f"[[{header}]]" if isinstance(value, list) else f"[{header}]"
            yield from _lines(one, inner)


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_written(one) for one in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, int | float) else quoted(str(value))


def quoted(text: str) -> str:
    """Return a text as a basic string, on one line; YAML reads it alike."""
    return '"' + "".join(_ESCAPES.get(one) or _escaped(one) for one in text) + '"'


def _escaped(character: str) -> str:
    return character if character >= " " and character != "\x7f" else f"\\u{ord(character):04x}"


def _node(value: Any, path: Path, places: dict[Path, tuple[Place, Place]], around: Place) -> Node:
    key_place, place = places.get(path, (around, around))
    if isinstance(value, dict):
        entries = tuple(
            (
                Key(name=name, at=places.get((*path, name), (key_place, key_place))[0]),
                _node(one, (*path, name), places, key_place),
            )
            for name, one in value.items()
        )
        return Mapping(entries=entries, at=key_place)
    if isinstance(value, list):
        items = tuple(_node(one, (*path, at), places, place) for at, one in enumerate(value))
        return Sequence(items=items, at=place)
    return Leaf(value=value, at=place)


def _find_places(text: str, file: str) -> dict[Path, tuple[Place, Place]]:
    """Return for each path the place of its key and that of its value."""
    places: dict[Path, tuple[Place, Place]] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    quote = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if quote:
            quote = "" if quote in line else quote
            continue
        if header := _HEADER.fullmatch(line):
            table = _resolve(_names(header[2]), counts, repeated=header[1] == "[[")
            at = Place(file=file, line=number, column=line.index("[") + 1)
            places.setdefault(table, (at, at))
            continue
        if entry := _ENTRY.match(line):
            name = entry[2].strip("\"'")
            key_at = Place(file=file, line=number, column=len(entry[1]) + 1)
            value_at = Place(file=file, line=number, column=entry.start(4) + 1)
            places.setdefault((*table, name), (key_at, value_at))
            quote = _open_quote(entry[4])
    return places


def _names(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]


def _resolve(names: list[str], counts: dict[Path, int], *, repeated: bool) -> Path:
    """Return the path that a header opens, with the index of the array element where there is one."""
    path: Path = ()
    for at, name in enumerate(names):
        path = (*path, name)
        if repeated and at == len(names) - 1:
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = (*path, counts[path] - 1)
    return path


def _open_quote(rest: str) -> str:
    """Return the triple quote that `rest` leaves open, if any."""
    for quote in ('"""', "'''"):
        if rest.startswith(quote) and quote not in rest[3:]:
            return quote
    return ""
