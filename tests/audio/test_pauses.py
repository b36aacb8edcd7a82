"""Pauses, chapters and bounds of programmes whose silences are known."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.audio.analysis import SAMPLE_RATE, WINDOW, Analysis, Windows
from podcast.audio.meter import analyse_samples
from podcast.audio.pauses import Pause, find_pauses, propose_chapters, silent_windows, speech_bounds

MINUTE = 60_000


def programme(
    ms: int, *silences: tuple[int, int], floor: float = 1e-7, samples: int | None = None
) -> Analysis:
    """Return speech at about -20 LUFS, syllables and all, that falls to `floor` from ms to ms."""
    count = ms // 100
    energy = 0.01 * np.random.default_rng(5).uniform(0.2, 2, count)
    for start, end in silences:
        energy[start // 100 : end // 100] = floor
    return measured(energy, samples)


def measured(energy: "np.typing.NDArray[np.float64]", samples: int | None = None) -> Analysis:
    """Return an analysis that has these energies, and the rest as it comes."""
    count, square = len(energy), energy.astype(np.float32)
    return Analysis(
        samples=count * WINDOW if samples is None else samples,
        channels=1,
        windows=Windows(
            energy=energy,
            left=square,
            right=square,
            cross=square,
            offset=np.zeros((count, 2), np.float32),
            lowest=-np.sqrt(square),
            highest=np.sqrt(square),
            clipped=np.zeros(count, np.uint16),
            peaks=np.full(count * 70, 100, np.uint8),
        ),
        true_peak=-3.0,
        spectrum=np.zeros(2206),
        floor=np.zeros(2206),
    )


def test_pauses_are_found_with_their_depth() -> None:
    """Those inside that are long enough; not the silence before and after."""
    found = find_pauses(programme(60_000, (0, 2000), (10_000, 11_000), (20_000, 20_500), (58_000, 60_000)))
    assert [(one.start_ms, one.end_ms) for one in found] == [(10_000, 11_000)]
    assert found[0].depth == pytest.approx(49.3, abs=1.5)


def test_least_length_is_asked_for() -> None:
    """Half a second is a pause for who asks for it."""
    analysis = programme(60_000, (20_000, 20_500))
    assert find_pauses(analysis) == ()
    assert [one.start_ms for one in find_pauses(analysis, least_ms=500)] == [20_000]


def test_pauses_are_found_in_a_noisy_room() -> None:
    """Where silence is no deeper than 18 dB under the voice, often enough to be known for the floor."""
    silences = [(at, at + 1000) for at in range(5_000, 58_000, 6_000)]
    found = find_pauses(programme(60_000, *silences, floor=0.01 * 10**-1.8))
    assert [(one.start_ms, one.end_ms) for one in found] == silences


def test_a_click_does_not_end_a_pause() -> None:
    """A chair that creaks for 100 ms."""
    analysis = programme(60_000, (10_000, 10_600), (10_700, 11_500))
    assert [(one.start_ms, one.end_ms) for one in find_pauses(analysis)] == [(10_000, 11_500)]


def test_speech_without_pauses_has_none() -> None:
    """Nor has silence, nor nothing."""
    assert find_pauses(programme(60_000)) == ()
    assert find_pauses(measured(np.zeros(100))) == ()
    assert find_pauses(measured(np.zeros(0))) == ()


def test_chapters_start_at_the_deepest_pauses() -> None:
    """Among many short ones, three long ones about five minutes apart."""
    short = [(at, at + 700) for at in range(20_000, 20 * MINUTE, 20_000)]
    long = [(4 * MINUTE + 5_000, 4 * MINUTE + 8_000), (9 * MINUTE, 9 * MINUTE + 3_000)]
    long.append((15 * MINUTE + 5_000, 15 * MINUTE + 8_000))
    assert propose_chapters(programme(20 * MINUTE, *short, *long)) == (
        0,
        *(end - 250 for _, end in long),
    )


def test_chapters_are_neither_long_nor_short() -> None:
    """Between pauses that are all alike they take three to eight minutes."""
    short = [(at, at + 800) for at in range(15_000, 60 * MINUTE, 15_000)]
    starts = propose_chapters(programme(60 * MINUTE, *short))
    assert starts[0] == 0
    lengths = np.diff([*starts, 60 * MINUTE])
    assert 3 * MINUTE <= lengths.min() <= lengths.max() <= 8 * MINUTE


def test_short_or_unbroken_programmes_have_one_chapter() -> None:
    """There is no place for another."""
    assert propose_chapters(programme(100_000, (80_000, 82_000))) == (0,)
    assert propose_chapters(programme(20 * MINUTE)) == (0,)
    assert propose_chapters(measured(np.zeros(0))) == (0,)


def test_bounds_leave_air() -> None:
    """A quarter of a second before, half a second after."""
    start, end = speech_bounds(programme(60_000, (0, 5_000), (50_000, 60_000)))
    assert start == round(4.75 * SAMPLE_RATE)
    assert end == round(50.5 * SAMPLE_RATE)


def test_bounds_stay_within_and_silence_is_kept() -> None:
    """A programme from end to end is whole, and so is one that is all silence."""
    assert speech_bounds(programme(60_000, samples=600 * WINDOW - 7)) == (0, 600 * WINDOW - 7)
    assert speech_bounds(measured(np.zeros(50), 50 * WINDOW - 1)) == (0, 50 * WINDOW - 1)
    assert speech_bounds(measured(np.zeros(0))) == (0, 0)


def test_bounds_cut_nothing_that_is_heard() -> None:
    """Measured sound: a tone between silences, noise far under it."""
    random = np.random.default_rng(2)
    sound = 1e-5 * random.normal(size=20 * SAMPLE_RATE)
    tone = np.sin(np.arange(10 * SAMPLE_RATE) * 0.05)
    sound[5 * SAMPLE_RATE + 1234 : 15 * SAMPLE_RATE + 1234] += 0.1 * tone
    start, end = speech_bounds(analyse_samples(sound[:, None].astype(np.float32)))
    assert 0.25 * SAMPLE_RATE <= 5 * SAMPLE_RATE + 1234 - start <= 0.25 * SAMPLE_RATE + WINDOW
    assert 0.5 * SAMPLE_RATE <= end - (15 * SAMPLE_RATE + 1234) <= 0.5 * SAMPLE_RATE + WINDOW


@settings(max_examples=150, deadline=None)
@given(
    count=st.integers(0, 4_000),
    short=st.integers(0, WINDOW - 1),
    seed=st.integers(0, 2**32 - 1),
    every=st.integers(1, 20 * MINUTE),
)
def test_whatever_is_measured_everything_is_in_order_and_within(
    count: int, short: int, seed: int, every: int
) -> None:
    """Pauses do not overlap, chapters keep their distances, bounds are bounds, and all is the same again."""
    random = np.random.default_rng(seed)
    stretches = random.choice([0.0, 1e-9, 1e-5, 0.01, 1.0], count // 7 + 1)
    energy = np.repeat(stretches, 7)[:count] * random.uniform(0.5, 1, count)
    analysis = measured(energy, max(0, count * WINDOW - short))
    pauses = find_pauses(analysis)
    for one, following in pairwise(pauses):
        assert one.end_ms < following.start_ms
    assert all(isinstance(one, Pause) and one.depth > 0 for one in pauses)
    assert all(0 < one.start_ms <= one.end_ms - 700 < count * 100 for one in pauses)
    chapters = propose_chapters(analysis, every_ms=every)
    assert chapters[0] == 0
    assert all(after - before >= MINUTE for before, after in pairwise(chapters))
    assert all(one <= analysis.duration_ms - 30_000 for one in chapters[1:])
    assert chapters == propose_chapters(analysis, every_ms=every)
    start, end = speech_bounds(analysis)
    assert 0 <= start <= end <= analysis.samples
    assert len(silent_windows(analysis)) == count
