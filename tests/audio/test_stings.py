"""Clips made ready to be joined to a recording."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.audio.analysis import SAMPLE_RATE
from podcast.audio.meter import analyse_samples
from podcast.audio.stings import matched, prepare
from podcast.errors import ContentError, MissingInputError

TONE = "0.2*sin(2*PI*440*t)"


def tone(seconds: float, *, expression: str = TONE, rate: int = 44_100) -> str:
    """Return a lavfi source of a tone."""
    return f"aevalsrc=exprs='{expression}':s={rate}:d={seconds}"


def test_silence_at_the_ends_is_taken_off(make) -> None:
    """Half a second before and a second after; what is between stays, with its own pause."""
    sound = f"{TONE}*(between(t\\,0.5\\,1)+between(t\\,1.5\\,2))"
    clip = prepare(make("intro.wav", source=tone(3, expression=sound)), channels=1)
    assert clip.shape == (pytest.approx(1.5 * SAMPLE_RATE, abs=0.02 * SAMPLE_RATE), 1)
    assert clip.dtype == np.float32
    assert np.abs(clip[: SAMPLE_RATE // 4]).max() == pytest.approx(0.2, abs=0.01)
    assert np.abs(clip[SAMPLE_RATE * 6 // 10 : SAMPLE_RATE * 9 // 10]).max() < 1e-3


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("a.wav", ()),
        ("a.flac", ()),
        ("a.mp3", ("-b:a", "128k")),
        ("a.m4a", ("-c:a", "aac")),
        ("a.ogg", ("-c:a", "libopus")),
    ],
)
def test_every_format_gives_the_channels_and_rate_of_the_master(
    make, name: str, arguments: tuple[str, ...], channels: int
) -> None:
    """Whatever it was recorded at; coders add or lose a few hundredths of a second."""
    clip = prepare(make(name, *arguments, rate=48_000, seconds=2), channels=channels)
    assert clip.shape == (pytest.approx(2 * SAMPLE_RATE, abs=0.1 * SAMPLE_RATE), channels)
    assert 0.05 < np.abs(clip).max() <= 1


def test_mono_is_given_both_channels_and_stereo_is_mixed(make) -> None:
    """The same in both; the mean of both."""
    both = prepare(make("mono.wav", source=tone(1)), channels=2)
    assert np.array_equal(both[:, 0], both[:, 1])
    wide = make("stereo.wav", source=tone(1, expression=f"{TONE}|{TONE}*0.5"))
    assert np.abs(prepare(wide, channels=1)).max() == pytest.approx(0.15, abs=0.005)


def test_a_clip_begins_and_ends_without_a_click(make) -> None:
    """It rises from nothing and falls to it, and in the middle is what it was."""
    clip = prepare(make("dur.wav", source=tone(1, expression="0.5*cos(2*PI*440*t)")), channels=1)[:, 0]
    assert abs(clip[0]) < 0.01
    assert np.abs(clip[-44:]).max() < 0.02
    assert np.abs(clip[SAMPLE_RATE // 4 : SAMPLE_RATE // 2]).max() == pytest.approx(0.5, abs=0.001)


@pytest.mark.parametrize("samples", [44, 88, 441, 1000])
def test_the_shortest_clips_are_still_clips(make, samples: int) -> None:
    """A millisecond is no reason to fail."""
    path = make("bip.wav", source=tone(1, expression="0.5*cos(2*PI*440*t)"))
    short = make("court.wav", "-af", f"atrim=end_sample={samples}", source=f"amovie={path}")
    clip = prepare(short, channels=2)
    assert len(clip) == pytest.approx(samples, abs=44)
    assert np.isfinite(matched(clip, loudness=-16)).all()


def test_the_same_file_gives_the_same_samples(make) -> None:
    """Masters are made again from it."""
    path = make("a.mp3", "-b:a", "128k", seconds=1)
    assert np.array_equal(prepare(path, channels=2), prepare(path, channels=2))


def test_what_is_longer_than_two_minutes_is_refused(make) -> None:
    """Two minutes exactly are not, nor is what they contain lost."""
    with pytest.raises(ContentError, match="longer than 2 minutes"):
        prepare(make("long.wav", source=tone(120.1, rate=8_000)), channels=1)
    whole = prepare(make("juste.wav", source=tone(120)), channels=1)
    assert len(whole) == 120 * SAMPLE_RATE


def test_what_is_no_sound_is_refused(make, tmp_path: Path) -> None:
    """A text, silence, nothing, and a file that is not there, each in its own words."""
    text = tmp_path / "intro.wav"
    text.write_text("une page", encoding="utf-8")
    with pytest.raises(ContentError, match="this is text, not audio"):
        prepare(text, channels=1)
    with pytest.raises(ContentError, match="all of it is silence"):
        prepare(make("vide.wav", "-t", "1", source="anullsrc=r=44100:cl=mono"), channels=1)
    empty = make("rien.wav", "-t", "0", source=tone(1))
    with pytest.raises(ContentError):
        prepare(empty, channels=1)
    with pytest.raises(MissingInputError):
        prepare(tmp_path / "absent.wav", channels=1)


def test_a_damaged_clip_is_refused(make) -> None:
    """Half of a file is no intro."""
    path = make("coupe.wav", source=tone(4))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ContentError):
        prepare(path, channels=1)


@pytest.mark.parametrize("seconds", [0.1, 0.5, 3])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_clip_gets_the_loudness_that_is_asked_for(make, seconds: float, channels: int) -> None:
    """Also one that is too short to have a loudness of its own: it is as loud as it would be for longer."""
    clip = matched(prepare(make("a.wav", source=tone(seconds)), channels=channels), loudness=-23)
    repeated = np.tile(clip, (-(-3 * SAMPLE_RATE // len(clip)), 1))
    assert analyse_samples(repeated).loudness.integrated == pytest.approx(-23, abs=0.3)


@given(loudness=st.floats(-60, 10), level=st.floats(0.001, 1), seed=st.integers(0, 2**32 - 1))
def test_one_gain_and_never_over_full_scale(loudness: float, level: float, seed: int) -> None:
    """The shape is what it was, and the highest sample is 1 at most."""
    random = np.random.default_rng(seed)
    clip = (level * random.uniform(-1, 1, (SAMPLE_RATE // 2, 1))).astype(np.float32)
    clip[100] = level
    after = matched(clip, loudness=loudness)
    assert np.abs(after).max() <= 1
    assert np.allclose(after, clip * (after[100] / clip[100]), atol=1e-6)


def test_silence_stays_silence() -> None:
    """There is nothing to make louder."""
    silent = np.zeros((SAMPLE_RATE, 2), np.float32)
    assert np.array_equal(matched(silent, loudness=-16), silent)


def test_pydub_says_nothing_where_there_is_no_ffmpeg_on_the_path(make) -> None:
    """It warns when it is imported; the ffmpeg that is used is not on the path of a laptop either."""
    path = make("a.wav", source=tone(0.5))
    program = (
        "import sys, pathlib; from podcast.audio.stings import prepare; assert 'pydub' not in sys.modules;"
        "prepare(pathlib.Path(sys.argv[1]), channels=2)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, str(path)],
        env={"PATH": "/nonexistent"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
