"""A channel into a show.toml with its cover and pictures. Written once; what is there is left alone."""

import uuid
from pathlib import Path

from podcast.content.folder import SHOW_FILE
from podcast.content.identity import podcast_guid
from podcast.content.text import is_web_address, slugify
from podcast.content.toml import write_toml
from podcast.errors import CannotWriteError, Place
from podcast.feed.source_tags import Facts, add
from podcast.files import write_whole
from podcast.messages import msg
from podcast.moving.feed import WholeFeed
from podcast.moving.hosts import Host, without_notices
from podcast.moving.sidecars import Sidecars, portraits
from podcast.moving.valid import valid_show
from podcast.values import Struct

_ORDER = """
    title itunes_title author description language link guid categories type explicit copyright license locked
    locked_owner cover base_url store feed_length
"""
_HEAD = """\
# Written by `podcast import` from {where}.
# Every key is explained in docs/format.md; `podcast check` says what is missing or wrong.
# guid is the show's identity, which it keeps for ever: never change it.

"""


class Target(Struct, frozen=True, kw_only=True):
    """Where the show will be: its public address, and its store."""

    base_url: str
    store: str


def show_guid(feed: WholeFeed) -> str:
    """Return the podcast:guid of a feed: its own, or the one that follows from the address that it has now."""
    found = str(feed.first.facts.get("guid", ""))
    try:
        return str(uuid.UUID(found))
    except ValueError:
        known = (feed.where, feed.first.self_link, str(feed.first.facts.get("link", "")))
        address = next((one for one in known if is_web_address(one)), feed.where)
        return str(podcast_guid(address))


def refuse_other(root: Path, there_guid: str, feed: WholeFeed) -> None:
    """Raise CannotWriteError if the folder has another show."""
    if there_guid != show_guid(feed):
        raise CannotWriteError(
            msg("another show is in this folder"),
            hint=msg("name another folder"),
            place=Place(file=str(root / SHOW_FILE)),
        )


def import_show_file(
    feed: WholeFeed,
    root: Path,
    target: Target,
    host: Host | None,
    old_sites: frozenset[str],
    sidecars: Sidecars,
) -> list[str]:
    """Write show.toml, after the files that it names; return what was left out, and why.

    Raises:
        TryAgainError: a picture did not come.
        CannotWriteError, DiskError: it cannot be written.
    """
    facts: Facts = {name: one for name, one in feed.first.facts.items()}
    facts["guid"] = show_guid(feed)
    facts["description"] = without_notices(str(facts["description"]), host) or facts["title"]
    if not is_web_address(str(facts.get("link", ""))):
        facts["link"] = feed.address or target.base_url
    facts["base_url"], facts["store"] = target.base_url, target.store
    if not facts.get("language"):
        facts["language"] = "fr"
        sidecars.notes.append(msg("the feed says no language: show.toml says fr"))
    if not facts["categories"]:
        sidecars.notes.append(msg("the feed has no category that Apple knows: choose one in show.toml"))
    facts["cover"] = _cover(feed, facts, root, sidecars)
    seasons = {
        one.facts["season"]: one.season_name
        for one in reversed(feed.items)
        if one.season_name and "season" in one.facts
    }
    add(facts, "seasons", [{"number": number, "name": name} for number, name in sorted(seasons.items())])
    _trailers(facts, feed)
    for group in ("hosts", "credits"):
        portraits(facts.get(group, []), "portrait", old_sites, sidecars)
    for live in facts.get("live", []):
        portraits(live.get("persons", []), "portrait", old_sites, sidecars)
    pictures = facts.pop("images", [])
    add(facts, "images", [one for one in (_image(facts_, sidecars) for facts_ in pictures) if one])
    facts, refused = valid_show(facts)
    known = {name: facts[name] for name in _ORDER.split() if name in facts}
    text = _HEAD.format(where=feed.where if is_web_address(feed.where) else "a feed") + write_toml(
        known | facts
    )
    write_whole(root / SHOW_FILE, text.encode())
    return refused


def _cover(feed: WholeFeed, facts: Facts, root: Path, sidecars: Sidecars) -> str:
    name = sidecars.picture(feed.first.cover, "cover") if is_web_address(feed.first.cover) else ""
    if not name:
        sidecars.notes.append(
            msg("the feed has no cover that can be fetched: a plain one was drawn, to be replaced")
        )
        name = "cover.jpg"
        if not (root / name).exists():
            from podcast.publish.images_encode import (
                draw_cover,  # Pillow takes long to load, and is not needed as a rule
            )

            write_whole(root / name, draw_cover(str(facts["title"]), accent="#e63b11"))
    return name


def _seasons(feed: WholeFeed) -> list[Facts]:
    """Return the seasons that have a name; the newest item with one is believed."""
    named = [(one.facts.get("season", 0), one.season_name) for one in reversed(feed.items) if one.season_name]
    return [{"number": number, "name": name} for number, name in sorted(dict(named).items()) if number]


def _trailers(facts: Facts, feed: WholeFeed) -> None:
    """Leave out trailers that are episodes: these become trailers by themselves."""
    own = {one.enclosure.url for one in feed.items if one.enclosure and one.facts.get("type") == "trailer"}
    trailers = [one for one in facts.pop("trailers", []) if one.get("url") not in own]
    add(facts, "trailers", trailers)


def _image(facts: Facts, sidecars: Sidecars) -> Facts:
    stem = slugify(f"image {facts.get('purpose', '')}")[:40]
    address = str(facts["file"])
    name = sidecars.picture(address, stem) if is_web_address(address) else ""
    return {**facts, "file": name} if name else {}
