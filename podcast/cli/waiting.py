"""A line on standard error while a store does not answer: a silent server is asked for two minutes and more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

from podcast.cli.output import note
from podcast.messages import msg

SECONDS = 5.0
"""After which one wants to know what it waits for."""


@contextmanager
def waiting_for(url: str) -> Iterator[Callable[[], None]]:
    """Say so if what runs inside takes long, until it is done or calls what is given: the store has answered."""
    timer = Timer(SECONDS, lambda: note(msg("Waiting for an answer of {store} (Ctrl-C stops it)", store=url)))
    timer.daemon = True
    timer.start()
    try:
        yield timer.cancel
    finally:
        timer.cancel()
