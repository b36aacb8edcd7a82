"""Atom links of a channel: where the feed lies, its hubs, and its pages.

feedgen writes only `self`, and not beside another. Sources: RFC 4287, section 4.2.7; RFC 5005, section 3;
WebSub, section 4.
"""

from feedgen.ext.base import BaseExtension
from lxml import etree

from podcast.feed.document import Document
from podcast.feed.elements import Namespace

ATOM = Namespace("http://www.w3.org/2005/Atom")
_RELATIONS = {"first": "first", "newer": "previous", "older": "next", "oldest": "last"}


class AtomFeed(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """Links of a channel."""

    document: Document

    def extend_ns(self) -> dict[str, str]:
        return {"atom": ATOM.uri}

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        channel, document = feed[0], self.document
        show = document.show.show

        def link(rel: str, stem: str) -> None:
            if stem:
                ATOM.add(
                    channel, "link", href=f"{show.base_url}{stem}.xml", rel=rel, type="application/rss+xml"
                )

        link("self", document.stem)
        for hub in show.tags.hubs if not document.newer else ():
            ATOM.add(channel, "link", href=hub, rel="hub")
        for page, relation in _RELATIONS.items():
            link(relation, getattr(document, page))
        return feed
