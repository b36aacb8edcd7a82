"""Names for what is imported: folders and slugs. Made here, never taken from a feed.

The same feed gives the same names, oldest item first, so that a new item changes none of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from podcast.content.folder import ShowFolder
from podcast.content.text import is_slug, slugify
from podcast.feed.source_item import SourceItem
from podcast.values import Struct

_LONGEST = 60


class Place(Struct, frozen=True, kw_only=True):
    """Where an item goes: its folder beside show.toml, and its slug. `done`: its episode.md is there."""

    item: SourceItem
    folder: str
    slug: str
    done: bool


def places(items: Sequence[SourceItem], there: ShowFolder | None, *, ours: bool) -> list[Place]:
    """Return the place of every item, in the order of the feed. What the folder has by its guid stays there."""
    by_guid = {one.page.guid: one for one in there.episodes} if there else {}
    slugs = {one.page.slug for one in there.pages()} if there else set()
    folders = {one.folder.name for one in by_guid.values()}
    width = max(3, *(len(str(one.facts.get("number", 0))) for one in items)) if items else 3
    found: dict[str, Place] = {}
    for item in sorted(
        items, key=lambda one: (one.date is None, one.date and one.date.timestamp(), one.guid)
    ):
        if source := by_guid.get(item.guid):
            found[item.guid] = Place(item=item, folder=source.folder.name, slug=source.page.slug, done=True)
            continue
        slug = _free(_slug(item, ours=ours), slugs)
        folder = _free(_folder(item, slug, width), folders)
        slugs.add(slug)
        folders.add(folder)
        found[item.guid] = Place(item=item, folder=folder, slug=slug, done=False)
    return [found[one.guid] for one in items]


def _slug(item: SourceItem, *, ours: bool) -> str:
    """Return the slug that an item had here, or one that follows from its title."""
    parts = [one for one in urlsplit(item.link).path.split("/") if one] if ours else []
    if len(parts) > 1 and parts[-2] == "episodes" and is_slug(parts[-1]):
        return parts[-1]
    slug = slugify(item.title)
    if len(slug) > _LONGEST:
        slug = slug[: _LONGEST + 1].rpartition("-")[0] or slug[:_LONGEST]
    return slug or (f"episode-{item.facts['number']}" if "number" in item.facts else "episode")


def _folder(item: SourceItem, slug: str, width: int) -> str:
    """Return `012-un-titre`, or `2024-05-31-un-titre` without a number."""
    number = item.facts.get("number")
    day = item.date.date().isoformat() if item.date else ""
    return f"{number:0{width}}-{slug}" if number else f"{day}-{slug}"


def _free(name: str, taken: Iterable[str]) -> str:
    """Return a name that nobody has, with a number if need be."""
    known = set(taken)
    return next(
        one for one in (name, *(f"{name}-{at}" for at in range(2, len(known) + 3))) if one not in known
    )


def picture_names(addresses: Iterable[str], stem: str) -> Mapping[str, str]:
    """Return a name without suffix for each address: `stem`, `stem-2` and so on."""
    unique = list(dict.fromkeys(addresses))
    return {one: stem if not at else f"{stem}-{at + 1}" for at, one in enumerate(unique)}
