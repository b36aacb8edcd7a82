"""From a show folder to a release: what is published, what is kept, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from podcast.content import keys
from podcast.content.record import EpisodeRecord
from podcast.errors import ContentError, TryAgainError
from podcast.feed.read import read_feed
from podcast.publish.progress import Silence
from podcast.publish.state import read_state
from podcast.publish.verify import verify_store

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def guids(store) -> list[str]:
    """Return the guids of the live feed, newest first."""
    return [item.guid for item in read_feed(store.get(keys.FEED).body, where="feed").items]


def test_everything_a_release_names_is_stored_and_the_feed_goes_last(show, watched, publish_show) -> None:
    """Objects, then records, then the release, then pages, then the feed."""
    show.episode(1)
    show.article()
    outcome = publish_show(show.root, watched)
    order = watched.puts()
    commit = order.index("_podcast/releases/99999998.json")
    assert order[-1] == keys.FEED
    assert all(key.startswith(("audio/", "images/", "assets/", "_podcast/")) for key in order[:commit])
    assert not any(
        key.startswith(("audio/", "images/", "assets/", "_podcast/")) for key in order[commit + 1 :]
    )
    assert outcome.release == 1
    assert verify_store(watched, Silence()).findings == ()


def test_publishing_again_changes_nothing_and_decodes_nothing(
    show, watched, publish_show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second run writes no object at all, and never starts the encoder."""
    show.episode(1)
    publish_show(show.root, watched)
    watched.calls.clear()
    monkeypatch.setattr("podcast.publish.masters.master", None)
    monkeypatch.setattr("podcast.publish.masters.tag", None)
    outcome = publish_show(show.root, watched)
    assert outcome.plan.empty
    assert watched.puts() == []


def test_a_new_title_tags_again_without_encoding(
    show, store, publish_show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guid stays, the address of the audio changes, and the recording is not decoded."""
    path = show.episode(1)
    publish_show(show.root, store)
    before = read_state(store).episode("guid-1")
    monkeypatch.setattr("podcast.publish.masters.master", None)
    show.edit(path, "Épisode 1", "Un meilleur titre")
    outcome = publish_show(show.root, store)
    after = read_state(store).episode("guid-1")
    assert before is not None
    assert after is not None
    assert after.episode.title == "Un meilleur titre"
    assert after.enclosure.key != before.enclosure.key
    assert store.head(before.enclosure.key).size == before.enclosure.bytes
    (change,) = outcome.plan.changes
    assert [one.name for one in change.fields] == ["title", "audio"]
    assert guids(store) == ["guid-1"]


def test_the_same_folder_gives_the_same_bytes_in_another_store(show, publish_show, contents) -> None:
    """Nothing depends on chance, on the clock or on the store."""
    from podcast.store.memory import MemoryStore

    show.episode(1)
    show.article()
    one, other = MemoryStore(), MemoryStore()
    publish_show(show.root, one)
    publish_show(show.root, other, now=datetime(2026, 6, 1, tzinfo=UTC))
    # only who made the release and when lies beside it
    notes = [
        {key: body for key, body in contents(store).items() if "/commits/" not in key}
        for store in (one, other)
    ]
    assert notes[0] == notes[1]


def test_an_episode_that_is_not_in_the_folder_is_kept(show, make_show, store, publish_show) -> None:
    """A laptop needs only the episode that it works on."""
    show.episode(1)
    publish_show(show.root, store)
    other = make_show("portable")
    other.episode(2)
    outcome = publish_show(other.root, store)
    assert guids(store) == ["guid-2", "guid-1"]
    assert outcome.plan.notes.kept == ("episode-1",)
    assert b"pisode 1" in store.get("episodes/episode-1/index.html").body
    assert verify_store(store, Silence()).findings == ()


def test_drafts_and_the_future_stay_out_and_are_said(show, store, publish_show) -> None:
    """An episode is published when it is due, and not before."""
    show.edit(show.episode(1), "recording:", "draft: true\nrecording:")
    show.episode(2)
    early = datetime(2025, 3, 1, tzinfo=UTC)
    outcome = publish_show(show.root, store, now=early)
    assert guids(store) == []
    assert [(one.slug, one.draft) for one in outcome.plan.notes.held] == [
        ("episode-1", True),
        ("episode-2", False),
    ]
    assert not any(info.key.startswith(("audio/", "episodes/")) for info in store.list())
    publish_show(show.root, store, now=NOW)
    assert guids(store) == ["guid-2"]


def test_a_published_episode_that_becomes_a_draft_stays_published(show, store, publish_show) -> None:
    """Nothing leaves by accident."""
    path = show.episode(1)
    publish_show(show.root, store)
    show.edit(path, "recording:", "draft: true\nrecording:")
    assert publish_show(show.root, store).plan.empty
    assert guids(store) == ["guid-1"]


def test_a_changed_guid_is_refused_unless_it_is_allowed(show, store, publish_show, contents) -> None:
    """Every listener would get the episode again."""
    path = show.episode(1)
    publish_show(show.root, store)
    before = contents(store)
    show.edit(path, "guid-1", "another")
    with pytest.raises(ContentError, match="published as guid-1 and is another here"):
        publish_show(show.root, store)
    assert contents(store) == before
    publish_show(show.root, store, allow_guid_change=True)
    assert guids(store) == ["another"]


def test_an_article_cannot_take_the_slug_of_an_episode_that_is_kept(
    show, make_show, store, publish_show
) -> None:
    """Links name a page by its slug alone."""
    show.episode(1)
    publish_show(show.root, store)
    other = make_show("portable")
    other.article("episode-1")
    with pytest.raises(ContentError, match="the slug “episode-1” is published already, of the episode"):
        publish_show(other.root, store)


def test_a_stray_object_among_the_releases_hides_none(show, store, publish_show) -> None:
    """The newest release is found behind whatever else lies there."""
    show.episode(1)
    publish_show(show.root, store)
    store.put("_podcast/releases/00000000-note.txt", b"?", type="text/plain", cache="")
    assert publish_show(show.root, store).plan.empty


def test_a_changed_podcast_guid_is_refused(show, store, publish_show) -> None:
    """Directories know the show by it."""
    publish_show(show.root, store)
    show.edit(
        show.root / "show.toml",
        "917393e3-1b1e-5cef-ace4-edaa54e1f810",
        "0e4b4e4c-0000-5000-8000-000000000000",
    )
    with pytest.raises(ContentError, match="podcast:guid"):
        publish_show(show.root, store)


def test_a_new_slug_moves_the_page_and_keeps_the_guid(show, store, publish_show) -> None:
    """The episode is the same one at a new address, not a second one."""
    path = show.episode(1)
    publish_show(show.root, store)
    show.edit(path, "slug: episode-1", "slug: autre-adresse")
    publish_show(show.root, store)
    assert guids(store) == ["guid-1"]
    record = read_state(store).episode("guid-1")
    assert isinstance(record, EpisodeRecord)
    assert record.enclosure.key.startswith("audio/autre-adresse.")
    assert verify_store(store, Silence()).findings == ()


def test_the_loser_of_a_race_publishes_on_top_of_the_winner(
    show, make_show, store, watch, publish_show
) -> None:
    """Two producers, two episodes, at the same moment: both are online."""
    show.episode(1)
    publish_show(show.root, store)
    other = make_show("portable")
    other.episode(2)
    show.episode(3)
    late, done = watch(store), []

    def publish_in_between(key: str) -> None:
        if key.startswith("_podcast/releases/") and not done:
            done.append(publish_show(other.root, store))

    late.before_put = publish_in_between
    outcome = publish_show(show.root, late)
    assert outcome.release == 3
    assert guids(store) == ["guid-3", "guid-2", "guid-1"]
    assert verify_store(store, Silence()).findings == ()


def test_two_changes_of_one_episode_stop_with_nothing_lost(
    show, make_show, store, watch, publish_show
) -> None:
    """The second is told, and the first stays online."""
    path = show.episode(1)
    publish_show(show.root, store)
    other = make_show("portable")
    show.edit(other.episode(1), "Un résumé.", "Leur résumé.")
    show.edit(path, "Un résumé.", "Notre résumé.")
    late, done = watch(store), []

    def publish_in_between(key: str) -> None:
        if key.startswith("_podcast/releases/") and not done:
            done.append(publish_show(other.root, store))

    late.before_put = publish_in_between
    with pytest.raises(TryAgainError, match="“episode-1”: also changed by somebody else, in release 2"):
        publish_show(show.root, late)
    record = read_state(store).episode("guid-1")
    assert record is not None
    assert record.episode.summary == "Leur résumé."


def test_a_recording_that_changes_while_it_is_mastered_stops_the_publish(
    show, store, publish_show, write_wav, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of one recording and half of another must not go online."""
    import podcast.publish.masters as masters

    path = show.episode(1)
    real = masters.master

    def meddle(recording, out, **rest):  # type: ignore[no-untyped-def]
        done = real(recording, out, **rest)
        write_wav(path.parent / "son.wav", seconds=1.0)
        return done

    monkeypatch.setattr(masters, "master", meddle)
    with pytest.raises(TryAgainError, match="changed while it was being mastered"):
        publish_show(show.root, store)
    assert list(store.list()) == []
