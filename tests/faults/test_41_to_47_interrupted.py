"""Rows 41 to 47: killed, interrupted, out of room, not allowed, and not alone."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from podcast import files
from podcast.feed.read import read_feed
from podcast.publish import workflow
from podcast.store import files as store_files

from ..cli.conftest import Ran
from ..end_to_end.studio import Studio
from . import corpus
from .scene import PUBLISH, Scene, children, snapshot, write_episode

_RESTRICTED = "-dac_override,-dac_read_search"


@pytest.fixture
def studio(scene: Scene) -> Iterator[Studio]:
    """Give where publishes are processes that die at a step."""
    studio = Studio(str(scene.public), "", {})
    yield studio
    studio.close()


def test_41_killed_at_a_step(scene: Scene, studio: Studio) -> None:
    """Old or new and never mixed; the rerun ends with the same bytes as an undisturbed publish.

    `end_to_end/test_killed_everywhere.py` and `test_injected.py` do it at every step, on both stores.
    """
    scene.episode()
    before = scene.work.with_name("before")
    shutil.copytree(scene.work, before)
    scene.accepted()
    wanted = _bytes(scene.public)
    for step in (4, 40, 100):
        shutil.rmtree(scene.work)
        shutil.copytree(before, scene.work)
        os.chdir(scene.work)
        old = _bytes(scene.public)["feed.xml"]
        code, said = studio.wait(studio.publish(scene.show, step=step))
        assert code == -9, said
        assert _bytes(scene.public)["feed.xml"] in (old, wanted["feed.xml"])
        scene.accepted_after_kill()
        assert _bytes(scene.public) == wanted


def _bytes(public: Path) -> dict[str, bytes]:
    found = (
        path
        for path in public.rglob("*")
        if path.is_file() and "/." not in str(path.relative_to(public.parent))
    )
    return {
        path.relative_to(public).as_posix(): path.read_bytes()
        for path in found
        if "commits" not in path.parts
    }


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_42_interrupted(scene: Scene, number: signal.Signals, code: int) -> None:
    """ffmpeg is ended with its group, temporary files are gone, and how to go on is said."""
    recording = scene.episode()
    corpus.encode(recording, "-f", "flac", "-ac", "2", source="sine=300:d=600:r=48000")
    before = snapshot(scene.work)
    process = subprocess.Popen(
        [sys.executable, "-m", "podcast", *PUBLISH, "--show", "emission"],
        cwd=scene.work,
        env=scene.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 30
        while not (ffmpegs := _running(str(recording))) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert ffmpegs
        time.sleep(0.1)
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == code, err
    assert "Run the same command to go on." in err
    assert "Traceback" not in err
    assert out.count("Published") == 0
    assert not _running(str(recording))
    assert snapshot(scene.work) == before
    scene.check_clean()
    corpus.encode(recording, "-f", "flac")
    scene.accepted()


def _running(recording: str) -> list[str]:
    """Return the processes whose command line names a recording as ffmpeg's does."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if f"file:{recording}".encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found


@pytest.mark.parametrize("where", ["masters", "tagged", "audio", "feed", "commits", "seen"])
def test_43_disk_full(scene: Scene, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """While the master, its tags, the upload, the feed, the log or the memory of it is written: 74, nothing lost."""
    scene.episode()
    shutil.rmtree(scene.show / ".podcast" / "masters")
    shutil.rmtree(scene.show / ".podcast" / "tagged")
    before, feed = snapshot(scene.show), (scene.public / "feed.xml").read_bytes()
    with _full(monkeypatch, where):
        ran = scene.run(*PUBLISH, "--show", "emission")
    assert (ran.code, ran.err.count("Error:")) == (74, 1), ran.err
    assert "No space left on device — " in ran.err
    assert "Traceback" not in ran.err
    assert "Published" not in ran.out
    assert snapshot(scene.show) == before
    if where != "seen":
        assert (scene.public / "feed.xml").read_bytes() == feed
    scene.check_clean()
    scene.accepted()


@contextmanager
def _full(monkeypatch: pytest.MonkeyPatch, where: str) -> Iterator[None]:
    """Let no byte fit any more into some of the files."""
    flush, write, replace = files._flush, store_files._write_all, store_files.place

    def flushed(path: Path) -> None:
        if path.parent.name == where:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(path)

    def written(stream: object, part: bytes) -> None:
        if Path(str(stream.name)).parent.name == where:  # type: ignore[attr-defined]
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(stream, part)  # type: ignore[arg-type]

    def placed(source: Path, target: Path) -> None:
        if where == "feed" and target.name == "feed.xml":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(files, "_flush", flushed)
        patch.setattr(store_files, "_write_all", written)
        patch.setattr("podcast.store.directory.place", placed)
        yield


@pytest.fixture
def restricted(scene: Scene) -> Callable[..., Ran]:
    """Give a function that runs a command as somebody whom permissions bind, which they do not bind root."""

    def run(*command: object) -> Ran:
        prefix = ["setpriv", f"--bounding-set={_RESTRICTED}", "--"] if os.geteuid() == 0 else []
        return scene.process(*command, prefix=prefix)

    return run


needs_setpriv = pytest.mark.skipif(
    sys.platform != "linux" or (os.geteuid() == 0 and shutil.which("setpriv") is None),
    reason="permissions bind root only where setpriv is installed",
)


@needs_setpriv
def test_44_read_only_target(scene: Scene, restricted: Callable[..., Ran]) -> None:
    """The folder that may not be written is named."""
    scene.episode()
    for folder in (scene.public / "audio", scene.public):
        folder.chmod(0o555)
        scene.refused_partly(73, str(folder.relative_to(scene.work)), run=restricted)
        folder.chmod(0o755)
    scene.accepted()


def test_44_link_that_leads_out_of_the_store(scene: Scene) -> None:
    """What the store has at that place is named, and what it points to stays as it is."""
    scene.episode()
    outside = scene.home / "outside"
    outside.mkdir()
    audio = scene.public / "audio"
    audio.rename(outside / "audio")
    audio.symlink_to(outside / "audio")
    before = snapshot(outside)
    scene.refused_partly(73, "audio", "symbolic link", "replace it by what it points to")
    assert snapshot(outside) == before
    audio.unlink()
    (outside / "audio").rename(audio)
    scene.accepted()


def test_44_link_that_leads_out_of_the_show(scene: Scene) -> None:
    """A file of somebody's is not published because a show folder links to it: this is content, hence 65."""
    recording = scene.episode()
    secret = scene.home / "secret.wav"
    recording.rename(secret)
    recording.symlink_to(secret)
    scene.refused(65, "episode.md:8:12", "“son.wav” is a link to a file outside the show folder", "copy")
    recording.unlink()
    secret.rename(recording)
    scene.accepted()


def test_45_killed_while_tagging(scene: Scene) -> None:
    """The recording is what it was, and no half-tagged master is ever taken for one."""
    recording = scene.episode()
    shutil.rmtree(scene.show / ".podcast" / "tagged")
    before = snapshot(scene.work)
    script = (
        "import os, sys\nfrom podcast import files\nfrom podcast.cli.main import main\n"
        "real = files._flush\n"
        "def flush(path):\n    os.kill(os.getpid(), 9) if path.parent.name == 'tagged' else real(path)\n"
        "files._flush = flush\nmain(sys.argv[1:])\n"
    )
    code, _ = scene.measured(*PUBLISH, "--show", "emission", script=script)
    assert code == -9
    assert snapshot(scene.work) == before
    assert not list((scene.show / ".podcast" / "tagged").glob("*.mp3"))
    assert recording.exists()
    scene.accepted_after_kill()


def test_46_two_producers_at_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes second reads again and builds once more: both episodes are there."""
    other = scene.work / "autre"
    shutil.copytree(scene.show, other, ignore=shutil.ignore_patterns(".podcast"))
    write_episode(other, 3)
    scene.episode(2)
    with _rival(monkeypatch, lambda: scene.process("publish", "--yes", "--show", "autre")):
        scene.accepted()
    items = read_feed((scene.public / "feed.xml").read_bytes(), where="feed").items
    assert [one.title for one in items] == ["Épisode 3", "Épisode 2", "Épisode 1"]


def test_46_two_producers_change_the_same(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stops with 75, both versions are shown, and theirs is online; with a side taken it goes on."""
    other = scene.work / "autre"
    shutil.copytree(scene.show, other, ignore=shutil.ignore_patterns(".podcast"))
    for root, text in ((scene.show, "Le nôtre."), (other, "Le leur.")):
        scene.edit(root / "001-episode-1" / "episode.md", "Un résumé.", text)
    with _rival(monkeypatch, lambda: scene.process("publish", "--yes", "--show", "autre")):
        ran = scene.run(*PUBLISH, "--show", "emission")
    assert ran.code == 75, ran.err
    assert "Le nôtre." in ran.out + ran.err
    assert "Le leur." in ran.out + ran.err
    assert "Le leur." in (scene.public / "feed.xml").read_text(encoding="utf-8")
    scene.accepted(command=(*PUBLISH, "--ours"))
    assert "Le nôtre." in (scene.public / "feed.xml").read_text(encoding="utf-8")


@contextmanager
def _rival(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Ran]) -> Iterator[None]:
    """Let somebody else publish just before our first commit."""
    real, came = workflow.commit, []

    def commit(*given: object) -> None:
        if not came:
            came.append(act())
            assert came[0].code == 0, came[0].err
        real(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(workflow, "commit", commit)
        yield
    assert came


def test_47_two_terminals(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who keeps the folder is named, and for how long; when it has died, its lock is gone with it."""
    scene.episode()
    lock = scene.public / ".lock"
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import fcntl,time; f=open({str(lock)!r}); fcntl.flock(f, 2); print(1, flush=True)\ntime.sleep(60)",
        ],
        stdout=subprocess.PIPE,
    )
    had = children()
    try:
        assert holder.stdout
        holder.stdout.readline()
        with monkeypatch.context() as patch:
            patch.setattr(store_files, "_PATIENCE", 0.1)
            scene.refused_partly(75, f"process {holder.pid}, which began ", " s ago, is writing here", "wait")
    finally:
        holder.kill()
        holder.communicate()
    assert had
    with lock.open() as stream:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    scene.accepted()
