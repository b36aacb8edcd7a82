"""The whole way from a wish to a verified release, each step a function of values.

    load -> check -> master -> tag -> record -> release -> render -> plan -> upload -> commit -> views

A race that is lost is run again from what the others published; what both changed is never guessed.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from podcast.content import canonical
from podcast.content.folder import ShowFolder
from podcast.content.record import Record
from podcast.errors import ContentError, ObjectMissingError, TryAgainError
from podcast.messages import msg
from podcast.publish.assemble import assemble, objects_of
from podcast.publish.build import Candidate, build, identity_of
from podcast.publish.commit import LostRaceError, commit, upload_all
from podcast.publish.converge import converge
from podcast.publish.log import CommitNote, write_note
from podcast.publish.lost import refuse_dropping, refuse_lost, with_lost
from podcast.publish.merge import Merged, merge, refuse_conflicts
from podcast.publish.plan import Plan, make_plan
from podcast.publish.progress import Progress
from podcast.publish.proposal import Choices, Proposal, Wish
from podcast.publish.seen import SHOW, Seen, read_seen, remember_seen
from podcast.publish.state import State, heard_digest, keep_records, live_release, read_record, read_state
from podcast.publish.wanted import Notes, Wanted
from podcast.publish.workspace import Workspace
from podcast.store.base import Store
from podcast.values import Struct, replace

_TRIES = 5


class Outcome(Struct, frozen=True, kw_only=True):
    """What a publish did: the plan that was carried out, the release, and the bytes that went."""

    plan: Plan
    release: int
    sent: int


def propose(
    folder: ShowFolder,
    store: Store,
    *,
    now: datetime,
    progress: Progress,
    choices: Choices | None = None,
    answered: Callable[[], None] = lambda: None,
) -> Proposal:
    """Return what publishing `folder` to `store` would change. Masters what has to be; changes no store.

    `answered` is told once the store has said what is published, and what takes time is done here.

    Raises:
        ConflictsError: the folder and somebody else changed the same.
        PodcastError: the store cannot be used, a recording cannot, or a guid would change.
    """
    choices = choices or Choices()
    workspace = Workspace(folder.root)
    published, seen = _published(store, workspace, choices)
    answered()
    before = _seen_records(store, workspace, seen, published)
    candidate = build(folder, published, now=now, workspace=workspace, progress=progress, seen=before)
    merged = _merged(candidate, published, seen, choices, store)
    if lacking := _lacking(merged, candidate, published):
        # what was left to theirs is wanted after all: its files have to be made, not just known
        before = {identity: one for identity, one in before.items() if identity not in lacking}
        candidate = build(folder, published, now=now, workspace=workspace, progress=progress, seen=before)
        merged = _merged(candidate, published, seen, choices, store)
    common = _in_common(candidate, published)
    known = (seen or Seen()).with_records(published.number, published.digest, common)
    if common:
        remember_seen(workspace, store, known)
    # what others decide stays theirs, whatever they publish next
    wanted = tuple(one for one in candidate.records if identity_of(one.page) in merged.ours)
    ours = replace(candidate, show=merged.show, records=wanted)

    if published.lost:
        refuse_dropping(store, merged.records.values(), merged.show.show.base_url)

    def wish(state: State) -> Wanted:
        if state is published:
            return _wanted(merged, candidate, published)
        base = Seen(records=_digests(published), pending=known.pending, complete=True)
        return _wanted(_merged(ours, state, base, choices, store), candidate, state)

    proposal = propose_wish(store, published, wish, now=now, workspace=workspace)
    return replace(
        proposal, candidate=candidate, common=_digests_of(candidate, merged, published), seen=known
    )


def _published(store: Store, workspace: Workspace, choices: Choices) -> tuple[State, Seen | None]:
    """Return what is published, and what this folder knew of it."""
    published = read_state(store, workspace)
    if published.release is None:  # else it has just answered
        store.probe()
        if not choices.anew:
            refuse_lost(store, 0)
    if choices.anew:
        published = with_lost(store, published)
    # what was in common with a release that is lost says nothing of an older one
    return published, None if published.lost else read_seen(workspace, store, published)


def propose_wish(
    store: Store, published: State, wish: Wish, *, now: datetime, workspace: Workspace | None = None
) -> Proposal:
    """Return what a wish would change of what is published."""
    plan = _plan(store, published, wish, now, workspace)
    return Proposal(published=published, plan=plan, wish=wish, now=now)


def carry_out(
    store: Store,
    proposal: Proposal,
    *,
    progress: Progress,
    workspace: Workspace | None = None,
    note: CommitNote | None = None,
    exactly: bool = False,
) -> Outcome:
    """Upload, commit and write the views of a proposal; remember in `workspace` what is now in common.

    `note` says who does it, for `podcast log`. `exactly` refuses to build on what others publish meanwhile.

    Raises:
        ConflictsError: somebody else changed the same meanwhile.
        TryAgainError: others kept publishing.
    """
    plan, sent = proposal.plan, 0
    if plan.empty:
        return Outcome(plan=plan, release=plan.base, sent=0)
    if workspace and proposal.common:  # if we are killed, it may be online or not, and some of it uploaded
        remember_seen(workspace, store, proposal.seen.with_pending(proposal.common))
    for _ in range(_TRIES):
        sent += upload_all(store, plan, progress, again=bool(proposal.seen.pending))
        if not plan.commits:
            break
        try:
            write_note(store, plan.assembly.digest, note or CommitNote(at=proposal.now))
            commit(store, plan.assembly)
            break
        except LostRaceError:
            if exactly:
                raise
            plan = _plan(store, read_state(store, workspace), proposal.wish, proposal.now, workspace)
    else:
        raise TryAgainError(msg("others kept publishing"), hint=msg("run the same command again"))
    made = plan.assembly
    if workspace:
        keep_records(made.uploads.values(), made.release, made.records, workspace)
    release = converge(store, workspace, progress, made=made)
    if workspace and proposal.common:
        known = proposal.seen.with_records(made.release.number, made.digest, proposal.common)
        remember_seen(workspace, store, replace(known, pending={}))
    return Outcome(plan=plan, release=release, sent=sent)


def _plan(store: Store, published: State, wish: Wish, now: datetime, workspace: Workspace | None) -> Plan:
    wanted = wish(published)
    assembly = assemble(published, wanted, now=now, workspace=workspace)
    live = live_release(store)[0] if published.release else 0
    if live > published.number:
        refuse_lost(store, published.number)
    tags = wanted.show.show.tags
    asked = assembly.release != published.release and live and (tags.hubs or tags.podping)
    heard = heard_digest(store) if asked else ""
    return make_plan(published, wanted, assembly, live=live, heard=heard)


def _merged(
    candidate: Candidate, published: State, seen: Seen | None, choices: Choices, store: Store
) -> Merged:
    merged = merge(
        candidate,
        published,
        seen,
        side=choices.side,
        restore=choices.restore,
        allow_guid_change=choices.allow_guid_change,
    )
    refuse_conflicts(merged.conflicts, release=published.number, where=store.url)
    return merged


def _wanted(merged: Merged, candidate: Candidate, published: State) -> Wanted:
    here = {identity_of(one.page) for one in candidate.records} | {one.identity for one in candidate.held}
    notes = Notes(
        kept=tuple(sorted(one.slug for name, one in published.records.items() if name not in here)),
        held=candidate.held,
        stale=merged.stale,
        overwrites=merged.overwrites,
        withheld=merged.withheld,
    )
    known = published.release.tombstones if published.release else ()
    return Wanted(
        show=merged.show,
        records=merged.records,
        uploads=candidate.uploads,
        tombstones=tuple(one for one in known if one.identity not in merged.records),
        notes=notes,
    )


def _seen_records(
    store: Store, workspace: Workspace, seen: Seen | None, published: State
) -> dict[str, Record]:
    """Return what this folder had published and others changed since, as far as it is still there."""
    there, found = _digests(published), {}
    for identity, digest in (seen.records if seen else {}).items():
        if identity == SHOW or there.get(identity) == digest:
            continue
        kind = "article" if identity.startswith("article:") else "episode"
        with suppress(ObjectMissingError, ContentError):
            found[identity] = read_record(store, digest, kind=kind, where=identity, workspace=workspace)
    return found


def _lacking(merged: Merged, candidate: Candidate, published: State) -> set[str]:
    """Return the identities of records to publish of which the current release does not have the files."""
    there = {one.key for one in candidate.uploads} | set(
        published.release.objects if published.release else ()
    )
    wanted = {identity: one for identity, one in merged.records.items() if identity in merged.ours}
    return {identity for identity, one in wanted.items() if objects_of(one) - there}


def _digests(state: State) -> dict[str, str]:
    """Return the digest of every record of a state by identity, the show's included."""
    return state.digests | ({SHOW: state.release.show} if state.release else {})


def _in_common(candidate: Candidate, published: State) -> dict[str, str]:
    """Return what the folder and the store have alike: from there on, either may change it."""
    there, here = _digests(published), _digests_of(candidate, None, published)
    return {identity: digest for identity, digest in here.items() if there.get(identity) == digest}


def _digests_of(candidate: Candidate, merged: Merged | None, published: State) -> dict[str, str]:
    """Return the digests of what the folder has, only of what it decides if `merged` says so."""
    there, found = published.digests, {}
    for one in candidate.records:
        identity = identity_of(one.page)
        is_published = published.records.get(identity) is one
        found[identity] = there[identity] if is_published else canonical.digest(canonical.encode(one))
    found[SHOW] = canonical.digest(canonical.encode(candidate.show))
    return {name: digest for name, digest in found.items() if merged is None or name in merged.ours}
