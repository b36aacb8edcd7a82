"""Several shows as one OPML list, which podcast apps import. Pure. Specification: OPML 2.0, http://opml.org/spec2.opml."""

from collections.abc import Iterable

from lxml import etree

from podcast.content import keys
from podcast.content.show import Show
from podcast.values import Struct


class Subscription(Struct, frozen=True, kw_only=True):
    """A feed that one can subscribe to: its title, its address, and that of its site."""

    title: str
    url: str
    link: str
    description: str = ""
    language: str = ""


def subscriptions(show: Show) -> list[Subscription]:
    """Return the feed of a show and those further ones of it that are listed."""
    main = Subscription(
        title=show.title,
        url=keys.url_of(show.base_url, keys.FEED),
        link=show.link,
        description=show.description,
        language=show.language,
    )
    further = [
        Subscription(
            title=feed.title or f"{show.title} – {feed.name}",
            url=f"{show.base_url}{keys.filtered_feed(feed.name)}.xml",
            link=show.link,
            description=feed.description,
            language=show.language,
        )
        for feed in show.feeds
        if feed.listed
    ]
    return [main, *further]


def render_opml(title: str, feeds: Iterable[Subscription]) -> bytes:
    """Return an OPML document; each feed stands in it once, in the order given."""
    root = etree.Element("opml", {"version": "2.0"})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for feed in {one.url: one for one in feeds}.values():
        facts = {
            "type": "rss",
            "text": feed.title,
            "title": feed.title,
            "xmlUrl": feed.url,
            "htmlUrl": feed.link,
            "description": " ".join(feed.description.split()),
            "language": feed.language,
        }
        etree.SubElement(body, "outline", {name: value for name, value in facts.items() if value})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
