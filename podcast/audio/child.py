"""What is known of a running program: its messages, and whether it still gets anywhere.

Owns the bounded log and the watch that ends what hangs. Knows nothing of ffmpeg but how it says where it is.
"""

import os
import re
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

_LINE_BYTES = 4096
_KEPT_LINES = 400
_POSITION = re.compile(r"out_time_us=(\d+)|pts_time:([\d.]+)")


def kill(child: "subprocess.Popen[bytes]") -> None:
    """End a process started in a session of its own, and all that it started, at once."""
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.wait()


def lines(stream: IO[bytes]) -> Iterator[str]:
    while line := stream.readline(_LINE_BYTES):
        yield line.decode("utf-8", "replace").rstrip("\r\n")


class Log:
    """The first and the last lines of a stream, however long it is."""

    def __init__(self) -> None:
        self._first: list[str] = []
        self._last: deque[str] = deque(maxlen=_KEPT_LINES)

    def read(self, stream: IO[bytes]) -> None:
        for line in lines(stream):
            (self._first if len(self._first) < _KEPT_LINES else self._last).append(line)

    def kept(self) -> tuple[str, ...]:
        return (*self._first, *self._last)


class Watch:
    """Kills a process whose position in the recording has not grown for so many seconds.

    It can be off: who reads a pipe slowly must not be taken for a process that writes nothing.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.stalled = False
        self._ended = threading.Event()
        self._position = -1.0
        self._on = True
        self._moved = time.monotonic()

    def see(self, line: str) -> None:
        if found := _POSITION.search(line):
            position = float(found[1]) / 1e6 if found[1] else float(found[2])
            if position > self._position:
                self._position, self._moved = position, time.monotonic()

    @contextmanager
    def on(self) -> Iterator[None]:
        self._moved, self._on = time.monotonic(), True
        try:
            yield
        finally:
            self._on = False

    def off(self) -> None:
        self._on = False

    def end(self) -> None:
        self._ended.set()

    def guard(self, child: "subprocess.Popen[bytes]") -> None:
        while not self._ended.wait(self._patience()):
            if self._on and time.monotonic() - self._moved >= self.seconds:
                self.stalled = True
                kill(child)
                return

    def _patience(self) -> float:
        left = self._moved + self.seconds - time.monotonic() if self._on else self.seconds
        return max(0.01, left)
