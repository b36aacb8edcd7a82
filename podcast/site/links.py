"""Addresses in pages: how one page points at another, and which addresses from outside may be links.

Pages point at each other relatively, so that the same bytes work under any prefix, in a preview and in a
copied folder. A page is addressed by its folder, as `keys.url_of` does for public addresses.
"""

from collections.abc import Callable, Sequence
from urllib.parse import quote, urlsplit

from podcast.content import keys
from podcast.content.record import EpisodeRecord, Record, ShowRecord
from podcast.content.show import Listing
from podcast.values import replace

Link = Callable[[str], str]
WEB = ("http", "https")


def record_page(record: Record) -> str:
    """Return the key of the page of an episode or article."""
    if isinstance(record, EpisodeRecord):
        return keys.episode_key(record.slug)
    return keys.article_key(record.slug)


def former_pages(records: Sequence[Record]) -> dict[str, Record]:
    """Return the record that now is what was at each former key. An address that a page has is no former one."""
    known = {record_page(one) for one in records}
    made: dict[str, Record] = {}
    for record in records:
        make = keys.episode_key if isinstance(record, EpisodeRecord) else keys.article_key
        for slug in record.page.former_slugs:
            if make(slug) not in known:
                made.setdefault(make(slug), record)
    return made


def player_beside(page: str) -> str:
    """Return the key of the player of the episode whose page is at key `page`."""
    return page.removesuffix("index.html") + "embed.html"


def from_page(page: str) -> Link:
    """Return a function from a key to its address relative to the page at key `page`."""
    up = "../" * page.count("/")
    return lambda key: _below(up, key) or "./"


def from_anywhere(base_url: str) -> Link:
    """Return a function from a key to its address for a page shown at any address: the 404 page."""
    root = urlsplit(base_url).path or "/"
    return lambda key: _below(root, key)


def _below(prefix: str, key: str) -> str:
    """Return the address of a key below `prefix`, whatever a record of an untrusted store calls a key."""
    key = key.lstrip(" \t\r\n\\/")
    is_scheme = not prefix and ":" in key.partition("/")[0]
    return keys.url_of("./" if is_scheme else prefix, key)


def trusted(show: ShowRecord) -> ShowRecord:
    """Return the show with only such addresses of its newsroom as may be links.

    The newsroom's name leads to the show itself when its address may not be one.
    """
    site = show.show.site
    links = tuple(one for one in site.links if safe_url(one.url, (*WEB, "mailto")))
    listings = tuple(one for one in site.subscribe if safe_url(one.url, ("https",)))
    site = replace(site, url=safe_url(site.url) or show.show.base_url, links=links, subscribe=listings)
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


def subscriptions(feed: str, listings: Sequence[Listing] = ()) -> tuple[dict[str, str], ...]:
    """Return the name and address of each place where one subscribes: those that the show has of its own, then each
    app that subscribes to the feed at this address when it is followed.

    The latter are the schemes that the apps register; none is a third party's page that would be told who comes. Where
    the show has a page of its own, it stands for the app of that name.
    """
    own = {one.name.casefold() for one in listings}
    apps = (one for one in _apps(feed) if one["name"].casefold() not in own)
    return (*({"name": one.name, "url": one.url} for one in listings), *apps)


def _apps(feed: str) -> tuple[dict[str, str], ...]:
    bare = feed.partition("://")[2]
    asked = quote(feed, safe="")
    return (
        {"name": "Apple Podcasts", "url": f"podcast://{bare}"},
        {"name": "Overcast", "url": f"overcast://x-callback-url/add?url={asked}"},
        {"name": "Pocket Casts", "url": f"pktc://subscribe/{bare}"},
        {"name": "AntennaPod", "url": f"antennapod-subscribe://{bare}"},
    )


def depth_of(page: str) -> int:
    """Return how many folders deep a page is, which its links go by; -1 for the one that may be anywhere."""
    return -1 if page == keys.NOT_FOUND else page.count("/")
