"""Facts from anywhere, held to what the readers of a show folder accept: the rest is taken out, and said.

Facts become a tree whose places are the paths of its values; the readers complain about places; what they
complain about is pruned, until they have nothing to say. So there is no second opinion on what is valid.
"""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from podcast.content.fields import Fields
from podcast.content.node import Key, Leaf, Mapping, Node, Sequence
from podcast.content.problem import Problem, errors
from podcast.content.readpage import read_episode
from podcast.content.readshow import read_show
from podcast.errors import Place
from podcast.feed.source_tags import Facts
from podcast.messages import msg

_ROUNDS = 20
_UTC = ZoneInfo("UTC")


def valid_show(facts: Facts) -> tuple[Facts, list[str]]:
    """Return keys of show.toml without those that mean nothing, and what was taken out and why."""
    return _pruned(facts, read_show)


def valid_episode(facts: Facts) -> tuple[Facts, list[str]]:
    """Return keys of front matter without those that mean nothing, and what was taken out and why."""
    return _pruned(facts, lambda fields: read_episode(fields, body="", zone=_UTC))


def _pruned(facts: Facts, read: Callable[[Fields], object]) -> tuple[Facts, list[str]]:
    left: list[str] = []
    for _ in range(_ROUNDS):
        problems: list[Problem] = []
        tree = _node(facts, "")
        assert isinstance(tree, Mapping)  # noqa: S101  facts are keys and values
        read(Fields(tree, problems))
        wrong = {one.place.file: one for one in errors(problems) if one.place.file}
        # a list is pruned from its end, so that the places of what is before stay right
        for path in sorted(wrong, key=_order, reverse=True):
            if _take(facts, path.split(".")):
                left.append(msg("{path}: {message}", path=path, message=wrong[path].message))
        if not wrong:
            break
    return facts, left


def _order(path: str) -> list[tuple[int, str]]:
    return [(int(one), "") if one.isdigit() else (0, one) for one in path.split(".")]


def _node(value: Any, path: str) -> Node:
    place = Place(file=path)
    dot = f"{path}." if path else ""
    if isinstance(value, dict):
        entries = tuple(
            (Key(name=name, at=Place(file=f"{dot}{name}")), _node(one, f"{dot}{name}"))
            for name, one in value.items()
        )
        return Mapping(entries=entries, at=place)
    if isinstance(value, list):
        return Sequence(items=tuple(_node(one, f"{dot}{at}") for at, one in enumerate(value)), at=place)
    return Leaf(value=value, at=place)


def _take(facts: Any, path: list[str]) -> bool:
    """Take the value at a path out of what holds it, and what holds it if nothing is left there."""
    name: str | int = int(path[0]) if isinstance(facts, list) and path[0].isdigit() else path[0]
    try:
        inner = facts[name]
    except (KeyError, IndexError, TypeError):
        return False
    if len(path) > 1 and isinstance(inner, dict | list):
        taken = _take(inner, path[1:])
        if inner or not taken:
            return taken
    del facts[name]
    return True
