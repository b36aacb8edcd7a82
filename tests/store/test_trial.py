"""What a store does with conditions is found out, and decides how it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from podcast.content.keys import TRIAL
from podcast.errors import PreconditionError, UnavailableError
from podcast.store.base import Store
from podcast.store.directory import DirectoryStore
from podcast.store.guarded import GuardedStore
from podcast.store.memory import MemoryStore
from podcast.store.trial import Safety, try_conditions

from .lax import CreatesOnly, Ignorant, Overwrites


def guarded(inner: Store, *, single: bool = False, identity: str = "here") -> GuardedStore:
    """Guard a store."""
    return GuardedStore(inner, identity=identity, single_producer=single)


def put(store: Store, key: str = "feed.xml", body: bytes = b"x", **given: object) -> object:
    """Write a view."""
    return store.put(key, body, type="text/plain", cache="", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "safety"),
    [
        (MemoryStore, Safety.CAS),
        (CreatesOnly, Safety.CREATE_ONLY),
        (Overwrites, Safety.CREATE_ONLY),
        (Ignorant, Safety.UNSAFE),
    ],
)
def test_every_kind_of_store_is_told_apart(made: type[MemoryStore], safety: Safety) -> None:
    """By what it does; and nothing is left behind."""
    store = made()
    assert try_conditions(store).safety is safety
    assert list(store.list()) == []


def test_a_folder_keeps_its_conditions(tmp_path: Path) -> None:
    """Twenty-four writers at once."""
    store = DirectoryStore(tmp_path)
    trial = try_conditions(store)
    assert (trial.safety, set(trial.created), set(trial.replaced)) == (Safety.CAS, {1}, {1})
    assert list(store.list()) == []


def test_reading_tries_nothing() -> None:
    """The trial is for who writes."""
    inner = MemoryStore()
    put(inner)
    store = guarded(inner)
    store.get("feed.xml")
    store.head("feed.xml")
    assert [one.key for one in store.list()] == ["feed.xml"]


def test_the_first_write_tries_and_others_believe_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The verdict lies in the store; a copy of the store somewhere else is tried anew."""
    tried: list[Store] = []

    def counted(store: Store):
        tried.append(store)
        return try_conditions(store)

    monkeypatch.setattr("podcast.store.guarded.try_conditions", counted)
    inner = MemoryStore()
    store = guarded(inner)
    put(store)
    put(store)
    assert len(tried) == 1
    assert {one.key for one in inner.list()} == {"feed.xml", TRIAL}
    put(guarded(inner))
    assert len(tried) == 1
    put(guarded(inner, identity="elsewhere"))
    assert len(tried) == 2


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"store": "here", "safety": "splendid"}'])
def test_a_damaged_verdict_is_found_anew(damage: bytes) -> None:
    """It is never taken for a good one."""
    inner = Ignorant()
    put(inner, TRIAL, damage)
    with pytest.raises(UnavailableError, match="does not keep two producers"):
        put(guarded(inner))


@pytest.mark.parametrize("act", ["put", "delete"])
def test_an_unsafe_store_is_refused(act: str) -> None:
    """Nothing is written or deleted but by who says to be the only one."""
    inner = Ignorant()
    put(inner, "audio/a.mp3")
    store = guarded(inner)
    with pytest.raises(UnavailableError, match="single_producer = true"):
        put(store, "audio/b.mp3") if act == "put" else store.delete("audio/a.mp3")
    assert {one.key for one in inner.list()} == {"audio/a.mp3", TRIAL}
    alone = guarded(inner, single=True)
    put(alone, "audio/b.mp3")
    alone.delete("audio/a.mp3")
    assert {one.key for one in inner.list()} == {"audio/b.mp3", TRIAL}


@pytest.mark.parametrize("made", [Ignorant, CreatesOnly, Overwrites])
def test_conditions_that_a_store_does_not_know_are_looked_at_first(made: type[MemoryStore]) -> None:
    """So that a producer who comes later still sees that somebody was there."""
    store = guarded(made(), single=True)
    first = put(store, body=b"1", if_none_match=True)
    with pytest.raises(PreconditionError):
        put(store, body=b"2", if_none_match=True)
    second = put(store, body=b"2", if_match=first.etag)  # type: ignore[attr-defined]
    with pytest.raises(PreconditionError):
        put(store, body=b"3", if_match=first.etag)  # type: ignore[attr-defined]
    assert store.head("feed.xml") == second
