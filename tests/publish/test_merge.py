"""Two producers and one show: nothing that somebody published is lost without being told."""

from __future__ import annotations

from pathlib import Path

import pytest

from podcast.content import keys
from podcast.feed.read import read_feed
from podcast.publish.check import checked_show
from podcast.publish.merge import ConflictsError
from podcast.publish.progress import Silence
from podcast.publish.proposal import Choices, Side
from podcast.publish.seen import SHOW
from podcast.publish.state import read_state
from podcast.publish.workflow import propose
from podcast.store.base import Store

from .conftest import NOW


def plan_of(root: Path, store: Store, **chosen):
    """Return what a publish would change."""
    folder, _ = checked_show(root)
    return propose(folder, store, now=NOW, progress=Silence(), choices=Choices(**chosen)).plan


def summary(store: Store, number: int = 1) -> str:
    """Return the published summary of an episode."""
    record = read_state(store).episode(f"guid-{number}")
    assert record
    return record.episode.summary


@pytest.fixture
def pair(show, make_show, store, publish_show):
    """Give two folders with the same episode, published by the first and known to both."""
    path = show.episode(1)
    other = make_show("portable")
    theirs = other.episode(1)
    publish_show(show.root, store)
    publish_show(other.root, store)
    return (show, path), (other, theirs)


def test_a_stale_folder_does_not_undo_what_others_changed(pair, store, publish_show) -> None:
    """It has the old version and has not touched it: theirs stays, and the plan says so."""
    (ours, _), (other, theirs) = pair
    other.edit(theirs, "Un résumé.", "Leur résumé.")
    publish_show(other.root, store)
    plan = plan_of(ours.root, store)
    assert (plan.empty, plan.notes.stale) == (True, ("episode-1",))
    ours.episode(2)
    publish_show(ours.root, store)
    assert summary(store) == "Leur résumé."
    assert len(read_feed(store.get(keys.FEED).body, where="feed").items) == 2
    publish_show(ours.root, store)
    assert summary(store) == "Leur résumé."


def test_a_stale_folder_masters_nothing_of_what_others_changed(
    pair, store, publish_show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it had published is known from the record of then."""
    import podcast.publish.masters as masters

    (ours, _), (other, theirs) = pair
    other.edit(theirs, "Épisode 1", "Un autre titre")
    publish_show(other.root, store)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("nothing has to be encoded or tagged")

    monkeypatch.setattr(masters, "tag", never)
    assert plan_of(ours.root, store).empty


def test_what_both_changed_stops_with_both_versions(pair, store, publish_show) -> None:
    """Field by field, and nothing is published."""
    (ours, path), (other, theirs) = pair
    other.edit(theirs, "Un résumé.", "Leur résumé.")
    publish_show(other.root, store)
    ours.edit(path, "Un résumé.", "Notre résumé.")
    with pytest.raises(ConflictsError, match="“episode-1”") as caught:
        publish_show(ours.root, store)
    (conflict,) = caught.value.conflicts
    texts = {one.name: (one.before, one.after) for one in conflict.fields}
    assert texts["summary"] == ("Leur résumé.", "Notre résumé.")
    assert summary(store) == "Leur résumé."
    assert read_state(store).number == 2


@pytest.mark.parametrize(("side", "expected"), [(Side.OURS, "Notre résumé."), (Side.THEIRS, "Leur résumé.")])
def test_the_producer_decides(pair, store, publish_show, side: Side, expected: str) -> None:
    """--ours publishes this folder's, --theirs keeps what is online."""
    (ours, path), (other, theirs) = pair
    other.edit(theirs, "Un résumé.", "Leur résumé.")
    publish_show(other.root, store)
    ours.edit(path, "Un résumé.", "Notre résumé.")
    publish_show(ours.root, store, side=side)
    assert summary(store) == expected


def test_the_same_change_twice_is_no_conflict(pair, store, publish_show) -> None:
    """Both wrote the same, as when a folder is kept in git."""
    (ours, path), (other, theirs) = pair
    other.edit(theirs, "Un résumé.", "Le même.")
    publish_show(other.root, store)
    ours.edit(path, "Un résumé.", "Le même.")
    assert plan_of(ours.root, store).empty
    ours.edit(path, "Le même.", "Et la suite.")
    publish_show(ours.root, store)
    assert summary(store) == "Et la suite."


def test_the_shows_own_facts_are_merged_like_a_page(pair, store, publish_show) -> None:
    """One changes the description, the other an episode: both changes are online."""
    (ours, path), (other, _) = pair
    other.edit(other.root / "show.toml", "Une émission & ses épisodes.", "Une autre description.")
    publish_show(other.root, store)
    ours.edit(path, "Un résumé.", "Notre résumé.")
    publish_show(ours.root, store)
    state = read_state(store)
    assert state.show
    assert (state.show.show.description, summary(store)) == ("Une autre description.", "Notre résumé.")
    ours.edit(ours.root / "show.toml", "Une émission & ses épisodes.", "Encore une autre.")
    with pytest.raises(ConflictsError, match=r"show\.toml"):
        publish_show(ours.root, store)


def test_a_folder_that_never_published_is_told_what_it_overwrites(
    pair, store, publish_show, make_show
) -> None:
    """As in continuous integration: it does what it is told, and the plan says so."""
    _, (other, theirs) = pair
    other.edit(theirs, "Un résumé.", "Leur résumé.")
    publish_show(other.root, store)
    fresh = make_show("ci")
    fresh.episode(1)
    plan = plan_of(fresh.root, store)
    assert plan.notes.overwrites == ("episode-1",)
    publish_show(fresh.root, store)
    assert summary(store) == "Un résumé."


def test_what_a_folder_remembers_is_of_one_store(pair, store, publish_show) -> None:
    """Another store at the same address, or one that went back to a backup, is no reason to keep theirs."""
    (ours, path), _ = pair
    ours.edit(path, "Un résumé.", "Deuxième.")
    publish_show(ours.root, store)
    backup = type(store)()
    (other := pair[1][0]).edit(pair[1][1], "Un résumé.", "Autre.")
    publish_show(other.root, backup)
    plan = plan_of(ours.root, backup)
    assert plan.notes.stale == ()
    assert SHOW not in plan.notes.overwrites


def test_killed_after_the_commit_the_own_version_is_no_conflict(
    show, store, watch, publish_show, killed
) -> None:
    """Whether it came to be online or not: the next change follows it."""
    path = show.episode(1)
    publish_show(show.root, store)
    show.edit(path, "Un résumé.", "Deuxième.")
    failing = watch(store)

    def kill(key: str) -> None:
        if key.startswith("episodes/"):
            raise killed

    failing.before_put = kill
    with pytest.raises(killed):
        publish_show(show.root, failing)
    show.edit(path, "Deuxième.", "Troisième.")
    publish_show(show.root, store)
    assert summary(store) == "Troisième."


def test_two_who_add_the_same_episode_at_once_are_told(show, make_show, store, watch, publish_show) -> None:
    """The second was planned on what was there before: it is not published over the first."""
    show.episode(1)
    publish_show(show.root, store)
    other = make_show("portable")
    other.edit(other.episode(2), "Un résumé.", "Leur résumé.")
    show.episode(2)
    late, done = watch(store), []

    def publish_in_between(key: str) -> None:
        if key.startswith("_podcast/releases/") and not done:
            done.append(publish_show(other.root, store))

    late.before_put = publish_in_between
    with pytest.raises(ConflictsError, match="“episode-2”"):
        publish_show(show.root, late)
    assert summary(store, 2) == "Leur résumé."


def test_a_stale_show_is_not_published_in_a_race(pair, make_show, store, watch, publish_show) -> None:
    """Its facts were left to others; that others publish meanwhile changes nothing of it."""
    (ours, _), (other, theirs) = pair
    other.edit(other.root / "show.toml", "Une émission & ses épisodes.", "Une autre description.")
    publish_show(other.root, store)
    ours.episode(3)
    late, done = watch(store), []

    def publish_in_between(key: str) -> None:
        if key.startswith("_podcast/releases/") and not done:
            other.edit(theirs, "Un résumé.", "Leur résumé.")
            done.append(publish_show(other.root, store))

    late.before_put = publish_in_between
    publish_show(ours.root, late)
    state = read_state(store)
    assert state.show
    assert state.show.show.description == "Une autre description."
    assert summary(store) == "Leur résumé."
