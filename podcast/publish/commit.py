"""Uploading what a release needs, and creating the release: the two steps before any view changes.

Objects go first and only if absent, then the next numbered release is created, only if absent. That
creation is the commit. Whoever is killed before it has changed nothing that listeners can see.
"""

from threading import Lock

from podcast.content import canonical, keys
from podcast.errors import ContentError, ObjectMissingError, Place, PreconditionError
from podcast.messages import msg
from podcast.publish.assembly import Assembly
from podcast.publish.marks import claim
from podcast.publish.parallel import each
from podcast.publish.plan import Plan
from podcast.publish.progress import Progress, Task
from podcast.publish.upload import Upload
from podcast.store.base import ObjectInfo, Store

_SMALL = 1_000_000


class LostRaceError(PreconditionError):
    """Somebody else created this release first, with other content."""


def upload_all(store: Store, plan: Plan, progress: Progress, *, again: bool = False) -> int:
    """Upload what the plan needs and the store has not, the largest first, and return how many bytes went.

    What is small is sent without asking whether it is there, for its condition asks; unless this is done
    `again` after something was interrupted.

    Raises:
        ContentError: the store has something else under a key that contains a digest.
        TryAgainError: `podcast gc` is deleting some of it.
        ContentError: something that an older release had, and this one needs again, is gone.
    """
    if needed := {one.key for one in plan.uploads} | set(plan.revived):
        claim(store, needed)
    each(lambda key: _refuse_gone(store, key), plan.revived)
    if not plan.uploads:
        return 0
    with progress.task(msg("Uploading"), plan.upload_bytes) as task:
        told = _Told(task)

        def send(upload: Upload) -> int:
            if (again or upload.fact.size > _SMALL) and _is_there(store, upload):
                told(upload.fact.size)
                return 0
            _put(store, upload, told)
            return upload.fact.size

        return sum(each(send, sorted(plan.uploads, key=lambda one: -one.fact.size)))


def _refuse_gone(store: Store, key: str) -> None:
    try:
        store.head(key)
    except ObjectMissingError as error:
        raise ContentError(
            msg("{key} is gone: `podcast gc` has deleted it", key=key),
            hint=msg("choose a newer release, or publish again from a folder that has it"),
            place=Place(file=store.url),
        ) from error


class _Told:
    """Lets several threads tell one task."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._lock = Lock()

    def __call__(self, steps: int, /) -> None:
        with self._lock:
            self._task(steps)


def commit(store: Store, made: Assembly) -> None:
    """Create a new release.

    An answer that was lost is no conflict: the release that is found there is then ours, byte for byte.

    Raises:
        LostRaceError: another release has this number.
    """
    body, key = made.body, made.release.key
    try:
        store.put(key, body, type=keys.media_type(key), cache=keys.cache_control(key), if_none_match=True)
    except PreconditionError as error:
        if canonical.digest(store.get(key).body) != made.digest:
            raise LostRaceError(
                msg("somebody else published release {number} meanwhile", number=made.release.number),
                hint=msg("run the same command again: it starts from what they published"),
                place=Place(file=store.url),
            ) from error


def _is_there(store: Store, upload: Upload) -> bool:
    try:
        return _is_same(store.head(upload.key), upload, store)
    except ObjectMissingError:
        return False


def _put(store: Store, upload: Upload, advance: _Told) -> None:
    try:
        info = store.put(
            upload.key,
            upload.body,
            type=upload.fact.type,
            cache=keys.cache_control(upload.key),
            if_none_match=True,
            progress=advance,
        )
    except PreconditionError:
        info = store.head(upload.key)
    _is_same(info, upload, store)


def _is_same(info: ObjectInfo, upload: Upload, store: Store) -> bool:
    """Return that the stored object is what was to be uploaded, or refuse to go on."""
    if info.size != upload.fact.size or (info.sha256 and info.sha256 != upload.fact.sha256):
        raise ContentError(
            msg(
                "holds something else than it should ({size} bytes instead of {upload_fact_size})",
                size=info.size,
                upload_fact_size=upload.fact.size,
            ),
            hint=msg("it was damaged or replaced by hand; delete it from the store and publish again"),
            place=Place(file=f"{store.url}/{upload.key}"),
        )
    if info.type and info.type != upload.fact.type:
        raise ContentError(
            msg(
                "is stored as {type} and should be {upload_fact_type}: apps go by that",
                type=info.type,
                upload_fact_type=upload.fact.type,
            ),
            hint=msg("let the bucket keep the type that it is given, delete the object and publish again"),
            place=Place(file=f"{store.url}/{upload.key}"),
        )
    return True
