"""Whatever the recording, the master lands on the target, and nothing is left behind on failure."""

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from podcast.audio import ffmpeg
from podcast.audio.master import Mastered, master
from podcast.audio.probe import probe
from podcast.audio.recipe import settings_digest
from podcast.content.show import AudioSettings, LoudnessTarget
from podcast.errors import CannotWriteError, ContentError, DiskError, TryAgainError
from podcast.values import replace

from .conftest import Make, Meter, voice

TARGET = LoudnessTarget()

# name, arguments, options of the source, channels of the master
RECORDINGS: list[tuple[str, list[str], dict[str, float], int]] = [
    ("s16.wav", ["-c:a", "pcm_s16le"], {}, 2),
    ("s24.wav", ["-c:a", "pcm_s24le"], {}, 2),
    ("float.wav", ["-c:a", "pcm_f32le"], {"scale": 1.5}, 2),
    ("a.flac", [], {}, 2),
    ("a.mp3", ["-b:a", "192k"], {}, 2),
    ("a.m4a", ["-c:a", "aac"], {}, 2),
    ("alac.m4a", ["-c:a", "alac"], {}, 2),
    ("a.ogg", ["-c:a", "libvorbis"], {}, 2),
    ("a.opus", ["-c:a", "libopus"], {}, 2),
    ("mono.wav", [], {"channels": 1}, 1),
    ("identical.wav", ["-ac", "2"], {"channels": 1}, 1),
    ("surround.flac", [], {"channels": 6}, 2),
    ("telephone.wav", [], {"rate": 8000, "channels": 1}, 1),
    ("studio.wav", ["-c:a", "pcm_s24le"], {"rate": 96000}, 2),
    ("quiet.wav", ["-c:a", "pcm_s24le"], {"scale": 0.02}, 2),
    ("hot.wav", ["-c:a", "pcm_s16le"], {"scale": 4}, 2),
]


def check_level(path: Path, result: Mastered, meter: Meter) -> None:
    loudness, peak = meter(path)
    goal = TARGET.mono if result.channels == 1 else TARGET.stereo
    assert loudness == pytest.approx(goal, abs=0.25)  # 0.2, and the meter's rounding
    assert peak <= TARGET.true_peak
    assert result.after.integrated == pytest.approx(loudness, abs=0.06)


@pytest.mark.parametrize(
    ("name", "arguments", "options", "channels"), RECORDINGS, ids=[one[0] for one in RECORDINGS]
)
def test_every_recording_lands_on_the_target(
    make: Make, meter: Meter, name: str, arguments: list[str], options: dict[str, float], channels: int
) -> None:
    """The master, measured independently, has the loudness of the target and stays below its peak."""
    recording = make(name, *arguments, **options)
    before = hashlib.sha256(recording.read_bytes()).digest()
    out = recording.with_name("master.mp3")
    result = master(recording, out, target=TARGET)
    check_level(out, result, meter)
    assert result.channels == channels
    assert result.duration_ms == pytest.approx(4000, abs=7)
    found = probe(out)
    assert (found.container, found.sample_rate, found.channels) == ("mp3", 44100, channels)
    assert found.declared_ms == pytest.approx(result.duration_ms, abs=10)
    assert hashlib.sha256(recording.read_bytes()).digest() == before


@pytest.mark.parametrize(("level", "loudest"), [(-38, -36), (-8, -6)])
def test_far_too_quiet_and_far_too_hot_land_too(
    make: Make, meter: Meter, level: float, loudest: float
) -> None:
    """-38 and -8 LUFS are both brought to the target."""
    plain = make("plain.wav", "-c:a", "pcm_f32le")
    gain = level - meter(plain)[0]
    recording = make("level.wav", "-af", f"volume={gain}dB", "-c:a", "pcm_f32le")
    result = master(recording, recording.with_name("master.mp3"), target=TARGET)
    assert level - 0.2 < result.before.integrated < loudest
    check_level(recording.with_name("master.mp3"), result, meter)


def test_peaks_are_limited(make: Make, meter: Meter) -> None:
    """A quiet voice with loud clicks is raised to the target while the clicks stay below the ceiling."""
    clicks = "aevalsrc=exprs='0.9*lt(mod(t,0.5),0.0005)':s=48000:d=4"
    mixed = f"{voice(1, scale=0.05)}[v];{clicks}[c];[v][c]amix=normalize=0"
    recording = make("clicks.wav", "-c:a", "pcm_s24le", source=mixed)
    result = master(recording, recording.with_name("master.mp3"), target=TARGET)
    assert result.before.true_peak + (TARGET.mono - result.before.integrated) > 3
    check_level(recording.with_name("master.mp3"), result, meter)


def test_a_target_out_of_reach_is_refused_with_what_was_reached(make: Make) -> None:
    """No limiter brings speech to -2 LUFS below -9 dBTP; the numbers are told and nothing is left."""
    recording = make("a.wav", seconds=2)
    out = recording.with_name("master.mp3")
    with pytest.raises(ContentError, match=r"cannot be brought to -2 LUFS below -9 dBTP"):
        master(recording, out, target=LoudnessTarget(stereo=-2, mono=-2, true_peak=-9))
    assert [path.name for path in recording.parent.iterdir()] == ["a.wav"]


@pytest.mark.parametrize("source", ["anullsrc=d=2", "sine=d=0.2"])
def test_nothing_to_hear_is_refused(make: Make, source: str) -> None:
    """Silence, or less than can be measured, is an export gone wrong."""
    recording = make("a.wav", source=source)
    with pytest.raises(ContentError, match=r"silence|too short"):
        master(recording, recording.with_name("master.mp3"), target=TARGET)


def test_two_runs_give_the_same_bytes(make: Make) -> None:
    """The limiter, the resampler and the encoder are deterministic, and no date or version is written."""
    recording = make("a.wav", scale=3, seconds=3)
    outs = [recording.with_name(name) for name in ("1.mp3", "2.mp3")]
    results = [master(recording, out, target=TARGET) for out in outs]
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert results[0] == results[1]
    assert outs[0].read_bytes()[:2] == b"\xff\xfb"
    assert b"Lavf6" not in outs[0].read_bytes()


NAMES = [
    "-i.wav",
    "a:b.wav",
    "%03d.wav",
    "$(touch x).wav",
    "concat:x.wav",
    "new\nline.wav",
    "l" * 200 + ".wav",
    "🎙️ é.wav",
    "a,b;[c]'d\\.wav",
]


@pytest.mark.skipif(os.name != "posix", reason="names that other systems refuse")
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_data(make: Make, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No name is taken for an option, a protocol, a pattern or a command, in or out, absolute or not."""
    plain = make("plain.wav", channels=1, seconds=1)
    monkeypatch.chdir(plain.parent)
    plain.rename(name)
    out = Path(name).with_suffix(".mp3")
    assert master(Path(name), out, target=TARGET).duration_ms == 1000
    assert sorted(path.name for path in plain.parent.iterdir()) == sorted([name, str(out)])


def test_ctrl_c_while_encoding_leaves_nothing(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupted encode leaves no file and no process, and an older master untouched."""
    recording = make("a.wav")
    out = recording.with_name("master.mp3")
    out.write_bytes(b"older")
    children: list[subprocess.Popen[bytes]] = []
    start = ffmpeg._start
    monkeypatch.setattr(
        ffmpeg, "_start", lambda argv, **more: children.append(start(argv, **more)) or children[-1]
    )  # type: ignore[func-returns-value]

    def interrupt(done: float) -> None:
        if done > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        master(recording, out, target=TARGET, progress=interrupt)
    assert "f32le" in children[-1].args  # type: ignore[operator]  # it was being encoded
    assert all(child.returncode is not None for child in children)
    assert out.read_bytes() == b"older"
    assert sorted(path.name for path in recording.parent.iterdir()) == ["a.wav", "master.mp3"]


def test_a_full_disk_is_said_and_leaves_nothing(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """ENOSPC when the bytes are flushed is a DiskError."""

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    recording = make("a.wav", seconds=1)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskError, match="No space left"):
        master(recording, recording.with_name("master.mp3"), target=TARGET)
    assert [path.name for path in recording.parent.iterdir()] == ["a.wav"]


def test_a_folder_that_is_not_there_cannot_be_written(make: Make) -> None:
    """The folder of the master is not created silently."""
    recording = make("a.wav", seconds=1)
    with pytest.raises(CannotWriteError):
        master(recording, recording.parent / "absent" / "master.mp3", target=TARGET)


def test_a_recording_is_never_replaced(make: Make) -> None:
    """A master at the recording's own place is refused."""
    recording = make("a.mp3", seconds=1)
    with pytest.raises(CannotWriteError, match="never replaces"):
        master(recording, recording.parent / "." / "a.mp3", target=TARGET)


def test_a_recording_that_changes_meanwhile_is_noticed(make: Make) -> None:
    """A file still being exported may not be published by half."""
    recording = make("a.wav", seconds=1)

    def touch(done: float) -> None:
        os.utime(recording, (1, 1))

    with pytest.raises(TryAgainError, match="changed"):
        master(recording, recording.with_name("master.mp3"), target=TARGET, progress=touch)
    assert not recording.with_name("master.mp3").exists()


def test_progress_is_monotonic_and_complete(make: Make) -> None:
    """One progress from 0 to 1 covers measuring, encoding and checking."""
    recording = make("a.wav", seconds=2)
    seen: list[float] = []
    master(recording, recording.with_name("master.mp3"), target=TARGET, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_the_digest_of_the_settings_follows_the_target() -> None:
    """The same target has the same digest, another target another."""
    assert settings_digest(TARGET, AudioSettings()) == settings_digest(LoudnessTarget(), AudioSettings())
    assert settings_digest(TARGET, AudioSettings()) != settings_digest(
        replace(TARGET, stereo=-14.0), AudioSettings()
    )
