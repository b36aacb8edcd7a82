"""OPML lists what one can subscribe to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from podcast.content.show import FilteredFeed
from podcast.content.text import first_control
from podcast.feed.opml import Subscription, render_opml, subscriptions
from podcast.values import replace

TEXT = st.text(min_size=1, max_size=40).filter(lambda text: not first_control(text) and "\r" not in text)


def outlines(body: bytes) -> list[dict[str, str]]:
    """Return the attributes of every outline."""
    root = etree.fromstring(body)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    return [
        {str(name): str(value) for name, value in one.attrib.items()} for one in root.iterfind("body/outline")
    ]


def test_a_show_and_its_listed_feeds_stand_in_it(show_record) -> None:
    """Those that are not listed are nobody's business."""
    feeds = (FilteredFeed(name="cachee"), FilteredFeed(name="saison-2", title="La saison 2", listed=True))
    found = outlines(render_opml("Liste", subscriptions(replace(show_record.show, feeds=feeds))))
    assert [(one["title"], one["xmlUrl"]) for one in found] == [
        ("En Toute Franchise", "https://podcast.example/feed.xml"),
        ("La saison 2", "https://podcast.example/feeds/saison-2.xml"),
    ]
    assert {one["type"] for one in found} == {"rss"}
    assert found[0]["htmlUrl"] == "https://redaction.example/"
    assert found[0]["language"] == "fr"


def test_a_feed_named_twice_stands_in_it_once() -> None:
    """Two folders of one show are one subscription."""
    one = Subscription(title="A", url="https://a.example/feed.xml", link="")
    assert len(outlines(render_opml("Liste", [one, one]))) == 1


@given(TEXT, TEXT)
def test_any_text_comes_back(title: str, description: str) -> None:
    """Escaped once; blanks in a description are blanks."""
    feed = Subscription(title=title, url="https://a.example/?a=1&b=2", link="", description=description)
    (found,) = outlines(render_opml(title, [feed]))
    assert found["text"] == found["title"] == title
    assert found["xmlUrl"] == feed.url
    assert found.get("description", "") == " ".join(description.split())
