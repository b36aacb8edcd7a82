"""How far a task is: a line that moves on a terminal, one plain line for each task elsewhere.

Owns that line, how often it is written and how much time is left. On a terminal a finished task leaves a line
that says how long it took.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from podcast.cli.language import translated
from podcast.cli.output import clean, note
from podcast.cli.terminal import is_terminal, is_verbose, width
from podcast.messages import msg

_EVERY = 0.1  # seconds between two lines
_KNOWN_AFTER = 1.0  # seconds before a guess of what is left is worth anything
_BAR = 20
_QUICK = 1.0  # seconds below which nobody wants to know how long it took


class TerminalProgress:
    """Shows each task on standard error."""

    @contextmanager
    def task(self, label: str, total: int) -> Iterator[_Line]:
        """Begin a task of `total` steps; what it leaves behind says whether it came to its end."""
        moves = is_terminal(sys.stderr)
        if not moves:
            note(label)
        line = _Line(label, max(total, 1), moves=moves)
        try:
            yield line
        except BaseException:
            line.close(done=False)
            raise
        line.close(done=True)


class _Line:
    """A task that is told how many steps were done."""

    def __init__(self, label: str, total: int, *, moves: bool) -> None:
        self._label = clean(translated(label))
        self._stage = ""
        self._total, self._done = total, 0
        self._moves = moves
        self._began = self._stage_began = time.monotonic()
        self._written = 0.0
        self._show(at_once=True)

    def __call__(self, steps: int, /) -> None:
        self._done = min(self._total, self._done + steps)
        self._show()

    def stage(self, name: str) -> None:
        """Say what is being done now; with `--verbose` also how long the last thing took."""
        if not self._moves and is_verbose():
            note(msg("  {stage}", stage=name))
        self._stage = clean(translated(name))
        self._show(at_once=True)

    def close(self, *, done: bool) -> None:
        """End the line: with the time that it took if it is done, as it stands if not."""
        taken = time.monotonic() - self._began
        if self._moves:
            after = f" ({spell(taken)})" if taken >= _QUICK else ""
            _write(f"✓ {self._label}{after}" if done else self._text(taken), end="\n")
        elif done and is_verbose():
            note(msg("{what}: {time}", what=self._label, time=spell(taken)))

    def _show(self, *, at_once: bool = False) -> None:
        now = time.monotonic()
        if self._moves and (at_once or now - self._written >= _EVERY):
            self._written = now
            _write(self._text(now - self._began))

    def _text(self, taken: float) -> str:
        """Return the line, with what there is room for: what is done, a bar, how far it is, what is left."""
        part = self._done / self._total
        what = f"{self._label}, {self._stage}" if self._stage else self._label
        far = f"{part:4.0%}"
        if taken >= _KNOWN_AFTER and 0.01 <= part < 1:
            far += ", " + translated(msg("{time} left", time=spell(taken * (1 - part) / part)))
        room = width() - 1 - len(far) - 2
        if len(what) + _BAR + 2 <= room:
            full = round(part * _BAR)
            return f"{what}  {'█' * full}{'░' * (_BAR - full)}  {far}"
        return f"{what if len(what) <= room else what[: room - 1] + '…'}  {far}"


def spell(seconds: float) -> str:
    """Return a time to wait as one says it: `45 s`, `3 min 20 s`, `1 h 05 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min"


def _write(text: str, *, end: str = "") -> None:
    """Replace the line that the cursor is in."""
    with suppress(OSError):  # the terminal was closed, and the work goes on
        sys.stderr.write(f"\r{text[: width() - 1]}\x1b[K{end}")
        sys.stderr.flush()
