"""Questions to a producer, and what may be answered: dates and file names as one types or drags them.

Asks on standard error, so that results stay alone on standard output. Knows nothing of what the answers are for.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click

from podcast.cli.language import translated
from podcast.cli.output import clean, note
from podcast.errors import PodcastError, UsageError
from podcast.messages import Message, msg

T = TypeVar("T")

_DAY = r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})(?:[/.](?P<year>\d{4}))?"
_ISO = r"(?P<iso_year>\d{4})-(?P<iso_month>\d{1,2})-(?P<iso_day>\d{1,2})"
_TIME = r"(?:[ T]+(?:à +|at +)?(?P<hour>\d{1,2}) ?(?:[:h] ?(?P<minute>\d{2})?)?)?"
_DATE = re.compile(rf"(?:{_ISO}|{_DAY}){_TIME}", re.IGNORECASE)


def ask(question: Message, read: Callable[[str], T], *, default: str = "", shown: str = "") -> T:
    """Ask until `read` takes the answer; Enter stands for `default`, which is shown as `shown`.

    `read` raises a PodcastError for what is no answer.
    """
    words = clean(translated(question))
    if shown or default:
        words += f" [{clean(shown or default)}]"
    text = translated(msg("{question}: ", question=words))
    while True:
        given = click.prompt(text, default=default, show_default=False, prompt_suffix="", err=True).strip()
        try:
            return read(given)
        except PodcastError as error:
            note(msg("  {message} — {hint}", message=error.message, hint=error.hint))


def confirm(question: Message) -> bool:
    """Ask for yes or no, in the language of the environment or in English; Enter stands for no."""
    text = clean(translated(msg("{question} [y/N]", question=question)))
    while True:
        given = click.prompt(text, default="", show_default=False, err=True).strip().lower()
        if given in ("y", "yes", *translated(msg("y yes")).split()):
            return True
        if given in ("", "n", "no", *translated(msg("n no")).split()):
            return False
        note(msg("  {message} — {hint}", message=msg("not understood"), hint=msg("answer yes or no")))


def read_moment(text: str, *, zone: str, usual: datetime) -> datetime:
    """Return the moment that a producer means in a time zone: `2026-11-24 06:00`, `24/11/2026 6h30`, `24/11`.

    The hour is that of `usual` if none is said, and the year is the one in which the day comes next after it. A
    moment with its offset, as `episode.md` has it, is taken as it is.

    Raises:
        UsageError: it is no date, or the clocks skip it, or show it twice.
    """
    from zoneinfo import ZoneInfo

    if whole := _with_offset(text):
        return whole
    found = _DATE.fullmatch(" ".join(text.split()))
    if not found:
        raise UsageError(
            msg("“{text}” is no date", text=text), hint=msg("write 2026-11-24 06:00, or 24/11/2026 6h")
        )
    part = {name: int(value) for name, value in found.groupdict().items() if value}
    local = usual.astimezone(ZoneInfo(zone))
    hour, minute = part.get("hour"), part.get("minute", 0)
    if hour is None:
        hour, minute = local.hour, local.minute
    year = part.get("iso_year") or part.get("year") or local.year
    month, day = part.get("iso_month") or part["month"], part.get("iso_day") or part["day"]
    try:
        if "iso_year" not in part and "year" not in part and (month, day) < (local.month, local.day):
            year += 1
        moment = datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone))
    except ValueError as error:
        raise UsageError(
            msg("“{text}” is no date", text=text), hint=msg("write 2026-11-24 06:00, or 24/11/2026 6h")
        ) from error
    if moment.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise UsageError(
            msg("the clocks skip “{text}”: summer time begins", text=text), hint=msg("write another hour")
        )
    both = [moment.replace(fold=fold).isoformat() for fold in (0, 1)]
    if both[0] != both[1]:
        raise UsageError(
            msg("the clocks show “{text}” twice: winter time begins", text=text),
            hint=msg("write the one that you mean: {first} or {second}", first=both[0], second=both[1]),
        )
    return moment


def leaves_year_open(text: str) -> bool:
    """Say whether a date that could be read says no year: it is then the next one."""
    found = _DATE.fullmatch(" ".join(text.split()))
    return found is not None and not (found["iso_year"] or found["year"])


def _with_offset(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.utcoffset() is not None else None


def read_file(text: str) -> Path:
    """Return the file that was typed, or dragged into the terminal, which quotes its name.

    Raises:
        UsageError: there is none.
    """
    names = [text]
    with contextlib.suppress(ValueError):
        split = shlex.split(text, posix=os.name != "nt")
        names += [split[0].strip("\"'")] if len(split) == 1 else []
    for name in names:
        path = Path(name).expanduser()
        with contextlib.suppress(OSError, ValueError):
            if path.is_file():
                return path
    raise UsageError(
        msg("there is no file “{name}”", name=text), hint=msg("drag it into this window, or leave it empty")
    )
