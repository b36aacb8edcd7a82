"""What goes wrong with sound while it is worked on: nothing hangs, nothing is overwritten, nothing half-done stays."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from podcast.audio import alternate
from podcast.audio.loudness import measure
from podcast.audio.master import Mastered, master
from podcast.audio.sting import Stings
from podcast.content.show import AudioSettings, LoudnessTarget
from podcast.errors import CannotWriteError, ContentError, TryAgainError
from podcast.publish.check import check_show, checked_show
from podcast.publish.clip import write_soundbites

TARGET = LoudnessTarget()


def test_a_recording_that_grows_meanwhile_is_noticed(tmp_path: Path, write_wav) -> None:
    """It is longer when it is read the second time: that ends, with the remedy to run it again."""
    path = write_wav(tmp_path / "a.wav", seconds=3, rate=44_100)
    longer = write_wav(tmp_path / "b.wav", seconds=9, rate=44_100).read_bytes()

    def grow(stage: str) -> None:
        if stage == "encoding":
            path.write_bytes(longer)

    with pytest.raises(TryAgainError):
        master(path, tmp_path / "out.mp3", target=TARGET, stage=grow)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.wav", "b.wav"]


def test_a_wav_without_a_sample_is_refused(tmp_path: Path) -> None:
    """A header alone is no recording."""
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(44_100)
    with pytest.raises(ContentError, match="no sound"):
        measure(tmp_path / "a.wav")


def test_an_alternate_that_is_interrupted_leaves_nothing(
    tmp_path: Path, write_wav, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even an earlier attempt, which exceeded the peak."""
    path = write_wav(tmp_path / "a.wav", seconds=3)
    made: Mastered = master(path, tmp_path / "a.mp3", target=TARGET)
    heard: list[float] = []

    def stop(*given: object, **more: object) -> object:
        if heard:
            raise KeyboardInterrupt
        heard.append(1.0)
        return measure(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(alternate, "measure", stop)
    with pytest.raises(KeyboardInterrupt):
        alternate.make_alternate(
            path,
            tmp_path / "a.opus",
            "opus",
            mastered=made,
            true_peak=-20,
            audio=AudioSettings(),
            stings=Stings(),
        )
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.mp3", "a.wav"]


def test_a_clip_never_replaces_a_file(show, write_wav: Callable[..., Path]) -> None:
    """Least of all a recording that has the name of a clip."""
    page = show.episode(1)
    show.edit(page, "chapters:\n", 'soundbites:\n  - start: "1"\n    duration: "15"\nchapters:\n')
    show.edit(page, "recording: son.wav", "recording: episode-1-1.mp3")
    recording = write_wav(page.with_name("episode-1-1.mp3"), seconds=20)
    before = recording.read_bytes()
    folder, _ = checked_show(show.root)
    with pytest.raises(CannotWriteError):
        write_soundbites(folder.episodes[0], folder, recording.parent)
    assert recording.read_bytes() == before


def test_what_is_placed_after_the_end_is_told_with_its_line(show, write_wav) -> None:
    """Soundbites and jingles as well as chapters."""
    write_wav(show.root / "virgule.wav", seconds=1)
    toml = show.root / "show.toml"
    jingle = '\n[[stings.jingles]]\nname = "virgule"\nfile = "virgule.wav"\n'
    toml.write_text(toml.read_text(encoding="utf-8") + jingle, encoding="utf-8")
    page = show.episode(1)
    late = 'soundbites:\n  - start: "1"\n    duration: "15"\njingles:\n  - at: "30"\n    name: virgule\nchapters:\n'
    show.edit(page, "chapters:\n", late)
    _, problems = check_show(show.root)
    assert {one.rule for one in problems if one.severity == "error"} == {"soundbite", "jingle"}
    assert all(one.place.line > 1 for one in problems)


def test_a_sting_that_is_no_sound_is_told_by_check(show) -> None:
    """With the line of show.toml, before anything is encoded."""
    show.episode(1)
    (show.root / "intro.wav").write_text("pas un son", encoding="utf-8")
    toml = show.root / "show.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + '\n[stings]\nintro = "intro.wav"\n', encoding="utf-8")
    _, problems = check_show(show.root)
    assert [(one.rule, one.place.file.endswith("show.toml")) for one in problems] == [("sting", True)]


def test_channels_that_cancel_out_are_not_mixed_to_nothing(tmp_path: Path, write_wav) -> None:
    """Asked for mono, a recording in antiphase is refused with what to do."""
    mono = write_wav(tmp_path / "mono.wav", seconds=2, rate=44_100)
    with wave.open(str(mono)) as file:
        frames = file.readframes(file.getnframes())
    samples = memoryview(frames).cast("h")
    both = b"".join(
        one.to_bytes(2, "little", signed=True) + (-one).to_bytes(2, "little", signed=True) for one in samples
    )
    with wave.open(str(tmp_path / "anti.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(both)
    with pytest.raises(ContentError, match="cancel"):
        master(
            tmp_path / "anti.wav",
            tmp_path / "out.mp3",
            target=TARGET,
            audio=AudioSettings(channels="mono"),
        )
