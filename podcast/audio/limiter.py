"""One gain, and a true-peak limiter behind it: nothing is louder than the ceiling, between samples either.

Owns the shape of the limiting: it looks 7 ms ahead, comes down in as much, and lets go at 55 dB a second,
so that a voice does not flutter; what is more than 4 dB, as after a knock on the table, at 400 dB a second.
What every block needs is rounded up to 1/64 dB and added up exactly, so equal sound gives equal sound
however it is cut into pieces. Knows nothing of loudness or of MP3.
"""

from bisect import bisect_left
from collections.abc import Generator, Iterable, Sequence

import numpy as np

from podcast.audio.analysis import BLOCK, Doubles, Floats
from podcast.audio.meter import block_peaks
from podcast.audio.peaks import HALF, true_peaks
from podcast.values import Struct

AHEAD = 5
"""Blocks that the limiter looks ahead."""
RELEASES = (5 / 64, 36 / 64)
"""How much it lets go from one block to the next, in dB: of the first SHALLOW dB, and of the rest."""
SHALLOW = 4.0

_STEPS = 64.0
_NEAR = 0.708  # a peak between samples may be 3 dB above the highest of them
_BEHIND = AHEAD + 1  # blocks that are needed after one before it is done
_REACH, _SPARE = 8, 0.985


class Cap(Struct, frozen=True):
    """From block `start` to `end` of the output the ceiling is lower: an amplitude."""

    start: int
    end: int
    ceiling: float


def limit(
    pieces: Iterable[Floats], *, gain: float, ceiling: float, caps: Sequence[Cap] = ()
) -> Generator[Floats, None, None]:
    """Yield the sound of `pieces` times `gain`, limited to `ceiling` (both amplitudes), cut otherwise."""
    limiter: _Limiter | None = None
    for piece in pieces:
        if limiter is None:
            limiter = _Limiter(piece.shape[1], np.float32(gain), ceiling, caps)
        yield limiter.push(piece)
    if limiter is not None:
        yield limiter.finish()


def envelope(need: Doubles, held: tuple[float, float] = (0.0, 0.0)) -> tuple[Doubles, Doubles]:
    """Return the gain in dB after letting go, in two parts that are to be added: of what blocks need (0 or
    less), the parts of the block before being `held`."""
    parts = np.maximum(need, -SHALLOW), np.minimum(need + SHALLOW, 0.0)
    slow, fast = (_released(*one) for one in zip(parts, held, RELEASES, strict=True))
    return slow, fast


def _released(need: Doubles, held: float, step: float) -> Doubles:
    ramp = step * np.arange(len(need))
    lowest = np.minimum(np.minimum.accumulate(need - ramp), held + step)
    found: Doubles = np.minimum(lowest + ramp, 0.0)
    return found


def smoothed(released: Doubles, before: Doubles) -> tuple[Doubles, Doubles]:
    """Return the lowest of each block and the AHEAD that follow it, and the mean of that over as many
    blocks up to it: gains in dB that are never above `released`, and have no steps.

    Both are AHEAD shorter than `released`; `before` has the AHEAD lowest values that came before.
    """
    count = max(0, len(released) - AHEAD)
    lowest = np.full(count, np.inf)
    for shift in range(AHEAD + 1):
        np.minimum(lowest, released[shift : shift + count], out=lowest)
    known = np.concatenate([before, lowest])
    mean = np.zeros(count)
    for shift in range(AHEAD + 1):
        mean += known[shift : shift + count]
    return lowest, mean / (AHEAD + 1)


class _Limiter:
    """Holds back the few blocks whose gain depends on what is still to come."""

    def __init__(self, channels: int, gain: np.float32, ceiling: float, caps: Sequence[Cap]) -> None:
        self._gain = gain
        self._ceiling = ceiling
        self._caps = sorted(caps, key=lambda cap: cap.start)
        self._starts = [cap.start for cap in self._caps]
        self._longest = max((cap.end - cap.start for cap in caps), default=0)
        # Samples from just before block `_first` on. It begins with silence, to come down before the sound does.
        self._held = np.zeros((HALF - 1 + AHEAD * BLOCK, channels), np.float32)
        self._first = -AHEAD
        self._released = (0.0, 0.0)
        self._lowest = np.zeros(AHEAD)
        self._last = 0.0
        self._taken = 0

    def push(self, piece: Floats) -> Floats:
        """Take more sound, already in order, and return what is done."""
        self._taken += len(piece)
        self._held = np.concatenate([self._held, piece * self._gain])
        return self._done()

    def finish(self) -> Floats:
        """Return the rest."""
        left = self._taken - max(0, self._first) * BLOCK
        silence = np.zeros((HALF + (_BEHIND + 2) * BLOCK, self._held.shape[1]), np.float32)
        self._held = np.concatenate([self._held, silence])
        return self._done()[:left]

    def _done(self) -> Floats:
        count = max(0, len(self._held) - 2 * HALF + 1) // BLOCK
        ready = max(0, count - _BEHIND)
        start = HALF - 1
        output = self._held[start : start + ready * BLOCK]
        if ready:
            slow, fast = envelope(self._need(count), self._released)
            lowest, gains = smoothed(slow + fast, self._lowest)
            if min(self._last, gains[: ready + 1].min()) < 0:
                output = self._shaped(output, gains[: ready + 1])
            self._last = float(gains[ready - 1])
            self._released = (float(slow[ready - 1]), float(fast[ready - 1]))
            self._lowest = np.concatenate([self._lowest, lowest[:ready]])[-AHEAD:]
        self._held = self._held[ready * BLOCK :]
        self._first += ready
        return output[max(0, min(ready, ready - self._first)) * BLOCK :]

    def _need(self, count: int) -> Doubles:
        """Return the gain in dB, 0 or less, that brings each block under its ceiling."""
        start = HALF - 1
        peaks = block_peaks(self._held[start : start + count * BLOCK])
        ceilings = self._ceilings(count)
        candidates = np.flatnonzero(peaks > ceilings * _NEAR)
        need = np.zeros(count)
        if len(candidates):
            between = true_peaks(self._held, candidates)
            over = np.maximum(peaks[candidates], between) / ceilings[candidates]
            need[candidates] = -np.ceil(np.maximum(0.0, 20 * np.log10(over)) * _STEPS) / _STEPS
        return need

    def _ceilings(self, count: int) -> Doubles:
        ceilings = np.full(count, self._ceiling)
        first = bisect_left(self._starts, self._first - self._longest)
        for cap in self._caps[first : bisect_left(self._starts, self._first + count)]:
            span = slice(max(0, cap.start - self._first), max(0, cap.end - self._first))
            ceilings[span] = np.minimum(ceilings[span], cap.ceiling)
        return ceilings

    def _shaped(self, samples: Floats, gains: Doubles) -> Floats:
        """Return blocks with their gains, each going in a straight line to its neighbours' lower one."""
        blocks: Floats = samples.reshape(len(gains) - 1, BLOCK, -1).copy()
        amplitudes = 10 ** (np.concatenate([[self._last], gains]) / 20)
        nodes = np.minimum(amplitudes[:-1], amplitudes[1:]).astype(np.float32)
        active = np.flatnonzero((nodes[:-1] < 1) | (nodes[1:] < 1))
        way = (np.arange(BLOCK, dtype=np.float32) / BLOCK)[None, :]
        slope = nodes[active, None] * (1 - way) + nodes[active + 1, None] * way
        blocks[active] *= slope[:, :, None]
        return blocks.reshape(samples.shape)


def lowered(
    caps: Sequence[Cap], blocks: Sequence[int], over: Sequence[float], *, ceiling: float
) -> list[Cap]:
    """Return `caps` and one more around each of `blocks`: lower than the ceiling there is now by the factor
    that the block is `over`, and a little more."""
    found = list(caps)
    for block, factor in zip(blocks, over, strict=True):
        here = min([cap.ceiling for cap in caps if cap.start <= block < cap.end], default=ceiling)
        found.append(Cap(max(0, block - _REACH), block + _REACH + 1, here / factor * _SPARE))
    return found
