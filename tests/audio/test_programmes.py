"""Masters of two dozen programmes, looked at as files: what ffmpeg's and pyloudnorm's meters read of them.

Each programme is synthesised and mastered once. The tolerances are the product's promise; only what a
meter rounds when it prints is allowed on top.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from podcast.audio.ffmpeg import executable
from podcast.audio.master import Mastered, master
from podcast.content.show import LoudnessTarget

from .ebu import Reading, read_by_ffmpeg, read_by_pyloudnorm
from .programmes import PROGRAMMES, Programme, write

TARGET = LoudnessTarget()
RATE = 44_100
PRINTED = 0.05
"""ffmpeg prints its true peak to a tenth of a decibel."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A recording and its master: what the product said of it, and what the two other meters do."""

    programme: Programme
    recording: Path
    result: Mastered
    sound: NDArray[np.float32]
    ffmpeg: Reading
    pyloudnorm: float

    @property
    def goal(self) -> float:
        return TARGET.mono if self.programme.channels == 1 else TARGET.stereo


def decoded(path: Path, channels: int, *options: str) -> NDArray[np.float32]:
    """Return the (samples, channels) that ffmpeg decodes of a file."""
    argv = [executable(), "-nostdin", "-v", "error", "-i", f"file:{path}", *options, "-f", "f32le", "-"]
    done = subprocess.run(argv, check=True, capture_output=True)
    return np.frombuffer(done.stdout, np.float32).reshape(-1, channels)


@pytest.fixture(scope="session")
def master_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Programme], Made]:
    """Give what masters a programme, and remembers."""
    folder = tmp_path_factory.mktemp("programmes")

    @cache
    def make(programme: Programme) -> Made:
        recording = write(programme, folder)
        out = folder / f"{programme.name}.master.mp3"
        result = master(recording, out, target=TARGET)
        sound = decoded(out, result.channels)
        return Made(
            programme=programme,
            recording=recording,
            result=result,
            sound=sound,
            ffmpeg=read_by_ffmpeg(out),
            pyloudnorm=read_by_pyloudnorm(sound, RATE),
        )

    return make


@pytest.fixture(
    params=[pytest.param(one, id=one.name, marks=pytest.mark.xdist_group(one.name)) for one in PROGRAMMES]
)
def made(request: pytest.FixtureRequest, master_of: Callable[[Programme], Made]) -> Made:
    """Give each programme's master."""
    return master_of(request.param)


def test_the_programmes_are_what_they_claim(made: Made) -> None:
    """From -35 to -8 LUFS, and as many channels in the master as their sound needs."""
    assert made.result.channels == made.programme.channels
    assert made.result.before.integrated == pytest.approx(made.programme.lufs, abs=1.0)
    assert {min(one.lufs for one in PROGRAMMES), max(one.lufs for one in PROGRAMMES)} == {-35, -8}


def test_a_master_lands_on_the_target(made: Made) -> None:
    """Its integrated loudness is within 0.2 LU of the target, say two meters that are not ours."""
    assert made.ffmpeg.integrated == pytest.approx(made.goal, abs=0.2)
    assert made.pyloudnorm == pytest.approx(made.goal, abs=0.2)


def test_a_master_stays_below_the_ceiling(made: Made) -> None:
    """Its true peak, as players decode it, is at most -1 dBTP, says ffmpeg's meter."""
    assert made.ffmpeg.printed_peak <= TARGET.true_peak  # which is exact to 0.05
    assert made.ffmpeg.true_peak <= TARGET.true_peak + PRINTED


def test_what_is_said_of_a_master_is_true(made: Made) -> None:
    """The product's own numbers agree with both meters within a tenth."""
    assert made.result.after.integrated == pytest.approx(made.ffmpeg.integrated, abs=0.1)
    assert made.result.after.integrated == pytest.approx(made.pyloudnorm, abs=0.1)
    assert made.result.after.true_peak == pytest.approx(made.ffmpeg.printed_peak, abs=0.1 + PRINTED)


def test_a_master_is_as_long_as_its_recording(made: Made) -> None:
    """To the sample at 44.1 kHz; where the recording has another rate, but for its resampler's rounding."""
    programme, length = made.programme, len(made.sound)
    if programme.lossless:
        count = round(programme.seconds * programme.rate)
    else:
        count = len(decoded(made.recording, 1, "-ac", "1", "-ar", str(programme.rate)))
    exact = programme.lossless and programme.rate == RATE
    assert abs(length - count * RATE / programme.rate) <= (0 if exact else 2)
    assert made.result.duration_ms == pytest.approx(length * 1000 / RATE, abs=0.5)
