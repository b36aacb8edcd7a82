"""A publish that is killed at any step leaves a show that works, and the next one finishes it."""

from __future__ import annotations

import pytest

from podcast.content import keys
from podcast.errors import ObjectMissingError
from podcast.feed.read import read_feed
from podcast.store.memory import MemoryStore


def assert_feed_is_whole(store) -> int:
    """Assert that every enclosure and page of the live feed is stored; return the number of episodes."""
    try:
        feed = read_feed(store.get(keys.FEED).body, where="feed")
    except ObjectMissingError:
        return 0
    for item in feed.items:
        key = item.url.removeprefix("https://podcast.example/")
        assert store.head(key).size == item.length
        slug = key.split("/")[1].split(".")[0]
        assert store.head(keys.episode_key(slug)).size > 0
    return len(feed.items)


@pytest.mark.parametrize("answered", [False, True], ids=["before", "after"])
def test_killed_at_every_step_in_turn(show, watch, publish_show, killed, contents, answered: bool) -> None:
    """First a show of one episode, then a second episode, stopped before or after each request in turn.

    Listeners have the old show or the new one, and the rerun ends with the bytes of an undisturbed publish.
    """
    show.episode(1)
    base = MemoryStore()
    publish_show(show.root, base)
    show.edit(show.root / "001-episode-1" / "episode.md", "Un résumé.", "Un autre résumé.")
    show.episode(2)
    undisturbed = _copy(base)
    publish_show(show.root, undisturbed)
    expected = contents(undisturbed)
    step = 0
    while True:
        step += 1
        store = _copy(base)
        failing = watch(store)
        failing.fail_at, failing.fail_after = step, answered
        try:
            publish_show(show.root, failing)
        except killed:
            assert assert_feed_is_whole(store) in (1, 2)
            publish_show(show.root, store)
            assert contents(store) == expected
            continue
        break
    assert step > 20
    assert contents(store) == expected


def _copy(store) -> MemoryStore:
    copy = MemoryStore()
    for info in store.list():
        head = store.head(info.key)
        copy.put(info.key, store.get(info.key).body, type=head.type, cache=head.cache)
    return copy


def test_anybody_can_finish_what_a_killed_publish_began(
    show, make_show, watch, publish_show, killed, contents
) -> None:
    """Views follow from the release alone: another folder, which lacks the episode, writes its pages."""
    show.episode(1)
    store = MemoryStore()
    failing = watch(store)

    def kill_after_commit(key: str) -> None:
        if key.startswith("episodes/"):
            raise killed

    failing.before_put = kill_after_commit
    with pytest.raises(killed):
        publish_show(show.root, failing)
    assert assert_feed_is_whole(store) == 0
    other = make_show("portable")
    outcome = publish_show(other.root, store)
    assert outcome.plan.unfinished
    assert assert_feed_is_whole(store) == 1


def test_nothing_whole_is_uploaded_twice(show, watch, store, publish_show, killed) -> None:
    """What went up before the kill is found there by the next run."""
    show.episode(1)
    failing = watch(store)

    def kill_at_commit(key: str) -> None:
        if key.startswith("_podcast/releases/"):
            raise killed

    failing.before_put = kill_at_commit
    with pytest.raises(killed):
        publish_show(show.root, failing)
    uploaded = set(failing.puts())
    again = watch(store)
    publish_show(show.root, again)
    assert uploaded
    assert not uploaded & set(again.puts())
