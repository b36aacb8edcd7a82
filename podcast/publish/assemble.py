"""Records that were chosen, assembled into the next release: values in, values out."""

from collections.abc import Mapping
from datetime import datetime

from podcast.content import canonical
from podcast.content.record import EpisodeRecord, Record, recency
from podcast.content.release import ObjectFact, Release, record_key
from podcast.publish.assembly import Assembly
from podcast.publish.history import History
from podcast.publish.rendered import render
from podcast.publish.renderer import renderer_digest
from podcast.publish.state import State
from podcast.publish.upload import upload_of
from podcast.publish.wanted import Wanted
from podcast.publish.workspace import Workspace
from podcast.site.bundle import assets
from podcast.values import replace


def assemble(
    published: State, wanted: Wanted, *, now: datetime, workspace: Workspace | None = None
) -> Assembly:
    """Return the release that these records make after `published`, at `now`.

    If they make the same release as the one that is published, its number and parent are those of the
    published one, so that the two are equal; otherwise they are the next. `workspace` remembers views.
    """
    uploads = {upload.key: upload for upload in wanted.uploads}
    show, history, old = wanted.show, History(published, now), published.release
    new = (one for name, one in wanted.records.items() if not history.is_published(name, one))
    for body in (canonical.encode(show), *(canonical.encode(one) for one in new)):
        upload = upload_of(record_key(canonical.digest(body)), body)
        uploads[upload.key] = upload
    for key, body in assets(show).items():
        uploads[key] = upload_of(key, body)
    facts = {**history.known, **wanted.known, **{key: upload.fact for key, upload in uploads.items()}}
    release = _release(published.number + 1, published.digest, wanted, facts, history)
    if old and not published.lost:
        same = replace(release, number=old.number, parent=old.parent)
        if same == replace(old, views={}):
            return Assembly(release=old, records=wanted.records, uploads=uploads)
        if replace(same, renderer="") == replace(old, views={}, renderer=""):
            # another version of this program may render the same
            made = render(wanted.show, wanted.records, same, workspace)
            if made.facts == old.views:
                return Assembly(release=old, records=wanted.records, uploads=uploads, rendered=made)
    made = render(wanted.show, wanted.records, release, workspace)
    release = replace(release, views=made.facts)
    return Assembly(
        release=release, records=wanted.records, uploads=uploads, rendered=made, body=release.encode()
    )


def _release(
    number: int, parent: str, wanted: Wanted, facts: Mapping[str, ObjectFact], history: History
) -> Release:
    """Return a release without its views."""
    ordered = sorted(wanted.records.items(), key=lambda one: recency(one[1]), reverse=True)
    entries = tuple(history.entry(identity, record) for identity, record in ordered)
    show_digest = canonical.digest(canonical.encode(wanted.show))
    needed = {record_key(show_digest), *(record_key(entry.record) for entry in entries)}
    pictures = (wanted.show.cover, *wanted.show.images.values())
    needed |= {one.key for image in pictures for one in image.files}
    needed |= set(assets(wanted.show))
    for record in wanted.records.values():
        needed |= objects_of(record)
    return Release(
        number=number,
        parent=parent,
        changed=history.changed(show_digest, entries),
        show=show_digest,
        entries=entries,
        tombstones=wanted.tombstones,
        objects={key: facts[key] for key in sorted(needed)},
        renderer=renderer_digest(),
    )


def objects_of(record: Record) -> set[str]:
    """Return the keys of the audio and images that a record names."""
    needed = {one.key for image in record.images.values() for one in image.files}
    if isinstance(record, EpisodeRecord):
        enclosure = record.enclosure
        needed |= {enclosure.key, enclosure.waveform, *(one.key for one in enclosure.alternates)}
    return needed - {""}
