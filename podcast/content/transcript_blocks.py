"""What WebVTT and SubRip have in common: blocks between empty lines, a timing line, formatting, references.

Owns the splitting of a text into timed blocks. Must not know who speaks in them.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from podcast.content.transcript_cue import check_times
from podcast.errors import ContentError, Place
from podcast.messages import msg

HINT = msg("write 00:00:01.000 --> 00:00:04.000, then the words, then an empty line")

_TIME = r"(?:([0-9]{1,4}):)?([0-5][0-9]):([0-5][0-9])[.,]([0-9]{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t].*)?")
_TAG = re.compile(r"</?[A-Za-z0-9][^<>]*>|<[0-9:.]+>")
_HUGE_REFERENCE = re.compile(r"&#[0-9]{9,};?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Lines of words with formatting, from `start_ms` to `end_ms`; `place` is that of the timing line."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    place: Place


def read_blocks(text: str, *, file: str, is_aside: Callable[[int, str], bool]) -> Iterator[Block]:
    """Yield the timed blocks of a text with `\\n` line ends.

    `is_aside` says of a block's first line and its number that the block, untimed, is none of the speech.

    Raises:
        ContentError: a block has no valid timing, ends before it starts, or starts before the one before.
    """
    after = 0
    for number, lines in _stretches(text):
        at = next((at for at, line in enumerate(lines[:2]) if "-->" in line), None)
        if at is None or (at == 0 and not _TIMING.fullmatch(lines[0])):
            if is_aside(number, lines[0]):
                continue
            if at is None:
                raise _wrong(msg("no timing line"), Place(file=file, line=number, column=1))
        place = Place(file=file, line=number + at, column=1)
        start, end = _timing(lines[at], place)
        check_times(start, end, after=after, place=place, hint=HINT)
        after = start
        for later, line in enumerate(lines[at + 1 :], start=number + at + 1):
            if _TIMING.fullmatch(line):
                raise _wrong(msg("no empty line before this cue"), Place(file=file, line=later, column=1))
        yield Block(start_ms=start, end_ms=end, lines=tuple(lines[at + 1 :]), place=place)


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
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{_clock(seconds)}{point}{thousandths:03}"


@lru_cache(maxsize=8192)  # every transcript begins at 0, and each second of it is written several times
def _clock(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"


def _stretches(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the stretches of lines that are not blank, with the line number of their first."""
    lines: list[str] = []
    first = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip(" \t")
        if line:
            first = first if lines else number
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
    parts = [int(part or 0) for part in found.groups()]
    return _milliseconds(parts[:4]), _milliseconds(parts[4:])


def _milliseconds(parts: list[int]) -> int:
    hours, minutes, seconds, thousandths = parts
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _wrong(message: str, place: Place) -> ContentError:
    return ContentError(message, hint=HINT, place=place)
