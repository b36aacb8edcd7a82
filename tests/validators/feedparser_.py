"""What feedparser 6 keeps of a feed, and what it loses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import feedparser

from .readback import At, text


def read(feed: Path) -> Any:
    """Return what it makes of a feed file."""
    parsed = feedparser.parse(feed.read_bytes())
    assert not parsed.bozo, parsed.bozo_exception
    return {**parsed.feed, "entries": parsed.entries}


def _links(*rels: str) -> Any:
    """Return a function that gives the links of some kinds."""
    return lambda read: [one for one in read.get("links", []) if one["rel"] in rels]


ITEM = {
    "title": text("title"),
    "description": text("summary"),
    "content:encoded": At(at="content", text="value"),
    "guid": At(at="id", text="."),
    "enclosure": At(at=_links("enclosure"), attributes="url=href length type"),
    "link": text("link"),
    "pubDate": text("published"),
    "itunes:title": text("itunes_title"),
    "itunes:author": text("author"),
    "itunes:episodeType": text("itunes_episodetype"),
    "itunes:duration": text("itunes_duration"),
    "itunes:explicit": text("itunes_explicit"),
    "itunes:season": text("itunes_season"),
    "itunes:episode": text("itunes_episode"),
    "itunes:block": text("itunes_block"),
    "podcast:chapters": At(at="podcast_chapters", attributes="url type"),
    "psc:chapters": At(
        at="psc_chapters",
        attributes="version",
        children={"psc:chapter": At(at="chapters", attributes="start title href image")},
    ),
    "dc:creator": text("author"),
    "media:thumbnail": At(at="media_thumbnail", attributes="url width height"),
}
CHANNEL = {
    "title": text("title"),
    "link": text("link"),
    "description": text("subtitle"),
    "copyright": text("rights"),
    "docs": text("docs"),
    "generator": text("generator"),
    "language": text("language"),
    "lastBuildDate": text("updated"),
    "itunes:title": text("itunes_title"),
    "itunes:author": text("author"),
    "itunes:type": text("itunes_type"),
    "itunes:explicit": text("itunes_explicit"),
    "itunes:image": At(at="image", attributes="href"),
    "itunes:category": At(at="tags", attributes="text=term", deep=True),
    "itunes:block": text("itunes_block"),
    "itunes:complete": text("itunes_complete"),
    "itunes:new-feed-url": text("itunes_new-feed-url"),
    "itunes:applepodcastsverify": text("itunes_applepodcastsverify"),
    "podcast:guid": text("podcast_guid"),
    "podcast:medium": text("podcast_medium"),
    "podcast:locked": text("podcast_locked"),
    "podcast:updateFrequency": At(at="podcast_updatefrequency", attributes="rrule dtstart complete"),
    "podcast:podping": At(at="podcast_podping", attributes="usesPodping=usespodping"),
    "atom:link": At(at=_links("self", "hub"), attributes="rel href type"),
    "item": At(at="entries", children=ITEM),
}
LOSSES = {
    **dict.fromkeys(
        [
            "podcast:block",
            "podcast:chat",
            "podcast:funding",
            "podcast:image",
            "podcast:license",
            "podcast:location",
            "podcast:person",
            "podcast:podroll",
            "podcast:publisher",
            "podcast:remoteItem",
            "podcast:socialInteract",
            "podcast:trailer",
            "podcast:txt",
            "podcast:updateFrequency/text()",
            "podcast:value",
            "item/podcast:alternateEnclosure",
            "item/podcast:chat",
            "item/podcast:contentLink",
            "item/podcast:episode",
            "item/podcast:funding",
            "item/podcast:image",
            "item/podcast:license",
            "item/podcast:location",
            "item/podcast:person",
            "item/podcast:season",
            "item/podcast:socialInteract",
            "item/podcast:soundbite",
            "item/podcast:transcript",
            "item/podcast:txt",
            "item/podcast:value",
        ],
        "keeps of a tag it does not know the last one only, and no text where there are attributes",
    ),
    "podcast:liveItem": "does not know the tag, and takes what is in it for the channel's",
    "link/text()": "the link of a liveItem takes its place",
    "description/text()": "the description of a liveItem takes its place",
    "image": "itunes:image takes its place",
    "itunes:explicit": "knows yes and clean, and not true and false",
    "item/itunes:explicit": "knows yes and clean, and not true and false",
    "itunes:category (1 of 4)": "keeps the same name once, whatever is below it",
    "itunes:category@text (1 of 3)": "so that what follows is out of place",
    "item/guid@isPermaLink": "keeps it in another form",
}
