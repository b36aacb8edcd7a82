"""A publish that is killed at any step leaves a show that works, and the next one finishes it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from podcast.content import keys
from podcast.errors import ObjectMissingError
from podcast.feed.read import read_feed
from podcast.publish.merge import ConflictsError
from podcast.publish.progress import Silence
from podcast.publish.revise import propose_rollback
from podcast.publish.state import newest_number
from podcast.publish.workflow import carry_out
from podcast.store.memory import MemoryStore

from .conftest import NOW


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


def edited(root: Path, version: str) -> None:
    """Give the first episode another title."""
    path = root / "001-episode-1" / "episode.md"
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[1] = f'title: "{version}"'
    path.write_text("\n".join(lines), encoding="utf-8")


def titles(store) -> list[str]:
    """Return the titles that listeners see."""
    return [item.title for item in read_feed(store.get(keys.FEED).body, where="feed").items]


def killed_at(show, watch, publish_show, killed, store, prefix: str) -> None:
    """Publish, and die before the first write of a key that begins so."""
    failing = watch(store)

    def die(key: str) -> None:
        if key.startswith(prefix):
            raise killed

    failing.before_put = die
    with pytest.raises(killed):
        publish_show(show.root, failing)


def test_who_is_killed_twice_with_an_edit_between_has_no_conflict_with_himself(
    show, watch, store, publish_show, killed
) -> None:
    """The first got as far as the release, the second did not: what is online is still his own."""
    show.episode(1)
    publish_show(show.root, store)
    edited(show.root, "Deux")
    killed_at(show, watch, publish_show, killed, store, "episodes/")
    edited(show.root, "Trois")
    killed_at(show, watch, publish_show, killed, store, "_podcast/releases/")
    edited(show.root, "Quatre")
    publish_show(show.root, store)
    assert titles(store) == ["Quatre"]


def test_who_was_killed_at_his_first_publish_overwrites_nobody(
    show, watch, store, publish_show, killed
) -> None:
    """Nothing was in common with the store yet, but what is online is his own all the same."""
    show.episode(1)
    killed_at(show, watch, publish_show, killed, store, "episodes/")
    edited(show.root, "Deux")
    notes = publish_show(show.root, store).plan.notes
    assert notes.overwrites == ()
    assert titles(store) == ["Deux"]


def test_a_release_of_a_dead_publish_that_arrives_late_is_no_conflict(
    show, watch, store, publish_show, killed
) -> None:
    """The network still carries what a killed process sent: it lands while the next publish uploads."""
    show.episode(1)
    publish_show(show.root, store)
    edited(show.root, "Deux")
    late = _copy(store)
    killed_at(show, watch, publish_show, killed, late, "episodes/")
    edited(show.root, "Trois")
    racing = watch(store)

    def land(key: str) -> None:
        if key.startswith("_podcast/releases/"):
            racing.before_put = None
            for info in late.list():
                if info.key.startswith("_podcast/"):
                    store.put(info.key, late.get(info.key).body, type=info.type, cache=info.cache)

    racing.before_put = land
    publish_show(show.root, racing)
    assert titles(store) == ["Trois"]


def test_going_back_writes_the_pages_that_a_killed_publish_wrote_over(
    show, watch, store, publish_show, killed
) -> None:
    """The feed never followed that release, but some of its pages are online: the older ones come back."""
    show.episode(1)
    publish_show(show.root, store)
    page = keys.episode_key("episode-1")
    before = store.get(page).body
    edited(show.root, "Deux")
    killed_at(show, watch, publish_show, killed, store, keys.FEED)
    assert store.get(page).body != before
    carry_out(store, propose_rollback(store, 1, now=NOW), progress=Silence())
    assert _undated(store.get(page).body) == before


def _undated(page: bytes) -> bytes:
    """Return a page without the moment when it was changed: going back is a change, too."""
    page = re.sub(rb'"dateModified":"[^"]*",', b"", page)
    return re.sub(rb'<meta property="article:modified_time" content="[^"]*">\n', b"", page)


def test_what_was_pending_is_forgotten_once_it_is_online(
    show, watch, store, publish_show, killed, tmp_path
) -> None:
    """A version that was his own and that somebody goes back to later is somebody else's then."""
    show.episode(1)
    publish_show(show.root, store)
    edited(show.root, "Deux")
    same = shutil.copytree(show.root, tmp_path / "same")
    counting = watch(_copy(store))
    publish_show(same, counting)
    failing = watch(store)
    failing.fail_at, failing.fail_after = len(counting.calls), True
    with pytest.raises(killed):
        publish_show(show.root, failing)
    assert publish_show(show.root, store).plan.empty
    number = newest_number(store)
    colleague = shutil.copytree(show.root, tmp_path / "colleague")
    for root in (colleague, show.root):
        edited(root, "Trois")
        publish_show(root, store)
    carry_out(store, propose_rollback(store, number, now=NOW), progress=Silence())
    assert titles(store) == ["Deux"]
    edited(show.root, "Quatre")
    with pytest.raises(ConflictsError):
        publish_show(show.root, store)
