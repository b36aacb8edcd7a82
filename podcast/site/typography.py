"""French typography, for titles and for the text of rendered pages.

It puts in the spaces that do not break and the signs that a keyboard lacks, as the newsroom's proofreader
would: U+202F before ; ! ? and between thousands, U+00A0 before : % € and inside « », ’ and … for ' and
three dots. It leaves alone code, web addresses, times of day and everything inside a tag. Applied twice,
it changes nothing more. It knows text and tags, and nothing of shows or pages.
"""

import html
import re
from collections.abc import Callable
from functools import lru_cache

NBSP = "\u00a0"
NARROW = "\u202f"
_BLANK = r"[ \t\u00a0\u2009\u202f]"
_AFTER = r"(?=[\s\u00a0\u202f»\"”’)\]…]|$)"

# Most texts have nothing to mend in most places: one look decides.
_MAYBE = re.compile(rf"[;:!?%€«»']|\.\.\.|\d{_BLANK}\d")
_ADDRESS = re.compile(r"((?:https?://|www\.|mailto:)[^\s<>«»]+|[^\s<>«»]+@[^\s<>«»]+\.\w+)")
# Each rule begins with the signs that it is about: without one of them in the text, it is not tried.
# A pattern that begins with its sign and looks back from there is found several times faster.
_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (".", re.compile(r"(?<!\.)\.{3}(?!\.)"), "…"),
    ("'", re.compile(r"'(?<=[^\W\d_]')(?=[\w«])"), "’"),
    ("«", re.compile(rf"«{_BLANK}*(?=\S)"), f"«{NBSP}"),
    ("»", re.compile(rf"(?<=\S){_BLANK}*»"), f"{NBSP}»"),
    ("»", re.compile(rf"^{_BLANK}+»"), f"{NBSP}»"),
    (";!?", re.compile(rf"{_BLANK}+([;!?]+)(?!=)"), rf"{NARROW}\1"),
    (";!?", re.compile(rf"([;!?](?<=[\w)\]\"”’…%€].)[;!?]*){_AFTER}"), rf"{NARROW}\1"),
    (":", re.compile(rf"{_BLANK}+:(?=\s|$)"), f"{NBSP}:"),
    (":", re.compile(r":(?<=[\w)\]\"”’…%€]:)(?=\s|$)"), f"{NBSP}:"),
    # A no-break space typed on the wrong side of a colon.
    (":", re.compile(rf"(?<={NBSP}):[\u00a0\u202f]+(?=\w)"), ": "),
    ("%€", re.compile(rf"(?<=\d){_BLANK}*(%(?!\w)|(?:[kM]|Md)?€)"), rf"{NBSP}\1"),
)
_THOUSANDS = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:{_BLANK}\d{{3}})+(?!{_BLANK}?\d)")
_GROUPED = re.compile(rf"\d{_BLANK}\d{{3}}")
_TAG = re.compile(r"(<(?:[^\">]|\"[^\"]*\")*>)")
_VERBATIM = re.compile(r"</?(?:code|pre|kbd|samp)\b")

Typography = Callable[[str], str]


def for_language(language: str) -> Typography:
    """Return the pass over plain text that this language wants: `french`, or none."""
    return french if language.lower().startswith("fr") else str


@lru_cache(maxsize=2048)  # a title stands in many places of many pages
def french(text: str) -> str:
    """Return plain text with French typography; no markup is understood in it."""
    if not _MAYBE.search(text):
        return text
    if not any(sign in text for sign in ("@", "://", "www.", "mailto:")):
        return _mend(text)
    pieces = _ADDRESS.split(text)
    # Every second piece is an address; `split` keeps them because the pattern is a group.
    return "".join(piece if at % 2 else _mend(piece) for at, piece in enumerate(pieces))


def french_html(body: str) -> str:
    """Return HTML, as nh3 writes it, with French typography in its text."""
    depth = 0
    made: list[str] = []
    for at, piece in enumerate(_TAG.split(body)):
        if at % 2:
            if _VERBATIM.match(piece):
                depth += -1 if piece.startswith("</") else 1
            made.append(piece)
        elif depth or not piece:
            made.append(piece)
        else:
            made.append(html.escape(french(html.unescape(piece)), quote=False))
    return "".join(made)


def _mend(text: str) -> str:
    for signs, pattern, right in _RULES:
        if any(sign in text for sign in signs):
            text = pattern.sub(right, text)
    if not _GROUPED.search(text):
        return text
    return _THOUSANDS.sub(lambda found: re.sub(_BLANK, NARROW, found[0]), text)
