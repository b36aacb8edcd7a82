"""Transcripts: WebVTT and SubRip in, WebVTT out."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.content.transcript import Cue, parse_transcript, write_vtt
from podcast.errors import ContentError, PodcastError

VTT = """WEBVTT - titre

NOTE une remarque
sur deux lignes

1
00:00:00.000 --> 00:00:02.500 align:start
<v Narratrice>Bonjour &amp; <i>bien</i>venue

00:03.000 --> 00:04.000
Fin
"""
SRT = "1\n00:00:00,000 --> 00:00:02,500\nBonjour &amp; bienvenue\n\n2\n00:00:03,000 --> 00:00:04,000\nFin\n"


def test_webvtt_gives_cues_with_speakers() -> None:
    """Voice spans carry the speaker; notes and formatting go."""
    assert parse_transcript(VTT, file="t.vtt") == (
        Cue(start_ms=0, end_ms=2500, text="Bonjour & bienvenue", speaker="Narratrice"),
        Cue(start_ms=3000, end_ms=4000, text="Fin"),
    )


def test_subrip_gives_the_same_cues_without_speakers() -> None:
    """The other common format says the same."""
    assert [one.text for one in parse_transcript(SRT, file="t.srt")] == ["Bonjour & bienvenue", "Fin"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("WEBVTT\n\nsans temps\n", "t:3:1"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nx\n", "t:3:1"),
        ("WEBVTT\n\n00:02 --> 00:03\nx\n", "t:3:1"),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\nx\n\n00:01.000 --> 00:02.000\ny\n", "t:6:1"),
    ],
)
def test_a_wrong_time_is_told_with_its_line(text: str, place: str) -> None:
    """Each with a line number and how to write it."""
    with pytest.raises(ContentError) as caught:
        parse_transcript(text, file="t")
    assert str(caught.value.place) == place


words = st.text(alphabet="abc &<>’é-", min_size=1).map(lambda text: " ".join(text.split())).filter(bool)


@given(st.lists(st.tuples(st.integers(0, 9_999_999), words, st.just("") | words)))
def test_what_is_written_reads_back_the_same(rows: list[tuple[int, str, str]]) -> None:
    """Nothing is lost or doubled on the way out."""
    cues = tuple(Cue(start_ms=at, end_ms=at + 1, text=text, speaker=who) for at, text, who in sorted(rows))
    assert parse_transcript(write_vtt(cues).decode(), file="t") == cues


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    """A hostile file raises an error of ours, and nothing else."""
    with contextlib.suppress(PodcastError):
        parse_transcript(text, file="t")
