"""What the standard TOML parser refuses, told to somebody who has never heard of TOML.

Owns how the parser's faults are recognised; its own words, which are English and about grammar, are not repeated.
Must not know what a key means.
"""

import re
from collections.abc import Sequence

from podcast.content.problem import Problem
from podcast.errors import Place
from podcast.messages import Message, msg

_WHERE = re.compile(r"\(at line (\d+), column (\d+)\)")
_ENTRY = re.compile(r"(?P<key>\s*[^=:#]*?)\s*[=:]\s*(?P<value>.*?)\s*")
_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot redefine", "Cannot mutate", "Duplicate inline")
_BACKSLASH = ("Invalid hex value", "Unescaped '\\'", "Escaped character")
_OPEN_TEXT = ("Unterminated string", 'Expected "\'"', "Expected \"'''\"", "Illegal character '\\n'")
_OPEN_LIST = ("Unclosed array", "Unclosed inline table", "Expected ']")
_QUOTES = "“”„«»‘’\"'"
_LONG = 60


def toml_problem(error: Exception, text: str, *, file: str) -> Problem:
    """Return what keeps a document from being read."""
    said, lines = str(error), text.split("\n")
    found = _WHERE.search(said)
    line, column = (int(found[1]), int(found[2])) if found else (len(lines), 1)
    if opened := _opened(said, lines, line - 1 if found else line):
        line, column = opened, 1
        said = "Unclosed array" if "Invalid value" in said else said
    message, remedy = _told(said, lines[line - 1])
    return Problem(
        place=Place(file=file, line=line, column=column), rule="toml", message=message, remedy=remedy
    )


def _opened(said: str, lines: Sequence[str], until: int) -> int:
    """Return the line, before line `until`, of a text or list that does not end; 0 if there is none.

    The parser notices it further down, where something else begins or the document ends.
    """
    if any(one in said for one in ("Invalid value", "Unclosed array")):
        if until < len(lines) and not _ENTRY.fullmatch(lines[until]):
            return 0  # it is this value of the list that is wrong
        signs = ("[", "{")
    elif any(one in said for one in _OPEN_TEXT) and "Illegal" not in said:
        signs = ('"', "'")
    else:
        return 0
    for at in range(until - 1, -1, -1):
        if entry := _ENTRY.fullmatch(lines[at]):
            value = entry["value"]
            open_ = value.startswith(signs) and (value[-1] not in "]}\"'" or value in ('"""', "'''"))
            if open_ or "[" in signs:
                return at + 1 if open_ else 0
    return 0


def _told(said: str, line: str) -> tuple[Message, Message]:
    """Return fault and remedy."""
    entry = _ENTRY.fullmatch(line)
    key = entry["key"].strip() if entry else ""
    if any(one in said for one in _TWICE):
        return msg("the key or table “{key}” stands twice", key=key or line.strip(" []")), msg(
            "keep one of the two"
        )
    if any(one in said for one in _BACKSLASH):
        return msg("a “\\” means something else between double quotes"), msg(
            "write single quotes, or each \\ twice: {line}", line=_assigned(line, quote="'")
        )
    if any(one in said for one in _OPEN_TEXT) or said.startswith("Illegal character '\\r"):
        return msg("the quotation mark is never closed"), msg("put another one at the end of the value")
    if any(one in said for one in _OPEN_LIST):
        return msg("a bracket is never closed"), msg("close it with ] or }}")
    if "Expected '=' after a key" in said:
        return msg("there is no “=” behind the key"), msg("write {line}", line=_assigned(line))
    if "Invalid value" in said and entry and entry["value"] in ("True", "False", "TRUE", "FALSE"):
        return msg("“{value}” is no value", value=entry["value"]), msg(
            "write {line}", line=f"{key} = {entry['value'].lower()}"
        )
    if "Invalid value" in said or "Expected newline" in said:
        return msg("the value cannot be read"), msg(
            "put a text between double quotes: {line}", line=_assigned(line)
        )
    if "Illegal character" in said or "Found invalid character" in said:
        return msg("a character that nobody sees may not stand here"), msg("delete it and retype")
    if "Invalid statement" in said or "Invalid initial character" in said:
        return msg("this line is no `key = value`"), msg('write `key = "value"`, texts between double quotes')
    return msg("this is not valid TOML"), msg('write `key = "value"`, texts between double quotes')


def _assigned(line: str, *, quote: str = '"') -> str:
    """Return a line with its value as a text, to be copied."""
    entry = _ENTRY.fullmatch(line)
    value = entry["value"].strip(_QUOTES + " \u00a0") if entry else ""
    if not entry or not value or len(value) > _LONG:
        return f"{entry['key'].strip() if entry and entry['key'].strip() else 'title'} = {quote}…{quote}"
    quote = "'" if '"' in value else quote
    return f"{entry['key'].strip()} = {quote}{value}{quote}"
