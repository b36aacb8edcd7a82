"""What a show folder knew of a store when it last published there, or found the two to be equal.

It is kept in `.podcast/`, beside what can be made again: a folder that never published, as in continuous
integration, knows nothing, and is told what it overwrites.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from podcast.content import canonical
from podcast.content.release import release_key
from podcast.errors import ContentError, ObjectMissingError
from podcast.publish.workspace import Workspace
from podcast.store.base import Store
from podcast.values import Struct, field, replace

if TYPE_CHECKING:  # what is published takes the feed's libraries, and a check needs none of it
    from podcast.publish.state import State

SHOW = "show"
"""The identity of the show's own facts among those of its pages."""


class Seen(Struct, frozen=True, kw_only=True):
    """`records` maps an identity to the digest of the record that this folder had in common with the store, up
    to `release`, whose digest is `digest`; `pending` to those that it was about to publish since then, each time,
    whether it came to that or not: what a killed publish sent may be online, or may still arrive. `complete`:
    what is not in `records` was not there."""

    release: int = 0
    digest: str = ""
    records: dict[str, str] = field(default_factory=dict)
    pending: dict[str, tuple[str, ...]] = field(default_factory=dict)
    complete: bool = False

    def with_records(self, release: int, digest: str, records: Mapping[str, str]) -> Seen:
        """Return what is known after `release`, in which these are the records in common: nothing of them is
        pending any more."""
        pending = {identity: digests for identity, digests in self.pending.items() if identity not in records}
        known = {**self.records, **records}
        return replace(self, release=release, digest=digest, records=known, pending=pending)

    def with_pending(self, records: Mapping[str, str]) -> Seen:
        """Return what is known when these records are about to be published."""
        more = {
            identity: tuple(dict.fromkeys((*self.pending.get(identity, ()), digest)))
            for identity, digest in records.items()
        }
        return replace(self, pending={**self.pending, **more})


def read_seen(workspace: Workspace, store: Store, published: State) -> Seen | None:
    """Return what the folder knows of a store, nothing if it never published there or forgot.

    A store that is not the one it was knows better: one that went back to a backup, or another at its address.
    """
    path = workspace.place("seen", _name(store.url))
    try:
        seen = canonical.decode(path.read_bytes(), Seen, where=path.name)
    except (OSError, ContentError):
        return None
    return seen if _descends(published, seen, store) else None


def ever_published(workspace: Workspace) -> set[str]:
    """Return the identities that this folder and any store it published to had in common."""
    found: set[str] = set()
    for path in (workspace.root / "seen").glob("*.json"):
        with suppress(OSError, ContentError):
            found |= set(canonical.decode(path.read_bytes(), Seen, where=path.name).records)
    return found


def remember_seen(workspace: Workspace, store: Store, seen: Seen) -> None:
    """Keep what the folder knows of a store."""
    path, body = workspace.place("seen", _name(store.url)), canonical.encode(seen)
    if not path.exists() or path.read_bytes() != body:
        workspace.keep("seen", path.name, body)


def _descends(published: State, seen: Seen, store: Store) -> bool:
    """Say whether what is published came after what was seen, as far as that is still kept."""
    if published.number <= seen.release:
        return (published.number, published.digest) == (seen.release, seen.digest)
    try:
        body = store.get(release_key(seen.release)).body
    except ObjectMissingError:
        return True
    return canonical.digest(body) == seen.digest


def _name(store_url: str) -> str:
    return f"{canonical.digest(store_url.encode())[:16]}.json"
