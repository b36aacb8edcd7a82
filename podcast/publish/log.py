"""The releases of a store: which there are, who made each, when, and what it changed.

A release itself holds no clock: who and when lie in an object beside it, named by the release's digest and
written just before it is created. Whoever cannot be told so is not guessed.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice

from podcast.content import canonical
from podcast.content.release import PREFIX, Entry, Release, decode_release, release_number
from podcast.errors import ContentError, ObjectMissingError
from podcast.publish.plan import Kind
from podcast.store.base import Store
from podcast.values import Struct

_NOTES = "_podcast/commits/"


class CommitNote(Struct, frozen=True, kw_only=True):
    """Who made a release, when, and by which command."""

    by: str = ""
    at: datetime | None = None
    command: str = ""


class LogLine(Struct, frozen=True, kw_only=True):
    """A release: its number, its note, and the slugs that it added, changed and removed; `show` if that changed."""

    number: int
    note: CommitNote
    changes: tuple[tuple[Kind, str], ...]
    show: bool = False


def write_note(store: Store, release: str, note: CommitNote) -> None:
    """Write who is about to make the release of this digest; the same release again keeps the first note."""
    key = note_key(release)
    body = canonical.encode(note)
    try:
        store.head(key)
    except ObjectMissingError:
        store.put(key, body, type="application/json", cache="no-cache")


def read_log(store: Store, *, limit: int) -> list[LogLine]:
    """Return the newest `limit` releases that are kept, newest first."""
    found = islice(_releases(store), limit + 1)
    releases = [(decode_release(body, where=key), canonical.digest(body)) for key, body in found]
    lines = []
    for at, (release, digest) in enumerate(releases[:limit]):
        before = releases[at + 1][0] if at + 1 < len(releases) else None
        lines.append(
            LogLine(
                number=release.number,
                note=_read_note(store, digest),
                changes=tuple(_changes(before, release)),
                show=before is not None and before.show != release.show,
            )
        )
    return lines


def _releases(store: Store) -> Iterator[tuple[str, bytes]]:
    for info in store.list(PREFIX):
        if release_number(info.key):
            yield info.key, store.get(info.key).body


def _read_note(store: Store, digest: str) -> CommitNote:
    key = note_key(digest)
    try:
        return canonical.decode(store.get(key).body, CommitNote, where=key)
    except (ObjectMissingError, ContentError):
        return CommitNote()


def _changes(before: Release | None, after: Release) -> Iterator[tuple[Kind, str]]:
    old: Mapping[str, Entry] = {one.identity: one for one in before.entries} if before else {}
    here = {one.identity for one in after.entries}
    for one in after.entries:
        known = old.get(one.identity)
        if known is None:
            yield Kind.ADD, one.slug
        elif known.record != one.record:
            yield Kind.CHANGE, one.slug
    yield from ((Kind.REMOVE, one.slug) for identity, one in old.items() if identity not in here)


def note_key(digest: str) -> str:
    """Return the key of the note beside the release with this digest."""
    return f"{_NOTES}{digest}.json"
