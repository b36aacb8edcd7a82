"""What can be known of a bucket, as values: nothing here asks, and nothing imports boto3."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True, kw_only=True, slots=True)
class Inspection:
    """What was found. `etags` is `quoted`, `unquoted` or `none`: how `If-Match` wants them. `clock_s` is by how
    many seconds the server's clock is ahead, nothing if it does not say. `cors` are the origins that may read,
    `lifecycle` says whether incomplete uploads are aborted some day; nothing where the server does not tell."""

    wrong_md5_refused: bool
    etags: str
    clock_s: float | None
    parts_listed: bool
    cors: tuple[str, ...] | None
    lifecycle: bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A change to a bucket: `what` it is for, the document that is set, and the call that sets it."""

    what: str
    document: dict[str, Any]
    apply: Callable[[], object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Setup:
    """The changes that a bucket needs, and what has to be done by hand."""

    steps: tuple[Step, ...]
    by_hand: tuple[str, ...]


@runtime_checkable
class Bucket(Protocol):
    """A store that can be asked, and told, about more than its objects."""

    def inspect(self, key: str) -> Inspection:
        """Return what the bucket does besides keeping objects; writes `key`, which the caller removes."""

    def setup(self) -> Setup:
        """Return what the bucket needs so that readers get what is published; changes nothing."""

    def set_up(self, step: Step) -> None:
        """Carry out a step of `setup`."""
