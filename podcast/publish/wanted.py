"""What the next release should be: the records that were chosen, and how that came about. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from podcast.content.record import Record, ShowRecord
from podcast.content.release import ObjectFact, Tombstone
from podcast.values import Struct, field

if TYPE_CHECKING:
    from podcast.publish.build import Held
    from podcast.publish.upload import Upload


class Notes(Struct, frozen=True, kw_only=True):
    """What a producer should know of how a plan came about.

    `kept` are slugs that are published and not in this folder, `held` pages that are not published now; the
    others are as in `merge.Merged`.
    """

    kept: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    stale: tuple[str, ...] = ()
    overwrites: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


class Wanted(Struct, frozen=True, kw_only=True):
    """What the next release should consist of, and what was made for it.

    `known` are facts of stored objects that the current release does not name, but an older one did.
    """

    show: ShowRecord
    records: Mapping[str, Record]
    uploads: tuple[Upload, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    known: Mapping[str, ObjectFact] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
