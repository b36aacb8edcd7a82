"""A whole stream of sound through the meter, on every core."""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

import numpy as np

from podcast.audio.analysis import SAMPLE_RATE, Analysis, Floats
from podcast.audio.decode import Sound
from podcast.audio.meter import BEFORE, Meter, Part, measure_piece
from podcast.audio.progress import Progress


def analyse(
    sound: Sound, pool: ThreadPoolExecutor, *, workers: int, progress: Progress | None = None
) -> Analysis:
    """Measure all of `sound`; memory grows by some kilobytes a minute.

    Raises:
        ContentError, UnavailableError, DiskError: as iterating `sound`.
    """
    meter = Meter(sound.channels)
    waiting: deque[Future[Part]] = deque()
    before = held = None
    about = (sound.recording.about_ms or 0) * SAMPLE_RATE // 1000

    def submit(piece: Floats, *, last: bool) -> None:
        known = before if before is not None else np.zeros((BEFORE, sound.channels), np.float32)
        waiting.append(pool.submit(measure_piece, piece, known, last=last))
        while len(waiting) > 2 * workers:
            meter.add(waiting.popleft().result())

    with closing(iter(sound)) as pieces:
        for piece in pieces:
            if held is not None:
                submit(held, last=False)
                before = held[-BEFORE:]
            held = piece
            if progress and about:
                progress(min(1.0, sound.samples / about))
    submit(held if held is not None else np.zeros((0, sound.channels), np.float32), last=True)
    while waiting:
        meter.add(waiting.popleft().result())
    return meter.result(sound.samples)
