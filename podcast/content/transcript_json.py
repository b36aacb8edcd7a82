"""Transcripts as Podcasting 2.0 JSON: segments of a sentence or of a single word.

Specification: https://github.com/Podcastindex-org/podcast-namespace, transcripts/transcripts.md, JSON,
version 1.0.0. Owns the checks of untrusted JSON and the joining of words into phrases. Must not know the
other formats.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeGuard

from podcast.content.transcript_cue import LONGEST_MS, Cue, check_times, check_words, place_of, plain
from podcast.errors import ContentError, Place
from podcast.messages import msg
from podcast.values import Struct

HINT = msg('write {{"version": "1.0.0", "segments": [{{"startTime": 1.0, "endTime": 4.0, "body": "…"}}]}}')

LONGEST_PHRASE_MS = 7_000
PAUSE_MS = 700
LONGEST_PHRASE = 200
"""Characters; nobody says more in 7 s, but a hostile file may claim it."""

CLAUSE_MS = 3_500
"""A comma ends a phrase that lasts as long as this already."""

_DEEPEST = 20
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)
_ARRAY = re.compile(r"\s*:\s*\[")
_COMMA = re.compile(r"\s*,?\s*")
_QUOTES = "\"'»”’)]\u00a0\u202f"
_CLOSING = re.compile(r"[.,;:!?…)\]»”]+")


class _Segment(Struct, frozen=True, kw_only=True):
    """A segment as read; `ends` says that its body ends with a line break."""

    cue: Cue
    ends: bool


def read_json(text: str, *, file: str) -> tuple[Cue, ...]:
    """Return the cues of a JSON transcript; segments of single words become phrases of 7 s at most.

    Raises:
        ContentError: this is not JSON of that shape, a time is none, or the times go backwards.
    """
    segments = list(_segments(_decode(text, file), text, file))
    if _is_word_by_word([one.cue for one in segments]):
        return tuple(_phrases(segments))
    return tuple(one.cue for one in segments)


def write_json(cues: Sequence[Cue]) -> bytes:
    """Return the cues as JSON, UTF-8, times in seconds; reading it gives the same cues."""
    # As in the specification's example a line break ends a phrase, where words might be joined otherwise.
    end = "\n" if _is_word_by_word(cues) else ""
    segments = []
    for cue in cues:
        speaker = plain(cue.speaker)
        segments.append(
            ({"speaker": speaker} if speaker else {})
            | {
                "startTime": cue.start_ms / 1000,
                "endTime": cue.end_ms / 1000,
                "body": plain(cue.text) + end,
            }
        )
    made = json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, separators=(",", ":"))
    return (made + "\n").encode()


def _decode(text: str, file: str) -> list[Any]:
    """Return the segments, whatever they are."""
    _refuse_depth(text, file)
    start = Place(file=file, line=1, column=1)
    try:
        tree = json.loads(text, parse_int=_number, parse_float=_number)
    except json.JSONDecodeError as error:
        place = Place(file=file, line=error.lineno, column=error.colno)
        raise ContentError(
            msg("is not JSON: {msg}", msg=error.msg), hint=msg("export it again"), place=place
        ) from error
    segments = tree.get("segments") if isinstance(tree, dict) else None
    if not isinstance(segments, list):
        raise ContentError(msg("is JSON without a list of segments"), hint=HINT, place=start)
    version = str(tree.get("version") or "1.0.0")
    if version.partition(".")[0] != "1":
        message = msg("is of version “{version}”, which is not known here", version=version[:20])
        raise ContentError(message, hint=msg("export it as version 1.0.0, WebVTT or SubRip"), place=start)
    return segments


def _number(text: str) -> float:
    # Of thousands of digits Python makes an error or minutes of work, and no time has forty.
    return float(text) if len(text) < 40 else float("inf")


def _refuse_depth(text: str, file: str) -> None:
    """Refuse what nests so deeply that reading it would exhaust the stack."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > _DEEPEST:
            place = place_of(text, token.start(), file=file)
            raise ContentError(msg("is nested too deeply for a transcript"), hint=HINT, place=place)


def _segments(found: Sequence[Any], text: str, file: str) -> Iterator[_Segment]:
    """Yield the segments that have words; only a wrong one is worth looking up in the text."""
    after = 0
    nowhere = Place(file=file)
    for index, raw in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        try:
            segment = _segment(raw, following, nowhere)
            check_times(segment.cue.start_ms, segment.cue.end_ms, after=after, place=nowhere, hint=HINT)
        except ContentError as error:
            place = _place_of_segment(text, index, file)
            raise ContentError(
                msg("segment {index}: {reason}", index=index + 1, reason=error.message),
                hint=error.hint,
                place=place,
            ) from error
        after = segment.cue.start_ms
        if segment.cue.text.strip():
            yield segment


def _segment(raw: Any, following: Any, place: Place) -> _Segment:
    if not isinstance(raw, dict):
        raise ContentError(msg("is not an object"), hint=HINT, place=place)
    body, speaker = _text(raw, "body", place), _text(raw, "speaker", place)
    check_words(body + speaker, place=place)
    start = _time(raw, "startTime", place)
    if raw.get("endTime") is not None:
        end = _time(raw, "endTime", place)
    elif isinstance(following, dict) and _is_time(following.get("startTime")):
        end = max(start, _time(following, "startTime", place))
    else:  # nothing says how long the last words take; fifteen characters a second is how fast one reads
        end = min(LONGEST_MS, start + max(1000, len(body) * 1000 // 15))
    cue = Cue(start_ms=start, end_ms=end, text=plain(body), speaker=plain(speaker))
    return _Segment(cue=cue, ends=body.endswith("\n"))


def _text(raw: dict[str, Any], key: str, place: Place) -> str:
    value = raw.get(key)
    if value is None and key == "speaker":
        return ""
    if not isinstance(value, str):
        raise ContentError(msg("its {key} is not text", key=key), hint=HINT, place=place)
    return value


def _time(raw: dict[str, Any], key: str, place: Place) -> int:
    """Return a time in ms."""
    value = raw.get(key)
    if not _is_time(value):
        message = msg(
            "its {key} is not a number of seconds from 0 to {longest_ms}",
            key=key,
            longest_ms=LONGEST_MS // 1000,
        )
        raise ContentError(message, hint=HINT, place=place)
    return round(value * 1000)


def _is_time(value: Any) -> TypeGuard[float]:
    """Say whether this is a number of seconds from 0 to 1000 hours; NaN is not, nor is true."""
    return isinstance(value, float) and 0 <= value <= LONGEST_MS / 1000


def _place_of_segment(text: str, index: int, file: str) -> Place:
    """Return where a segment begins in a text that is known to be valid."""
    at, depth = 0, 0
    for token in _TOKEN.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth == 1 and token[0] == '"segments"' and (array := _ARRAY.match(text, token.end())):
            at = array.end()
    if not at:
        return Place(file=file, line=1, column=1)
    decoder = json.JSONDecoder(parse_int=_number, parse_float=_number)
    for _ in range(index):
        _, end = decoder.raw_decode(text, _past_comma(text, at))
        at = end
    return place_of(text, _past_comma(text, at), file=file)


def _past_comma(text: str, at: int) -> int:
    found = _COMMA.match(text, at)
    return found.end() if found else at


def _is_word_by_word(cues: Sequence[Cue]) -> bool:
    """Say whether at least three of four segments are single words."""
    single = sum(" " not in plain(cue.text) for cue in cues)
    return len(cues) > 1 and single * 4 >= len(cues) * 3


def _phrases(segments: Sequence[_Segment]) -> Iterator[Cue]:
    """Yield the segments joined until somebody else speaks, a pause, a sentence's end, or 7 s."""
    phrase: Cue | None = None
    closed = False
    for segment in segments:
        if phrase and not closed and _goes_on(phrase, segment.cue):
            phrase = _joined(phrase, segment.cue)
        else:
            if phrase:
                yield phrase
            phrase = segment.cue
        closed = segment.ends
    if phrase:
        yield phrase


def _goes_on(phrase: Cue, word: Cue) -> bool:
    if word.speaker != phrase.speaker or word.start_ms - phrase.end_ms >= PAUSE_MS:
        return False
    if len(phrase.text) + len(word.text) > LONGEST_PHRASE:
        return False
    if _CLOSING.fullmatch(word.text):
        return True
    ended = phrase.text.rstrip(_QUOTES).endswith((".", "!", "?", "…"))
    paused = phrase.end_ms - phrase.start_ms >= CLAUSE_MS and phrase.text.endswith((",", ";", ":"))
    if ended or paused:
        return False
    return max(phrase.end_ms, word.end_ms) - phrase.start_ms <= LONGEST_PHRASE_MS


def _joined(phrase: Cue, word: Cue) -> Cue:
    between = "" if _CLOSING.fullmatch(word.text) else " "
    return Cue(
        start_ms=phrase.start_ms,
        end_ms=max(phrase.end_ms, word.end_ms),
        text=f"{phrase.text}{between}{word.text}",
        speaker=phrase.speaker,
    )
