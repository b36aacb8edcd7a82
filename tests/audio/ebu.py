"""The minimum-requirement signals of EBU Tech 3341 (loudness, true peak) and Tech 3342 (loudness range).

Made from the words of their tables; nothing is downloaded. Left out are the cases of authentic programmes
(3341-7 and -8, 3342-5 and -6) and those of momentary and short-term loudness (3341-9 to -14), which the
meter does not offer. Also what ffmpeg's and pyloudnorm's meters say, which are not ours.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyloudnorm
import scipy.signal
from numpy.typing import NDArray
from scipy.io import wavfile

from podcast.audio.ffmpeg import executable

Doubles = NDArray[np.float64]
Make = Callable[[int], Doubles]
"""Makes (samples, channels) of sound at a sampling rate in Hz."""

_OVER = 4
_READING = re.compile(r"^lavfi\.r128\.(I|LRA|true_peaks_ch\d)=(\S+)$", re.MULTILINE)
_SUMMARY_PEAK = re.compile(r"Peak: +(\S+) dBFS")


@dataclass(frozen=True, slots=True)
class Signal:
    """A test signal, and between what its `quantity` must be read: `integrated`, `range` or `true_peak`."""

    name: str
    make: Make
    quantity: str
    expected: float
    below: float
    above: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What ffmpeg's meter reads: LUFS, LU and dBTP to a thousandth, and the dBTP that it prints at the
    end, to a tenth, which unlike the other has the last samples in it."""

    integrated: float
    range: float
    true_peak: float
    printed_peak: float


def tones(*parts: tuple[float, float]) -> Make:
    """Return what makes 1000 Hz in phase on two channels: (seconds, dBFS of its peak), one after another."""

    def make(rate: int) -> Doubles:
        amplitudes = [np.full(round(seconds * rate), 10 ** (level / 20)) for seconds, level in parts]
        amplitude = np.concatenate(amplitudes)
        tone = amplitude * np.sin(2 * np.pi * 1000 * np.arange(len(amplitude)) / rate)
        return np.stack([tone, tone], axis=1)

    return make


def surround(rate: int) -> Doubles:
    """Make 3341-6: 5.0 channels in the order of WAV, front ones, centre, and those behind."""
    tone = np.sin(2 * np.pi * 1000 * np.arange(20 * rate) / rate)
    return np.stack([tone * 10 ** (level / 20) for level in (-28, -28, -24, -30, -30)], axis=1)


def between(divisor: int, degrees: float, amplitude: float) -> Make:
    """Return what makes a tone at a fraction of the rate, whose samples miss its peaks: 3341-15 to -19."""

    def make(rate: int) -> Doubles:
        turns = np.arange(rate) / divisor
        tone = amplitude * np.sin(2 * np.pi * turns + np.radians(degrees))
        return _tapered(np.stack([tone, tone], axis=1), round(0.01 * rate))

    return make


def burst(offset: int) -> Make:
    """Return what makes a tone of half the amplitude with one period of full amplitude in it, at four
    times the rate, and of that every fourth sample from `offset` on: 3341-20 to -23."""

    def make(rate: int) -> Doubles:
        half = 0.5 * np.sin(2 * np.pi * np.arange(round(0.5 * rate) // 6 * 6 * _OVER) / (6 * _OVER))
        period = np.sin(2 * np.pi * np.arange(4 * _OVER) / (4 * _OVER))
        tone = _tapered(np.concatenate([half, period, half])[:, None], round(0.01 * rate) * _OVER)
        low = scipy.signal.firwin(1025, 0.96 / _OVER, window=("kaiser", 9.0))
        tone = scipy.signal.fftconvolve(tone[:, 0], low, mode="same")[offset::_OVER]
        return np.stack([tone, tone], axis=1)

    return make


def _tapered(samples: Doubles, length: int) -> Doubles:
    fade = np.ones((len(samples), 1))
    fade[:length, 0] = np.linspace(0, 1, length)
    fade[-length:, 0] = np.linspace(1, 0, length)
    return samples * fade


def _loudness(name: str, make: Make, expected: float) -> Signal:
    return Signal(name, make, "integrated", expected, 0.1, 0.1)


def _peak(name: str, make: Make, expected: float) -> Signal:
    return Signal(name, make, "true_peak", expected, 0.4, 0.2)


def _range(name: str, make: Make, expected: float) -> Signal:
    return Signal(name, make, "range", expected, 1.0, 1.0)


SURROUND = _loudness("3341-6", surround, -23.0)

SIGNALS = (
    _loudness("3341-1", tones((20, -23)), -23.0),
    _loudness("3341-2", tones((20, -33)), -33.0),
    _loudness("3341-3", tones((10, -36), (60, -23), (10, -36)), -23.0),
    _loudness("3341-4", tones((10, -72), (10, -36), (60, -23), (10, -36), (10, -72)), -23.0),
    _loudness("3341-5", tones((20, -26), (20.1, -20), (20, -26)), -23.0),
    SURROUND,
    _peak("3341-15", between(4, 0.0, 0.5), -6.0),
    _peak("3341-16", between(4, 45.0, 0.5), -6.0),
    _peak("3341-17", between(6, 60.0, 0.5), -6.0),
    _peak("3341-18", between(8, 67.5, 0.5), -6.0),
    _peak("3341-19", between(4, 45.0, 1.41), 3.0),
    _peak("3341-20", burst(0), 0.0),
    _peak("3341-21", burst(1), 0.0),
    _peak("3341-22", burst(2), 0.0),
    _peak("3341-23", burst(3), 0.0),
    _range("3342-1", tones((20, -20), (20, -30)), 10.0),
    _range("3342-2", tones((20, -20), (20, -15)), 5.0),
    _range("3342-3", tones((20, -40), (20, -20)), 20.0),
    _range("3342-4", tones((20, -50), (20, -35), (20, -20), (20, -35), (20, -50)), 15.0),
)


def write_float(path: Path, samples: NDArray[Any], rate: int) -> Path:
    """Write a WAV of 32-bit floating point."""
    wavfile.write(path, rate, samples.astype(np.float32))
    return path


def read_by_ffmpeg(path: Path) -> Reading:
    """Return what ffmpeg's meter reads of a file."""
    filters = "ebur128=peak=true:metadata=1:framelog=quiet,ametadata=mode=print:file=-"
    argv = [executable(), "-nostdin", "-hide_banner", "-i", f"file:{path}", "-af", filters, "-f", "null", "-"]
    done = subprocess.run(argv, check=True, capture_output=True, text=True)
    last = dict(_READING.findall(done.stdout))
    printed = _SUMMARY_PEAK.search(done.stderr[done.stderr.rindex("Summary:") :])
    assert printed
    peak = max(float(value) for name, value in last.items() if name.startswith("true"))
    return Reading(
        integrated=float(last["I"]),
        range=float(last["LRA"]),
        true_peak=20 * float(np.log10(peak)),
        printed_peak=float(printed[1]),
    )


def read_by_pyloudnorm(samples: NDArray[Any], rate: int) -> float:
    """Return the integrated loudness in LUFS that pyloudnorm reads of samples."""
    return float(pyloudnorm.Meter(rate).integrated_loudness(np.asarray(samples, np.float64)))
