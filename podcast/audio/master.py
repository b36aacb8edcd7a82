"""The master: what listeners download, from what was recorded.

Owns the order of the steps, the settings that shape the bytes, and the promise that the file, measured as
listeners decode it, lands on the target. Knows nothing of tags, keys or episodes.

Always 44.1 kHz: MPEG-1 layer III at the one rate that every player, car and ad server accepts without
resampling or a click where files are joined, and 128 kbit/s keeps nothing above 17 kHz anyway. Constant
rate, since players seek in it by arithmetic. An Info header gives the encoder's delay and padding, so that
the length is exact.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from podcast.audio.analyse import analyse
from podcast.audio.analysis import SILENCE_DBTP, Analysis
from podcast.audio.decode import Sound, spool_for
from podcast.audio.keep import audio_span, copy_span
from podcast.audio.lame import loss_db
from podcast.audio.limiter import Cap
from podcast.audio.lint import find_faults
from podcast.audio.loudness import workers
from podcast.audio.mix import Mixed, compose, heard_energy
from podcast.audio.probe import probe
from podcast.audio.program import Recorded
from podcast.audio.progress import Progress, Stage, Steps
from podcast.audio.recording import Recording
from podcast.audio.sting import Stings
from podcast.audio.target import Landing, Shape, first_gain
from podcast.audio.waveform import waveform
from podcast.content.fault import Fault
from podcast.content.record import Loudness
from podcast.content.show import AudioSettings, LoudnessTarget
from podcast.content.timeline import Timeline
from podcast.errors import CannotWriteError, ContentError, Place, TryAgainError
from podcast.files import partial
from podcast.messages import msg
from podcast.values import Struct

_MEASURING = 0.12  # of the time, as a rule
_KEPT_LU = 0.5  # what another encoder's generation loss would cost is worse than to be so far off
_TRIMMED = ("lead-silence", "tail-silence")
_KEPT_RATES = (44_100, 48_000)


class Mastered(Struct, frozen=True, kw_only=True):
    """What became of a recording. `before` is measured on it, mixed down to stereo if it has more
    channels; `after` on the master. `duration_ms` is the true length, without encoder delay and padding.

    `kept`: its MP3 was on target and was taken as it is. `gain` (dB), `ceiling` (dBTP) and `caps` are what
    the sound went through before the encoder, if that did not lower it. `waveform` is an audiowaveform
    document, `faults` what one hears in the recording. `timeline` is None when nothing was added or trimmed.
    """

    before: Loudness
    after: Loudness
    duration_ms: int
    channels: int
    bytes: int
    waveform: str
    recorded_ms: int
    recorded_channels: int
    kept: bool = False
    gain: float = 0.0
    ceiling: float = 0.0
    caps: tuple[Cap, ...] = ()
    faults: tuple[Fault, ...] = ()
    timeline: Timeline | None = None


def master(
    recording: Path,
    out: Path,
    *,
    target: LoudnessTarget,
    audio: AudioSettings | None = None,
    stings: Stings | None = None,
    progress: Progress | None = None,
    stage: Stage | None = None,
) -> Mastered:
    """Encode `recording` as an MP3 at `out`, without tags, at the loudness and below the peak of `target`.

    Mono, and stereo whose channels are the same, becomes one channel at `target.mono`, unless `audio` says
    otherwise. The encoded file is measured; where it exceeds the true peak it is limited more and encoded
    again, and all of it when it is more than 0.12 LU off. When peaks so high above the rest are limited
    that this cannot be met, 0.5 LU is accepted. Equal inputs give equal bytes.

    An MP3 of constant rate that is within 0.5 LU of the target and not above its peak is copied.

    Raises:
        MissingInputError, ContentError: as `probe` and `Sound`; also silence, and a target that cannot
            be reached.
        UnavailableError: ffmpeg is absent or failed.
        TryAgainError: the recording changed meanwhile.
        CannotWriteError, DiskError: `out` cannot be written.
    """
    audio, stings = audio or AudioSettings(), stings or Stings()
    if out.exists() and recording.exists() and out.samefile(recording):
        raise CannotWriteError(msg("a master never replaces its recording"), place=Place(file=str(out)))
    steps = Steps(progress, stage)
    found = probe(recording)
    with (
        partial(out) as temporary,
        unchanged(recording),
        spool_for(found, out.parent) as spool,
        ThreadPoolExecutor(workers()) as pool,
    ):
        sound = Sound(found, spool=None if audio.level_voices else spool)
        prepared = _prepare(sound, target, audio, stings, temporary, pool, steps)
        mastered = prepared if isinstance(prepared, Mastered) else _encode(prepared, temporary, pool, steps)
    steps.next(1.0)(1.0)
    return mastered


def _keep(
    recording: Recording, before: Analysis, target: LoudnessTarget, audio: AudioSettings, out: Path
) -> Mastered | None:
    """Copy an MP3 that is on target; return nothing if it is not one."""
    wanted = {"auto": before.channels, "mono": 1, "stereo": 2}[audio.channels]
    goal = target.mono if before.channels == 1 else target.stereo
    if (
        not audio.keep_mp3
        or audio.level_voices
        or audio.trim_silence
        or recording.codec != "mp3"
        or recording.sample_rate not in _KEPT_RATES
        or before.channels != wanted
        or abs(before.loudness.integrated - goal) > _KEPT_LU
        or before.true_peak > target.true_peak
    ):
        return None
    span = audio_span(recording.path)
    if span is None:
        return None
    with out.open("wb") as file:
        copy_span(recording.path, span, file)
    return Mastered(
        before=before.loudness,
        after=before.loudness,
        duration_ms=before.duration_ms,
        channels=before.channels,
        bytes=out.stat().st_size,
        waveform=waveform(before).decode(),
        recorded_ms=before.duration_ms,
        recorded_channels=recording.channels,
        kept=True,
        faults=find_faults(before),
        ceiling=target.true_peak,
    )


class _Prepared(Struct, frozen=True, kw_only=True, eq=False):
    """What is to be encoded, at which gain, and what of it is known already."""

    sound: Sound
    program: Recorded | Mixed
    shape: Shape
    gain: float
    before: Loudness
    recorded_ms: int
    faults: tuple[Fault, ...]


def _prepare(
    sound: Sound,
    target: LoudnessTarget,
    audio: AudioSettings,
    stings: Stings,
    out: Path,
    pool: ThreadPoolExecutor,
    steps: Steps,
) -> Mastered | _Prepared:
    """Measure the recording; copy it if it needs nothing. The analysis ends here: it is large."""
    measuring = steps.next(_MEASURING, msg("measuring"))
    before = analyse(iter(sound), pool, channels=sound.channels, about=sound.about, progress=measuring)
    _refuse_silence(before, sound.recording.path)
    kept = None if stings else _keep(sound.recording, before, target, audio, out)
    if kept:
        return kept
    program, measured = compose(sound, before, audio, stings, pool)
    channels = program.channels
    if measured.silent:
        raise ContentError(
            msg("its two channels cancel each other out: in mono nothing is left"),
            hint=msg("invert one of them, or set channels to stereo"),
            place=Place(file=str(sound.recording.path)),
        )
    shape = Shape(
        kbps=audio.mono_kbps if channels == 1 else audio.stereo_kbps,
        loudness=target.mono if channels == 1 else target.stereo,
        true_peak=target.true_peak,
    )
    return _Prepared(
        sound=sound,
        program=program,
        shape=shape,
        gain=first_gain(shape, heard_energy(measured, channels), measured.windows.peaks),
        before=before.loudness,
        recorded_ms=before.duration_ms,
        faults=tuple(one for one in find_faults(before) if not (audio.trim_silence and one.rule in _TRIMMED)),
    )


def _encode(prepared: _Prepared, out: Path, pool: ThreadPoolExecutor, steps: Steps) -> Mastered:
    program, shape, recording = prepared.program, prepared.shape, prepared.sound.recording
    landed = Landing(program, shape, pool=pool, steps=steps).write(out, prepared.gain)
    if not landed.on_target:
        raise _out_of_reach(recording.path, shape, landed.heard.loudness)
    return Mastered(
        before=prepared.before,
        after=landed.heard.loudness,
        duration_ms=landed.heard.duration_ms,
        channels=program.channels,
        bytes=out.stat().st_size,
        waveform=waveform(landed.heard).decode(),
        recorded_ms=prepared.recorded_ms,
        recorded_channels=recording.channels,
        gain=landed.gain - loss_db(shape.kbps),
        ceiling=landed.ceiling - loss_db(shape.kbps),
        caps=landed.caps,
        faults=prepared.faults,
        timeline=program.timeline if isinstance(program, Mixed) else None,
    )


def _refuse_silence(measured: Analysis, recording: Path) -> None:
    if not measured.silent:
        return
    silence = measured.loudness.true_peak <= SILENCE_DBTP
    raise ContentError(
        msg("all of it is silence") if silence else msg("too quiet or too short to have a loudness"),
        hint=msg("check which track was exported"),
        place=Place(file=str(recording)),
    )


def _out_of_reach(recording: Path, shape: Shape, reached: Loudness) -> ContentError:
    return ContentError(
        msg(
            "cannot be brought to {loudness:g} LUFS below {true_peak:g} dBTP: the master came to "
            "{integrated:.1f} LUFS and {reached_true_peak:.1f} dBTP",
            loudness=shape.loudness,
            true_peak=shape.true_peak,
            integrated=reached.integrated,
            reached_true_peak=reached.true_peak,
        ),
        hint=msg("even out its level, or lower the target"),
        place=Place(file=str(recording)),
    )


@contextmanager
def unchanged(recording: Path) -> Iterator[None]:
    """Raise TryAgainError when the recording is another at the end than at the start."""

    def state() -> tuple[int, ...]:
        if not recording.exists():
            return ()
        status = recording.stat()
        return (status.st_ino, status.st_size, status.st_mtime_ns)

    at_first = state()
    yield
    if state() != at_first:
        raise TryAgainError(
            msg("the recording changed while it was read"),
            hint=msg("run the command again"),
            place=Place(file=str(recording)),
        )
