"""What a recording is, as a value: `probe` finds it out, and who remembers it needs no ffmpeg."""

from pathlib import Path

from podcast.values import Struct


class Recording(Struct, frozen=True, kw_only=True):
    """A file with sound in it. `container` is ours, `codec` ffmpeg's name; `sample_rate` is in Hz.

    `declared_ms` is the length that a header states and that can be trusted to be meant; a header that
    is absent, streamed or only estimated from the file's size leaves it None. `about_ms` is the best
    guess in any case, fit for a progress bar. `demuxer` is the only one that ffmpeg may use.
    `named_layout` says that it is known which channel is which.
    """

    path: Path
    container: str
    demuxer: str
    codec: str
    sample_rate: int
    channels: int
    declared_ms: int | None
    about_ms: int | None
    named_layout: bool = True
