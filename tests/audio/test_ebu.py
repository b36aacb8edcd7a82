"""The signals that EBU Tech 3341 and 3342 ask a meter to read right, by our meter and by two others.

The others say that the signals are what they should be; they were not written by us.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from podcast.audio.loudness import measure

from .conftest import ffmpeg
from .ebu import SIGNALS, SURROUND, Signal, read_by_ffmpeg, read_by_pyloudnorm, write_float

RATES = (48_000, 44_100)

every_rate = pytest.mark.parametrize("rate", RATES)


def of(*quantities: str, surround: bool = True) -> pytest.MarkDecorator:
    """Return the mark that runs a test with the signals for some quantities."""
    chosen = [one for one in SIGNALS if one.quantity in quantities and (surround or one is not SURROUND)]
    return pytest.mark.parametrize("signal", chosen, ids=[one.name for one in chosen])


def check(signal: Signal, value: float) -> None:
    assert signal.expected - signal.below <= value <= signal.expected + signal.above


@every_rate
@of("integrated", "range", "true_peak", surround=False)
def test_our_meter_reads_every_signal_right(tmp_path: Path, signal: Signal, rate: int) -> None:
    """Loudness, its range and true peak are within the tolerances of EBU Tech 3341 and 3342."""
    path = write_float(tmp_path / "a.wav", signal.make(rate), rate)
    check(signal, getattr(measure(path).loudness, signal.quantity))


@every_rate
def test_our_meter_reads_surround_as_stereo_listeners_hear_it(tmp_path: Path, rate: int) -> None:
    """Five channels are read mixed down after ITU-R BS.775, where 3341-6 is 3.6 LU louder than in 5.0,
    its tones being in phase."""
    five = SURROUND.make(rate)
    named = tmp_path / "named.wav"  # a WAV that says which channel is which, as ffmpeg writes it
    ffmpeg("-i", str(write_float(tmp_path / "a.wav", five, rate)), "-c:a", "pcm_f32le", str(named))
    stereo = five[:, :2] + np.sqrt(0.5) * (five[:, 2:3] + five[:, 3:])
    goal = read_by_ffmpeg(write_float(tmp_path / "b.wav", stereo, rate)).integrated
    assert goal == pytest.approx(-19.4, abs=0.1)
    assert measure(named).loudness.integrated == pytest.approx(goal, abs=0.1)


@every_rate
def test_tracks_without_names_are_mixed_alike(tmp_path: Path, rate: int) -> None:
    """Six tracks of a recorder are not 5.1: the voice on the fourth is no bass to be dropped."""
    six = np.zeros((5 * rate, 6))
    six[:, 3] = 0.5 * np.sin(2 * np.pi * 997 * np.arange(5 * rate) / rate)
    found = measure(write_float(tmp_path / "a.wav", six, rate)).loudness.integrated
    assert found == pytest.approx(-3.01 - 6.02 - 15.56 + 3.01, abs=0.05)  # a sixth of it, in both channels


@every_rate
@of("integrated", "range", "true_peak")
def test_ffmpeg_s_meter_reads_every_signal_right(tmp_path: Path, signal: Signal, rate: int) -> None:
    """The signals are what the tables mean, says ffmpeg."""
    path = write_float(tmp_path / "a.wav", signal.make(rate), rate)
    check(signal, getattr(read_by_ffmpeg(path), signal.quantity))


@every_rate
@of("integrated")
def test_pyloudnorm_reads_every_loudness_right(signal: Signal, rate: int) -> None:
    """The signals are what the table means, says pyloudnorm, of loudness."""
    check(signal, read_by_pyloudnorm(signal.make(rate), rate))
