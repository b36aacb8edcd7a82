"""Asking a producer for an episode, one thing after the other, and reading what options and answers say of it.

An answer that a check would refuse is asked for again at once. Knows nothing of how an episode is written.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from podcast.cli.asking import ask, confirm, leaves_year_open, read_file, read_moment
from podcast.cli.formats import moment
from podcast.cli.terminal import may_ask
from podcast.content.text import is_slug, slugify
from podcast.errors import UsageError
from podcast.messages import msg
from podcast.publish.new import NewEpisode, next_number, refuse
from podcast.values import replace

if TYPE_CHECKING:
    from podcast.content.folder import ShowFolder

_NONE = "-"
_FAR = 90  # days after which a year that nobody wrote is asked about
_MOST_SLUG = 100


def asked(
    given: NewEpisode, folder: ShowFolder, zone: str, *, asks_date: bool, asks_season: bool
) -> NewEpisode:
    """Return what was given with what somebody answers to the rest.

    Raises:
        UsageError: nobody can be asked here.
    """
    if not may_ask():
        raise UsageError(
            msg("the title is missing, and nobody can be asked here"), hint=msg("say podcast new TITLE")
        )
    given = ask(msg("Title"), lambda text: _titled(text, given, folder))
    if asks_date:
        usual = given.date
        shown = moment(usual, zone)
        date = ask(
            msg("Online from"), lambda text: read_date(text, zone, usual) if text else usual, shown=shown
        )
        given = replace(given, date=date)
    if asks_season:
        known = str(given.season or "")
        given = replace(given, season=ask(msg("Season, - for none"), _read_season, default=known))
    if given.number is None:
        proposed = str(next_number(folder, given.season))
        given = ask(msg("Number"), lambda text: _numbered(text, given, folder), default=proposed)
    if not given.guests:
        question = msg("Guests, as “Name, what they do; Name”, Enter for none")
        given = ask(question, lambda text: _with_guests(text, given, folder))
    if given.recording is None:
        question = msg("Recording, drag the file here, Enter if there is none yet")
        given = replace(given, recording=ask(question, lambda text: read_file(text) if text else None))
    return given


def _titled(text: str, given: NewEpisode, folder: ShowFolder) -> NewEpisode:
    if not text:
        raise UsageError(msg("a title has letters"), hint=msg("write one, such as “Ouvrir une crêperie”"))
    changed = replace(given, title=text)
    if not slugify(text) and not given.slug:
        question = msg("How its address ends, in letters from A to Z, digits and hyphens")
        changed = replace(changed, slug=ask(question, read_slug))
    refuse(folder, replace(changed, number=None, guests=()))
    return changed


def _numbered(text: str, given: NewEpisode, folder: ShowFolder) -> NewEpisode:
    changed = replace(given, number=_read_number(text))
    refuse(folder, replace(changed, guests=()))
    return changed


def _with_guests(text: str, given: NewEpisode, folder: ShowFolder) -> NewEpisode:
    changed = replace(given, guests=tuple(read_guest(one) for one in text.split(";") if one.strip()))
    refuse(folder, replace(changed, number=None))
    return changed


def read_guest(text: str) -> tuple[str, str]:
    """Return name and role of `Anne Le Goff, franchisée`."""
    name, _, role = text.partition(",")
    if not name.strip():
        raise UsageError(msg("a guest has no name"), hint=msg("write “Anne Le Goff, franchisée”"))
    return name.strip(), role.strip()


def read_slug(text: str) -> str:
    """Return the slug that a producer wants."""
    if not is_slug(text) or len(text) > _MOST_SLUG:
        raise UsageError(
            msg("slug “{value}” is not lower-case letters, digits and hyphens", value=text),
            hint=msg("write {slug}", slug=slugify(text) or "ouvrir-une-creperie"),
        )
    return text


def read_date(text: str, zone: str, usual: datetime) -> datetime:
    """Return a date; if it leaves the year open, and that would be months away, somebody is asked whether it is so."""
    found = read_moment(text, zone=zone, usual=usual)
    now = datetime.now(UTC)
    is_far = found.year > now.year and (found - now).days > _FAR
    if is_far and leaves_year_open(text) and may_ask():
        question = msg("“{text}” is then {moment}. Is that meant?", text=text, moment=moment(found, zone))
        if not confirm(question):
            raise UsageError(msg("“{text}” leaves the year open", text=text), hint=msg("write the year, too"))
    return found


def _read_season(text: str) -> int | None:
    return _read_number(text) if text not in ("", _NONE) else None


def _read_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1 or len(text) > 6:
        raise UsageError(msg("“{text}” is no number", text=text), hint=msg("write 1, 2, 3…"))
    return int(text)
