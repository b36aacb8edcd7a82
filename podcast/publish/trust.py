"""Which stores may be written: one that ignores conditions only by who says to be alone.

What a trial found is remembered in `.podcast/`, for this server and bucket, so that it is tried before the
first write and not again: an unchanged show asks nothing more. Folders and memory need no trial, because
their conditions are kept by this program.
"""

from collections.abc import Callable
from pathlib import Path

from podcast.content import canonical
from podcast.errors import ContentError, Place, UnavailableError
from podcast.messages import msg
from podcast.publish.workspace import Workspace
from podcast.store.base import Store
from podcast.store.compared import ComparedStore
from podcast.store.finding import Kind
from podcast.store.probe_conditions import SINGLE, WRITERS, try_conditions
from podcast.store.probe_scratch import Scratch
from podcast.values import Struct

ROUNDS = 3
"""Races before the first write; `podcast doctor` runs more."""

_TRIAL = 1


class _Known(Struct, frozen=True, kw_only=True):
    """What a trial found of a server; `trial` is its version: another one is tried anew."""

    server: str
    kind: str
    trial: int = _TRIAL


def writable(
    store: Store,
    root: Path | None,
    *,
    single_producer: bool,
    deletes: bool = False,
    tell: Callable[[str], None],
) -> Store:
    """Return `store` as it may be written. `root` is the show folder, where what was found is kept.

    A server that creates only if absent, and no more, is fine for publishing: the release is the commit, and
    pages are compared before they are replaced, and looked at again. For who `deletes` beside others it is not.

    Raises:
        UnavailableError: it does not keep the conditions that this takes, and nobody promised to be alone.
        PodcastError: it cannot be written at all.
    """
    if not store.server:
        return store
    kind = _recall(store, root)
    if kind is None:
        with Scratch(store, tell) as scratch:
            kind = try_conditions(store, scratch, rounds=ROUNDS).kind
        remember(store, root, kind)
    if kind is Kind.CAS:
        return store
    if kind is Kind.UNSAFE and not single_producer:
        raise UnavailableError(
            msg(
                "does not honour conditional writes: of two producers at once, one would be lost "
                "({writers} writers at once were tried; see `podcast doctor --store`)",
                writers=WRITERS,
            ),
            hint=SINGLE,
            place=Place(file=store.url),
        )
    if deletes and not single_producer:
        raise UnavailableError(
            msg(
                "cannot replace a file only if it is unchanged: what a publish needs at the same time "
                "could be deleted"
            ),
            hint=msg("say --alone while nobody publishes"),
            place=Place(file=store.url),
        )
    return ComparedStore(store, creates=kind is Kind.CREATE_ONLY)


def remember(store: Store, root: Path | None, kind: Kind) -> None:
    """Keep what a trial found of the server of `store`, if there is a show folder to keep it in."""
    if root is not None and store.server:
        known = _Known(server=store.server, kind=kind.value)
        Workspace(root).keep("servers", _name(store), canonical.encode(known))


def _recall(store: Store, root: Path | None) -> Kind | None:
    if root is None:
        return None
    try:
        body = Workspace(root).place("servers", _name(store)).read_bytes()
        known = canonical.decode(body, _Known, where="servers")
        is_it = (known.server, known.trial) == (store.server, _TRIAL)
        return Kind(known.kind) if is_it else None
    except (OSError, ValueError, ContentError):
        return None


def _name(store: Store) -> str:
    return f"{canonical.digest(store.server.encode())[:16]}.json"
