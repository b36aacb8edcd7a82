"""Where nobody speaks: pauses, the chapters that may begin at them, and where the programme starts and ends.

Owns what counts as silence and as a pause, always measured against the loudness of the recording itself.
Works on an `Analysis` alone, in steps of 100 ms; knows nothing of files, nor of what is done about it.
"""

import math

import numpy as np
from numpy.typing import NDArray

from podcast.audio.analysis import SAMPLE_RATE, SILENCE_LUFS, WINDOW, Analysis, Doubles, integrated, power
from podcast.values import Struct

Mask = NDArray[np.bool_]
Indices = NDArray[np.intp]

WINDOW_MS = 100

_SILENT_LU = 40.0  # so far under the loudness, a listener turns the volume up to hear whether it still plays
_PAUSE_LU = 30.0  # between words of one phrase speech falls by 20 dB or so, and comes back at once
_LEAST_PAUSE_LU = 12.0  # the weakest syllables lie there
_OVER_FLOOR_LU = 6.0  # the noise of a room keeps within that of its mean
_BUMP = 1  # windows: a click or the creak of a chair does not end a pause

_BEFORE_MS, _AFTER_MS = 250, 500  # a breath is taken before the first word, and the last one rings on

_APART_MS = 60_000
_LAST_MS = 30_000
_LEAD_IN_MS = 250
_LONG_S, _DEEP_DB = 4.0, 50.0  # a pause that is as much as one can be
_LENGTH_WEIGHT = 0.5  # what it costs to be at twice the wished length, or half of it, in best pauses


class Pause(Struct, frozen=True, kw_only=True):
    """A stretch without speech: from, to (ms), and how far in dB its mean level is under the loudness."""

    start_ms: int
    end_ms: int
    depth: float


def find_pauses(analysis: Analysis, *, least_ms: int = 700) -> tuple[Pause, ...]:
    """Return the pauses of at least so many ms inside the programme, in order; the silence before the
    first word and after the last is none of them."""
    energy = analysis.windows.energy
    loudness = integrated(energy[: analysis.whole])
    if loudness <= SILENCE_LUFS:
        return ()
    starts, ends = runs(bridged(energy < _pause_power(energy, loudness), _BUMP))
    kept = ((ends - starts) * WINDOW_MS >= least_ms) & (starts > 0) & (ends < len(energy))
    summed = np.concatenate([[0.0], np.cumsum(energy)])
    found = []
    for start, end in zip(starts[kept].tolist(), ends[kept].tolist(), strict=True):
        mean = max(float(summed[end] - summed[start]) / (end - start), power(SILENCE_LUFS))
        depth = 10 * math.log10(power(loudness) / mean)
        found.append(Pause(start_ms=start * WINDOW_MS, end_ms=end * WINDOW_MS, depth=round(depth, 1)))
    return tuple(found)


def propose_chapters(analysis: Analysis, *, every_ms: int = 300_000) -> tuple[int, ...]:
    """Return where chapters may start, in ms: at 0, and just before the voice comes back after pauses
    that are longer and deeper than the others, as near to `every_ms` apart as these allow.

    They are 60 s apart at least and none is in the last 30 s. The choice is the best of all possible
    ones, so it does not depend on where the search began.
    """
    pauses = find_pauses(analysis)
    times = np.array([max((p.start_ms + p.end_ms) // 2, p.end_ms - _LEAD_IN_MS) for p in pauses], np.float64)
    worth = np.array(
        [min((p.end_ms - p.start_ms) / 1000 / _LONG_S, 1) * min(p.depth / _DEEP_DB, 1) for p in pauses]
    )
    kept = (times >= _APART_MS) & (times <= analysis.duration_ms - _LAST_MS)
    if not kept.any():
        return (0,)
    # What an ordinary pause is worth is taken off: more chapters are not better chapters.
    gains = np.concatenate([[0.0], worth[kept] - np.median(worth)])
    return _best_path(np.concatenate([[0.0], times[kept]]), gains, analysis.duration_ms, max(1, every_ms))


def speech_bounds(analysis: Analysis) -> tuple[int, int]:
    """Return the first sample of the programme and the one after its last, at 44.1 kHz: without leading
    and trailing silence, but with 0.25 s before and 0.5 s after. All silence gives (0, samples)."""
    sounding = np.flatnonzero(~silent_windows(analysis))
    if not len(sounding):
        return 0, analysis.samples
    start = int(sounding[0]) * WINDOW - _BEFORE_MS * SAMPLE_RATE // 1000
    end = (int(sounding[-1]) + 1) * WINDOW + _AFTER_MS * SAMPLE_RATE // 1000
    return max(0, start), min(analysis.samples, end)


def silent_windows(analysis: Analysis) -> Mask:
    """Return which windows are silent: 40 LU or more under the integrated loudness, or under -70 LUFS."""
    energy = analysis.windows.energy
    loudness = integrated(energy[: analysis.whole])
    silent: Mask = energy <= power(max(SILENCE_LUFS, loudness - _SILENT_LU))
    return silent


def runs(mask: Mask) -> tuple[Indices, Indices]:
    """Return the first index of each run of true values, and the one after its last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return edges[::2], edges[1::2]


def bridged(mask: Mask, most: int) -> Mask:
    """Return a mask in which gaps of at most so many windows between true values are true as well."""
    filled = mask.copy()
    starts, ends = runs(~mask)
    inner = (starts > 0) & (ends < len(mask)) & (ends - starts <= most)
    for start, end in zip(starts[inner].tolist(), ends[inner].tolist(), strict=True):
        filled[start:end] = True
    return filled


def _pause_power(energy: Doubles, loudness: float) -> float:
    """Return the energy under which a window is part of a pause. In a noisy room that is a little over
    the noise, which is as quiet as it gets; nowhere is it near the voice."""
    quiet = power(SILENCE_LUFS)
    floor = 10 * math.log10(max(float(np.percentile(energy, 5)), quiet) / quiet) + SILENCE_LUFS
    level = max(loudness - _PAUSE_LU, min(loudness - _LEAST_PAUSE_LU, floor + _OVER_FLOOR_LU))
    return power(level)


def _best_path(times: Doubles, gains: Doubles, duration_ms: int, every_ms: int) -> tuple[int, ...]:
    """Return the times on the best way from the first to the end, each step costing what `_strain` says."""
    best = np.full(len(times), -np.inf)
    best[0] = 0.0
    came_from = np.zeros(len(times), np.intp)
    for at in range(1, len(times)):
        reach = int(np.searchsorted(times, times[at] - _APART_MS, side="right"))
        scores = best[:reach] - _strain(times[at] - times[:reach], every_ms)
        came_from[at] = int(np.argmax(scores))
        best[at] = scores[came_from[at]] + gains[at]
    last = int(np.argmax(best - _strain(duration_ms - times, every_ms)))
    path = [last]
    while path[-1]:
        path.append(int(came_from[path[-1]]))
    return tuple(int(times[at]) for at in reversed(path))


def _strain(lengths: Doubles, every_ms: int) -> Doubles:
    """Return what chapters of these lengths cost: 3 and 8 minutes little where 5 are wished, 1 a lot."""
    strain: Doubles = _LENGTH_WEIGHT * np.log2(lengths / every_ms) ** 2
    return strain
