"""The whole way from a show folder to a verified release, each step a function of values.

    load -> check -> master -> tag -> record -> release -> render -> plan -> upload -> commit -> views

A race that is lost is run again from what the others published; what both changed is never guessed.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from podcast.content import canonical
from podcast.content.folder import ShowFolder
from podcast.content.record import Record
from podcast.errors import Place, TryAgainError
from podcast.publish.assemble import assemble, merge
from podcast.publish.build import Candidate, build, identity_of
from podcast.publish.commit import LostRaceError, commit, upload_all
from podcast.publish.converge import converge
from podcast.publish.plan import Plan, make_plan
from podcast.publish.progress import Progress
from podcast.publish.state import State, live_feed, read_state
from podcast.publish.workspace import Workspace
from podcast.store.base import Store

_TRIES = 5

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a publish did: the plan that was carried out, the release, and the bytes that went."""

    plan: Plan
    release: int
    sent: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A plan, what it starts from, and what this folder wants."""

    published: State
    candidate: Candidate
    plan: Plan


def propose(
    folder: ShowFolder,
    store: Store,
    *,
    now: datetime,
    progress: Progress,
    allow_guid_change: bool = False,
) -> Proposal:
    """Return what publishing `folder` to `store` would change. Masters what has to be; changes no store.

    Raises:
        PodcastError: the store cannot be used, a recording cannot, or a guid would change.
    """
    store.probe()
    workspace = Workspace(folder.root)
    published = read_state(store, workspace)
    candidate = build(folder, published, now=now, workspace=workspace, progress=progress)
    plan = _plan(store, published, candidate, allow_guid_change)
    return Proposal(published=published, candidate=candidate, plan=plan)


def carry_out(
    folder: ShowFolder,
    store: Store,
    proposal: Proposal,
    *,
    progress: Progress,
    allow_guid_change: bool = False,
) -> Outcome:
    """Upload, commit and write the views of a proposal.

    Raises:
        TryAgainError: somebody else changed the same episode or article meanwhile.
    """
    workspace = Workspace(folder.root)
    published, candidate, plan = proposal.published, proposal.candidate, proposal.plan
    sent = 0
    for _ in range(_TRIES):
        sent += upload_all(store, plan, progress)
        if not plan.commits:
            break
        try:
            commit(store, plan.assembly.release)
            break
        except LostRaceError:
            theirs = read_state(store, workspace)
            candidate = rebase(candidate, published, theirs, where=store.url)
            published = theirs
            plan = _plan(store, published, candidate, allow_guid_change)
    else:
        raise TryAgainError("others kept publishing", hint="run the same command again")
    release = converge(store, workspace, progress)
    return Outcome(plan=plan, release=release, sent=sent)


def rebase(candidate: Candidate, base: State, theirs: State, *, where: str) -> Candidate:
    """Return what this folder wants on top of what others published since `base`.

    What only they changed is theirs; what only this folder changed is ours.

    Raises:
        TryAgainError: both changed the same episode, article or the show, differently.
    """
    records = []
    for record in candidate.records:
        identity = identity_of(record.page)
        chosen = _chosen(
            record, base.records.get(identity), theirs.records.get(identity), record.slug, theirs, where
        )
        records.append(chosen)
    show = _chosen(candidate.show, base.show, theirs.show, "show.toml", theirs, where)
    return replace(candidate, records=tuple(records), show=show)


def _chosen(ours: T, base: T | None, theirs: T | None, name: str, state: State, where: str) -> T:
    if theirs is None or _same(theirs, base) or _same(theirs, ours):
        return ours
    if _same(ours, base):
        return theirs
    raise TryAgainError(
        f"“{name}” was also changed by somebody else, in release {state.number}; theirs is online, yours is not",
        hint="look at theirs, put what you want of both into your folder, and publish again",
        place=Place(file=where),
    )


def _same(one: object, other: object) -> bool:
    return other is not None and canonical.encode(one) == canonical.encode(other)


def _plan(store: Store, published: State, candidate: Candidate, allow_guid_change: bool) -> Plan:
    records: dict[str, Record] = merge(published, candidate, allow_guid_change=allow_guid_change)
    assembly = assemble(published, candidate.show, records, candidate.uploads, now=candidate.now)
    live, heard = live_feed(store) if published.release else (0, "")
    return make_plan(published, candidate, assembly, live=live, heard=heard)
