"""Doing the same with many things at once, where most of the time is spent waiting for a store."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

WORKERS = 32
"""Requests at once: enough to hide a round trip of 40 ms, few enough for any store."""


def each(do: Callable[[T], R], things: Iterable[T], *, most: int | None = None) -> list[R]:
    """Return what `do` returns of each thing, in their order; several are done at once, `most` if given.

    The first error ends it: what was not begun is left, what was begun is waited for.
    """
    todo = list(things)
    if WORKERS == 1 or len(todo) < 2:
        return [do(one) for one in todo]
    from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

    with ThreadPoolExecutor(min(most or WORKERS, len(todo))) as pool:
        futures = [pool.submit(do, one) for one in todo]
        done, left = wait(futures, return_when=FIRST_EXCEPTION)
        failed = next((one for one in futures if one in done and one.exception()), None)
        if failed is not None:
            for one in left:
                one.cancel()
            raise failed.exception() or RuntimeError
        return [one.result() for one in futures]
