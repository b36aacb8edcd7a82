"""An Atom feed as if it were RSS, so that one reader serves both.

Specification: RFC 4287. Owns which element of the one is which of the other; what is in other namespaces
is taken as it is.
"""

import html

from lxml import etree

from podcast.feed.lint_model import Element, children, given, name_of, qualified, value_of

_SAME = {"atom:title": "title", "atom:rights": "copyright", "atom:generator": "generator"}

_LINK = ("rel", "href", "type", "title", "hreflang", "length")
"""What a link says: in a feed that is not well-formed it may have attributes that no XML can have."""


def as_rss(feed: Element) -> Element:
    """Return an `rss` element with what an `atom:feed` says. The feed is taken apart."""
    rss = etree.Element("rss", {"version": "2.0"})
    channel = etree.SubElement(rss, "channel")
    _common(feed, channel)
    _text(channel, "description", value_of(feed, "atom:subtitle"))
    _text(channel, "language", feed.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    if logo := value_of(feed, "atom:logo"):
        _text(etree.SubElement(channel, "image"), "url", logo)
    for entry in children(feed, "atom:entry"):
        _entry(entry, etree.SubElement(channel, "item"))
    return rss


def _entry(entry: Element, item: Element) -> None:
    _common(entry, item)
    _text(item, "guid", value_of(entry, "atom:id"))
    _text(item, "pubDate", value_of(entry, "atom:published") or value_of(entry, "atom:updated"))
    _text(item, "description", _content(entry, "atom:summary"))
    _text(item, qualified("content:encoded"), _content(entry, "atom:content"))
    for link in children(entry, "atom:link"):
        if link.get("rel") == "enclosure":
            facts = {name: given(link, name) for name in ("length", "type")}
            etree.SubElement(item, "enclosure", {"url": given(link, "href"), **facts})
            break


def _common(source: Element, target: Element) -> None:
    """Copy what a feed and an entry both have."""
    author = next(iter(children(source, "atom:author")), None)
    for element in list(source):
        name = name_of(element)
        if name in _SAME:
            _text(target, _SAME[name], element.text or "")
        elif name == "atom:link":
            rel = element.get("rel") or "alternate"
            if rel == "alternate" and target.find("link") is None:
                _text(target, "link", given(element, "href"))
            elif source.tag != qualified("atom:entry"):
                known = {one: given(element, one) for one in _LINK if element.get(one) is not None}
                etree.SubElement(target, element.tag, known)
        elif not name.startswith("atom:") and isinstance(element.tag, str):
            target.append(element)
    if author is not None and not children(target, "itunes:author"):
        _text(target, qualified("itunes:author"), value_of(author, "atom:name"))


def _content(entry: Element, name: str) -> str:
    """Return a text construct as HTML: plain text is escaped, XHTML is written out."""
    element = next(iter(children(entry, name)), None)
    if element is None:
        return ""
    kind = element.get("type") or "text"
    if kind == "xhtml":
        return "".join(etree.tostring(one, encoding="unicode") for one in element)
    text = element.text or ""
    return text if "html" in kind else html.escape(text, quote=False)


def _text(parent: Element, tag: str, text: str) -> None:
    if text.strip():
        etree.SubElement(parent, tag).text = text
