"""The podcast namespace (Podcasting 2.0). Specification: Podcastindex-org/podcast-namespace, docs/1.0.md.

Owns which tag of a channel and of an item says what. The tags that both have are in `podcasting20_shared`,
streams in `live`.
"""

import base64
from collections.abc import Iterable
from email.utils import format_datetime

from feedgen.ext.base import BaseExtension
from lxml import etree

from podcast.content import keys
from podcast.content.episode import EpisodeType
from podcast.content.record import Alternate, Enclosure, EpisodeRecord
from podcast.content.syndication import ShowTags
from podcast.feed.document import Document
from podcast.feed.elements import number, seconds, true_or_false, yes_or_no
from podcast.feed.enclosure import media_of
from podcast.feed.live import add_live_item
from podcast.feed.podcasting20_shared import (
    PODCAST,
    add_content_links,
    add_image,
    add_license,
    add_persons,
    add_remote_items,
    add_shared,
)


class PodcastFeed(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """Channel tags."""

    document: Document

    def extend_ns(self) -> dict[str, str]:
        return {"podcast": PODCAST.uri}

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        channel, record, hidden = feed[0], self.document.show, self.document.hidden
        show, tags = record.show, record.show.tags
        PODCAST.add(channel, "guid", show.guid)
        PODCAST.add(channel, "medium", tags.medium)
        PODCAST.add(channel, "locked", yes_or_no(show.locked), owner=show.locked_owner)
        _add_blocks(channel, tags, hidden=hidden)
        add_license(channel, show.license)
        add_persons(channel, show.hosts, "host", record.images, show.base_url)
        add_shared(channel, tags, record.images, show.base_url)
        add_image(channel, record.cover, show.base_url, alt=show.title, purpose="artwork")
        for image in tags.images:
            add_image(
                channel, record.images.get(image.file), show.base_url, alt=image.alt, purpose=image.purpose
            )
        _add_trailers(channel, self.document)
        _add_relations(channel, tags)
        if self.document.is_main:
            for live in tags.live:
                add_live_item(channel, live, record)
        return feed


def add_tags(item: etree._Element, record: EpisodeRecord, document: Document) -> None:
    """Write the tags of an item. Its persons replace those of the channel, so hosts are said again."""
    show, episode = document.show, record.episode
    base_url, tags = show.show.base_url, episode.tags
    images = {**show.images, **record.images}
    _add_numbers(item, record, show.show.tags)
    if record.transcript:
        folder = keys.url_of(base_url, keys.episode_key(episode.slug))
        _add_transcripts(item, folder, show.show.language)
    if episode.chapters:
        url = keys.url_of(base_url, keys.episode_key(episode.slug, "chapters.json"))
        PODCAST.add(item, "chapters", url=url, type="application/json+chapters")
    for bite in episode.soundbites:
        times = {"startTime": seconds(bite.start_ms), "duration": seconds(bite.duration_ms)}
        PODCAST.add(item, "soundbite", bite.title, **times)
    add_persons(item, episode.hosts or show.show.hosts, "host", images, base_url)
    add_persons(item, episode.guests, "guest", images, base_url)
    _add_alternates(item, record.enclosure, document)
    add_license(item, episode.license)
    add_shared(item, tags, images, base_url)
    add_content_links(item, tags.content_links)
    if episode.image:
        picture = images.get(episode.image.file)
        add_image(item, picture, base_url, alt=episode.image.alt, purpose="artwork")


def _add_blocks(channel: etree._Element, tags: ShowTags, *, hidden: bool) -> None:
    """Say which platforms may not show the feed, the general rule first."""
    if hidden or tags.block.everyone is not None:
        PODCAST.add(channel, "block", yes_or_no(hidden or bool(tags.block.everyone)))
    for service in tags.block.services:
        PODCAST.add(channel, "block", "yes", id=service)
    for service in () if hidden else tags.block.allowed:
        PODCAST.add(channel, "block", "no", id=service)


def _add_trailers(channel: etree._Element, document: Document) -> None:
    """Say which trailers there are: episodes of that type, and those that lie somewhere else."""
    base_url = document.show.show.base_url
    for record in document.records:
        episode = record.episode
        if episode.type is EpisodeType.TRAILER:
            media = media_of(record.enclosure, document.format, base_url=base_url)
            facts = {"url": media.url, "length": str(media.bytes), "type": media.type}
            facts |= {"pubdate": format_datetime(episode.date), "season": number(episode.season)}
            PODCAST.add(channel, "trailer", episode.title[:128], **facts)
    for one in document.show.show.tags.trailers:
        facts = {"url": one.url, "length": number(one.length), "type": one.type}
        facts |= {"pubdate": format_datetime(one.date), "season": number(one.season)}
        PODCAST.add(channel, "trailer", one.title, **facts)


def _add_relations(channel: etree._Element, tags: ShowTags) -> None:
    """Say what the show has to do with others, and when it appears."""
    if tags.podroll:
        add_remote_items(PODCAST.add(channel, "podroll"), tags.podroll)
    if tags.publisher:
        add_remote_items(PODCAST.add(channel, "publisher"), [tags.publisher], medium="publisher")
    add_remote_items(channel, tags.remote_items)
    if often := tags.update_frequency:
        complete = "" if often.complete is None else true_or_false(often.complete)
        PODCAST.add(
            channel,
            "updateFrequency",
            often.text,
            rrule=often.rrule,
            dtstart=often.start,
            complete=complete,
        )
    if tags.podping is not None:
        PODCAST.add(channel, "podping", usesPodping=true_or_false(tags.podping))


def _add_numbers(item: etree._Element, record: EpisodeRecord, tags: ShowTags) -> None:
    episode = record.episode
    if episode.season:
        name = next((one.name for one in tags.seasons if one.number == episode.season), "")
        PODCAST.add(item, "season", str(episode.season), name=name)
    if episode.number:
        PODCAST.add(item, "episode", str(episode.number), display=episode.tags.display)


def _add_transcripts(item: etree._Element, folder_url: str, language: str) -> None:
    """Say where the transcript is, in the format that Apple prefers first; cues with times are captions."""
    url = f"{folder_url}transcript"
    for suffix, type_, rel in (
        ("vtt", "text/vtt", "captions"),
        ("srt", "application/x-subrip", "captions"),
        ("json", "application/json", ""),
    ):
        PODCAST.add(item, "transcript", url=f"{url}.{suffix}", type=type_, language=language, rel=rel)


def _add_alternates(item: etree._Element, enclosure: Enclosure, document: Document) -> None:
    """Say which formats there are, the enclosure's own first, when there is more than that one."""
    if not enclosure.alternates:
        return
    base_url = document.show.show.base_url
    chosen = media_of(enclosure, document.format, base_url=base_url).url
    for one in _formats(enclosure):
        url = keys.url_of(base_url, one.key)
        element = PODCAST.add(
            item,
            "alternateEnclosure",
            type=one.type,
            length=str(one.bytes),
            bitrate=str(one.kbps * 1000),
            default="true" if url == chosen else "",
        )
        PODCAST.add(element, "source", uri=url)
        PODCAST.add(element, "integrity", type="sri", value=f"sha256-{_base64(one.sha256)}")


def _formats(enclosure: Enclosure) -> Iterable[Alternate]:
    bits = enclosure.bytes * 8_000 // max(1, enclosure.duration_ms)
    yield Alternate(
        key=enclosure.key,
        bytes=enclosure.bytes,
        type=enclosure.type,
        sha256=enclosure.sha256,
        kbps=max(1, round(bits / 1000)),
    )
    yield from enclosure.alternates


def _base64(hexadecimal: str) -> str:
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()
