"""Dates and repetitions as feeds write them. Owns RFC 2822 dates, ISO 8601 moments, RFC 5545 rules, and the years that
dates may be in.

Locale and clock play no part. Must not know which tag holds what.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

from podcast.messages import msg

FIRST_YEAR, LAST_YEAR = 1970, 2999
"""No podcast is older, and years far away are slips that no calendar can move to another time zone."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_DATE = (
    rf"(?:({'|'.join(_DAYS)})\s*,\s*)?([0-9]{{1,2}})\s+({'|'.join(_MONTHS)})\s+([0-9]{{4}}|[0-9]{{2}})\s+"
    rf"([0-9]{{1,2}}):([0-9]{{2}})(?::([0-9]{{2}}))?\s+([+-][0-9]{{4}}|UTC?|GMT|Z|{'|'.join(_ZONES)})"
)


def read_date(text: str) -> tuple[datetime | None, str]:
    """Return the moment of an RFC 2822 date if it is one, and what is wrong with its weekday, or nothing."""
    found = re.fullmatch(_DATE, text, re.IGNORECASE)
    if not found:
        return None, ""
    day, number, month, year, hour, minute, second, zone = found.groups()
    try:
        moment = datetime(
            _year(year),
            _MONTHS.index(month.title()) + 1,
            int(number),
            int(hour),
            int(minute),
            min(int(second or 0), 59),  # a leap second is 60
            tzinfo=_zone(zone),
        )
    except (ValueError, OverflowError):
        return None, ""
    right = _DAYS[moment.weekday()]
    wrong = bool(day) and day.title() != right
    return moment, msg("says {day}, and that day is a {right}", day=day, right=right) if wrong else ""


def is_date(text: str) -> bool:
    """Say whether a text is a date of RFC 2822, on the weekday that it says."""
    moment, wrong = read_date(text)
    return moment is not None and not wrong


def is_moment(text: str) -> bool:
    """Say whether a text is a date of ISO 8601, with or without a time."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return "-" in text


def suggestion(text: str) -> str:
    """Return an ISO 8601 moment as RFC 2822 has it, or an example if it is none."""
    example = msg("write Sun, 23 Nov 2025 06:00:00 +0100, in English whatever the show's language")
    if not is_moment(text):
        return example
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or moment.year < 1000:
        return example
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return msg(
        "write {day}, {moment_day:02} {month} {moment:%Y %H:%M:%S %z}",
        day=day,
        moment_day=moment.day,
        month=month,
        moment=moment,
    )


def _year(text: str) -> int:
    # RSS 2.0 allows two digits; RFC 2822 says what they mean
    return int(text) if len(text) == 4 else int(text) + (2000 if int(text) < 50 else 1900)


def _zone(text: str) -> timezone:
    if text[0] not in "+-":
        return timezone(timedelta(hours=_ZONES.get(text.upper(), 0)))
    hours, minutes = int(text[1:3]), int(text[3:])
    if minutes > 59:
        raise ValueError("no such offset")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset) if offset else UTC


def _one_of(*words: str) -> Callable[[str], bool]:
    return lambda text: text in words


def _numbers(least: int, most: int, *, signed: bool = False) -> Callable[[str], bool]:
    """Return a test of a list of whole numbers with commas between; signed ones count from the end too."""
    pattern = r"[+-]?[0-9]{1,3}" if signed else r"[0-9]{1,3}"
    return lambda text: all(
        re.fullmatch(pattern, one) and least <= abs(int(one)) <= most for one in text.split(",")
    )


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda text: bool(re.fullmatch(pattern, text))


_RRULE: dict[str, Callable[[str], bool]] = {
    "FREQ": _one_of("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"),
    # the namespace's own example writes UNTIL with hyphens, as dtstart is written
    "UNTIL": lambda text: is_moment(text) or _matches(r"[0-9]{8}(T[0-9]{6}Z?)?")(text),
    "COUNT": _matches(r"0*[1-9][0-9]{0,5}"),
    "INTERVAL": _matches(r"0*[1-9][0-9]{0,5}"),
    "BYSECOND": _numbers(0, 60),
    "BYMINUTE": _numbers(0, 59),
    "BYHOUR": _numbers(0, 23),
    "BYDAY": _matches(
        r"(?:[+-]?[0-9]{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:[+-]?[0-9]{1,2})?(?:MO|TU|WE|TH|FR|SA|SU))*"
    ),
    "BYMONTHDAY": _numbers(1, 31, signed=True),
    "BYYEARDAY": _numbers(1, 366, signed=True),
    "BYWEEKNO": _numbers(1, 53, signed=True),
    "BYMONTH": _numbers(1, 12),
    "BYSETPOS": _numbers(1, 366, signed=True),
    "WKST": _one_of("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
}


def is_recurrence(text: str) -> bool:
    """Say whether a text is a recurrence rule of RFC 5545, section 3.3.10."""
    parts = [one.partition("=") for one in text.upper().split(";")]
    names = [name for name, _, _ in parts]
    if "FREQ" not in names or len(set(names)) != len(names) or {"COUNT", "UNTIL"} <= set(names):
        return False
    return all(name in _RRULE and _RRULE[name](value) for name, _, value in parts)
