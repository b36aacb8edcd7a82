"""A feed document as RSS 2.0. Pure: the same values give the same bytes, in any locale and time zone.

feedgen builds the document; what Apple, Atom and Podcasting 2.0 ask is in extension classes of our own. The
main feed carries its release's number in `generator`, so that whoever reads it knows what it follows from.
"""

import html
from collections.abc import Mapping, Sequence
from datetime import datetime

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from podcast.content import keys
from podcast.content.chapters import chapters_html
from podcast.content.cut import cut
from podcast.content.pieces import OfRecords
from podcast.content.record import EpisodeRecord
from podcast.feed import itunes, media, podcasting20, psc
from podcast.feed.atom import AtomFeed
from podcast.feed.document import Document
from podcast.feed.enclosure import media_of
from podcast.feed.itunes import ItunesFeed
from podcast.feed.media import MediaFeed
from podcast.feed.podcasting20 import PodcastFeed
from podcast.feed.psc import PscFeed

SMALL_IMAGE = 600
"""Pixels of the RSS `image`, which old readers show small."""

_BATCH = 100
"""Items that are in memory at once as elements."""

_CHANNEL = {
    "itunes": ItunesFeed,
    "podcasting20": PodcastFeed,
    "psc": PscFeed,
    "mrss": MediaFeed,
    "links": AtomFeed,
}
_ITEM = (itunes.add_tags, podcasting20.add_tags, psc.add_tags, media.add_tags)


def render_feed(
    document: Document,
    notes: Mapping[str, str],
    *,
    release: int,
    updated: datetime | None = None,
    items: OfRecords = OfRecords(),  # noqa: B008  a value
) -> bytes:
    """Return a feed document of a release.

    `notes` maps an episode's slug to its article as safe HTML. `updated` is when the content changed last;
    without it, when the newest episode appeared. `items` may remember some.

    Raises:
        ContentError: an enclosure is none that apps take.
    """
    channel = _channel(document, release, updated)
    empty, end, tail = channel.rpartition(b"  </channel>")
    namespaces = {prefix: uri for prefix, uri in etree.fromstring(channel).nsmap.items() if prefix}
    made = [items.get(record) or b"" for record in document.records]
    todo = [at for at, piece in enumerate(made) if not piece]
    for first in range(0, len(todo), _BATCH):
        # Feedgen would hold all items at once, each element several times as large as its text.
        batch = todo[first : first + _BATCH]
        pieces = _items(document, [document.records[at] for at in batch], notes, namespaces)
        for at, piece in zip(batch, pieces, strict=True):
            items.keep(document.records[at], piece)
            made[at] = piece
    return b"".join([empty, *made, end, tail])


_BEGIN, _END = b"<channel>\n", b"    </item>\n"


def _items(
    document: Document, records: Sequence[EpisodeRecord], notes: Mapping[str, str], namespaces: dict[str, str]
) -> list[bytes]:
    """Return items as text, each whole lines."""
    holder = etree.Element("rss", nsmap=namespaces)
    inside = etree.SubElement(holder, "channel")
    for record in records:
        _item(document, record, notes.get(record.slug, ""), inside).rss_entry()
    text = etree.tostring(holder, pretty_print=True, encoding="UTF-8", xml_declaration=False)
    # the HTML of notes is of an allow-list that has no items
    pieces = text[text.index(_BEGIN) + len(_BEGIN) : text.rindex(_END) + len(_END)].split(_END)[:-1]
    return [piece + _END for piece in pieces]


def _channel(document: Document, release: int, updated: datetime | None) -> bytes:
    """Return the feed without its items."""
    facts = document.show.show
    feed = FeedGenerator()
    for name, extension in _CHANNEL.items():
        feed.register_extension(name, extension, atom=False)
        getattr(feed, name).document = document
    feed.psc.is_used = any(record.episode.chapters for record in document.records)
    newest = max((record.episode.date for record in document.records), default=None)
    feed.itunes.updated = max(filter(None, (newest, updated)), default=None)
    # feedgen would write the present moment, and toggle the locale of the whole process to do it.
    feed._FeedGenerator__rss_lastBuildDate = None
    feed.title(facts.title)
    feed.description(cut(facts.description))
    feed.language(facts.language)
    # a page says nothing of its release, so that it stays as it is for as long as its episodes do
    feed.generator(f"podcast (release {release})" if document.is_main else "podcast")
    feed.docs("https://www.rssboard.org/rss-specification")
    if facts.copyright:
        feed.copyright(facts.copyright)
    artwork = document.show.cover.at_least(SMALL_IMAGE)
    feed.image(url=keys.url_of(facts.base_url, artwork.key), title=facts.title, link=facts.link)
    feed.link(href=facts.link, rel="alternate")
    return bytes(feed.rss_str(pretty=True))


def _item(document: Document, record: EpisodeRecord, notes: str, channel: etree._Element) -> FeedEntry:
    """Return an item that puts itself into `channel`."""
    show, episode = document.show.show, record.episode
    item = FeedEntry()
    item.register_extension("tags", ItemTags, atom=False)
    item.tags.channel, item.tags.record, item.tags.document = channel, record, document
    item.title(episode.title)
    description = cut(episode.summary or episode.standfirst or episode.title)
    item.description(description)
    # Only here and not in the description, which apps show as plain text and Apple cuts.
    if times := chapters_html(episode.chapters, show.language):
        notes = (notes or f"<p>{html.escape(description)}</p>\n") + times
    if notes:
        item.content(notes, type=None if "]]>" in notes else "CDATA")
    item.guid(episode.guid, permalink=False)
    played = media_of(record.enclosure, document.format, base_url=show.base_url)
    item.enclosure(played.url, str(played.bytes), played.type)
    return item


class ItemTags(BaseEntryExtension):  # type: ignore[misc]  # feedgen is untyped
    """What feedgen does not know of an item. It is put into its channel first, where the prefixes of all these
    tags are declared: else each would declare its own, for lxml to take away again."""

    channel: etree._Element
    record: EpisodeRecord
    document: Document

    def extend_rss(self, item: etree._Element) -> etree._Element:
        self.channel.append(item)
        page = keys.episode_key(self.record.slug)
        # feedgen takes a tenth of the whole time to check an address that is ours
        etree.SubElement(item, "link").text = keys.url_of(self.document.show.show.base_url, page)
        for add in _ITEM:
            add(item, self.record, self.document)
        return item
