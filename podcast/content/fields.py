"""Reading a mapping's fields into values, collecting every problem instead of stopping at the first.

Each method reads one key, says what is wrong with it, and returns a value that lets reading go on. The
keys asked for are the keys that exist: `finish` reports the others, with the nearest known name.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from podcast.content.node import Leaf, Mapping, Node, Sequence
from podcast.content.problem import Problem
from podcast.content.text import first_control, is_slug, is_web_address, parse_clock, slugify
from podcast.errors import Place

T = TypeVar("T")

_INTEGER = re.compile(r"0|[1-9][0-9]{0,8}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class Fields:
    """The fields of one mapping. Problems go to the list that is given, shared with its parents."""

    def __init__(self, mapping: Mapping, problems: list[Problem]) -> None:
        self._values = {key.name: (key, node) for key, node in mapping.entries}
        self._asked: list[str] = []
        self._problems = problems
        self.place = mapping.place

    def place_of(self, name: str) -> Place:
        """Return where the value of `name` is, or where the mapping begins."""
        found = self._values.get(name)
        return found[1].place if found else self.place

    def complain(self, place: Place, rule: str, message: str, remedy: str) -> None:
        self._problems.append(Problem(place=place, rule=rule, message=message, remedy=remedy))

    def has(self, name: str) -> bool:
        return self._node(name) is not None

    def is_group(self, name: str) -> bool:
        """Say whether `name` holds keys of its own."""
        return isinstance(self._node(name), Mapping)

    def text(self, name: str, *, required: bool = False, most: int = 4000, lines: bool = False) -> str:
        """Return a text without surrounding blanks, empty if absent; `lines` lets it have several."""
        node = self._node(name)
        if node is None:
            if required:
                self._missing(name)
            return ""
        if not isinstance(node, Leaf) or not isinstance(node.value, str):
            self.complain(node.place, "type", f"{name} is not a text", f'write {name} = "…" or {name}: …')
            return ""
        return self._checked_text(name, node.value, node.place, most=most, lines=lines)

    def texts(self, name: str, *, most: int = 100) -> tuple[str, ...]:
        """Return a list of texts, empty if absent."""
        texts = []
        for node in self._items(name, "a list of texts"):
            if isinstance(node, Leaf) and isinstance(node.value, str) and node.value.strip():
                texts.append(self._checked_text(name, node.value, node.place, most=most, lines=False))
            else:
                self.complain(node.place, "type", f"{name} has an entry that is not a text", "write a word")
        return tuple(texts)

    def integer(self, name: str, *, least: int = 0) -> int | None:
        """Return a whole number, nothing if absent."""
        node = self._node(name)
        if node is None:
            return None
        value = node.value if isinstance(node, Leaf) else None
        if isinstance(value, str) and _INTEGER.fullmatch(value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            shown = f" “{value}”" if isinstance(value, str | int | float) else ""
            self.complain(
                node.place,
                "number",
                f"{name}{shown} is not a whole number from {least}",
                f"write {name}: 12, without quotes, leading zeros or letters",
            )
            return None
        return value

    def number(self, name: str, *, default: float, least: float, most: float) -> float:
        """Return a number within limits, `default` if absent."""
        node = self._node(name)
        if node is None:
            return default
        value = node.value if isinstance(node, Leaf) else None
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            self.complain(
                node.place,
                "number",
                f"{name} is not a number from {least} to {most}",
                f"write {name} = {default}",
            )
            return default
        return float(value)

    def flag(self, name: str) -> bool | None:
        """Return a yes or no, nothing if absent; YAML's many other spellings stay text and are refused."""
        node = self._node(name)
        if node is None:
            return None
        value = node.value if isinstance(node, Leaf) else None
        known = {"true": True, "false": False, True: True, False: False}
        if isinstance(value, str | bool) and value in known:
            return known[value]
        self.complain(node.place, "flag", f"{name} is neither true nor false", f"write {name}: true or false")
        return None

    def choice(self, name: str, known: list[str], *, default: str) -> str:
        """Return one of the `known` words."""
        value = self.text(name) or default
        if value not in known:
            self.complain(
                self.place_of(name),
                "choice",
                f"{name} “{value}” is unknown",
                _suggest(value, known, "write one of"),
            )
            return default
        return value

    def slug(self, name: str) -> str:
        """Return a slug: ASCII lower-case words and digits joined by hyphens."""
        value = self.text(name, most=100)
        if value and not is_slug(value):
            self.complain(
                self.place_of(name),
                "slug",
                f"{name} “{value}” is not lower-case letters, digits and hyphens",
                f"write {name}: {slugify(value) or 'un-titre-court'}",
            )
            return slugify(value)
        return value

    def colour(self, name: str, *, default: str) -> str:
        """Return a colour as `#rrggbb`."""
        value = self.text(name) or default
        if not _COLOUR.fullmatch(value):
            self.complain(
                self.place_of(name), "colour", f"{name} “{value}” is not a colour", 'write "#e63b11"'
            )
            return default
        return value.lower()

    def url(self, name: str, *, required: bool = False) -> str:
        """Return an absolute http or https address, empty if absent."""
        value = self.text(name, required=required, most=2000)
        if value and not is_web_address(value):
            self.complain(
                self.place_of(name),
                "url",
                f"{name} “{value}” is not a web address",
                "write https://…, without blanks",
            )
            return ""
        return value

    def moment(self, name: str, *, zone: ZoneInfo) -> datetime | None:
        """Return an aware date and time; `zone` only helps to say what is missing."""
        value = self.text(name, required=True)
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.complain(
                self.place_of(name),
                "date",
                f"{name} “{value}” is not a date",
                "write 2025-11-23T06:00:00+01:00",
            )
            return None
        if moment.utcoffset() is None:
            self.complain(
                self.place_of(name),
                "naive-date",
                f"{name} “{value}” has no time zone",
                f"add the offset: {_offsets(moment, zone)}",
            )
            return None
        return moment

    def duration(self, name: str, *, required: bool = False) -> int | None:
        """Return milliseconds from `90`, `1:30`, `01:02:03` or `12.5`; nothing if absent or wrong."""
        value = self.text(name, required=required)
        if not value:
            return None
        milliseconds = parse_clock(value)
        if milliseconds is None:
            self.complain(
                self.place_of(name),
                "time",
                f"{name} “{value}” is not a time",
                'write "1:30" or "01:02:03.500"',
            )
        return milliseconds

    def nested(self, name: str, read: Callable[["Fields"], T]) -> T | None:
        """Return what `read` makes of the mapping at `name`, nothing if absent."""
        node = self._node(name)
        if node is None:
            return None
        if not isinstance(node, Mapping):
            self.complain(
                node.place, "type", f"{name} is not a group of keys", f"indent its keys under {name}:"
            )
            return None
        inner = Fields(node, self._problems)
        value = read(inner)
        inner.finish()
        return value

    def each(self, name: str, read: Callable[["Fields"], T | None]) -> tuple[T, ...]:
        """Return what `read` makes of every mapping in the list at `name`."""
        values = []
        for node in self._items(name, "a list"):
            if not isinstance(node, Mapping):
                self.complain(node.place, "type", f"{name} has an entry without keys", "write `- key: value`")
                continue
            inner = Fields(node, self._problems)
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
                    f"unknown key “{name}”",
                    _suggest(name, self._asked, "remove it; known keys are"),
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
            self.complain(node.place, "type", f"{name} is not {what}", "write one `- …` line for each")
            return ()
        return node.items

    def _missing(self, name: str) -> None:
        self.complain(self.place, "missing-key", f"{name} is missing", f"add a line {name}")

    def _checked_text(self, name: str, value: str, place: Place, *, most: int, lines: bool) -> str:
        text = unicodedata.normalize("NFC", value).strip()
        if bad := first_control(text):
            self.complain(
                place,
                "control-character",
                f"{name} contains the control character {bad}",
                "delete it and retype",
            )
            return ""
        if not lines and "\n" in text:
            self.complain(place, "line-break", f"{name} has several lines", "write it on one line")
        if len(text) > most:
            self.complain(place, "too-long", f"{name} has {len(text)} characters", f"shorten it to {most}")
        return text


def _offsets(moment: datetime, zone: ZoneInfo) -> str:
    """Return `moment` with the offsets that its clock time can have in `zone`: two when clocks go back."""
    both = (moment.replace(tzinfo=zone, fold=0), moment.replace(tzinfo=zone, fold=1))
    return " or ".join(dict.fromkeys(one.isoformat() for one in both))


def _suggest(word: str, known: list[str], otherwise: str) -> str:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean “{close[0]}”?" if close else f"{otherwise} {', '.join(dict.fromkeys(known))}"
