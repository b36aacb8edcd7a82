"""What a producer decided, and what that would change: values between asking and doing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from podcast.publish.seen import Seen
from podcast.values import Struct, field

if TYPE_CHECKING:  # building and rendering take heavy libraries, and where nothing is to be done none of them
    from podcast.content.problem import Problem
    from podcast.publish.build import Candidate
    from podcast.publish.plan import Plan
    from podcast.publish.state import State
    from podcast.publish.wanted import Wanted

Wish = Callable[["State"], "Wanted"]
"""What somebody wants, on top of whatever is published."""


class Side(StrEnum):
    """Whose version is taken where both changed the same."""

    OURS = "ours"
    THEIRS = "theirs"


class Choices(Struct, frozen=True, kw_only=True):
    """What the producer decided beforehand: who wins where both changed the same, which unpublished slugs may
    come back, whether a published guid may change, whether a release that the store lost may be made `anew`."""

    side: Side | None = None
    restore: tuple[str, ...] = ()
    allow_guid_change: bool = False
    anew: bool = False


class Proposal(Struct, frozen=True, kw_only=True):
    """A plan, what it starts from, and the wish that it comes from. `candidate` is what a folder wants, if it
    comes from one, and `files` says what its files were; see `unchanged`."""

    published: State
    plan: Plan
    wish: Wish
    now: datetime
    candidate: Candidate | None = None
    common: dict[str, str] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    files: str = ""

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What one hears in the recordings that were mastered for it."""
        return self.candidate.warnings if self.candidate else ()
