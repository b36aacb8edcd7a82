"""Deleting a page that was unpublished, with its history: for legal reasons, and for nothing else.

Files go first and the releases that name them last: whoever is killed in between finds them again, and the
same command finishes. What the current release names is never touched.
"""

from podcast.content.record import Record
from podcast.content.release import (
    PREFIX,
    Entry,
    Release,
    Tombstone,
    decode_release,
    record_key,
    release_number,
)
from podcast.errors import ContentError, ObjectMissingError, Place, TryAgainError
from podcast.messages import msg
from podcast.publish.assemble import objects_of
from podcast.publish.marks import Marks, change_marks
from podcast.publish.progress import Progress
from podcast.publish.state import read_record, read_state
from podcast.store.base import Store
from podcast.values import Struct, replace


class Purged(Struct, frozen=True, kw_only=True):
    """The keys that were deleted, and the numbers of the releases."""

    keys: tuple[str, ...]
    releases: tuple[int, ...]


def is_unpublished(store: Store, slug: str) -> bool:
    """Say whether a page was published and is not any more."""
    state = read_state(store)
    current = any(one.slug == slug for one in state.records.values())
    return (
        not current
        and bool(state.release)
        and any(one.slug == slug for one in (state.release.tombstones if state.release else ()))
    )


def purge_page(store: Store, slug: str, *, progress: Progress) -> Purged:
    """Delete every file and release that has the page `slug`, which was unpublished before.

    Raises:
        ContentError: it is published, or never was unpublished.
        TryAgainError: somebody brings it back meanwhile.
    """
    state = read_state(store)
    buried = next(
        (one for one in (state.release.tombstones if state.release else ()) if one.slug == slug), None
    )
    if state.release is None or buried is None or buried.identity in state.records:
        raise ContentError(
            msg("“{slug}” was not unpublished", slug=slug),
            hint=msg("unpublish it first"),
            place=Place(file=store.url),
        )
    keys: set[str] = set()
    releases: list[Release] = []
    for release in _releases(store):
        entry = next((one for one in release.entries if one.identity == buried.identity), None)
        if entry and release.number != state.number:
            releases.append(release)
            keys |= _keys(store, release, entry)
    keys -= set(state.release.objects) | set(state.release.views)
    change_marks(store, lambda marks: replace(marks, sweeping=tuple(sorted({*marks.sweeping, *keys}))))
    try:
        _refuse_restored(store, buried)
        _delete(store, keys, releases, progress)
    finally:
        change_marks(store, lambda marks: _without(marks, keys))
    return Purged(keys=tuple(sorted(keys)), releases=tuple(one.number for one in releases))


def _refuse_restored(store: Store, buried: Tombstone) -> None:
    """Raise if somebody brought the page back before it was said that it is being deleted."""
    state = read_state(store)
    if buried.identity in state.records:
        raise TryAgainError(
            msg("somebody has just published “{slug}” again", slug=buried.slug),
            hint=msg("unpublish it once more"),
            place=Place(file=store.url),
        )


def _without(marks: Marks, keys: set[str]) -> Marks:
    return Marks(
        since={key: at for key, at in marks.since.items() if key not in keys},
        sweeping=tuple(key for key in marks.sweeping if key not in keys),
    )


def _delete(store: Store, keys: set[str], releases: list[Release], progress: Progress) -> None:
    with progress.task(msg("Deleting"), len(keys) + len(releases)) as advance:
        # records last: they say which audio and images there are
        for key in sorted(keys, key=lambda one: (one.startswith("_podcast/"), one)):
            store.delete(key)
            advance(1)
        for release in releases:
            store.delete(release.key)
            advance(1)


def _releases(store: Store) -> list[Release]:
    found = [info.key for info in store.list(PREFIX) if release_number(info.key)]
    return [decode_release(store.get(key).body, where=f"{store.url}/{key}") for key in found]


def _keys(store: Store, release: Release, entry: Entry) -> set[str]:
    """Return everything that only this page of a release needs: its record, its files, its views."""
    folder = f"{'episodes' if entry.kind == 'episode' else 'articles'}/{entry.slug}/"
    found = {key for key in release.views if key.startswith(folder)} | {record_key(entry.record)}
    record = _record(store, entry)
    if record is None:  # an earlier try deleted it, and its files before it
        return found
    return found | objects_of(record)


def _record(store: Store, entry: Entry) -> Record | None:
    try:
        return read_record(store, entry.record, kind=entry.kind, where=entry.slug)
    except ObjectMissingError:
        return None
