"""JSON Feed 1.1 says what the RSS says."""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import parsedate_to_datetime

from lxml import etree

from podcast.content.syndication import EpisodeTags, ShowTags
from podcast.feed.document import documents
from podcast.feed.json_feed import render_json_feed
from podcast.feed.rss import render_feed
from podcast.values import replace

from .rendering import whole


def test_it_says_of_each_episode_what_the_rss_says(show_record, make_episode) -> None:
    """Same ids, order, dates, enclosures and notes."""
    records = [make_episode(number, title=f"« {number} » & <b>") for number in (1, 2, 3)]
    notes = {"episode-2": "<p>Oui & non</p>"}
    document = whole(show_record, records)
    made = json.loads(render_json_feed(document, notes))
    items = list(etree.fromstring(render_feed(document, notes, release=1)).iterfind("channel/item"))
    assert made["version"] == "https://jsonfeed.org/version/1.1"
    for ours, theirs in zip(made["items"], items, strict=True):
        enclosure = theirs.find("enclosure")
        assert enclosure is not None
        assert (ours["id"], ours["title"], ours["url"]) == tuple(
            theirs.findtext(name) for name in ("guid", "title", "link")
        )
        (attachment,) = ours["attachments"]
        assert (attachment["url"], str(attachment["size_in_bytes"]), attachment["mime_type"]) == (
            enclosure.get("url"),
            enclosure.get("length"),
            enclosure.get("type"),
        )
        assert datetime.fromisoformat(ours["date_published"]) == parsedate_to_datetime(
            theirs.findtext("pubDate") or ""
        )
        assert ("content_html" in ours) != ("content_text" in ours)
    assert made["items"][1]["content_html"] == "<p>Oui & non</p>"


def test_an_empty_feed_still_has_its_list(show_record) -> None:
    """The specification requires `items`."""
    assert json.loads(render_json_feed(whole(show_record, []), {}))["items"] == []


def test_hubs_authors_and_pages_are_named(show_record, make_episode) -> None:
    """What a reader needs to hear of changes, whom to credit, and where the older episodes are."""
    tags = ShowTags(hubs=("https://hub.example/",), complete=True)
    show = replace(show_record, show=replace(show_record.show, tags=tags, feed_length=1))
    first, second = documents(
        show, [make_episode(1), make_episode(2, tags=EpisodeTags(author="Une autrice"))]
    )
    made, older = (json.loads(render_json_feed(one, {})) for one in (first, second))
    assert made["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert made["expired"] is True
    assert made["next_url"] == older["feed_url"] == "https://podcast.example/feed/1-1.json"
    assert "next_url" not in older
    assert made["items"][0]["authors"] == [{"name": "Une autrice"}]
