"""The feed says what the records say, as Apple and Podcasting 2.0 ask, in bytes that never vary."""

from __future__ import annotations

import io
import locale
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone

import feedparser
import podcastparser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import force_setattr

from podcast.content.episode import Chapter, EpisodeType, Soundbite
from podcast.content.syndication import EpisodeTags, License, Location, Person
from podcast.content.text import first_control
from podcast.content.transcript import Cue
from podcast.feed.follows import release_of
from podcast.feed.read import read_feed
from podcast.feed.rss import render_feed
from podcast.values import replace

from .rendering import whole

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}


def channel_of(body: bytes) -> etree._Element:
    """Return the channel of a feed."""
    channel = etree.fromstring(body).find("channel")
    assert channel is not None
    return channel


def one(element: etree._Element, path: str) -> etree._Element:
    """Return the only element at a path."""
    found = element.findall(path, NAMES)
    assert len(found) == 1, (path, len(found))
    return found[0]


def test_channel_has_what_apple_requires(show_record, make_episode) -> None:
    """Values are Apple's: true or false, nested categories, a square cover with a hashed name."""
    channel = channel_of(render_feed(whole(show_record, [make_episode()]), {}, release=7))
    assert one(channel, "title").text == "En Toute Franchise"
    assert one(channel, "link").text == "https://redaction.example/"
    assert one(channel, "language").text == "fr"
    assert one(channel, "itunes:explicit").text == "false"
    assert one(channel, "itunes:author").text == "L’Express Franchise"
    assert one(channel, "itunes:type").text == "episodic"
    assert (
        one(channel, "itunes:image").get("href", "").startswith("https://podcast.example/images/cover-3000")
    )
    first, second = channel.findall("itunes:category", NAMES)
    assert (first.get("text"), one(first, "itunes:category").get("text")) == ("Business", "Entrepreneurship")
    assert (second.get("text"), len(second)) == ("News", 0)
    own = one(channel, "atom:link")
    assert (own.get("rel"), own.get("href")) == ("self", "https://podcast.example/feed.xml")
    assert one(channel, "podcast:guid").text == show_record.show.guid
    assert one(channel, "podcast:locked").text == "yes"
    assert one(channel, "lastBuildDate").text == "Sat, 01 Mar 2025 05:00:00 +0000"


def test_item_has_what_apple_and_podcasting20_read(show_record, make_episode) -> None:
    """Each fact of the record stands in its tag."""
    record = make_episode(
        9,
        season=2,
        type=EpisodeType.BONUS,
        explicit=True,
        guests=(Person(name="Un invité", url="https://invite.example/"),),
        soundbites=(Soundbite(start_ms=1500, duration_ms=20_000, title="Extrait"),),
        tags=EpisodeTags(locations=(Location(name="Paris", geo="geo:48.8,2.3"),)),
        license=License(slug="cc-by-4.0"),
        date=datetime(2025, 3, 9, 6, tzinfo=timezone(timedelta(hours=1))),
    )
    force_setattr(record, "transcript", (Cue(start_ms=0, end_ms=1, text="a"),))
    item = one(
        channel_of(render_feed(whole(show_record, [record]), {record.slug: "<p>Oui</p>"}, release=1)), "item"
    )
    enclosure = one(item, "enclosure")
    assert dict(enclosure.attrib) == {
        "url": "https://podcast.example/audio/episode-9.0123456789ab.mp3",
        "length": "123456",
        "type": "audio/mpeg",
    }
    texts = {
        "title": "Épisode 9",
        "guid": "guid-9",
        "link": "https://podcast.example/episodes/episode-9/",
        "description": "Un résumé.",
        "content:encoded": "<p>Oui</p>",
        "pubDate": "Sun, 09 Mar 2025 06:00:00 +0100",
        "itunes:title": "Épisode 9",
        "itunes:duration": "62",
        "itunes:explicit": "true",
        "itunes:episodeType": "bonus",
        "itunes:season": "2",
        "itunes:episode": "9",
        "podcast:season": "2",
        "podcast:episode": "9",
        "podcast:soundbite": "Extrait",
        "podcast:location": "Paris",
        "podcast:license": "cc-by-4.0",
    }
    assert {path: one(item, path).text for path in texts} == texts
    assert one(item, "guid").get("isPermaLink") == "false"
    assert dict(one(item, "podcast:soundbite").attrib) == {"startTime": "1.5", "duration": "20"}
    transcripts = [element.get("type") for element in item.findall("podcast:transcript", NAMES)]
    assert transcripts == ["text/vtt", "application/x-subrip", "application/json"]
    assert one(item, "podcast:chapters").get("type") == "application/json+chapters"
    persons = [(one.text, one.get("role"), one.get("href")) for one in item.findall("podcast:person", NAMES)]
    assert persons == [("Une hôte", "host", None), ("Un invité", "guest", "https://invite.example/")]


def test_who_may_confirm_a_move_stands_beside_locked(show_record) -> None:
    """Podcast Index's parser sees the one only beside the other."""
    show = replace(show_record, show=replace(show_record.show, locked_owner="redaction@redaction.example"))
    locked = one(channel_of(render_feed(whole(show, []), {}, release=1)), "podcast:locked")
    assert (locked.text, locked.get("owner")) == ("yes", "redaction@redaction.example")


def test_newest_comes_first_whatever_the_order_given(show_record, make_episode) -> None:
    """Order is that of dates, so the bytes do not depend on how a folder is listed."""
    records = [make_episode(number) for number in (2, 3, 1)]
    bodies = {
        render_feed(whole(show_record, order), {}, release=1)
        for order in (records, records[::-1], sorted(records, key=id))
    }
    assert len(bodies) == 1
    assert [item.guid for item in read_feed(bodies.pop(), where="f").items] == ["guid-3", "guid-2", "guid-1"]


def test_the_feed_carries_its_release(show_record) -> None:
    """Whoever reads a feed knows what it follows from."""
    assert release_of(render_feed(whole(show_record, []), {}, release=42)) == 42
    assert release_of(b"<rss><channel/></rss>") == 0
    assert release_of(b"<html>") == 0


def test_dates_are_english_and_the_locale_is_left_alone_under_threads(show_record, make_episode) -> None:
    """The document builder's own dates would switch the locale of the whole process."""
    before = locale.setlocale(locale.LC_ALL)
    bodies: set[bytes] = set()
    threads = [
        threading.Thread(
            target=lambda: bodies.add(render_feed(whole(show_record, [make_episode()]), {}, release=1))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert locale.setlocale(locale.LC_ALL) == before
    assert len(bodies) == 1
    assert b"Sat, 01 Mar 2025" in bodies.pop()


def test_long_descriptions_end_at_a_word_within_4000_bytes(show_record, make_episode) -> None:
    """Apple counts bytes; a French text has more of them than letters."""
    record = make_episode(summary="été " * 1500)
    item = one(channel_of(render_feed(whole(show_record, [record]), {}, release=1)), "item")
    text = one(item, "description").text or ""
    assert 3900 < len(text.encode()) <= 4000
    assert text.endswith("été…")


plain = st.text(min_size=1, max_size=60).filter(lambda text: not first_control(text) and "\r" not in text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(title=plain, chapter=plain)
def test_any_text_comes_back_from_the_feed(show_record, make_episode, title: str, chapter: str) -> None:
    """Escaped once and only once, whatever it holds."""
    record = make_episode(title=title, summary=title, chapters=(Chapter(start_ms=0, title=chapter),))
    notes = f"<p>{chapter} ]]></p>"
    item = one(channel_of(render_feed(whole(show_record, [record]), {record.slug: notes}, release=1)), "item")
    assert one(item, "title").text == title
    assert one(item, "content:encoded").text == notes


def test_two_parsers_of_others_read_what_was_written(show_record, make_episode) -> None:
    """feedparser and podcastparser find the same episodes, enclosures and dates."""
    body = render_feed(whole(show_record, [make_episode(1), make_episode(2)]), {}, release=1)
    parsed = feedparser.parse(body)
    assert not parsed.bozo
    assert [entry.id for entry in parsed.entries] == ["guid-2", "guid-1"]
    assert parsed.entries[0].enclosures[0].length == "123456"
    read = podcastparser.parse("https://podcast.example/feed.xml", io.BytesIO(body))
    assert [episode["guid"] for episode in read["episodes"]] == ["guid-2", "guid-1"]
    assert read["episodes"][0]["enclosures"][0]["file_size"] == 123_456
    assert read["episodes"][0]["total_time"] == 62
    assert read["episodes"][0]["published"] == int(datetime(2025, 3, 2, 5, tzinfo=UTC).timestamp())


_ELSEWHERE = """
import hashlib
from podcast.content.record import PublishedImage, Rendition, ShowRecord
from podcast.content.show import Category, Show, Site
from podcast.feed.document import documents
from podcast.feed.rss import render_feed

site = Site(name="n", url="https://n/", accent="#e63b11")
show = Show(title="t", author="a", language="fr", description="d", guid="g", link="https://l/", site=site,
            base_url="https://b/", cover="c", categories=(Category(name="News"),))
cover = PublishedImage(renditions=(Rendition(key="images/c.jpg", width=3, height=3, type="image/jpeg"),))
print(hashlib.sha256(render_feed(next(documents(ShowRecord(show=show, cover=cover), [])), {}, release=1)).hexdigest())
"""


def test_the_bytes_do_not_depend_on_time_zone_or_hash_seed() -> None:
    """The same records give the same feed in another process elsewhere."""
    digests = set()
    for zone, seed in (("UTC", "1"), ("Asia/Tokyo", "2"), ("America/New_York", "3")):
        env = {"TZ": zone, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", _ELSEWHERE], env=env, capture_output=True, text=True, check=True
        )
        digests.add(done.stdout)
    assert len(digests) == 1
