"""Transcripts: cues read from WebVTT and SubRip, and written as WebVTT.

Specifications: https://www.w3.org/TR/webvtt1/ (voice spans carry the speaker); SubRip has none, and is
read as players read it. Text outside the tags that mean something here is kept as written.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Cue:
    """Words spoken from `start_ms` to `end_ms`; `speaker` is empty when nobody is named."""

    start_ms: int
    end_ms: int
    text: str
    speaker: str = ""
