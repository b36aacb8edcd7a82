"""Rows 1 to 13: recordings that are not what they should be, and an ffmpeg that is not."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from podcast.audio import ffmpeg
from podcast.feed.read import read_feed

from . import corpus
from .scene import MEASURED, PUBLISH, Scene, snapshot

WHERE = "emission/002-episode-2/episode.md:8:12"


def test_01_empty_audio(scene: Scene) -> None:
    """A file of no bytes is empty, and said to be."""
    recording = scene.episode()
    good = recording.read_bytes()
    recording.write_bytes(b"")
    scene.refused(65, WHERE, "“son.wav”", "the file is empty", "export the recording again")
    scene.refused(65, "the file is empty", command=("plan",))
    recording.write_bytes(good)
    scene.accepted()


def test_02_mp3_truncated_halfway(scene: Scene) -> None:
    """It decodes without a word; what it declares and what it holds differ, and both are said."""
    recording = scene.episode()
    corpus.encode(recording, "-f", "mp3", seconds=4)
    good = recording.read_bytes()
    corpus.halved(recording)
    scene.refused(65, "son.wav", "it declares 0:00:04.0 and holds 0:00:0", "copy or export")
    recording.write_bytes(good)
    scene.accepted()


def test_03_corrupt_frames_in_the_middle(scene: Scene) -> None:
    """Damage is refused with the time where it is, and not concealed."""
    recording = scene.episode()
    corpus.encode(recording, "-f", "mp3", seconds=6)
    good = recording.read_bytes()
    corpus.corrupted(recording)
    scene.refused(65, "son.wav", "damaged near 0:00:0", "copy or export the recording again")
    recording.write_bytes(good)
    scene.accepted()


def _without_moov(path: Path) -> None:
    corpus.encode(path, "-f", "ipod", "-c:a", "aac")
    corpus.halved(path)


def _without_sound(path: Path) -> None:
    corpus.encode(path, "-f", "mp4", "-c:v", "mpeg4", source="testsrc=d=1:s=64x64")


def _silence(path: Path) -> None:
    corpus.encode(path, "-f", "wav", source="anullsrc=r=44100:d=2")


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [(_without_moov, "no moov"), (_without_sound, "no sound in this file"), (_silence, "silence")],
)
def test_04_no_moov_no_sound_or_silence(scene: Scene, spoil: Callable[[Path], None], fault: str) -> None:
    """Each has its own cause in the line."""
    recording = scene.episode()
    good = recording.read_bytes()
    spoil(recording)
    scene.refused(65, "son.wav", fault)
    recording.write_bytes(good)
    scene.accepted()


@pytest.mark.parametrize("kind", ["wav", "ipod"])
def test_05_another_format_named_mp3(scene: Scene, kind: str) -> None:
    """The bytes decide: it is published as what it is, and the name's mistake is said."""
    recording = scene.episode()
    page = scene.page()
    named = recording.with_name("son.mp3")
    corpus.encode(recording, "-f", kind)
    recording.rename(named)
    scene.edit(page, "son.wav", "son.mp3")
    if kind == "ipod":
        scene.edit(page, "recording:", "mastering: none\nrecording:")
    scene.accepted("warning: “son.mp3” is", command=("check",))
    scene.accepted("warning: “son.mp3” is")
    item = next(one for one in read_feed(scene.public.joinpath("feed.xml").read_bytes(), where="").items)
    suffix, mime = (".mp3", "audio/mpeg") if kind == "wav" else (".m4a", "audio/x-m4a")
    assert item.url.endswith(suffix)
    assert f'type="{mime}"' in scene.public.joinpath("feed.xml").read_text(encoding="utf-8")


def test_06_web_page_named_mp3(scene: Scene) -> None:
    """What a failed download leaves is no audio."""
    recording = scene.episode()
    good = recording.read_bytes()
    recording.write_text("<!DOCTYPE html><html><title>404</title></html>")
    scene.refused(65, WHERE, "this is a web page, not audio", "fetch the recording again")
    recording.write_bytes(good)
    scene.accepted()


@pytest.mark.parametrize("text", ["#EXTM3U\n#EXTINF:1,\n{secret}\n", "ffconcat version 1.0\nfile {secret}\n"])
def test_07_playlist_named_mp3(scene: Scene, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """It is refused before ffmpeg is run, so nothing that it names is opened."""
    recording = scene.episode()
    good = recording.read_bytes()
    recording.write_text(text.format(secret=scene.show / "001-episode-1" / "son.wav"))
    start = ffmpeg._start

    def only_others(argv: list[str], **more: object) -> object:
        assert f"file:{recording}" not in argv
        return start(argv, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(ffmpeg, "_start", only_others)
        scene.refused(65, WHERE, "this is a playlist, not audio", "give the audio file")
    recording.write_bytes(good)
    scene.accepted()


@pytest.mark.parametrize("mark", [b"drms", b"enca", b"aavd"])
def test_08_drm(scene: Scene, mark: bytes) -> None:
    """It would decode to noise without a word."""
    recording = scene.episode()
    corpus.encode(recording, "-f", "ipod", "-c:a", "aac")
    good = recording.read_bytes()
    recording.write_bytes(good.replace(b"mp4a", mark))
    scene.refused(65, WHERE, "protected by DRM", "export it without protection")
    recording.write_bytes(good)
    if mark == b"drms":
        scene.accepted()


def test_09_video_and_cover_inside_are_never_decoded(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sound is published; ffmpeg may use no decoder but those of sound, and is told to drop the rest."""
    recording = scene.episode()
    source = "testsrc=d=2:s=64x64[out0];" + corpus.TONE.format(seconds=2) + "[out1]"
    corpus.encode(recording, "-f", "matroska", "-c:v", "magicyuv", "-c:a", "flac", source=source)
    runs: list[list[str]] = []
    start = ffmpeg._start

    def watched(argv: list[str], **more: object) -> object:
        runs.append(argv)
        return start(argv, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(ffmpeg, "_start", watched)
    scene.accepted()
    inputs = [argv for argv in runs if f"file:{recording}" in argv]
    assert len(inputs) >= 2
    for argv in inputs:
        allowed = argv[argv.index("-codec_whitelist") + 1].split(",")
        assert "flac" in allowed
        assert "magicyuv" not in allowed
        assert argv[argv.index("-protocol_whitelist") + 1] == "file,pipe"
        assert argv[argv.index("-format_whitelist") + 1] == "matroska"


HOURS = float(os.environ.get("PODCAST_HOURS", "0.05"))


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_10_ten_hours(scene: Scene) -> None:
    """Less than 300 MB, whatever the length, and the time left is shown. `PODCAST_HOURS=10` makes it ten hours.

    The time left is guessed at once here: a quick machine masters three minutes in less than the second that a guess
    is otherwise held back for.
    """
    at_once = f"from podcast.cli import progress\nprogress._KNOWN_AFTER = 0\n{MEASURED}"
    recording = scene.episode()
    corpus.encode(recording, "-f", "wav", "-ac", "1", source=f"sine=300:d={HOURS * 3600}:r=16000")
    ran, shown = scene.on_terminal(sys.executable, "-c", at_once, *PUBLISH, "--show", "emission")
    assert ran == 0, shown
    assert int(shown.split()[-1]) < 300_000
    assert "Mastering" in shown
    assert " s left" in shown


NAMES = [
    "-i.mp3",
    "a:b.wav",
    "%03d.wav",
    "$(touch x).wav",
    "concat:x.wav",
    "é🎙.wav",
    "CON",
    "a b'\"c.wav",
    "x" * 250,
]


@pytest.mark.parametrize("name", NAMES)
def test_11_names_are_data(scene: Scene, name: str) -> None:
    """Never an option, a pattern, a protocol or a command."""
    recording = scene.episode()
    recording.rename(recording.with_name(name))
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    scene.edit(scene.page(), "recording: son.wav", f'recording: "{quoted}"')
    scene.accepted()
    assert not (scene.work / "x").exists()
    for path in scene.public.rglob("*"):
        assert path.name.isascii()


@pytest.mark.parametrize("name", ["x" * 300, "a\\nb.wav"])
def test_11_a_name_that_cannot_be_is_refused(scene: Scene, name: str) -> None:
    """Too long for the disk, or with a line in it."""
    scene.episode()
    scene.edit(scene.page(), "recording: son.wav", f'recording: "{name}"')
    code = 66 if len(name) > 255 else 65
    scene.refused(code, "emission/002-episode-2/episode.md:8", lines=1 if code == 66 else 2)
    scene.edit(scene.page(), f'recording: "{name}"', "recording: son.wav")
    scene.accepted()


def test_12_the_recording_changes_meanwhile(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its digest before and after differ: nothing is published, and one may try again."""
    recording = scene.episode(seconds=1.5)  # which was not mastered before
    good = recording.read_bytes()
    from podcast.publish import masters

    real = masters.master

    def meddled(*given: object, **more: object) -> object:
        made = real(*given, **more)  # type: ignore[arg-type]
        recording.write_bytes(good[:-2] + b"\1\1")
        return made

    with monkeypatch.context() as patch:
        patch.setattr(masters, "master", meddled)
        public = snapshot(scene.public)
        ran = scene.run(*PUBLISH, "--show", "emission")
        assert (ran.code, ran.out) == (75, "")
        assert f"{WHERE}: the recording changed while it was being mastered — wait" in ran.err
        assert snapshot(scene.public) == public
        scene.check_clean()
    scene.accepted()


def test_13_ffmpeg_is_absent_old_broken_or_hangs(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every time it is told what is wrong with it, in time, and no process stays."""
    scene.episode()
    broken = scene.home / "ffmpeg"
    for script, fault in {
        "": "names no program",
        "echo \"Unrecognized option 'format_whitelist'.\" >&2; exit 1": "too old: it does not know format_whitelist",
        "kill -SEGV $$": "crashed (signal 11)",
        "sleep 60": "made no progress for 1 s and was stopped",
    }.items():
        broken.unlink(missing_ok=True)
        if script:
            broken.write_text(f"#!/bin/sh\n{script}\n")
            broken.chmod(0o755)
        with monkeypatch.context() as patch:
            patch.setenv("PODCAST_FFMPEG", str(broken))
            patch.setattr(ffmpeg, "STALL_SECONDS", 1.0)
            scene.refused(69, fault, "episode.md:8:12", json_too=not script)
    scene.accepted()


def test_13_tags_without_end(scene: Scene) -> None:
    """A file of nothing but ID3 tags is given up after a few, and is no audio."""
    recording = scene.episode()
    good = recording.read_bytes()
    recording.write_bytes(b"ID3\x03\0\0\0\0\0\0" * 400_000)
    scene.refused(65, WHERE, "“son.wav”", "this is no audio that can be read")
    recording.write_bytes(good)
    scene.accepted()


@pytest.mark.skipif(shutil.which("pgrep") is None, reason="pgrep is not installed")
def test_13_nothing_of_it_runs_on(scene: Scene) -> None:
    """No process has the show folder in its command line after a publish."""
    scene.episode()
    scene.accepted()
    import subprocess

    found = subprocess.run(["pgrep", "-f", f"file:{scene.show}"], capture_output=True, check=False)
    assert found.stdout == b""
