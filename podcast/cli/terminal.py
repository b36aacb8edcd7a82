"""What this terminal is: whether it is one, how wide it is, whether it has colours, whether somebody can be asked.

Knows nothing of what is printed.
"""

from __future__ import annotations

import os
import sys
from typing import IO

import click

NARROWEST = 20
_USUAL = 80


def is_terminal(stream: IO[str]) -> bool:
    """Say whether somebody looks at a stream, who could be shown something that moves."""
    try:
        return stream.isatty() and os.environ.get("TERM", "") != "dumb"
    except ValueError:  # it is closed
        return False


def has_colour(stream: IO[str]) -> bool:
    """Say whether a stream shows colours, and whether they are wanted: see https://no-color.org/."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR")


def coloured(text: str, colour: str, stream: IO[str] | None = None) -> str:
    """Return `text` in a colour (`red`, `green`, `cyan`, `yellow`) where that is seen, else as it is.

    What comes from outside has to be cleaned before: see `output.clean`.
    """
    return click.style(text, fg=colour) if has_colour(stream or sys.stdout) else text


def width() -> int:
    """Return the columns of the terminal: `COLUMNS`, or what it says itself, or 80."""
    return max(NARROWEST, _said(os.environ.get("COLUMNS", "")) or _seen() or _USUAL)


def _said(columns: str) -> int:
    return int(columns) if columns.isascii() and columns.isdigit() else 0


def _seen() -> int:
    """Return the columns of the terminal on standard output; 0 if it is none. shutil, which knows it too, is slow to
    import."""
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 0
    except (AttributeError, ValueError, OSError):
        return 0


def may_ask() -> bool:
    """Say whether there is somebody to answer: a terminal, and no `--no-input`."""
    context = click.get_current_context(silent=True)
    refused = bool(context and context.find_root().params.get("no_input"))
    return not refused and sys.stdin.isatty()


def is_verbose() -> bool:
    """Say whether `--verbose` was given."""
    context = click.get_current_context(silent=True)
    return bool(context and context.find_root().params.get("verbose"))
