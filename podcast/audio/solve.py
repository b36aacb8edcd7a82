"""The gain that brings a recording to its target, found without encoding anything.

Owns the prediction of what the limiter takes away: from the peak of every block, with the limiter's own
envelope. So the first encode is as a rule the last. Knows nothing of files.
"""

import numpy as np
from numpy.typing import NDArray

from podcast.audio.analysis import BLOCK, WINDOW, Doubles, amplitudes, integrated
from podcast.audio.limiter import AHEAD, envelope, smoothed

_ROUNDS = 8
_NEAR_ENOUGH = 0.004  # LU
_HALF_STEP_DB = 0.125  # peaks are kept in quarters of a dB, rounded up
_PER_WINDOW = WINDOW // BLOCK
_STRETCH = 20_000  # blocks in a row that are looked at together, about half a minute
_LEAST_LEFT = 0.001


def solve_gain(energy: Doubles, peaks: NDArray[np.uint8], *, target: float, ceiling: float) -> float:
    """Return the gain in dB, to the hundredth, after which sound limited to `ceiling` (dBFS) has the
    integrated loudness `target` (LUFS).

    `energy` is K-weighted per window, `peaks` as `levels` made them of BLOCKs.
    """
    gain = target - integrated(energy)
    for _ in range(_ROUNDS):
        left = 1 - _lost(peaks, gain - ceiling)[: len(energy)]
        off = target - integrated(energy * left) - gain
        if abs(off) < _NEAR_ENOUGH:
            break
        gain += off
    return round(gain, 2)


def _lost(peaks: NDArray[np.uint8], above: float) -> Doubles:
    """Return what part of each window's energy the limiter takes, if peaks of 0 dBFS come `above` dB
    over its ceiling. A block's energy is taken to go with the square of its peak."""
    lost = np.zeros(len(peaks) // _PER_WINDOW)
    threshold = 24.0 - 4 * (-above + _HALF_STEP_DB)  # as `levels` counts: quarters of a dB under +6 dBFS
    hot = peaks.reshape(-1, _PER_WINDOW) < threshold
    active = np.flatnonzero(hot.any(axis=1))
    if not len(active):
        return lost
    for group in np.split(active, np.flatnonzero(np.diff(active) > 3) + 1):
        for start in range(int(group[0]), int(group[-1]) + 1, _STRETCH // _PER_WINDOW):
            end = min(start + _STRETCH // _PER_WINDOW, int(group[-1]) + 3, len(lost))
            lost[start:end] = _lost_in(peaks[start * _PER_WINDOW : end * _PER_WINDOW], above)
    return lost


def _lost_in(peaks: NDArray[np.uint8], above: float) -> Doubles:
    heights = amplitudes(peaks).astype(np.float64)
    decibels = 20 * np.log10(heights) - _HALF_STEP_DB + above
    slow, fast = envelope(-np.maximum(0.0, decibels))
    _, gains = smoothed(np.concatenate([slow + fast, np.zeros(AHEAD)]), np.zeros(AHEAD))
    squares = (heights**2).reshape(-1, _PER_WINDOW)
    kept = squares * (10 ** (gains / 10)).reshape(-1, _PER_WINDOW)
    lost: Doubles = np.minimum(1 - kept.sum(axis=1) / squares.sum(axis=1), 1 - _LEAST_LEFT)
    return lost
