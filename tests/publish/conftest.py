"""A store that can be stopped at any step, and a publish in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from podcast.publish import parallel
from podcast.publish.check import checked_show
from podcast.publish.progress import Silence
from podcast.publish.proposal import Choices
from podcast.publish.workflow import Outcome, carry_out, propose
from podcast.publish.workspace import Workspace
from podcast.store.base import Blob, Body, ObjectInfo, Store, Unfinished
from podcast.store.memory import MemoryStore

from .. import making

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def made_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make no picture and no master that another test has made, but where it is about them."""
    if request.path.name != "test_images.py":
        making.once(monkeypatch)


@pytest.fixture(autouse=True)
def one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make requests in one order, so that a step can be named."""
    monkeypatch.setattr(parallel, "WORKERS", 1)


class Killed(BaseException):
    """The process is gone: nothing catches it."""


class WatchedStore:
    """Hands everything to another store, counts, and fails at the step it is told to."""

    def __init__(self, store: Store, *, deletes: bool = False) -> None:
        self._store = store
        self._deletes = deletes
        self.calls: list[tuple[str, str]] = []
        self.fail_at: int | None = None
        self.fail_after = False
        self.before_put: Callable[[str], None] | None = None

    @property
    def url(self) -> str:
        return self._store.url

    @property
    def server(self) -> str:
        return self._store.server

    def probe(self) -> None:
        self._store.probe()

    def head(self, key: str) -> ObjectInfo:
        return self._step("head", key, lambda: self._store.head(key))

    def get(self, key: str, *, first: int = 0, last: int | None = None) -> Blob:
        return self._step("get", key, lambda: self._store.get(key, first=first, last=last))

    def put(self, key: str, body: Body, **rest: Any) -> ObjectInfo:
        if self.before_put:
            self.before_put(key)
        return self._step("put", key, lambda: self._store.put(key, body, **rest))

    def list(self, prefix: str = "", *, limit: int | None = None) -> Iterator[ObjectInfo]:
        return self._step("list", prefix, lambda: iter(list(self._store.list(prefix, limit=limit))))

    def delete(self, key: str) -> None:
        if not self._deletes:
            raise AssertionError("publishing deletes nothing")
        self._step("delete", key, lambda: self._store.delete(key))

    def unfinished(self, prefix: str = "") -> Iterator[Unfinished]:
        return self._step("unfinished", prefix, lambda: self._store.unfinished(prefix))

    def abandon(self, write: Unfinished) -> None:
        self._step("abandon", write.key, lambda: self._store.abandon(write))

    def puts(self) -> list[str]:
        """Return the keys written, in order."""
        return [key for verb, key in self.calls if verb == "put"]

    def _step(self, verb: str, key: str, act: Callable[[], Any]) -> Any:
        self.calls.append((verb, key))
        now = self.fail_at is not None and len(self.calls) == self.fail_at
        if now and not self.fail_after:
            raise Killed
        try:
            return act()
        finally:
            if now:
                raise Killed


def publish(root: Path, store: Store, *, now: datetime = NOW, **chosen: Any) -> Outcome:
    """Publish a show folder as the command does, without the questions."""
    folder, _ = checked_show(root)
    proposal = propose(folder, store, now=now, progress=Silence(), choices=Choices(**chosen))
    return carry_out(store, proposal, progress=Silence(), workspace=Workspace(folder.root))


@pytest.fixture
def publish_show() -> Callable[..., Outcome]:
    """Give the function that publishes a show folder."""
    return publish


@pytest.fixture
def store() -> MemoryStore:
    """Give an empty store in memory."""
    return MemoryStore()


@pytest.fixture
def watched(store: MemoryStore) -> WatchedStore:
    """Give the same store, watched."""
    return WatchedStore(store)


@pytest.fixture
def killed() -> type[BaseException]:
    """Give what a killed publish raises in these tests."""
    return Killed


def contents_of(store: Store) -> dict[str, bytes]:
    """Return every object of a store."""
    return {info.key: store.get(info.key).body for info in store.list()}


@pytest.fixture
def contents() -> Callable[[Store], dict[str, bytes]]:
    """Give the function that returns every object of a store."""
    return contents_of


@pytest.fixture
def watch() -> Callable[[Store], WatchedStore]:
    """Give the function that watches a store."""
    return WatchedStore
