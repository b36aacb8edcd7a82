"""Faults that the spectrum tells: hum, noise, a telephone's band, and a speed that no voice has.

Owns their thresholds. The bands of 10 Hz come from windows of 100 ms without a taper: mains, which keeps
its frequency to 0.1 %, falls into one band and leaves the next ones alone, and a voice never does; but
loud sound leaks everywhere, 40 dB under itself and less with distance, and nothing fainter is seen.
"""

import math

import numpy as np

from podcast.audio.analysis import Analysis, Doubles, amplitudes, integrated, power
from podcast.audio.lint_fault import throughout
from podcast.content.fault import Fault
from podcast.messages import msg

_BAND_HZ = 10
_LEAST_WINDOWS = 100  # 10 s: less says nothing of a room

_MAINS_HZ = (50, 60)
_HARMONICS = 9
_SHARED_HZ = 300  # and its multiples are harmonics of both
_STANDS_OUT = 10.0  # times the power of the bands beside it: 10 dB
_LINES = 3  # harmonics; one or two may be a motor, or the note of a room
_AUDIBLE_LU = 55.0  # so far under the loudness the lower harmonics are not heard any more

_DIGITAL = 1e-10  # energy: -100 LUFS; in silence that a gate or an editor made there is no noise to measure
_GATED = 0.02  # of the windows
_CLEAN_LU = 30.0  # below, noise is heard under the words; good recordings have 40 and more
_NO_NOISE_LU = 8.0  # nothing can be understood in so much noise: this is music, or somebody who never stops
_STEADY_DB = 3.0  # between the 2nd and the 10th percentile: noise is level, while speech and music fall off
_TONAL = 0.4  # of the power; a quiet moment with more is music or a vowel, not noise

_BEYOND_HZ = (4_600, 12_000)
_BELOW_WALL_HZ, _ABOVE_WALL_HZ = (2_800, 3_200), (4_500, 4_900)
_WALL_DB = 20.0  # in half an octave: a blanket over the microphone takes off 10
_NOTHING_DB = 37.0  # under the strongest bands: all that is there leaked from them

_RATE = 700  # block peaks a second
_FRAME = 4 * _RATE
_LEAST_FRAMES = 5
_AT_A_TIME = 128  # frames, so that ten hours take no more memory than one
_STOPS_LU = 20.0  # who speaks stops between words, a tenth of the time at least; music goes on


def hum(analysis: Analysis) -> list[Fault]:
    """Find mains hum: 50 or 60 Hz and its harmonics, each in one band alone, in the quietest moments."""
    loudness = integrated(analysis.windows.energy[: analysis.whole])
    found = [(*_lines(analysis.floor, mains), mains) for mains in _MAINS_HZ]
    lines, strength, mains = max(found)
    if lines < _LINES or strength < power(loudness - _AUDIBLE_LU):
        return []
    under = 10 * math.log10(power(loudness) / strength)
    message = msg(
        "mains hum of {mains} Hz, {lines} harmonics of it, {under:.0f} dB under the voice",
        mains=mains,
        lines=lines,
        under=under,
    )
    remedy = msg("keep the microphone's cable off power supplies, and run a hum filter over the recording")
    return [throughout(analysis, "hum", message, remedy)]


def _lines(floor: Doubles, mains: int) -> tuple[int, float]:
    """Return how many harmonics stand out, and their power together."""
    at = np.arange(1, _HARMONICS + 1) * mains
    bands = at[at % _SHARED_HZ != 0] // _BAND_HZ
    beside = np.maximum(floor[bands - 1], floor[bands + 1])
    beside = np.maximum(beside, (floor[bands - 2] + floor[bands + 2]) / 2)
    out = floor[bands] > np.maximum(_STANDS_OUT * beside, 1e-15)
    return int(out.sum()), float(floor[bands][out].sum())


def noise(analysis: Analysis) -> list[Fault]:
    """Find noise that the voice does not stand clear of: steady, and without a note, in the quietest tenth."""
    energy = analysis.windows.energy[: analysis.whole]
    heard = energy[energy > _DIGITAL]
    if len(heard) < _LEAST_WINDOWS or len(heard) < (1 - _GATED) * len(energy):
        return []
    low, high = np.percentile(heard, [2, 10])
    under = 10 * math.log10(power(integrated(energy)) / float(heard[heard <= high].mean()))
    steady = 10 * math.log10(high / low) <= _STEADY_DB
    if not steady or not _NO_NOISE_LU <= under < _CLEAN_LU or _tonal(analysis.floor) > _TONAL:
        return []
    message = msg(
        "the noise in the background is only {under:.0f} dB under the voice (40 is good)", under=under
    )
    remedy = msg(
        "speak nearer to the microphone in a quieter room, and run a noise filter over the recording"
    )
    return [throughout(analysis, "noise", message, remedy)]


def _tonal(floor: Doubles) -> float:
    """Return how much of the power from 400 Hz to 6.4 kHz is in bands that stand out among those around
    them: of noise next to nothing, of vowels and music most."""
    bands = floor[40:640].reshape(-1, 20)
    out = bands > _STANDS_OUT * np.median(bands, axis=1)[:, None]
    whole = float(bands.sum())
    return float(bands[out].sum()) / whole if whole > 0 else 1.0


def bandwidth(analysis: Analysis) -> list[Fault]:
    """Find a recording that stops at 4 kHz as at a wall: a telephone, or 8 kHz made into more.

    A wall that was smeared afterwards, by noise or by effects, is not seen; nor is one higher up, which
    a codec may have set for good reasons.
    """
    if len(analysis.windows) < _LEAST_WINDOWS or not analysis.spectrum.any():
        return []
    density = 10 * np.log10(np.convolve(analysis.spectrum, np.full(11, 1 / 11), "same") + 1e-20)
    strongest = float(np.percentile(density[30:300], 95))
    below = float(density[_slice(_BELOW_WALL_HZ)].mean())
    above = float(density[_slice(_ABOVE_WALL_HZ)].mean())
    rest = float(density[_slice(_BEYOND_HZ)].max())
    if below - above < _WALL_DB or rest > strongest - _NOTHING_DB:
        return []
    edge = int(np.flatnonzero(density > below - 12)[-1]) * _BAND_HZ / 1000
    message = msg("the sound stops at {edge:.1f} kHz, as on the telephone: voices are dull", edge=edge)
    remedy = msg("look for the original recording; this one was made or converted at 8 kHz")
    return [throughout(analysis, "bandwidth", message, remedy)]


def _slice(hertz: tuple[int, int]) -> slice:
    return slice(hertz[0] // _BAND_HZ, hertz[1] // _BAND_HZ)


def speed(analysis: Analysis) -> list[Fault]:
    """Find speech at double or at half its speed, as a wrong sample rate in a header makes it.

    Two things must agree, since either alone is found in people: how many syllables come in a second
    (4 to 7 in any language), and where the power of the voice lies. Smaller errors are not detected,
    among them 48 kHz played as 44.1: they make of one voice another that might exist. A deep voice at
    double speed and a fast one at half are missed too, and speech over music or much noise.
    """
    frames = len(analysis.windows.peaks) // _FRAME
    energy = analysis.windows.energy[: analysis.whole]
    if frames < _LEAST_FRAMES or not analysis.spectrum[5:].any():
        return []
    if float(np.percentile(energy, 10)) > power(integrated(energy) - _STOPS_LU):
        return []
    slow, fast = _rhythm(analysis, frames)
    shares = np.cumsum(analysis.spectrum[5:]) / analysis.spectrum[5:].sum()
    lowest, middle, highest = ((np.searchsorted(shares, [0.05, 0.5, 0.95]) + 5) * _BAND_HZ).tolist()
    if fast > 1.05 and lowest >= 320 and middle >= 900:
        what, factor = msg("fast and too high"), msg("double")
    elif slow > 1.7 and middle <= 370 and highest <= 1_700:
        what, factor = msg("slow and too deep"), msg("half")
    else:
        return []
    message = msg(
        "voices seem to be too {what}: the recording may play at {factor} its speed", what=what, factor=factor
    )
    remedy = msg("listen to it; if so, export it again with the sample rate that it was recorded at")
    return [throughout(analysis, "speed", message, remedy, severe=True)]


def _rhythm(analysis: Analysis, frames: int) -> tuple[float, float]:
    """Return how strongly loudness swings at 1.5 to 3 Hz, and at 7.5 to 13, beside 3 to 7 Hz, where
    syllables are. Normal speech has up to 1.6 and, hurried, 1.3; at half speed 1.8, at double 1.3."""
    peaks = analysis.windows.peaks[: frames * _FRAME].reshape(frames, _FRAME)
    batches = np.array_split(peaks, -(-frames // _AT_A_TIME))
    heights = np.sqrt(amplitudes(np.arange(256, dtype=np.uint8)).astype(np.float64))
    heights -= sum(float(heights[one].sum()) for one in batches) / peaks.size
    spectrum = np.zeros(_FRAME // 2 + 1)
    for one in batches:
        spectrum += (np.abs(np.fft.rfft(heights[one] * np.hanning(_FRAME), axis=1)) ** 2).sum(axis=0)
    hertz = np.fft.rfftfreq(_FRAME, 1 / _RATE)
    strength = np.sqrt(spectrum / frames * hertz)

    def between(low: float, high: float) -> float:
        return float(strength[(hertz >= low) & (hertz <= high)].mean())

    usual, fast = between(3, 7), between(7.5, 13)
    if not usual > 0:
        return 0.0, 0.0
    # what swings faster still is noise, not syllables
    return between(1.5, 3) / usual, fast / usual if fast > 1.4 * between(20, 30) else 0.0
