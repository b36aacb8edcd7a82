"""A transcript as people read it: by turns of speech."""

import html
from collections.abc import Sequence
from itertools import groupby, pairwise

from markupsafe import Markup, escape

from podcast.content.transcript_cue import Cue
from podcast.site import wording
from podcast.site.safety import neutral
from podcast.site.typography import for_language, texts_for_language
from podcast.values import Struct

_LONGEST_MS = 30_000


class Turn(Struct, frozen=True, kw_only=True):
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


def passages(turns: Sequence[Turn], sound: str, slug: str) -> Markup:
    """Return turns as HTML, each with a link to its moment of the `sound` of the episode with this `slug`.

    A show has hundreds of thousands of them: here they cost a tenth of what they would in a template.
    """
    start = f'<a class="at" href="{escape(neutral(sound))}#t='
    middle = f'" data-for="{escape(neutral(slug))}" data-start="'
    made = []
    for turn in turns:
        named = f' id="t{turn.at}"' if turn.first else ""
        speaker = f'<b class="speaker">{_escaped(turn.speaker)}&nbsp;:</b> ' if turn.speaker else ""
        link = f'{start}{turn.at}{middle}{turn.at}">{turn.clock}</a>'
        made.append(f"    <p{named}>{link}{speaker}{_escaped(turn.text)}</p>")
    return Markup("\n".join(made))  # noqa: S704  everything was escaped just above


def _escaped(text: str) -> str:
    return html.escape(neutral(text), quote=False)


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
