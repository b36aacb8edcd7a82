"""A transcript as people read it: by turns of speech."""

from collections.abc import Sequence
from itertools import groupby

from podcast.content.transcript import Cue


def turns(cues: Sequence[Cue]) -> list[Cue]:
    """Return the transcript as one cue for each turn of speech, at most half a minute long."""
    made: list[Cue] = []
    for _, group in groupby(cues, key=lambda cue: cue.speaker):
        for cue in group:
            last = made[-1] if made else None
            if last and last.speaker == cue.speaker and cue.end_ms - last.start_ms <= 30_000:
                text = f"{last.text} {cue.text}"
                made[-1] = Cue(start_ms=last.start_ms, end_ms=cue.end_ms, text=text, speaker=cue.speaker)
            else:
                made.append(cue)
    return made
