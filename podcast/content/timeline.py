"""Where everything in a recording lands in its master: after an intro, around jingles, without dead silence.

Owns the arithmetic only. Positions are whole samples at 44.1 kHz, times are milliseconds. Pure.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TypeVar

from podcast.content.cues import Cues
from podcast.content.episode import Chapter, Episode, Soundbite
from podcast.content.syndication import ValueTimeSplit
from podcast.content.transcript_cue import Cue
from podcast.errors import ContentError
from podcast.messages import msg
from podcast.values import Struct, replace

SAMPLE_RATE = 44_100
SpanT = TypeVar("SpanT", Soundbite, ValueTimeSplit)
_FOR_EVER = 1 << 40  # ms

INTRO, OUTRO = "intro", "outro"

_LEAST = SAMPLE_RATE // 2  # of the recording on either side of a jingle: less is no place to fade in and out


class Piece(Struct, frozen=True, kw_only=True):
    """A stretch of the master: samples `start` to `end` of `source`, which begin at sample `at`.

    `source` is empty for the recording, else the name of a sting.
    """

    start: int
    end: int
    at: int
    source: str = ""

    @property
    def samples(self) -> int:
        """How long it is."""
        return self.end - self.start


class Timeline(Struct, frozen=True, kw_only=True):
    """The pieces of a master in order; neighbours overlap by `fade` samples."""

    pieces: tuple[Piece, ...]
    fade: int = 0

    @property
    def samples(self) -> int:
        """How long the master is."""
        last = self.pieces[-1]
        return last.at + last.samples

    def is_plain(self, samples: int) -> bool:
        """Say whether the master is all of a recording of so many samples and nothing else."""
        return self.pieces == (Piece(start=0, end=samples, at=0),)

    def to_master_ms(self, recording_ms: int, *, ending: bool = False) -> int:
        """Return where a moment of the recording is in the master, to the nearest millisecond.

        What was trimmed counts as the nearest moment that was kept. Where a jingle is put between, what
        starts does so after the jingle, and what is `ending` did so before it. Never decreases, never
        leaves the master.
        """
        recorded = [piece for piece in self.pieces if not piece.source]
        starts = [piece.start for piece in recorded]
        position = recording_ms * SAMPLE_RATE // 1000  # as the places of jingles are rounded
        found = bisect_left(starts, position) if ending else bisect_right(starts, position)
        piece = recorded[max(0, found - 1)]
        moment = piece.at + min(max(position, piece.start), piece.end) - piece.start
        return (moment * 1000 + SAMPLE_RATE // 2) // SAMPLE_RATE


def lay_out(
    recording: int,
    *,
    trim: tuple[int, int] | None = None,
    intro: int = 0,
    outro: int = 0,
    jingles: Sequence[tuple[int, str, int]] = (),
    fade: int = 0,
) -> Timeline:
    """Return the timeline of a recording of so many samples, of which `trim` is kept, with stings.

    `intro` and `outro` are lengths, 0 for none; `jingles` are (position in the recording, name, length).
    A fade is at most half of the shortest piece.

    Raises:
        ContentError: a jingle is outside of what is kept, or less than half a second from its start, its
            end or another jingle.
    """
    start, end = trim or (0, recording)
    cuts = sorted(jingles)
    _refuse_misplaced(cuts, start, end)
    spans: list[tuple[str, int, int]] = [(INTRO, 0, intro)] if intro else []
    for position, name, length in cuts:
        spans += [("", start, position), (name, 0, length)]
        start = position
    spans.append(("", start, end))
    spans += [(OUTRO, 0, outro)] if outro else []
    fade = min(fade, *((last - first) // 2 for _, first, last in spans)) if len(spans) > 1 else 0
    pieces, at = [], 0
    for source, first, last in spans:
        pieces.append(Piece(source=source, start=first, end=last, at=at))
        at += last - first - fade
    return Timeline(pieces=tuple(pieces), fade=fade)


def _shifted(chapters: tuple[Chapter, ...], timeline: Timeline) -> tuple[Chapter, ...]:
    """Return chapters in the times of the master, without those of which nothing is heard: of two that
    begin in the same silence that was trimmed the later one is left, and none of those at the end."""
    end = timeline.to_master_ms(_FOR_EVER)
    moved: dict[int, Chapter] = {}
    for at, one in enumerate(chapters):
        start = timeline.to_master_ms(one.start_ms) if at or one.start_ms else 0
        if start < end or not moved:
            moved[start] = replace(one, start_ms=start)
    return tuple(moved.values())


def shift_episode(episode: Episode, transcript: Sequence[Cue], timeline: Timeline) -> tuple[Episode, Cues]:
    """Return an episode and its transcript with the times of the master.

    A first chapter that began with the recording begins with the master: the intro belongs to it. A
    soundbite or a cue that a jingle falls into grows by it; one that ends where the jingle begins does not.
    """
    move = timeline.to_master_ms

    def end_of(start_ms: int, end_ms: int) -> int:
        return max(move(start_ms), move(end_ms, ending=True))

    chapters = _shifted(episode.chapters, timeline)

    def moved(one: SpanT) -> SpanT:
        start = move(one.start_ms)
        end = end_of(one.start_ms, one.start_ms + one.duration_ms)
        return replace(one, start_ms=start, duration_ms=end - start)

    soundbites = tuple(moved(one) for one in episode.soundbites)
    cues = Cues(
        Cue(
            start_ms=move(one.start_ms),
            end_ms=end_of(one.start_ms, one.end_ms),
            text=one.text,
            speaker=one.speaker,
        )
        for one in transcript
    )
    values = tuple(
        replace(value, splits=tuple(moved(one) for one in value.splits)) for value in episode.tags.values
    )
    tags = replace(episode.tags, values=values)
    return replace(episode, chapters=chapters, soundbites=soundbites, tags=tags), cues


def _refuse_misplaced(cuts: Sequence[tuple[int, str, int]], start: int, end: int) -> None:
    before = start
    for position, name, _ in cuts:
        if not start <= position <= end:
            raise ContentError(
                msg(
                    "the jingle “{name}” at {position} is outside of what is heard of the recording, {start} "
                    "to {end}",
                    name=name,
                    position=_clock(position),
                    start=_clock(start),
                    end=_clock(end),
                ),
                hint=msg("correct its place"),
            )
        if position - before < _LEAST or end - position < _LEAST:
            raise ContentError(
                msg(
                    "the jingle “{name}” at {position} is less than half a second from the start, the end or "
                    "another jingle",
                    name=name,
                    position=_clock(position),
                ),
                hint=msg("move it, or take it away"),
            )
        before = position


def _clock(samples: int) -> str:
    minutes, seconds = divmod(samples // SAMPLE_RATE, 60)
    return f"{minutes}:{seconds:02}"
