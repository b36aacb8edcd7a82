"""One cue of a transcript, and what every format asks of it: words that can be shown, times that can be.

Owns the value and its limits. Must not know how any format is written, nor files, nor a clock.
"""

import re

from podcast.content.text import first_control
from podcast.errors import ContentError, Place
from podcast.messages import msg
from podcast.values import Struct

LONGEST_MS = 1000 * 3_600_000
"""No recording lasts a thousand hours: a later time is a fault, or hostile."""

_BLANKS = re.compile(r"[ \t\r\n]+")


class Cue(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Words spoken from `start_ms` to `end_ms`; `speaker` is empty when nobody is named.

    Shows have hundreds of thousands of them: the collector of garbage does not look at them.
    """

    start_ms: int
    end_ms: int
    text: str
    speaker: str = ""


def plain(text: str) -> str:
    """Return `text` on one line with single blanks; no-break spaces are part of French and stay."""
    if (
        "  " in text or "\n" in text or "\t" in text or "\r" in text
    ):  # rarely, and faster known than an expression
        text = _BLANKS.sub(" ", text)
    return text.strip(" ")


def check_times(start_ms: int, end_ms: int, *, after: int, place: Place, hint: str) -> None:
    """Refuse times that go backwards or too far; `after` is the start of the cue before, in ms.

    Raises:
        ContentError: they do.
    """
    if end_ms < start_ms or start_ms < after:
        raise ContentError(msg("the times go backwards"), hint=hint, place=place)
    if end_ms > LONGEST_MS:
        raise ContentError(msg("the time is beyond 1000 hours"), hint=hint, place=place)


def check_words(text: str, *, place: Place) -> None:
    """Refuse words that no web page or feed can hold.

    Raises:
        ContentError: there is a control character in them.
    """
    if name := first_control(text):
        raise ContentError(
            msg("contains the control character {name}", name=name), hint=msg("take it out"), place=place
        )


def place_of(text: str, offset: int, *, file: str) -> Place:
    """Return the line and column, both from 1, of a character of the file's text."""
    line = text.count("\n", 0, offset) + 1
    return Place(file=file, line=line, column=offset - text.rfind("\n", 0, offset))
