"""Peaks between samples: what a player's converter makes of them (ITU-R BS.1770-4, annex 2).

Owns the fourfold interpolator. It runs on the few blocks whose samples come near a limit, as one matrix
product for many blocks, and not over the whole recording.
"""

import numpy as np
from numpy.typing import NDArray

from podcast.audio.analysis import BLOCK, Floats

HALF = 16
"""Samples that the interpolator needs before and after a point."""

_AT_A_TIME = 512


def true_peaks(samples: Floats, blocks: NDArray[np.intp]) -> Floats:
    """Return the highest amplitude between the samples of each of `blocks`, over all channels.

    `samples` has (n, channels), the first block beginning after HALF - 1 samples, and HALF after the
    last. Block k covers BLOCK samples from k * BLOCK on.
    """
    channels = samples.shape[1]
    found = np.empty(len(blocks), np.float32)
    for start in range(0, len(blocks), _AT_A_TIME):
        chosen = blocks[start : start + _AT_A_TIME]
        spans = samples[(chosen * BLOCK)[:, None] + np.arange(BLOCK + 2 * HALF - 1)]
        rows = spans.transpose(0, 2, 1).reshape(-1, BLOCK + 2 * HALF - 1)
        between = np.ascontiguousarray(rows) @ _INTERPOLATOR
        highest = np.maximum(between.max(axis=1), -between.min(axis=1))
        found[start : start + len(chosen)] = highest.reshape(len(chosen), channels).max(axis=1)
    return found


def _interpolator() -> Floats:
    """Return a matrix from a span of samples to the three points after each sample of its block: a sinc
    of 32 taps under a Kaiser window (beta 8)."""
    matrix = np.zeros((BLOCK + 2 * HALF - 1, 3 * BLOCK))
    taps = np.arange(2 * HALF) - (HALF - 1)
    for phase in (1, 2, 3):
        distance = taps - phase / 4
        window = np.i0(8 * np.sqrt(np.clip(1 - (distance / HALF) ** 2, 0, 1))) / np.i0(8)
        weights = np.sinc(distance) * window
        weights /= weights.sum()
        for sample in range(BLOCK):
            held = weights[: matrix.shape[0] - sample]
            matrix[sample : sample + len(held), (phase - 1) * BLOCK + sample] = held
    return matrix.astype(np.float32)


_INTERPOLATOR = _interpolator()
