"""A show that is online and a computer that is watched: what every test of a fault starts from.

`Scene.refused` and `Scene.accepted` run a command and assert all that the table of faults promises of every
row: one line of error, the exit code, clean streams, nothing changed, nothing shown, nothing left behind.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from podcast.cli.main import main
from podcast.content import canonical

from ..cli.conftest import Ran
from ..conftest import ShowFolderMaker, _write_wav

ROOT = Path(__file__).parents[2]
CANARY = "canary0SECRET0canary0SECRET0canary"
"""Lies where secrets lie, and may appear nowhere."""

PUBLISH = ("publish", "--yes")
_BESIDE = re.compile(
    r"(Mastering|Encoding|Decoding|Uploading|Writing|Verifying|Reading|Fetching|Measuring|Trying)\b.*"
    r"|(.*: )?(warning|note): .*"
)
"""Lines on standard error that are no error: what is being done, and what is worth knowing."""

MEASURED = """
import re, resource, sys
from pathlib import Path
from podcast.cli.main import main
code = main(sys.argv[1:])
own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss), file=sys.stderr)
sys.exit(code)
"""
"""Runs a command and prints its memory: ru_maxrss of the process itself would be that of who started it."""

_TEMPORARY = re.compile(r"\.[0-9a-f]{16}\.part|\.podcast-[0-9a-f]{16}|tmp\w{8}")


def snapshot(folder: Path) -> dict[str, str]:
    """Return what lies below a folder: names, kinds and content, but not the cache nor an empty lock."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if ".podcast" in path.parts or path.name == ".lock":
            continue
        name, mode = path.relative_to(folder).as_posix(), path.lstat().st_mode
        if stat.S_ISLNK(mode):
            found[name] = f"link {path.readlink()}"
        elif stat.S_ISREG(mode):
            found[name] = _digest(path)
        else:
            found[name] = oct(stat.S_IFMT(mode))
    return found


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def children() -> set[int]:
    """Return the processes that this one has started and that still run."""
    found: set[int] = set()
    for task in Path("/proc/self/task").glob("*/children"):
        try:
            found |= {int(pid) for pid in task.read_text().split()}
        except OSError:
            continue
    return found


class Scene:
    """A show folder `emission`, published into `public` beside it, in a home of its own."""

    def __init__(self, root: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.work = root / "work"
        self.show = self.work / "emission"
        self.public = self.work / "public"
        self.home = root / "home"
        self.temporary = root / "temporary"
        self._capfd = capfd

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this scene has in its environment."""
        return {**os.environ, "PYTHONPATH": str(ROOT)}

    def episode(self, number: int = 2, seconds: float = 1.0) -> Path:
        """Add an episode that is not online, and return its recording."""
        return write_episode(self.show, number, seconds)

    def page(self, number: int = 2) -> Path:
        """Return the `episode.md` of an episode."""
        return self.show / f"{number:03}-episode-{number}" / "episode.md"

    edit = staticmethod(ShowFolderMaker.edit)

    def run(self, *command: object) -> Ran:
        """Run a command in this process."""
        self._capfd.readouterr()
        code = main([str(one) for one in command])
        printed = self._capfd.readouterr()
        return Ran(out=printed.out, err=printed.err, code=code)

    def process(
        self,
        *command: object,
        timeout: float = 60,
        prefix: Sequence[str] = (),
        cwd: Path | None = None,
        **changes: str,
    ) -> Ran:
        """Run a command in a process of its own, with a `prefix` before it and changes to its environment."""
        done = subprocess.run(
            [*prefix, sys.executable, "-m", "podcast", *map(str, command)],
            cwd=cwd or self.work,
            env=self.environment | changes,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
        return Ran(
            out=done.stdout.decode("utf-8", "replace"),
            err=done.stderr.decode("utf-8", "replace"),
            code=done.returncode,
        )

    def measured(self, *command: object, script: str = "") -> tuple[int, str]:
        """Run a command in a process of its own, and return its exit code and its standard error, to which are
        added the kilobytes that it took, it or one of its children."""
        done = subprocess.run(
            [sys.executable, "-c", script or MEASURED, *map(str, command)],
            cwd=self.work,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stderr

    def on_terminal(self, *argv: object, columns: int = 80, timeout: float = 600) -> tuple[int, str]:
        """Run a program on a terminal of its own, and return its exit code and all that was shown."""
        ours, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        with subprocess.Popen(
            [str(one) for one in argv],
            cwd=self.work,
            env=self.environment | {"TERM": "xterm"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        ) as process:
            os.close(theirs)
            shown = bytearray()
            with suppress(OSError):  # which is how the end of a terminal is told
                while piece := os.read(ours, 1 << 16):
                    shown += piece
            os.close(ours)
            return process.wait(timeout), shown.decode("utf-8", "replace")

    def refused(
        self,
        code: int,
        *says: str,
        command: tuple[object, ...] = PUBLISH,
        run: Callable[..., Ran] | None = None,
        lines: int = 1,
        json_too: bool = True,
    ) -> Ran:
        """Run a command that has to fail, for a person and for a script, and return what a person reads.

        `says` are texts of the one line: of its place, of the fault and of the remedy.
        """
        run = run or self.run
        before, had = snapshot(self.work), children()
        ran = run(*self._on_show(command))
        errors = [line for line in ran.err.splitlines() if not _BESIDE.fullmatch(line)]
        assert (ran.code, ran.out) == (code, ""), (ran.code, ran.out, ran.err)
        assert len(errors) == lines, ran.err
        for text in says:
            assert text in ran.err, ran.err
        assert all(" — " in line for line in errors), f"no remedy: {errors}"
        self._check(ran, before, had)
        if json_too:
            ran_as_json = run(*self._on_show(command), "--json")
            assert ran_as_json.code == code, ran_as_json.err
            said = ran_as_json.json()
            assert said["exit_code"] == code
            assert said["ok"] is False
            self._check(ran_as_json, before, had)
        return ran

    def accepted(
        self, *says: str, command: tuple[object, ...] = PUBLISH, run: Callable[..., Ran] | None = None
    ) -> Ran:
        """Run a command that has to succeed, cleanly."""
        had = children()
        ran = (run or self.run)(*self._on_show(command))
        assert ran.code == 0, (ran.code, ran.out, ran.err)
        for text in says:
            assert text in ran.out + ran.err, (ran.out, ran.err)
        self._check(ran, None, had)
        return ran

    def refused_partly(self, code: int, *says: str, run: Callable[..., Ran] | None = None) -> Ran:
        """Run a publish that has to fail after it began: the feed and the show are what they were.

        The plan was shown by then, and what was uploaded stays: the same command goes on from there.
        """
        feed, show, had = (self.public / "feed.xml").read_bytes(), snapshot(self.show), children()
        ran = (run or self.run)(*self._on_show(PUBLISH))
        errors = [line for line in ran.err.splitlines() if not _BESIDE.fullmatch(line)]
        assert ran.code == code, (ran.code, ran.err)
        assert len(errors) == 1, ran.err
        assert " — " in errors[0]
        for text in says:
            assert text in errors[0], ran.err
        assert "Published" not in ran.out
        assert (self.public / "feed.xml").read_bytes() == feed
        assert snapshot(self.show) == show
        self._check(ran, None, had)
        return ran

    def accepted_after_kill(self) -> Ran:
        """Run a publish that goes on where another was killed, whose temporary files are young and stay an hour."""
        ran = self.run(*self._on_show(PUBLISH))
        assert ran.code == 0, ran.err
        assert "Traceback" not in ran.err
        return ran

    def _on_show(self, command: tuple[object, ...]) -> tuple[object, ...]:
        named = {"import", "init", "serve", "opml"} & {str(command[0])} or "--show" in command
        return command if named else (*command, "--show", "emission")

    def _check(self, ran: Ran, before: dict[str, str] | None, had: set[int]) -> None:
        """Assert what holds however a command ends."""
        assert "Traceback" not in ran.err
        assert "Internal error" not in ran.err
        assert CANARY not in ran.out + ran.err, "a secret was shown"
        assert before is None or snapshot(self.work) == before, "something was changed"
        self.check_clean()
        assert not children() - had, "a process was left behind"

    def check_clean(self) -> None:
        """Assert that no temporary file was left, and no secret written down."""
        left = sorted(path.name for path in self.temporary.iterdir())
        assert not left, f"left behind: {left}"
        for path in self.work.rglob("*"):
            assert not _TEMPORARY.fullmatch(path.name), f"left behind: {path}"
            if path.is_file() and path.stat().st_size < 1_000_000:
                assert CANARY.encode() not in path.read_bytes(), f"a secret in {path}"


EPISODE = """\
---
title: "Épisode {number}"
number: {number}
date: 2025-03-{number:02}T06:00:00+01:00
guid: guid-{number}
slug: episode-{number}
summary: Un résumé.
recording: son.wav
---

Le texte de l’épisode {number}.
"""


def publish_first(folder: Path) -> None:
    """Make a show of one episode in `folder`, published, to be copied for each test.

    What `Scene.episode` adds was mastered before, so that a test need not wait for that.
    """
    show = ShowFolderMaker(folder / "emission")
    show.episode(1)
    _podcast(folder, *PUBLISH)
    second = write_episode(folder / "emission", 2)
    _podcast(folder, "plan")
    shutil.rmtree(second.parent)


def _podcast(folder: Path, *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "podcast", *command, "--show", "emission"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def write_episode(show: Path, number: int, seconds: float = 1.0) -> Path:
    """Write an episode into a show folder, and return its recording."""
    folder = show / f"{number:03}-episode-{number}"
    recording = _write_wav(folder / "son.wav", seconds=seconds + number / 10)
    (folder / "episode.md").write_text(EPISODE.format(number=number), encoding="utf-8")
    return recording


def copy_of(first: Path, scene: Scene) -> None:
    """Give a scene the published show; the cache knows the store by its path, which is another now."""
    shutil.copytree(first, scene.work)
    old = next((scene.show / ".podcast" / "seen").iterdir())
    old.rename(old.with_name(f"{canonical.digest(str(scene.public).encode())[:16]}.json"))


def as_json(ran: Ran) -> dict[str, object]:
    """Return the one JSON object that a command printed."""
    found = json.loads(ran.out)
    assert isinstance(found, dict)
    return found
