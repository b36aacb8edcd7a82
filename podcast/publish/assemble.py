"""Records of a folder and of the current release, merged into the next release.

Pure: values in, values out. What is published and not in this folder is kept; nothing is ever dropped
because a folder lacks it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from podcast.content import canonical
from podcast.content.record import EpisodeRecord, Record, ShowRecord
from podcast.content.release import Release, record_key
from podcast.errors import ContentError, Place
from podcast.publish.build import Candidate, identity_of
from podcast.publish.history import History
from podcast.publish.state import State
from podcast.publish.upload import Upload, upload_of
from podcast.publish.views import render_views
from podcast.site.bundle import assets


@dataclass(frozen=True, kw_only=True, slots=True)
class Assembly:
    """A release, its bytes rendered and ready: `uploads` by key, `views` by key."""

    release: Release
    records: Mapping[str, Record]
    uploads: Mapping[str, Upload]
    views: Mapping[str, bytes]


def merge(published: State, candidate: Candidate, *, allow_guid_change: bool = False) -> dict[str, Record]:
    """Return all the records of the next release by identity.

    Raises:
        ContentError: a published guid would change, and that is not allowed.
    """
    if not allow_guid_change:
        _refuse_guid_change(published, candidate)
    ours = {identity_of(record.page): record for record in candidate.records}
    slugs = {(record.kind, record.slug) for record in candidate.records}
    kept = {
        identity: record
        for identity, record in published.records.items()
        if identity not in ours and (record.kind, record.slug) not in slugs
    }
    _refuse_shared_slug(kept, ours)
    return kept | ours


def assemble(
    published: State,
    show: ShowRecord,
    records: Mapping[str, Record],
    made: Iterable[Upload],
    *,
    now: datetime,
) -> Assembly:
    """Return the release that these records make after `published`, at `now`.

    If they make the same release as the one that is published, its number and parent are those of the
    published one, so that the two are equal; otherwise they are the next.
    """
    uploads = {upload.key: upload for upload in made}
    for body in (canonical.encode(show), *(canonical.encode(one) for one in records.values())):
        upload = upload_of(record_key(canonical.digest(body)), body)
        uploads[upload.key] = upload
    for key, body in assets(show).items():
        uploads[key] = upload_of(key, body)
    history = History(published, now)
    old = published.release
    if old:
        same, views = _release(old.number, old.parent, show, records, uploads, history)
        if same == old:
            return Assembly(release=same, records=records, uploads=uploads, views=views)
    release, views = _release(published.number + 1, published.digest, show, records, uploads, history)
    return Assembly(release=release, records=records, uploads=uploads, views=views)


def _release(
    number: int,
    parent: str,
    show: ShowRecord,
    records: Mapping[str, Record],
    uploads: Mapping[str, Upload],
    history: History,
) -> tuple[Release, dict[str, bytes]]:
    ordered = sorted(records.values(), key=lambda one: (one.page.date, one.slug), reverse=True)
    entries = tuple(history.entry(record) for record in ordered)
    show_digest = canonical.digest(canonical.encode(show))
    needed = {record_key(show_digest), *(record_key(entry.record) for entry in entries)}
    needed |= {one.key for image in (show.cover, *show.images.values()) for one in image.renditions}
    needed |= set(assets(show))
    for record in ordered:
        needed |= _needs(record)
    release = Release(
        number=number,
        parent=parent,
        changed=history.changed(show_digest, entries),
        show=show_digest,
        entries=entries,
        objects={key: uploads[key].fact if key in uploads else history.known[key] for key in sorted(needed)},
    )
    views = render_views(show, ordered, release=number, updated=release.updated)
    facts = {key: upload_of(key, body).fact for key, body in sorted(views.items())}
    return replace(release, views=facts), views


def _needs(record: Record) -> set[str]:
    needed = {one.key for image in record.images.values() for one in image.renditions}
    if isinstance(record, EpisodeRecord):
        enclosure = record.enclosure
        needed |= {enclosure.key, enclosure.waveform, *(one.key for one in enclosure.alternates)}
    return needed - {""}


def _refuse_shared_slug(kept: Mapping[str, Record], ours: Mapping[str, Record]) -> None:
    """Links name a page by its slug alone, so an article may not have that of an episode elsewhere."""
    taken = {record.slug: record for record in kept.values()}
    for record in ours.values():
        if other := taken.get(record.slug):
            raise ContentError(
                f"the slug “{record.slug}” is published already, of the {other.kind} “{other.page.title}”",
                hint="choose another slug",
            )


def _refuse_guid_change(published: State, candidate: Candidate) -> None:
    old = published.show
    if old and old.show.guid != candidate.show.show.guid:
        raise ContentError(
            f"the podcast:guid was published as {old.show.guid} and is {candidate.show.show.guid} here",
            hint="put the published one back into show.toml, or say --allow-guid-change",
            place=Place(file="show.toml"),
        )
    guids = {one.slug: one.guid for one in published.records.values() if isinstance(one, EpisodeRecord)}
    known = set(guids.values())
    for record in candidate.records:
        if not isinstance(record, EpisodeRecord) or record.guid in known:
            continue
        if record.slug in guids:
            raise ContentError(
                f"the guid of “{record.slug}” was published as {guids[record.slug]} and is {record.guid} here:"
                " every listener would get the episode again",
                hint="put the published one back into the front matter, or say --allow-guid-change",
            )
