"""ffmpeg is found, fenced in and always ended."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from podcast.audio import ffmpeg
from podcast.errors import UnavailableError

posix = pytest.mark.skipif(os.name != "posix", reason="needs a shell script as a program")
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and PR_SET_PDEATHSIG")


def script(folder: Path, text: str) -> str:
    path = folder / "fake-ffmpeg"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


def test_a_named_ffmpeg_that_does_not_exist_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    """PODCAST_FFMPEG that names nothing is an error with a remedy, not a silent fallback."""
    monkeypatch.setenv("PODCAST_FFMPEG", "no-such-program")
    with pytest.raises(UnavailableError, match="no-such-program") as caught:
        ffmpeg.executable()
    assert caught.value.hint


def test_no_ffmpeg_at_all_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a packaged or an installed ffmpeg the reader is told to install it."""

    def absent() -> str:
        raise RuntimeError("none")

    monkeypatch.delenv("PODCAST_FFMPEG", raising=False)
    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", absent)
    with pytest.raises(UnavailableError, match="not installed"):
        ffmpeg.executable()


@posix
def test_a_hanging_ffmpeg_and_its_children_are_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No progress for so long ends the whole group, even while it keeps printing the same position."""
    note = tmp_path / "pid"
    loop = f"sleep 60 & echo $! > '{note}'; while :; do echo out_time_us=5; sleep 0.05; done"
    monkeypatch.setenv("PODCAST_FFMPEG", script(tmp_path, loop))
    with pytest.raises(UnavailableError, match="no progress"):
        ffmpeg.run([], stall_seconds=0.5)
    assert gone(int(note.read_text()))


@posix
def test_slow_but_moving_is_not_hanging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that takes longer than the limit is left alone as long as its position grows."""
    loop = "for i in 1 2 3 4 5 6 7 8; do echo out_time_us=$i; sleep 0.1; done"
    monkeypatch.setenv("PODCAST_FFMPEG", script(tmp_path, loop))
    assert ffmpeg.run([], stall_seconds=0.5).status == 0


@posix
def test_a_crash_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal that ends ffmpeg is named."""
    monkeypatch.setenv("PODCAST_FFMPEG", script(tmp_path, "kill -SEGV $$"))
    with pytest.raises(UnavailableError, match="signal 11"):
        ffmpeg.run([])


@posix
def test_messages_are_kept_in_bounded_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much ffmpeg says, the first and the last lines are kept and no more."""
    flood = "seq 20000 >&2; head -c 300000 /dev/zero >&2; echo; echo last >&2"
    monkeypatch.setenv("PODCAST_FFMPEG", script(tmp_path, flood))
    log = ffmpeg.run([]).log
    assert log[0] == "1"
    assert log[-1].endswith("last")
    assert len(log) <= 800
    assert max(map(len, log)) <= 4096


@posix
def test_secrets_are_not_in_the_environment_of_ffmpeg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ffmpeg gets neither the user's credentials nor variables that make it write files."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary")
    monkeypatch.setenv("FFREPORT", "file=report.log")
    monkeypatch.setenv("PODCAST_FFMPEG", script(tmp_path, "env >&2"))
    said = "\n".join(ffmpeg.run([]).log)
    assert "PATH=" in said
    assert "canary" not in said
    assert "FFREPORT" not in said


@posix
def test_an_exception_in_a_callback_ends_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while lines are read kills the process group before it goes on."""
    note = tmp_path / "pid"
    monkeypatch.setenv("PODCAST_FFMPEG", script(tmp_path, f"echo $$ > '{note}'; echo line; exec sleep 60"))

    def interrupt(line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ffmpeg.run([], on_line=interrupt)
    assert gone(int(note.read_text()))


@linux
def test_ffmpeg_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    """kill -9 of the program leaves no ffmpeg behind."""
    note = tmp_path / "pid"
    fake = script(tmp_path, f"echo $$ > '{note}.new'; mv '{note}.new' '{note}'; exec sleep 60")
    code = "from podcast.audio.ffmpeg import run; run([])"
    parent = subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"PODCAST_FFMPEG": fake})
    try:
        deadline = time.monotonic() + 10
        while not note.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        child = int(note.read_text())
        assert alive(child)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert gone(child)
