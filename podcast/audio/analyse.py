"""A whole stream of sound through the meter, on every core."""

from collections import deque
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

import numpy as np

from podcast.audio.analysis import Analysis, Floats
from podcast.audio.meter import BEFORE, Meter, Part, measure_piece
from podcast.audio.progress import Progress

_AHEAD = 8  # pieces that are measured at a time or wait for it


def analyse(
    pieces: Generator[Floats, None, None],
    pool: ThreadPoolExecutor,
    *,
    channels: int,
    about: int = 0,
    progress: Progress | None = None,
) -> Analysis:
    """Measure `pieces` of (samples, channels), PIECE samples long but for the last, and close them.

    Memory grows by some kilobytes a minute. `about` is how many samples to expect, for the progress.

    Raises:
        PodcastError: as reading the pieces.
    """
    meter = Meter(channels)
    waiting: deque[Future[Part]] = deque()
    before, held = np.zeros((BEFORE, channels), np.float32), np.zeros((0, channels), np.float32)
    samples = 0
    with closing(pieces):
        for piece in pieces:
            if samples:
                waiting.append(pool.submit(measure_piece, held, before))
                before = held[-BEFORE:]
            held = piece
            samples += len(piece)
            while len(waiting) > _AHEAD:
                meter.add(waiting.popleft().result())
            if progress and about:
                progress(min(1.0, samples / about))
    waiting.append(pool.submit(measure_piece, held, before, last=True))
    while waiting:
        meter.add(waiting.popleft().result())
    return meter.result(samples)
