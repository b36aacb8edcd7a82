"""Transcripts as SubRip, where `Name: ` before the words says that somebody else speaks from here on.

Specification: https://github.com/Podcastindex-org/podcast-namespace, transcripts/transcripts.md, SRT: two
lines of 32 characters at most, a new card when the speaker changes. Owns who is taken for a speaker, the
wrapping and the splitting in time. Must not know the other formats.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

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
_MARKED = re.compile(r"[<&{]|-->")
"""Without one of these there is nothing to escape."""
_MISLEADING = (":", NOBODY.strip())
"""How a line ends that may be taken for a speaker."""
_OVERRIDE = re.compile(r"\{\\[^{}]*\}")


class _Card(NamedTuple):
    """What is shown at once: `length` characters of the words of `cue`, on one or two lines."""

    cue: Cue
    lines: tuple[str, ...]
    length: int


def read_srt(text: str, *, file: str, speakers: Iterable[str] = ()) -> tuple[Cue, ...]:
    """Return the cues of a SubRip file with `\\n` line ends; `file` names it in errors.

    `Name: ` at the start of a cue is a speaker if it is one of the known `speakers` (in any case) or
    begins several cues, capitalised. A speaker goes on until another is named.

    Raises:
        ContentError: a cue has no valid timing, ends before it starts, or starts before the one before.
    """
    blocks = [(block, _words(block)) for block in read_blocks(text, file=file, is_aside=_never)]
    names = _speakers([words for _, words in blocks], speakers)
    cues: list[Cue] = []
    speaker = ""
    for block, words in blocks:
        speaker, said = _said(words, names, speaker)
        if said.strip():
            cues.append(Cue(start_ms=block.start_ms, end_ms=block.end_ms, text=said, speaker=speaker))
    return tuple(cues)


def write_srt(cues: tuple[Cue, ...]) -> bytes:
    """Return the cues as SubRip, UTF-8. What does not fit on a card is split in time by its length.

    Reading it with the speakers known gives the same words and speakers, within the times of the cues. A
    colon in a name becomes a blank.
    """
    ordered = sorted((cue for cue in cues if plain(cue.text)), key=lambda cue: cue.start_ms)
    names = {_label(name).casefold() for name in {cue.speaker for cue in ordered}}
    groups = [
        _cards(list(group), names) for _, group in groupby(_turns(ordered), key=lambda one: one[0].start_ms)
    ]
    limits = [group[0].cue.start_ms for group in groups[1:]] + [LONGEST_MS] * bool(groups)
    blocks: list[str] = []
    for group, limit in zip(groups, limits, strict=True):
        for card, (start, end) in zip(group, _times(group, limit), strict=True):
            words = "\n".join(_safe(card.lines))
            blocks.append(f"{len(blocks) + 1}\n{clock(start, ',')} --> {clock(end, ',')}\n{words}\n")
    return "\n".join(blocks).encode()


def _never(_number: int, _line: str) -> bool:
    return False


def _words(block: Block) -> tuple[str, str]:
    """Return the first line and the others of a block, without formatting."""
    first, _, others = _bare("\n".join(block.lines)).partition("\n")
    check_words(first + others, place=block.place)
    return plain(first), plain(others)


def _bare(text: str) -> str:
    return unmarked(_OVERRIDE.sub("", text))


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


def _turns(cues: Iterable[Cue]) -> Iterable[tuple[Cue, str]]:
    """Yield each cue with what must stand before its words."""
    speaker = ""
    for cue in cues:
        label = _label(cue.speaker)
        lead = "" if label == speaker else f"{label}: " if label else NOBODY
        speaker = label
        yield cue, lead


def _cards(group: Iterable[tuple[Cue, str]], names: set[str]) -> list[_Card]:
    """Return the cards of cues that start together."""
    cards = []
    for cue, first_lead in group:
        text, lead, at = plain(cue.text), first_lead, 0
        is_misleading = any(sign in text for sign in _MISLEADING)
        while at < len(text):
            stop = _end_of_line(text, at, LINE - len(lead), names if is_misleading and not lead else None)
            begin = stop + 1
            if begin < len(text):
                end = _end_of_line(text, begin, LINE, None)
                lines: tuple[str, ...] = (lead + text[at:stop], text[begin:end])
                length = stop - at + end - begin
            else:
                end, lines, length = stop, (lead + text[at:stop],), stop - at
            cards.append(_Card(cue, lines, length))
            lead, at = "", end + 1
    return cards


def _end_of_line(text: str, at: int, room: int, names: set[str] | None) -> int:
    """Return where the line ends that begins at `at`: after the words that have room, at least one.

    Words that would be taken for a speaker at the start of a card (where `names` are given) have the line
    to themselves: a name is one only if words follow on its line.
    """
    end = len(text)
    if end - at > room:
        end = text.rfind(" ", at, at + room + 1)
        if end < 0:
            end = text.find(" ", at)
            return len(text) if end < 0 else end
    if names is None:
        return end
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
    cues = [card.cue for card in cards]
    if len(cues) == 1 or all(one is not other for one, other in pairwise(cues)):
        return [(cue.start_ms, cue.end_ms) for cue in cues]
    start = cues[0].start_ms
    span = min(limit, min(cue.end_ms for cue in cues)) - start
    before = [0, *accumulate(card.length for card in cards)]
    bounds = [start + span * length // before[-1] for length in before[:-1]]
    return list(pairwise([*bounds, cues[-1].end_ms]))


def _safe(lines: Sequence[str]) -> Sequence[str]:
    """Return lines that read back as they are: escaped only where they must, as many apps show references."""
    whole = "\n".join(lines)
    if not _MARKED.search(whole):
        return lines
    if _bare(whole) == whole and "-->" not in whole:
        return lines
    return [escaped(line).replace("{", "&#123;") for line in lines]
