"""TOML as a tree with places. The standard parser reads it; it keeps no positions, so keys are found again.

The search is by line and understands `[table]`, `[[table]]` and `key = …`; a key that it cannot find
(inside an inline table) has the place of what contains it. Specification: https://toml.io/en/v1.0.0.
"""

import re
import tomllib
from typing import Any

from podcast.content.node import Key, Leaf, Mapping, Node, Sequence
from podcast.content.problem import Problem
from podcast.errors import Place

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\-\"' ]+?)\s*\]\]?\s*(#.*)?")
_ENTRY = re.compile(r"(\s*)([A-Za-z0-9_\-]+|\"[^\"]+\"|'[^']+')\s*=(\s*)(.*)")
_WHERE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


def read_toml(text: str, *, file: str) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """Return the document as a tree, or nothing and the problem that keeps it from being read."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return None, (_syntax_problem(error, text, file),)
    places = _find_places(text, file)
    tree = _node(document, (), places, Place(file=file, line=1, column=1))
    assert isinstance(tree, Mapping)  # noqa: S101  a TOML document is a table
    return tree, ()


def _node(value: Any, path: Path, places: dict[Path, tuple[Place, Place]], around: Place) -> Node:
    key_place, place = places.get(path, (around, around))
    if isinstance(value, dict):
        entries = tuple(
            (
                Key(name=name, place=places.get((*path, name), (key_place, key_place))[0]),
                _node(one, (*path, name), places, key_place),
            )
            for name, one in value.items()
        )
        return Mapping(entries=entries, place=key_place)
    if isinstance(value, list):
        items = tuple(_node(one, (*path, at), places, place) for at, one in enumerate(value))
        return Sequence(items=items, place=place)
    return Leaf(value=value, place=place)


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


def _syntax_problem(error: Exception, text: str, file: str) -> Problem:
    found = _WHERE.search(str(error))
    line, column = (int(found[1]), int(found[2])) if found and found[1] else (text.count("\n") + 1, 1)
    return Problem(
        place=Place(file=file, line=line, column=column),
        rule="toml",
        message=f"not valid TOML: {_WHERE.sub('', str(error))}",
        remedy='write `key = "value"`, texts between double quotes',
    )
