"""The error tree, and the exit code of each branch.

    PodcastError                 1   our bug
    ├── UsageError               2   the command line is wrong
    ├── ContentError            65   what the producer wrote is wrong
    ├── MissingInputError       66   a file that should be there is not
    ├── UnavailableError        69   a tool or a service refused
    ├── CannotWriteError        73   a place that cannot be written
    ├── DiskError               74   disk full, or input and output failed
    ├── TryAgainError           75   the network, a lost race, somebody else is busy
    │   └── PreconditionError        a conditional write found something else
    ├── CredentialsError        77   no, wrong or expired credentials
    ├── ConfigurationError      78   a setting names something that does not exist
    └── ObjectMissingError      69   the store has no such key

The codes are those of sysexits.h. This module knows nothing else of the project.
"""

from enum import IntEnum
from typing import ClassVar, NamedTuple


class ExitCode(IntEnum):
    """What the process says when it ends; `os.EX_*` does not exist on every system."""

    DONE = 0
    BUG = 1
    USAGE = 2
    CONTENT = 65
    MISSING_INPUT = 66
    UNAVAILABLE = 69
    CANNOT_WRITE = 73
    DISK = 74
    TRY_AGAIN = 75
    CREDENTIALS = 77
    CONFIGURATION = 78
    INTERRUPTED = 130
    TERMINATED = 143


class Place(NamedTuple):
    """Where something is: a file as the reader would name it, with 1-based line and column when known."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


class PodcastError(Exception):
    """One thing that went wrong, told to the reader: place, what, and what to do."""

    exit_code: ClassVar[ExitCode] = ExitCode.BUG

    def __init__(self, message: str, *, hint: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        remedy = f" — {self.hint}" if self.hint else ""
        return f"{where}{self.message}{remedy}"


class UsageError(PodcastError):
    """The command line asks for something that makes no sense."""

    exit_code = ExitCode.USAGE


class ContentError(PodcastError):
    """What the producer wrote, or a file's content, is wrong."""

    exit_code = ExitCode.CONTENT


class MissingInputError(PodcastError):
    """A file that the work needs is not there."""

    exit_code = ExitCode.MISSING_INPUT


class UnavailableError(PodcastError):
    """A tool or a service is absent, refuses or misbehaves."""

    exit_code = ExitCode.UNAVAILABLE


class ObjectMissingError(UnavailableError):
    """The store has no object at this key."""


class CannotWriteError(PodcastError):
    """The target exists but may not be written."""

    exit_code = ExitCode.CANNOT_WRITE


class DiskError(PodcastError):
    """The disk is full, or reading or writing it failed."""

    exit_code = ExitCode.DISK


class TryAgainError(PodcastError):
    """Nothing is wrong with the request: the same command may succeed later."""

    exit_code = ExitCode.TRY_AGAIN


class PreconditionError(TryAgainError):
    """A conditional write was refused, because the key exists already or has another ETag."""


class CredentialsError(PodcastError):
    """The store refuses these credentials, or there are none."""

    exit_code = ExitCode.CREDENTIALS


class ConfigurationError(PodcastError):
    """A setting names something that does not exist or cannot be."""

    exit_code = ExitCode.CONFIGURATION
