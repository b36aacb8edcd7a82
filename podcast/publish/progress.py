"""How a workflow tells that it goes on, without knowing who listens."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Task(Protocol):
    """A task that is under way: it is called with the steps done since the last time."""

    def __call__(self, steps: int, /) -> None: ...

    def stage(self, name: str) -> None:
        """Say what is being done now."""


class Progress(Protocol):
    """Shows one task at a time."""

    def task(self, label: str, total: int) -> AbstractContextManager[Task]:
        """Begin a task of `total` steps."""


class Silence:
    """Shows nothing: for tests and for callers that do not care."""

    @contextmanager
    def task(self, label: str, total: int) -> Iterator[Task]:
        yield _Silent()


class _Silent:
    def __call__(self, steps: int, /) -> None:
        pass

    def stage(self, name: str) -> None:
        pass


def thousandths(task: Task) -> Callable[[float], None]:
    """Return a function that takes a growing fraction and tells `task` the thousandths since."""
    shown = 0

    def report(fraction: float) -> None:
        nonlocal shown
        reached = min(1000, int(fraction * 1000))
        if reached > shown:
            task(reached - shown)
            shown = reached

    return report
