"""A transcript as people read it: by turns of speech."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from podcast.content.transcript import Cue
from podcast.site import wording
from podcast.site.typography import for_language, texts_for_language

_LONGEST_MS = 30_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """What a page shows of somebody's turn: `at` is when it begins as media fragments want it, in seconds, and
    `clock` as people read it. Only the `first` of several that begin at once can be linked to."""

    at: str
    clock: str
    speaker: str
    text: str
    first: bool


def turns(cues: Sequence[Cue], language: str) -> list[Turn]:
    """Return the transcript by turns of speech, at most half a minute long each, as its language is set."""
    spoken = _joined(cues)
    texts = texts_for_language(language, [" ".join(cue.text for cue in turn) for turn in spoken])
    typed = for_language(language)
    starts = [-1, *(turn[0].start_ms for turn in spoken)]
    return [
        Turn(
            at=wording.seconds(start),
            clock=wording.clock(start),
            speaker=typed(turn[0].speaker),
            text=text,
            first=start != before,
        )
        for turn, text, (before, start) in zip(spoken, texts, pairwise(starts), strict=True)
    ]


def _joined(cues: Sequence[Cue]) -> list[list[Cue]]:
    """Return the cues of each turn."""
    made: list[list[Cue]] = []
    for _, group in groupby(cues, key=lambda cue: cue.speaker):
        turn: list[Cue] = []
        for cue in group:
            if not turn or cue.end_ms - turn[0].start_ms > _LONGEST_MS:
                turn = []
                made.append(turn)
            turn.append(cue)
    return made
