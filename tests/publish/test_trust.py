"""Which stores are written, and how little it takes to know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from podcast.content import keys
from podcast.errors import PreconditionError, UnavailableError
from podcast.feed.follows import release_of
from podcast.publish.progress import Silence
from podcast.publish.trust import writable
from podcast.publish.verify import verify_store
from podcast.store.base import ObjectInfo
from podcast.store.compared import ComparedStore
from podcast.store.memory import MemoryStore
from podcast.store.probe_scratch import PREFIX


class Served(MemoryStore):
    """A store whose conditions somebody else keeps, or not, and that counts what is written."""

    server = "https://s3.example/podcasts"

    def __init__(self, *, creates: bool = True, matches: bool = True) -> None:
        super().__init__()
        self.creates, self.matches = creates, matches
        self.puts = 0

    def put(self, key, body, *, if_match=None, if_none_match=False, **rest) -> ObjectInfo:  # type: ignore[no-untyped-def]
        self.puts += 1
        return super().put(
            key,
            body,
            if_match=if_match if self.matches else None,
            if_none_match=if_none_match and self.creates,
            **rest,
        )


def silent(text: str) -> None:
    """Fail: nothing should have been left behind."""
    raise AssertionError(text)


def open_(store: MemoryStore, root: Path | None, **more: bool):  # type: ignore[no-untyped-def]
    """Return the store as it may be written."""
    return writable(store, root, **{"single_producer": False, **more}, tell=silent)


def test_a_store_is_tried_once_and_what_was_found_is_remembered(tmp_path: Path) -> None:
    """In the show folder, for this server; without one it is tried each time."""
    store = Served()
    assert open_(store, tmp_path) is store
    assert store.puts > 0
    store.puts = 0
    assert open_(store, tmp_path) is store
    assert store.puts == 0
    store.server = "https://another.example/podcasts"  # type: ignore[misc]
    assert open_(store, tmp_path) is store
    assert store.puts > 0
    assert list(store.list(PREFIX)) == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"server": "x", "kind": "cas"}'])
def test_what_is_remembered_wrongly_is_tried_anew(tmp_path: Path, body: bytes) -> None:
    """A damaged file, or that of another server, is no reason to believe anything."""
    store = Served()
    open_(store, tmp_path)
    (path,) = (tmp_path / ".podcast" / "servers").iterdir()
    assert json.loads(path.read_bytes())["kind"] == "cas"
    path.write_bytes(body)
    store.puts = 0
    open_(store, tmp_path)
    assert store.puts > 0


def test_what_we_keep_ourselves_needs_no_trial(tmp_path: Path) -> None:
    """Memory and folders are written as they are."""
    store = MemoryStore()
    assert open_(store, tmp_path) is store
    assert not (tmp_path / ".podcast").exists()


def test_a_store_that_ignores_conditions_is_refused(tmp_path: Path) -> None:
    """Each time, in one sentence that says what to do, unless the producer says to be alone."""
    store = Served(creates=False, matches=False)
    for _ in range(2):
        with pytest.raises(UnavailableError, match="does not honour conditional writes") as refused:
            open_(store, tmp_path)
        assert "single_producer = true" in refused.value.hint
        assert "\n" not in str(refused.value)
    alone = open_(store, tmp_path, single_producer=True)
    assert isinstance(alone, ComparedStore)
    assert list(store.list(PREFIX)) == []


def test_who_is_alone_is_still_told_of_what_is_there(tmp_path: Path) -> None:
    """A second producer who comes later, and not at once, does not write over what the first published."""
    alone = open_(Served(creates=False, matches=False), tmp_path, single_producer=True)
    alone.put("a", b"one", type="", cache="", if_none_match=True)
    with pytest.raises(PreconditionError):
        alone.put("a", b"two", type="", cache="", if_none_match=True)
    old = alone.head("a").etag
    alone.put("a", b"two", type="", cache="", if_match=old)
    with pytest.raises(PreconditionError):
        alone.put("a", b"three", type="", cache="", if_match=old)
    assert alone.get("a").body == b"two"


def test_a_store_that_only_creates_is_published_to(show, publish_show, tmp_path: Path) -> None:
    """The commit is a creation; whoever deletes beside others is refused."""
    server = Served(matches=False)
    store = open_(server, tmp_path)
    for number in (1, 2):
        show.episode(number)
        publish_show(show.root, store)
    assert verify_store(store, Silence()).findings == ()
    assert open_(server, tmp_path, deletes=True, single_producer=True).url == store.url
    with pytest.raises(UnavailableError, match="--alone"):
        open_(server, tmp_path, deletes=True)


def test_an_older_page_that_went_over_a_newer_one_is_written_again(
    show, make_show, publish_show, tmp_path: Path
) -> None:
    """Another producer publishes between our look and our write, where no condition refuses ours."""
    server = Served(matches=False)
    store = open_(server, tmp_path)
    show.episode(1)
    publish_show(show.root, store)
    other = make_show("ailleurs")
    other.episode(2)
    (other.root / "show.toml").write_bytes((show.root / "show.toml").read_bytes())
    show.episode(3)
    put, was_there = server.put, []

    def late(key, body, **rest) -> ObjectInfo:  # type: ignore[no-untyped-def]
        if key == keys.FEED and not was_there:
            was_there.append(True)
            publish_show(other.root, store)
        return put(key, body, **rest)

    server.put = late  # type: ignore[method-assign]
    publish_show(show.root, store)
    assert was_there
    assert release_of(server.get(keys.FEED).body) == 3
    assert verify_store(store, Silence()).findings == ()
