"""What a store really does with conditions, found out by racing for the same keys.

Tables of providers go stale, and some servers accept a condition and ignore it: then whoever writes last wins,
and what the other published is lost. Everything is written below a key of its own and removed again.
"""

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from threading import Barrier

from podcast.errors import PodcastError, PreconditionError, UnavailableError
from podcast.store.base import ObjectInfo, Store

WRITERS = 24
ROUNDS = 6
"""Races for new keys: servers that let two win do so in most races of so many, not in all."""

_SCRATCH = "_podcast/trial/"


class Safety(StrEnum):
    """What several producers may rely on.

    `cas`: a key is created once, and replaced only by who saw what it replaces. `create-only`: it is created
    once. `unsafe`: neither.
    """

    CAS = "cas"
    CREATE_ONLY = "create-only"
    UNSAFE = "unsafe"


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """What was found: how safe it is, how many of `WRITERS` won each race for a new key and for the same
    replacement, and whether a stale condition was refused. `refused` is what a replacement was refused with, if
    the store knows no such condition."""

    safety: Safety
    created: tuple[int, ...]
    replaced: tuple[int, ...] = ()
    stale_refused: bool = False
    refused: str = ""


def try_conditions(store: Store) -> Trial:
    """Race for keys below `_podcast/trial/` and return what came of it.

    Raises:
        PodcastError: the store cannot be written.
    """
    with scratch(store) as place:
        store.put(f"{place}first", b"first", type="text/plain", cache="no-store")
        created = tuple(_race(store, f"{place}create-{turn}", create=True) for turn in range(ROUNDS))
        if any(winners != 1 for winners in created):
            return Trial(safety=Safety.UNSAFE, created=created)
        try:
            replaced = tuple(_replaced(store, f"{place}replace-{turn}") for turn in range(ROUNDS // 2))
            stale = _refuses_stale(store, f"{place}stale")
        except UnavailableError as error:  # 501 and the like: it says so, at least
            return Trial(safety=Safety.CREATE_ONLY, created=created, refused=error.message)
    safe = stale and all(winners == 1 for winners in replaced)
    return Trial(
        safety=Safety.CAS if safe else Safety.CREATE_ONLY,
        created=created,
        replaced=replaced,
        stale_refused=stale,
    )


@contextmanager
def scratch(store: Store) -> Iterator[str]:
    """Give the beginning of keys that nobody else uses, and remove afterwards what is there."""
    place = f"{_SCRATCH}{secrets.token_hex(8)}/"
    try:
        yield place
    finally:
        with suppress(PodcastError), ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(lambda one: _forget(store, one.key), list(store.list(place))))


def _forget(store: Store, key: str) -> None:
    with suppress(PodcastError):  # `podcast gc` finds what is left
        store.delete(key)


def _replaced(store: Store, key: str) -> int:
    """Return how many replaced the same object."""
    first = store.put(key, b"first", type="text/plain", cache="no-store", if_none_match=True)
    return _race(store, key, over=first)


def _refuses_stale(store: Store, key: str) -> bool:
    first = store.put(key, b"first", type="text/plain", cache="no-store", if_none_match=True)
    store.put(key, b"second", type="text/plain", cache="no-store", if_match=first.etag)
    try:
        store.put(key, b"third", type="text/plain", cache="no-store", if_match=first.etag)
    except PreconditionError:
        return store.get(key).body == b"second"
    return False


def _race(store: Store, key: str, *, create: bool = False, over: ObjectInfo | None = None) -> int:
    """Let all write `key` at once, each something of its own, and return how many were told that they did."""
    start = Barrier(WRITERS)

    def write(number: int) -> bool:
        start.wait(30)
        try:
            store.put(
                key,
                f"writer {number}".encode(),
                type="text/plain",
                cache="no-store",
                if_none_match=create,
                if_match=over.etag if over else None,
            )
        except PreconditionError:
            return False
        return True

    return sum(_together(write))


def _together(write: Callable[[int], bool]) -> list[bool]:
    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(write, range(WRITERS)))
