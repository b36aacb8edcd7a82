"""French typography, for titles and for the text of rendered pages.

It puts in the spaces that do not break and the signs that a keyboard lacks, as the newsroom's proofreader
would: U+202F before ; ! ? and between thousands, U+00A0 before : % € and inside « », ’ and … for ' and
three dots. It leaves alone code, web addresses, times of day and everything inside a tag. In HTML it looks through
the tags inside a paragraph: a reader sees none. Applied twice, it changes nothing more. It knows text and tags, and
nothing of shows or pages.
"""

import html
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

Typography = Callable[[str], str]

NBSP = "\u00a0"
NARROW = "\u202f"
_BLANKS = " \t\u00a0\u2009\u202f"
_BLANK = f"[{_BLANKS}]"
_SPACES = frozenset(_BLANKS)
_AFTER = r"(?=[\s\u00a0\u202f»\"”’)\]…]|$)"

_ADDRESS = re.compile(r"((?:https?://|www\.|mailto:)[^\s<>«»]+|[^\s<>«»]+@[^\s<>«»]+\.\w+)")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern, compiled when its sign is met for the first time: no text has all of them."""
    return re.compile(pattern, re.MULTILINE)


def _replaced(pattern: str, right: str) -> Typography:
    """Return the rule that puts `right` in the place of a pattern."""
    return lambda text: _compiled(pattern).sub(right, text)


def _spaced(pattern: str, space: str, *, after_digit: bool = False) -> Typography:
    """Return the rule that puts this space before a sign, instead of any blanks or none."""

    def rule(text: str) -> str:
        made: list[str] = []
        done = 0
        for found in _compiled(pattern).finditer(text):
            before = text[done : found.start()].rstrip(_BLANKS)
            if not after_digit or before[-1:].isdecimal():
                made += (before, space)
                done = found.start()
        return "".join((*made, text[done:])) if made else text

    return rule


_dotted = _replaced(r"(?<!\.)\.{3}(?!\.)", "…")
# Each rule is about one sign: without it in the text, it is not tried.
# A pattern that begins with its one sign and looks back from there is found faster than one with several to begin with.
_RULES: tuple[tuple[str, Typography], ...] = (
    ("...", _dotted),
    ("'", _replaced(r"'(?<=[^\W\d_]')(?=[\w«])", "’")),
    ("«", _replaced(rf"«{_BLANK}*(?=\S)", f"«{NBSP}")),
    ("»", _replaced(rf"(?<=\S){_BLANK}*»", f"{NBSP}»")),
    ("»", _replaced(rf"^{_BLANK}+»", f"{NBSP}»")),
    *(
        (
            sign,
            _spaced(
                rf"{re.escape(sign)}(?:(?<={_BLANK}.)[;!?]*(?!=)|(?<=[\w)\]\"”’…%€].)[;!?]*{_AFTER})", NARROW
            ),
        )
        for sign in ";!?"
    ),
    # A space on the wrong side of a colon; not `12 :30`, `:-)`, `:D` nor `:sourire:`.
    (
        ":",
        _replaced(
            rf":(?:(?<=[^\s\d]{_BLANK}:)(?=[\w«“\"])(?!\w*{_BLANK}?:|[DPpOoXx](?!\w))|(?<=[\w)\]\"”’…%€]:)(?=«))",
            ": ",
        ),
    ),
    (":", _spaced(rf":(?<={_BLANK}.)(?=\s|$)", NBSP)),
    (":", _replaced(r":(?<=[\w)\]\"”’…%€]:)(?=\s|$)", f"{NBSP}:")),
    # A no-break space typed on the wrong side of a colon.
    (":", _replaced(rf"(?<={NBSP}):[\u00a0\u202f]+(?=\w)", ": ")),
    ("%", _spaced(r"%(?!\w)", NBSP, after_digit=True)),
    ("€", _spaced(r"[€kM](?:(?<=€)|(?<=[kM])€|(?<=M)d€)", NBSP, after_digit=True)),
)
_THOUSANDS = rf"(?<![0-9.,])[0-9]{{1,3}}(?:{_BLANK}[0-9]{{3}})+(?!{_BLANK}?[0-9])"
_GROUPED = tuple((blank, rf"{blank}[0-9][0-9][0-9](?<=[0-9]....)") for blank in _BLANKS)
"""What every number in groups has, for each blank between them."""
_NUMBERED = r"(?:\b(?i:RCS|SIRE[NT]|TVA|FR|t[ée]l(?:[ée]phone)?|fax)\b(?:[\s.:°]|n°|de\b|[A-ZÀ-Ý][\w-]{0,20}){0,8}|\+)$"
"""What stands before the number of a company or of a telephone, whose groups are no thousands."""
_TAG = re.compile(r"(<[^\">]*(?:\"[^\"]*\"[^\">]*)*>)")
_INLINE = frozenset(f"<{end}{name}>" for name in ("a", "del", "em", "strong") for end in ("", "/"))
_BLOCKS = frozenset(f"<{end}{name}>" for name in ("p", "li", "ul", "h2", "h3") for end in ("", "/"))
"""Those that most texts are made of, and that are no code."""
_CODE = re.compile(r"</?(?:code|kbd|samp|(span)|(pre))\b")
"""What is not French: code, words of another language, and code that is no part of a text."""
_OPAQUE, _WORD = "\ufffc", "x"
"""What code counts as for the text around it: a sign that is neither a letter nor a blank; and what words do."""

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
    if not ("@" in text or "://" in text or "www." in text or "mailto:" in text):
        return _mend(text)
    pieces = _ADDRESS.split(text)
    # Every second piece is an address; `split` keeps them because the pattern is a group.
    return "".join(piece if at % 2 else _mend(piece) for at, piece in enumerate(pieces))


def french_html(body: str) -> str:
    """Return HTML, as nh3 writes it, with French typography in its text."""
    pieces = _TAG.split(body)  # every second is a tag
    runs, hidden = _runs(pieces)
    lone = [run[0] for run in runs if len(run) == 1 and run[0] not in hidden and pieces[run[0]].strip()]
    several = [run for run in runs if len(run) > 1]
    # Three dots become one sign before texts are joined: only blanks come and go after that.
    parts = [[hidden.get(at) or _written(pieces[at]) for at in run] for run in several]
    texts = [_written(pieces[at]) for at in lone]
    made = _each_french([*texts, *map("".join, parts)])
    for at, text in zip(lone, made, strict=False):
        if text != pieces[at]:
            pieces[at] = html.escape(text, quote=False)
    for run, old, text in zip(several, parts, made[len(lone) :], strict=True):
        tags = [pieces[at + 1] for at in run[:-1]]
        for at, part in zip(run, _cut(text, old, tags), strict=True):
            if part != pieces[at] and at not in hidden:
                pieces[at] = html.escape(part, quote=False)
    return "".join(pieces)


def _written(piece: str) -> str:
    """Return a piece of HTML between two tags as text, with one sign for three dots."""
    text = html.unescape(piece) if "&" in piece else piece
    return _dotted(text) if "..." in text else text


def _runs(pieces: Sequence[str]) -> tuple[list[list[int]], dict[int, str]]:
    """Return the places in `pieces` of the texts that a reader sees as one, and where what is not French is, with what
    stands for it."""
    runs: list[list[int]] = []
    hidden: dict[int, str] = {}
    run, depth, sign = [0], 0, ""
    for at in range(2, len(pieces), 2):
        tag = pieces[at - 1]
        if tag not in _INLINE and not tag.startswith("<a "):
            kind = None if tag in _BLOCKS else _CODE.match(tag)
            if not kind or kind[2]:
                runs.append(run)
                run = []
            if kind:
                depth += -1 if tag.startswith("</") else 1
                sign = _WORD if kind[1] else _OPAQUE
        if depth:
            hidden[at] = sign
        run.append(at)
    return [*runs, run], hidden


def _cut(text: str, parts: Sequence[str], tags: Sequence[str]) -> list[str]:
    """Return `text`, which is `parts` with other blanks and signs, cut where the tags between the parts were."""
    whole = "".join(parts)
    if text == whole:
        return list(parts)
    if _solid(text) != _solid(whole):  # three dots became one across a tag
        return [french(one) for one in parts]
    made, done, offset = [], 0, 0
    for part, tag in zip(parts, tags, strict=False):
        offset += len(part)
        end = done + len(part)
        if not text.startswith(part, done) or text[end : end + 1] != whole[offset : offset + 1]:
            end = _end(text, part, done)
            # Blanks stay on that side of a tag on which they were; where there were none, outside of what it marks.
            was_before, was_after = (
                whole[offset - 1 : offset] in _SPACES,
                whole[offset : offset + 1] in _SPACES,
            )
            if was_before or not (was_after or tag.startswith("</")):
                while text[end : end + 1] in _SPACES:
                    end += 1
        made.append(text[done:end])
        done = end
    return [*made, text[done:]]


def _end(text: str, part: str, begin: int) -> int:
    """Return where in `text` there were as many signs since `begin` as `part` has, not counting blanks."""
    end = begin + len(part)
    # Each step closes the gap and never goes beyond.
    while lacking := _solid(part) - _solid(text[begin:end]):
        end += lacking
    return begin + len(text[begin:end].rstrip(_BLANKS))


def _solid(text: str) -> int:
    return len(text) - sum(map(text.count, _BLANKS))


def _mend(text: str) -> str:
    for sign, rule in _RULES:
        if sign in text:
            text = rule(text)
    if any(blank in text and _compiled(grouped).search(text) for blank, grouped in _GROUPED):
        return _compiled(_THOUSANDS).sub(_grouped, text)
    return text


def _grouped(number: re.Match[str]) -> str:
    """Return a number whose groups stay together: narrow between thousands, plain in what is none."""
    before = number.string[max(0, number.start() - 40) : number.start()]
    is_name = number[0].startswith("0") or re.search(_NUMBERED, before)
    return re.sub(_BLANK, NBSP if is_name else NARROW, number[0])
