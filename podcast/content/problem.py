"""Problems that a check finds: each with its place and a remedy, collected, never thrown one by one."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple, Self

from podcast.errors import ExitCode, Place, PodcastError
from podcast.messages import joined, msg, on_one_line


class Severity(StrEnum):
    """An error stops a publish; a warning is said and does not."""

    ERROR = "error"
    WARNING = "warning"


class _Problem(NamedTuple):
    place: Place
    rule: str
    message: str
    remedy: str
    severity: Severity
    exit_code: ExitCode


class Problem(_Problem):
    """One thing that is wrong, where, and what to do, each on one line. `rule` is a stable name for scripts."""

    __slots__ = ()

    def __new__(
        cls,
        *,
        place: Place,
        rule: str,
        message: str,
        remedy: str,
        severity: Severity = Severity.ERROR,
        exit_code: ExitCode = ExitCode.CONTENT,
    ) -> Self:
        """Make one; a message may quote a value of several lines."""
        said, to_do = on_one_line(message), on_one_line(remedy)
        return super().__new__(cls, place, rule, said, to_do, severity, exit_code)

    def __str__(self) -> str:
        return f"{self.place}: {self.message} — {self.remedy}"


def line_of(error: PodcastError) -> str:
    """Return place, fault and remedy of an error on one line, in which each stays translatable."""
    where: tuple[str, ...] = (str(error.place), ": ") if error.place else ()
    remedy = (" — ", error.hint) if error.hint else ()
    return on_one_line(joined("", (*where, error.message, *remedy)))


def problem_of(error: PodcastError, *, rule: str, place: Place) -> Problem:
    """Return an error that was raised about one file as a problem; its own place wins over `place`."""
    return Problem(
        place=error.place or place,
        rule=rule,
        message=error.message,
        remedy=error.hint or msg("replace the file"),
        exit_code=error.exit_code,
    )


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return each problem once, by file, line and column."""
    return sorted(
        set(problems), key=lambda one: (one.place.file, one.place.line, one.place.column, one.message)
    )


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return those that stop a publish."""
    return [one for one in problems if one.severity is Severity.ERROR]


def exit_code(problems: Sequence[Problem]) -> ExitCode:
    """Return what a command that found these ends with: content wins over what is merely missing."""
    codes = {one.exit_code for one in errors(problems)}
    if not codes:
        return ExitCode.DONE
    return ExitCode.CONTENT if ExitCode.CONTENT in codes else min(codes)


class ProblemsError(PodcastError):
    """All the problems of a show folder at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(one) for one in problems))
        self.problems = tuple(problems)
        self.code = exit_code(self.problems)
