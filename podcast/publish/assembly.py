"""The next release and what it is made of, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from podcast.content import canonical
from podcast.content.record import Record
from podcast.content.release import Release
from podcast.values import Struct

if TYPE_CHECKING:  # what renders takes the libraries of feeds and pages, and an empty plan needs none of them
    from podcast.publish.rendered import Rendered
    from podcast.publish.upload import Upload


class Assembly(Struct, frozen=True, kw_only=True):
    """A release and what it is made of: `uploads` by key, and its views. If it is the one that is published,
    there may be no `rendered`: nothing had to be. `body` are the bytes of a new one, which take a while to make."""

    release: Release
    records: Mapping[str, Record]
    uploads: Mapping[str, Upload]
    rendered: Rendered | None = None
    body: bytes = b""

    @property
    def digest(self) -> str:
        """What the release is known by: the transaction id of its commit."""
        return canonical.digest(self.body or self.release.encode())
