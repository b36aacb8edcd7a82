"""Strict YAML front matter: `---`, YAML, `---`, then Markdown.

Every scalar stays the text that was written (`no`, `012` and `1:02:03` are text), and aliases, tags,
duplicate keys and non-text keys are problems. Only PyYAML's scanner and composer are used, never its
constructors, so nothing is ever executed; `write_document` is the way back. Specification: https://yaml.org/spec/1.1/.
"""

import re
from collections.abc import Mapping as PlainMapping
from datetime import datetime
from typing import Any

import yaml

from podcast.content.node import At, Key, Leaf, Mapping, Node, Sequence
from podcast.content.problem import Problem
from podcast.errors import Place
from podcast.messages import msg
from podcast.values import Struct

_FENCE = "---"
_MAX_DEPTH = 20
_SHORT = 16_000
"""Characters that cannot nest so deeply that libyaml, which counts no levels, exhausts the stack."""
_READ_OTHERWISE = re.compile("[\\t{\\x85\\u2028\\u2029\\ufeff]|[|>]#")
"""What libyaml and PyYAML's own scanner do not treat or place alike."""
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value")
)
"""What PyYAML gives to nodes that carry no tag of their own."""
_TAGS = {
    yaml.ScalarNode: "tag:yaml.org,2002:str",
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}


class Document(Struct, frozen=True, kw_only=True):
    """The front matter as a tree (nothing if it could not be read), and the Markdown after it.

    `body_line` is the line of the file on which `body` begins.
    """

    fields: Mapping | None
    body: str
    body_line: int
    problems: tuple[Problem, ...]


def read_document(text: str, *, file: str) -> Document:
    """Read a whole file; `file` names it in places."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return _failed(
            _at(file, 1, 1), msg("the file does not begin with ---"), msg("begin it with a line of ---")
        )
    closing = next((at for at, line in enumerate(lines[1:], start=1) if line.rstrip() == _FENCE), None)
    if closing is None:
        return _failed(
            _at(file, 1, 1),
            msg("the front matter is not closed"),
            msg("add a line of --- before the article's text"),
        )
    fields, problems = _compose("\n".join(lines[1:closing]) + "\n", file=file)
    return Document(
        fields=fields,
        body="\n".join(lines[closing + 1 :]).strip("\n"),
        body_line=closing + 2 + _leading_blank(lines[closing + 1 :]),
        problems=tuple(problems),
    )


def write_document(fields: PlainMapping[str, object], body: str) -> str:
    """Return a whole file: texts, numbers, flags, moments, and dicts and lists of them, and the Markdown."""
    dumped = yaml.dump(
        _texts(fields), Dumper=yaml.SafeDumper, allow_unicode=True, sort_keys=False, width=100_000
    )
    return f"{_FENCE}\n{dumped}{_FENCE}\n\n{body}\n" if body else f"{_FENCE}\n{dumped}{_FENCE}\n"


def _texts(value: object) -> object:
    """Return values with moments as texts: YAML's own notation of them is another than ours."""
    if isinstance(value, PlainMapping):
        return {name: _texts(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_texts(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _leading_blank(lines: list[str]) -> int:
    return next((at for at, line in enumerate(lines) if line), 0)


def _compose(source: str, *, file: str) -> tuple[Mapping | None, list[Problem]]:
    try:
        root = _root(source)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return None, [_fault(error, source, file)]
    if root is None:
        return Mapping(entries=(), at=(file, 2, 1)), []
    reader = _TreeReader(file)
    tree = reader.node(root, depth=0)
    if not isinstance(tree, Mapping):
        reader.complain(
            root, msg("the front matter is not a list of `key: value` lines"), msg("write `title: …`")
        )
        return None, reader.problems
    return tree, reader.problems


def _fault(error: Exception, source: str, file: str) -> Problem:
    """Return what PyYAML said as a problem."""
    from podcast.content.yaml_faults import Refused, invisible, too_deep, yaml_problem

    if isinstance(error, yaml.reader.ReaderError):
        return invisible(source, error.position, file=file, first=2)
    if not isinstance(error, yaml.MarkedYAMLError):
        return too_deep(file, 2)
    marks = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    stopped, began = ((one.line, one.column) if one else (0, 0) for one in marks)
    refused = Refused(said=f"{error.context}: {error.problem}", stopped=stopped, began=began)
    return yaml_problem(refused, source, file=file, first=2)


def _root(source: str) -> yaml.Node | None:
    """Return PyYAML's node graph. libyaml, which it may have, is ten times faster, and takes the same texts the
    same way but for a few signs; what it refuses is read again, for the words that say why."""
    if _LibYaml and len(source) <= _SHORT and not _READ_OTHERWISE.search(source):
        try:
            found: yaml.Node | None = yaml.compose(source, Loader=_LibYaml)
            return found
        except yaml.YAMLError:
            pass
    return yaml.compose(source, Loader=yaml.SafeLoader)


def _lib_yaml() -> Any:
    """Return what reads by libyaml and leaves every scalar as it is written, if PyYAML has it."""
    try:
        from yaml._yaml import CParser
    except ImportError:
        return None

    class LibYaml(CParser):
        def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
            return _TAGS[kind]

        def descend_resolver(self, parent: yaml.Node | None, index: object) -> None:
            """There are no rules for paths."""

        def ascend_resolver(self) -> None:
            """There are no rules for paths."""

    return LibYaml


_LibYaml = _lib_yaml()


class _TreeReader:
    """Turns PyYAML's node graph into our tree; a node met twice is an alias, which is refused."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._seen: set[int] = set()
        self.problems: list[Problem] = []

    def at(self, node: yaml.Node) -> At:
        mark = node.start_mark
        return self._file, mark.line + 2, mark.column + 1

    def complain(self, node: yaml.Node, message: str, remedy: str) -> None:
        self.problems.append(_problem(Place(*self.at(node)), message, remedy))

    def node(self, node: yaml.Node, *, depth: int) -> Node:
        if id(node) in self._seen or depth > _MAX_DEPTH:
            self.complain(node, msg("an alias (*) or too deep a nesting"), msg("write the value out"))
            return Leaf(value="", at=self.at(node))
        self._seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            self.complain(node, msg("the tag {tag} has no meaning here", tag=node.tag), msg("remove it"))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            items = tuple(self.node(item, depth=depth + 1) for item in node.value)
            return Sequence(items=items, at=self.at(node))
        return Leaf(value=str(node.value), at=self.at(node))

    def _mapping(self, node: yaml.MappingNode, depth: int) -> Mapping:
        entries: dict[str, tuple[Key, Node]] = {}
        for key_node, value_node in node.value:
            value = self.node(value_node, depth=depth + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                self.complain(key_node, msg("a key is not plain text"), msg("write `key: value`"))
                continue
            key = Key(name=str(key_node.value), at=self.at(key_node))
            first = entries.setdefault(key.name, (key, value))
            if first[0] is not key:
                self.problems.append(
                    Problem(
                        place=key.place,
                        rule="duplicate-key",
                        message=msg(
                            "the key “{key}” stands twice, first on line {line}",
                            key=key.name,
                            line=first[0].place.line,
                        ),
                        remedy=msg("keep one of the two"),
                    )
                )
        return Mapping(entries=tuple(entries.values()), at=self.at(node))


def _failed(place: Place, message: str, remedy: str) -> Document:
    return Document(fields=None, body="", body_line=1, problems=(_problem(place, message, remedy),))


def _problem(place: Place, message: str, remedy: str) -> Problem:
    return Problem(place=place, rule="front-matter", message=message, remedy=remedy)


def _at(file: str, line: int, column: int) -> Place:
    return Place(file=file, line=line, column=column)
