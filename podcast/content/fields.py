"""Reading a mapping's fields into values, collecting every problem instead of stopping at the first.

Each method reads one key, says what is wrong with it, and returns a value that lets reading go on.
"""

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from podcast.content.dates import FIRST_YEAR, LAST_YEAR
from podcast.content.grammar import Grammar
from podcast.content.node import Leaf
from podcast.content.structure import Structure
from podcast.content.suggest import suggest
from podcast.content.text import first_control, is_web_address, parse_clock, without_credentials
from podcast.messages import joined, msg

_INTEGER = re.compile(r"0|[1-9][0-9]{0,8}")
_PARIS = ZoneInfo("Europe/Paris")


class Fields(Structure):
    """The fields of one mapping, read as values."""

    def text(self, name: str, *, required: bool = False, most: int = 4000, lines: bool = False) -> str:
        """Return a text without surrounding blanks, empty if absent; `lines` lets it have several."""
        node = self._node(name)
        if node is None:
            if required:
                self._missing(name)
            return ""
        if not isinstance(node, Leaf) or not isinstance(node.value, str):
            self.complain(
                node.place,
                "type",
                msg("{name} is not a text", name=name),
                msg("write {name}", name=self.assign(name, chr(34) + "…" + chr(34) if self.is_toml else "…")),
            )
            return ""
        return self._checked_text(name, node.value, node, most=most, lines=lines)

    def exact(self, name: str, *, most: int) -> str:
        """Return a required text as it is written, blanks and forms of accents too: an identity made elsewhere."""
        node = self._node(name)
        if self.text(name, required=True, most=most) and isinstance(node, Leaf):
            return str(node.value)
        return ""

    def texts(self, name: str, *, most: int = 100) -> tuple[str, ...]:
        """Return a list of texts, empty if absent."""
        texts = []
        for node in self._items(name, msg("a list of texts")):
            if isinstance(node, Leaf) and isinstance(node.value, str) and node.value.strip():
                texts.append(self._checked_text(name, node.value, node, most=most, lines=False))
            else:
                self.complain(
                    node.place,
                    "type",
                    msg("{name} has an entry that is not a text", name=name),
                    msg("write a word"),
                )
        return tuple(texts)

    def matching(self, name: str, grammar: Grammar, *, required: bool = False) -> str:
        """Return a text that a grammar holds, empty if absent or wrong."""
        value = self.text(name, required=required, most=2000)
        if not value or grammar.holds(value):
            return value
        self.complain(
            self.place_of(name),
            "value",
            msg("{name} “{value}” {fault}", name=name, value=without_credentials(value), fault=grammar.fault),
            grammar.remedy,
        )
        return ""

    def integer(
        self, name: str, *, least: int = 0, most: int | None = None, required: bool = False
    ) -> int | None:
        """Return a whole number, nothing if absent."""
        node = self._node(name)
        if node is None:
            if required:
                self._missing(name)
            return None
        value = node.value if isinstance(node, Leaf) else None
        if isinstance(value, str) and _INTEGER.fullmatch(value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= (most or value):
            shown = msg(" “{value}”", value=value) if isinstance(value, str | int | float) else ""
            self.complain(
                node.place,
                "number",
                msg("{name}{shown} is not a whole number from {least}", name=name, shown=shown, least=least)
                + (msg(" to {most}", most=most) if most else ""),
                msg("write {name}, without quotes, leading zeros or letters", name=self.assign(name, "12")),
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
                msg("{name} is not a number from {least} to {most}", name=name, least=least, most=most),
                msg("write {name}", name=self.assign(name, str(default))),
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
        self.complain(
            node.place,
            "flag",
            msg("{name} is neither true nor false", name=name),
            msg("write {name} or false", name=self.assign(name, "true")),
        )
        return None

    def choice(self, name: str, known: list[str], *, default: str) -> str:
        """Return one of the `known` words."""
        value = self.text(name) or default
        if value not in known:
            self.complain(
                self.place_of(name),
                "choice",
                msg("{name} “{value}” is unknown", name=name, value=value),
                suggest(value, known, msg("write one of")),
            )
            return default
        return value

    def url(self, name: str, *, required: bool = False) -> str:
        """Return an absolute http or https address, empty if absent."""
        value = self.text(name, required=required, most=2000)
        if value and not is_web_address(value):
            self.complain(
                self.place_of(name),
                "url",
                msg("{name} “{value}” is not a web address", name=name, value=without_credentials(value)),
                msg("write https://…, without blanks"),
            )
            return ""
        return value

    def integers(self, name: str, *, least: int = 0) -> tuple[int, ...]:
        """Return a list of whole numbers, empty if absent; a lone one is a list of one."""
        lone = self._node(name)
        numbers = []
        for node in (lone,) if isinstance(lone, Leaf) else self._items(name, msg("a list of numbers")):
            value = node.value if isinstance(node, Leaf) else None
            if isinstance(value, str) and _INTEGER.fullmatch(value):
                value = int(value)
            if isinstance(value, int) and not isinstance(value, bool) and value >= least:
                numbers.append(value)
            else:
                self.complain(
                    node.place,
                    "number",
                    msg("{name} has an entry that is no whole number", name=name),
                    msg("write 1"),
                )
        return tuple(numbers)

    def urls(self, name: str) -> tuple[str, ...]:
        """Return a list of absolute http or https addresses, empty if absent."""
        found = self.texts(name, most=2000)
        for at, value in enumerate(found):
            if not is_web_address(value):
                self.complain(
                    self.place_of(name, at),
                    "url",
                    msg("{name} “{value}” is not a web address", name=name, value=without_credentials(value)),
                    msg("write https://…, without blanks"),
                )
        return tuple(value for value in found if is_web_address(value))

    def moment(self, name: str, *, zone: ZoneInfo = _PARIS, required: bool = True) -> datetime | None:
        """Return an aware date and time; `zone` only helps to say what is missing."""
        node = self._node(name)
        written = node.value if isinstance(node, Leaf) else None
        # TOML has dates of its own
        value = written.isoformat() if isinstance(written, datetime) else self.text(name, required=required)
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.complain(
                self.place_of(name),
                "date",
                msg("{name} “{value}” is not a date", name=name, value=value),
                msg("write 2025-11-23T06:00:00+01:00"),
            )
            return None
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            self.complain(
                self.place_of(name),
                "date",
                msg("{name} “{value}” is in the year {year}", name=name, value=value, year=moment.year),
                msg("write a year from {first} to {last}", first=FIRST_YEAR, last=LAST_YEAR),
            )
            return None
        if moment.utcoffset() is None:
            self.complain(
                self.place_of(name),
                "naive-date",
                msg("{name} “{value}” has no time zone", name=name, value=value),
                msg("add the offset: {moment}", moment=_offsets(moment, zone)),
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
                msg("{name} “{value}” is not a time", name=name, value=value),
                msg('write "1:30" or "01:02:03.500"'),
            )
        return milliseconds

    def _checked_text(self, name: str, value: str, node: Leaf, *, most: int, lines: bool) -> str:
        text = unicodedata.normalize("NFC", value).strip()
        if bad := first_control(text):
            self.complain(
                node.place,
                "control-character",
                msg("{name} contains the control character {bad}", name=name, bad=bad),
                msg("delete it and retype"),
            )
            return ""
        if not lines and "\n" in text:
            self.complain(
                node.place,
                "line-break",
                msg("{name} has several lines", name=name),
                msg("write it on one line"),
            )
        if len(text) > most:
            self.complain(
                node.place,
                "too-long",
                msg("{name} has {text} characters", name=name, text=len(text)),
                msg("shorten it to {most}", most=most),
            )
        return text


def _offsets(moment: datetime, zone: ZoneInfo) -> str:
    """Return `moment` with the offsets that its clock time can have in `zone`: two when clocks go back."""
    both = (moment.replace(tzinfo=zone, fold=0), moment.replace(tzinfo=zone, fold=1))
    return joined(msg(" or "), dict.fromkeys(one.isoformat() for one in both))
