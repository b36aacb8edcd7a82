"""The words in which a trial of a store is told: what was found, what it means, and what to do about it."""

from enum import StrEnum

from podcast.errors import ExitCode
from podcast.values import Struct


class Kind(StrEnum):
    """What a store promises to several producers.

    CAS: creating only if absent, and replacing only what was read. CREATE_ONLY: the first alone, which is
    all that a release takes. UNSAFE: neither, so that one producer can overwrite another.
    """

    CAS = "cas"
    CREATE_ONLY = "create-only"
    UNSAFE = "unsafe"


class Level(StrEnum):
    """How a finding weighs: as it should be; not looked at; worse than it could be; something will go wrong."""

    GOOD = "good"
    SKIPPED = "skipped"
    WARNING = "warning"
    FAULT = "fault"


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that was tried. `remedy` can be done as it is written; what is good or was not looked at has none.
    `code` is what a command that found a fault ends with."""

    check: str
    level: Level
    message: str
    remedy: str = ""
    code: ExitCode = ExitCode.UNAVAILABLE


def good(check: str, message: str) -> Finding:
    """Return a finding that all is as it should be."""
    return Finding(check=check, level=Level.GOOD, message=message)


def skipped(check: str, message: str) -> Finding:
    """Return a finding that something was not looked at, and why."""
    return Finding(check=check, level=Level.SKIPPED, message=message)


def warning(check: str, message: str, remedy: str) -> Finding:
    """Return a finding that something is worse than it could be."""
    return Finding(check=check, level=Level.WARNING, message=message, remedy=remedy)


def fault(check: str, message: str, remedy: str, *, code: ExitCode = ExitCode.UNAVAILABLE) -> Finding:
    """Return a finding that something will go wrong."""
    return Finding(check=check, level=Level.FAULT, message=message, remedy=remedy, code=code)
