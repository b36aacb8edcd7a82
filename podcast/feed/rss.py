"""A release as an RSS 2.0 feed. Pure: the same records give the same bytes, in any locale and time zone.

feedgen builds the document; what Apple and Podcasting 2.0 ask is in extension classes of our own. The
feed carries its release's number in `generator`, so that whoever reads it knows what it follows from.
"""

import html
import re
from collections.abc import Mapping, Sequence

from feedgen.feed import FeedGenerator
from lxml import etree

from podcast.content import keys
from podcast.content.chapters import chapters_html
from podcast.content.record import EpisodeRecord, ShowRecord
from podcast.feed.itunes import ItunesEntry, ItunesFeed
from podcast.feed.podcasting20 import PodcastEntry, PodcastFeed
from podcast.feed.psc import PscEntry, PscFeed
from podcast.feed.read import safe_parser

MOST_DESCRIPTION = 4000
"""Bytes of a description that Apple accepts."""

SMALL_IMAGE = 600
"""Pixels of the RSS `image`, which old readers show small."""

_RELEASE = re.compile(r"podcast \(release (\d{1,8})\)")


def render_feed(
    show: ShowRecord, records: Sequence[EpisodeRecord], notes: Mapping[str, str], *, release: int
) -> bytes:
    """Return the feed of a release, newest episode first.

    `notes` maps an episode's slug to its article as safe HTML.
    """
    document = FeedGenerator()
    document.register_extension("itunes", ItunesFeed, ItunesEntry, atom=False)
    document.register_extension("podcasting20", PodcastFeed, PodcastEntry, atom=False)
    document.register_extension("psc", PscFeed, PscEntry, atom=False)
    document.psc.is_used = any(record.episode.chapters for record in records)
    newest_first = sorted(records, key=lambda one: (one.episode.date, one.episode.guid), reverse=True)
    _write_channel(document, show, release)
    # feedgen would write the present moment, and toggle the locale of the whole process to do it.
    document._FeedGenerator__rss_lastBuildDate = None
    document.itunes.newest = newest_first[0].episode.date if newest_first else None
    for record in newest_first:
        _write_item(document, show, record, notes.get(record.slug, ""))
    return bytes(document.rss_str(pretty=True))


def release_of(feed: bytes) -> int:
    """Return the number of the release that a feed follows from, 0 if it does not say."""
    try:
        root = etree.fromstring(feed, safe_parser())
    except etree.XMLSyntaxError:
        return 0
    found = _RELEASE.fullmatch(root.findtext("channel/generator") or "")
    return int(found[1]) if found else 0


def _write_channel(document: FeedGenerator, show: ShowRecord, release: int) -> None:
    facts = show.show
    document.itunes.record = show
    document.podcasting20.record = show
    document.title(facts.title)
    document.description(_cut(facts.description))
    document.language(facts.language)
    document.generator(f"podcast (release {release})")
    document.docs("https://www.rssboard.org/rss-specification")
    if facts.copyright:
        document.copyright(facts.copyright)
    artwork = show.cover.at_least(SMALL_IMAGE)
    document.image(url=keys.url_of(facts.base_url, artwork.key), title=facts.title, link=facts.link)
    document.link(href=keys.url_of(facts.base_url, keys.FEED), rel="self", type="application/rss+xml")
    document.link(href=facts.link, rel="alternate")


def _write_item(document: FeedGenerator, show: ShowRecord, record: EpisodeRecord, notes: str) -> None:
    episode, enclosure, base_url = record.episode, record.enclosure, show.show.base_url
    item = document.add_entry(order="append")
    item.itunes.record = item.podcasting20.record = item.psc.record = record
    item.itunes.show = item.podcasting20.show = item.psc.show = show
    item.title(episode.title)
    item.link(href=keys.url_of(base_url, keys.episode_key(episode.slug)))
    description = _cut(episode.summary or episode.standfirst or episode.title)
    item.description(description)
    # Only here and not in the description, which apps show as plain text and Apple cuts.
    if times := chapters_html(episode.chapters, show.show.language):
        notes = (notes or f"<p>{html.escape(description)}</p>\n") + times
    if notes:
        item.content(notes, type=None if "]]>" in notes else "CDATA")
    item.guid(episode.guid, permalink=False)
    item.enclosure(keys.url_of(base_url, enclosure.key), str(enclosure.bytes), enclosure.type)


def _cut(text: str) -> str:
    """Return at most `MOST_DESCRIPTION` bytes of `text`, ending at a word."""
    raw = text.encode()
    if len(raw) <= MOST_DESCRIPTION:
        return text
    whole = raw[: MOST_DESCRIPTION - 3].decode(errors="ignore")
    return whole[: max(whole.rfind(" "), 1)].rstrip() + "…"
