"""The master: one gain to the target loudness, a true-peak limiter, an MP3 that says its exact length.

Owns the settings that shape the bytes, and the promise that the file, measured as listeners decode it,
lands on the target. Knows nothing of tags, keys or episodes.

Always 44.1 kHz: MPEG-1 layer III at the one rate that every player, car and ad server accepts without
resampling or a click where files are joined, and 128 kbit/s keeps nothing above 17 kHz anyway. Stereo
at 128 kbit/s joint, mono at 96 (transparent for speech). Constant rate, since players seek in it by
arithmetic. An Info header gives the encoder's delay and padding, so that the length is exact.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from podcast.audio.ffmpeg import input_arguments, output_arguments, run, sound_arguments
from podcast.audio.loudness import SILENCE_DBTP, Measurement, Progress, downmix, measure
from podcast.content.record import Loudness
from podcast.content.show import LoudnessTarget
from podcast.errors import CannotWriteError, ContentError, DiskError, Place, TryAgainError, UnavailableError
from podcast.files import partial

ENGINE = "ffmpeg-serial-1"
"""Change it whenever the same recording and target would give other bytes."""

SAMPLE_RATE = 44_100
STEREO_KBPS = 128
MONO_KBPS = 96
LAME_QUALITY = 3

_TOLERANCE_LU = 0.2
_LIMITED_TOLERANCE_LU = 0.5
_ENCODES = 4
_OVERSAMPLING = 4
_OVERSHOOT_DB = 1.0  # how far an MP3 at these rates exceeds the peaks that it was given, as a rule
_LAME_LOSS_DB = 0.45  # LAME scales by 0.95 at these rates
_LOWEST_CEILING_DB = -24.0  # alimiter's own
_PAIR_DB = 3.01  # the same signal in two channels, against one (BS.1770 adds their energies)
_LIMITER = "alimiter=limit={limit:.6f}:attack=5:release=80:level=0:latency=1"
_RESAMPLE = "aresample={rate}:resampler=soxr:precision=28"
_LENGTH_MS = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Mastered:
    """What became of a recording. `before` is measured on it, mixed down to stereo if it has more
    channels; `after` on the master. `duration_ms` is the true length, without encoder delay and padding."""

    before: Loudness
    after: Loudness
    duration_ms: int
    channels: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Setting:
    """The two numbers that are corrected between encodes: gain in dB, limiter ceiling in dBTP."""

    gain: float
    ceiling: float


def settings_digest(target: LoudnessTarget) -> str:
    """Return a hexadecimal SHA-256 of everything here that shapes a master's bytes, for cache keys.

    The build of ffmpeg is left out: another machine's must not make every published master a new one.
    """
    settings = {
        "engine": ENGINE,
        "rate": SAMPLE_RATE,
        "kbps": [MONO_KBPS, STEREO_KBPS],
        "quality": LAME_QUALITY,
        "filters": [_LIMITER, _RESAMPLE, _OVERSAMPLING, _OVERSHOOT_DB, _LAME_LOSS_DB],
        "tolerance": [_TOLERANCE_LU, _LIMITED_TOLERANCE_LU, _ENCODES],
        "target": asdict(target),
    }
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()


def master(
    recording: Path, out: Path, *, target: LoudnessTarget, progress: Progress | None = None
) -> Mastered:
    """Encode `recording` as an MP3 at `out`, without tags, at the loudness and below the peak of `target`.

    Mono, and stereo whose channels are the same, becomes one channel at `target.mono`. The encoded file
    is measured and encoded again with a corrected gain and ceiling, at most three times, until it is
    within 0.2 LU of the target and not above its true peak. When peaks so high above the rest are
    limited that this cannot be met, 0.5 LU is accepted. Equal inputs give equal bytes.

    Raises:
        MissingInputError, ContentError: as `measure`; also silence, and a target that cannot be reached.
        UnavailableError: ffmpeg is absent or failed.
        TryAgainError: the recording changed meanwhile.
        CannotWriteError, DiskError: `out` cannot be written.
    """
    if out.exists() and recording.exists() and out.samefile(recording):
        raise CannotWriteError("a master never replaces its recording", place=Place(file=str(out)))
    steps = _Steps(progress)
    with partial(out) as temporary, _unchanged(recording):
        before = measure(recording, progress=steps.part(0.0, 0.3))
        _refuse_silence(before)
        after = _encode_until_right(before, temporary, target, steps)
    steps.part(1.0, 1.0)(1.0)
    return Mastered(
        before=before.loudness,
        after=after.loudness,
        duration_ms=after.duration_ms,
        channels=after.recording.channels,
    )


def _encode_until_right(
    before: Measurement, out: Path, target: LoudnessTarget, steps: "_Steps"
) -> Measurement:
    goal = target.mono if before.mono else target.stereo
    setting = _first_setting(before, goal, target.true_peak)
    width = 0.7 / _ENCODES
    for number in range(_ENCODES):
        start = 0.3 + number * width
        _encode(before, out, setting, steps.part(start, start + width * 0.7))
        after = measure(out, progress=steps.part(start + width * 0.7, start + width))
        _refuse_other_length(before, after)
        off = goal - after.loudness.integrated
        over = after.loudness.true_peak - target.true_peak
        if over <= 0 and abs(off) <= _TOLERANCE_LU:
            return after
        setting = _Setting(
            gain=setting.gain + off,
            ceiling=max(_LOWEST_CEILING_DB, setting.ceiling - (over + 0.1 if over > 0 else 0.0)),
        )
    if over <= 0 and abs(off) <= _LIMITED_TOLERANCE_LU:
        return after
    raise ContentError(
        f"cannot be brought to {goal:g} LUFS below {target.true_peak:g} dBTP: the master came to "
        f"{after.loudness.integrated:.1f} LUFS and {after.loudness.true_peak:.1f} dBTP",
        hint="even out its level, or lower the target",
        place=Place(file=str(before.recording.path)),
    )


def _first_setting(before: Measurement, goal: float, true_peak: float) -> _Setting:
    integrated = before.loudness.integrated - (_PAIR_DB if before.identical else 0.0)
    return _Setting(gain=goal - integrated + _LAME_LOSS_DB, ceiling=true_peak - _OVERSHOOT_DB + _LAME_LOSS_DB)


def _encode(before: Measurement, out: Path, setting: _Setting, progress: Progress) -> None:
    recording = before.recording
    kbps = MONO_KBPS if before.mono else STEREO_KBPS

    def see(line: str) -> None:
        name, _, value = line.partition("=")
        if name == "out_time_us" and value.lstrip("-").isdigit():
            progress(max(0.0, min(1.0, int(value) / 1000 / max(1, before.duration_ms))))

    encoder = ("-c:a", "libmp3lame", "-b:a", f"{kbps}k", "-compression_level", str(LAME_QUALITY))
    bare = ("-map_metadata", "-1", "-map_chapters", "-1", "-id3v2_version", "0", "-write_id3v1", "0")
    report = run(
        [
            *("-progress", "pipe:1", "-nostats"),
            *input_arguments(recording.path, recording.demuxer),
            *sound_arguments(_filters(before, setting)),
            *(*encoder, *bare, "-write_xing", "1", "-flags:a", "+bitexact", "-fflags", "+bitexact"),
            *output_arguments(out, "mp3"),
        ],
        on_line=see,
    )
    if report.status != 0:
        if any("No space left" in line for line in report.log):
            raise DiskError("the disk is full", hint="free some space", place=Place(file=str(out.parent)))
        raise UnavailableError(
            f"ffmpeg could not encode the master: {report.reason}", hint="unset PODCAST_FFMPEG, or reinstall"
        )


def _filters(before: Measurement, setting: _Setting) -> str:
    """The limiter works at four times the rate, to see the peaks between samples; it is left out when
    nothing reaches it."""
    steps = [downmix(before.recording.channels)]
    if before.identical:
        steps.append("pan=mono|c0=0.5*c0+0.5*c1")
    gain = f"volume={setting.gain:.4f}dB:precision=double"
    if before.loudness.true_peak + setting.gain <= setting.ceiling:
        steps += [_RESAMPLE.format(rate=SAMPLE_RATE), gain]
    else:
        limiter = _LIMITER.format(limit=10 ** (setting.ceiling / 20))
        steps += [_RESAMPLE.format(rate=SAMPLE_RATE * _OVERSAMPLING), gain, limiter]
        steps.append(_RESAMPLE.format(rate=SAMPLE_RATE))
    return ",".join(steps)


def _refuse_silence(measured: Measurement) -> None:
    if not measured.silent:
        return
    silence = measured.loudness.true_peak <= SILENCE_DBTP
    raise ContentError(
        "all of it is silence" if silence else "too quiet or too short to have a loudness",
        hint="check which track was exported",
        place=Place(file=str(measured.recording.path)),
    )


def _refuse_other_length(before: Measurement, after: Measurement) -> None:
    if abs(before.duration_ms - after.duration_ms) > _LENGTH_MS:
        raise UnavailableError(
            f"ffmpeg made {after.duration_ms} ms of sound from {before.duration_ms}",
            hint="try again, or set PODCAST_FFMPEG to another ffmpeg",
        )


@contextmanager
def _unchanged(recording: Path) -> Iterator[None]:
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
            "the recording changed while it was read",
            hint="run the command again",
            place=Place(file=str(recording)),
        )


class _Steps:
    """One progress from 0 to 1 out of the progress of several runs; it never goes back."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._reached = -1.0

    def part(self, start: float, end: float) -> Progress:
        def report(done: float) -> None:
            value = start + (end - start) * done
            if self._progress and value > self._reached:
                self._reached = value
                self._progress(value)

        return report
