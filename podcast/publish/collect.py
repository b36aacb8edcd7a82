"""Deleting what no kept release needs: old releases, masters and pictures of versions past, pages that are gone.

Nothing goes that a kept release names, nothing that was not found unneeded a grace period ago, and nothing
that is not ours. See `marks` for how it stays safe beside a publish.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice

from podcast.content import canonical, keys
from podcast.content.release import PREFIX, Release, decode_release, release_number
from podcast.errors import ContentError, Place, UsageError
from podcast.messages import msg
from podcast.publish.log import note_key
from podcast.publish.marks import KEY, Marks, change_marks, read_marks
from podcast.publish.parallel import each
from podcast.publish.progress import Progress
from podcast.store.base import ObjectInfo, Store, Unfinished
from podcast.values import Struct, replace

KEEP = 20
GRACE = timedelta(days=7)
LEAST_GRACE = timedelta(days=1)
"""No publish takes longer: what it relies on was marked before it began, or is not marked at all."""

_OURS = (
    "_podcast/", "articles/", "assets/", "audio/", "episodes/", "feed/", "feeds/", "images/", "personnes/",
    "recherche/", "saisons/",
)  # fmt: skip


class Collection(Struct, frozen=True, kw_only=True):
    """What is unneeded: `due` may be deleted, `waiting` from `since` + grace on. `kept` are release numbers.

    `unfinished` are uploads that began longer than the grace period ago and were never completed.
    """

    kept: tuple[int, ...]
    due: tuple[ObjectInfo, ...]
    waiting: tuple[ObjectInfo, ...]
    since: dict[str, datetime]
    unfinished: tuple[Unfinished, ...]

    @property
    def due_bytes(self) -> int:
        return sum(one.size for one in self.due)


def find_unneeded(store: Store, *, now: datetime, keep: int = KEEP, grace: timedelta = GRACE) -> Collection:
    """Return what no release of the newest `keep` needs. Changes nothing.

    Raises:
        UsageError: less than one release is to be kept, or for less than a day.
        ContentError: nothing is published there: then nothing is known to be unneeded.
    """
    if keep < 1 or grace < LEAST_GRACE:
        raise UsageError(
            msg("gc keeps one release at least, and for a day"), hint=msg("see `podcast gc --help`")
        )
    kept = _kept(store, keep)
    needed = _needed(kept)
    # the search index follows from no release alone: who makes it takes away what it no longer needs
    ours = (
        one for one in store.list() if one.key.startswith(_OURS) and not one.key.startswith(keys.SEARCH_INDEX)
    )
    found = [one for one in ours if one.key not in needed]
    marks, _ = read_marks(store)
    since = {one.key: marks.since.get(one.key, now) for one in found}
    return Collection(
        kept=tuple(release.number for release, _ in kept),
        due=tuple(one for one in found if now - since[one.key] >= grace),
        waiting=tuple(one for one in found if now - since[one.key] < grace),
        since=since,
        unfinished=tuple(one for one in store.unfinished() if _is_old(one, now - grace)),
    )


def collect(
    store: Store, *, now: datetime, progress: Progress, keep: int = KEEP, grace: timedelta = GRACE
) -> Collection:
    """Mark what is unneeded, delete what was marked a grace period ago, and return what that was."""
    found = find_unneeded(store, now=now, keep=keep, grace=grace)
    due = {one.key for one in found.due}

    def begin(marks: Marks) -> Marks:
        # what a publish has claimed since it was looked at begins to wait anew
        still = tuple(sorted(key for key in due if key in marks.since))
        return Marks(since={key: marks.since.get(key, now) for key in found.since}, sweeping=still)

    def end(marks: Marks) -> Marks:
        return Marks(since={key: at for key, at in marks.since.items() if key not in sweeping})

    sweeping = set(change_marks(store, begin).sweeping)
    # somebody may have published before we said so: what they need is not touched
    sweeping -= _needed(_kept(store, keep))
    gone = tuple(one for one in found.due if one.key in sweeping)
    with progress.task(msg("Deleting"), len(gone)) as advance:
        each(lambda one: store.delete(one.key), sorted(gone, key=lambda one: one.key.startswith(PREFIX)))
        advance(len(gone))
    each(store.abandon, found.unfinished)
    change_marks(store, end)
    return replace(found, due=gone)


def _is_old(write: Unfinished, began_before: datetime) -> bool:
    return write.since < began_before and write.key.startswith(_OURS)


def _kept(store: Store, keep: int) -> list[tuple[Release, str]]:
    """Return the newest releases and their digests."""
    newest = islice((info.key for info in store.list(PREFIX) if release_number(info.key)), keep)
    bodies = [(key, store.get(key).body) for key in newest]
    if not bodies:
        raise ContentError(
            msg("nothing is published in {store}", store=store.url),
            hint=msg("gc deletes only what releases no longer need"),
            place=Place(file=store.url),
        )
    return [
        (decode_release(body, where=f"{store.url}/{key}"), canonical.digest(body)) for key, body in bodies
    ]


def _needed(kept: Iterable[tuple[Release, str]]) -> set[str]:
    needed = {KEY}
    for release, digest in kept:
        needed |= {release.key, note_key(digest), *release.objects, *release.views}
    return needed
