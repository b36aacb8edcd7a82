"""What YouTube and older readers read of an item: a still, and who made it.

Sources: Media RSS 1.5, `media:thumbnail`; Dublin Core, `dc:creator`.
"""

from feedgen.ext.base import BaseExtension
from lxml import etree

from podcast.content import keys
from podcast.content.record import EpisodeRecord
from podcast.feed.document import Document
from podcast.feed.elements import Namespace

MEDIA = Namespace("http://search.yahoo.com/mrss/")
DUBLIN_CORE = Namespace("http://purl.org/dc/elements/1.1/")


class MediaFeed(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """Declares the namespaces."""

    document: Document

    def extend_ns(self) -> dict[str, str]:
        return {"dc": DUBLIN_CORE.uri, "media": MEDIA.uri}


def add_tags(item: etree._Element, record: EpisodeRecord, document: Document) -> None:
    """Write `media:thumbnail` of an item that has a picture, and `dc:creator`."""
    show, episode = document.show.show, record.episode
    DUBLIN_CORE.add(item, "creator", episode.tags.author or show.author)
    image = record.images.get(episode.image.file) if episode.image else None
    if image:
        largest = image.largest
        url = keys.url_of(show.base_url, largest.key)
        MEDIA.add(item, "thumbnail", url=url, width=str(largest.width), height=str(largest.height))
