"""Addresses in pages: how one page points at another, and which addresses from outside may be links.

Pages point at each other relatively, so that the same bytes work under any prefix, in a preview and in a
copied folder. A page is addressed by its folder, as `keys.url_of` does for public addresses.
"""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from podcast.content import keys
from podcast.content.record import EpisodeRecord, Record, ShowRecord

Link = Callable[[str], str]
WEB = ("http", "https")


def record_page(record: Record) -> str:
    """Return the key of the page of an episode or article."""
    if isinstance(record, EpisodeRecord):
        return keys.episode_key(record.slug)
    return keys.article_key(record.slug)


def from_page(page: str) -> Link:
    """Return a function from a key to its address relative to the page at key `page`."""
    up = "../" * page.count("/")
    return lambda key: keys.url_of(up, key) or "./"


def from_anywhere(base_url: str) -> Link:
    """Return a function from a key to its address for a page shown at any address: the 404 page."""
    root = urlsplit(base_url).path or "/"
    return lambda key: keys.url_of(root, key)


def trusted(show: ShowRecord) -> ShowRecord:
    """Return the show with only such addresses of its newsroom as may be links.

    The newsroom's name leads to the show itself when its address may not be one.
    """
    site = show.show.site
    links = tuple(one for one in site.links if safe_url(one.url, (*WEB, "mailto")))
    site = replace(site, url=safe_url(site.url) or show.show.base_url, links=links)
    return replace(show, show=replace(show.show, site=site))


def safe_url(url: str, schemes: tuple[str, ...] = WEB) -> str:
    """Return `url` if it may be a link, else nothing: never `javascript:`, never an address in disguise."""
    if any(sign.isspace() or not sign.isprintable() for sign in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme.lower() not in schemes:
        return ""
    return url if parts.netloc or parts.scheme.lower() == "mailto" else ""
