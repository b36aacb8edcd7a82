"""The main feed of some records, as one document."""

from __future__ import annotations

from collections.abc import Sequence

from podcast.content.record import EpisodeRecord, ShowRecord
from podcast.feed.document import Document, documents


def whole(show: ShowRecord, records: Sequence[EpisodeRecord]) -> Document:
    """Return the first document of a show: the main feed, or its newest page."""
    return next(documents(show, records))
