"""Intro, recording, jingles and outro as one stream."""

from __future__ import annotations

import wave
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.audio.analyse import analyse
from podcast.audio.analysis import SAMPLE_RATE, Floats
from podcast.audio.decode import Sound
from podcast.audio.meter import PIECE, analyse_samples
from podcast.audio.mix import Mixed, compose
from podcast.audio.probe import probe
from podcast.audio.program import Recorded
from podcast.audio.sting import Stings
from podcast.audio.stings import matched
from podcast.content.show import AudioSettings
from podcast.content.timeline import INTRO, OUTRO, Timeline, lay_out
from podcast.errors import ContentError, TryAgainError

S = SAMPLE_RATE
LENGTH = 15 * S


def noise(samples: int, channels: int, seed: int) -> Floats:
    """Return noise in steps of 16 bits, so that a WAV holds it exactly."""
    integers = np.random.default_rng(seed).integers(-8000, 8000, (samples, channels), np.int16)
    return integers.astype(np.float32) / np.float32(2**15)


def write(path: Path, samples: Floats) -> Path:
    """Write 16-bit WAV at 44.1 kHz."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(S)
        file.writeframes(np.rint(samples * 2**15).astype("<i2").tobytes())
    return path


SOUND = {channels: noise(LENGTH, channels, channels) for channels in (1, 2)}


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Give 15 s of noise with one channel and with two."""
    folder = tmp_path_factory.mktemp("mix")
    return {channels: write(folder / f"{channels}.wav", sound) for channels, sound in SOUND.items()}


def mixed(recording: Path, timeline: Timeline, *, channels: int) -> Mixed:
    """Return the recording on a timeline, its stings being noise."""
    stings = {one.source: noise(one.samples, channels, 9) for one in timeline.pieces if one.source}
    recorded = Recorded(sound=Sound(probe(recording)), samples=LENGTH, channels=channels)
    return Mixed(recorded=recorded, timeline=timeline, stings=stings)


def whole(mix: Mixed) -> Floats:
    """Return all of a mix."""
    return np.concatenate(list(mix.pieces()))


def check(mix: Mixed, sound: Floats) -> None:
    """Compare a mix with what its timeline says of every sample."""
    heard, timeline, fade = whole(mix), mix.timeline, mix.timeline.fade
    assert heard.shape == (timeline.samples, mix.channels)
    assert heard.dtype == np.float32
    expected = np.zeros_like(heard, np.float64)
    for at, piece in enumerate(timeline.pieces):
        part = (mix.stings[piece.source] if piece.source else sound)[piece.start : piece.end]
        gain = np.ones((len(part), 1))
        way = np.arange(fade)[:, None] / max(1, fade) * np.pi / 2
        if fade and at:
            gain[:fade] = np.sin(way)
            assert np.array_equal(heard[piece.at + fade : piece.at + fade + 1], part[fade : fade + 1])
        if fade and at < len(timeline.pieces) - 1:
            gain[-fade:] = np.cos(way)
        expected[piece.at : piece.at + piece.samples] += part * gain
        alone = np.flatnonzero(gain[:, 0] == 1)
        if len(alone) > 2:
            inner = slice(alone[1], alone[-1])
            assert np.array_equal(heard[piece.at :][inner], part[inner])
    assert np.abs(heard - expected).max(initial=0) < 1e-6


@settings(max_examples=20)
@given(
    channels=st.sampled_from([1, 2]),
    trim=st.one_of(st.none(), st.tuples(st.integers(0, 3 * S), st.integers(12 * S, LENGTH))),
    intro=st.integers(0, 8 * S),
    outro=st.integers(0, 8 * S),
    jingles=st.lists(
        st.tuples(st.integers(7, 22), st.integers(1, 7 * S)), max_size=3, unique_by=lambda one: one[0]
    ),
    fade=st.integers(0, 8 * S),
)
def test_every_sample_is_where_the_timeline_says(
    recordings: dict[int, Path],
    channels: int,
    trim: tuple[int, int] | None,
    intro: int,
    outro: int,
    jingles: list[tuple[int, int]],
    fade: int,
) -> None:
    """Outside of the fades exactly the sting or the recording, inside of them both with constant power."""
    calls = [(half * S // 2, f"j{half}", length) for half, length in jingles]
    timeline = lay_out(LENGTH, trim=trim, intro=intro, outro=outro, jingles=calls, fade=fade)
    check(mixed(recordings[channels], timeline, channels=channels), SOUND[channels])


@pytest.fixture
def long_mix(recordings: dict[int, Path]) -> Mixed:
    """Give two channels with everything: trimmed, intro, a jingle twice, outro, and a fade of 3 s."""
    timeline = lay_out(
        LENGTH,
        trim=(S // 3, LENGTH - S // 7),
        intro=7 * S,
        outro=7 * S,
        jingles=[(5 * S, "virgule", 6 * S + 1), (10 * S, "virgule", 6 * S + 1)],
        fade=2 * S,
    )
    assert timeline.fade == 2 * S
    return mixed(recordings[2], timeline, channels=2)


def test_pieces_are_as_long_as_the_meter_takes_them(long_mix: Mixed) -> None:
    """All but the last have the same length, so memory does not grow with a fade or a sting."""
    lengths = [len(piece) for piece in long_mix.pieces()]
    assert set(lengths[:-1]) == {PIECE}
    assert 0 < lengths[-1] <= PIECE
    assert sum(lengths) == long_mix.samples


def test_reading_twice_gives_the_same(long_mix: Mixed) -> None:
    """Also when the first reading was given up on the way."""
    first = whole(long_mix)
    with closing(long_mix.pieces()) as abandoned:
        next(abandoned)
    assert np.array_equal(whole(long_mix), first)


def test_a_fade_between_unlike_sounds_keeps_its_power(recordings: dict[int, Path]) -> None:
    """Two noises of the same power are as loud in the middle of the fade as before and after it."""
    timeline = lay_out(LENGTH, intro=6 * S, fade=3 * S)
    heard = whole(mixed(recordings[1], timeline, channels=1))[:, 0].astype(np.float64)
    power = (heard[: 12 * S] ** 2).reshape(-1, S).mean(axis=1)
    assert 10 * np.log10(power / power[0]) == pytest.approx(np.zeros(12), abs=0.1)


def test_mono_is_joined_to_stereo_in_both_channels(recordings: dict[int, Path]) -> None:
    """A master of two channels made of a recording of one, and the other way round."""
    timeline = lay_out(LENGTH, intro=S, fade=100)
    check(mixed(recordings[1], timeline, channels=2), np.repeat(SOUND[1], 2, axis=1))
    check(mixed(recordings[2], timeline, channels=1), SOUND[2].mean(axis=1, keepdims=True))


@pytest.mark.parametrize("samples", [1000, 8 * S, LENGTH - 1, LENGTH + 1, LENGTH + 10 * S])
@pytest.mark.parametrize("trim", [None, (S, 5 * S)])
def test_a_recording_of_another_length_is_noticed(
    tmp_path: Path, samples: int, trim: tuple[int, int] | None
) -> None:
    """Written over since it was measured, even where what changed is not heard."""
    recording = write(tmp_path / "a.wav", noise(samples, 1, 5))
    timeline = lay_out(LENGTH, trim=trim, intro=S, outro=S, jingles=[(3 * S, "virgule", S)], fade=S // 2)
    with pytest.raises(TryAgainError, match="changed"):
        whole(mixed(recording, timeline, channels=1))


@pytest.fixture
def composed(recordings: dict[int, Path], tmp_path: Path) -> Callable[..., Recorded | Mixed]:
    """Give a function that composes the master of a recording with a sting of each kind."""
    clip = 0.25 * np.sin(2 * np.pi * 440 * np.arange(2 * S) / S)
    sting = write(tmp_path / "sting.wav", clip.astype(np.float32)[:, None])

    def composed(recorded: int = 2, stings: bool = True, **audio: object) -> Recorded | Mixed:
        given_stings = Stings(
            intro=sting,
            outro=sting,
            jingles={"virgule": sting},
            calls=((7_500, "virgule"),),
            crossfade_ms=200,
        )
        sound = Sound(probe(recordings[recorded]))
        with ThreadPoolExecutor(2) as pool:
            before = analyse(iter(sound), pool, channels=sound.channels, about=sound.about)
            wanted = AudioSettings(**audio)  # type: ignore[arg-type]
            program, measured = compose(sound, before, wanted, given_stings if stings else Stings(), pool)
        assert (measured.samples, measured.channels) == (program.samples, program.channels)
        return program

    return composed


@pytest.mark.parametrize(
    ("channels", "recorded", "level_voices"),
    [("mono", 1, True), ("mono", 2, False), ("stereo", 1, False), ("stereo", 2, False)],
)
def test_stings_are_as_loud_as_the_recording(
    composed: Callable[..., Mixed], channels: str, recorded: int, level_voices: bool
) -> None:
    """As it is with the channels of the master and after its voices were levelled, within 0.2 LU."""
    mix = composed(recorded, channels=channels, level_voices=level_voices)
    assert mix.channels == (1 if channels == "mono" else 2)
    assert [one.source for one in mix.timeline.pieces] == [INTRO, "", "virgule", "", OUTRO]
    recording = np.concatenate(list(mix.recorded.pieces()))
    goal = analyse_samples(recording).loudness.integrated
    for clip in mix.stings.values():
        assert analyse_samples(clip).loudness.integrated == pytest.approx(goal, abs=0.2)
    check(mix, recording)


def test_without_stings_the_recording_is_the_program(composed: Callable[..., Recorded | Mixed]) -> None:
    """Nothing is mixed, and what has no silence at its ends is not trimmed either."""
    assert isinstance(composed(stings=False), Recorded)
    assert isinstance(composed(stings=False, trim_silence=True), Recorded)


def test_a_jingle_after_the_end_is_refused(recordings: dict[int, Path]) -> None:
    """By what is heard of the recording, which only its analysis knows."""
    stings = Stings(jingles={"virgule": recordings[1]}, calls=((15_000, "virgule"),))
    sound = Sound(probe(recordings[1]))
    with ThreadPoolExecutor(2) as pool:
        before = analyse(iter(sound), pool, channels=1)
        with pytest.raises(ContentError, match="“virgule” at 0:15"):
            compose(sound, before, AudioSettings(), stings, pool)


@settings(max_examples=30)
@given(
    loudness=st.floats(-50, -14),
    seconds=st.floats(0.02, 5),
    channels=st.sampled_from([1, 2]),
    hertz=st.floats(100, 5_000),
)
def test_a_clip_lands_within_a_fifth_of_a_lu(
    loudness: float, seconds: float, channels: int, hertz: float
) -> None:
    """Whatever its length and pitch, when full scale allows it; and the same clip always the same."""
    tone = 0.1 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * S)) / S).astype(np.float32)
    clip = np.repeat(tone[:, None], channels, axis=1)
    after = matched(clip, loudness=loudness)
    assert np.array_equal(after, matched(clip, loudness=loudness))
    assert np.abs(after).max() <= 1
    repeated = np.tile(after, (-(-2 * S // len(after)), 1)) if len(after) < S else after
    if np.abs(after).max() < 0.999:
        assert analyse_samples(repeated).loudness.integrated == pytest.approx(loudness, abs=0.2)
