"""The views of a release as facts, and as bytes only where somebody wants them.

What a view follows from says whether its bytes are known from the last time: then they are not rendered. The
memory of that is in the workspace and can always be made again. Knows nothing of what views there are.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence

from podcast.content import canonical, keys
from podcast.content.packed import pack_bytes, unpack_bytes
from podcast.content.record import Record, ShowRecord, recency
from podcast.content.release import ObjectFact, Release
from podcast.publish.known_pieces import KnownPieces
from podcast.publish.memory import recalled, remember
from podcast.publish.processes import cores, spread
from podcast.publish.views import views_of
from podcast.publish.workspace import Workspace
from podcast.site.view import View

_KIND = "views"
_HELD = 64 * 1024 * 1024
"""Bytes of views that are held, packed, until they are written; what is beyond is rendered again."""


_Known = tuple[str, int, str]
"""What a view followed from, its size and its SHA-256."""

_WORTH = 16
"""Pages that take as long to render as another process does to begin."""
_FEW = 64
"""Views that are held as they are: packing them would take longer than writing them."""
_Made = tuple[str, int, str, bytes | None]
"""Key, size and SHA-256 of a view, and its bytes, packed if there are many, if there was room for them."""


class Rendered:
    """The views of one release: `facts` by key, and `body` of each."""

    def __init__(self, views: Mapping[str, View], known: Mapping[str, _Known]) -> None:
        self._views = views
        self._held: dict[str, bytes] = {}
        self._room = _HELD // cores()
        self._packs = True
        found: dict[str, tuple[int, str]] = {}
        lacking = []
        for key, view in views.items():
            before = known.get(key)
            if before and view.inputs and before[0] == view.inputs:
                found[key] = before[1:]
            else:
                lacking.append(key)
        groups = together(lacking)
        self._packs = len(lacking) > _FEW
        own = sum(_has_pieces(group[0]) for group in groups)
        for group in spread(self._make, groups, list[_Made], least=_WORTH, own=own):
            for key, size, sha256, packed in group:
                found[key] = (size, sha256)
                if packed is not None:
                    self._held[key] = packed
        self.facts = {
            key: ObjectFact(size=found[key][0], type=keys.media_type(key), sha256=found[key][1])
            for key in sorted(views)
        }

    def body(self, key: str) -> bytes:
        """Return the bytes of a view."""
        held = self._held.get(key)
        if held is None:
            return self._views[key].make()
        return zlib.decompress(held) if self._packs else held

    def _make(self, group: Sequence[str]) -> list[_Made]:
        made: list[_Made] = []
        for key in group:
            body = self._views[key].make()
            packed = body if not self._packs else zlib.compress(body, 1) if self._room > 0 else None
            if packed is not None and len(packed) > self._room:
                packed = None
            self._room -= len(packed or b"")
            made.append((key, len(body), canonical.digest(body), packed))
        return made

    def known(self) -> dict[str, _Known]:
        """Return what is to be remembered of the views."""
        return {
            key: (view.inputs, self.facts[key].size, self.facts[key].sha256)
            for key, view in self._views.items()
            if view.inputs
        }


def together(names: Iterable[str]) -> list[list[str]]:
    """Return keys in groups that have much of their work in common, first those that are made of pieces."""
    groups: dict[str, list[str]] = {}
    for key in sorted(names):
        folder = key.rpartition("/")[0]
        groups.setdefault(folder or key, []).append(key)
    return sorted(groups.values(), key=lambda group: not _has_pieces(group[0]))


def _has_pieces(key: str) -> bool:
    """Say whether a view is made of pieces that this process should get to know: it is long, or a feed."""
    return "/" not in key or keys.is_feed(key)


def render(
    show: ShowRecord, records: Mapping[str, Record], release: Release, workspace: Workspace | None = None
) -> Rendered:
    """Return the views of a release of these records, by identity. Needs no release with views.

    With a workspace, what it remembers is not rendered, and what is rendered is remembered.
    """
    digests = {one.slug: one.record for one in release.entries} | {"": release.show}
    ordered = sorted(records.values(), key=recency, reverse=True)
    pieces = KnownPieces(workspace) if workspace else None
    views = views_of(show, ordered, release=release, digests=digests, pieces=pieces)
    memory = _remembered(workspace) if workspace else {}
    made = Rendered(views, memory)
    if pieces:
        pieces.save()
    if workspace and (known := made.known()) != memory:
        remember(workspace, _KIND, known, packed=pack_bytes)
    return made


def _remembered(workspace: Workspace) -> dict[str, _Known]:
    return recalled(workspace, _KIND, dict[str, _Known], opened=unpack_bytes) or {}
