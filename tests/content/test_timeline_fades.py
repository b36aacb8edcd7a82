"""What the fades do to where things land in a master, to the sample."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.content.episode import Chapter, Episode, Soundbite
from podcast.content.timeline import SAMPLE_RATE, Timeline, lay_out, shift_episode
from podcast.content.transcript import Cue
from podcast.errors import ContentError
from podcast.values import replace

S = SAMPLE_RATE
PAGE = Episode(slug="e", title="E", date=datetime(2025, 3, 1, tzinfo=UTC), guid="g", recording="son.wav")

lengths = st.integers(0, 10 * S)


@given(lengths, lengths, st.lists(st.integers(1, 10 * S), max_size=4), st.integers(0, 12 * S))
def test_the_fade_is_what_was_asked_for_or_half_of_the_shortest_piece(
    intro: int, outro: int, jingles: list[int], asked: int
) -> None:
    """Whichever is less; with nothing to join there is none. The master is all pieces less the overlaps."""
    calls = [((at + 1) * 20 * S, f"j{at}", length) for at, length in enumerate(jingles)]
    timeline = lay_out(120 * S, intro=intro, outro=outro, jingles=calls, fade=asked)
    pieces = timeline.pieces
    shortest = min(piece.samples for piece in pieces)
    assert timeline.fade == (min(asked, shortest // 2) if len(pieces) > 1 else 0)
    assert all(one.at + one.samples - following.at == timeline.fade for one, following in pairwise(pieces))
    assert timeline.samples == 120 * S + intro + outro + sum(jingles) - timeline.fade * (len(pieces) - 1)


@given(
    jingle=st.integers(S, 20 * S),
    fade=st.integers(0, S // 2),
    intro=st.integers(2 * S, 10 * S),
    at_ms=st.integers(11_000, 29_000),
)
def test_a_soundbite_across_a_jingle_grows_by_it_less_two_fades(
    jingle: int, fade: int, intro: int, at_ms: int
) -> None:
    """One before the jingle and one after it keep their length, whatever the intro."""
    timeline = lay_out(60 * S, intro=intro, jingles=[(at_ms * S // 1000, "virgule", jingle)], fade=fade)
    bites = tuple(
        Soundbite(start_ms=start, duration_ms=duration)
        for start, duration in ((10_000, 20_000), (0, 11_000), (29_000, 20_000))
    )
    across, before, after = shift_episode(replace(PAGE, soundbites=bites), (), timeline)[0].soundbites
    assert across.duration_ms == pytest.approx(20_000 + (jingle - 2 * fade) * 1000 / S, abs=1)
    assert before.duration_ms == pytest.approx(11_000, abs=1)
    assert after.duration_ms == pytest.approx(20_000, abs=1)


def test_a_jingle_shorter_than_its_fades_moves_nothing_out_of_order() -> None:
    """When it is all fade, what it falls into keeps its length."""
    timeline = lay_out(60 * S, jingles=[(30 * S, "bref", 1000)], fade=S)
    assert timeline.fade == 500
    page, cues = shift_episode(
        replace(PAGE, chapters=(Chapter(start_ms=0, title="a"), Chapter(start_ms=30_000, title="b"))),
        (Cue(start_ms=29_000, end_ms=31_000, text="mots"),),
        timeline,
    )
    assert [one.start_ms for one in page.chapters] == [0, 30_000]
    assert cues == (Cue(start_ms=29_000, end_ms=31_000, text="mots"),)


@given(st.integers(0, 59_999), st.booleans())
def test_trimming_alone_only_moves(ms: int, ending: bool) -> None:
    """What was kept moves by what was taken off before it, to the millisecond."""
    timeline = lay_out(60 * S, trim=(5 * S, 50 * S), fade=S)
    assert timeline.fade == 0
    assert timeline.to_master_ms(ms, ending=ending) == min(max(ms - 5_000, 0), 45_000)


@pytest.mark.parametrize("at", [S // 2, 60 * S - S // 2])
def test_half_a_second_from_either_end_is_room_enough(at: int) -> None:
    """And a sample less is not."""
    assert len(lay_out(60 * S, jingles=[(at, "virgule", S)], fade=S).pieces) == 3
    closer = at - 1 if at < S else at + 1
    with pytest.raises(ContentError, match="less than half a second") as caught:
        lay_out(60 * S, jingles=[(closer, "virgule", S)], fade=S)
    assert caught.value.hint


def test_an_identity_timeline_is_told_from_all_others() -> None:
    """A timeline is plain for the recording it was made of, not for another nor with a sting."""
    assert lay_out(60 * S).is_plain(60 * S)
    assert not lay_out(60 * S).is_plain(60 * S + 1)
    assert not lay_out(60 * S, trim=(0, 60 * S - 1)).is_plain(60 * S)
    assert not lay_out(60 * S, intro=1).is_plain(60 * S)
    assert isinstance(lay_out(1), Timeline)
