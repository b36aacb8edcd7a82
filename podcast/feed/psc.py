"""Podlove simple chapters: the chapters of an item within the feed itself.

Specification: https://podlove.org/simple-chapters/, version 1.2. Owns these tags. Must not know how other
readers get the chapters.
"""

from feedgen.ext.base import BaseExtension
from lxml import etree

from podcast.content import chapters
from podcast.content.record import EpisodeRecord
from podcast.content.text import is_web_address
from podcast.feed.document import Document

URI = "http://podlove.org/simple-chapters"


class PscFeed(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """Declares the namespace, if any item uses it."""

    is_used = False

    def extend_ns(self) -> dict[str, str]:
        return {"psc": URI} if self.is_used else {}


def add_tags(item: etree._Element, record: EpisodeRecord, document: Document) -> None:
    """Write `psc:chapters` of an item that has any."""
    if not record.episode.chapters:
        return
    parent = etree.SubElement(item, f"{{{URI}}}chapters", {"version": "1.2"})
    for chapter in record.episode.chapters:
        facts = {"start": _play_time(chapter.start_ms), "title": chapter.title}
        if is_web_address(chapter.url):
            facts["href"] = chapter.url
        if image := chapters.image_url(record, chapter, document.show.show.base_url):
            facts["image"] = image
        etree.SubElement(parent, f"{{{URI}}}chapter", facts)


def _play_time(milliseconds: int) -> str:
    """Return a normal play time of RFC 2326, `01:02:03.500`."""
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"
