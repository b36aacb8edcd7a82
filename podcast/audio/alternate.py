"""The same master in another format: AAC in M4A, or Opus in Ogg, encoded by ffmpeg from the sound itself.

Owns what ffmpeg is asked for. The sound is rendered anew from the recording, with the gain and the limits
that were found for the MP3, so nothing is encoded twice in a row.
"""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from podcast.audio.analysis import SAMPLE_RATE, Analysis
from podcast.audio.ffmpeg import output_arguments, piped
from podcast.audio.limiter import Cap
from podcast.audio.loudness import measure
from podcast.audio.program import Program
from podcast.audio.progress import Progress
from podcast.audio.target import render
from podcast.errors import DiskError, Place, UnavailableError
from podcast.files import partial


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """A format: how ffmpeg calls encoder and muxer, and its kbit/s for stereo and for mono."""

    encoder: str
    muxer: str
    suffix: str
    stereo_kbps: int
    mono_kbps: int
    options: tuple[str, ...] = ()


FORMATS = {
    "m4a": Format(encoder="aac", muxer="ipod", suffix=".m4a", stereo_kbps=128, mono_kbps=80),
    "opus": Format(
        encoder="libopus",
        muxer="ogg",
        suffix=".opus",
        stereo_kbps=80,
        mono_kbps=40,
        options=("-application", "audio", "-frame_duration", "20", "-vbr", "on"),
    ),
}

_ATTEMPTS = 6
_SPARE_DB = 0.3  # more at each attempt: these encoders exceed what they are given by chance


def encode_alternate(
    program: Program,
    out: Path,
    kind: str,
    *,
    gain: float,
    ceiling: float,
    caps: tuple[Cap, ...],
    true_peak: float,
    progress: Progress | None = None,
) -> tuple[Analysis, int]:
    """Write `program` as `kind` (of FORMATS) at `out`, without tags; return what is heard of it and kbit/s.

    `gain` in dB and `ceiling` in dBTP are those of the sound before the encoder. When what comes out
    exceeds `true_peak`, it is encoded again with a lower ceiling.

    Raises:
        UnavailableError: ffmpeg is absent, cannot do it, or keeps exceeding the peak.
        ContentError, DiskError, TryAgainError: as reading the recording again.
    """
    form = FORMATS[kind]
    kbps = form.mono_kbps if program.channels == 1 else form.stereo_kbps
    for attempt in range(1, _ATTEMPTS + 1):
        with partial(out) as temporary:
            _encode(program, temporary, form, kbps, gain, ceiling, caps, progress)
            heard = measure(temporary).analysis
        over = heard.true_peak - true_peak
        if over <= 0:
            return heard, kbps
        lower = over + attempt * _SPARE_DB
        ceiling -= lower
        caps = tuple(Cap(one.start, one.end, one.ceiling * 10 ** (-lower / 20)) for one in caps)
    out.unlink(missing_ok=True)
    raise UnavailableError(
        f"the {kind} comes out {over:.1f} dB over the true peak, however much is limited",
        hint=f"take {kind} out of alternates, or unset PODCAST_FFMPEG",
    )


def _encode(
    program: Program,
    out: Path,
    form: Format,
    kbps: int,
    gain: float,
    ceiling: float,
    caps: tuple[Cap, ...],
    progress: Progress | None,
) -> None:
    sound = ("-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", str(program.channels), "-i", "pipe:0")
    encoder = ("-c:a", form.encoder, "-b:a", f"{kbps}k", *form.options)
    bare = ("-map_metadata", "-1", "-flags:a", "+bitexact", "-fflags", "+bitexact")
    done = 0
    with (
        piped([*sound, *encoder, *bare, *output_arguments(out, form.muxer)], writes=True) as pipe,
        closing(render(program, gain=gain, ceiling=ceiling, caps=caps)) as pieces,
    ):
        for piece in pieces:
            pipe.write(piece.tobytes())
            done += len(piece)
            if progress:
                progress(min(1.0, done / program.samples))
        report = pipe.end()
    if report.status != 0:
        if any("No space left" in line for line in report.log):
            raise DiskError("the disk is full", hint="free some space", place=Place(file=str(out.parent)))
        raise UnavailableError(
            f"ffmpeg could not encode {form.suffix}: {report.reason}",
            hint="unset PODCAST_FFMPEG, or reinstall imageio-ffmpeg",
        )
