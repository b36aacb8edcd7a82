"""What the terminal gets: results on stdout, everything else on stderr, and progress only where it is seen."""

from __future__ import annotations

import contextlib
import json
import shlex
import shutil
import sys
import traceback
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from podcast.cli.language import translated
from podcast.errors import ExitCode, PodcastError
from podcast.messages import Message, joined, marked, msg, on_one_line


def clean(text: str) -> str:
    """Return text that cannot steer a terminal: control and direction-changing characters are made visible."""
    return "".join(one if _is_harmless(one) else f"\\u{ord(one):04x}" for one in text)


def next_command(name: str, show_dir: Path | None, store_url: str | None) -> str:
    """Return a command line that means the same show and store as this one."""
    words = [program(), name]
    words += ["--show", str(show_dir)] if show_dir else []
    words += ["--store", store_url] if store_url else []
    return shlex.join(words)


def short(store_url: str) -> str:
    """Return the name of a store as one would type it here: a folder below this one by its relative path."""
    with contextlib.suppress(ValueError):
        return f"{Path(store_url).relative_to(Path.cwd())}/"
    return store_url


def program() -> str:
    """Return what one types to run this command again: its name, or its path where that is not found."""
    if shutil.which("podcast"):
        return "podcast"
    return short(sys.argv[0]).rstrip("/")


def say(text: str = "") -> None:
    """Print a line of the result, in the language of the environment."""
    click.echo(clean(translated(text)))


def note(text: str) -> None:
    """Print a line beside the result, in the language of the environment."""
    click.echo(clean(translated(text)), err=True)


def say_warnings(problems: Iterable[Any]) -> None:
    """Print what is wrong and stops nothing, beside the result."""
    for problem in problems:
        note(problem_line(problem, marked("{place}: warning: {message} — {remedy}")))


def error_line(error: PodcastError) -> Message:
    """Return place, fault and remedy of an error as one message."""
    where: tuple[str, ...] = (str(error.place), ": ") if error.place else ()
    remedy = (" — ", error.hint) if error.hint else ()
    return on_one_line(joined("", (*where, error.message, *remedy)))


def problem_line(problem: Any, template: str = "{place}: {message} — {remedy}") -> Message:
    """Return a problem as one message."""
    return msg(template, place=str(problem.place), message=problem.message, remedy=problem.remedy)


def say_json(value: object) -> None:
    """Print the result as one JSON object."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def say_error(error: PodcastError, *, as_json: bool = False) -> int:
    """Print what went wrong, a line for each problem, and return the exit code."""
    problems = getattr(error, "problems", ())
    code: ExitCode = getattr(error, "code", None) or error.exit_code
    for problem in problems:
        note(problem_line(problem))
    if not problems:
        note(msg("Error: {message}", message=error_line(error)))
    if as_json:
        say_json(
            {
                "ok": False,
                "exit_code": int(code),
                "error": error_facts(error),
                "problems": problem_facts(problems),
            }
        )
    return code


def error_facts(error: PodcastError) -> dict[str, Any]:
    """Return an error as JSON has it."""
    place = error.place
    conflicts = [
        {"what": one.what, "slug": one.slug, "gone": one.gone, "fields": [f.name for f in one.fields]}
        for one in getattr(error, "conflicts", ())
    ]
    return {
        **({"conflicts": conflicts} if conflicts else {}),
        "message": error.message,
        "hint": error.hint,
        "file": place.file if place else None,
        "line": place.line if place and place.line else None,
        "column": place.column if place and place.column else None,
    }


def problem_facts(problems: Any) -> list[dict[str, Any]]:
    """Return problems as JSON has them."""
    return [
        {
            "file": one.place.file,
            "line": one.place.line or None,
            "column": one.place.column or None,
            "rule": one.rule,
            "severity": one.severity.value,
            "message": one.message,
            "remedy": one.remedy,
        }
        for one in problems
    ]


def say_bug(error: Exception, *, debug: bool) -> int:
    """Print that this is our fault, and the traceback only if it was asked for."""
    if debug:
        click.echo("".join(traceback.format_exception(error)), err=True)
    note(
        msg(
            "Internal error: {kind}: {message} — please report it, with the output of the same command"
            " after `podcast --debug`",
            kind=type(error).__name__,
            message=" ".join(str(error).split())[:200],
        )
    )
    return ExitCode.BUG


class TerminalProgress:
    """A bar with the stage and the time left on a terminal; elsewhere one plain line for each task."""

    @contextmanager
    def task(self, label: str, total: int) -> Iterator[_Bar]:
        if not sys.stderr.isatty():
            note(label)
            yield _Bar(None, label)
            return
        with click.progressbar(
            length=max(total, 1), label=clean(translated(label)), file=sys.stderr, show_eta=True
        ) as bar:
            yield _Bar(bar, label)


class _Bar:
    """What a task is told through; on no terminal it shows nothing more."""

    def __init__(self, bar: Any, label: str) -> None:
        self._bar = bar
        self._label = label

    def __call__(self, steps: int, /) -> None:
        if self._bar is not None:
            self._bar.update(steps)

    def stage(self, name: str) -> None:
        if self._bar is not None:
            self._bar.label = clean(f"{translated(self._label)}, {translated(name)}")
            self._bar.render_progress()


def _is_harmless(character: str) -> bool:
    return character == "\n" or (
        unicodedata.category(character) not in ("Cc", "Cs") and not _steers(character)
    )


def _steers(character: str) -> bool:
    """Say whether a character changes the direction of the text around it."""
    return character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
