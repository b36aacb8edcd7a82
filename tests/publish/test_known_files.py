"""What was found out about a file is believed while the file is the same, and only then."""

from __future__ import annotations

import os
import time
import wave
from pathlib import Path

import pytest
from PIL import Image

from podcast.audio.recording import Recording
from podcast.errors import ContentError, Place
from podcast.publish import images_decode, known_files
from podcast.publish.known_files import KnownFiles
from podcast.publish.upload import file_digest
from podcast.publish.workspace import Workspace

PLACE = Place(file="episode.md", line=3, column=1)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give a workspace that a publish has made."""
    made = Workspace(tmp_path / "show")
    made.place("masters", "x")
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a file that nobody has touched for a minute."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"one")
    _age(path)
    return path


def _age(path: Path, seconds: float = 60) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def _unread(monkeypatch: pytest.MonkeyPatch, name: str) -> list[object]:
    """Count who is really asked from now on."""
    asked: list[object] = []
    real = getattr(known_files, name)
    monkeypatch.setattr(known_files, name, lambda *a, **k: (asked.append(a), real(*a, **k))[1])
    return asked


def test_a_file_that_is_the_same_is_not_read_again(
    workspace: Workspace, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by the same run nor by the next."""
    first = KnownFiles(workspace)
    found = first.digest(file)
    first.save()
    asked = _unread(monkeypatch, "file_digest")
    assert found == first.digest(file) == KnownFiles(workspace).digest(file) == file_digest(file)
    assert asked == []


@pytest.mark.parametrize("body", [b"two", b"longer"])
def test_a_file_that_changed_is_read(workspace: Workspace, file: Path, body: bytes) -> None:
    """Even when its size and its time are as before: the time at which its facts changed is not."""
    first, status = KnownFiles(workspace), file.stat()
    before = first.digest(file)
    first.save()
    file.write_bytes(body)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert before != KnownFiles(workspace).digest(file) == file_digest(file)


def test_a_file_that_has_just_been_written_is_not_believed(
    workspace: Workspace, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may change again within the same tick of the clock."""
    file.write_bytes(b"new")
    known = KnownFiles(workspace)
    known.digest(file)
    known.save()
    asked = _unread(monkeypatch, "file_digest")
    KnownFiles(workspace).digest(file)
    assert len(asked) == 1


@pytest.mark.parametrize("damage", [b"", b"{", b'{"version":99}', b'{"notes":{"x":7}}', b"\xff"])
def test_a_damaged_memory_is_no_memory(workspace: Workspace, file: Path, damage: bytes) -> None:
    """It is made again."""
    known = KnownFiles(workspace)
    known.digest(file)
    known.save()
    (workspace.root / "files" / "known.json").write_bytes(damage)
    assert KnownFiles(workspace).digest(file) == file_digest(file)


def test_looking_makes_no_folder(tmp_path: Path, file: Path) -> None:
    """A check leaves the show folder as it is."""
    known = KnownFiles(Workspace(tmp_path / "show"))
    known.digest(file)
    known.save()
    assert not (tmp_path / "show").exists()


def test_a_recording_is_probed_once(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what is remembered is all that was found."""
    tone = tmp_path / "tone.wav"
    with wave.open(str(tone), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16_000))
    _age(tone)
    first = KnownFiles(workspace)
    found = first.probe(tone)
    first.save()
    asked = _unread(monkeypatch, "_probe")
    assert KnownFiles(workspace).probe(tone) == found
    assert asked == []


def test_a_recording_that_does_not_say_how_long_it_is_is_known_again(
    file: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An Opus stream has no length in its header: that nothing is known of it is known, too."""
    found = Recording(
        path=file,
        container="ogg",
        demuxer="ogg",
        codec="opus",
        sample_rate=48_000,
        channels=2,
        declared_ms=None,
        about_ms=None,
    )
    monkeypatch.setattr(known_files, "_probe", lambda _: found)
    for _ in range(2):
        known = KnownFiles(workspace)
        assert known.probe(file) == found
        known.save()


def test_a_picture_is_opened_once(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless it changes; and what is wrong with one is found each time."""
    picture = tmp_path / "a.jpg"
    Image.new("RGB", (40, 30)).save(picture)
    _age(picture)
    first = KnownFiles(workspace)
    found = first.picture(picture, place=PLACE)
    assert (found.format, found.width, found.height, found.mode) == ("JPEG", 40, 30, "RGB")
    first.save()
    with monkeypatch.context() as patched:
        patched.delattr(images_decode, "read_facts")
        assert KnownFiles(workspace).picture(picture, place=PLACE) == found
    picture.write_bytes(b"no picture any more")
    _age(picture)
    known = KnownFiles(workspace)
    for _ in range(2):
        with pytest.raises(ContentError, match="is not a JPEG, PNG or WebP picture"):
            known.picture(picture, place=PLACE)
        known.save()
