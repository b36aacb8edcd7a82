"""Transcripts as WebVTT, where a voice span says who speaks.

Specification: https://www.w3.org/TR/webvtt1/. Owns the voice spans, notes and header. Must not know the
other formats.
"""

import re
from collections.abc import Sequence

from podcast.content.transcript_blocks import Block, clock, escaped, read_blocks, unmarked
from podcast.content.transcript_cue import Cue, check_words, plain

_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?")
_VOICE = re.compile(r"<v(?:\.[^ \t<>]*)?[ \t]([^<>]*)>")


def read_vtt(text: str, *, file: str) -> tuple[Cue, ...]:
    """Return the cues of a WebVTT file with `\\n` line ends, one for each voice; `file` names it in errors.

    Raises:
        ContentError: a cue has no valid timing, ends before it starts, or starts before the one before.
    """
    blocks = read_blocks(text, file=file, is_aside=_is_aside)
    return tuple(cue for block in blocks for cue in _cues(block, file))


def write_vtt(cues: Sequence[Cue]) -> bytes:
    """Return the cues as WebVTT, UTF-8; reading it gives the same cues."""
    blocks = ["WEBVTT"]
    for cue in cues:
        voice = f"<v {escaped(plain(cue.speaker))}>" if cue.speaker else ""
        times = f"{clock(cue.start_ms, '.')} --> {clock(cue.end_ms, '.')}"
        blocks.append(f"{times}\n{voice}{escaped(plain(cue.text))}")
    return ("\n\n".join(blocks) + "\n").encode()


def _is_aside(number: int, line: str) -> bool:
    return bool(_ASIDE.fullmatch(line)) or (number == 1 and line.startswith("WEBVTT"))


def _cues(block: Block, file: str) -> Sequence[Cue]:
    """Return a cue for each voice in one block, all with the block's times."""
    text, speaker = block.text.removesuffix("</v>"), ""
    if text.startswith("<v ") and ">" in text:
        speaker, _, text = text[3:].partition(">")
    if "&" in block.text or "<" in text or "<" in speaker:
        return _voices(block, file)
    words = plain(text)
    if not words.strip():
        return ()
    return (Cue(start_ms=block.start_ms, end_ms=block.end_ms, text=words, speaker=plain(speaker)),)


def _voices(block: Block, file: str) -> Sequence[Cue]:
    """Return the same of a block with further marks."""
    pieces = _VOICE.split(block.text)
    spoken = [("", pieces[0]), *zip(pieces[1::2], pieces[2::2], strict=True)]
    cues = []
    for raw_speaker, raw in spoken:
        speaker, words = plain(unmarked(raw_speaker)), plain(unmarked(raw))
        check_words(speaker + words, place=block.place(file))
        if words.strip():
            cues.append(Cue(start_ms=block.start_ms, end_ms=block.end_ms, text=words, speaker=speaker))
    return cues
