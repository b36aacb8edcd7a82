"""How far a move is: what the old feed answers, what it says, and whether the new one says the same.

Owns the order of the steps of a move and how each is seen from outside. Sources: Apple, "Change your podcast RSS
feed URL"; podcast namespace, docs/tags/locked.md. Must not change anything.
"""

from collections.abc import Iterator

from podcast.errors import PodcastError
from podcast.messages import Message, msg
from podcast.moving.feed import WholeFeed, read_whole
from podcast.moving.hosts import host_of
from podcast.moving.reach import Reach
from podcast.moving.reconcile import Reconciled, reconcile
from podcast.moving.web import Web
from podcast.publish.verify import Finding
from podcast.values import Struct

_PERMANENT = (301, 308)

_FOLLOWS = msg("follows a 301; look whether it has the new address")
_BY_HAND = msg("look whether it has the new address, and change it there if not")
DIRECTORIES = (
    ("Apple Podcasts", _FOLLOWS),
    ("Spotify", _FOLLOWS),
    ("Podcast Index", _FOLLOWS),
    ("Deezer", _BY_HAND),
    ("Amazon Music", _BY_HAND),
    ("YouTube", _BY_HAND),
)


class Step(Struct, frozen=True, kw_only=True):
    """A step of a move. `done` is nothing where it cannot be seen from outside; `what` is what to do."""

    name: str
    done: bool | None
    what: str


def verify_move(old: str, new: str, reach: Reach) -> tuple[Finding, ...]:
    """Return what a subscriber of the feed at `old` would stumble over on the way to the feed at `new`.

    Raises:
        PodcastError: one of the feeds cannot be read; see `read_whole`.
    """
    web = Web(reach)
    try:
        return tuple(_findings(read_whole(old, web), read_whole(new, web), new, web))
    finally:
        web.close()


def steps(old: str, new: str, reach: Reach) -> tuple[Step, ...]:
    """Return the steps of the move from the feed at `old` to that at `new`, in order, with what is done.

    Raises:
        PodcastError: the old feed cannot be read; see `read_whole`. A new one that cannot is a step to do.
    """
    web = Web(reach)
    try:
        before = read_whole(old, web)
        try:
            after: WholeFeed | None = read_whole(new, web)
        except PodcastError:
            after = None
        compared = reconcile(before, after, web) if after else None
        return tuple(_steps(before, after, compared, old, new))
    finally:
        web.close()


def leads_to(old: WholeFeed, new: str) -> bool:
    """Say whether the old address answers with the new one, for good."""
    return (
        bool(old.redirects)
        and old.address == new
        and all(status in _PERMANENT for status, _ in old.redirects)
    )


def _findings(old: WholeFeed, new: WholeFeed, address: str, web: Web) -> Iterator[Finding]:
    if not old.redirects:
        yield Finding(
            url=old.where,
            message=msg("does not redirect: its host has to answer 301 to {address}", address=address),
        )
        if old.first.new_feed_url != address:
            said = old.first.new_feed_url or "nothing"
            yield Finding(
                url=old.where,
                message=msg(
                    "says {said} in itunes:new-feed-url, and not {address}", said=said, address=address
                ),
            )
    elif old.address != address:
        yield Finding(
            url=old.where,
            message=msg(
                "redirects to {address}, and not to {expected}", address=old.address, expected=address
            ),
        )
    elif not leads_to(old, address):
        statuses = ", ".join(str(status) for status, _ in old.redirects)
        yield Finding(
            url=old.where,
            message=msg("redirects with {statuses}: apps move for good only after 301", statuses=statuses),
        )
    if new.first.new_feed_url not in ("", address):
        yield Finding(
            url=address,
            message=msg(
                "says in itunes:new-feed-url that it is at {new_feed_url}",
                new_feed_url=new.first.new_feed_url,
            ),
        )
    for one in reconcile(old, new, web).differences:
        if one.noticed:
            yield Finding(url=address, message=one.told())


def _steps(
    old: WholeFeed, new: WholeFeed | None, compared: Reconciled | None, where: str, target: str
) -> Iterator[Step]:
    moved, ours = leads_to(old, target), old.first.ours
    yield Step(
        name=msg("unlock the old feed"),
        done=moved or not old.first.facts.get("locked", True),
        what=msg("locked = false in show.toml, then podcast publish")
        if ours
        else msg("podcast:locked no, at the old host"),
    )
    yield Step(
        name=msg("publish the new feed"),
        done=new is not None,
        what=msg("at its new host")
        if ours
        else msg("podcast import {where} DIR, podcast publish, podcast verify --public", where=where),
    )
    yield Step(
        name=msg("compare both"),
        done=compared is not None and not compared.noticed,
        what=msg("podcast import --reconcile {where} {target}", where=where, target=target),
    )
    yield Step(
        name=msg("name the new feed in the old one"),
        done=moved or old.first.new_feed_url == target,
        what=msg('new_feed_url = "{target}" in show.toml, then podcast publish', target=target)
        if ours
        else msg("itunes:new-feed-url {target}, at the old host", target=target),
    )
    yield Step(
        name=msg("redirect the old address for good"),
        done=moved,
        what=msg("{ask}: {target}", ask=_redirecting(old), target=target),
    )
    for name, what in DIRECTORIES:
        yield Step(name=msg("look at {name}", name=name), done=None, what=what)
    yield Step(
        name=msg("keep the old feed for four weeks at least"),
        done=None,
        what=msg(
            "then podcast verify --public --old-feed {where}; a redirect is best kept for ever", where=where
        ),
    )


def _redirecting(old: WholeFeed) -> Message:
    """Return who can redirect the old address, and where one asks for it."""
    if old.first.ours:
        return msg("let the bucket or its CDN answer 301")
    addresses = [old.where, *(one.enclosure.url for one in old.items if one.enclosure)]
    host = host_of(addresses, old.first.generator)
    there = host.name if host else msg("the old host")
    return msg("ask {there}, in its settings or its support, for a 301", there=there)
