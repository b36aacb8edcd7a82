"""One list of chapters reaches every kind of reader: JSON, Podlove's tags and the notes say the same.

The fourth way, the tags in the master, is tested with the other tags.
"""

from __future__ import annotations

import io
import json
import re

import podcastparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import force_setattr

from podcast.content import keys
from podcast.content.chapters import chapters_json
from podcast.content.episode import Chapter
from podcast.content.record import PublishedImage, Rendition
from podcast.content.release import Release
from podcast.content.text import first_control
from podcast.content.transcript import Cue, parse_transcript
from podcast.feed.rss import render_feed
from podcast.publish.views import views_of

from .rendering import whole

NAMES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}
PICTURE = Rendition(key="images/c.0123456789ab.jpg", width=3, height=3, type="image/jpeg")
CHAPTERS = (
    Chapter(start_ms=0, title="Début"),
    Chapter(start_ms=62_500, title="L’argent & le « contrat »", url="https://lien.example/?a=1&b=2"),
    Chapter(start_ms=3_723_000, title="Fin", image="c.jpg"),
)


def items_of(body: bytes) -> list[etree._Element]:
    """Return the items of a feed."""
    return etree.fromstring(body).findall("channel/item")


def _views(show_record, record) -> dict[str, bytes]:
    """Return the bytes of all views of a release of one episode."""
    views = views_of(show_record, [record], release=Release(number=1, show=""))
    return {key: view.make() for key, view in views.items()}


@pytest.fixture
def record(make_episode):
    """Give an episode with three chapters, one with a link and one with a picture."""
    made = make_episode(chapters=CHAPTERS)
    made.images["c.jpg"] = PublishedImage(renditions=(PICTURE,))
    return made


def test_podlove_chapters_have_starts_titles_links_and_pictures(show_record, record) -> None:
    """As version 1.2 of the specification says."""
    (item,) = items_of(render_feed(whole(show_record, [record]), {}, release=1))
    (parent,) = item.findall("psc:chapters", NAMES)
    assert parent.get("version") == "1.2"
    assert [dict(one.attrib) for one in parent] == [
        {"start": "00:00:00.000", "title": "Début"},
        {
            "start": "00:01:02.500",
            "title": "L’argent & le « contrat »",
            "href": "https://lien.example/?a=1&b=2",
        },
        {
            "start": "01:02:03.000",
            "title": "Fin",
            "image": "https://podcast.example/images/c.0123456789ab.jpg",
        },
    ]


def test_a_podcast_client_reads_the_chapters_out_of_the_feed(show_record, record) -> None:
    """podcastparser, which gPodder uses, finds starts in seconds."""
    body = render_feed(whole(show_record, [record]), {}, release=1)
    (episode,) = podcastparser.parse("https://podcast.example/feed.xml", io.BytesIO(body))["episodes"]
    found = [(one["start"], one["title"]) for one in episode["chapters"]]
    assert [title for _, title in found] == [one.title for one in CHAPTERS]
    assert [start for start, _ in found] == pytest.approx([0, 62.5, 3723], abs=0.51)
    assert episode["chapters"][2]["image"].endswith("images/c.0123456789ab.jpg")


def test_every_way_says_the_same(show_record, record) -> None:
    """Same titles at the same times, to the precision of each."""
    (item,) = items_of(render_feed(whole(show_record, [record]), {record.slug: "<p>Oui</p>"}, release=1))
    as_json = json.loads(chapters_json(record, "https://podcast.example/"))["chapters"]
    as_psc = item.findall("psc:chapters/psc:chapter", NAMES)
    notes = item.findtext("content:encoded", namespaces=NAMES) or ""
    assert notes.startswith("<p>Oui</p><p>Chapitres</p>\n<ul>")
    as_notes = etree.fromstring(f"<div>{notes}</div>").findall("ul/li")
    for fact, psc, row in zip(as_json, as_psc, as_notes, strict=True):
        hours, minutes, seconds = (psc.get("start") or "").split(":")
        start = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
        assert (fact["startTime"], fact["title"]) == (start, psc.get("title"))
        assert row.text == f"{hours}:{minutes}:{seconds[:2]} {fact['title']}"


def test_times_stand_in_the_notes_only(show_record, record) -> None:
    """The plain description stays as it was; without notes it opens them."""
    (item,) = items_of(render_feed(whole(show_record, [record]), {}, release=1))
    assert item.findtext("description") == "Un résumé."
    notes = item.findtext("content:encoded", namespaces=NAMES) or ""
    assert notes.startswith("<p>Un résumé.</p>\n<p>Chapitres</p>")


def test_a_show_without_chapters_does_not_mention_podlove(show_record, make_episode) -> None:
    """Neither the namespace nor an empty list."""
    body = render_feed(whole(show_record, [make_episode(chapters=())]), {}, release=1)
    assert b"podlove" not in body
    assert items_of(body)[0].find("content:encoded", NAMES) is None


def test_only_episodes_with_chapters_have_the_tags(show_record, make_episode, record) -> None:
    """The namespace is declared once, at the root."""
    body = render_feed(whole(show_record, [record, make_episode(2, chapters=())]), {}, release=1)
    assert [len(item.findall("psc:chapters", NAMES)) for item in items_of(body)] == [0, 1]
    assert body.count(b'xmlns:psc="http://podlove.org/simple-chapters"') == 1


plain = st.text(min_size=1, max_size=60).filter(lambda text: not first_control(text))
hostile = st.sampled_from(["]]>", "<script>", '"/><x a="', "&amp;", "&#0;", "a\nb\tc", "\u2028", "--><!--"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(title=plain | hostile, url=plain | st.just("javascript:alert(1)"))
def test_any_title_comes_back(show_record, make_episode, title: str, url: str) -> None:
    """The feed stays well-formed; what is no web address is not linked to."""
    facts = (Chapter(start_ms=0, title=title, url=url), *CHAPTERS[:2])
    body = render_feed(whole(show_record, [make_episode(chapters=facts)]), {}, release=1)
    (item,) = items_of(body)
    first = item.findall("psc:chapters/psc:chapter", NAMES)[0]
    assert first.get("title") == title
    assert (first.get("href") or "http").startswith("http")
    notes = item.findtext("content:encoded", namespaces=NAMES) or ""
    assert re.findall("<[^>]*>", notes)[2:] == ["<p>", "</p>", "<ul>", *["<li>", "</li>"] * 3, "</ul>"]


def test_the_feed_names_the_transcript_in_three_formats_that_are_published(show_record, make_episode) -> None:
    """WebVTT first, which Apple prefers; each is where the feed says, and reads back."""
    record = make_episode()
    cues = (Cue(start_ms=0, end_ms=900, text="Bonjour."), Cue(start_ms=900, end_ms=1500, text="Oui, oui."))
    force_setattr(record, "transcript", cues)
    views = _views(show_record, record)
    (item,) = items_of(views[keys.FEED])
    found = item.findall("podcast:transcript", NAMES)
    assert [(one.get("type"), one.get("rel"), one.get("language")) for one in found] == [
        ("text/vtt", "captions", "fr"),
        ("application/x-subrip", "captions", "fr"),
        ("application/json", None, "fr"),
    ]
    for one in found:
        key = (one.get("url") or "").removeprefix("https://podcast.example/")
        assert keys.media_type(key).split(";")[0] == one.get("type")
        assert parse_transcript(views[key].decode(), file=key) == cues


def test_an_episode_without_a_transcript_has_none_of_its_files(show_record, make_episode) -> None:
    """Nothing empty is published."""
    views = _views(show_record, make_episode())
    assert not [key for key in views if "transcript" in key]
    assert not items_of(views[keys.FEED])[0].findall("podcast:transcript", NAMES)
