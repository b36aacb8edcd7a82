"""What `podcast gc` found unneeded, and since when: kept in the store, so that everybody sees it.

An object is deleted only after it stood here for the grace period. Who needs a marked object takes its mark
away first; who deletes says so first. Both are conditional writes of one small file, so that a publish and a
collection beside each other cannot both win.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from podcast.content import canonical
from podcast.errors import ObjectMissingError, Place, PreconditionError, TryAgainError
from podcast.messages import msg
from podcast.store.base import Store
from podcast.values import Struct, field, replace

KEY = "_podcast/gc.json"
_TRIES = 8


class Marks(Struct, frozen=True, kw_only=True):
    """`since` maps keys to when they were found unneeded; `sweeping` are being deleted right now."""

    since: dict[str, datetime] = field(default_factory=dict)
    sweeping: tuple[str, ...] = ()


def read_marks(store: Store) -> tuple[Marks, str]:
    """Return the marks of a store and the ETag to write over, empty if there are none."""
    try:
        blob = store.get(KEY)
    except ObjectMissingError:
        return Marks(), ""
    return canonical.decode(blob.body, Marks, where=KEY), blob.info.etag


def change_marks(store: Store, change: Callable[[Marks], Marks]) -> Marks:
    """Apply `change` to the marks as they are then, and return them.

    Raises:
        TryAgainError: others kept changing them.
    """
    for _ in range(_TRIES):
        marks, etag = read_marks(store)
        wanted = change(marks)
        if wanted == marks:
            return marks
        body = canonical.encode(wanted)
        try:
            store.put(
                KEY,
                body,
                type="application/json",
                cache="no-cache",
                if_match=etag or None,
                if_none_match=not etag,
            )
        except PreconditionError:
            continue
        return wanted
    raise TryAgainError(
        msg("others kept changing what is to be deleted"), hint=msg("run the same command again")
    )


def claim(store: Store, keys: Collection[str]) -> None:
    """Take away the marks of what a publish is about to rely on.

    Raises:
        TryAgainError: some of it is being deleted.
    """

    def change(marks: Marks) -> Marks:
        if going := set(marks.sweeping) & set(keys):
            raise TryAgainError(
                msg("`podcast gc` is deleting {going}", going=min(going)),
                hint=msg("let it end, or run `podcast gc --apply` to finish it, then publish again"),
                place=Place(file=store.url),
            )
        return replace(marks, since={key: at for key, at in marks.since.items() if key not in keys})

    change_marks(store, change)
