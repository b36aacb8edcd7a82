"""Rows 58 and more: faults that the first table lacks, each of a computer or a folder that is not as usual."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ..cli.conftest import Ran
from .scene import PUBLISH, Scene
from .test_41_to_47_interrupted import needs_setpriv, restricted

__all__ = ["restricted"]  # a fixture

PAGE = "emission/002-episode-2/episode.md"


def test_58_deleted_working_directory(scene: Scene) -> None:
    """The folder that one stands in is gone: said so, and with a path everything works."""
    gone = scene.work / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    ran = scene.run("check")
    assert (ran.code, ran.out, ran.err.count("\n")) == (66, "", 1), ran.err
    assert "folder" in ran.err
    assert " — " in ran.err
    os.chdir(scene.work)
    scene.accepted(command=("check",))


def test_59_show_folder_on_a_full_disk(scene: Scene) -> None:
    """No file may grow any more, as by a quota: 74, and the show is what it was."""
    scene.episode()
    shutil.rmtree(scene.show / ".podcast")
    before = (scene.public / "feed.xml").read_bytes()
    script = (
        "import resource, signal, sys\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))\n"
        "from podcast.cli.main import main\nsys.exit(main(sys.argv[1:]))\n"
    )
    code, said = scene.measured(*PUBLISH, "--show", "emission", script=script)
    assert code == 74, said
    assert said.count(" — ") == 1
    assert "Traceback" not in said
    assert (scene.public / "feed.xml").read_bytes() == before
    scene.check_clean()
    scene.accepted()


def test_60_no_home(scene: Scene) -> None:
    """No HOME, and one that is not there."""
    scene.episode()
    for home in ("", str(scene.work / "nobody")):
        ran = scene.process("check", "--show", "emission", HOME=home)
        assert ran.code == 0, ran.err
    ran = scene.process(*PUBLISH, "--show", "emission", HOME=str(scene.work / "nobody"))
    assert ran.code == 0, ran.err
    assert not (scene.work / "nobody").exists()


@needs_setpriv
def test_61_temporary_folder_that_cannot_be_written(scene: Scene, restricted: Callable[..., Ran]) -> None:
    """Nothing that publishing makes lies there."""
    scene.episode()
    scene.temporary.chmod(0o555)
    ran = scene.process(*PUBLISH, "--show", "emission", TMPDIR=str(scene.home / "nowhere"))
    assert ran.code == 0, ran.err
    scene.temporary.chmod(0o755)


@needs_setpriv
def test_62_cache_of_somebody_else(scene: Scene, restricted: Callable[..., Ran]) -> None:
    """A `.podcast` that may not be written is named, and one may delete it."""
    scene.episode()
    cache = scene.show / ".podcast"
    for path in (cache, *cache.rglob("*")):
        if path.is_dir():
            path.chmod(0o555)
    shutil.rmtree(cache / "masters", ignore_errors=True)
    ran = restricted(*PUBLISH, "--show", "emission")
    for path in (cache, *cache.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)
    assert ran.code == 73, ran.err
    assert ".podcast" in ran.err
    assert ran.err.count(" — ") == 1
    scene.accepted()


def test_63_files_from_before_1980(scene: Scene) -> None:
    """A computer whose battery is empty writes files of 1970, and of the next century: both are read."""
    recording = scene.episode()
    os.utime(recording, (0, 0))
    os.utime(scene.page(), (4_200_000_000, 4_200_000_000))
    scene.accepted()
    os.utime(recording, (-10_000_000, -10_000_000))
    scene.accepted("Nothing to publish")


def _folder(path: Path) -> None:
    path.mkdir()


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the address of a socket is short
    with closing(socket.socket(socket.AF_UNIX)) as made:
        made.bind(path.name)
    os.chdir(here)


@pytest.mark.parametrize(
    ("make", "fault"),
    [(_folder, "is a folder, not a file"), (os.mkfifo, "is no file"), (_socket, "is no file")],
)
def test_64_recording_that_is_no_file(scene: Scene, make: Callable[[Path], None], fault: str) -> None:
    """A folder, a pipe that nobody writes to, and a socket: nothing waits for them."""
    recording = scene.episode()
    kept = scene.home / "kept.wav"
    shutil.move(recording, kept)
    make(recording)
    started = time.monotonic()
    scene.refused(65, f"{PAGE}:8:12", "“son.wav”", fault)
    assert time.monotonic() - started < 10
    assert not stat.S_ISREG(recording.lstat().st_mode)
    recording.rmdir() if recording.is_dir() else recording.unlink()
    shutil.move(kept, recording)
    scene.accepted()


def test_64_page_that_is_a_pipe(scene: Scene) -> None:
    """An `episode.md` or `show.toml` that nobody writes to is not waited for."""
    page = scene.show / "002-rien" / "episode.md"
    page.parent.mkdir()
    os.mkfifo(page)
    scene.accepted("Nothing to publish")
    toml = scene.show / "show.toml"
    good = toml.read_bytes()
    toml.unlink()
    os.mkfifo(toml)
    scene.refused(66, "show.toml")
    toml.unlink()
    toml.write_bytes(good)
    scene.accepted()


def test_65_links_in_a_circle(scene: Scene) -> None:
    """A recording, an episode's folder and the articles, each a link to itself."""
    recording = scene.episode()
    good = recording.read_bytes()
    recording.unlink()
    recording.symlink_to(recording)
    scene.refused(66, f"{PAGE}:8:12", "“son.wav” is not there")
    recording.unlink()
    recording.write_bytes(good)
    for name in ("003-boucle", "articles"):
        (scene.show / name).symlink_to(scene.show / name)
    (scene.show / "004-encore").mkdir()
    (scene.show / "004-encore" / "ici").symlink_to("..")
    scene.accepted()


def test_66_show_toml_that_cannot_be_read(scene: Scene) -> None:
    """A folder in its place, an empty one, one of 10 MB, and one of noise."""
    toml = scene.show / "show.toml"
    good = toml.read_bytes()
    for content, code in ((b"", 65), (b"#" * 10_000_000, 65), (bytes(range(256)), 65)):
        toml.write_bytes(content)
        ran = scene.run("check", "--show", "emission")
        assert ran.code == code, ran.err
        assert "Internal error" not in ran.err
        assert "emission/show.toml" in ran.err
    toml.unlink()
    toml.mkdir()
    scene.refused(66, "emission/show.toml")
    toml.rmdir()
    toml.write_bytes(good)
    scene.accepted()


def test_67_standard_output_that_takes_nothing(scene: Scene) -> None:
    """A full disk behind the output, and no output at all."""
    for redirection, code in ((">/dev/full", 74), (">&-", 0), ("2>&-", 0)):
        shell = f"{sys.executable} -m podcast status --show emission {redirection}"
        ran = _shell(scene, shell)
        assert "Traceback" not in ran.err, ran.err
        assert "Exception ignored" not in ran.err, ran.err
        assert ran.code == code, (redirection, ran)


@pytest.mark.parametrize(
    "command",
    [
        "check --json",
        "check --feed public/feed.xml --json",
        "status --json",
        "doctor --json",
        "log --json",
        "publish --yes --json",
        "publish --yes",
        "--help",
    ],
)
def test_67_result_that_has_no_room(scene: Scene, command: str) -> None:
    """It is standard output that is named, and once; the JSON that would say so has no room either."""
    where = "" if command == "--help" or "--feed" in command else " --show emission"
    ran = _shell(scene, f"{sys.executable} -m podcast {command}{where} >/dev/full")
    assert ran.code == 74, ran.err
    assert ran.err.count("Error: ") == 1, ran.err
    last = ran.err.splitlines()[-1]
    assert last.startswith("Error: standard output: cannot be written: No space left on device — make room")


def test_67_what_stands_beside_a_result_has_no_room(scene: Scene) -> None:
    """The result and the exit code are true all the same."""
    scene.episode()
    podcast = f"{sys.executable} -m podcast"
    ran = _shell(scene, f"{podcast} publish --yes --show emission 2>/dev/full")
    assert (ran.code, "Published release 2" in ran.out) == (0, True), ran
    scene.edit(scene.page(), "summary:", "summry:")
    ran = _shell(scene, f"{podcast} check --json --show emission 2>/dev/full")
    assert (ran.code, ran.json()["ok"]) == (65, False)
    assert _shell(scene, f"{podcast} check --wrong 2>/dev/full").code == 2


def _shell(scene: Scene, line: str) -> Ran:
    import subprocess

    done = subprocess.run(
        ["bash", "-c", line],
        cwd=scene.work,
        env=scene.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(out=done.stdout, err=done.stderr, code=done.returncode)


def test_68_few_files_may_be_open(scene: Scene) -> None:
    """With a limit of 40, which some shared hosts have, it works; with next to none it says so."""
    scene.episode()
    ran = _shell(scene, f"ulimit -n 40; {sys.executable} -m podcast publish --yes --show emission")
    assert ran.code == 0, ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("kind", ["masters", "heard", "seen", "images", "records"])
def test_69_cache_that_was_damaged(scene: Scene, kind: str) -> None:
    """What is kept in `.podcast` is believed only if it is whole; else it is made again."""
    scene.episode()
    for path in (scene.show / ".podcast" / kind).rglob("*.json"):
        path.write_bytes(b'{"half": ')
    scene.accepted()
    scene.accepted("Nothing to publish")


@pytest.mark.parametrize("body", [b"", b"{}", b'{"number": ', b"\xff\xfe", b"[" * 100_000])
def test_70_release_that_was_damaged(scene: Scene, body: bytes) -> None:
    """A release in the store that is no release is named; nothing is guessed from it."""
    scene.episode()
    release = next((scene.public / "_podcast" / "releases").iterdir())
    good = release.read_bytes()
    release.write_bytes(body)
    shutil.rmtree(scene.show / ".podcast" / "releases", ignore_errors=True)
    scene.refused(65, "_podcast/releases/", " — ")
    release.write_bytes(good)
    scene.accepted()


@needs_setpriv
def test_71_recording_that_may_not_be_read(scene: Scene, restricted: Callable[..., Ran]) -> None:
    """Somebody else's file without permission is named, with its page."""
    recording = scene.episode()
    recording.chmod(0)
    ran = scene.refused(74, f"{PAGE}:8:12", "Permission denied", run=restricted)
    assert ran.out == ""
    recording.chmod(0o644)
    scene.accepted()


@needs_setpriv
def test_72_show_folder_that_may_not_be_read(scene: Scene, restricted: Callable[..., Ran]) -> None:
    """The folder is named, without a traceback."""
    (scene.show / "001-episode-1").chmod(0)
    ran = restricted("check", "--show", "emission")
    (scene.show / "001-episode-1").chmod(0o755)
    assert ran.code in (66, 73), ran.err
    assert "Permission denied" in ran.err
    assert "001-episode-1" in ran.err
    scene.accepted(command=("check",))
