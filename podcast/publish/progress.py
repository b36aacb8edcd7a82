"""How a workflow tells that it goes on, without knowing who listens."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

Advance = Callable[[int], None]


class Progress(Protocol):
    """Shows one task at a time."""

    def task(self, label: str, total: int) -> AbstractContextManager[Advance]:
        """Begin a task of `total` steps; the function that it gives is called with steps done since."""


class Silence:
    """Shows nothing: for tests and for callers that do not care."""

    @contextmanager
    def task(self, label: str, total: int) -> Iterator[Advance]:
        yield lambda steps: None
