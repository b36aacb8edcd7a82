"""How far a long step has come, from 0 to 1, for whoever shows it."""

from collections.abc import Callable

Progress = Callable[[float], None]
"""Called with the part done, from 0 to 1, never less than before."""

Stage = Callable[[str], None]
"""Called with the name of what is being done now."""


class Steps:
    """One progress from 0 to 1 out of the progress of several steps; it never goes back."""

    def __init__(self, progress: Progress | None, stage: Stage | None = None) -> None:
        self._progress = progress
        self._stage = stage
        self._reached = 0.0

    def next(self, share: float, name: str = "") -> Progress:
        """Return the progress of the next step, which is that part of what is left."""
        if name and self._stage:
            self._stage(name)
        start = self._reached
        width = (1.0 - start) * share

        def report(done: float) -> None:
            value = start + width * min(1.0, done)
            if value > self._reached:
                self._reached = value
                if self._progress:
                    self._progress(value)

        return report
