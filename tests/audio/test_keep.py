"""An MP3 that is on target is taken as it is; any other is encoded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.id3 import ID3, TIT2

from podcast.audio.keep import audio_span
from podcast.audio.loudness import measure
from podcast.audio.master import Mastered, master
from podcast.audio.sniff import frame_bytes
from podcast.audio.sting import Stings
from podcast.content.show import AudioSettings, LoudnessTarget

from .conftest import Make, Meter, ffmpeg, voice

TARGET = LoudnessTarget()
CBR = ("-b:a", "128k")
ID3V1 = b"TAG" + b"Un titre".ljust(125, b"\0")

Level = Callable[..., Path]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Give three seconds of voice with one channel and with two."""
    folder = tmp_path_factory.mktemp("keep")
    found = {channels: folder / f"{channels}.wav" for channels in (1, 2)}
    for channels, path in found.items():
        source = voice(channels, rate=44_100, seconds=3, scale=0.3)
        ffmpeg("-f", "lavfi", "-i", source, "-c:a", "pcm_f32le", str(path))
    return found


@pytest.fixture
def at_level(plain: dict[int, Path], tmp_path: Path) -> Level:
    """Give a function that writes the voice as an MP3 so many LU off the target."""

    def at_level(off: float = 0.0, *arguments: str, channels: int = 2, peak: str = "") -> Path:
        goal = TARGET.mono if channels == 1 else TARGET.stereo
        gain = goal + off - measure(plain[channels]).loudness.integrated
        path = tmp_path / "fini.mp3"
        filters = f"volume={gain + 0.45}dB{peak}"  # what LAME takes away from this voice
        ffmpeg("-i", str(plain[channels]), "-af", filters, *(arguments or CBR), str(path))
        return path

    return at_level


def mastered(recording: Path, **audio: object) -> tuple[Mastered, bytes]:
    """Return what became of a recording, and the master."""
    out = recording.with_name("master.mp3")
    made = master(recording, out, target=TARGET, audio=AudioSettings(**audio))  # type: ignore[arg-type]
    return made, out.read_bytes()


@pytest.mark.parametrize(("channels", "off"), [(1, 0.0), (2, 0.35), (2, -0.35)])
def test_an_mp3_on_target_is_copied(at_level: Level, meter: Meter, channels: int, off: float) -> None:
    """Every frame is the producer's, without the tags around them; loudness before is loudness after."""
    recording = at_level(off, *CBR, "-write_id3v1", "1", "-metadata", "title=Un titre", channels=channels)
    made, content = mastered(recording)
    assert made.kept
    assert made.before == made.after
    assert made.channels == channels
    assert made.after.integrated == pytest.approx(meter(recording)[0], abs=0.1)
    assert content in recording.read_bytes()
    assert content[:2] == b"\xff\xfb"
    assert b"ID3" not in content[:10]
    assert content[-128:-125] != b"TAG"
    assert measure(recording.with_name("master.mp3")).loudness == made.after


@pytest.mark.parametrize(
    ("off", "arguments", "audio"),
    [
        (1.0, CBR, {}),
        (0.0, CBR, {"keep_mp3": False}),
        (0.0, CBR, {"trim_silence": True}),
        (0.0, CBR, {"channels": "mono"}),
        (0.0, ("-q:a", "2"), {}),
        (0.0, ("-q:a", "2", "-write_xing", "0"), {}),
        (0.0, ("-abr", "1", "-b:a", "128k"), {}),
        (0.0, ("-b:a", "128k", "-ar", "32000"), {}),
    ],
)
def test_anything_else_is_encoded(
    at_level: Level, off: float, arguments: tuple[str, ...], audio: dict[str, object]
) -> None:
    """Off target, of variable rate, at another rate, or where the settings ask for something."""
    recording = at_level(off, *arguments)
    made, content = mastered(recording, **audio)
    assert not made.kept
    assert content not in recording.read_bytes()
    goal = TARGET.mono if made.channels == 1 else TARGET.stereo
    assert made.after.integrated == pytest.approx(goal, abs=0.2)


def test_an_mp3_over_the_peak_is_encoded(at_level: Level) -> None:
    """On target by its loudness, but a click is near full scale."""
    click = ",aeval='if(between(t,1,1.0005),0.99,val(ch))':c=same"
    made, _ = mastered(at_level(0.0, peak=click))
    assert made.before.integrated == pytest.approx(TARGET.stereo, abs=0.5)
    assert made.before.true_peak > TARGET.true_peak >= made.after.true_peak
    assert not made.kept


def test_an_mp3_with_stings_is_encoded(at_level: Level, make: Make) -> None:
    """There is something to join to it."""
    recording = at_level()
    intro = make("intro.wav", source="sine=d=1")
    made = master(recording, recording.with_name("m.mp3"), target=TARGET, stings=Stings(intro=intro))
    assert not made.kept
    assert made.timeline


@pytest.mark.parametrize("after", [b"", ID3V1, b"\0" * 500, b"APETAGEX" + b"\0" * 24 + ID3V1])
def test_tags_around_the_frames_are_left_out(at_level: Level, after: bytes) -> None:
    """In front ID3v2, also twice, behind whatever players wrote there."""
    recording = at_level(0.0, *CBR, "-id3v2_version", "0", "-write_id3v1", "0")
    frames = recording.read_bytes()
    recording.write_bytes(frames + after)
    tags = ID3()
    tags.add(TIT2(encoding=3, text="Un titre"))
    tags.save(recording)
    head = recording.read_bytes()[: -len(frames + after)]
    recording.write_bytes(head + head + frames + after)
    assert audio_span(recording) == (2 * len(head), 2 * len(head) + len(frames))


@pytest.mark.parametrize("after", [b"des mots", b"\xff\xfb" * 50, b"RIFF" + b"\0" * 40])
def test_what_is_neither_frame_nor_tag_is_not_copied(at_level: Level, after: bytes) -> None:
    """A file that goes on after its frames is something else."""
    recording = at_level(0.0, *CBR, "-id3v2_version", "0", "-write_id3v1", "0")
    recording.write_bytes(recording.read_bytes() + after)
    assert audio_span(recording) is None


@pytest.mark.parametrize("between", [ID3V1, b"\0" * 400])
@pytest.mark.parametrize("header", ["0", "1"])
def test_two_mp3s_in_one_file_lose_nothing(at_level: Level, between: bytes, header: str) -> None:
    """Joined with `cat`, as programmes are: copied or encoded, all of it is heard."""
    recording = at_level(0.0, *CBR, "-id3v2_version", "0", "-write_xing", header)
    part = recording.read_bytes()
    recording.write_bytes(part + between + part)
    made, _ = mastered(recording)
    assert measure(recording.with_name("master.mp3")).duration_ms == pytest.approx(made.duration_ms, abs=60)


@settings(max_examples=50)
@given(st.integers(0, 2**32 - 1), st.integers(0, 400))
def test_any_bytes_have_a_span_of_whole_frames_or_none(
    tmp_path_factory: pytest.TempPathFactory, small_mp3: Path, seed: int, cut: int
) -> None:
    """Nothing makes it fail, and what it finds begins and ends with frames."""
    chance = np.random.default_rng(seed)
    content = bytearray(small_mp3.read_bytes()[: -cut or None])
    content[int(chance.integers(len(content)))] ^= 1 << int(chance.integers(8))
    path = tmp_path_factory.getbasetemp() / "any.mp3"
    path.write_bytes(content)
    span = audio_span(path)
    if span:
        at = span[0]
        while at < span[1]:
            size = frame_bytes(bytes(content[at : at + 4]))
            assert size
            at += size
        assert at == span[1]
