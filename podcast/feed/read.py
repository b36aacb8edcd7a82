"""Reading a feed back, as a client does: what `verify` compares with what answers. The bytes are untrusted."""

from lxml import etree

from podcast.errors import ContentError, Place
from podcast.messages import msg
from podcast.values import Struct


class FeedItem(Struct, frozen=True, kw_only=True):
    """What a client needs of an item. `length` is what the feed claims, -1 if it is no number."""

    guid: str
    title: str
    url: str
    length: int
    type: str


class ReadFeed(Struct, frozen=True, kw_only=True):
    """A feed as read: its title and site, its items in order, the sidecar files and images it links to, and
    the address of the page with older items, if it is continued on one."""

    title: str
    link: str
    items: tuple[FeedItem, ...]
    linked: tuple[str, ...]
    older: str = ""


_PODCAST = "https://podcastindex.org/namespace/1.0"
_ATOM = "http://www.w3.org/2005/Atom"
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"


def read_feed(body: bytes, *, where: str) -> ReadFeed:
    """Read RSS bytes; document types and entities are refused.

    Raises:
        ContentError: this is not RSS.
    """
    parser = safe_parser()
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise _wrong(where, msg("the feed is not well-formed XML: {msg}", msg=error.msg)) from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise _wrong(where, msg("the feed declares a document type, which no podcast feed needs"))
    channel = root.find("channel")
    if root.tag != "rss" or channel is None:
        raise _wrong(where, msg("this is XML, but not an RSS feed"))
    return ReadFeed(
        title=channel.findtext("title") or "",
        link=channel.findtext("link") or "",
        older=_older(channel),
        items=tuple(_read_item(item) for item in channel.iterfind("item")),
        linked=_linked(channel),
    )


def _older(channel: etree._Element) -> str:
    links = channel.iterfind(f"{{{_ATOM}}}link")
    return next((_attribute(link, "href") for link in links if link.get("rel") == "next"), "")


def safe_parser() -> etree.XMLParser:
    """Return a parser that neither resolves entities nor fetches anything, with lxml's limits on."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _read_item(item: etree._Element) -> FeedItem:
    enclosure = item.find("enclosure")
    length = _attribute(enclosure, "length")
    return FeedItem(
        guid=item.findtext("guid") or "",
        title=item.findtext("title") or "",
        url=_attribute(enclosure, "url"),
        length=int(length) if length.isascii() and length.isdigit() else -1,
        type=_attribute(enclosure, "type"),
    )


def _attribute(element: etree._Element | None, name: str) -> str:
    return str(element.get(name, "")) if element is not None else ""


def _linked(channel: etree._Element) -> tuple[str, ...]:
    found = [
        str(element.get("url") or element.get("href") or "")
        for tag in (f"{{{_PODCAST}}}transcript", f"{{{_PODCAST}}}chapters", f"{{{_ITUNES}}}image")
        for element in channel.iter(tag)
    ]
    return tuple(dict.fromkeys(url for url in found if url))


def _wrong(where: str, message: str) -> ContentError:
    return ContentError(message, hint=msg("publish again, or check the address"), place=Place(file=where))
