"""What has become due: pages whose moment has passed and that are not published yet, and nothing else.

For cron and continuous integration, which run it again and again. What else has changed in the show folder stays
there: a person looks at that with `podcast plan`. Running it beside itself or another publish loses nothing, as
any publish.
"""

from collections.abc import Sequence
from datetime import datetime

from podcast.content import canonical
from podcast.content.episode import Article
from podcast.content.folder import ShowFolder, Source
from podcast.content.problem import Problem, ProblemsError, errors, problem_of
from podcast.content.record import Record
from podcast.errors import ContentError, MissingInputError
from podcast.publish.build import Candidate, Held, build, held, identity_of, is_due
from podcast.publish.merge import refuse_shared_slug
from podcast.publish.progress import Progress
from podcast.publish.proposal import Proposal
from podcast.publish.seen import Seen, read_seen
from podcast.publish.state import State
from podcast.publish.wanted import Notes, Wanted
from podcast.publish.workflow import propose_wish
from podcast.publish.workspace import Workspace
from podcast.store.base import Store
from podcast.values import replace


def due_pages(folder: ShowFolder, published: State, *, now: datetime) -> ShowFolder:
    """Return the folder with those pages alone that are due and were never published: neither are they now, nor
    were they unpublished."""
    known = set(published.records) | _buried(published)

    def wanted(source: Source[Article]) -> bool:
        return is_due(source.page, now) and identity_of(source.page) not in known

    return replace(
        folder,
        episodes=tuple(one for one in folder.episodes if wanted(one)),
        articles=tuple(one for one in folder.articles if wanted(one)),
    )


def upcoming(folder: ShowFolder, published: State, *, now: datetime) -> tuple[Held, ...]:
    """Return the pages that are scheduled and not online already, the next one first."""
    later = (one.page for one in folder.pages() if not one.page.draft and one.page.date > now)
    waiting = (held(page, published) for page in sorted(later, key=lambda one: (one.date, one.slug)))
    return tuple(one for one in waiting if not one.online)


def in_the_way(
    folder: ShowFolder, problems: Sequence[Problem], published: State, *, now: datetime
) -> list[Problem]:
    """Return the errors that keep something from being published that is due.

    Those of a draft, of what is published already or is scheduled for later are not: it does not go out now.
    But a page that cannot be read, or whose date cannot, may be due for all we know.
    """
    due = {one.file for one in due_pages(folder, published, now=now).pages()}
    others = {one.file: one for one in folder.pages() if one.file not in due}

    def harmless(problem: Problem) -> bool:
        source = others.get(problem.place.file)
        return source is not None and problem.place != source.place("date")

    return [one for one in errors(problems) if not harmless(one)]


def propose_due(
    folder: ShowFolder, store: Store, published: State, *, now: datetime, progress: Progress
) -> Proposal:
    """Return what publishing what is due would change of `published`. Masters it; changes no store.

    A page whose files turn out to be unusable is left out, and is among the proposal's warnings as an error.

    Raises:
        PodcastError: as `workflow.propose`.
    """
    workspace = Workspace(folder.root)
    due = due_pages(folder, published, now=now)
    if not due.pages():
        return propose_wish(store, published, _as_it_is, now=now)
    candidate = _built(due, published, now=now, workspace=workspace, progress=progress)
    if not candidate.records and published.show is None:
        raise ProblemsError(candidate.warnings)
    new: dict[str, Record] = {identity_of(one.page): one for one in candidate.records}

    def wish(state: State) -> Wanted:
        buried = _buried(state)
        records = {**{name: one for name, one in new.items() if name not in buried}, **state.records}
        refuse_shared_slug(records)
        return Wanted(
            show=state.show or candidate.show,
            records=records,
            uploads=candidate.uploads,
            tombstones=state.release.tombstones if state.release else (),
            notes=Notes(held=upcoming(folder, state, now=now)),
        )

    proposal = propose_wish(store, published, wish, now=now)
    common = {name: canonical.digest(canonical.encode(one)) for name, one in new.items()}
    seen = read_seen(workspace, store, published) or Seen()
    return replace(proposal, candidate=candidate, common=common, seen=seen)


def _built(
    due: ShowFolder, published: State, *, now: datetime, workspace: Workspace, progress: Progress
) -> Candidate:
    """Return what the due pages become, each on its own: a recording that is damaged keeps only its page back."""
    files = {one.file for one in due.pages()}
    made = build(due.without(files), published, now=now, workspace=workspace, progress=progress)
    for source in due.pages():
        alone, at = due.without(files - {source.file}), source.place("recording")
        try:
            one = build(alone, published, now=now, workspace=workspace, progress=progress)
        except (ContentError, MissingInputError) as error:
            error.place = at
            wrong = problem_of(error, rule="recording", place=at)
            made = replace(made, warnings=(*made.warnings, wrong))
            continue
        made = replace(
            made,
            records=(*made.records, *one.records),
            uploads=(*made.uploads, *one.uploads),
            warnings=(*made.warnings, *one.warnings),
        )
    return made


def _as_it_is(state: State) -> Wanted:
    """Want what is published. Only asked for where something is."""
    assert state.show is not None and state.release is not None  # noqa: S101, PT018
    return Wanted(show=state.show, records=state.records, tombstones=state.release.tombstones)


def _buried(state: State) -> set[str]:
    return {one.identity for one in state.release.tombstones} if state.release else set()
