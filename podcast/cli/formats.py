"""How dates, durations, sizes and numbers are written for people, in French as a French newsroom writes them."""

from __future__ import annotations

from datetime import datetime

from podcast.cli.language import Language, french_digits, language, translated
from podcast.messages import msg

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_PLACES = {"Brussels": "Bruxelles", "London": "Londres", "Montreal": "Montréal", "Geneva": "Genève"}
"""Cities of time zones that have a French name; `zoneinfo` knows English ones."""


def moment(date: datetime, zone: str) -> str:
    """Return a moment as the clocks of a time zone have it: mardi 24 novembre 2026 à 6 h, heure de Paris."""
    local = _local(date, zone)
    if language() is Language.FRENCH:
        hour = f"{local.hour}\u00a0h" + (f"\u00a0{local.minute:02}" if local.minute else "")
        return f"{day(local)} à {hour}{_french_zone(zone)}"
    city = _city(zone)
    return f"{day(local)} at {local:%H:%M}" + (f", {city} time" if city else f" {zone}")


def day(date: datetime) -> str:
    """Return the day of a moment with its weekday."""
    if language() is Language.FRENCH:
        number = "1er" if date.day == 1 else str(date.day)
        return f"{_DAYS[date.weekday()]} {number} {_MONTHS[date.month - 1]} {date.year}"
    return f"{_ENGLISH_DAYS[date.weekday()]} {date.day} {_ENGLISH_MONTHS[date.month - 1]} {date.year}"


def short_day(date: datetime) -> str:
    """Return a day as a column of days has it: 24/11/2026, or 2026-11-24."""
    return f"{date:%d/%m/%Y}" if language() is Language.FRENCH else f"{date:%Y-%m-%d}"


def short_moment(date: datetime, zone: str) -> str:
    """Return a moment as a column has it, by the clocks of a time zone: 24/11/2026 6 h 05, or 2026-11-24 06:05."""
    local = _local(date, zone)
    if language() is Language.FRENCH:
        return f"{short_day(local)} {local.hour:>2}\u00a0h\u00a0{local.minute:02}"
    return f"{short_day(local)} {local:%H:%M}"


def number(value: float, digits: int = 1) -> str:
    """Return a number with so many digits behind the comma."""
    written = f"{value:.{digits}f}"
    return french_digits(written) if language() is Language.FRENCH else written


def size(count: int) -> str:
    """Return a number of bytes as kB or MB."""
    if count >= 1e6:
        return translated(msg("{size:.1f} MB", size=count / 1e6))
    return translated(msg("{size:.0f} kB", size=count / 1e3))


def clock(milliseconds: int) -> str:
    """Return a duration or a position as h:mm:ss or m:ss, which is how one writes it in episode.md too."""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _local(date: datetime, zone: str) -> datetime:
    from zoneinfo import ZoneInfo  # which finds out where this system keeps its time zones

    return date.astimezone(ZoneInfo(zone))


def _city(zone: str) -> str:
    """Return the city that a time zone is named after, or nothing for one such as UTC."""
    region, _, city = zone.rpartition("/")
    return city.replace("_", " ") if region and region != "Etc" else ""


def _french_zone(zone: str) -> str:
    city = _city(zone)
    if not city:
        return f" {zone}"
    name = _PLACES.get(city, city)
    return f", heure d’{name}" if name[0] in "AEIOUÉ" else f", heure de {name}"
