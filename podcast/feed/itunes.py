"""Apple's namespace, written as Apple asks today.

feedgen's own extension cannot: it refuses `explicit` true and false, drops some images and toggles the
process's locale for dates. So dates are written here too.
Source: Apple, "Podcast RSS feed requirements" and "Technical updates for hosting providers".
"""

from datetime import datetime
from email.utils import format_datetime

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from podcast.content import keys
from podcast.content.record import EpisodeRecord, PublishedImage, ShowRecord

URI = "http://www.itunes.com/dtds/podcast-1.0.dtd"
SMALLEST_ARTWORK = 1400


class ItunesFeed(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """Channel tags, and `lastBuildDate`."""

    record: ShowRecord
    newest: datetime | None = None

    def extend_ns(self) -> dict[str, str]:
        return {"itunes": URI}

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        channel, show = feed[0], self.record.show
        if self.newest:
            etree.SubElement(channel, "lastBuildDate").text = format_datetime(self.newest)
        _add(channel, "author", show.author)
        _add(channel, "type", show.type)
        _add(channel, "explicit", _true_or_false(show.explicit))
        _add(channel, "image", href=keys.url_of(show.base_url, self.record.cover.largest.key))
        for category in show.categories:
            element = _add(channel, "category", text=category.name)
            if category.sub:
                _add(element, "category", text=category.sub)
        return feed


class ItunesEntry(BaseEntryExtension):  # type: ignore[misc]  # feedgen is untyped
    """Item tags, and `pubDate`."""

    record: EpisodeRecord
    show: ShowRecord

    def extend_rss(self, item: etree._Element) -> etree._Element:
        episode = self.record.episode
        explicit = self.show.show.explicit if episode.explicit is None else episode.explicit
        etree.SubElement(item, "pubDate").text = format_datetime(episode.date)
        _add(item, "title", episode.title)
        _add(item, "author", self.show.show.author)
        _add(item, "episodeType", episode.type.value)
        _add(item, "duration", str(max(1, round(self.record.enclosure.duration_ms / 1000))))
        _add(item, "explicit", _true_or_false(explicit))
        if episode.season:
            _add(item, "season", str(episode.season))
        if episode.number:
            _add(item, "episode", str(episode.number))
        if artwork := self._artwork():
            _add(item, "image", href=keys.url_of(self.show.show.base_url, artwork))
        return item

    def _artwork(self) -> str:
        """Return the key of the episode's picture if it is one that Apple shows: square and large."""
        picture = self.record.episode.image
        image: PublishedImage | None = self.record.images.get(picture.file) if picture else None
        if image is None:
            return ""
        largest = image.largest
        return largest.key if largest.width == largest.height >= SMALLEST_ARTWORK else ""


def _add(parent: etree._Element, name: str, value: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{URI}}}{name}", dict(attributes))
    if value:
        element.text = value
    return element


def _true_or_false(flag: bool) -> str:
    return "true" if flag else "false"
