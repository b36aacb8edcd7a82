"""What one pass over the sound found: a row of numbers for every 100 ms, and what follows from them.

Owns the vocabulary between the meter, which fills it in, and everything that asks: the gain to be
solved, the report of loudness, the faults to be heard, the waveform to be drawn. All sound here is at
44.1 kHz in floating point, full scale being 1. A few kilobytes a minute, so ten hours fit in memory.

Loudness is EBU R128: integrated after ITU-R BS.1770-4 with both gates, range after EBU Tech 3342.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from podcast.content.record import Loudness
from podcast.values import Struct

SAMPLE_RATE = 44_100
WINDOW = 4_410
"""Samples in 100 ms: the hop of BS.1770's gating blocks."""
BLOCK = 63
"""Samples for which one peak is kept: 1.4 ms, seventy to the window."""

SILENCE_LUFS = -70.0
SILENCE_DBTP = -120.0
"""What stands for minus infinity, which JSON cannot say."""

_PEAK_STEPS, _PEAK_TOP = 4.0, 6.0  # quarters of a dB, up to +6 dBFS
_OFFSET_DB = -0.691  # BS.1770: a 997 Hz sine of 0 dBFS in one channel reads -3.01

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


class Windows(Struct, frozen=True, kw_only=True, eq=False):
    """Measurements of consecutive windows of 100 ms; every array has one row for each.

    The last window of a recording may be filled up with silence. `energy` is the K-weighted mean
    square, summed over channels. `left`, `right` and `cross` are the unweighted mean squares and mean
    product of two channels; of one channel all three are the same. `offset` is the mean of each of two
    channels. `lowest` and `highest` are the extremes over channels. `clipped` counts samples at full
    scale. `peaks` has BLOCK-wise sample peaks, 70 to the window, as `levels` encodes them.
    """

    energy: Doubles
    left: Floats
    right: Floats
    cross: Floats
    offset: Floats
    lowest: Floats
    highest: Floats
    clipped: NDArray[np.uint16]
    peaks: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.energy)


class Analysis(Struct, frozen=True, kw_only=True, eq=False):
    """A whole recording: how many samples a channel at 44.1 kHz, how many channels, and its windows.

    `true_peak` is in dBTP. `spectrum` is the mean power of every 100 ms in bands of 10 Hz (2,206 of
    them) over one window in eight, `floor` the same over the quietest tenth of these.
    """

    samples: int
    channels: int
    windows: Windows
    true_peak: float
    spectrum: Doubles
    floor: Doubles

    @property
    def duration_ms(self) -> int:
        return round(self.samples * 1000 / SAMPLE_RATE)

    @property
    def whole(self) -> int:
        """How many windows are full: only these count for loudness."""
        return self.samples // WINDOW

    @property
    def loudness(self) -> Loudness:
        """Integrated loudness in LUFS, range in LU, true peak in dBTP; silence reads -70 and -120."""
        energy = self.windows.energy[: self.whole]
        return Loudness(
            integrated=round(integrated(energy), 2),
            range=round(loudness_range(energy), 1),
            true_peak=round(max(SILENCE_DBTP, self.true_peak), 2),
        )

    @property
    def identical(self) -> bool:
        """Whether two channels carry the same: their difference is 40 dB or more below them, so what a
        lossy codec adds does not count."""
        if self.channels != 2:
            return False
        left, right, cross = (
            float(one.sum(dtype=np.float64))
            for one in (self.windows.left, self.windows.right, self.windows.cross)
        )
        return 0 <= left + right - 2 * cross <= 1e-4 * max(left, right)

    @property
    def silent(self) -> bool:
        return integrated(self.windows.energy[: self.whole]) <= SILENCE_LUFS


def integrated(energy: Doubles) -> float:
    """Return the integrated loudness in LUFS of K-weighted energies per 100 ms: BS.1770-4, blocks of
    400 ms every 100 ms, those under -70 LUFS and then those 10 LU under the rest left out."""
    if len(energy) < 4:
        return SILENCE_LUFS
    blocks = (energy[:-3] + energy[1:-2] + energy[2:-1] + energy[3:]) / 4
    heard = blocks[blocks > power(SILENCE_LUFS)]
    if not len(heard):
        return SILENCE_LUFS
    return lufs(float(heard[heard > heard.mean() / 10].mean()))


def loudness_range(energy: Doubles) -> float:
    """Return the loudness range in LU: EBU Tech 3342, windows of 3 s every 100 ms, the spread from the
    10th to the 95th percentile of those over -70 LUFS and over 20 LU below their mean."""
    if len(energy) < 30:
        return 0.0
    summed = np.concatenate([[0.0], np.cumsum(energy)])
    blocks = (summed[30:] - summed[:-30]) / 30
    heard = blocks[blocks > power(SILENCE_LUFS)]
    if not len(heard):
        return 0.0
    heard = heard[heard > heard.mean() / 100]
    low, high = np.percentile(10 * np.log10(heard), [10, 95])
    return float(high - low)


def lufs(energy: float) -> float:
    """Return a K-weighted mean square as LUFS."""
    return _OFFSET_DB + 10 * math.log10(energy) if energy > 0 else SILENCE_LUFS


def power(loudness: float) -> float:
    """Return LUFS as a K-weighted mean square."""
    return float(10 ** ((loudness - _OFFSET_DB) / 10))


def decibels(amplitude: float) -> float:
    """Return an amplitude in dB, at least -120."""
    return max(SILENCE_DBTP, 20 * math.log10(amplitude)) if amplitude > 0 else SILENCE_DBTP


def levels(amplitudes: NDArray[Any]) -> NDArray[np.uint8]:
    """Return peaks as bytes in quarters of a dB from +6 dBFS down, rounded up; 255 and below +6 is
    -57.5 dBFS and less."""
    with np.errstate(divide="ignore"):
        below = np.floor((_PEAK_TOP - 20 * np.log10(amplitudes)) * _PEAK_STEPS)
    found: NDArray[np.uint8] = np.clip(below, 0, 255).astype(np.uint8)
    return found


def amplitudes(peaks: NDArray[np.uint8]) -> Floats:
    """Return what `levels` made of peaks as amplitudes, at most a quarter of a dB too high."""
    table = 10 ** ((_PEAK_TOP - np.arange(256) / _PEAK_STEPS) / 20)
    return table.astype(np.float32)[peaks]
