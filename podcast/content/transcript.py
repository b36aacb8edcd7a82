"""Transcripts: cues read from WebVTT, SubRip or Podcasting 2.0 JSON, and written as all three.

Owns how the formats are told apart: by what a file says, as suffixes lie. Must not know what is in them;
that is in `transcript_vtt`, `transcript_srt` and `transcript_json`. Pure.
"""

import re
from collections.abc import Iterable

from podcast.content.text import first_control
from podcast.content.transcript_cue import Cue, place_of
from podcast.content.transcript_json import read_json, write_json
from podcast.content.transcript_srt import read_srt, write_srt
from podcast.content.transcript_vtt import read_vtt, write_vtt
from podcast.errors import ContentError
from podcast.messages import msg

__all__ = ["Cue", "parse_transcript", "write_json", "write_srt", "write_vtt"]

_VTT = re.compile(r"WEBVTT(?:[ \t\n]|\Z)")


def parse_transcript(text: str, *, file: str, speakers: Iterable[str] = ()) -> tuple[Cue, ...]:
    """Return the cues of a WebVTT, SubRip or JSON file; `file` names it in errors.

    `speakers` are names known from elsewhere, which help to tell who speaks in SubRip.

    Raises:
        ContentError: the file is none of these, holds control characters, or has times that are none, go
            backwards, or are beyond 1000 hours.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    _refuse_controls(text, file)
    if text.lstrip()[:1] in ("{", "["):
        return read_json(text, file=file)
    if _VTT.match(text):
        return read_vtt(text, file=file)
    return read_srt(text, file=file, speakers=speakers)


def _refuse_controls(text: str, file: str) -> None:
    """Refuse what no web page or feed can hold, where it stands."""
    if not (name := first_control(text)):
        return
    place = place_of(text, text.index(chr(int(name.removeprefix("U+"), 16))), file=file)
    raise ContentError(
        msg("contains the control character {name}", name=name), hint=msg("take it out"), place=place
    )
