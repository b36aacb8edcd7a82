"""Loudness, length and damage, found by decoding everything."""

import random
from pathlib import Path

import pytest

from podcast.audio.decode import clock
from podcast.audio.loudness import measure
from podcast.errors import ContentError

from .conftest import Make, Meter


def test_a_measurement_agrees_with_the_meter(make: Make, meter: Meter) -> None:
    """Integrated loudness and true peak are those of ebur128, the length is exact to the sample."""
    path = make("a.wav", "-c:a", "pcm_s24le", seconds=3.21)
    loudness, peak = meter(path)
    found = measure(path)
    assert found.loudness.integrated == pytest.approx(loudness, abs=0.06)
    assert found.loudness.true_peak == pytest.approx(peak, abs=0.06)
    assert found.analysis.samples == 3.21 * 44100
    assert found.duration_ms == 3210
    assert not found.mono


@pytest.mark.parametrize(
    ("name", "codec"), [("a.wav", "pcm_s16le"), ("a.mp3", "libmp3lame"), ("a.opus", "libopus")]
)
def test_the_same_in_both_channels_is_mono(make: Make, name: str, codec: str) -> None:
    """A mono voice in a stereo file is recognised, also after a lossy codec."""
    found = measure(make(name, "-c:a", codec, "-ac", "2", channels=1, seconds=2))
    assert found.recording.channels == 2
    assert found.analysis.identical
    assert found.mono


def test_silence_has_the_loudness_of_the_gate(make: Make) -> None:
    """Minus infinity becomes numbers that JSON can hold."""
    found = measure(make("a.wav", source="anullsrc=d=2"))
    assert (found.loudness.integrated, found.loudness.true_peak) == (-70.0, -120.0)
    assert found.analysis.silent


def test_less_than_a_gating_block_has_no_loudness(make: Make) -> None:
    """300 ms are too short for BS.1770, but have a peak."""
    found = measure(make("a.wav", seconds=0.3))
    assert found.loudness.integrated == -70.0
    assert found.loudness.true_peak > -30
    assert found.duration_ms == 300


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("a.mp3", ["-b:a", "128k"]), ("a.wav", []), ("a.flac", []), ("a.m4a", ["-movflags", "faststart"])],
)
def test_half_a_recording_is_refused_with_both_lengths(make: Make, name: str, arguments: list[str]) -> None:
    """A file cut short decodes without an error; only its header knows."""
    path = make(name, *arguments, seconds=6)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ContentError, match=r"cut short: it declares 0:00:0[56]\.\d and holds 0:00:0[23]\.\d"):
        measure(path)


@pytest.mark.parametrize("name", ["a.mp3", "a.flac", "a.ogg", "a.m4a"])
def test_damage_in_the_middle_is_refused(make: Make, name: str) -> None:
    """Frames that cannot be decoded are not concealed."""
    path = make(name, seconds=8)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 600] = random.Random(7).randbytes(600)  # noqa: S311
    path.write_bytes(content)
    with pytest.raises(ContentError, match="damaged") as caught:
        measure(path)
    if name != "a.ogg":
        assert "near 0:00:0" in caught.value.message


def test_rates_that_change_on_the_way_are_refused(make: Make, tmp_path: Path) -> None:
    """Two MP3s of different rates glued together lose what is in ffmpeg's buffers between them."""
    bare = ["-write_xing", "0", "-id3v2_version", "0"]
    one, two = make("1.mp3", *bare, rate=44100), make("2.mp3", *bare, rate=32000, channels=1)
    glued = tmp_path / "glued.mp3"
    glued.write_bytes(one.read_bytes() + two.read_bytes())
    with pytest.raises(ContentError, match="change on the way"):
        measure(glued)


def test_a_film_and_a_cover_are_not_decoded(make: Make, tmp_path: Path) -> None:
    """Pictures that are no pictures do not matter: only the sound is opened."""
    film = make(
        "film.mp4",
        "-f",
        "lavfi",
        "-i",
        "sine=d=1",
        "-c:v",
        "mpeg4",
        "-c:a",
        "aac",
        source="testsrc=d=1:s=64x64",
    )
    content = film.read_bytes()
    start = content.index(b"mdat") + 8
    picture = content.find(b"\x00\x00\x01\xb6", start)
    assert picture > 0
    film.write_bytes(content[:picture] + b"\xff\xff\xff\xff" + content[picture + 4 :])
    assert measure(film).duration_ms == pytest.approx(1000, abs=30)


def test_clock_shows_hours_minutes_and_tenths() -> None:
    """3 723 450 ms are an hour, two minutes and 3.4 seconds."""
    assert clock(3_723_450) == "1:02:03.4"


def test_progress_grows_to_the_end(make: Make) -> None:
    """Progress is between 0 and 1 and never goes back."""
    seen: list[float] = []
    measure(make("a.wav"), progress=seen.append)
    assert seen == sorted(seen)
    assert 0.9 < seen[-1] <= 1


def test_a_long_recording_is_measured_piece_by_piece(make: Make, meter: Meter) -> None:
    """What is put together from many pieces is what one meter says of all of it."""
    path = make("long.wav", channels=1, rate=44100, seconds=200)
    seen: list[float] = []
    found = measure(path, progress=seen.append)
    assert found.loudness.integrated == pytest.approx(meter(path)[0], abs=0.06)
    assert found.duration_ms == 200_000
    assert len(seen) > 20
