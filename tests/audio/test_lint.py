"""Each fault is made on purpose and found where it was put; programmes without faults are left alone."""

import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from podcast.audio.analysis import SAMPLE_RATE, WINDOW, Analysis, Windows
from podcast.audio.ffmpeg import executable
from podcast.audio.lint import find_faults
from podcast.audio.meter import analyse_samples
from podcast.content.fault import Fault
from podcast.content.record import Loudness
from podcast.publish.heard import Heard, remember, remembered
from podcast.publish.workspace import Workspace

Sound = NDArray[np.float64]
SECONDS = 40


@cache
def spoken(pitch: float = 130, syllables: float = 4.5) -> Sound:
    """Return something like speech at -20 dBFS: gliding vowels, hisses, words and breaks, a quiet room."""
    random = np.random.default_rng(7)
    count = SECONDS * SAMPLE_RATE
    t = np.arange(count) / SAMPLE_RATE
    glide = np.interp(t, np.arange(SECONDS * 4) / 4, pitch * random.uniform(0.85, 1.2, SECONDS * 4))
    phase = 2 * np.pi * np.cumsum(glide) / SAMPLE_RATE
    vowels = sum(np.sin(k * phase) / (1 + (k * pitch / 500) ** 1.5) for k in range(1, 30))
    hiss = scipy.signal.lfilter([1, -1], [1], random.normal(size=count)) * 1.2
    sound, at = np.zeros(count), 0
    while at < count:
        length = int(SAMPLE_RATE / syllables * random.uniform(0.8, 1.2))
        shape = np.hanning(length)[: count - at]
        span = slice(at, at + len(shape))
        sound[span] = shape * random.uniform(0.5, 1) * (hiss if random.random() < 0.2 else vowels)[span]
        at += length if random.random() < 0.88 else length + int(SAMPLE_RATE * random.uniform(0.2, 0.7))
    sound *= 0.1 / np.sqrt(np.mean(sound**2))
    return sound + 0.1 * 10 ** (-50 / 20) * random.normal(size=count)


def faults(*channels: Sound) -> tuple[Fault, ...]:
    """Return the faults of these channels, each of which the next run remembers as it is."""
    analysis = analyse_samples(np.stack(channels, axis=1).astype(np.float32))
    found = find_faults(analysis)
    assert remembered_again(found) == [(one, one.message, one.remedy) for one in found]
    return found


def remembered_again(found: tuple[Fault, ...]) -> list[tuple[Fault, str, str]]:
    """Return faults as they are told again by who did not hear them, with what their sentences are made of."""
    measured = Loudness(integrated=-20.0, range=5.0, true_peak=-3.0)
    with tempfile.TemporaryDirectory() as folder:
        recording, workspace = Path(folder, "a.wav"), Workspace(Path(folder))
        recording.touch()
        remember(recording, Heard(loudness=measured, duration_ms=1, channels=1, faults=found), workspace)
        heard = remembered(recording, workspace)
    assert heard is not None
    return [(one, one.message, one.remedy) for one in heard.faults]


def rules(*channels: Sound) -> list[str]:
    """Return the names of the rules that these channels break."""
    return [one.rule for one in faults(*channels)]


def room(level: float) -> Sound:
    """Return noise of a level in dBFS, the same every time."""
    return 10 ** (level / 20) * np.random.default_rng(3).normal(size=SECONDS * SAMPLE_RATE)


def cut(sound: Sound, start: float, end: float, factor: float = 0.0) -> Sound:
    """Return sound with the seconds from start to end multiplied."""
    changed = sound.copy()
    changed[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)] *= factor
    return changed


@pytest.mark.parametrize("pitch", [95, 130, 210, 280])
@pytest.mark.parametrize("level", [-17, -10, 0, 4])
def test_a_clean_programme_has_no_faults(pitch: float, level: float) -> None:
    """Neither mono, nor the same twice, nor two speakers in a room, at any usual level."""
    voice = spoken(pitch) * 10 ** (level / 20)
    voice *= min(1, 0.98 / np.abs(voice).max())
    other = np.roll(voice, SAMPLE_RATE * 9) * 0.5
    assert rules(voice) == []
    assert rules(voice, voice) == []
    assert rules(voice * 0.7 + other, voice * 0.5 + other * 0.9) == []


def test_speakers_on_gated_microphones_have_no_faults() -> None:
    """One left, one right, each channel digitally silent while the other speaks."""
    left, right = spoken(110), spoken(210)
    for start in range(0, SECONDS, 10):
        left, right = cut(left, start + 5, start + 10), cut(right, start, start + 5)
    assert rules(left, right) == []


@pytest.mark.parametrize("tone", [(110, 138.6, 164.8), (55, 220, 440)])
def test_music_has_no_faults_of_speech(tone: tuple[float, ...]) -> None:
    """It never stops, has notes that stand still, and little above them."""
    t = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    chord = sum(np.sin(2 * np.pi * f * k * t) / k for f in tone for k in range(1, 6))
    assert rules(0.05 * chord * (1 + 0.5 * np.sin(2 * np.pi * 2 * t))) == []


def test_clipping_is_found_where_it_is() -> None:
    """Tops that are cut off for two seconds are one place, and no other is named."""
    voice = np.clip(cut(spoken(), 10, 12, 8.0), -1, 32767 / 32768)
    [fault] = faults(voice)
    assert fault.rule == "clipping"
    assert fault.severe
    assert 9_900 <= fault.start_ms <= 10_500
    assert 11_500 <= fault.end_ms <= 12_100


def test_peaks_that_touch_full_scale_are_not_clipped() -> None:
    """A normaliser leaves the highest sample there, a codec passes it."""
    voice = spoken() / np.abs(spoken()).max()
    assert rules(voice) == []
    assert rules(voice * 1.02) == []


def test_a_rule_speaks_of_five_places_and_sums_up_the_rest() -> None:
    """Nobody reads a list of eight."""
    voice = spoken()
    for at in range(2, 34, 4):
        voice = cut(voice, at, at + 1, 8.0)
    found = faults(np.clip(voice, -1, 32767 / 32768))
    assert [one.rule for one in found] == ["clipping"] * 6
    assert sum("and 3 more places" in one.message for one in found) == 1


def test_an_offset_is_found_in_its_channel() -> None:
    """Two percent on the right are named there."""
    [fault] = faults(spoken(), spoken() + 0.02)
    assert fault.rule == "dc-offset"
    assert "right" in fault.message
    assert "2.0%" in fault.message


@pytest.mark.parametrize("factor", [0.0, 0.003])
def test_a_gap_is_found_where_it_is(factor: float) -> None:
    """Digital silence or nearly, four seconds of it."""
    [fault] = faults(cut(spoken(), 20, 24, factor))
    assert fault.rule == "silence"
    assert abs(fault.start_ms - 20_000) <= 1_000  # a break between words may adjoin
    assert abs(fault.end_ms - 24_000) <= 1_000


def test_silence_before_and_after_is_told_apart() -> None:
    """It can be trimmed, unlike a gap; a second of it is welcome."""
    assert rules(cut(cut(spoken(), 0, 3), 35, 40)) == ["lead-silence", "tail-silence"]
    assert rules(cut(cut(spoken(), 0, 1), 38, 40)) == []


def test_a_silent_recording_is_one_fault() -> None:
    """Nothing else can be said of it."""
    assert rules(np.zeros(SAMPLE_RATE * 5)) == ["silent"]


@pytest.mark.parametrize("side", [0, 1])
def test_a_channel_that_drops_out_is_found(side: int) -> None:
    """For two seconds, the other going on."""
    pair = [spoken(), spoken() * 0.8]
    pair[side] = cut(pair[side], 15, 17)
    [fault] = faults(*pair)
    assert fault.rule == "dropout"
    assert ("left", "right")[side] in fault.message
    assert abs(fault.start_ms - 15_000) <= 700
    assert abs(fault.end_ms - 17_000) <= 700


def test_a_missing_channel_is_one_fault() -> None:
    """Not an imbalance and many dropouts."""
    assert rules(spoken(), np.zeros_like(spoken())) == ["one-channel"]
    assert rules(spoken() * 1e-4, spoken()) == ["one-channel"]


def test_an_imbalance_is_found() -> None:
    """Ten decibels are, four are not."""
    assert rules(spoken(), spoken() * 0.316) == ["imbalance"]
    assert rules(spoken(), spoken() * 0.63) == []


def test_channels_against_each_other_are_found() -> None:
    """Throughout, which is severe, and for five seconds, which has a place."""
    [fault] = faults(spoken(), -spoken())
    assert fault.rule == "phase"
    assert fault.severe
    [fault] = faults(spoken(), cut(spoken(), 10, 15, -1))
    assert fault.rule == "phase"
    assert not fault.severe
    assert abs(fault.start_ms - 10_000) <= 700
    assert abs(fault.end_ms - 15_000) <= 700


@pytest.mark.parametrize("mains", [50, 60])
def test_hum_is_found_with_its_frequency(mains: int) -> None:
    """Four harmonics 40 dB under the voice are hum; rumble is none."""
    t = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    humming = sum(np.sin(2 * np.pi * mains * 1.0002 * k * t) / k for k in (1, 2, 3, 4))
    [fault] = faults(spoken() + 0.002 * humming)
    assert fault.rule == "hum"
    assert f"{mains} Hz" in fault.message
    rumble = scipy.signal.lfilter(*scipy.signal.butter(2, 80 / (SAMPLE_RATE / 2)), room(-30))
    assert "hum" not in rules(spoken() + rumble)


def test_noise_is_measured_against_the_voice() -> None:
    """Twenty decibels under it are too little, at any level; forty are not."""
    assert rules(spoken() + room(-44)) == ["noise"]
    assert rules(0.2 * (spoken() + room(-44))) == ["noise"]
    assert rules(spoken() + room(-64)) == []


def test_a_telephone_band_is_found() -> None:
    """Speech that went through 8 kHz stops at a wall; a blanket over the microphone is none."""
    narrow = scipy.signal.resample_poly(spoken(), 80, 441)
    assert rules(scipy.signal.resample_poly(narrow, 441, 80)) == ["bandwidth"]
    b, a = scipy.signal.butter(2, 2500 / (SAMPLE_RATE / 2))
    assert rules(scipy.signal.lfilter(b, a, spoken())) == []


def test_levels_out_of_reason_are_found() -> None:
    """Very faint, and very loud with its peaks at full scale."""
    assert rules(spoken() * 0.03) == ["faint"]
    assert "hot" in rules(np.tanh(20 * spoken()) * 0.9999)


def test_what_is_too_short_has_no_faults() -> None:
    """Neither nothing nor 300 ms."""
    assert find_faults(arbitrary(0, 1, np.random.default_rng(0), 0.0)) == ()
    assert rules(spoken()[: 3 * WINDOW]) == []


def arbitrary(samples: int, channels: int, random: np.random.Generator, scale: float) -> Analysis:
    """Return an analysis of chance, which no sound need have."""
    count = -(-samples // WINDOW)

    def some(*shape: int, signed: bool = False) -> NDArray[np.float32]:
        kept = random.random(shape) > 0.3
        return (kept * random.uniform(-1 if signed else 0, 1, shape) * scale).astype(np.float32)

    return Analysis(
        samples=samples,
        channels=channels,
        windows=Windows(
            energy=some(count).astype(np.float64),
            left=some(count),
            right=some(count),
            cross=some(count, signed=True),
            offset=some(count, 2, signed=True),
            lowest=-some(count),
            highest=some(count),
            clipped=random.integers(0, 8000, count).astype(np.uint16),
            peaks=random.integers(0, 256, count * 70).astype(np.uint8),
        ),
        true_peak=float(random.uniform(-120, 3)),
        spectrum=some(2206).astype(np.float64),
        floor=some(2206).astype(np.float64),
    )


@settings(max_examples=150, deadline=None)
@given(
    samples=st.integers(0, 600 * WINDOW),
    channels=st.sampled_from([1, 2]),
    seed=st.integers(0, 2**32 - 1),
    scale=st.sampled_from([0.0, 1e-30, 1e-6, 0.1, 1.0, 1e6]),
)
def test_whatever_is_measured_the_faults_are_in_order_and_within(
    samples: int, channels: int, seed: int, scale: float
) -> None:
    """Nothing crashes, no rule says more than six things of places, and all are on one line."""
    analysis = arbitrary(samples, channels, np.random.default_rng(seed), scale)
    found = find_faults(analysis)
    assert list(found) == sorted(found, key=lambda one: (one.start_ms, one.rule))
    for fault in found:
        assert 0 <= fault.start_ms <= fault.end_ms <= max(analysis.duration_ms, fault.start_ms)
        assert fault.message
        assert fault.remedy
        assert len((fault.message + fault.remedy).splitlines()) == 1
        assert sum(one.rule == fault.rule for one in found) <= 6
    assert found == find_faults(analysis)


def test_ten_hours_give_no_more_lines_than_one() -> None:
    """360,000 windows are looked at as arrays."""
    found = find_faults(arbitrary(360_000 * WINDOW, 2, np.random.default_rng(1), 0.1))
    assert len(found) < 100


SAMPLES = sorted((Path(__file__).parents[2] / "episodes").glob("*/enregistrement.*"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_the_sample_recordings_have_no_faults(path: Path) -> None:
    """Faint, in stereo and too hot as they are, mastering makes all three good."""
    assert find_faults(analyse_samples(decoded(path, channels=2 if path.suffix == ".ogg" else 1))) == ()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_only_gross_errors_of_speed_are_found(path: Path) -> None:
    """A voice at double speed is no voice; at 48 to 44.1 it is another one."""
    voice = decoded(path, channels=1)[:, 0].astype(np.float64) * 0.9
    assert rules(voice[::2]) == ["speed"]
    for up, down in ((147, 160), (160, 147)):
        assert rules(scipy.signal.resample_poly(voice, up, down)) == []


def decoded(path: Path, *, channels: int) -> NDArray[np.float32]:
    """Return a recording's (samples, channels), not by way of the package."""
    argv = [executable(), "-v", "error", "-i", str(path), "-f", "f32le", "-ar", "44100", "-ac", str(channels)]
    raw = subprocess.run([*argv, "-"], check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.float32).reshape(-1, channels)
