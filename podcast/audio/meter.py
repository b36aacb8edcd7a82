"""The meter: sound in, a row of numbers for every 100 ms out (`analysis`). EBU R128, ITU-R BS.1770-4.

Owns the K-weighting and the interpolation between samples. Pieces may be measured at the same time on
several threads; they are put together in order. Knows nothing of files.

The K-weighted energy of a window is summed over its spectrum (Parseval), which costs a third of filtering
it. That takes every window for periodic; what lies under the band then leaks into it where the ends of
the window do not meet. So where there is much rumble, and only there, the piece is filtered in full.
"""

import heapq
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from podcast.audio.analysis import (
    BLOCK,
    SAMPLE_RATE,
    WINDOW,
    Analysis,
    Doubles,
    Floats,
    Windows,
    decibels,
    levels,
)
from podcast.audio.kweighting import k_weighting
from podcast.audio.peaks import HALF, true_peaks
from podcast.values import Struct, names_of

PIECE = 64 * WINDOW
"""Samples that are measured at a time, all but the last: 6.4 s."""
BEFORE = WINDOW
"""Samples before a piece that are needed to measure it."""

_BINS = WINDOW // 2 + 1
_NEAR = 0.708  # a peak between samples may be 3 dB above the highest of them
_INAUDIBLE = 1e-6
_RUMBLE_SHARE = 0.02
_SPECTRA_EVERY = 8  # also how many windows are worked on at a time
_QUIETEST = 256
_FULL_SCALE = 0.99996  # the highest 16-bit sample is 0.99997
_SETTLED = 2_180  # samples after which the high-pass has forgotten its beginning, to -90 dB
_SPAN = 2 * WINDOW


class Hot(Struct, frozen=True, eq=False):
    """The highest blocks of a piece, at most 3 dB under its highest: which, and their true peaks.

    Blocks are counted from the start of the piece; the last one before it is -1.
    """

    blocks: NDArray[np.intp]
    peaks: Floats


class Part(Struct, frozen=True, eq=False):
    """What one piece has to say."""

    windows: Windows
    hot: Hot
    spectrum: Doubles
    spectra: int
    quiet: list[tuple[float, int, Doubles]]


@dataclass(slots=True)
class Meter:
    """Puts the parts of a recording of one or two channels together."""

    channels: int
    _parts: list[Windows] = field(default_factory=list)
    _true_peak: float = 0.0
    _spectrum: Doubles = field(default_factory=lambda: np.zeros(_BINS))
    _spectra: int = 0
    _quiet: list[tuple[float, int, Doubles]] = field(default_factory=list)

    def add(self, part: Part) -> None:
        """Take the next part; the order counts."""
        self._parts.append(part.windows)
        self._true_peak = max(self._true_peak, float(part.hot.peaks.max(initial=0.0)))
        if part.spectra:
            self._spectrum += part.spectrum
        for energy, at, spectrum in part.quiet:
            entry = (-energy, self._spectra + at, spectrum)
            (heapq.heappush if len(self._quiet) < _QUIETEST else heapq.heappushpop)(self._quiet, entry)
        self._spectra += part.spectra

    def result(self, samples: int) -> Analysis:
        """Return the analysis of all parts, which hold so many samples a channel."""
        count = max(1, min(_QUIETEST, self._spectra // 10))
        quietest = [spectrum for _, _, spectrum in sorted(self._quiet, key=lambda one: -one[0])[:count]]
        return Analysis(
            samples=samples,
            channels=self.channels,
            windows=joined(self._parts),
            true_peak=decibels(self._true_peak),
            spectrum=self._spectrum / max(1, self._spectra),
            floor=np.mean(quietest, axis=0) if quietest else np.zeros(_BINS),
        )


def measure_piece(piece: Floats, before: Floats, *, last: bool = False, full: bool = True) -> Part:
    """Measure (samples, channels) of sound, of which `before` has at least BEFORE samples that precede it.

    `piece` has whole windows, or is the `last`. Unless `full`, only what tells its loudness is filled in.
    """
    short = -len(piece) % WINDOW
    if short:
        piece = np.concatenate([piece, np.zeros((short, piece.shape[1]), np.float32)])
    energy, found, rumble = _spectral(piece)
    if rumble > _RUMBLE_SHARE * energy.sum():
        energy = _filtered_energy(piece, before)
    peaks = block_peaks(piece)
    sampled = energy[::_SPECTRA_EVERY]
    return Part(
        windows=_windows(piece, energy, peaks, full=full),
        hot=_highest(piece, before, peaks, last=last),
        spectrum=found.sum(axis=0) if full else np.zeros(0),
        spectra=len(found) if full else 0,
        quiet=[(float(sampled[at]), at, found[at].copy()) for at in _quiet(sampled)] if full else [],
    )


def analyse_samples(samples: Floats) -> Analysis:
    """Return the analysis of (samples, 1 or 2 channels) of sound at 44.1 kHz, all of it in memory."""
    channels = samples.shape[1]
    meter, before = Meter(channels), np.zeros((BEFORE, channels), np.float32)
    for start in range(0, max(1, len(samples)), PIECE):
        piece = samples[start : start + PIECE]
        meter.add(measure_piece(piece, before, last=start + PIECE >= len(samples)))
        before = piece[-BEFORE:]
    return meter.result(len(samples))


def joined(parts: list[Windows]) -> Windows:
    """Return windows one after the other."""
    names = names_of(Windows)
    return Windows(**{name: np.concatenate([getattr(one, name) for one in parts]) for name in names})


def block_peaks(samples: Floats) -> Floats:
    """Return the highest amplitude of each BLOCK samples over all channels. Amplitudes are compared as
    integers, in which order is the same and which are four times as fast."""
    bits = np.ascontiguousarray(samples).view(np.int32) & 0x7FFFFFFF
    found: Floats = bits.reshape(-1, BLOCK * samples.shape[1]).max(axis=1).view(np.float32)
    return found


def _spectral(piece: Floats) -> tuple[Doubles, Doubles, float]:
    """Return the energy of each window, the spectrum of one in eight, and the energy under the band.

    Few windows at a time: what is worked on stays in the cache, and no memory is asked of the system.
    """
    energies, spectra, rumble = [], [], 0.0
    for start in range(0, len(piece), _SPECTRA_EVERY * WINDOW):
        squares = _squares(piece[start : start + _SPECTRA_EVERY * WINDOW])
        energies.append(squares @ _WEIGHTS[piece.shape[1]])
        spectra.append(_folded(squares[0]))
        rumble += _rumble(squares)
    return np.concatenate(energies).astype(np.float64), np.array(spectra), rumble


def _squares(windows: Floats) -> Floats:
    """Return the squares of the real and imaginary parts of each window's spectrum, side by side. Two
    channels are one complex signal: half the work."""
    import scipy.fft  # a third of a second that a publish without new sound need not wait

    if windows.shape[1] == 1:
        spectra = scipy.fft.rfft(windows.reshape(-1, WINDOW), axis=1)
    else:
        signal = np.array(windows, order="C").view(np.complex64).reshape(-1, WINDOW)
        spectra = scipy.fft.fft(signal, axis=1, overwrite_x=True)
    squares: Floats = spectra.view(np.float32)
    np.multiply(squares, squares, out=squares)
    return squares


def _rumble(squares: Floats) -> float:
    """Return the energy of all windows under the band that is heard, without what stands still."""
    if squares.shape[1] == 2 * _BINS:
        return 2 * _MEAN * float(squares[:, 2:8].sum())
    return _MEAN * float(squares[:, 2:8].sum() + squares[:, -6:].sum())


def _folded(squares: Floats) -> Doubles:
    """Return the mean squares of a window by frequency, from 0 to the half rate, both channels together."""
    both = (squares[::2] + squares[1::2]).astype(np.float64) * _MEAN
    if len(both) == _BINS:
        both[1:-1] *= 2
        return both
    folded: Doubles = both[:_BINS].copy()
    folded[1:-1] += both[: _BINS - 1 : -1]
    return folded


def _quiet(sampled: Doubles) -> list[int]:
    """Return which sampled windows may be among the quietest; digital silence says nothing of a room."""
    order = np.argsort(sampled, kind="stable")
    return [int(at) for at in order if sampled[at] > 0][:4]


def _windows(piece: Floats, energy: Doubles, peaks: Floats, *, full: bool) -> Windows:
    count = len(piece) // WINDOW
    rows = piece.reshape(count, -1)
    left, right = piece[:, 0].reshape(count, WINDOW), piece[:, -1].reshape(count, WINDOW)
    nothing = np.zeros(count, np.float32)
    clipped = np.zeros(count, np.uint16)
    for at in np.flatnonzero(peaks.reshape(count, -1).max(axis=1) >= _FULL_SCALE):
        clipped[at] = np.count_nonzero(np.abs(rows[at]) >= _FULL_SCALE)
    return Windows(
        energy=energy,
        left=_product(left, left) if full else nothing,
        right=_product(right, right) if full else nothing,
        cross=_product(left, right) if full else nothing,
        offset=np.stack([left.mean(axis=1), right.mean(axis=1)] if full else [nothing] * 2, axis=1),
        lowest=rows.min(axis=1),
        highest=rows.max(axis=1),
        clipped=clipped,
        peaks=levels(peaks) if full else np.zeros(0, np.uint8),
    )


def _product(one: Floats, other: Floats) -> Floats:
    product: Floats = np.einsum("ij,ij->i", one, other) / np.float32(WINDOW)
    return product


def _highest(piece: Floats, before: Floats, peaks: Floats, *, last: bool) -> Hot:
    """Look from the block before the piece to the last but one of it, as that is what enough samples are
    known around; the last piece ends in silence."""
    after = [np.zeros((HALF, piece.shape[1]), np.float32)] if last else []
    samples = np.concatenate([before[-(BLOCK + HALF - 1) :], piece, *after])
    known = np.concatenate([block_peaks(before[-BLOCK:]), peaks if last else peaks[:-1]])
    candidates = np.flatnonzero(known >= max(known.max() * _NEAR, _INAUDIBLE))
    between = true_peaks(samples, candidates)
    return Hot(candidates - 1, np.maximum(between, known[candidates]))


def _filtered_energy(piece: Floats, before: Floats) -> Doubles:
    """Return the K-weighted energies by filtering: overlapped blocks, both channels as one complex signal."""
    import scipy.fft  # a third of a second that a publish without new sound need not wait

    signal = np.concatenate([before[-_SETTLED:], piece])
    short = -len(piece) % _SPAN
    if short:
        signal = np.concatenate([signal, np.zeros((short, piece.shape[1]), np.float32)])
    if signal.shape[1] == 1:
        signal = np.concatenate([signal, np.zeros_like(signal)], axis=1)
    rows = np.lib.stride_tricks.sliding_window_view(
        np.ascontiguousarray(signal).view(np.complex64)[:, 0], _SETTLED + _SPAN
    )[::_SPAN]
    spectra = scipy.fft.fft(rows, axis=1)
    spectra *= _RESPONSE
    filtered = scipy.fft.ifft(spectra, axis=1, overwrite_x=True)[:, _SETTLED:]
    windows = np.ascontiguousarray(filtered).view(np.float32).reshape(-1, 2 * WINDOW)
    energy: Doubles = np.einsum("ij,ij->i", windows, windows).astype(np.float64) / WINDOW
    return energy[: len(piece) // WINDOW]


def _weights(channels: int) -> Floats:
    """Return what turns the squares of a window's spectrum into its K-weighted mean square."""
    hertz = (
        np.fft.rfftfreq(WINDOW, 1 / SAMPLE_RATE) if channels == 1 else np.fft.fftfreq(WINDOW, 1 / SAMPLE_RATE)
    )
    weights = np.abs(k_weighting(hertz)) ** 2 * _MEAN
    if channels == 1:
        weights[1:-1] *= 2
    return np.repeat(weights, 2).astype(np.float32)


_MEAN = 1.0 / WINDOW**2
_WEIGHTS = {channels: _weights(channels) for channels in (1, 2)}
_RESPONSE = k_weighting(np.fft.fftfreq(_SETTLED + _SPAN, 1 / SAMPLE_RATE)).astype(np.complex64)
