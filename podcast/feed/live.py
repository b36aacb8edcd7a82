"""`podcast:liveItem`: a stream that listeners can join, written as an item with a state.

Specification: Podcastindex-org/podcast-namespace, docs/tags/live-item.md.
"""

from lxml import etree

from podcast.content.record import ShowRecord
from podcast.content.syndication import LiveItem
from podcast.feed.podcasting20_shared import PODCAST, add_chat, add_content_links, add_persons


def add_live_item(channel: etree._Element, live: LiveItem, record: ShowRecord) -> None:
    """Append a stream to a channel. It has no length, and apps want one in an enclosure: it says 0."""
    show = record.show
    end = live.end.isoformat() if live.end else ""
    item = PODCAST.add(channel, "liveItem", status=live.status, start=live.start.isoformat(), end=end)
    etree.SubElement(item, "title").text = live.title
    if live.summary:
        etree.SubElement(item, "description").text = live.summary
    etree.SubElement(item, "link").text = live.link or live.links[0].url
    etree.SubElement(item, "guid", {"isPermaLink": "false"}).text = live.guid
    source = PODCAST.add(item, "alternateEnclosure", type=live.type, default="true")
    PODCAST.add(source, "source", uri=live.url)
    etree.SubElement(item, "enclosure", {"url": live.url, "length": "0", "type": live.type})
    add_persons(item, live.persons or show.hosts, "host", record.images, show.base_url)
    add_chat(item, live.chat)
    add_content_links(item, live.links)
