"""How many windows of a fault in the sound become a few lines to read.

Owns the limit on how often a rule speaks. Knows no rule.
"""

from collections.abc import Callable

import numpy as np

from podcast.audio.analysis import Analysis
from podcast.audio.pauses import WINDOW_MS, Indices, Mask
from podcast.content.fault import Fault
from podcast.messages import msg
from podcast.values import Struct

MOST_PLACES = 5
"""Places that one rule reports one by one; nobody reads a sixth line of the same."""


class Spans(Struct, frozen=True, kw_only=True):
    """Runs of windows that have the same fault: first window, and the one after the last."""

    starts: Indices
    ends: Indices

    def __len__(self) -> int:
        return len(self.starts)

    def at_least(self, windows: int) -> "Spans":
        """Return those of so many windows or more."""
        return self.where(self.ends - self.starts >= windows)

    def where(self, kept: Mask | Indices) -> "Spans":
        """Return those that a mask or indices name."""
        return Spans(starts=self.starts[kept], ends=self.ends[kept])


def throughout(analysis: Analysis, rule: str, message: str, remedy: str, *, severe: bool = False) -> Fault:
    """Return a fault of the whole recording."""
    return Fault(
        rule=rule, start_ms=0, end_ms=analysis.duration_ms, message=message, remedy=remedy, severe=severe
    )


def in_places(
    analysis: Analysis,
    rule: str,
    spans: Spans,
    describe: Callable[[int, int], tuple[str, bool]],
    remedy: str,
) -> list[Fault]:
    """Return the longest spans as faults, and the others as one more.

    `describe` says of windows from and to what is wrong with them, and whether it is severe.
    """

    def fault(start: int, end: int, message: str, severe: bool) -> Fault:
        end_ms = max(start * WINDOW_MS, min(end * WINDOW_MS, analysis.duration_ms))
        return Fault(
            rule=rule,
            start_ms=start * WINDOW_MS,
            end_ms=end_ms,
            message=message,
            remedy=remedy,
            severe=severe,
        )

    order = np.argsort(spans.starts - spans.ends, kind="stable")
    shown, others = spans.where(order[:MOST_PLACES]), spans.where(np.sort(order[MOST_PLACES:]))
    found = [
        fault(start, end, *describe(start, end))
        for start, end in zip(shown.starts.tolist(), shown.ends.tolist(), strict=True)
    ]
    if len(others):
        lasting = seconds(int((others.ends - others.starts).sum()))
        message = msg(
            "and {others} more places like this, {lasting} in all", others=len(others), lasting=lasting
        )
        found.append(fault(int(others.starts[0]), int(others.ends[-1]), message, False))
    return found


def seconds(windows: int) -> str:
    """Return a length in windows as seconds, for reading."""
    return f"{windows * WINDOW_MS / 1000:.1f} s"
