"""The body of an episode or article: Markdown, with directives on lines of their own.

    [[read-also: slug]]   an "À lire aussi" box that links to an episode or article
    [[listen: slug]]      the player of an episode

Only a line that is nothing but a directive is one, so text about brackets stays text; inside a fenced
code block nothing is. What the slug means is for checks and pages to find out.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

READ_ALSO = "read-also"
LISTEN = "listen"
NAMES = (READ_ALSO, LISTEN)

_DIRECTIVE = re.compile(r" {0,3}\[\[\s*([^\s:\]]+)\s*:\s*([^\]]*?)\s*\]\]\s*")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|<[a-zA-Z/!][^>\n:]*>")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Markdown:
    """A stretch of Markdown between directives."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Directive:
    """A directive and what it points to; `line` counts from 1 in the body."""

    name: str
    target: str
    line: int


Part = Markdown | Directive


def split_body(body: str) -> tuple[Part, ...]:
    """Return the parts of `body` in order; blank stretches between directives are left out."""
    parts: list[Part] = []
    held: list[str] = []
    fence = ""
    for number, line in enumerate(body.split("\n"), start=1):
        found = None if fence else _DIRECTIVE.fullmatch(line)
        if found:
            _flush(held, parts)
            parts.append(Directive(name=found[1], target=found[2], line=number))
            continue
        fence = _fence_after(line, fence)
        held.append(line)
    _flush(held, parts)
    return tuple(parts)


def directives(body: str) -> tuple[Directive, ...]:
    """Return only the directives of `body`."""
    return tuple(part for part in split_body(body) if isinstance(part, Directive))


@lru_cache(maxsize=4)  # several rules look at one page after the other
def prose_lines(body: str) -> tuple[tuple[int, str], ...]:
    """Return the lines of `body` that are no code, counted from 1, with blanks where inline code and HTML is."""
    lines = []
    fence = ""
    for number, line in enumerate(body.split("\n"), start=1):
        after = _fence_after(line, fence)
        if not (fence or after):
            lines.append((number, _CODE.sub(_blanked, line) if "`" in line or "<" in line else line))
        fence = after
    return tuple(lines)


@lru_cache(maxsize=4)
def prose(body: str) -> str:
    """Return those lines as one text."""
    return "\n".join(line for _, line in prose_lines(body))


def _blanked(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _fence_after(line: str, fence: str) -> str:
    """Return the fence that is open after `line`, given the one that was before (empty: none)."""
    found = _FENCE.match(line)
    if not found:
        return fence
    if not fence:
        return found[1]
    closes = found[1].startswith(fence) and not line[found.end() :].strip()
    return "" if closes else fence


def _flush(held: list[str], parts: list[Part]) -> None:
    text = "\n".join(held).strip("\n")
    if text.strip():
        parts.append(Markdown(text=text))
    held.clear()
