"""Transcripts as SubRip, where `Name: ` before the words says that somebody else speaks from here on.

Specification: https://github.com/Podcastindex-org/podcast-namespace, transcripts/transcripts.md, SRT: two
lines of 32 characters at most, a new card when the speaker changes. Owns who is taken for a speaker, the
wrapping and the splitting in time. Must not know the other formats.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise, repeat

from podcast.content.transcript_blocks import Block, clock, escaped, read_blocks, unmarked
from podcast.content.transcript_cue import LONGEST_MS, Cue, check_words, plain

LINE = 32
"""Characters of a line at most, unless one word is longer."""

SEVERAL = 2
"""Cues that begin with the same name before an unknown name is taken for a speaker."""

NOBODY = "- "
"""What we write before the words of somebody unnamed who follows a named speaker, as subtitlers do."""

_NAME = re.compile(r"[^\W_][\w.'’&()-]*(?:[ \u00a0][\w.'’&()-]+){0,3}")
_LONGEST_NAME = 40
_EDGES = re.compile(r"^[\s-]+|\s+$")
_MARKS = ("<", "&", "{", "-->")
"""Without one of these there is nothing to escape."""
_WRAPPED = re.compile(rf"(.{{1,{LINE}}}|[^ ]+)(?: |$)")
"""A line of words between single blanks: as many as have room, or one that is longer."""
_MISLEADING = (":", NOBODY.strip())
"""How a line ends that may be taken for a speaker."""
_OVERRIDE = re.compile(r"\{\\[^{}]*\}")


_Card = tuple[Cue, str, int]
"""What is shown at once, on one or two lines, with the cue that it is of and the length of its words."""


def read_srt(text: str, *, file: str, speakers: Iterable[str] = ()) -> tuple[Cue, ...]:
    """Return the cues of a SubRip file with `\\n` line ends; `file` names it in errors.

    `Name: ` at the start of a cue is a speaker if it is one of the known `speakers` (in any case) or
    begins several cues, capitalised. A speaker goes on until another is named.

    Raises:
        ContentError: a cue has no valid timing, ends before it starts, or starts before the one before.
    """
    blocks = [(block, _words(block, file)) for block in read_blocks(text, file=file, is_aside=_never)]
    names = _speakers([words for _, words in blocks], speakers)
    cues: list[Cue] = []
    speaker = ""
    for block, words in blocks:
        speaker, said = _said(words, names, speaker)
        if said.strip():
            cues.append(Cue(start_ms=block.start_ms, end_ms=block.end_ms, text=said, speaker=speaker))
    return tuple(cues)


def write_srt(cues: Sequence[Cue]) -> bytes:
    """Return the cues as SubRip, UTF-8. What does not fit on a card is split in time by its length.

    Reading it with the speakers known gives the same words and speakers, within the times of the cues. A
    colon in a name becomes a blank.
    """
    ordered = sorted((cue for cue in cues if plain(cue.text)), key=lambda cue: cue.start_ms)
    names = {_label(name).casefold() for name in {cue.speaker for cue in ordered}}
    blocks: list[str] = []
    speaker = ""
    for group, limit in _together(ordered):
        cards: list[_Card] = []
        for cue in group:
            label = _label(cue.speaker)
            lead = "" if label == speaker else f"{label}: " if label else NOBODY
            speaker = label
            cards += _cards(cue, lead, names)
        for (_, shown, _), (start, end) in zip(cards, _times(cards, limit), strict=True):
            blocks.append(f"{len(blocks) + 1}\n{clock(start, ',')} --> {clock(end, ',')}\n{shown}\n")
    return "\n".join(blocks).encode()


def _never(_number: int, _line: str) -> bool:
    return False


def _words(block: Block, file: str) -> tuple[str, str]:
    """Return the first line and the others of a block, without formatting."""
    first, _, others = _bare(block.text).partition("\n")
    check_words(first + others, place=block.place(file))
    return plain(first), plain(others)


def _bare(text: str) -> str:
    return unmarked(_OVERRIDE.sub("", text) if "{" in text else text)


def _named(line: str) -> tuple[str, str]:
    """Return what may be a name before a colon, and the words after it on the same line."""
    head, _, rest = line.partition(":")
    return (head.strip(), rest[1:]) if rest[:1] == " " and rest.strip() else ("", line)


def _looks_like_name(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and bool(_NAME.fullmatch(name)) and not name[0].islower()


def _speakers(blocks: Sequence[tuple[str, str]], known: Iterable[str]) -> dict[str, str]:
    """Return the names that are speakers in this file, by how they are spelled there."""
    found = Counter(name for first, _ in blocks if (name := _named(first)[0]))
    exact = {label: label for name in known if (label := _label(name))}
    folded = {label.casefold(): label for label in exact}
    names = {}
    for name, times in found.items():
        if speaker := exact.get(name) or folded.get(name.casefold()):
            names[name] = speaker
        elif times >= SEVERAL and _looks_like_name(name):
            names[name] = name
    return names


def _said(words: tuple[str, str], names: dict[str, str], speaker: str) -> tuple[str, str]:
    """Return who speaks in a block after `speaker`, and the words."""
    first, others = words
    if names and first.startswith(NOBODY):
        speaker, first = "", first.removeprefix(NOBODY)
    else:
        name, rest = _named(first)
        if name in names:
            speaker, first = names[name], rest
    return speaker, plain(f"{first} {others}")


@lru_cache(maxsize=256)  # few speak, and each many times
def _label(speaker: str) -> str:
    """Return a name that can stand before a colon, and does not begin as `NOBODY` does."""
    return _EDGES.sub("", plain(speaker.replace(":", " ")))


def _together(ordered: Sequence[Cue]) -> Iterator[tuple[Sequence[Cue], int]]:
    """Yield the cues that start together, which one mostly does alone, and when the next ones start, in ms."""
    group: list[Cue] = []
    for cue in ordered:
        if group and group[0].start_ms != cue.start_ms:
            yield group, cue.start_ms
            group = []
        group.append(cue)
    if group:
        yield group, LONGEST_MS


def _cards(cue: Cue, lead: str, names: set[str]) -> list[_Card]:
    """Return the cards of a cue, with `lead` before its words."""
    text = plain(cue.text)
    if ": " in text or NOBODY in text:
        lines = _careful_lines(text, lead, names)
    elif lead:
        stop = _end_of_line(text, 0, LINE - len(lead))
        lines = [text[:stop], *_WRAPPED.findall(text, stop + 1)]
    else:
        lines = _WRAPPED.findall(text)
    shown = ["\n".join(lines[at : at + 2]) for at in range(0, len(lines), 2)]
    lengths = [len(one) - ("\n" in one) for one in shown]
    if lead:
        shown[0] = lead + shown[0]
    if any(mark in text or mark in lead for mark in _MARKS):
        shown = list(map(_safe, shown))
    return list(zip(repeat(cue), shown, lengths))


def _careful_lines(text: str, lead: str, names: set[str]) -> list[str]:
    """Return the lines of words of which some may be taken for a speaker.

    At the start of a card these have the line to themselves: a name is one only if words follow on its line.
    """
    lines: list[str] = []
    at, room = 0, LINE - len(lead)
    while at < len(text):
        stop = _end_of_line(text, at, room)
        if len(lines) % 2 == 0 and (lines or not lead):
            stop = _end_of_name(text, at, stop, names)
        lines.append(text[at:stop])
        at, room = stop + 1, LINE
    return lines


def _end_of_line(text: str, at: int, room: int) -> int:
    """Return where the line ends that begins at `at`: after the words that have room, at least one."""
    if len(text) - at <= room:
        return len(text)
    end = text.rfind(" ", at, at + room + 1)
    if end < 0:
        end = text.find(" ", at)
    return len(text) if end < 0 else end


def _end_of_name(text: str, at: int, end: int, names: set[str]) -> int:
    """Return where words end that would be taken for a speaker, else `end`, where the line does."""
    stop = text.find(" ", at, end)
    while stop >= 0:
        if text[stop - 1] in _MISLEADING and _is_misread(text[at:stop], names):
            return stop
        stop = text.find(" ", stop + 1, end)
    return end


def _is_misread(line: str, names: set[str]) -> bool:
    name, _ = _named(f"{line} …")
    return line == NOBODY.strip() or (
        line.endswith(":") and (name.casefold() in names or _looks_like_name(name))
    )


def _times(cards: list[_Card], limit: int) -> list[tuple[int, int]]:
    """Return start and end of each card in ms, for cues that start together and before `limit`.

    Cards share the time until the next cue starts by their length, so that times never go backwards.
    """
    first = cards[0][0]
    if len(cards) == 1:
        return [(first.start_ms, first.end_ms)]
    cues = [cue for cue, _, _ in cards]
    if all(one is not other for one, other in pairwise(cues)):
        return [(cue.start_ms, cue.end_ms) for cue in cues]
    start = first.start_ms
    span = min(limit, min([cue.end_ms for cue in cues])) - start
    ends = list(accumulate([length for _, _, length in cards]))
    bounds = [start, *(start + span * length // ends[-1] for length in ends[:-1]), cues[-1].end_ms]
    return list(pairwise(bounds))


def _safe(shown: str) -> str:
    """Return lines that read back as they are: escaped only where they must, as many apps show references."""
    if _bare(shown) == shown and "-->" not in shown:
        return shown
    return escaped(shown).replace("{", "&#123;")
