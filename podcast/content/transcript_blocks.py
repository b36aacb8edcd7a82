"""What WebVTT and SubRip have in common: blocks between empty lines, a timing line, formatting, references.

Owns the splitting of a text into timed blocks. Must not know who speaks in them.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from podcast.content.transcript_cue import LONGEST_MS, check_times
from podcast.errors import ContentError, Place
from podcast.messages import msg

HINT = msg("write 00:00:01.000 --> 00:00:04.000, then the words, then an empty line")

_TIME = r"((?:[0-9]{1,4}:)?[0-5][0-9]:[0-5][0-9])[.,]([0-9]{3})"
_TIMES = rf"{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t].*)?"
_TIMING = re.compile(_TIMES)
_USUAL = re.compile(rf"(?:(?!.*-->)\S.*\n)?{_TIMES}\n(\S.*(?:\n\S.*)*)\n?")
"""A block as nearly every one is: perhaps a number or name, its times, and lines of words that begin with a sign."""
_TAG = re.compile(r"</?[A-Za-z0-9][^<>]*>|<[0-9:.]+>")
_THOUSANDTHS = tuple(f"{at:03}" for at in range(1000))
_HUGE_REFERENCE = re.compile(r"&#[0-9]{9,};?")


class Block(NamedTuple):
    """Lines of words with formatting, from `start_ms` to `end_ms`; `line` is that of the times."""

    start_ms: int
    end_ms: int
    text: str
    line: int

    def place(self, file: str) -> Place:
        return Place(file=file, line=self.line, column=1)


def read_blocks(text: str, *, file: str, is_aside: Callable[[int, str], bool]) -> Iterator[Block]:
    """Yield the timed blocks of a text with `\\n` line ends.

    `is_aside` says of a block's first line and its number that the block, untimed, is none of the speech.

    Raises:
        ContentError: a block has no valid timing, ends before it starts, or starts before the one before.
    """
    after, number = 0, 1
    for piece in text.split("\n\n"):
        found: Iterable[Block]
        usual = _USUAL.fullmatch(piece)
        if usual and piece.count("-->") == 1:
            first, first_ms, last, last_ms, words = usual.groups()
            start, end = _seconds(first) * 1000 + int(first_ms), _seconds(last) * 1000 + int(last_ms)
            line = number + piece.count("\n", 0, usual.start(1))
            found = (Block(start, end, words, line),)
        else:
            found = _unusual(piece, number, file, is_aside)
        for block in found:
            if not after <= block.start_ms <= block.end_ms <= LONGEST_MS:
                place = block.place(file)
                check_times(block.start_ms, block.end_ms, after=after, place=place, hint=HINT)
            after = block.start_ms
            yield block
        number += piece.count("\n") + 2


def _unusual(text: str, number: int, file: str, is_aside: Callable[[int, str], bool]) -> Iterator[Block]:
    """Yield the blocks of a text that begins at line `number`, whatever they look like."""
    for begin, lines in _stretches(text, number):
        at = next((at for at, line in enumerate(lines[:2]) if "-->" in line), None)
        if at is None or (at == 0 and not _TIMING.fullmatch(lines[0])):
            if is_aside(begin, lines[0]):
                continue
            if at is None:
                raise _wrong(msg("no timing line"), Place(file=file, line=begin, column=1))
        line = begin + at
        start, end = _timing(lines[at], Place(file=file, line=line, column=1))
        for later, words in enumerate(lines[at + 1 :], start=line + 1):
            if _TIMING.fullmatch(words):
                raise _wrong(msg("no empty line before this cue"), Place(file=file, line=later, column=1))
        yield Block(start, end, "\n".join(lines[at + 1 :]), line)


def unmarked(text: str) -> str:
    """Return `text` without formatting tags and with its character references resolved."""
    if "&" not in text and "<" not in text:
        return text
    # Python refuses to read a number of thousands of digits; no character has so many.
    return html.unescape(_HUGE_REFERENCE.sub("\N{REPLACEMENT CHARACTER}", _TAG.sub("", text)))


def escaped(text: str) -> str:
    """Return `text` such that `unmarked` gives it back and nothing in it looks like a tag or a timing."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clock(milliseconds: int, point: str) -> str:
    """Return `01:02:03.004`, with `point` before the thousandths."""
    return _clock(milliseconds // 1000) + point + _THOUSANDTHS[milliseconds % 1000]


@lru_cache(maxsize=8192)  # every transcript begins at 0, and each second of it is written several times
def _clock(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"


def _stretches(text: str, number: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the stretches of lines that are not blank, with the line number of their first."""
    lines: list[str] = []
    first = 0
    for at, raw in enumerate(text.split("\n"), start=number):
        line = raw.strip(" \t")
        if line:
            first = first if lines else at
            lines.append(line)
        elif lines:
            yield first, lines
            lines = []
    if lines:
        yield first, lines


def _timing(line: str, place: Place) -> tuple[int, int]:
    found = _TIMING.fullmatch(line)
    if not found:
        raise _wrong(msg("“{line}” is not a timing line", line=line[:40]), place)
    first, first_ms, last, last_ms = found.groups()
    return _seconds(first) * 1000 + int(first_ms), _seconds(last) * 1000 + int(last_ms)


@lru_cache(maxsize=8192)
def _seconds(time: str) -> int:
    made = 0
    for part in time.split(":"):
        made = made * 60 + int(part)
    return made


def _wrong(message: str, place: Place) -> ContentError:
    return ContentError(message, hint=HINT, place=place)
