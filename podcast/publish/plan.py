"""What publishing would change for listeners, as a value that is printed before a byte moves."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from podcast.content import canonical
from podcast.content.record import EpisodeRecord, Record, ShowRecord
from podcast.publish.assemble import Assembly
from podcast.publish.build import Candidate, Held
from podcast.publish.state import State
from podcast.publish.upload import Upload


class Kind(StrEnum):
    """What happens to a page."""

    ADD = "add"
    CHANGE = "change"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One episode, article or the show that would be new or different; `fields` names what differs."""

    kind: Kind
    what: str
    slug: str
    title: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The step from what is published to `assembly`.

    `uploads` are the objects that the current release does not have, `views` the keys of the pages and
    files that differ. `kept` are slugs that are published and not in this folder. `unfinished` says that
    the current release was committed and its views were not all written. `live` is the release that the
    feed follows until then, and `heard` the digest of what listeners get of it; 0 and empty without a feed.
    """

    base: int
    assembly: Assembly
    changes: tuple[Change, ...]
    uploads: tuple[Upload, ...]
    views: tuple[str, ...]
    kept: tuple[str, ...]
    held: tuple[Held, ...]
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
    def upload_bytes(self) -> int:
        return sum(upload.fact.size for upload in self.uploads)


def make_plan(
    published: State, candidate: Candidate, assembly: Assembly, *, live: int, heard: str = ""
) -> Plan:
    """Return the plan that leads from `published` to `assembly`; `live` and `heard` are as in `Plan`."""
    release, old = assembly.release, published.release
    known = old.objects if old else {}
    missing = sorted(key for key in release.objects if key not in known)
    old_views = old.views if old else {}
    changed_views = tuple(sorted(key for key, fact in release.views.items() if old_views.get(key) != fact))
    here = {_identity(record) for record in candidate.records} | {one.identity for one in candidate.held}
    return Plan(
        base=published.number,
        assembly=assembly,
        changes=_changes(published, candidate, assembly.records),
        uploads=tuple(assembly.uploads[key] for key in missing),
        views=changed_views if release.number != published.number else (),
        kept=tuple(sorted(one.slug for name, one in published.records.items() if name not in here)),
        held=candidate.held,
        unfinished=published.number > 0 and live < published.number,
        live=live,
        heard=heard,
    )


def _identity(record: Record) -> str:
    return record.guid if isinstance(record, EpisodeRecord) else f"article:{record.slug}"


def _changes(published: State, candidate: Candidate, records: Mapping[str, Record]) -> tuple[Change, ...]:
    changes = []
    show = candidate.show
    if published.show is None:
        changes.append(Change(kind=Kind.ADD, what="show", slug="", title=show.show.title))
    elif names := _show_differences(published.show, show):
        changes.append(Change(kind=Kind.CHANGE, what="show", slug="", title=show.show.title, fields=names))
    for identity, record in records.items():
        old = published.records.get(identity)
        if old is None:
            changes.append(_change(Kind.ADD, record, ()))
        elif canonical.encode(old) != canonical.encode(record):
            changes.append(_change(Kind.CHANGE, record, _record_differences(old, record)))
    return tuple(sorted(changes, key=lambda one: (one.what != "show", one.what, one.slug)))


def _change(kind: Kind, record: Record, names: tuple[str, ...]) -> Change:
    return Change(kind=kind, what=record.kind, slug=record.slug, title=record.page.title, fields=names)


def _show_differences(old: ShowRecord, new: ShowRecord) -> tuple[str, ...]:
    names = _differing(old.show, new.show)
    names += () if old.cover == new.cover else ("cover image",)
    return names + (() if old.images == new.images else ("images",))


def _record_differences(old: Record, new: Record) -> tuple[str, ...]:
    names = list(_differing(old.page, new.page))
    if isinstance(old, EpisodeRecord) and isinstance(new, EpisodeRecord):
        if old.enclosure.sha256 != new.enclosure.sha256:
            names.append("audio")
        if old.transcript != new.transcript:
            names.append("transcript")
    if old.images != new.images:
        names.append("images")
    return tuple(dict.fromkeys(names))


def _differing(old: object, new: object) -> tuple[str, ...]:
    """Return the names of the fields in which two values of one dataclass differ; those of `tags` one by one."""
    if type(old) is not type(new):
        return ("kind",)
    names: list[str] = []
    for one in fields(new):  # type: ignore[arg-type]  # both are of the same dataclass
        before, after = getattr(old, one.name), getattr(new, one.name)
        if before != after:
            names += _differing(before, after) if one.name == "tags" else [one.name]
    return tuple(names)
