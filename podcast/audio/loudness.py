"""How loud a recording is, how long, and whether its two channels are one: measured on every sample."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from podcast.audio.analyse import analyse
from podcast.audio.analysis import Analysis
from podcast.audio.decode import Sound
from podcast.audio.probe import probe
from podcast.audio.progress import Progress
from podcast.audio.recording import Recording
from podcast.content.record import Loudness
from podcast.values import Struct

_MOST_WORKERS = 6  # each holds half a minute of sound, or a chunk that is being encoded


class Measurement(Struct, frozen=True, kw_only=True):
    """What decoding all of a recording found. More than two channels are measured mixed down to stereo."""

    recording: Recording
    analysis: Analysis

    @property
    def loudness(self) -> Loudness:
        return self.analysis.loudness

    @property
    def duration_ms(self) -> int:
        return self.analysis.duration_ms

    @property
    def mono(self) -> bool:
        """Whether one channel is enough."""
        return self.analysis.channels == 1 or self.analysis.identical


def measure(path: Path, *, progress: Progress | None = None) -> Measurement:
    """Decode all of `path` and measure it; memory does not grow with its length but for the result.

    Loudness is in LUFS, LU and dBTP. Silence, and what is shorter than the 400 ms of one gating block,
    has an integrated loudness of -70, as the meter's absolute gate leaves nothing.

    Raises:
        MissingInputError, ContentError: as `probe`; also when it is shorter than it declares, or damaged.
        UnavailableError: ffmpeg is absent or failed.
        DiskError: it cannot be read.
    """
    recording = probe(path)
    with ThreadPoolExecutor(workers()) as pool:
        sound = Sound(recording)
        analysis = analyse(iter(sound), pool, channels=sound.channels, about=sound.about, progress=progress)
    return Measurement(recording=recording, analysis=analysis)


def workers() -> int:
    """Return how many threads work at a time: one for each core that this process may use, at most six."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(_MOST_WORKERS, allowed))
