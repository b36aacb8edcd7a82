"""Work spread over processes."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from podcast.publish import processes
from podcast.publish.processes import spread

THINGS = list(range(50))
_OURS: list[threading.Thread] = []


@pytest.fixture(autouse=True)
def _cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "cores", lambda: 3)
    # other tests may have left threads that wait for nothing
    monkeypatch.setattr(processes.threading, "active_count", lambda: len(_OURS) + 1)


def _square(one: int) -> tuple[int, bytes]:
    return one * one, str(os.getpid()).encode()


def _pids(found: list[tuple[int, bytes]]) -> set[bytes]:
    return {pid for _, pid in found}


def test_everything_is_done_once_and_in_order() -> None:
    """By whichever process."""
    found = spread(_square, THINGS, tuple[int, bytes], least=2)
    assert [one for one, _ in found] == [one * one for one in THINGS]


def test_several_processes_work(tmp_path: Path) -> None:
    """And each thing is taken by one of them only."""

    def note(one: int) -> bytes:
        time.sleep(0.002)
        with (tmp_path / str(one)).open("x"):  # a second one would fail
            return str(os.getpid()).encode()

    pids = set(spread(note, [*range(500)], bytes, least=2))
    assert len(pids) > 1 or processes.sys.platform != "linux"


def test_a_python_without_files_in_memory_has_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those built for old systems do not know them."""
    monkeypatch.delattr(processes.os, "memfd_create", raising=False)
    found = spread(_square, THINGS, tuple[int, bytes], least=2)
    assert [one for one, _ in found] == [one * one for one in THINGS]


def test_the_first_are_done_here() -> None:
    """What they find out besides stays in this process."""
    found = spread(_square, THINGS, tuple[int, bytes], least=2, own=20)
    assert _pids(found[:20]) == {str(os.getpid()).encode()}
    assert [one for one, _ in found] == [one * one for one in THINGS]


def test_little_work_is_done_here() -> None:
    """A process takes longer to begin than it would save."""
    assert _pids(spread(_square, THINGS, tuple[int, bytes], least=40)) == {str(os.getpid()).encode()}


def test_what_only_this_process_can_do_is_done_beside_others() -> None:
    """Once, and not at all where there are no others to do it beside."""
    done: list[int] = []
    found = spread(
        _square,
        THINGS,
        tuple[int, bytes],
        least=2,
        meanwhile=lambda: (done.append(os.getpid()), time.sleep(0.2)),
    )
    assert done == ([os.getpid()] if processes.sys.platform == "linux" else [])
    assert [one for one, _ in found] == [one * one for one in THINGS]
    assert len(_pids(found) - {str(os.getpid()).encode()}) >= len(done)  # they have begun by then
    spread(_square, THINGS, tuple[int, bytes], least=40, meanwhile=lambda: done.append(0))
    assert 0 not in done


def test_with_threads_everything_is_done_here() -> None:
    """A copy of this process would have none of them, and perhaps their locks."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    _OURS.append(thread)
    try:
        assert _pids(spread(_square, THINGS, tuple[int, bytes], least=2)) == {str(os.getpid()).encode()}
    finally:
        done.set()
        thread.join()
        _OURS.clear()


def test_what_fails_in_a_process_fails_here_as_it_would_alone() -> None:
    """With its own error."""

    def fail(one: int) -> int:
        if one == 33:
            raise KeyError("33")
        return one

    with pytest.raises(KeyError, match="33"):
        spread(fail, THINGS, int, least=2)


def test_what_a_killed_process_had_taken_is_done_here() -> None:
    """Nothing is missing, and nobody waits."""
    here = os.getpid()

    def die(one: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return one

    assert spread(die, THINGS, int, least=2) == THINGS


def test_no_process_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not after an interruption either."""
    here, real = os.getpid(), os.fork
    children: list[int] = []

    def fork() -> int:
        child = real()
        children.append(child)
        return child

    def interrupted(one: int) -> int:
        if os.getpid() == here:
            raise KeyboardInterrupt
        return one

    monkeypatch.setattr(processes.os, "fork", fork)
    with pytest.raises(KeyboardInterrupt):
        spread(interrupted, THINGS, int, least=2, own=1)
    assert len(children) == 2
    for child in children:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, os.WNOHANG)
