"""A mapping's keys: which there are, which were asked for, and what is wrong with their shape.

The keys asked for are the keys that exist: `finish` reports the others, with the nearest known name. Must
not know what a value means: that is `content.fields`.
"""

from collections.abc import Callable
from typing import Self, TypeVar

from podcast.content.node import Leaf, Mapping, Node, Sequence
from podcast.content.problem import Problem
from podcast.content.suggest import suggest
from podcast.errors import Place
from podcast.messages import msg

T = TypeVar("T")


class Structure:
    """The keys of one mapping. Problems go to the list that is given, shared with its parents."""

    def __init__(self, mapping: Mapping, problems: list[Problem]) -> None:
        self._values = {key.name: (key, node) for key, node in mapping.entries}
        self._asked: list[str] = []
        self._problems = problems
        self._at = mapping.at

    @property
    def place(self) -> Place:
        """Where the mapping begins."""
        return Place(*self._at)

    @property
    def is_toml(self) -> bool:
        """Whether remedies are to be written as TOML, and not as YAML."""
        return self._at[0].endswith(".toml")

    def assign(self, name: str, value: str) -> str:
        """Return how to write a key."""
        return f"{name} = {value}" if self.is_toml else f"{name}: {value}"

    def place_of(self, name: str, at: int | None = None) -> Place:
        """Return where the value of `name` is, or its entry `at`, or where the mapping begins."""
        found = self._values.get(name)
        node = found[1] if found else None
        if isinstance(node, Sequence) and at is not None:
            node = node.items[at]
        return node.place if node else self.place

    def complain(self, place: Place, rule: str, message: str, remedy: str) -> None:
        self._problems.append(Problem(place=place, rule=rule, message=message, remedy=remedy))

    def has(self, name: str) -> bool:
        return self._node(name) is not None

    def is_group(self, name: str) -> bool:
        """Say whether `name` holds keys of its own."""
        return isinstance(self._node(name), Mapping)

    def is_text(self, name: str) -> bool:
        """Say whether `name` is a text of its own."""
        node = self._node(name)
        return isinstance(node, Leaf) and isinstance(node.value, str)

    def nested(self, name: str, read: Callable[[Self], T]) -> T | None:
        """Return what `read` makes of the mapping at `name`, nothing if absent."""
        node = self._node(name)
        if node is None:
            return None
        if not isinstance(node, Mapping):
            self.complain(
                node.place,
                "type",
                msg("{name} is not a group of keys", name=name),
                msg("write its keys under [{name}]", name=name)
                if self.is_toml
                else msg("indent its keys under {name}:", name=name),
            )
            return None
        inner = type(self)(node, self._problems)
        value = read(inner)
        inner.finish()
        return value

    def each(self, name: str, read: Callable[[Self], T | None]) -> tuple[T, ...]:
        """Return what `read` makes of every mapping in the list at `name`; a lone one is a list of one."""
        values = []
        lone = self._node(name)
        for node in (lone,) if isinstance(lone, Mapping) else self._items(name, msg("a list")):
            if not isinstance(node, Mapping):
                self.complain(
                    node.place,
                    "type",
                    msg("{name} has an entry without keys", name=name),
                    msg("write it under [[{name}]]", name=name)
                    if self.is_toml
                    else msg("write `- key: value`"),
                )
                continue
            inner = type(self)(node, self._problems)
            value = read(inner)
            inner.finish()
            if value is not None:
                values.append(value)
        return tuple(values)

    def finish(self) -> None:
        """Report the keys that nobody asked for."""
        for name, (key, _) in self._values.items():
            if name not in self._asked:
                self.complain(
                    key.place,
                    "unknown-key",
                    msg("unknown key “{name}”", name=name),
                    suggest(name, self._asked, msg("remove it; known keys are")),
                )

    def _node(self, name: str) -> Node | None:
        self._asked.append(name)
        found = self._values.get(name)
        if found is None or (isinstance(found[1], Leaf) and found[1].value == ""):
            return None
        return found[1]

    def _items(self, name: str, what: str) -> tuple[Node, ...]:
        node = self._node(name)
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.complain(
                node.place, "type", msg("{name} is not {what}", name=name, what=what), self._listed(name)
            )
            return ()
        return node.items

    def _listed(self, name: str) -> str:
        return (
            msg('write {name} = ["…"], or [[{name}]]', name=name)
            if self.is_toml
            else msg("write one `- …` line for each")
        )

    def _missing(self, name: str) -> None:
        self.complain(
            self.place,
            "missing-key",
            msg("{name} is missing", name=name),
            msg("add a line {name}", name=name),
        )
