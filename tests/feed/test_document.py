"""Which episodes stand in which document, and how pages hang together."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from podcast.content import keys
from podcast.content.record import Alternate, EpisodeRecord, ShowRecord
from podcast.content.show import FilteredFeed
from podcast.feed.document import Document, documents, guid_of
from podcast.feed.rss import render_feed
from podcast.values import replace

ATOM = "{http://www.w3.org/2005/Atom}"


def with_facts(show: ShowRecord, **facts: object) -> ShowRecord:
    """Return a show with other facts."""
    return replace(show, show=replace(show.show, **facts))


def slugs(document: Document) -> list[str]:
    """Return the episodes of a document in order."""
    return [record.slug for record in document.records]


def links(document: Document) -> dict[str, str]:
    """Return the Atom links of a rendered document by relation, without what all addresses begin with."""
    channel = etree.fromstring(render_feed(document, {}, release=1)).find("channel")
    assert channel is not None
    found = [(one.get("rel", ""), one.get("href", "")) for one in channel.iterfind(f"{ATOM}link")]
    assert len(dict(found)) == len(found)
    return {rel: href.removeprefix("https://podcast.example/") for rel, href in found}


@given(st.integers(0, 60), st.integers(1, 20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_hold_every_episode_once_newest_first(
    show_record, make_episode, count: int, length: int
) -> None:
    """Followed from the feed along `next`, they are the whole show; the feed has the newest."""
    records = [make_episode(number % 28 + 1, guid=f"g{number:03}") for number in range(count)]
    made = list(documents(with_facts(show_record, feed_length=length), records))
    by_stem = {one.stem: one for one in made}
    assert len(by_stem) == len(made)
    seen: list[EpisodeRecord] = []
    at = "feed"
    while at:
        assert len(by_stem[at].records) <= length
        seen += by_stem.pop(at).records if at in by_stem else []
        at = next((one.older for one in made if one.stem == at), "")
    assert not by_stem
    assert seen == sorted(records, key=lambda one: (one.episode.date, one.guid), reverse=True)


def test_pages_name_each_other(show_record, make_episode) -> None:
    """As RFC 5005 has it: first is the feed, next is older, and what is not there is not named."""
    records = [make_episode(number) for number in range(1, 8)]
    feed, newer, oldest = documents(with_facts(show_record, feed_length=3), records)
    assert links(feed) == {
        "self": "feed.xml",
        "first": "feed.xml",
        "next": "feed/3-2.xml",
        "last": "feed/3-1.xml",
    }
    assert links(newer) == {
        "self": "feed/3-2.xml",
        "first": "feed.xml",
        "previous": "feed.xml",
        "next": "feed/3-1.xml",
        "last": "feed/3-1.xml",
    }
    assert links(oldest)["previous"] == "feed/3-2.xml"
    assert "next" not in links(oldest)
    assert slugs(oldest) == ["episode-3", "episode-2", "episode-1"]


def test_a_new_episode_changes_only_the_feed_and_the_newest_page(show_record, make_episode) -> None:
    """Older pages keep their bytes: readers do not fetch them again."""
    show = with_facts(show_record, feed_length=3)
    before = {one.stem: one for one in documents(show, [make_episode(n) for n in range(1, 12)])}
    after = {one.stem: one for one in documents(show, [make_episode(n) for n in range(1, 13)])}
    changed = {
        stem
        for stem in before
        if render_feed(before[stem], {}, release=1) != render_feed(after[stem], {}, release=2)
    }
    assert changed == {"feed", "feed/3-3"}


def test_a_feed_that_is_short_enough_has_no_pages(show_record, make_episode) -> None:
    """Neither links nor files."""
    (only,) = documents(with_facts(show_record, feed_length=3), [make_episode(n) for n in (1, 2, 3)])
    assert links(only) == {"self": "feed.xml"}


@pytest.mark.parametrize(
    ("feed", "expected"),
    [
        (FilteredFeed(name="a", seasons=(2,)), ["episode-3", "episode-2"]),
        (FilteredFeed(name="a", keywords=("JURIDIQUE",)), ["episode-3", "episode-1"]),
        (FilteredFeed(name="a", seasons=(2,), keywords=("juridique", "autre")), ["episode-3"]),
        (FilteredFeed(name="a", format="opus"), ["episode-3", "episode-2", "episode-1"]),
        (FilteredFeed(name="a", seasons=(9,)), []),
    ],
)
def test_a_filtered_feed_has_the_episodes_it_asks_for(
    show_record, make_episode, feed: FilteredFeed, expected: list[str]
) -> None:
    """By season, by keyword in any case, by both; a format takes none away."""
    records = [
        make_episode(1, season=1, keywords=("juridique",)),
        make_episode(2, season=2),
        make_episode(3, season=2, keywords=("Juridique",)),
    ]
    _, made = documents(with_facts(show_record, feeds=(feed,)), records)
    assert made.stem == "feeds/a"
    assert slugs(made) == expected


def test_a_filtered_feed_is_another_podcast_that_directories_leave_alone(show_record, make_episode) -> None:
    """It has a guid of its own that stays, its own title, and is blocked unless it is listed."""
    hidden, listed = FilteredFeed(name="essai", title="Un titre"), FilteredFeed(name="vu", listed=True)
    show = with_facts(show_record, feeds=(hidden, listed))
    main, first, second = documents(show, [make_episode()])
    for document, title, blocked in (
        (main, "En Toute Franchise", []),
        (first, "Un titre", ["Yes"]),
        (second, "En Toute Franchise – vu", []),
    ):
        channel = etree.fromstring(render_feed(document, {}, release=1)).find("channel")
        assert channel is not None
        assert channel.findtext("title") == title
        assert [one.text for one in channel.iterfind("{*}block") if one.prefix == "itunes"] == blocked
    guids = {one.show.show.guid for one in (main, first, second)}
    assert len(guids) == 3
    assert first.show.show.guid == guid_of(show_record.show.guid, hidden)
    assert guid_of(show_record.show.guid, replace(hidden, guid="un-guid")) == "un-guid"


def test_a_feed_of_a_format_plays_it_where_there_is_one(show_record, make_episode) -> None:
    """An episode that was not made in it keeps its MP3."""
    with_opus, without = make_episode(2), make_episode(1)
    opus = Alternate(key="audio/episode-2.aa.opus", bytes=999, type="audio/ogg", sha256="a" * 64, kbps=48)
    with_opus = replace(with_opus, enclosure=replace(with_opus.enclosure, alternates=(opus,)))
    show = with_facts(show_record, feeds=(FilteredFeed(name="opus", format="opus"),))
    main, filtered = documents(show, [with_opus, without])
    for document, expected in ((main, "mp3"), (filtered, "opus")):
        body = etree.fromstring(render_feed(document, {}, release=1))
        first, second = body.iterfind("channel/item/enclosure")
        assert first.get("url", "").endswith(f".{expected}")
        assert second.get("url", "").endswith(".mp3")
        default = body.find(".//{*}alternateEnclosure[@default='true']/{*}source")
        assert default is not None
        assert default.get("uri") == first.get("url")


@given(st.integers(1, 400), st.integers(1, 30))
def test_what_a_page_names_is_written_before_it(count: int, length: int) -> None:
    """Whatever is written in this order: a feed or page that is up names only what is up, or was before."""
    pages = max(0, -(-(count - length) // length))
    stems = [
        "feed",
        *(f"feed/{length}-{at + 1}" for at in range(pages)),
        "feeds/2024",
        "feeds/2024/9-1",
        "feeds/2024/9-2",
    ]
    ordered = sorted((f"{stem}.xml" for stem in stems), key=keys.writing_order)
    assert ordered[-1] == "feed.xml"
    place = {key: at for at, key in enumerate(ordered)}
    for at in range(1, pages):
        assert place[f"feed/{length}-{at + 1}.xml"] < place[f"feed/{length}-{at}.xml"], (
            "an older page names its newer neighbour"
        )
    assert place["feeds/2024/9-2.xml"] < place["feeds/2024.xml"]


@pytest.mark.parametrize(
    ("key", "type_"),
    [
        ("feed.xml", "application/rss+xml; charset=utf-8"),
        ("feed/3-1.xml", "application/rss+xml; charset=utf-8"),
        ("feeds/saison-2.xml", "application/rss+xml; charset=utf-8"),
        ("feed.json", "application/feed+json"),
        ("feeds/a/100-3.json", "application/feed+json"),
        ("sitemap.xml", "application/xml"),
        ("episodes/a/oembed.json", "application/json"),
    ],
)
def test_feeds_have_the_types_that_readers_accept(key: str, type_: str) -> None:
    """A folder served as it lies says the same as S3."""
    assert keys.media_type(key) == type_
