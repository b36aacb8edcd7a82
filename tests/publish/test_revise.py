"""What is published can be taken back: a page, a release, and for legal reasons its history."""

from __future__ import annotations

from datetime import timedelta

import pytest

from podcast.content import keys
from podcast.content.release import release_key
from podcast.errors import ContentError, ObjectMissingError, TryAgainError
from podcast.feed.read import read_feed
from podcast.publish.log import CommitNote, read_log
from podcast.publish.plan import Kind
from podcast.publish.progress import Silence
from podcast.publish.purge import purge_page
from podcast.publish.revise import propose_rollback, propose_unpublish
from podcast.publish.state import read_state
from podcast.publish.verify import verify_store
from podcast.publish.workflow import carry_out
from podcast.store.base import Store

from .conftest import NOW

LATER = NOW + timedelta(days=1)


def slugs(store: Store) -> list[str]:
    """Return the episodes of the live feed."""
    items = read_feed(store.get(keys.FEED).body, where="feed").items
    return [one.guid.replace("guid-", "episode-") for one in items]


def unpublish(store: Store, slug: str) -> None:
    """Take a page out."""
    carry_out(store, propose_unpublish(store, slug, now=LATER), progress=Silence())


def rollback(store: Store, number: int) -> None:
    """Go back to a release."""
    carry_out(store, propose_rollback(store, number, now=LATER), progress=Silence())


def whole(store: Store) -> None:
    """Assert that everything answers as the release and the feed say."""
    assert verify_store(store, Silence()).findings == ()


@pytest.fixture
def two(show, store, publish_show):
    """Give a show of two episodes and an article, published one after the other."""
    show.episode(1)
    publish_show(show.root, store)
    show.episode(2)
    show.article()
    publish_show(show.root, store)
    return show


def test_an_unpublished_episode_leaves_the_feed_and_its_page_says_so(two, store) -> None:
    """Links do not break, and search engines are told to leave."""
    unpublish(store, "episode-2")
    assert slugs(store) == ["episode-1"]
    page = store.get("episodes/episode-2/index.html").body.decode()
    assert "n’est plus disponible" in page
    assert "Épisode 2" not in page
    assert 'name="robots" content="noindex"' in page
    assert "n’est plus disponible" in store.get("episodes/episode-2/embed.html").body.decode()
    assert b"episode-2" not in store.get("sitemap.xml").body
    whole(store)


def test_a_folder_that_still_has_it_does_not_bring_it_back(two, store, publish_show, make_show) -> None:
    """Neither the one that published it nor a fresh one; only when it is said."""
    unpublish(store, "episode-2")
    assert publish_show(two.root, store).plan.notes.withheld == ("episode-2",)
    fresh = make_show("ci")
    fresh.episode(2)
    publish_show(fresh.root, store)
    assert slugs(store) == ["episode-1"]
    publish_show(two.root, store, restore=("episode-2",))
    assert slugs(store) == ["episode-2", "episode-1"]
    assert read_state(store).release.tombstones == ()
    assert "n’est plus disponible" not in store.get("episodes/episode-2/index.html").body.decode()
    whole(store)


def test_what_is_not_published_cannot_be_unpublished(two, store) -> None:
    """And not twice."""
    with pytest.raises(ContentError, match="is not published"):
        unpublish(store, "rien")
    unpublish(store, "un-article")
    with pytest.raises(ContentError, match="unpublished already"):
        unpublish(store, "un-article")
    whole(store)


def test_rolling_back_publishes_what_was(two, store, publish_show) -> None:
    """As a new release: what came after is out, what was changed is as it was."""
    two.edit(two.root / "001-episode-1" / "episode.md", "Un résumé.", "Une faute.")
    publish_show(two.root, store)
    rollback(store, 2)
    state = read_state(store)
    assert state.number == 4
    assert slugs(store) == ["episode-2", "episode-1"]
    assert state.episode("guid-1").episode.summary == "Un résumé."
    rollback(store, 1)
    assert slugs(store) == ["episode-1"]
    whole(store)


def test_a_folder_does_not_undo_a_rollback(two, store, publish_show) -> None:
    """It still has the faulty version, and has not touched it since."""
    path = two.root / "001-episode-1" / "episode.md"
    two.edit(path, "Un résumé.", "Une faute.")
    publish_show(two.root, store)
    rollback(store, 2)
    outcome = publish_show(two.root, store)
    assert (outcome.plan.empty, outcome.plan.notes.stale) == (True, ("episode-1",))
    rollback(store, 1)
    outcome = publish_show(two.root, store)
    assert set(outcome.plan.notes.withheld) == {"episode-2", "un-article"}


def test_rolling_back_to_what_is_changes_nothing(two, store) -> None:
    """No release is made."""
    assert propose_rollback(store, 2, now=LATER).plan.empty


def test_rolling_back_refuses_what_is_not_whole(two, store) -> None:
    """A release that is not kept, or of which something is gone."""
    with pytest.raises(ContentError, match="release 7 is not kept"):
        rollback(store, 7)
    state = read_state(store)
    key = state.episode("guid-2").enclosure.key
    unpublish(store, "episode-2")
    store.delete(key)
    with pytest.raises(ContentError, match="which is gone"):
        rollback(store, 2)


def test_rolling_back_does_not_take_what_is_published_meanwhile(two, store, watch, publish_show) -> None:
    """It was not asked for: the producer looks again."""
    proposal = propose_rollback(store, 1, now=LATER)
    two.episode(3)
    publish_show(two.root, store)
    with pytest.raises(TryAgainError, match="meanwhile"):
        carry_out(store, proposal, progress=Silence())
    assert slugs(store) == ["episode-3", "episode-2", "episode-1"]


def test_purging_deletes_the_files_and_the_history(two, store) -> None:
    """Nothing of it is left but the tombstone and the page that says so; everything else is whole."""
    record = read_state(store).episode("guid-2")
    unpublish(store, "episode-2")
    purged = purge_page(store, "episode-2", progress=Silence())
    assert record.enclosure.key in purged.keys
    assert purged.releases == (2,)
    left = [info.key for info in store.list() if "episode-2" in info.key]
    assert left == ["episodes/episode-2/embed.html", "episodes/episode-2/index.html"]
    for info in store.list():
        body = store.get(info.key).body
        assert "Épisode 2".encode() not in body or b'"tombstones"' in body
    with pytest.raises(ObjectMissingError):
        store.get(release_key(2))
    rollback(store, 1)
    whole(store)


def test_a_purge_that_is_killed_is_finished_by_the_same_command(two, store, killed) -> None:
    """At each deletion in turn; the live show is whole all the while."""
    unpublish(store, "episode-2")

    class Mortal:
        """Dies at a deletion."""

        def __init__(self, left: int) -> None:
            self.left = left

        def __getattr__(self, name: str):
            return getattr(store, name)

        def delete(self, key: str) -> None:
            if self.left == 0:
                raise killed
            self.left -= 1
            store.delete(key)

    deaths = 0
    while True:
        try:
            purge_page(Mortal(deaths), "episode-2", progress=Silence())  # type: ignore[arg-type]
        except killed:
            deaths += 1
            whole(store)
            continue
        break
    assert deaths > 5
    assert not [info.key for info in store.list("audio/") if "episode-2" in info.key]
    with pytest.raises(ObjectMissingError):
        store.get(release_key(2))


def test_a_page_that_is_published_cannot_be_purged(two, store) -> None:
    """It is unpublished first."""
    with pytest.raises(ContentError, match="was not unpublished"):
        purge_page(store, "episode-2", progress=Silence())


def test_the_log_says_who_did_what(two, store) -> None:
    """Newest first; a release whose note is lost is listed all the same."""
    note = CommitNote(by="une productrice", at=LATER, command="unpublish episode-2")
    carry_out(store, propose_unpublish(store, "episode-2", now=LATER), progress=Silence(), note=note)
    newest, middle, first = read_log(store, limit=10)
    assert (newest.number, newest.note) == (3, note)
    assert newest.changes == ((Kind.REMOVE, "episode-2"),)
    assert set(middle.changes) == {(Kind.ADD, "episode-2"), (Kind.ADD, "un-article")}
    assert first.changes == ((Kind.ADD, "episode-1"),)
    for info in list(store.list("_podcast/commits/")):
        store.delete(info.key)
    assert [one.note for one in read_log(store, limit=2)] == [CommitNote(), CommitNote()]
