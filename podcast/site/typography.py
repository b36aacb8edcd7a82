"""French typography, for titles and for the text of rendered pages.

It puts in the spaces that do not break and the signs that a keyboard lacks, as the newsroom's proofreader
would: U+202F before ; ! ? and between thousands, U+00A0 before : % € and inside « », ’ and … for ' and
three dots. It leaves alone code, web addresses, times of day and everything inside a tag. Applied twice,
it changes nothing more. It knows text and tags, and nothing of shows or pages.
"""

import html
import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial

Typography = Callable[[str], str]

NBSP = "\u00a0"
NARROW = "\u202f"
_BLANKS = " \t\u00a0\u2009\u202f"
_BLANK = f"[{_BLANKS}]"
_AFTER = r"(?=[\s\u00a0\u202f»\"”’)\]…]|$)"

# Most texts have nothing to mend in most places: one look decides.
_MAYBE = re.compile(rf"[;:!?%€«»']|\.\.\.|\d{_BLANK}\d")
_ADDRESS = re.compile(r"((?:https?://|www\.|mailto:)[^\s<>«»]+|[^\s<>«»]+@[^\s<>«»]+\.\w+)")


def _replaced(pattern: str, right: str) -> Typography:
    """Return the rule that puts `right` in the place of a pattern."""
    return partial(re.compile(pattern, re.MULTILINE).sub, right)


def _spaced(pattern: str, space: str, *, after_digit: bool = False) -> Typography:
    """Return the rule that puts this space before a sign, instead of any blanks or none."""
    sign = re.compile(pattern, re.MULTILINE)

    def rule(text: str) -> str:
        made: list[str] = []
        done = 0
        for found in sign.finditer(text):
            before = text[done : found.start()].rstrip(_BLANKS)
            if not after_digit or before[-1:].isdecimal():
                made += (before, space)
                done = found.start()
        return "".join((*made, text[done:])) if made else text

    return rule


# Each rule begins with the signs that it is about: without one of them in the text, it is not tried.
# A pattern that begins with its sign and looks back from there is found several times faster.
_RULES: tuple[tuple[Sequence[str], Typography], ...] = (
    (("...",), _replaced(r"(?<!\.)\.{3}(?!\.)", "…")),
    ("'", _replaced(r"'(?<=[^\W\d_]')(?=[\w«])", "’")),
    ("«", _replaced(rf"«{_BLANK}*(?=\S)", f"«{NBSP}")),
    ("»", _replaced(rf"(?<=\S){_BLANK}*»", f"{NBSP}»")),
    ("»", _replaced(rf"^{_BLANK}+»", f"{NBSP}»")),
    (";!?", _spaced(rf"[;!?](?<={_BLANK}.)[;!?]*(?!=)", NARROW)),
    (";!?", _replaced(rf"([;!?](?<=[\w)\]\"”’…%€].)[;!?]*){_AFTER}", rf"{NARROW}\1")),
    (":", _spaced(rf":(?<={_BLANK}.)(?=\s|$)", NBSP)),
    (":", _replaced(r":(?<=[\w)\]\"”’…%€]:)(?=\s|$)", f"{NBSP}:")),
    # A no-break space typed on the wrong side of a colon.
    (":", _replaced(rf"(?<={NBSP}):[\u00a0\u202f]+(?=\w)", ": ")),
    ("%€", _spaced(r"[%€kM](?:(?<=%)(?!\w)|(?<=€)|(?<=[kM])€|(?<=M)d€)", NBSP, after_digit=True)),
)
_THOUSANDS = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:{_BLANK}\d{{3}})+(?!{_BLANK}?\d)")
_GROUPED = re.compile(rf"\d{_BLANK}\d{{3}}")
_TAG = re.compile(r"(<(?:[^\">]|\"[^\"]*\")*>)")
_VERBATIM = re.compile(r"</?(?:code|pre|kbd|samp)\b")

_BETWEEN = "\n\x00\n"


def for_language(language: str) -> Typography:
    """Return the pass over plain text that this language wants: `french`, or none."""
    return french if language.lower().startswith("fr") else str


def texts_for_language(language: str, texts: Sequence[str]) -> list[str]:
    """Return many texts as `for_language` would return each."""
    return _each_french(texts) if language.lower().startswith("fr") else list(texts)


@lru_cache(maxsize=2048)  # a title stands in many places of many pages
def french(text: str) -> str:
    """Return plain text with French typography; no markup is understood in it."""
    return _french(text)


def _each_french(texts: Sequence[str]) -> list[str]:
    """Return each text with French typography, in one pass: no rule takes a line break away or looks beyond one."""
    if any("\x00" in text for text in texts):
        return [french(text) for text in texts]
    return _french(_BETWEEN.join(texts)).split(_BETWEEN) if texts else []


def _french(text: str) -> str:
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
    pieces = _TAG.split(body)  # every second is a tag
    texts: list[int] = []
    for at, piece in enumerate(pieces):
        if at % 2:
            if _VERBATIM.match(piece):
                depth += -1 if piece.startswith("</") else 1
        elif not depth and ("&" in piece or _MAYBE.search(piece)):
            texts.append(at)
    for at, text in zip(texts, _each_french([html.unescape(pieces[at]) for at in texts]), strict=True):
        pieces[at] = html.escape(text, quote=False)
    return "".join(pieces)


def _mend(text: str) -> str:
    for signs, rule in _RULES:
        if any(sign in text for sign in signs):
            text = rule(text)
    if not _GROUPED.search(text):
        return text
    return _THOUSANDS.sub(lambda found: re.sub(_BLANK, NARROW, found[0]), text)
