"""Where everything of a recording lands in its master."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.content import canonical
from podcast.content.episode import Chapter, Episode, Soundbite
from podcast.content.timeline import INTRO, OUTRO, SAMPLE_RATE, Timeline, lay_out, shift_episode
from podcast.content.transcript import Cue
from podcast.errors import ContentError

S = SAMPLE_RATE
HALF = S // 2


def episode(chapters: tuple[int, ...] = (), bites: tuple[tuple[int, int], ...] = ()) -> Episode:
    """Return an episode with chapters that start, and soundbites that start and last, so many ms."""
    return Episode(
        slug="e",
        title="E",
        date=datetime(2025, 3, 1, tzinfo=UTC),
        guid="g",
        recording="son.wav",
        chapters=tuple(Chapter(start_ms=at, title=str(at)) for at in chapters),
        soundbites=tuple(Soundbite(start_ms=at, duration_ms=length) for at, length in bites),
    )


def cue(start: int, end: int) -> Cue:
    return Cue(start_ms=start, end_ms=end, text="mots")


@st.composite
def laid_out(draw: st.DrawFn) -> tuple[int, Timeline]:
    """Draw a length in samples and a timeline of a recording so long."""
    recording = draw(st.integers(10 * S, 200 * S))
    start = draw(st.integers(0, 3 * S))
    end = draw(st.integers(recording - 3 * S, recording))
    room = (end - start) // HALF - 1
    steps = draw(st.lists(st.integers(1, room), unique=True, max_size=6))
    jingles = [(start + step * HALF, f"j{at}", draw(st.integers(1, 5 * S))) for at, step in enumerate(steps)]
    timeline = lay_out(
        recording,
        trim=draw(st.sampled_from([(start, end), (start, end), None])),
        intro=draw(st.integers(0, 20 * S)),
        outro=draw(st.integers(0, 20 * S)),
        jingles=[one for one in jingles if HALF <= one[0] <= end - HALF],
        fade=draw(st.integers(0, 5 * S)),
    )
    return recording, timeline


def test_without_stings_and_trimming_nothing_moves() -> None:
    """One piece, and every time is what it was."""
    timeline = lay_out(60 * S, trim=None, fade=S)
    assert timeline.is_plain(60 * S)
    assert (len(timeline.pieces), timeline.samples, timeline.fade) == (1, 60 * S, 0)
    before = episode((0, 1, 30_007), ((1_234, 20_001),)), (cue(0, 3), cue(59_999, 60_000))
    assert shift_episode(*before, timeline) == before


@given(st.integers(1, 10**9))
def test_a_plain_timeline_is_the_identity_to_the_millisecond(ms: int) -> None:
    """However long the recording, as long as the time is in it."""
    timeline = lay_out(ms * S // 1000 + S)
    assert timeline.to_master_ms(ms) == timeline.to_master_ms(ms, ending=True) == ms


def test_pieces_overlap_by_the_fade() -> None:
    """An intro of 5 s and a fade of 1 s put the recording at 4 s."""
    timeline = lay_out(60 * S, intro=5 * S, outro=4 * S, jingles=[(30 * S, "virgule", 2 * S)], fade=S)
    assert [(one.source, one.at) for one in timeline.pieces] == [
        (INTRO, 0),
        ("", 4 * S),
        ("virgule", 33 * S),
        ("", 34 * S),
        (OUTRO, 63 * S),
    ]
    assert timeline.samples == 67 * S
    assert timeline.to_master_ms(0) == 4_000
    assert timeline.to_master_ms(29_000) == 33_000
    assert timeline.to_master_ms(31_000) == 35_000


def test_a_fade_is_at_most_half_of_the_shortest_piece() -> None:
    """Else both fades of a jingle would meet in it."""
    assert lay_out(60 * S, jingles=[(30 * S, "bref", 1001)], fade=S).fade == 500
    assert lay_out(S, intro=5 * S, fade=2 * S).fade == S // 2


def test_jingles_may_be_given_in_any_order() -> None:
    """They are played in order of time."""
    given_late = lay_out(60 * S, jingles=[(40 * S, "b", S), (20 * S, "a", S)])
    assert [one.source for one in given_late.pieces] == ["", "a", "", "b", ""]


@pytest.mark.parametrize(
    ("jingles", "trim", "told"),
    [
        ([(61 * S, "tard", S)], None, "“tard” at 1:01 is outside of what is heard"),
        ([(1 * S, "tôt", S)], (2 * S, 60 * S), "“tôt” at 0:01 is outside of what is heard"),
        ([(0, "zéro", S)], None, "less than half a second from the start"),
        ([(60 * S - 1, "fin", S)], None, "less than half a second from the start"),
        ([(30 * S, "a", S), (30 * S + 100, "b", S)], None, "“b” at 0:30 is less than half a second"),
    ],
)
def test_a_jingle_that_has_no_room_is_refused(
    jingles: list[tuple[int, str, int]], trim: tuple[int, int] | None, told: str
) -> None:
    """Outside of what is heard, at its edge, or on top of another."""
    with pytest.raises(ContentError, match=told):
        lay_out(60 * S, trim=trim, jingles=jingles, fade=S)


@given(laid_out())
def test_pieces_join_without_gaps_and_lose_nothing(drawn: tuple[int, Timeline]) -> None:
    """Neighbours overlap by the fade, no two fades overlap, and the recording's pieces follow one another."""
    _, timeline = drawn
    assert timeline.pieces[0].at == 0
    for one, following in pairwise(timeline.pieces):
        assert following.at == one.at + one.samples - timeline.fade
    if len(timeline.pieces) > 1:
        assert all(2 * timeline.fade <= one.samples for one in timeline.pieces)
    recorded = [one for one in timeline.pieces if not one.source]
    assert all(one.end == following.start for one, following in pairwise(recorded))
    last = timeline.pieces[-1]
    assert timeline.samples == last.at + last.samples


@given(laid_out(), st.lists(st.integers(0, 300_000), min_size=2))
def test_times_keep_their_order_and_stay_in_the_master(drawn: tuple[int, Timeline], times: list[int]) -> None:
    """Whatever is asked, even of a time after the end; an end is never after a start at the same time."""
    _, timeline = drawn
    times.sort()
    starts = [timeline.to_master_ms(one) for one in times]
    ends = [timeline.to_master_ms(one, ending=True) for one in times]
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert all(end <= start for start, end in zip(starts, ends, strict=True))
    assert all(
        start <= end
        for start, end, (one, following) in zip(starts, ends[1:], pairwise(times), strict=False)
        if one < following
    )
    assert min(ends) >= 0
    assert max(starts) <= round(timeline.samples * 1000 / S)


@given(laid_out(), st.integers(0, 200_000))
def test_a_time_is_where_its_sample_is(drawn: tuple[int, Timeline], ms: int) -> None:
    """The sample at that time in the recording is at the new time in the master, to half a millisecond."""
    _, timeline = drawn
    sample = ms * S // 1000
    for piece in timeline.pieces:
        if not piece.source and piece.start <= sample < piece.end:
            exact = (piece.at + sample - piece.start) * 1000 / S
            assert abs(timeline.to_master_ms(ms) - exact) <= 0.5


@given(laid_out(), st.lists(st.tuples(st.integers(0, 200_000), st.integers(0, 60_000)), max_size=12))
def test_shifting_keeps_order_and_nothing_is_negative(
    drawn: tuple[int, Timeline], spans: list[tuple[int, int]]
) -> None:
    """Chapters, soundbites and cues in order before are in order after."""
    _, timeline = drawn
    spans.sort()
    page, cues = shift_episode(
        episode(tuple(start for start, _ in spans), tuple(spans)),
        tuple(cue(start, start + length) for start, length in spans),
        timeline,
    )
    chapters = [one.start_ms for one in page.chapters]
    bites = [one.start_ms for one in page.soundbites]
    starts = [one.start_ms for one in cues]
    assert (chapters, bites, starts) == (sorted(chapters), sorted(bites), sorted(starts))
    assert all(one >= 0 for one in chapters)
    assert all(one.duration_ms >= 0 for one in page.soundbites)
    assert all(0 <= one.start_ms <= one.end_ms <= timeline.samples * 1000 / S + 0.5 for one in cues)
    assert len(cues) == len(page.soundbites) == len(spans)
    assert len(set(chapters)) == len(chapters) <= len(spans)  # those of which nothing is heard are gone


def test_the_intro_belongs_to_the_first_chapter() -> None:
    """If that began with the recording; a later start moves like any other."""
    timeline = lay_out(60 * S, intro=5 * S, fade=S)
    assert [one.start_ms for one in shift_episode(episode((0, 10_000)), (), timeline)[0].chapters] == [
        0,
        14_000,
    ]
    assert shift_episode(episode((1_000,)), (), timeline)[0].chapters[0].start_ms == 5_000


def test_what_a_jingle_falls_into_grows_by_it_and_what_ends_there_does_not() -> None:
    """A sentence that ends where the jingle begins is over before it; the next one starts after it."""
    timeline = lay_out(60 * S, jingles=[(30_001 * S // 1000, "virgule", 2 * S)])
    page, cues = shift_episode(
        episode((), ((10_000, 30_000), (10_001, 20_000))),
        (cue(28_000, 30_001), cue(29_000, 31_000), cue(30_001, 30_001), cue(30_001, 33_000)),
        timeline,
    )
    assert [one.duration_ms for one in page.soundbites] == [32_000, 20_000]
    assert [(one.start_ms, one.end_ms) for one in cues] == [
        (28_000, 30_001),
        (29_000, 33_000),
        (32_001, 32_001),
        (32_001, 35_000),
    ]


def test_what_was_trimmed_goes_to_the_nearest_time_that_was_kept() -> None:
    """Before the first word to 0, after the last one to the end."""
    timeline = lay_out(60 * S, trim=(5 * S, 50 * S))
    assert timeline.samples == 45 * S
    assert [timeline.to_master_ms(one) for one in (0, 4_999, 5_000, 6_000, 50_000, 60_000)] == [
        *(0, 0, 0, 1_000),
        *(45_000, 45_000),
    ]


def test_a_timeline_survives_being_written_and_read() -> None:
    """Records contain it."""
    timeline = lay_out(60 * S, intro=5 * S, jingles=[(30 * S, "virgule", 2 * S)], fade=S)
    assert canonical.decode(canonical.encode(timeline), Timeline, where="x") == timeline
