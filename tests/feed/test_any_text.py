"""Any text in any field comes back from the feed as it was: well-formed, escaped once and only once."""

from __future__ import annotations

import io

import podcastparser
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from podcast.content.episode import Chapter, Soundbite
from podcast.content.syndication import (
    Chat,
    ContentLink,
    EpisodeTags,
    Funding,
    LiveItem,
    Location,
    Person,
    RemoteItem,
    Season,
    ShowTags,
    Txt,
    UpdateFrequency,
)
from podcast.content.text import first_control
from podcast.feed.rss import render_feed
from podcast.values import replace

from .rendering import whole

TEXT = st.text(min_size=1, max_size=40).filter(lambda text: not first_control(text) and text.strip())
ODD = "]]><![CDATA[ &amp; &lt;b&gt; « é » \U0001f642 \u2028 \ud7ff <script> ' \" "


def wherever(element: etree._Element) -> set[str]:
    """Return every text and attribute in an element."""
    found = set()
    for one in element.iter():
        found.add(one.text or "")
        found |= {str(value) for value in one.attrib.values()}
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(TEXT, min_size=16, max_size=16, unique=True))
@example([f"{ODD}{at}" for at in range(16)])
def test_any_text_in_any_field_of_an_item(show_record, make_episode, texts: list[str]) -> None:
    """Titles, notes, persons, places, chapters, links: each is there, and is what was written."""
    a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q = texts
    tags = EpisodeTags(
        itunes_title=a,
        author=b,
        display=c,
        locations=(Location(name=d),),
        funding=(Funding(url="https://a.example/", text=e),),
        txt=(Txt(text=f, purpose=g),),
        chat=Chat(server="irc.example.org", protocol="irc", account_id=h, space=i),
        content_links=(ContentLink(url="https://b.example/", text=j),),
        credits=(Person(name=k, role="editor"),),
    )
    record = make_episode(
        title=m,
        summary=n,
        guid=o,
        tags=tags,
        chapters=(Chapter(start_ms=0, title=p),),
        soundbites=(Soundbite(start_ms=0, duration_ms=20_000, title=q),),
    )
    body = render_feed(whole(show_record, [record]), {record.slug: f"<p>{ODD}</p>"}, release=1)
    item = etree.fromstring(body).find("channel/item")
    assert item is not None
    assert set(texts) <= wherever(item)
    assert (item.findtext("title"), item.findtext("description"), item.findtext("guid")) == (m, n, o)
    assert f"<p>{ODD}</p>" in wherever(item)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(TEXT, min_size=10, max_size=10, unique=True))
@example([f"{ODD}{at}" for at in range(10)])
def test_any_text_in_any_field_of_the_channel(show_record, make_episode, texts: list[str]) -> None:
    """And of a stream, which is written like an item."""
    a, b, c, d, e, f, g, h, i, j = texts
    start = make_episode().episode.date
    live = LiveItem(
        title=a,
        guid=b,
        status="live",
        start=start,
        url="https://c.example/",
        type="audio/mpeg",
        links=(ContentLink(url="https://d.example/", text=c),),
        summary=d,
    )
    tags = ShowTags(
        live=(live,),
        seasons=(Season(number=3, name=e),),
        podroll=(RemoteItem(feed_guid="f", title=f),),
        update_frequency=UpdateFrequency(text=g),
        applepodcastsverify=h,
    )
    show = replace(show_record, show=replace(show_record.show, tags=tags, title=i, description=j))
    body = render_feed(whole(show, [make_episode(season=3)]), {}, release=1)
    channel = etree.fromstring(body).find("channel")
    assert channel is not None
    assert set(texts) <= wherever(channel)
    assert (channel.findtext("title"), channel.findtext("description")) == (i, j)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(TEXT)
@example(ODD)
def test_another_parser_reads_the_same_titles(show_record, make_episode, title: str) -> None:
    """gPodder's parser, which only squeezes blanks."""
    body = render_feed(whole(show_record, [make_episode(title=title)]), {}, release=1)
    (episode,) = podcastparser.parse("https://podcast.example/feed.xml", io.BytesIO(body))["episodes"]
    assert episode["title"].split() == title.split()
