"""The master: one gain to the target loudness, a true-peak limiter, an MP3 that says its exact length.

Owns the order of the steps, the settings that shape the bytes, and the promise that the file, measured as
listeners decode it, lands on the target. Knows nothing of tags, keys or episodes.

Always 44.1 kHz: MPEG-1 layer III at the one rate that every player, car and ad server accepts without
resampling or a click where files are joined, and 128 kbit/s keeps nothing above 17 kHz anyway. Stereo
at 128 kbit/s joint, mono at 96 (transparent for speech). Constant rate, since players seek in it by
arithmetic. An Info header gives the encoder's delay and padding, so that the length is exact.
"""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from podcast.audio.analyse import analyse
from podcast.audio.analysis import SILENCE_DBTP, Analysis
from podcast.audio.decode import Sound
from podcast.audio.lame import QUALITY
from podcast.audio.loudness import workers
from podcast.audio.probe import probe
from podcast.audio.program import Recorded
from podcast.audio.progress import Progress, Steps
from podcast.audio.target import Landing, Shape
from podcast.content.record import Loudness
from podcast.content.show import LoudnessTarget
from podcast.errors import CannotWriteError, ContentError, Place, TryAgainError
from podcast.files import partial

ENGINE = "parallel-lame-1"
"""Change it whenever the same recording and target would give other bytes."""

STEREO_KBPS = 128
MONO_KBPS = 96

_MEASURING = 0.12  # of the time, as a rule


@dataclass(frozen=True, kw_only=True, slots=True)
class Mastered:
    """What became of a recording. `before` is measured on it, mixed down to stereo if it has more
    channels; `after` on the master. `duration_ms` is the true length, without encoder delay and padding."""

    before: Loudness
    after: Loudness
    duration_ms: int
    channels: int


def settings_digest(target: LoudnessTarget) -> str:
    """Return a hexadecimal SHA-256 of everything here that shapes a master's bytes, for cache keys."""
    settings = {
        "engine": ENGINE,
        "kbps": [MONO_KBPS, STEREO_KBPS],
        "quality": QUALITY,
        "target": asdict(target),
    }
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()


def master(
    recording: Path, out: Path, *, target: LoudnessTarget, progress: Progress | None = None
) -> Mastered:
    """Encode `recording` as an MP3 at `out`, without tags, at the loudness and below the peak of `target`.

    Mono, and stereo whose channels are the same, becomes one channel at `target.mono`. The encoded file
    is measured; where it exceeds the true peak it is limited more and encoded again, and all of it when
    it is more than 0.2 LU off. When peaks so high above the rest are limited that this cannot be met,
    0.5 LU is accepted. Equal inputs give equal bytes.

    Raises:
        MissingInputError, ContentError: as `probe` and `Sound`; also silence, and a target that cannot
            be reached.
        UnavailableError: ffmpeg is absent or failed.
        TryAgainError: the recording changed meanwhile.
        CannotWriteError, DiskError: `out` cannot be written.
    """
    if out.exists() and recording.exists() and out.samefile(recording):
        raise CannotWriteError("a master never replaces its recording", place=Place(file=str(out)))
    steps = Steps(progress)
    with partial(out) as temporary, unchanged(recording), ThreadPoolExecutor(workers()) as pool:
        sound = Sound(probe(recording))
        before = analyse(sound, pool, workers=workers(), progress=steps.next(_MEASURING))
        _refuse_silence(before, recording)
        mono = before.channels == 1 or before.identical
        program = Recorded(sound=sound, samples=before.samples, channels=1 if mono else 2)
        shape = Shape(
            kbps=MONO_KBPS if mono else STEREO_KBPS,
            loudness=target.mono if mono else target.stereo,
            true_peak=target.true_peak,
        )
        energy = before.windows.energy[: before.whole] / (2 if before.identical else 1)
        landing = Landing(program, shape, energy=energy, peaks=before.windows.peaks, pool=pool, steps=steps)
        landed = landing.write(temporary)
        if not landed.on_target:
            raise _out_of_reach(recording, shape, landed.heard.loudness)
    steps.next(1.0)(1.0)
    after = landed.heard
    return Mastered(
        before=before.loudness,
        after=after.loudness,
        duration_ms=after.duration_ms,
        channels=after.channels,
    )


def _refuse_silence(measured: Analysis, recording: Path) -> None:
    if not measured.silent:
        return
    silence = measured.loudness.true_peak <= SILENCE_DBTP
    raise ContentError(
        "all of it is silence" if silence else "too quiet or too short to have a loudness",
        hint="check which track was exported",
        place=Place(file=str(recording)),
    )


def _out_of_reach(recording: Path, shape: Shape, reached: Loudness) -> ContentError:
    return ContentError(
        f"cannot be brought to {shape.loudness:g} LUFS below {shape.true_peak:g} dBTP: the master "
        f"came to {reached.integrated:.1f} LUFS and {reached.true_peak:.1f} dBTP",
        hint="even out its level, or lower the target",
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
            "the recording changed while it was read",
            hint="run the command again",
            place=Place(file=str(recording)),
        )
