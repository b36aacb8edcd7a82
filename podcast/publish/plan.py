"""What publishing would change for listeners, as a value that is printed before a byte moves."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from podcast.content import canonical, keys
from podcast.content.record import Record
from podcast.publish.assembly import Assembly
from podcast.publish.differences import Difference, differences
from podcast.publish.wanted import Notes, Wanted
from podcast.values import Struct

if TYPE_CHECKING:
    from podcast.publish.state import State
    from podcast.publish.upload import Upload


class Kind(StrEnum):
    """What happens to a page."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


class Change(Struct, frozen=True, kw_only=True):
    """One episode, article or the show that would be new, different or gone; `fields` are those that differ."""

    kind: Kind
    what: str
    slug: str
    title: str
    fields: tuple[Difference, ...] = ()


class Plan(Struct, frozen=True, kw_only=True):
    """The step from what is published to `assembly`.

    `uploads` are the objects that the current release does not have, `revived` those that it does not have and an
    older one had, so that they are stored, if nobody collects them; `views` the keys of the pages and files
    that differ. `unfinished` says that the current release was committed and its views were not all written.
    `live` is the release that the feed follows until then, and `heard` the digest of what listeners get of it;
    0 and empty without a feed.
    """

    base: int
    assembly: Assembly
    changes: tuple[Change, ...]
    uploads: tuple[Upload, ...]
    views: tuple[str, ...]
    notes: Notes
    revived: tuple[str, ...] = ()
    base_digest: str = ""
    unfinished: bool = False
    live: int = 0
    heard: str = ""

    @property
    def commits(self) -> bool:
        """Whether a new release is needed."""
        return self.assembly.release.number != self.base

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all to do."""
        return not self.commits and not self.unfinished

    @property
    def touched(self) -> frozenset[str] | None:
        """The keys that are written: all of them, which is nothing, if an earlier publish was not finished."""
        if self.unfinished or not self.base:
            return None
        return frozenset((*(one.key for one in self.uploads), *self.views, keys.FEED))

    @property
    def upload_bytes(self) -> int:
        return sum(upload.fact.size for upload in self.uploads)

    @property
    def name(self) -> str:
        """What tells this plan from another: what it starts from, and what listeners would get. No moments."""
        release = self.assembly.release
        entries = [[one.identity, one.slug, one.record] for one in release.entries]
        buried = [one.identity for one in release.tombstones]
        facts = {"base": self.base_digest, "show": release.show, "entries": entries, "buried": buried}
        return canonical.digest(canonical.encode(facts))[:16]


def make_plan(published: State, wanted: Wanted, assembly: Assembly, *, live: int, heard: str = "") -> Plan:
    """Return the plan that leads from `published` to `assembly`; `live` and `heard` are as in `Plan`."""
    release, old = assembly.release, published.release
    known = old.objects if old else {}
    missing = sorted(key for key in release.objects if key not in known and key in assembly.uploads)
    old_views = old.views if old else {}
    changed_views = tuple(sorted(key for key, fact in release.views.items() if old_views.get(key) != fact))
    return Plan(
        base=published.number,
        assembly=assembly,
        changes=_changes(published, wanted),
        uploads=tuple(assembly.uploads[key] for key in missing),
        views=changed_views if release.number != published.number else (),
        notes=wanted.notes,
        revived=tuple(
            sorted(key for key in release.objects if key not in known and key not in assembly.uploads)
        ),
        base_digest=published.digest,
        unfinished=published.number > 0 and live < published.number,
        live=live,
        heard=heard,
    )


def _changes(published: State, wanted: Wanted) -> tuple[Change, ...]:
    changes = []
    title = wanted.show.show.title
    if published.show is None:
        changes.append(Change(kind=Kind.ADD, what="show", slug="", title=title))
    elif published.show is not wanted.show and (found := differences(published.show, wanted.show)):
        changes.append(Change(kind=Kind.CHANGE, what="show", slug="", title=title, fields=found))
    for identity, record in wanted.records.items():
        old = published.records.get(identity)
        if old is None:
            changes.append(_change(Kind.ADD, record))
        elif old is not record and canonical.encode(old) != canonical.encode(record):
            changes.append(_change(Kind.CHANGE, record, differences(old, record)))
    gone = [one for identity, one in published.records.items() if identity not in wanted.records]
    changes += [_change(Kind.REMOVE, one) for one in gone]
    return tuple(sorted(changes, key=lambda one: (one.what != "show", one.what, one.slug)))


def _change(kind: Kind, record: Record, found: tuple[Difference, ...] = ()) -> Change:
    return Change(kind=kind, what=record.kind, slug=record.slug, title=record.page.title, fields=found)
