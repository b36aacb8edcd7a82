"""Objects of a release made once more: from the workspace if it still has them, or from the pages of the folder.

A page is made as if it had never been published, so all of its files are. Knows no more of the store than its
records, which say whose files they are.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePath

from podcast.content import canonical
from podcast.content.episode import Article, Episode
from podcast.content.folder import ShowFolder, Source
from podcast.content.release import ObjectFact, Release, record_key
from podcast.errors import PodcastError
from podcast.publish.assemble import objects_of
from podcast.publish.build import Maker, identity_of
from podcast.publish.progress import Progress
from podcast.publish.state import State, read_record
from podcast.publish.upload import Upload, file_digest, upload_of
from podcast.publish.workspace import Workspace
from podcast.store.base import Store
from podcast.values import replace


def made_again(
    store: Store,
    release: Release,
    folder: ShowFolder,
    workspace: Workspace,
    wanted: Mapping[str, ObjectFact],
    progress: Progress,
) -> Iterator[Upload]:
    """Yield what might be the wanted objects; who gets them compares. Masters what has to be."""
    if not wanted:
        return
    lacking = dict(wanted)
    for upload in _kept(workspace, wanted):
        lacking.pop(upload.key, None)
        yield upload
    if not lacking:
        return
    maker = Maker(folder, State(), {}, workspace, progress)
    with suppress(PodcastError):
        show = canonical.encode(maker.show_record())
        yield upload_of(record_key(canonical.digest(show)), show)
    concerned = _concerned(store, release, workspace, lacking)
    for source in folder.pages():
        if identity_of(source.page) in concerned:
            with suppress(PodcastError):  # what it lacks is said to be lost
                yield _record(maker, source)
    maker.save()
    yield from maker.uploads


def _record(maker: Maker, source: Source[Article]) -> Upload:
    """Make all of a page, and return its record."""
    public = replace(source, page=replace(source.page, draft=False))
    if isinstance(public.page, Episode):
        body = canonical.encode(maker.episode_record(public))  # type: ignore[arg-type]  # its page is one
    else:
        body = canonical.encode(maker.article_record(public))
    return upload_of(record_key(canonical.digest(body)), body)


def _kept(workspace: Workspace, wanted: Mapping[str, ObjectFact]) -> Iterator[Upload]:
    """Yield the wanted objects that the workspace still has: records, pictures, masters."""
    by_digest = {(fact.sha256, fact.size): key for key, fact in wanted.items()}
    sizes = {fact.size for fact in wanted.values()}
    for kind in ("records", "images", "tagged"):
        for path in sorted((workspace.root / kind).glob("*")):
            with suppress(OSError, PodcastError):
                if path.stat().st_size in sizes and (key := by_digest.get(file_digest(path))):
                    yield _upload(key, path, wanted[key])


def _upload(key: str, path: Path, fact: ObjectFact) -> Upload:
    small = PurePath(key).suffix == ".json"  # a record is asked for its bytes
    return Upload(key=key, body=path.read_bytes() if small else path, fact=fact)


def _concerned(
    store: Store, release: Release, workspace: Workspace, lacking: Mapping[str, ObjectFact]
) -> set[str]:
    """Return the identities of the pages that need what is lacking: all whose record is lost, too."""
    found = set()
    for entry in release.entries:
        try:
            record = read_record(store, entry.record, kind=entry.kind, where=entry.slug, workspace=workspace)
        except PodcastError:
            found.add(entry.identity)
            continue
        if objects_of(record) & set(lacking):
            found.add(entry.identity)
    return found
