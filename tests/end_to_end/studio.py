"""Where producers publish as processes: started at once, killed, and asked how they ended."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Studio:
    """Starts producers' processes, kills them, and knows how they ended."""

    def __init__(self, target: str, mutant: str, env: dict[str, str]) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self._target = target
        self._ended: dict[int, tuple[int, str]] = {}
        self._zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.end_to_end.producer", mutant],
            cwd=ROOT,
            env={**clean, **env, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )

    def publish(self, root: Path, *, step: int = 0, error: int = 0) -> int:
        """Start to publish a show folder, and return the pid; at that step of it the process dies, or
        meets that error of the disk."""
        assert self._zygote.stdin
        command = ["publish", "--yes", "--show", str(root), "--store", self._target]
        asked = {"arguments": command, "step": step, "error": error}
        self._zygote.stdin.write(json.dumps(asked).encode() + b"\n")
        while len(words := self._line()) > 1:
            self._note(words)
        return int(words[0])

    def wait(self, pid: int) -> tuple[int, str]:
        """Return the exit code of a publish, and what it said."""
        while pid not in self._ended:
            self._note(self._line())
        return self._ended.pop(pid)

    def gather(self, pids: list[int], *, seconds: float) -> None:
        """Wait for the end of all of these, but not longer: who sleeps may hold a lock that they need."""
        assert self._zygote.stdout
        until = time.monotonic() + seconds
        while any(self.is_running(one) for one in pids) and (left := until - time.monotonic()) > 0:
            if select.select([self._zygote.stdout], [], [], left)[0]:
                self._note(self._line())

    def is_running(self, pid: int) -> bool:
        return pid not in self._ended

    def close(self) -> None:
        self._zygote.kill()
        self._zygote.communicate()

    def _note(self, words: list[str]) -> None:
        pid, code, said = words
        self._ended[int(pid)] = int(code), Path(said).read_text(encoding="utf-8")

    def _line(self) -> list[str]:
        assert self._zygote.stdout
        line = self._zygote.stdout.readline()
        assert line, "the studio is closed"
        return line.decode().split()
