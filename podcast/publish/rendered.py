"""The views of a release as facts, and as bytes only where somebody wants them.

What a view follows from says whether its bytes are known from the last time: then they are not rendered. The
memory of that is in the workspace and can always be made again. Knows nothing of what views there are.
"""

import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from podcast.content import canonical, keys
from podcast.content.record import Record, ShowRecord
from podcast.content.release import ObjectFact, Release
from podcast.errors import ContentError, PodcastError
from podcast.publish.renderer import renderer_digest
from podcast.publish.upload import upload_of
from podcast.publish.views import views_of
from podcast.publish.workspace import Workspace
from podcast.site.view import View

_KIND, _NAME = "views", "known.json"
_HELD = 64 * 1024 * 1024
"""Bytes of views that are held, packed, until they are written; what is beyond is rendered again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """What a view was when it followed from `inputs`."""

    inputs: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Memory:
    renderer: str = ""
    views: dict[str, _Known] = field(default_factory=dict)


class Rendered:
    """The views of one release: `facts` by key, and `body` of each."""

    def __init__(self, views: Mapping[str, View], known: Mapping[str, _Known]) -> None:
        self._views = views
        self._held: dict[str, bytes] = {}
        self._room = _HELD
        self.facts = {key: self._fact(key, views[key], known.get(key)) for key in sorted(views)}

    def body(self, key: str) -> bytes:
        """Return the bytes of a view."""
        held = self._held.get(key)
        return self._views[key].make() if held is None else zlib.decompress(held)

    def _fact(self, key: str, view: View, known: _Known | None) -> ObjectFact:
        if known and view.inputs and known.inputs == view.inputs:
            return ObjectFact(size=known.size, type=keys.media_type(key), sha256=known.sha256)
        body = view.make()
        packed = zlib.compress(body, 1) if self._room > 0 else b""
        if packed and len(packed) <= self._room:
            self._room -= len(packed)
            self._held[key] = packed
        return upload_of(key, body).fact

    def known(self) -> dict[str, _Known]:
        """Return what is to be remembered of the views."""
        return {
            key: _Known(inputs=view.inputs, size=self.facts[key].size, sha256=self.facts[key].sha256)
            for key, view in self._views.items()
            if view.inputs
        }


def render(
    show: ShowRecord, records: Mapping[str, Record], release: Release, workspace: Workspace | None = None
) -> Rendered:
    """Return the views of a release of these records, by identity. Needs no release with views.

    With a workspace, what it remembers is not rendered, and what is rendered is remembered.
    """
    digests = {one.slug: one.record for one in release.entries} | {"": release.show}
    ordered = sorted(records.values(), key=lambda one: (one.page.date, one.slug), reverse=True)
    views = views_of(show, ordered, release=release, digests=digests)
    memory = _remembered(workspace) if workspace else {}
    made = Rendered(views, memory)
    if workspace and (known := made.known()) != memory:
        body = canonical.encode(_Memory(renderer=renderer_digest(), views=known))
        with suppress(PodcastError):  # it only saves time
            workspace.keep_lightly(_KIND, _NAME, body)
    return made


def _remembered(workspace: Workspace) -> dict[str, _Known]:
    try:
        body = (workspace.root / _KIND / _NAME).read_bytes()
        memory = canonical.decode(body, _Memory, where=_NAME)
    except (OSError, ContentError):
        return {}
    return memory.views if memory.renderer == renderer_digest() else {}
