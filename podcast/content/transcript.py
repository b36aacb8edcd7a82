"""Transcripts: cues read from WebVTT and SubRip, and written as WebVTT.

Specifications: https://www.w3.org/TR/webvtt1/ (a voice span carries the speaker); SubRip has none and is
read as players read it. Formatting tags are dropped, character references resolved.
"""

import html
import re
from dataclasses import dataclass

from podcast.errors import ContentError, Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Cue:
    """Words spoken from `start_ms` to `end_ms`; `speaker` is empty when nobody is named."""

    start_ms: int
    end_ms: int
    text: str
    speaker: str = ""


_TIME = r"(?:(\d{1,4}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
_VOICE = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+([^>]*)>")
_TAG = re.compile(r"</?[A-Za-z0-9][^<>]*>|<[0-9:.]+>")
_HINT = "write 00:00:01.000 --> 00:00:04.000, then the words, then an empty line"


def parse_transcript(text: str, *, file: str) -> tuple[Cue, ...]:
    """Return the cues of a WebVTT or SubRip file; `file` names it in errors.

    Raises:
        ContentError: a cue has no valid timing, ends before it starts, or starts before the one before.
    """
    cues: list[Cue] = []
    for line_number, block in _blocks(text):
        timing_at = next((at for at, line in enumerate(block[:2]) if "-->" in line), None)
        if timing_at is None:
            if _is_note(block[0]) or (line_number == 1 and block[0].startswith("WEBVTT")):
                continue
            raise _wrong(file, line_number, "no timing line")
        place = line_number + timing_at
        start, end = _timing(block[timing_at], file, place)
        if end < start or (cues and start < cues[-1].start_ms):
            raise _wrong(file, place, "the times go backwards")
        cues.extend(_cues(" ".join(block[timing_at + 1 :]), start, end))
    return tuple(cues)


def write_vtt(cues: tuple[Cue, ...]) -> bytes:
    """Return the cues as WebVTT, UTF-8; reading it gives the same cues."""
    blocks = ["WEBVTT"]
    for cue in cues:
        voice = f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""
        blocks.append(f"{_clock(cue.start_ms)} --> {_clock(cue.end_ms)}\n{voice}{_escaped(cue.text)}")
    return ("\n\n".join(blocks) + "\n").encode()


def _blocks(text: str) -> list[tuple[int, list[str]]]:
    """Return the stretches of non-blank lines with the line number of their first."""
    blocks: list[tuple[int, list[str]]] = []
    open_block = False
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            open_block = False
        elif open_block:
            blocks[-1][1].append(line.strip())
        else:
            blocks.append((number, [line.strip()]))
            open_block = True
    return blocks


def _is_note(line: str) -> bool:
    return line.split(" ")[0] in ("NOTE", "STYLE", "REGION")


def _timing(line: str, file: str, number: int) -> tuple[int, int]:
    found = _TIMING.fullmatch(line)
    if not found:
        raise _wrong(file, number, f"“{line[:40]}” is not a timing line")
    parts = [int(part or 0) for part in found.groups()]
    return _milliseconds(parts[:4]), _milliseconds(parts[4:])


def _milliseconds(parts: list[int]) -> int:
    hours, minutes, seconds, thousandths = parts
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _cues(text: str, start: int, end: int) -> list[Cue]:
    """Return a cue for each voice in one block of text, all with the block's times."""
    pieces = _VOICE.split(text)
    spoken = [("", pieces[0]), *zip(pieces[1::2], pieces[2::2], strict=True)]
    return [
        Cue(start_ms=start, end_ms=end, text=words, speaker=_plain(speaker))
        for speaker, raw in spoken
        if (words := _plain(raw))
    ]


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", text)).split(" ")).strip()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"


def _wrong(file: str, line: int, message: str) -> ContentError:
    return ContentError(message, hint=_HINT, place=Place(file=file, line=line, column=1))
