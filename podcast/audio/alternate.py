"""The same master in another format: AAC in M4A, or Opus in Ogg, encoded by ffmpeg from the sound itself.

Owns what ffmpeg is asked for. The sound is rendered anew from the recording, with the gain and the limits
that were found for the MP3, so nothing is encoded twice in a row.
"""

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from podcast.audio.analyse import analyse
from podcast.audio.analysis import SAMPLE_RATE, Floats
from podcast.audio.decode import Sound
from podcast.audio.ffmpeg import output_arguments, piped
from podcast.audio.limiter import Cap
from podcast.audio.loudness import measure, workers
from podcast.audio.master import Mastered, unchanged
from podcast.audio.mix import compose
from podcast.audio.probe import probe
from podcast.audio.program import Program
from podcast.audio.progress import Progress
from podcast.audio.sting import Stings
from podcast.audio.target import render
from podcast.content.record import Loudness
from podcast.content.show import AudioSettings
from podcast.errors import DiskError, Place, UnavailableError
from podcast.files import partial
from podcast.messages import msg
from podcast.values import Struct, replace


class Format(Struct, frozen=True, kw_only=True):
    """A format: how ffmpeg calls encoder and muxer, and its kbit/s for stereo and for mono."""

    encoder: str
    muxer: str
    suffix: str
    stereo_kbps: int
    mono_kbps: int
    options: tuple[str, ...] = ()

    def kbps(self, channels: int) -> int:
        return self.mono_kbps if channels == 1 else self.stereo_kbps


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

ENGINE = "ffmpeg-1"
"""Change it whenever the same master would give other bytes here."""

_ATTEMPTS = 6
_TOLERANCE = 0.2  # LU
_SPARE_DB = 0.3  # more at each attempt: these encoders exceed what they are given by chance


def make_alternate(
    recording: Path,
    out: Path,
    kind: str,
    *,
    mastered: Mastered,
    true_peak: float,
    audio: AudioSettings,
    stings: Stings,
    progress: Progress | None = None,
) -> Loudness:
    """Write the master of `recording` as `kind` (of FORMATS) at `out`, without tags; return how loud it is.

    `mastered` is what became of it as MP3: the same gain and limits are applied. When what comes out
    exceeds `true_peak` (dBTP) or is not as loud, it is encoded again with a lower ceiling or another gain.

    Raises:
        UnavailableError: ffmpeg is absent, cannot do it, or keeps exceeding the peak.
        ContentError, DiskError, TryAgainError: as `master`.
    """
    sound = Sound(probe(recording))
    with ThreadPoolExecutor(workers()) as pool, partial(out) as temporary, unchanged(recording):
        before = analyse(iter(sound), pool, channels=sound.channels, about=sound.about)
        channels = "mono" if mastered.channels == 1 else "stereo"
        program, _ = compose(sound, before, replace(audio, channels=channels), stings, pool)
        gain, ceiling, caps = mastered.gain, mastered.ceiling, mastered.caps
        for attempt in range(1, _ATTEMPTS + 1):
            rendered = render(program, gain=gain, ceiling=ceiling, caps=caps)
            _encode(program, rendered, temporary, FORMATS[kind], progress)
            heard = measure(temporary).loudness
            over = heard.true_peak - true_peak
            short = mastered.after.integrated - heard.integrated
            if over <= 0 and (abs(short) <= _TOLERANCE or attempt == _ATTEMPTS):
                return heard
            if abs(short) > _TOLERANCE:  # encoders leave out what is noise to them
                gain += short
            if over > 0:
                lower = over + attempt * _SPARE_DB
                ceiling -= lower
                caps = tuple(Cap(one.start, one.end, one.ceiling * 10 ** (-lower / 20)) for one in caps)
        raise UnavailableError(
            msg(
                "the {kind} comes out {over:.1f} dB over the true peak, however much is limited",
                kind=kind,
                over=over,
            ),
            hint=msg("take {kind} out of alternates, or unset PODCAST_FFMPEG", kind=kind),
        )


def _encode(
    program: Program,
    rendered: Generator[Floats, None, None],
    out: Path,
    form: Format,
    progress: Progress | None,
) -> None:
    sound = ("-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", str(program.channels), "-i", "pipe:0")
    encoder = ("-c:a", form.encoder, "-b:a", f"{form.kbps(program.channels)}k", *form.options)
    bare = ("-map_metadata", "-1", "-flags:a", "+bitexact", "-fflags", "+bitexact")
    done = 0
    with (
        piped([*sound, *encoder, *bare, *output_arguments(out, form.muxer)], writes=True) as pipe,
        closing(rendered) as pieces,
    ):
        for piece in pieces:
            pipe.write(piece.tobytes())
            done += len(piece)
            if progress:
                progress(min(1.0, done / program.samples))
        report = pipe.end()
    if report.status != 0:
        if any("No space left" in line for line in report.log):
            raise DiskError(
                msg("the disk is full"), hint=msg("free some space"), place=Place(file=str(out.parent))
            )
        raise UnavailableError(
            msg("ffmpeg could not encode {suffix}: {reason}", suffix=form.suffix, reason=report.reason),
            hint=msg("unset PODCAST_FFMPEG, or reinstall imageio-ffmpeg"),
        )
