"""Apple's namespace, written as Apple asks today.

feedgen's own extension cannot: it refuses `explicit` true and false, drops some images and toggles the
process's locale for dates. So dates are written here too.
Source: Apple, "Podcast RSS feed requirements" and "Technical updates for hosting providers".
"""

from datetime import datetime
from email.utils import format_datetime

from feedgen.ext.base import BaseExtension
from lxml import etree

from podcast.content import keys
from podcast.content.record import EpisodeRecord, PublishedImage
from podcast.feed.document import Document
from podcast.feed.elements import Namespace, number, true_or_false

ITUNES = Namespace("http://www.itunes.com/dtds/podcast-1.0.dtd")
SMALLEST_ARTWORK = 1400


class ItunesFeed(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """Channel tags, and `lastBuildDate`."""

    document: Document
    updated: datetime | None = None

    def extend_ns(self) -> dict[str, str]:
        return {"itunes": ITUNES.uri}

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        channel, show, tags = feed[0], self.document.show.show, self.document.show.show.tags
        if self.updated:
            etree.SubElement(channel, "lastBuildDate").text = format_datetime(self.updated)
        _given(channel, "title", tags.itunes_title)
        ITUNES.add(channel, "author", show.author)
        ITUNES.add(channel, "type", show.type)
        ITUNES.add(channel, "explicit", true_or_false(show.explicit))
        ITUNES.add(channel, "image", href=keys.url_of(show.base_url, self.document.show.cover.largest.key))
        for category in show.categories:
            element = ITUNES.add(channel, "category", text=category.name)
            if category.sub:
                ITUNES.add(element, "category", text=category.sub)
        # Apple knows no other value than Yes, and takes everything else for no.
        _given(channel, "block", "Yes" if tags.block.everyone or self.document.hidden else "")
        _given(channel, "complete", "Yes" if tags.complete else "")
        if self.document.is_main:
            _given(channel, "new-feed-url", tags.new_feed_url)
            _given(channel, "applepodcastsverify", tags.applepodcastsverify)
        return feed


def add_tags(item: etree._Element, record: EpisodeRecord, document: Document) -> None:
    """Write the tags of an item, and `pubDate`."""
    episode, show = record.episode, document.show.show
    explicit = show.explicit if episode.explicit is None else episode.explicit
    etree.SubElement(item, "pubDate").text = format_datetime(episode.date)
    ITUNES.add(item, "title", episode.tags.itunes_title or episode.title)
    ITUNES.add(item, "author", episode.tags.author or show.author)
    ITUNES.add(item, "episodeType", episode.type.value)
    ITUNES.add(item, "duration", str(max(1, round(record.enclosure.duration_ms / 1000))))
    ITUNES.add(item, "explicit", true_or_false(explicit))
    _given(item, "season", number(episode.season))
    _given(item, "episode", number(episode.number))
    _given(item, "block", "Yes" if episode.tags.block else "")
    if artwork := _artwork(record):
        ITUNES.add(item, "image", href=keys.url_of(show.base_url, artwork))


def _artwork(record: EpisodeRecord) -> str:
    """Return the key of the episode's picture if it is one that Apple shows: square and large."""
    picture = record.episode.image
    image: PublishedImage | None = record.images.get(picture.file) if picture else None
    if image is None:
        return ""
    largest = image.largest
    return largest.key if largest.width == largest.height >= SMALLEST_ARTWORK else ""


def _given(parent: etree._Element, name: str, value: str) -> None:
    if value:
        ITUNES.add(parent, name, value)
