"""Three-way merge: what this folder wants, what is published, and what this folder knew. Pure.

What only this folder changed is published; what only others changed stays as they published it; what both
changed is decided by nobody but the producer. What this folder does not have is kept. What was unpublished
does not come back by itself.
"""

from collections.abc import Collection, Iterable, Mapping
from enum import Enum, auto
from typing import TypeVar

from podcast.content import canonical
from podcast.content.record import EpisodeRecord, Record, ShowRecord
from podcast.errors import ContentError, Place, TryAgainError
from podcast.messages import joined, msg
from podcast.publish.build import Candidate, identity_of
from podcast.publish.differences import Difference, differences
from podcast.publish.proposal import Side
from podcast.publish.seen import SHOW, Seen
from podcast.publish.state import State
from podcast.values import Struct

RecordT = TypeVar("RecordT", bound=Record | ShowRecord)


class Conflict(Struct, frozen=True, kw_only=True):
    """An episode, an article or the show that both changed; `gone` says that they unpublished it."""

    what: str
    slug: str
    title: str
    fields: tuple[Difference, ...]
    gone: bool = False


class Merged(Struct, frozen=True, kw_only=True):
    """The records of the next release by identity, and what the producer should know of how they came about.

    `ours` are the identities that this folder decides. `stale` are slugs that others changed and this folder
    did not: theirs are kept. `overwrites` are slugs of which this folder never saw what is published.
    `withheld` are slugs that were unpublished.
    """

    show: ShowRecord
    records: Mapping[str, Record]
    ours: frozenset[str]
    stale: tuple[str, ...] = ()
    overwrites: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


class ConflictsError(TryAgainError):
    """This folder and somebody else changed the same, differently; `conflicts` has both versions."""

    def __init__(self, conflicts: Collection[Conflict], *, release: int, where: str) -> None:
        names = joined(", ", (msg("“{text}”", text=one.slug or "show.toml") for one in conflicts))
        super().__init__(
            msg(
                "{names}: also changed by somebody else, in release {release} or before; theirs is "
                "online, yours is not",
                names=names,
                release=release,
            ),
            hint=msg(
                "put what you want of both into your folder and say --ours, or keep theirs with --theirs"
            ),
            place=Place(file=where),
        )
        self.conflicts = tuple(conflicts)


def refuse_conflicts(conflicts: Collection[Conflict], *, release: int, where: str) -> None:
    """Raise ConflictsError if there are conflicts."""
    if conflicts:
        raise ConflictsError(conflicts, release=release, where=where)


class _Choice(Enum):
    SAME = auto()
    OURS = auto()
    OVERWRITE = auto()
    THEIRS = auto()
    CONFLICT = auto()


def merge(
    candidate: Candidate,
    published: State,
    seen: Seen | None,
    *,
    side: Side | None = None,
    restore: Collection[str] = (),
    allow_guid_change: bool = False,
) -> Merged:
    """Return what the next release consists of.

    `seen` is what this folder knew of what is published, nothing if it never published there. `side` decides
    conflicts; `restore` are slugs that may come back although they were unpublished.

    Raises:
        ContentError: a published guid would change, which is not allowed; a slug is taken, or was never unpublished.
    """
    if not allow_guid_change:
        _refuse_guid_change(published, candidate)
    _refuse_nothing_to_restore(published, candidate, restore)
    made = _Merging(published, seen, side)
    buried = {one.identity for one in published.release.tombstones} if published.release else set()
    records = dict(published.records)
    addresses: dict[tuple[str, str], str] = {
        (one.kind, one.slug): identity for identity, one in records.items()
    }
    withheld = []
    for record in candidate.records:
        identity = identity_of(record.page)
        if identity in buried and record.slug not in restore:
            withheld.append(record.slug)
            continue
        _take_the_slug(records, addresses, record, identity)
        chosen: Record | None = record
        if identity in buried:
            made.ours.add(identity)
        else:
            chosen = made.choose(identity, record, published.records.get(identity))
        _place(records, addresses, chosen, identity)
    show = made.choose(SHOW, candidate.show, published.show)
    refuse_shared_slug(records)
    return Merged(
        show=show or candidate.show,
        records=records,
        ours=frozenset(made.ours),
        stale=tuple(made.stale),
        overwrites=tuple(made.overwrites),
        withheld=tuple(withheld),
        conflicts=tuple(made.conflicts),
    )


class _Merging:
    """Chooses record by record, and remembers why."""

    def __init__(self, published: State, seen: Seen | None, side: Side | None) -> None:
        self._published = published
        self._seen = seen
        self._side = side
        self.ours: set[str] = set()
        self.stale: list[str] = []
        self.overwrites: list[str] = []
        self.conflicts: list[Conflict] = []

    def choose(self, identity: str, ours: RecordT, theirs: RecordT | None) -> RecordT | None:
        """Return the version that is published next, nothing if none is."""
        choice = self._choice(identity, ours, theirs)
        name = "show.toml" if isinstance(ours, ShowRecord) else ours.slug
        if choice is _Choice.CONFLICT:
            if self._side is None:
                self.conflicts.append(_conflict(ours, theirs))
            choice = _Choice.OURS if self._side is Side.OURS else _Choice.THEIRS
        elif choice is _Choice.THEIRS:
            self.stale.append(name)
        elif choice is _Choice.OVERWRITE:
            self.overwrites.append(name)
        if choice is _Choice.THEIRS:
            return theirs
        self.ours.add(identity)
        return ours

    def _choice(self, identity: str, ours: object, theirs: object | None) -> _Choice:
        if ours is theirs:
            return _Choice.SAME
        here = canonical.digest(canonical.encode(ours))
        there = canonical.digest(canonical.encode(theirs)) if theirs is not None else ""
        if here == there:
            return _Choice.SAME
        seen = self._seen or Seen()
        known = seen.records.get(identity, "")
        if there in seen.pending.get(identity, ()):
            return _Choice.OURS
        if not known and not seen.complete:
            return _Choice.OVERWRITE if there else _Choice.OURS
        if there == known:
            return _Choice.OURS
        return _Choice.THEIRS if known == here else _Choice.CONFLICT


def _conflict(ours: Record | ShowRecord, theirs: Record | ShowRecord | None) -> Conflict:
    is_show = isinstance(ours, ShowRecord)
    return Conflict(
        what=ours.kind,
        slug="" if isinstance(ours, ShowRecord) else ours.slug,
        title=ours.show.title if isinstance(ours, ShowRecord) else ours.page.title,
        fields=differences(theirs, ours) if theirs is not None else (),
        gone=theirs is None and not is_show,
    )


def _take_the_slug(
    records: dict[str, Record], addresses: Mapping[tuple[str, str], str], record: Record, identity: str
) -> None:
    """Let an article or an episode that has a new identity take the place of the one with its address."""
    known = addresses.get((record.kind, record.slug), identity)
    other = records.get(known)
    if known != identity and other and (other.kind, other.slug) == (record.kind, record.slug):
        del records[known]


def _place(
    records: dict[str, Record], addresses: dict[tuple[str, str], str], chosen: Record | None, identity: str
) -> None:
    """Let this be the version that is published, or none."""
    if chosen is None:
        records.pop(identity, None)
    else:
        records[identity] = chosen
        addresses[chosen.kind, chosen.slug] = identity


def refuse_shared_slug(records: Mapping[str, Record]) -> None:
    """Links name a page by its slug alone, so an article may not have that of an episode elsewhere."""
    taken: dict[str, Record] = {}
    for record in records.values():
        if other := taken.get(record.slug):
            raise ContentError(
                msg(
                    "the slug “{slug}” is published already, of the {kind} “{title}”",
                    slug=record.slug,
                    kind=other.kind,
                    title=other.page.title,
                ),
                hint=msg("choose another slug"),
            )
        taken[record.slug] = record


def _refuse_nothing_to_restore(published: State, candidate: Candidate, restore: Collection[str]) -> None:
    """Raise for a slug that was never unpublished, or that this folder does not have; one that is back already is
    no error, as the same command may be run again."""
    buried = {one.slug for one in published.release.tombstones} if published.release else set()
    online, here = (
        {one.slug for one in published.records.values()},
        {one.slug for one in candidate.records},
    )
    for slug in restore:
        if slug in online or (slug in buried and slug in here):
            continue
        raise ContentError(
            msg("“{slug}” cannot be restored: this folder has nothing of it to publish", slug=slug)
            if slug in buried
            else msg("“{slug}” cannot be restored: it was not unpublished", slug=slug),
            hint=msg("see `podcast status`"),
        )


def _refuse_guid_change(published: State, candidate: Candidate) -> None:
    old = published.show
    if old and old.show.guid != candidate.show.show.guid:
        raise ContentError(
            msg(
                "the podcast:guid was published as {guid} and is {candidate_show_show_guid} here",
                guid=old.show.guid,
                candidate_show_show_guid=candidate.show.show.guid,
            ),
            hint=msg("put the published one back into show.toml, or say --allow-guid-change"),
            place=Place(file="show.toml"),
        )
    guids = {one.slug: one.guid for one in _episodes(published.records.values())}
    known = set(guids.values())
    for record in _episodes(candidate.records):
        if record.guid not in known and record.slug in guids:
            raise ContentError(
                msg(
                    "the guid of “{slug}” was published as {guids} and is {guid} here: every listener would "
                    "get the episode again",
                    slug=record.slug,
                    guids=guids[record.slug],
                    guid=record.guid,
                ),
                hint=msg("put the published one back into the front matter, or say --allow-guid-change"),
            )


def _episodes(records: Iterable[Record]) -> list[EpisodeRecord]:
    return [one for one in records if isinstance(one, EpisodeRecord)]
