"""What the terminal gets: results on stdout, as text or as one JSON object, and everything else on stderr."""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

import click

from podcast.cli.language import translated
from podcast.cli.terminal import is_terminal, width
from podcast.content.problem import line_of
from podcast.errors import DiskError, ExitCode, Place, PodcastError
from podcast.messages import Message, marked, msg, why

_FAR = os.path.join("..", "..", "..")  # noqa: PTH118  a way up, which Path would resolve
JSON_FORMAT = 1
"""The version of what `--json` prints. It grows when a key goes or means something else; new keys may come."""


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
    """Return the name of a store as one would type it here: a folder that is near by its relative path."""
    if not Path(store_url).is_absolute():
        return store_url
    with contextlib.suppress(ValueError):  # another drive of Windows
        relative = os.path.relpath(store_url)
        if not relative.startswith(_FAR):
            return f"{relative}/"
    return store_url


def program() -> str:
    """Return what one types to run this command again: its name, or its path where that is not found."""
    import shutil

    if shutil.which("podcast"):
        return "podcast"
    return short(sys.argv[0]).rstrip("/")


def say(text: str = "") -> None:
    """Print a line of the result, in the language of the environment."""
    _print(clean(translated(text)))


def note(text: str) -> None:
    """Print a line beside the result, in the language of the environment."""
    _print(clean(translated(text)), err=True)


def show(text: str) -> None:
    """Print a line of the result that has colours: what it quotes has been cleaned."""
    _print(text)


def say_warnings(problems: Iterable[Any]) -> None:
    """Print what is wrong and stops nothing, beside the result."""
    for problem in problems:
        note(problem_line(problem))


def problem_line(problem: Any) -> Message:
    """Return a problem as one message, which says whether it is an error or a warning."""
    is_warning = getattr(problem, "severity", "error") == "warning"
    template = (
        marked("{place}: warning: {message} — {remedy}")
        if is_warning
        else marked("{place}: error: {message} — {remedy}")
    )
    return msg(template, place=str(problem.place), message=problem.message, remedy=problem.remedy)


def say_json(value: Mapping[str, Any]) -> None:
    """Print the result as one JSON object, with the version of its format: see docs/json.md."""
    import json

    facts = {"format": JSON_FORMAT, **value}
    _print(json.dumps(facts, ensure_ascii=False, indent=2, default=str))


def say_error(error: PodcastError, *, as_json: bool = False) -> int:
    """Print what went wrong, a line for each problem, and return the exit code."""
    problems = getattr(error, "problems", ())
    code: ExitCode = getattr(error, "code", None) or error.exit_code
    for problem in problems:
        note(problem_line(problem))
    if not problems:
        note(msg("Error: {message}", message=line_of(error)))
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


def say_bug(error: Exception, *, as_json: bool = False) -> int:
    """Print that this is our fault; the traceback is in the log of `--debug`."""
    message = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    hint = msg("please report it, with the log that the same command writes after `podcast --debug`")
    note(msg("Internal error: {message} — {hint}", message=message, hint=hint))
    if as_json:
        say_json(_failure(ExitCode.BUG, message, hint))
    return ExitCode.BUG


def say_usage(error: click.ClickException, *, as_json: bool = False) -> int:
    """Print what is wrong with a command line."""
    try:
        error.show()
    except OSError:  # nobody reads it, or it has no room: the exit code says it, too
        close(sys.stderr)
    if as_json:
        say_json(_failure(error.exit_code, error.format_message(), ""))
    return error.exit_code


def say_ended(code: ExitCode, *, as_json: bool = False) -> int:
    """Print that somebody ended it, and that nothing is lost by that."""
    if code is ExitCode.INTERRUPTED:
        message = msg("Interrupted: nothing more was done. Run the same command to go on.")
    else:
        message = msg("Terminated: nothing more was done. Run the same command to go on.")
    note(message)
    if as_json:
        say_json(_failure(code, message, ""))
    return code


def _failure(code: int, message: str, hint: str) -> dict[str, Any]:
    where = {"file": None, "line": None, "column": None}
    told = {"message": message, "hint": hint, **where}
    return {"ok": False, "exit_code": int(code), "error": told, "problems": []}


def _print(text: str, *, err: bool = False) -> None:
    """Print a line, or go on without a reader: what was begun is done all the same, and its exit code is true.

    Raises:
        DiskError: a result has no room where standard output goes. What stands beside one is given up instead.
    """
    stream = sys.stderr if err else sys.stdout
    try:
        click.echo(_wrapped(text, stream), err=err)
    except BrokenPipeError:
        close(stream)
    except OSError as error:
        close(stream)
        if not err:
            raise no_room(error) from error


def no_room(error: OSError) -> DiskError:
    """Return the error for a result that could not be written."""
    return DiskError(
        msg("cannot be written: {reason}", reason=why(error)),
        hint=msg("make room, or let the result go elsewhere; `podcast status` says what is published"),
        place=Place(file=msg("standard output")),
    )


def _wrapped(text: str, stream: IO[str]) -> str:
    """Return a line in as many as a terminal has room for, broken between words; elsewhere as it is.

    What has several lines, or colours, was laid out by who made it.
    """
    if "\n" in text or "\x1b" in text or not is_terminal(stream) or len(text) < width():
        return text
    import textwrap

    indent = text[: len(text) - len(text.lstrip())]
    lines = textwrap.wrap(
        text,
        width() - 1,
        subsequent_indent=f"{indent}  ",
        drop_whitespace=True,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


def close(stream: IO[str]) -> None:
    """Let nobody write to a pipe that nobody reads, or to a disk that is full."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _is_harmless(character: str) -> bool:
    return character == "\n" or (
        unicodedata.category(character) not in ("Cc", "Cs") and not _steers(character)
    )


def _steers(character: str) -> bool:
    """Say whether a character changes the direction of the text around it."""
    return character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
