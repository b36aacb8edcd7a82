"""The outline of a master for players, in the JSON format of audiowaveform, version 2.

Format: https://github.com/bbc/audiowaveform/blob/master/doc/DataFormat.md
"""

import json

import numpy as np

from podcast.audio.analysis import SAMPLE_RATE, WINDOW, Analysis

MOST_POINTS = 1800
"""Points that fill a wide screen; shorter recordings have one for every 100 ms."""


def waveform(analysis: Analysis) -> bytes:
    """Return the lowest and the highest sample of each stretch, in 8 bits, all channels together."""
    windows = analysis.windows
    count = len(windows)
    step = max(1, -(-count // MOST_POINTS))
    starts = np.arange(0, count, step)
    lowest = np.minimum.reduceat(windows.lowest, starts) if count else np.zeros(0)
    highest = np.maximum.reduceat(windows.highest, starts) if count else np.zeros(0)
    points = np.stack(
        [np.clip(np.floor(lowest * 127), -128, 127), np.clip(np.ceil(highest * 127), -128, 127)]
    )
    facts = {
        "version": 2,
        "channels": 1,
        "sample_rate": SAMPLE_RATE,
        "samples_per_pixel": step * WINDOW,
        "bits": 8,
        "length": len(starts),
        "data": points.T.astype(int).ravel().tolist(),
    }
    return json.dumps(facts, separators=(",", ":")).encode() + b"\n"
