"""The body of an episode or article: Markdown, with directives and illustrations on lines of their own.

    [[read-also: slug]]          an "À lire aussi" box that links to an episode or article
    [[listen: slug]]             the player of an episode
    ![alt](file.jpg "caption")   a picture beside the page's own file

Only a line that is nothing but a directive is one, so text about brackets stays text; inside a fenced
code block nothing is. What the slug means is for checks and pages to find out.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from podcast.values import Struct

READ_ALSO = "read-also"
LISTEN = "listen"
NAMES = (READ_ALSO, LISTEN)

_DIRECTIVE = re.compile(r" {0,3}\[\[\s*([^\s:\]]+)\s*:\s*([^\]]*?)\s*\]\]\s*")
_ILLUSTRATION = re.compile(
    r" {0,3}!\[((?:[^\]\\\n]|\\.)*)\]\(\s*(?:<([^<>\n]+)>|([^\s<>()]+))(?:\s+(?:\"([^\"\n]*)\"|'([^'\n]*)'))?\s*\)\s*"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TITLE = r"(\]\(\s*<?[^\s)>]*>?\s+)\"([^\"\n]*)\"(?=\s*\))"
_SPAN = r"(`+)(?!`).*?(?<!`)\1(?!`)"
_CODE = rf"{_SPAN}|<[a-zA-Z/!][^>\s:]*(?:\s[^>\n]*)?>"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


class Markdown(Struct, frozen=True, kw_only=True):
    """A stretch of Markdown between directives."""

    text: str


class Directive(Struct, frozen=True, kw_only=True):
    """A directive and what it points to; `line` counts from 1 in the body."""

    name: str
    target: str
    line: int


class Illustration(Struct, frozen=True, kw_only=True):
    """A picture within the text: the file as it is written, what it shows, what stands under it; `line` as above."""

    file: str
    alt: str
    caption: str
    line: int


Part = Markdown | Directive | Illustration


def split_body(body: str) -> tuple[Part, ...]:
    """Return the parts of `body` in order; blank stretches between directives are left out."""
    parts: list[Part] = []
    held: list[str] = []
    if "[[" not in body and "![" not in body:
        _flush([body], parts)
        return tuple(parts)
    fence = ""
    for number, line in enumerate(body.split("\n"), start=1):
        found = None if fence or "[" not in line else _DIRECTIVE.fullmatch(line)
        if found:
            _flush(held, parts)
            parts.append(Directive(name=found[1], target=found[2], line=number))
            continue
        illustration = None if fence or "![" not in line else _illustration(line, number)
        if illustration:
            _flush(held, parts)
            parts.append(illustration)
            continue
        fence = _fence_after(line, fence)
        held.append(line)
    _flush(held, parts)
    return tuple(parts)


def directives(body: str) -> tuple[Directive, ...]:
    """Return only the directives of `body`."""
    return tuple(part for part in split_body(body) if isinstance(part, Directive))


def illustrations(body: str) -> tuple[Illustration, ...]:
    """Return only the illustrations of `body`."""
    if "![" not in body:
        return ()
    return tuple(part for part in split_body(body) if isinstance(part, Illustration))


def unfenced_lines(body: str) -> Iterator[tuple[int, str]]:
    """Give the lines of `body` that are no block of code, counted from 1, with blanks where inline code is."""
    fence = ""
    for number, line in enumerate(body.split("\n"), start=1):
        after = _fence_after(line, fence)
        if not (fence or after or line.startswith(("    ", "\t"))):
            yield number, re.sub(_SPAN, _blanked, line) if "`" in line else line
        fence = after


@lru_cache(maxsize=4)  # several rules look at one page after the other
def prose_lines(body: str) -> tuple[tuple[int, str], ...]:
    """Return the lines of `body` that are no code, counted from 1, with blanks where inline code and HTML is, and
    the quotes around the title of a link."""
    lines = []
    fence = ""
    for number, line in enumerate(body.split("\n"), start=1):
        after = _fence_after(line, fence)
        if not (fence or after):
            line = re.sub(_CODE, _blanked, line) if "`" in line or "<" in line else line
            lines.append((number, re.sub(_TITLE, r"\1 \2 ", line) if "](" in line else line))
        fence = after
    return tuple(lines)


@lru_cache(maxsize=4)
def prose(body: str) -> str:
    """Return those lines as one text."""
    return "\n".join(line for _, line in prose_lines(body))


def _blanked(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _illustration(line: str, number: int) -> Illustration | None:
    """Return the illustration that a line is, if it is one of a file of ours."""
    found = _ILLUSTRATION.fullmatch(line)
    name = unquote(found[2] or found[3]) if found else ""
    if not found or ":" in name:
        return None
    alt, caption = (_ESCAPED.sub(r"\1", one or "").strip() for one in (found[1], found[4] or found[5]))
    return Illustration(file=name, alt=alt, caption=caption, line=number)


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
