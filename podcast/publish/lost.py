"""A store whose feed follows a release that it does not have: its `_podcast/` was deleted, or a part of it.

Owns what is said then, and what may be published anew over it. A new release takes the number after that of the
feed, so that an older view never goes over a newer one, and drops no episode of the feed and no article.
"""

import re
from collections.abc import Iterable

from podcast.content import keys
from podcast.content.record import Record
from podcast.errors import ContentError, ObjectMissingError, Place
from podcast.feed.read import read_feed
from podcast.messages import msg
from podcast.publish.state import State, live_release, newest_number
from podcast.store.base import Store
from podcast.values import replace

_MOST_PAGES = 1000
_ARTICLE = re.compile(r"<loc>[^<]*/articles/([^/<]+)/</loc>")


def lost_release(store: Store, newest: int) -> int:
    """Return the release that the feed follows if that is newer than any in the store, else 0."""
    live, _ = live_release(store)
    return live if live > newest and live > newest_number(store) else 0


def refuse_lost(store: Store, newest: int) -> None:
    """Raise if the feed follows a release that is not in the store any more.

    Raises:
        ContentError: it does.
    """
    if live := lost_release(store, newest):
        raise ContentError(
            msg(
                "{feed} follows release {live}, which is not there: _podcast/ was deleted, or a part of it",
                feed=keys.FEED,
                live=live,
            ),
            hint=msg("restore _podcast/ from a backup, or make it anew: `podcast publish --repair`"),
            place=Place(file=store.url),
        )


def with_lost(store: Store, published: State) -> State:
    """Return what is published with the number of the release that is lost, if one is."""
    return replace(published, lost=lost_release(store, published.number))


def refuse_dropping(store: Store, records: Iterable[Record], base_url: str) -> None:
    """Raise if readers have a page that a release anew of these records would not have.

    Raises:
        ContentError: the feed has another episode, or the sitemap another article.
    """
    known = list(records)
    guids = {one.page.guid for one in known if one.kind == "episode"}
    slugs = {one.slug for one in known if one.kind == "article"}
    lacking = [title for guid, title in _items(store, base_url) if guid not in guids]
    lacking += [slug for slug in _articles(store) if slug not in slugs]
    if lacking:
        raise ContentError(
            msg("this folder does not have what readers have: {titles}", titles=", ".join(lacking[:5])),
            hint=msg("repair from a folder that has all of it, or restore _podcast/ from a backup"),
            place=Place(file=store.url),
        )


def _items(store: Store, base_url: str) -> list[tuple[str, str]]:
    """Return guid and title of every item of the live feed and the pages that it is continued on."""
    key, found = keys.FEED, []
    for _ in range(_MOST_PAGES):
        page = read_feed(store.get(key).body, where=f"{store.url}/{key}")
        found += [(one.guid, one.title) for one in page.items]
        if not page.older.startswith(base_url):
            break
        key = page.older.removeprefix(base_url)
    return found


def _articles(store: Store) -> list[str]:
    try:
        body = store.get(keys.SITEMAP).body
    except ObjectMissingError:
        return []
    return _ARTICLE.findall(body.decode("utf-8", "replace"))
