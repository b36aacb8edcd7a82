"""When what is published was changed: what a release remembers of those before it. Pure.

An episode that appears on its date needs no moment of its own. One that was published before and is another
now does: readers ask for what changed since they looked.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from podcast.content import canonical
from podcast.content.record import EpisodeRecord, Record
from podcast.content.release import Entry, ObjectFact
from podcast.publish.state import State


class History:
    """What is published, seen at `now`."""

    def __init__(self, published: State, now: datetime) -> None:
        self._release = published.release
        self._records = published.records
        self._now = now.astimezone(UTC).replace(microsecond=0)
        self._entries = {one.identity: one for one in published.release.entries} if published.release else {}
        dates = [one.page.date for one in published.records.values() if isinstance(one, EpisodeRecord)]
        before = self._release.updated if self._release else None
        self._updated = max([*dates, *([before] if before else [])], default=None)

    @property
    def known(self) -> Mapping[str, ObjectFact]:
        """The objects that the published release names."""
        return self._release.objects if self._release else {}

    def is_published(self, identity: str, record: Record) -> bool:
        """Say whether a record is the very one that was read from the release, which needs no comparing."""
        return self._records.get(identity) is record

    def entry(self, identity: str, record: Record) -> Entry:
        """Return the entry of a record, with the moment at which it changed last."""
        if self.is_published(identity, record):
            return self._entries[identity]
        entry = Entry(
            kind=record.kind,
            slug=record.slug,
            record=canonical.digest(canonical.encode(record)),
            guid=record.guid if isinstance(record, EpisodeRecord) else "",
        )
        old = self._entries.get(entry.identity)
        if old is None:
            # one that is dated before what readers have seen would not be noticed by its date
            late = self._updated is not None and record.page.date <= self._updated
            changed = self._now if late else None
        else:
            changed = old.changed if (old.record, old.slug) == (entry.record, entry.slug) else self._now
        return Entry(kind=entry.kind, slug=entry.slug, record=entry.record, guid=entry.guid, changed=changed)

    def changed(self, show: str, entries: Iterable[Entry]) -> datetime | None:
        """Return when the show's own facts changed last, or an episode went; `show` is its record's digest."""
        if self._release is None:
            return None
        here = {one.identity for one in entries}
        gone = any(one.guid and one.identity not in here for one in self._release.entries)
        return self._now if gone or self._release.show != show else self._release.changed
