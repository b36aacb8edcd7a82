"""Where each page stands: published, changed, new, drafted, scheduled, unpublished, or only in the store."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from podcast.content import canonical
from podcast.content.episode import Article, Episode
from podcast.content.folder import ShowFolder, Source
from podcast.content.problem import Problem, errors
from podcast.content.record import EpisodeRecord, Record
from podcast.publish.build import as_published, identity_of, is_due
from podcast.publish.ingredients import gather
from podcast.publish.known_files import KnownFiles
from podcast.publish.state import State
from podcast.publish.timing import in_master
from podcast.publish.upload import Digest
from podcast.publish.usable import is_wrong
from podcast.publish.workspace import Workspace
from podcast.values import Struct


class Standing(StrEnum):
    """How a page of the folder compares with what is published. What is `ONLINE` is a draft or dated later by now."""

    PUBLISHED = "published"
    CHANGED = "changed"
    NEW = "new"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    ONLINE = "still online"
    UNPUBLISHED = "unpublished"
    WRONG = "cannot be published"
    ELSEWHERE = "published, not in this folder"


class Line(Struct, frozen=True, kw_only=True):
    """One page and where it stands."""

    kind: str
    slug: str
    title: str
    date: datetime
    standing: Standing


def status(
    folder: ShowFolder, published: State, *, now: datetime, problems: Sequence[Problem] = ()
) -> list[Line]:
    """Return a line for every page of the folder and of the release, newest first; decodes nothing."""
    known, wrong = KnownFiles(Workspace(folder.root)), errors(problems)
    lines = [
        _line(
            source,
            Standing.WRONG
            if is_wrong(source, wrong)
            else _standing(source, folder, published, now, known.digest),
        )
        for source in folder.pages()
    ]
    known.save()
    here = {identity_of(source.page) for source in folder.pages()}
    lines += [_kept(record) for identity, record in published.records.items() if identity not in here]
    return sorted(lines, key=lambda one: (one.date, one.slug), reverse=True)


def _standing(
    source: Source[Article], folder: ShowFolder, published: State, now: datetime, digest: Digest
) -> Standing:
    identity = identity_of(source.page)
    old = published.records.get(identity)
    if old is not None and not is_due(source.page, now):
        return Standing.ONLINE
    if old is None:
        if source.page.draft:
            return Standing.DRAFT
        if published.release and any(one.identity == identity for one in published.release.tombstones):
            return Standing.UNPUBLISHED
        return Standing.SCHEDULED if source.page.date > now else Standing.NEW
    return Standing.PUBLISHED if _same(source, folder, old, digest) else Standing.CHANGED


def _same(source: Source[Article], folder: ShowFolder, old: Record, digest: Digest) -> bool:
    if not isinstance(old, EpisodeRecord) or not isinstance(source.page, Episode):
        return canonical.encode(old.page) == canonical.encode(source.page)
    episode: Source[Episode] = source  # type: ignore[assignment]  # its page is one
    if not episode.page.recording:
        same = canonical.encode(old.page) == canonical.encode(as_published(episode.page, old.episode))
        return same and episode.transcript == old.transcript
    if source.page.recording not in source.files:
        return False
    if gather(episode, folder, digest=digest).recipe != old.enclosure.recipe:
        return False
    page, transcript = in_master(episode, old.enclosure)
    return canonical.encode(old.page) == canonical.encode(page) and transcript == old.transcript


def _line(source: Source[Article], standing: Standing) -> Line:
    page = source.page
    kind = "episode" if isinstance(page, Episode) else "article"
    return Line(kind=kind, slug=page.slug, title=page.title, date=page.date, standing=standing)


def _kept(record: Record) -> Line:
    return Line(
        kind=record.kind,
        slug=record.slug,
        title=record.page.title,
        date=record.page.date,
        standing=Standing.ELSEWHERE,
    )
