"""`lastBuildDate` is the newest change of content: it moves with every one, and with nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from lxml import etree

from podcast.content import keys
from podcast.store.memory import MemoryStore

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LATER = FIRST + timedelta(days=10, microseconds=5)


def built(store: MemoryStore) -> datetime:
    """Return the `lastBuildDate` of the live feed."""
    text = etree.fromstring(store.get(keys.FEED).body).findtext("channel/lastBuildDate")
    assert text
    return parsedate_to_datetime(text)


def test_at_first_it_is_the_date_of_the_newest_episode(show, publish_show) -> None:
    """Whenever and wherever it is published: the same bytes."""
    show.episode(1)
    show.episode(2)
    store, other = MemoryStore(), MemoryStore()
    publish_show(show.root, store, now=FIRST)
    publish_show(show.root, other, now=LATER)
    assert built(store) == datetime(2025, 3, 2, 5, tzinfo=UTC)
    assert store.get(keys.FEED).body == other.get(keys.FEED).body


def test_a_corrected_typo_moves_it_once(show, publish_show) -> None:
    """To when it was published, to the second; publishing again does not."""
    path = show.episode(1)
    store = MemoryStore()
    publish_show(show.root, store, now=FIRST)
    show.edit(path, "Un résumé.", "Un résumé corrigé.")
    publish_show(show.root, store, now=LATER)
    assert built(store) == LATER.replace(microsecond=0)
    body = store.get(keys.FEED).body
    publish_show(show.root, store, now=LATER + timedelta(days=1))
    assert store.get(keys.FEED).body == body


def test_the_shows_own_facts_move_it(show, publish_show) -> None:
    """A new description is a change of the feed."""
    show.episode(1)
    store = MemoryStore()
    publish_show(show.root, store, now=FIRST)
    show.edit(show.root / "show.toml", "Une émission & ses épisodes.", "Une autre description.")
    publish_show(show.root, store, now=LATER)
    assert built(store) == LATER.replace(microsecond=0)


def test_an_article_does_not_move_it(show, publish_show) -> None:
    """It is not in the feed."""
    show.episode(1)
    store = MemoryStore()
    publish_show(show.root, store, now=FIRST)
    before = built(store)
    article = show.article()
    publish_show(show.root, store, now=LATER)
    show.edit(article, "Le texte.", "Un autre texte.")
    publish_show(show.root, store, now=LATER + timedelta(days=1))
    assert built(store) == before


def test_an_episode_that_appears_on_its_date_moves_it_to_that_date(show, publish_show) -> None:
    """Not to the moment at which somebody published."""
    show.episode(1)
    store = MemoryStore()
    publish_show(show.root, store, now=FIRST)
    show.episode(2)
    publish_show(show.root, store, now=LATER)
    assert built(store) == datetime(2025, 3, 2, 5, tzinfo=UTC)


def test_an_episode_that_is_dated_back_moves_it_all_the_same(show, publish_show) -> None:
    """Readers that ask for what is new since the newest one would not see it otherwise."""
    show.episode(5)
    store = MemoryStore()
    publish_show(show.root, store, now=FIRST)
    show.episode(2)
    publish_show(show.root, store, now=LATER)
    assert built(store) == LATER.replace(microsecond=0)


def test_it_never_goes_back(show, publish_show) -> None:
    """A change undone is a change."""
    path = show.episode(1)
    store = MemoryStore()
    moments = []
    for day in range(4):
        publish_show(show.root, store, now=FIRST + timedelta(days=day))
        moments.append(built(store))
        show.edit(path, *(("Un résumé.", "Autre.") if day % 2 == 0 else ("Autre.", "Un résumé.")))
    assert moments == sorted(set(moments))
