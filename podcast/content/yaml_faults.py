"""What PyYAML refuses, told to somebody who has never heard of YAML: where it begins, what it is, what to write.

Owns how the parser's faults are recognised; its own words, which are English and about grammar, are not repeated.
Must not know what a key means.
"""

import re
from collections.abc import Sequence

from podcast.content.problem import Problem
from podcast.errors import Place
from podcast.messages import msg
from podcast.values import Struct

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What PyYAML counts as the end of a line."""
_KEY = re.compile(r"(?P<indent>\s*(?:- +)?)(?P<key>[^\s:#'\"\[{-][^:]*?)\s*:(?:\s+(?P<value>.*))?$")
_OPENING = re.compile(r"\s*(?:- +)?(?:[^\s:'\"]+:[ \t]+)?(?P<sign>[\"'])(?P<rest>.*)")
_CLOSING = {"{": "}", "[": "]"}
_INDENTED = ("found '<block mapping start>'", "found '<block sequence start>'")
_SIGNS = (
    *("that cannot start any token", "undefined alias", "scanning an anchor", "scanning an alias"),
    *("block scalar", "parsing a tag", "scanning a tag", "scanning a directive", "expected the node content"),
    *("mapping keys are not allowed", "sequence entries are not allowed", "found ']'", "found '}'"),
)
"""What is said of a value that begins with a sign which means something else in YAML."""
_LONG = 60


Position = tuple[int, int]
"""A line and a column, from 0."""


class Refused(Struct, frozen=True, kw_only=True):
    """What a parser said: where it stopped, and where what it was reading began."""

    said: str
    stopped: Position
    began: Position


class _Fault(Struct, frozen=True, kw_only=True):
    """A line and a column, from 0, and what to say of them."""

    line: int
    column: int
    message: str
    remedy: str


def too_deep(file: str, first: int) -> Problem:
    """Return the problem of a source that nests deeper than a parser can follow."""
    message, remedy = msg("the nesting is too deep"), msg("write plain `key: value` lines")
    return _problem(_Fault(line=0, column=0, message=message, remedy=remedy), file, first)


def invisible(source: str, at: int, *, file: str, first: int) -> Problem:
    """Return the problem of a character that YAML does not take, by where it is in `source`."""
    before = source[:at].split("\n")
    fault = _Fault(
        line=len(before) - 1,
        column=len(before[-1]),
        message=msg("a character that nobody sees may not stand here"),
        remedy=msg("delete it and retype"),
    )
    return _problem(fault, file, first)


def yaml_problem(refused: Refused, source: str, *, file: str, first: int) -> Problem:
    """Return what keeps `source`, which begins on line `first` of `file`, from being read."""
    return _problem(_told(refused, _BREAK.split(source)), file, first)


def _problem(fault: _Fault, file: str, first: int) -> Problem:
    place = Place(file=file, line=fault.line + first, column=fault.column + 1)
    return Problem(place=place, rule="front-matter", message=fault.message, remedy=fault.remedy)


def _told(refused: Refused, lines: Sequence[str]) -> _Fault:
    said, (at, column), (began, began_column) = refused.said, refused.stopped, refused.began
    line = lines[at]
    if "scanning a quoted scalar" in said or "found '<scalar>'" in said:
        return _quotation(refused, lines)
    if "mapping values are not allowed" in said:
        return _colon(at, column, lines)
    if "scanning a double-quoted scalar" in said:
        return _code(at, column, line)
    if "parsing a flow" in said:
        return _bracket(began, began_column, lines[began])
    if "could not find expected ':'" in said:
        return _no_key(began, began_column)
    if any(one in said for one in _INDENTED):
        return _indented(at, lines)
    if "\t" in line[column : column + 1]:
        message, remedy = msg("a tab stands where YAML wants blanks"), msg("replace it by blanks")
        return _Fault(line=at, column=column, message=message, remedy=remedy)
    if any(one in said for one in _SIGNS) and (found := _KEY.match(line)) and found["value"]:
        return _Fault(
            line=at,
            column=found.start("value"),
            message=msg("a value begins with “{sign}” and has no quotes", sign=found["value"][0]),
            remedy=_put_between_quotes(line),
        )
    return _other(at, column)


def _quotation(refused: Refused, lines: Sequence[str]) -> _Fault:
    """Tell where a quotation mark was forgotten: PyYAML goes on to the next one, or to the end."""
    last, column = refused.stopped
    for at, line in enumerate(lines[: last + 1]):
        found = _OPENING.match(line)
        if found and _lacks_end(found["sign"], found["rest"]):
            return _Fault(
                line=at,
                column=found.start("sign"),
                message=msg("the quotation mark {sign} is never closed", sign=found["sign"]),
                remedy=msg("put another one at the end of the value"),
            )
    if (found := _KEY.match(lines[last])) and found["value"]:
        return _Fault(
            line=last,
            column=column,
            message=msg("the value goes on behind the closing quotation mark"),
            remedy=_put_between_quotes(lines[last]),
        )
    return _other(*refused.began)


def _lacks_end(sign: str, rest: str) -> bool:
    """Say whether the quotes that `sign` opens before `rest` are not closed in it."""
    return sign not in (re.sub(r"\\.", "", rest) if sign == '"' else rest.replace("''", ""))


def _colon(at: int, column: int, lines: Sequence[str]) -> _Fault:
    """Tell what a colon does where there should be none: it is part of a value, or the line is out of place."""
    found = _KEY.match(lines[at])
    if not found or found.end("key") < column:
        return _Fault(
            line=at,
            column=column,
            message=msg("a value contains “: ” and has no quotes"),
            remedy=_put_between_quotes(lines[at]),
        )
    if lines[at][:1].isspace():
        return _indented(at, lines)
    return _no_key(max((one for one in range(at) if lines[one].strip()), default=0), 0)


def _indented(at: int, lines: Sequence[str]) -> _Fault:
    """Tell which key has other blanks before it than the keys that it stands among."""
    first = next((one for one, line in enumerate(lines) if line.strip()), 0)
    if lines[first][:1].isspace() and not lines[at][:1].isspace():
        at = first  # the others follow it
    found = _KEY.match(lines[at])
    column = len(lines[at]) - len(lines[at].lstrip())
    if not found:
        return _other(at, column)
    return _Fault(
        line=at,
        column=column,
        message=msg("the key “{key}” does not begin where those around it do", key=found["key"]),
        remedy=msg("put as many blanks before it as before them"),
    )


def _code(at: int, column: int, line: str) -> _Fault:
    found = re.match(r"\\.", line[line.rfind("\\", 0, column + 1) :])
    return _Fault(
        line=at,
        column=max(0, line.rfind("\\", 0, column + 1)),
        message=msg("“{code}” means nothing between double quotes", code=found[0] if found else "\\"),
        remedy=msg("write single quotes, or each \\ twice: {line}", line=_between_quotes(line)),
    )


def _bracket(at: int, column: int, line: str) -> _Fault:
    sign = line[column : column + 1]
    if sign not in _CLOSING:
        return _other(at, column)
    closing = _CLOSING[sign]
    closed = closing in line[column:]
    return _Fault(
        line=at,
        column=column,
        message=msg("what stands between {sign} and {closing} cannot be read", sign=sign, closing=closing)
        if closed
        else msg("the {sign} is never closed", sign=sign),
        remedy=_put_between_quotes(line)
        if closed
        else msg(
            "close it with {closing}, or write quotes: {line}", closing=closing, line=_between_quotes(line)
        ),
    )


def _no_key(at: int, column: int) -> _Fault:
    return _Fault(
        line=at,
        column=column,
        message=msg("this line is no `key: value`"),
        remedy=msg("write a key, a colon and a blank before the value"),
    )


def _other(at: int, column: int) -> _Fault:
    return _Fault(
        line=at,
        column=column,
        message=msg("this is not valid YAML"),
        remedy=msg("put the value between quotes, or check its indentation"),
    )


def _put_between_quotes(line: str) -> str:
    return msg("put the value between quotes: {line}", line=_between_quotes(line))


def _between_quotes(line: str) -> str:
    """Return a line with its value between quotes of which it has none, to be copied."""
    found = _KEY.match(line)
    if not found or not found["value"] or len(found["value"]) > _LONG:
        return f'{found["key"] if found else "title"}: "…"'
    value = found["value"].strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    if '"' in value or "\\" in value:
        return f"{found['key']}: '{value.replace(chr(39), chr(39) * 2)}'"
    return f'{found["key"]}: "{value}"'
