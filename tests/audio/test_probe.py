"""What a file is, told from its bytes; and what is refused, in words a producer understands."""

import random
from pathlib import Path

import pytest

from podcast.audio import ffmpeg
from podcast.audio.probe import probe
from podcast.errors import ContentError, MissingInputError, PodcastError

from .conftest import Make, voice

FORMATS = [
    ("a.wav", ["-c:a", "pcm_s16le"], "wav", "pcm_s16le", 4000),
    ("a.flac", [], "flac", "flac", 4000),
    ("a.mp3", ["-b:a", "128k"], "mp3", "mp3", 4000),
    ("b.mp3", ["-b:a", "128k", "-id3v2_version", "0", "-write_xing", "0"], "mp3", "mp3", None),
    ("a.m4a", ["-c:a", "aac"], "mp4", "aac", 4000),
    ("b.m4a", ["-c:a", "alac"], "mp4", "alac", 4000),
    ("a.ogg", ["-c:a", "libvorbis"], "ogg", "vorbis", None),
    ("a.opus", ["-c:a", "libopus"], "ogg", "opus", None),
    ("a.aiff", [], "aiff", "pcm_s16be", 4000),
    ("a.caf", [], "caf", "pcm_s16be", None),
    ("a.w64", [], "w64", "pcm_s16le", None),
    ("a.webm", ["-c:a", "libopus"], "matroska", "opus", 4010),
]


@pytest.mark.parametrize(("name", "arguments", "container", "codec", "declared"), FORMATS)
def test_every_format_is_recognised_whatever_its_name(
    make: Make, name: str, arguments: list[str], container: str, codec: str, declared: int | None
) -> None:
    """Container, codec, rate, channels and length come from the bytes; the suffix lies and is ignored."""
    path = make(name, *arguments)
    lying = path.rename(path.with_name("lying.txt"))
    found = probe(lying)
    assert (found.container, found.codec, found.sample_rate, found.channels) == (container, codec, 48000, 2)
    assert found.declared_ms == (pytest.approx(declared, abs=30) if declared else None)


def refusal(path: Path) -> PodcastError:
    with pytest.raises(PodcastError) as caught:
        probe(path)
    error = caught.value
    assert error.hint
    assert error.place is not None
    assert error.place.file == str(path)
    return error


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    """The place is the path as it was given."""
    error = refusal(tmp_path / "absent.wav")
    assert isinstance(error, MissingInputError)
    assert error.message == "not found"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\n <!DOCTYPE html><html>404</html>", "this is a web page, not audio"),
        (b"<?xml version='1.0'?><rss/>", "this is a web page, not audio"),
        (b"Bonjour, voici le montage demand\xc3\xa9.", "this is text, not audio"),
        (b"ffconcat version 1.0\nfile secret.wav\n", "this is a playlist, not audio"),
        (b"[playlist]\nFile1=secret.wav\n", "this is a playlist, not audio"),
        (b"ID3 is a tag", "this is text, not audio"),
        (random.Random(1).randbytes(5000), "this is no audio that can be read"),  # noqa: S311
        (b"\xff\xfb\x90\x00" + bytes(5000), "this is no audio that can be read"),
    ],
)
def test_what_is_no_audio_is_refused_by_name(tmp_path: Path, content: bytes, message: str) -> None:
    """An empty file, a web page, a text, a playlist and noise each have their own words."""
    path = tmp_path / "episode.mp3"
    path.write_bytes(content)
    error = refusal(path)
    assert isinstance(error, ContentError)
    assert error.message == message


def test_a_playlist_never_reaches_ffmpeg(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A playlist named .mp3 that points at a local file is refused before anything is opened."""
    secret = make("secret.mp3", seconds=1)
    playlist = secret.with_name("episode.mp3")
    playlist.write_text(f"#EXTM3U\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n")
    monkeypatch.setattr("podcast.audio.probe.run", lambda *a, **k: pytest.fail("ffmpeg was run"))
    assert refusal(playlist).message == "this is a playlist, not audio"


@pytest.mark.parametrize("demuxer", ["mp3", "wav", "mov"])
def test_a_playlist_would_not_be_followed_by_ffmpeg_either(make: Make, demuxer: str) -> None:
    """Even past the sniffing, ffmpeg may use one demuxer and no other, so it reads nothing else."""
    secret = make("secret.mp3", seconds=1)
    playlist = secret.with_name("episode.mp3")
    playlist.write_text(f"#EXTM3U\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n")
    report = ffmpeg.run(
        [*ffmpeg.input_arguments(playlist, demuxer), *ffmpeg.sound_arguments("anull"), "-f", "null", "-"]
    )
    assert report.status != 0
    assert not any("Opening" in line or "Stream #" in line for line in report.log)


def test_an_mp4_without_its_index_says_so(make: Make) -> None:
    """The first half of an M4A has no moov."""
    path = make("a.m4a", "-c:a", "aac")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "moov" in refusal(path).message


def test_a_video_without_sound_says_so(make: Make) -> None:
    """A film without an audio track is no recording."""
    path = make("a.mp4", "-c:v", "mpeg4", source="testsrc=d=1:s=64x64")
    assert "no sound" in refusal(path).message


@pytest.mark.parametrize("mark", [b"drms", b"enca", b"aavd"])
def test_drm_is_named(make: Make, mark: bytes) -> None:
    """A protected M4A would decode to noise; its sample entry betrays it."""
    path = make("a.m4a", "-c:a", "aac", seconds=1)
    path.write_bytes(path.read_bytes().replace(b"mp4a", mark))
    assert "DRM" in refusal(path).message


def test_a_name_that_looks_like_a_description_is_not_believed(make: Make) -> None:
    """ffmpeg prints the name of the file before it describes it."""
    path = make("a.wav", channels=1, seconds=1)
    liar = path.rename(
        path.with_name("x\n[info]   Duration: 09:00:00.00\n[info]   Stream #0:0: Audio: aac, 9 Hz, stereo,")
    )
    assert (probe(liar).codec, probe(liar).sample_rate) == ("pcm_s16le", 48000)


def test_a_streamed_wav_declares_nothing(make: Make) -> None:
    """A header written before the length was known is not a claim."""
    path = make("a.wav", seconds=1)
    content = bytearray(path.read_bytes())
    at = content.index(b"data") + 4
    content[4:8] = content[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    assert probe(path).declared_ms is None


def test_the_sound_of_a_film_is_found(make: Make) -> None:
    """The length is that of the sound, not of the longer picture."""
    film = make(
        "film.mp4",
        "-f",
        "lavfi",
        "-i",
        voice(2, seconds=1),
        "-c:v",
        "mpeg4",
        "-c:a",
        "aac",
        source="testsrc=d=4:s=64x64",
    )
    found = probe(film)
    assert found.codec == "aac"
    assert found.declared_ms == pytest.approx(1000, abs=30)
