"""Records that were chosen, assembled into the next release. Pure: values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from podcast.content import canonical
from podcast.content.record import EpisodeRecord, Record
from podcast.content.release import ObjectFact, Release, record_key
from podcast.publish.history import History
from podcast.publish.state import State
from podcast.publish.upload import Upload, upload_of
from podcast.publish.views import render_views
from podcast.publish.wanted import Wanted
from podcast.site.bundle import assets


@dataclass(frozen=True, kw_only=True, slots=True)
class Assembly:
    """A release, its bytes rendered and ready: `uploads` by key, `views` by key."""

    release: Release
    records: Mapping[str, Record]
    uploads: Mapping[str, Upload]
    views: Mapping[str, bytes]


def assemble(published: State, wanted: Wanted, *, now: datetime) -> Assembly:
    """Return the release that these records make after `published`, at `now`.

    If they make the same release as the one that is published, its number and parent are those of the
    published one, so that the two are equal; otherwise they are the next.
    """
    uploads = {upload.key: upload for upload in wanted.uploads}
    show = wanted.show
    for body in (canonical.encode(show), *(canonical.encode(one) for one in wanted.records.values())):
        upload = upload_of(record_key(canonical.digest(body)), body)
        uploads[upload.key] = upload
    for key, body in assets(show).items():
        uploads[key] = upload_of(key, body)
    history, old = History(published, now), published.release
    facts = {**history.known, **wanted.known, **{key: upload.fact for key, upload in uploads.items()}}
    made = [(old.number, old.parent)] if old else []
    for number, parent in (*made, (published.number + 1, published.digest)):
        release, views = _release(number, parent, wanted, facts, history)
        if release == old:
            break
    return Assembly(release=release, records=wanted.records, uploads=uploads, views=views)


def _release(
    number: int, parent: str, wanted: Wanted, facts: Mapping[str, ObjectFact], history: History
) -> tuple[Release, dict[str, bytes]]:
    show = wanted.show
    ordered = sorted(wanted.records.values(), key=lambda one: (one.page.date, one.slug), reverse=True)
    entries = tuple(history.entry(record) for record in ordered)
    show_digest = canonical.digest(canonical.encode(show))
    needed = {record_key(show_digest), *(record_key(entry.record) for entry in entries)}
    needed |= {one.key for image in (show.cover, *show.images.values()) for one in image.renditions}
    needed |= set(assets(show))
    for record in ordered:
        needed |= objects_of(record)
    release = Release(
        number=number,
        parent=parent,
        changed=history.changed(show_digest, entries),
        show=show_digest,
        entries=entries,
        tombstones=wanted.tombstones,
        objects={key: facts[key] for key in sorted(needed)},
    )
    views = render_views(show, ordered, release=release)
    return replace(release, views={key: upload_of(key, views[key]).fact for key in sorted(views)}), views


def objects_of(record: Record) -> set[str]:
    """Return the keys of the audio and images that a record names."""
    needed = {one.key for image in record.images.values() for one in image.renditions}
    if isinstance(record, EpisodeRecord):
        enclosure = record.enclosure
        needed |= {enclosure.key, enclosure.waveform, *(one.key for one in enclosure.alternates)}
    return needed - {""}
