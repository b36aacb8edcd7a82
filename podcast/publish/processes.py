"""Pure work on every core, by processes: Python lets one thread at a time think.

A child is a copy of this process as it stands, so that nothing has to be handed to it; what it made comes back in a
file without a name. Each takes the next piece of work when it is done with one. What a child did not do is done here,
where it raises what it raises. Where the system has no such copies, or threads are running, which a copy would lack,
everything is done here. Knows nothing of what is done.
"""

import gc
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from struct import Struct
from typing import IO, Any, TypeVar

from podcast.content.packed import for_process, from_process

T = TypeVar("T")
R = TypeVar("R")

_INDEX = Struct("=I")
_MOST = 16_000
"""Indexes that a pipe holds on every system that has copies."""


def spread(
    do: Callable[[T], R],
    things: Sequence[T],
    kind: type[R],
    *,
    least: int,
    own: int = 0,
    meanwhile: Callable[[], object] | None = None,
) -> list[R]:
    """Return what `do` returns of each thing, in their order, worked out on as many cores as there are.

    `do` must be pure, or leave what it does beyond its result where other processes find it, unless only this one needs
    it: the first `own` things are done here and may do more. `kind` is what it returns, made of text, bytes, numbers,
    lists and tuples. A process is worth it for `least` things. If there are others, this one does `meanwhile` what only
    it can do, before it helps.
    """
    several = min(cores(), (len(things) - own) // least)
    if several < 2 or len(things) > _MOST or not _copies():
        return [do(one) for one in things]
    taken, todo = os.pipe()
    with os.fdopen(todo, "wb") as stream:
        stream.write(b"".join(_INDEX.pack(at) for at in range(own, len(things))))
    children: list[_Child] = []
    gc.freeze()  # a copy shares what the collector of garbage leaves alone
    try:
        for _ in range(several - 1):
            children.append(_Child(do, things, taken))
        if meanwhile:
            meanwhile()
        made = {at: do(things[at]) for at in range(own)}
        made |= {at: do(things[at]) for at in _indexes(taken)}
        for child in children:
            made |= child.made(kind)
    finally:
        gc.unfreeze()
        os.close(taken)
        for child in children:
            child.end()
    return [made[at] if at in made else do(one) for at, one in enumerate(things)]


def cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _copies() -> bool:
    """Say whether a copy of this process works: of macOS' own libraries some do not survive it."""
    return sys.platform == "linux" and threading.active_count() == 1


def _indexes(taken: int) -> Iterator[int]:
    """Yield what is to be done until nothing is left; no two processes get the same."""
    while piece := os.read(taken, _INDEX.size):
        yield _INDEX.unpack(piece)[0]


def _nameless() -> IO[bytes]:
    """Return a file without a name: in memory, if this Python was built where there are such."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("podcast"), "w+b")
    import tempfile

    return tempfile.TemporaryFile()


class _Child:
    """A copy of this process that works, and ends when it is done or its parent is gone."""

    def __init__(self, do: Callable[[T], Any], things: Sequence[T], taken: int) -> None:
        self._out = _nameless()
        parent = os.getpid()
        with warnings.catch_warnings():  # a numerical library's idle threads are no reason
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process = os.fork()
        if self._process == 0:
            code = 1
            with suppress(BaseException):  # the parent does what is missing, and meets the same fault
                made = {}
                for at in _indexes(taken):
                    made[at] = do(things[at])
                    if os.getppid() != parent:
                        break
                self._out.write(for_process(made))
                self._out.flush()
                code = 0
            os._exit(code)

    def made(self, kind: type[R]) -> dict[int, R]:
        """Return what it made, once it is done: nothing if it failed."""
        _, status = os.waitpid(self._process, 0)
        self._process = 0
        if status:
            return {}
        self._out.seek(0)
        return from_process(self._out.read(), dict[int, kind])  # type: ignore[valid-type]

    def end(self) -> None:
        """End it, if it has not ended."""
        self._out.close()
        if self._process:
            with suppress(ProcessLookupError):
                os.kill(self._process, 9)
            with suppress(ChildProcessError):
                os.waitpid(self._process, 0)
