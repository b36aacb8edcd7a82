"""What is published: the current release of a store and the records it names."""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from podcast.content import canonical, keys
from podcast.content.record import ArticleRecord, EpisodeRecord, Record, ShowRecord, cues_json, decode_record
from podcast.content.release import (
    PREFIX,
    Entry,
    Release,
    decode_release,
    record_key,
    release_key,
    release_number,
)
from podcast.errors import ContentError, ObjectMissingError, Place, PodcastError
from podcast.feed.follows import release_of, without_release
from podcast.messages import msg
from podcast.publish.known_records import KnownRecords
from podcast.publish.parallel import each
from podcast.publish.upload import Upload
from podcast.publish.workspace import Workspace
from podcast.store.base import Store
from podcast.values import Struct, field

_KIND = "records"
_REMEDY = msg("`podcast publish --repair` puts it back if this folder can make it; else restore a backup")
_HEAD = 65_536
"""Bytes of a feed that hold what it says before its items."""


class Front(Struct, frozen=True, kw_only=True):
    """A release with its show, and none of its records read; no release at all before the first publish."""

    release: Release | None = None
    digest: str = ""
    show: ShowRecord | None = None

    @property
    def number(self) -> int:
        return self.release.number if self.release else 0


class State(Front, frozen=True, kw_only=True):
    """A release with its records by identity. `lost` is the number of a newer one that the feed follows and the
    store does not have any more, where one is to be made anew after it."""

    records: Mapping[str, Record] = field(default_factory=dict)
    lost: int = 0

    @property
    def number(self) -> int:
        return self.lost or (self.release.number if self.release else 0)

    @property
    def digests(self) -> dict[str, str]:
        """The digest of every record by identity."""
        return {one.identity: one.record for one in self.release.entries} if self.release else {}

    def episode(self, guid: str) -> EpisodeRecord | None:
        record = self.records.get(guid)
        return record if isinstance(record, EpisodeRecord) else None

    def article(self, slug: str) -> ArticleRecord | None:
        record = self.records.get(f"article:{slug}")
        return record if isinstance(record, ArticleRecord) else None


def newest_number(store: Store) -> int:
    """Return the number of the newest release, 0 if there is none.

    The first key listed is the newest, unless something that is no release lies before it.
    """
    for limit in (1, None):
        for info in store.list(PREFIX, limit=limit):
            if number := release_number(info.key):
                return number
    return 0


def read_state(store: Store, workspace: Workspace | None = None) -> State:
    """Return the current release of `store` and its records.

    Records are looked for in `workspace` first: they are named by their content.

    Raises:
        ContentError: the store holds something that is no release or record.
    """
    number = newest_number(store)
    return read_release(store, number, workspace) if number else State()


def read_release(store: Store, number: int, workspace: Workspace | None = None) -> State:
    """Return release `number` and its records."""
    release, digest, show = _front(store, number, workspace)
    known = KnownRecords(workspace) if workspace else None
    found: dict[str, Record] = {}
    for entry in release.entries:  # what is here is read faster than it is given to somebody else to read
        if record := _kept(entry, store, workspace, known):
            found[entry.identity] = record

    def read(entry: Entry) -> tuple[str, Record]:
        return entry.identity, _decoded(_needed_body(store, entry.record, workspace), entry)

    found |= each(read, [one for one in release.entries if one.identity not in found])
    records = {one.identity: found[one.identity] for one in release.entries}
    if known:
        known.save({one.record: records[one.identity] for one in release.entries})
    return State(release=release, digest=digest, show=show, records=records)


def read_front(store: Store, number: int | None = None) -> Front:
    """Return release `number`, by default the current one, with its show and without its records.

    Raises:
        ContentError: as `read_state`.
    """
    number = newest_number(store) if number is None else number
    if not number:
        return Front()
    release, digest, show = _front(store, number, None)
    return Front(release=release, digest=digest, show=show)


def keep_records(
    uploads: Iterable[Upload], release: Release, records: Mapping[str, Record], workspace: Workspace
) -> None:
    """Keep in the workspace the records of a release, those that were uploaded for it as they are: the next run reads
    them."""
    KnownRecords(workspace).save({one.record: records[one.identity] for one in release.entries})
    for one in uploads:
        if isinstance(one.body, bytes) and one.key == record_key(one.fact.sha256):
            with suppress(PodcastError):  # it only saves time
                workspace.keep_lightly(_KIND, f"{one.fact.sha256}.json", one.body)


def _front(store: Store, number: int, workspace: Workspace | None) -> tuple[Release, str, ShowRecord]:
    """Return a release, the digest of its bytes, and its show."""
    key = release_key(number)
    body = store.get(key).body
    release = decode_release(body, where=f"{store.url}/{key}")
    kept = _kept_body(release.show, workspace) or _needed_body(store, release.show, workspace)
    return release, canonical.digest(body), canonical.decode(kept, ShowRecord, where="show record")


def read_record(
    store: Store, sha256: str, *, kind: str, where: str, workspace: Workspace | None = None
) -> Record:
    """Return the record with this digest, of an episode or an article; `where` names it in errors.

    Raises:
        ObjectMissingError: it is not there.
        ContentError: it is damaged.
    """
    body = _kept_body(sha256, workspace) or _record_body(store, sha256, workspace)
    return decode_record(body, kind=kind, where=where)


def _kept(
    entry: Entry, store: Store, workspace: Workspace | None, known: KnownRecords | None
) -> Record | None:
    """Return the record of an entry from the workspace, nothing if it is not there."""

    def cues() -> bytes:
        body = _kept_body(entry.record, workspace) or _needed_body(store, entry.record, workspace)
        return cues_json(body, where=f"record of {entry.slug}")

    if record := known.find(entry.record, cues) if known else None:
        return record
    body = _kept_body(entry.record, workspace)
    return _decoded(body, entry) if body else None


def _decoded(body: bytes, entry: Entry) -> Record:
    return decode_record(body, kind=entry.kind, where=f"record of {entry.slug}")


def live_release(store: Store) -> tuple[int, str]:
    """Return the release that the live feed follows, 0 if there is no feed, and the feed's ETag."""
    try:
        blob = store.get(keys.FEED, last=_HEAD - 1)
    except ObjectMissingError:
        return 0, ""
    return release_of(blob.body), blob.info.etag


def heard_digest(store: Store) -> str:
    """Return the digest of what listeners get of the live feed, nothing if there is none."""
    try:
        return canonical.digest(without_release(store.get(keys.FEED).body))
    except ObjectMissingError:
        return ""


def _kept_body(sha256: str, workspace: Workspace | None) -> bytes:
    """Return a record that the workspace has whole, nothing if it has not."""
    if workspace:
        with suppress(OSError):
            body = (workspace.root / _KIND / f"{sha256}.json").read_bytes()
            if canonical.digest(body) == sha256:
                return body
    return b""


def _needed_body(store: Store, sha256: str, workspace: Workspace | None) -> bytes:
    """Return a record that the release names, so that it is a fault of the store if it is not there."""
    try:
        return _record_body(store, sha256, workspace)
    except ObjectMissingError as error:
        raise ContentError(error.message, hint=_REMEDY, place=error.place) from error


def _record_body(store: Store, sha256: str, workspace: Workspace | None) -> bytes:
    """Return a record from the store, and keep it in the workspace."""
    key = record_key(sha256)
    body = store.get(key).body
    if canonical.digest(body) != sha256:
        raise ContentError(
            msg("the record is damaged: its content does not match its name"),
            hint=_REMEDY,
            place=Place(file=f"{store.url}/{key}"),
        )
    if workspace:
        with suppress(PodcastError):  # it only saves time
            workspace.keep_lightly(_KIND, f"{sha256}.json", body)
    return body
