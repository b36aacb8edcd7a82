"""Listening from the command line: `podcast sound`, `podcast clip`, and what publish and check say of it."""

from __future__ import annotations

import array
import math
import wave
from collections.abc import Callable
from pathlib import Path

from podcast.audio.loudness import measure


def clipped_wav(path: Path, seconds: float = 4.0) -> Path:
    """Write a voice-like tone that stands at full scale half of the time."""
    rate = 44_100
    samples = array.array("h")
    for at in range(int(seconds * rate)):
        loud = 4.0 if (at // rate) % 2 else 0.3
        tone = loud * math.sin(at / rate * 2 * math.pi * 210) * (0.6 + 0.4 * math.sin(at / rate * 25))
        samples.append(int(32767 * max(-1.0, min(1.0, tone))))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path


def test_sound_says_length_and_loudness_and_what_is_wrong(run, tmp_path: Path) -> None:
    """A file anywhere can be listened to: results on stdout, faults with time and remedy on stderr."""
    path = clipped_wav(tmp_path / "fort.wav")
    heard = run("sound", path)
    assert heard.code == 0
    assert heard.out.startswith("fort.wav: 0:04, mono, -")
    assert "LUFS, range" in heard.out
    faults = [line for line in heard.err.split("\n") if line.startswith("fort.wav 0:00:0")]
    assert faults
    assert all(" — " in line for line in faults)
    as_json = run("sound", path, "--json", "--chapters").json()
    assert as_json["duration_ms"] == 4000
    assert as_json["loudness"]["integrated_lufs"] == measure(path).loudness.integrated
    assert "clipping" in {one["rule"] for one in as_json["faults"]}
    assert as_json["chapters_ms"] == [0]


def test_what_is_heard_is_remembered_until_the_recording_changes(run, show) -> None:
    """Check says again what was heard, and no more once the file is another."""
    recording = show.episode(1).with_name("son.wav")
    clipped_wav(recording)
    assert "clipping" not in run("check", "--show", show.root, "--json").out
    assert run("sound", "episode-1", "--show", show.root).code == 0
    checked = run("check", "--show", show.root, "--json")
    assert checked.code == 0
    assert "sound-clipping" in {one["rule"] for one in checked.json()["problems"]}
    clipped_wav(recording, seconds=5)
    assert "sound-clipping" not in run("check", "--show", show.root, "--json").out


def test_publish_warns_of_what_it_hears_and_tells_the_loudness(run, show) -> None:
    """Warnings stop nothing; the figures before and after are in the JSON."""
    clipped_wav(show.episode(1).with_name("son.wav"))
    done = run("publish", "--show", show.root, "--yes", "--json")
    assert done.code == 0, done.err
    assert "warning" in done.err
    assert "clip" in done.err
    sound = done.json()["sound"][0]
    assert sound["slug"] == "episode-1"
    assert abs(sound["after"]["integrated_lufs"] + 19) <= 0.2
    assert sound["after"]["true_peak_dbtp"] <= -1
    assert sound["before"]["integrated_lufs"] > -10


def test_what_is_neither_episode_nor_file_is_said(run, show) -> None:
    """One line, and the exit code of a wrong argument."""
    wrong = run("sound", "rien-de-tel", "--show", show.root)
    assert (wrong.code, wrong.out) == (2, "")
    assert "“rien-de-tel” is no file and no episode" in wrong.err
    assert run("clip", "rien-de-tel", "--show", show.root).code == 2


def test_clip_writes_every_soundbite_at_the_target(run, show, write_wav: Callable[..., Path]) -> None:
    """The extract has its length, the loudness of the show, and a name of its own."""
    page = show.episode(1)
    soundbite = 'soundbites:\n  - start: "5"\n    duration: "20"\n    title: "Le mot"\n'
    show.edit(page, "chapters:\n", f"{soundbite}chapters:\n")
    write_wav(page.with_name("son.wav"), seconds=30)
    out = show.root / "extraits"
    out.mkdir()
    cut = run("clip", "episode-1", "--show", show.root, "--out", out)
    assert cut.code == 0, cut.err
    assert "Le mot" in cut.out
    made = measure(out / "episode-1-1.mp3")
    assert made.duration_ms == 20_000
    assert abs(made.loudness.integrated + 19) <= 0.2


def test_an_episode_without_soundbites_says_how_to_add_one(run, show) -> None:
    """Nothing is written."""
    show.episode(1)
    refused = run("clip", "episode-1", "--show", show.root)
    assert refused.code == 65
    assert "soundbites" in refused.err
