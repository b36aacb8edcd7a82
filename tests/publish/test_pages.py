"""A feed on pages never names one that is not up, wherever a publish is killed."""

from __future__ import annotations

import pytest

from podcast.content import readfeeds
from podcast.feed.read import read_feed
from podcast.publish.progress import Silence
from podcast.publish.verify import verify_store
from podcast.store.base import Store
from podcast.store.memory import MemoryStore

from ..conftest import SHOW_TOML

BASE = "https://podcast.example/"


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page have one episode."""
    monkeypatch.setattr(readfeeds, "LEAST_LENGTH", 1)


def paged(show, count: int, length: int = 1) -> None:
    """Give the show some episodes, so many on a page, and a filtered feed."""
    path = show.root / "show.toml"
    path.write_text(
        f'feed_length = {length}\n{SHOW_TOML}\n[[feed]]\nname = "tout"\nkeywords = ["oui"]\n',
        encoding="utf-8",
    )
    for number in range(1, count + 1):
        episode = show.episode(number)
        show.edit(episode, "summary:", "keywords: [oui]\nsummary:")


def episodes_reached(store: Store, start: str) -> list[str]:
    """Return the guids that a client finds which follows a feed to its last page; every link must be up."""
    found: list[str] = []
    at = f"{BASE}{start}"
    while at:
        body = store.get(at.removeprefix(BASE)).body
        page = read_feed(body, where=at)
        found += [item.guid for item in page.items]
        for item in page.items:
            assert store.head(item.url.removeprefix(BASE)).size == item.length
        at = page.older
    return found


def test_a_client_that_follows_the_pages_finds_everything(show, publish_show) -> None:
    """Newest first, each once, in the main feed and in a filtered one."""
    paged(show, 3)
    store = MemoryStore()
    publish_show(show.root, store)
    assert episodes_reached(store, "feed.xml") == ["guid-3", "guid-2", "guid-1"]
    assert episodes_reached(store, "feeds/tout.xml") == ["guid-3", "guid-2", "guid-1"]
    verification = verify_store(store, Silence())
    assert not verification.findings
    assert verification.episodes == 3


def test_a_page_that_is_gone_is_found(show, publish_show) -> None:
    """Clients that follow it would fail altogether."""
    paged(show, 3)
    store = MemoryStore()
    publish_show(show.root, store)
    store.delete("feed/1-1.xml")
    messages = [one.message for one in verify_store(store, Silence()).findings]
    assert any("apps follow it" in one for one in messages)


@pytest.mark.parametrize(("before", "after"), [((1, 1), (2, 1)), ((3, 1), (4, 1)), ((5, 2), (6, 3))])
def test_no_page_is_missing_wherever_it_is_killed(
    show, watch, publish_show, killed, contents, before: tuple[int, int], after: tuple[int, int]
) -> None:
    """One more episode, longer and shorter pages: at each step a client reaches all that was or is there."""
    paged(show, *before)
    base = MemoryStore()
    publish_show(show.root, base)
    paged(show, *after)
    undisturbed = _copy(base)
    publish_show(show.root, undisturbed)
    written = 0
    while True:
        store = _copy(base)
        failing = watch(store)
        failing.before_put = _Countdown(written, killed)
        try:
            publish_show(show.root, failing)
        except killed:
            for feed in ("feed.xml", "feeds/tout.xml"):
                reached = set(episodes_reached(store, feed))
                assert len(reached) >= min(before[0], after[0])
            publish_show(show.root, store)
            assert contents(store) == contents(undisturbed)
            written += 1
            continue
        break
    assert written > 5


class _Countdown:
    """Kills the process at the put after so many."""

    def __init__(self, left: int, killed: type[BaseException]) -> None:
        self._left = left
        self._killed = killed

    def __call__(self, key: str) -> None:
        if self._left == 0:
            raise self._killed
        self._left -= 1


def _copy(store: MemoryStore) -> MemoryStore:
    copy = MemoryStore()
    for info in store.list():
        head = store.head(info.key)
        copy.put(info.key, store.get(info.key).body, type=head.type, cache=head.cache)
    return copy
