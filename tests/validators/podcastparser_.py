"""What podcastparser 0.6, gPodder's, keeps of a feed, and what it loses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import podcastparser

from .readback import At, text


def read(feed: Path) -> Any:
    """Return what it makes of a feed file."""
    with feed.open("rb") as file:
        return podcastparser.parse("https://podcast.example/feed.xml", file)


def _newest_first(read: Any) -> list[Any]:
    """Return the episodes, which it sorts in its own way."""
    return sorted(read["episodes"], key=lambda one: -one["published"])


def _categories(read: Any) -> list[Any]:
    """Return categories, which are kept as lists of names."""
    return [
        {"text": one[0], "below": [{"text": below} for below in one[1:]]} for one in read["itunes_categories"]
    ]


ITEM = {
    "title": text("title"),
    "description": text("description"),
    "content:encoded": text("description_html"),
    "guid": text("guid"),
    "enclosure": At(at="enclosures", attributes="url length=file_size type=mime_type"),
    "link": text("link"),
    "pubDate": text("published"),
    "itunes:author": text("itunes_author"),
    "itunes:episodeType": text("type"),
    "itunes:duration": text("total_time"),
    "itunes:explicit": text("explicit"),
    "itunes:season": text("season"),
    "itunes:episode": text("number"),
    "podcast:transcript": At(at="transcript_url", attributes="url=."),
    "psc:chapters": At(children={"psc:chapter": At(at="chapters", attributes="start title href image")}),
    "media:thumbnail": At(at="episode_art_url", attributes="url=."),
}
CHANNEL = {
    "title": text("title"),
    "link": text("link"),
    "description": text("description"),
    "generator": text("generator"),
    "language": text("language"),
    "itunes:author": text("itunes_author"),
    "itunes:type": text("type"),
    "itunes:explicit": text("explicit"),
    "itunes:image": At(at="cover_url", attributes="href=."),
    "itunes:category": At(
        at=_categories,
        attributes="text",
        children={"itunes:category": At(at="below", attributes="text")},
    ),
    "itunes:new-feed-url": text("new_url"),
    "podcast:funding": At(at="funding_url", attributes="url=."),
    "podcast:locked": text("import_prohibited"),
    "item": At(at=_newest_first, children=ITEM),
}
LOSSES = {
    **dict.fromkeys(
        [
            "atom:link",
            "copyright",
            "docs",
            "image",
            "lastBuildDate",
            "itunes:applepodcastsverify",
            "itunes:block",
            "itunes:complete",
            "itunes:title",
            "podcast:block",
            "podcast:chat",
            "podcast:guid",
            "podcast:image",
            "podcast:license",
            "podcast:liveItem",
            "podcast:location",
            "podcast:medium",
            "podcast:person",
            "podcast:podping",
            "podcast:podroll",
            "podcast:publisher",
            "podcast:remoteItem",
            "podcast:socialInteract",
            "podcast:trailer",
            "podcast:txt",
            "podcast:updateFrequency",
            "podcast:value",
            "item/dc:creator",
            "item/guid@isPermaLink",
            "item/itunes:block",
            "item/itunes:title",
            "item/media:thumbnail@height",
            "item/media:thumbnail@width",
            "item/podcast:alternateEnclosure",
            "item/podcast:chapters",
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
            "item/podcast:txt",
            "item/podcast:value",
            "item/psc:chapters@version",
        ],
        "does not know it",
    ),
    **dict.fromkeys(
        ("podcast:funding", "podcast:locked", "item/podcast:transcript"),
        "knows it in the namespace's former name, the address of its document on GitHub",
    ),
    **dict.fromkeys(
        ("description/text()", "item/description/text()", "item/title/text() (2 of 3)"),
        "makes an ordinary space of a no-break space",
    ),
}
