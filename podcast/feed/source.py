"""Anyone's feed as what a show folder would say: the keys of show.toml and of front matter, and addresses.

Owns reading the bytes safely and what of a channel means which key. Items are in `source_item`, tags that both
can have in `source_tags`, Atom in `source_atom`. Pure: must not know the network, nor what is a valid value:
that is for the readers of the show folder to say.
"""

import html
import re
from collections.abc import Iterable
from urllib.parse import urljoin

from lxml import etree

from podcast.errors import ContentError, Place
from podcast.feed.lint_model import Element, children, given, name_of, value_of
from podcast.feed.lint_structure import straighten
from podcast.feed.read import safe_parser
from podcast.feed.source_atom import as_rss
from podcast.feed.source_item import Channel, SourceItem, read_item
from podcast.feed.source_show import read_channel
from podcast.feed.source_tags import Facts, plain
from podcast.messages import msg
from podcast.values import Struct, field, replace

MOST_TAGS = 2_000_000
"""Angle brackets of a document: ten thousand episodes with every tag have half as many."""

_DOCTYPE = re.compile(rb"\A(?:\s|<\?.*?\?>|<!--.*?-->)*<!DOCTYPE", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_OWN = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_OURS = re.compile(r"podcast(?: \(release \d+\))?")


class SourceFeed(Struct, frozen=True, kw_only=True):
    """One document of a feed. `facts` are keys of show.toml; `cover` and `older` (the page with older items) are
    absolute addresses; `self_link` is where the feed says that it lies. `ours`: this program wrote it. `faults`
    say what could not be read as it is."""

    facts: Facts
    items: tuple[SourceItem, ...]
    cover: str
    older: str
    self_link: str
    generator: str
    new_feed_url: str
    ours: bool
    faults: tuple[str, ...] = field(default=())


def read_source(body: bytes, *, where: str) -> SourceFeed:
    """Read RSS or Atom bytes; `where` names the feed, and is what relative addresses in it are relative to.

    Raises:
        ContentError: this is no feed, declares a document type, or has too many tags.
    """
    root, faults = _parse(body, where)
    straighten(root)
    if name_of(root) == "atom:feed":
        root = as_rss(root)
    channel = root.find("channel")
    if root.tag != "rss" or channel is None:
        raise _wrong(where, msg("this is XML, but neither an RSS nor an Atom feed"))
    generator = value_of(channel, "generator")
    ours = bool(_OURS.fullmatch(generator))
    facts = read_channel(channel, ours=ours)
    about = Channel(
        author=str(facts.get("author", "")),
        explicit=bool(facts.get("explicit")),
        language=str(facts.get("language", "")),
        hosts=facts.get("hosts", []),
        ours=ours,
    )
    items = tuple(_absolute(read_item(item, about), where) for item in channel.iterchildren("item"))
    return SourceFeed(
        facts=facts,
        items=items,
        cover=_address(where, given(_image(channel), "href") or value_of_image(channel)),
        older=_address(where, _link(channel, "next")),
        self_link=_link(channel, "self"),
        generator=generator,
        new_feed_url=value_of(channel, "itunes:new-feed-url"),
        ours=ours,
        faults=faults,
    )


def _parse(body: bytes, where: str) -> tuple[Element, tuple[str, ...]]:
    if _DOCTYPE.match(body.replace(b"\0", b"")[:100_000].lstrip(b"\xef\xbb\xbf\xff\xfe")):
        raise _wrong(where, msg("the feed declares a document type, which no podcast feed needs"))
    if body.count(b"<") > MOST_TAGS:
        raise _wrong(where, msg("the feed has more than {most} tags", most=MOST_TAGS))
    body = body.strip() if body[:1].isspace() else body
    try:
        return _checked(etree.fromstring(body, safe_parser()), where), ()
    except etree.XMLSyntaxError as error:
        fault = str(error.msg).partition(", line ")[0]
    except (ValueError, LookupError) as error:
        raise _wrong(where, msg("the feed cannot be read: “{error}”", error=error)) from error
    if "depth" in fault or "huge" in fault.lower():
        raise _wrong(where, msg("the feed is nested too deeply, or has too long a text"))
    return _checked(_mended(body, where, fault), where), (
        msg("the feed is not well-formed XML ({fault})", fault=fault),
    )


def _mended(body: bytes, where: str, fault: str) -> Element:
    """Read what is almost XML as readers do: entities of HTML are known, what is stray is skipped."""
    known = _ENTITY.sub(_spelled, body)
    forgiving = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root: Element | None = etree.fromstring(known, forgiving)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        root = None
    if root is None or (root.find(".//item") is None and name_of(root) != "atom:feed"):
        raise _wrong(where, msg("the feed is not well-formed XML: {fault}", fault=fault))
    return root


def _spelled(found: re.Match[bytes]) -> bytes:
    if found[1] in _OWN:
        return found[0]
    text = html.unescape(found[0].decode("ascii"))
    return found[0] if text.startswith("&") else "".join(f"&#{ord(one)};" for one in text).encode()


def _checked(root: Element, where: str) -> Element:
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise _wrong(where, msg("the feed declares a document type, which no podcast feed needs"))
    return root


def _image(channel: Element) -> Element | None:
    return next(iter(children(channel, "itunes:image")), None)


def value_of_image(channel: Element) -> str:
    """Return the address of RSS's own picture of a channel, or that of googleplay."""
    image = channel.find("image")
    google = next(iter(children(channel, "googleplay:image")), None)
    return (value_of(image, "url") if image is not None else "") or given(google, "href")


def _link(channel: Element, rel: str) -> str:
    links: Iterable[Element] = children(channel, "atom:link")
    return next((given(one, "href") for one in links if one.get("rel") == rel), "")


def _address(where: str, found: str) -> str:
    """Return an address as seen from the feed: relative ones are allowed in Atom, and seen in RSS."""
    try:
        return urljoin(where, plain(found)) if found else ""
    except ValueError:
        return ""


def _absolute(item: SourceItem, where: str) -> SourceItem:
    enclosure = item.enclosure and replace(item.enclosure, url=_address(where, item.enclosure.url))
    return replace(
        item,
        enclosure=enclosure,
        image=_address(where, item.image),
        chapters_url=_address(where, item.chapters_url),
        transcripts=tuple(replace(one, url=_address(where, one.url)) for one in item.transcripts),
    )


def _wrong(where: str, message: str) -> ContentError:
    return ContentError(message, hint=msg("check the address of the feed"), place=Place(file=where))
