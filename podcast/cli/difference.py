"""What a text was and what it becomes, so that one sees at a glance what is different.

Short values stand side by side. Of a long text only what changed is shown, word by word, with a few words around:
`[-gone-]` and `{+new+}`, in colours where there are some. Knows nothing of what the texts are.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from difflib import SequenceMatcher

from podcast.cli.language import translated
from podcast.cli.output import clean, show
from podcast.cli.terminal import coloured, width
from podcast.messages import msg

_SHORT = 60
_AROUND = 6
"""Words shown before and after a change."""
_MOST = 60
"""Words shown of a text that is new or gone."""
_ALIKE = 0.5
"""How much two lines have in common if one became the other."""

Piece = tuple[str, str]
"""A sign, one of ` -+`, and the word that it is about."""


def say_difference(name: str, before: str, after: str, *, indent: int) -> None:
    """Print how one field differs, under a heading with its name."""
    before, after = clean(translated(before)), clean(translated(after))
    room, pad = width() - 1, " " * indent
    if len(before) + len(after) < _SHORT and "\n" not in before + after:
        nothing = translated(msg("nothing"))
        old = coloured(before, "red") if before else nothing
        new = coloured(after, "green") if after else nothing
        is_wide = len(f"{pad}{name}: {before or nothing} → {after or nothing}") > room
        parts = {"name": pad + name, "before": old, "after": new}
        if is_wide:
            show(translated(msg("{name}:", name=pad + name)))
            show(f"{pad}  {old} →")
            show(f"{pad}  {new}")
        else:
            show(translated(msg("{name}: {before} → {after}", **parts)))
        return
    show(translated(msg("{name}:", name=pad + name)))
    for line in changed_lines(before, after):
        show(_wrapped(line, room, f"{pad}  "))


def changed_lines(before: str, after: str) -> Iterator[list[Piece]]:
    """Yield the lines that differ, as words that stay, go or come; a word `…` stands for what is left out."""
    old, new = before.splitlines(), after.splitlines()
    for kind, first, last, at, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        yield from _paired(old[first:last], new[at:end])


def _paired(gone: list[str], come: list[str]) -> Iterator[list[Piece]]:
    """Yield lines that took the place of others word by word, and the rest as gone or new."""
    for at in range(max(len(gone), len(come))):
        old, new = (lines[at].split() if at < len(lines) else [] for lines in (gone, come))
        matched = SequenceMatcher(None, old, new, autojunk=False)
        if old and new and matched.ratio() >= _ALIKE:
            yield list(_words(old, new, matched))
            continue
        for sign, words in (("-", old), ("+", new)):
            if words:
                yield [(sign, one) for one in words[:_MOST]] + ([(" ", "…")] if len(words) > _MOST else [])


def _words(old: list[str], new: list[str], matched: SequenceMatcher[str]) -> Iterator[Piece]:
    steps = matched.get_opcodes()
    for number, (kind, first, last, at, end) in enumerate(steps):
        if kind == "equal":
            yield from _around(old[first:last], is_first=number == 0, is_last=number == len(steps) - 1)
        else:
            yield from (("-", one) for one in old[first:last])
            yield from (("+", one) for one in new[at:end])


def _around(words: list[str], *, is_first: bool, is_last: bool) -> Iterator[Piece]:
    """Yield of words that stay those beside a change."""
    head = [] if is_first else words[:_AROUND]
    tail = [] if is_last else words[max(len(head), len(words) - _AROUND) :]
    yield from ((" ", one) for one in head)
    if len(head) + len(tail) < len(words):
        yield " ", "…"
    yield from ((" ", one) for one in tail)


def _wrapped(line: list[Piece], room: int, pad: str) -> str:
    """Return a line in as many as it takes, each stretch between its marks."""
    stretches: list[tuple[str, list[str]]] = []
    for sign, word in line:
        if stretches and stretches[-1][0] == sign:
            stretches[-1][1].append(word)
        else:
            stretches.append((sign, [word]))
    text = " ".join(_MARKS[sign].format(" ".join(words)) for sign, words in stretches)
    lines = textwrap.wrap(
        text, room, initial_indent=pad, subsequent_indent=pad, break_on_hyphens=False, break_long_words=False
    )
    return _coloured(lines)


_MARKS = {" ": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
_COLOURS = {"-": "red", "+": "green"}
_MARK = re.compile(r"(\[-|-\]|\{\+|\+\})")


def _coloured(lines: list[str]) -> str:
    """Return lines with what is between marks in its colour, which begins anew on each line."""
    colour, done = "", []
    for line in lines:
        parts = []
        for part in _MARK.split(line):
            opens = part in ("[-", "{+")
            if opens:
                colour = _COLOURS[part[1]]
            body = part.lstrip(" ")
            parts.append(
                part[: len(part) - len(body)] + (coloured(body, colour) if colour and body else body)
            )
            if part in ("-]", "+}"):
                colour = ""
        done.append("".join(parts))
    return "\n".join(done)
