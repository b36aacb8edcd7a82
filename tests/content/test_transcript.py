"""Transcripts: told apart by content, read with places of faults, written such that they read back."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.content.text import first_control
from podcast.content.transcript import Cue, parse_transcript, write_json, write_srt, write_vtt
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
JSON = (
    '{"version": "1.0.0", "segments": [\n'
    '  {"startTime": 0, "endTime": 2.5, "body": "Bonjour & bienvenue"},\n'
    '  {"startTime": 3.0, "endTime": 4.0, "body": "Fin"}]}\n'
)


@pytest.mark.parametrize("text", [VTT, SRT, JSON])
@pytest.mark.parametrize("name", ["t.vtt", "t.srt", "t.json", "t"])
def test_formats_are_told_apart_by_what_they_say(text: str, name: str) -> None:
    """Suffixes lie, contents do not."""
    cues = parse_transcript(text, file=name)
    assert [(one.start_ms, one.end_ms, one.text) for one in cues] == [
        (0, 2500, "Bonjour & bienvenue"),
        (3000, 4000, "Fin"),
    ]


@pytest.mark.parametrize("text", [VTT, SRT, JSON])
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_foreign_line_ends_and_a_byte_order_mark_change_nothing(text: str, end: str) -> None:
    """Files come from any system."""
    foreign = "\ufeff" + text.replace("\n", end)
    assert parse_transcript(foreign, file="t") == parse_transcript(text, file="t")


DEEP = '{"segments": [' + "[" * 100_000 + "]" * 100_000 + "]}"
FAULTS = {
    "untimed": ("WEBVTT\n\nsans temps\n", "t:3:1", "no timing line"),
    "ends first": ("WEBVTT\n\n00:02.000 --> 00:01.000\nx\n", "t:3:1", "backwards"),
    "no thousandths": ("WEBVTT\n\n00:02 --> 00:03\nx\n", "t:3:1", "not a timing line"),
    "backwards": (
        "WEBVTT\n\n00:05.000 --> 00:06.000\nx\n\n00:01.000 --> 00:02.000\ny\n",
        "t:6:1",
        "backwards",
    ),
    "too late": ("WEBVTT\n\n999:00:00.000 --> 1000:00:00.001\nx\n", "t:3:1", "1000 hours"),
    "run together": (
        "1\n00:00:01,000 --> 00:00:02,000\nx\n2\n00:00:02,000 --> 00:00:03,000\ny\n",
        "t:5:1",
        "no empty line",
    ),
    "prose": ("Il était une fois.\n", "t:1:1", "no timing line"),
    "control": ("WEBVTT\n\n00:01.000 --> 00:02.000\nab\x07c\n", "t:4:3", "U+0007"),
    "hidden control": ("1\n00:00:01,000 --> 00:00:02,000\na&#12;b\n", "t:2:1", "U+000C"),
    "cut off": ('{"segments": [\n  {"startTime": 1', "t:2:18", "not JSON"),
    "a list": ("[]", "t:1:1", "without a list of segments"),
    "no list": ('{"segments": {}}', "t:1:1", "without a list of segments"),
    "version": ('{"version": "2.0.0", "segments": []}', "t:1:1", "version “2.0.0”"),
    "deep": (DEEP, "t:1:33", "too deeply"),
    "text for time": (
        '{"segments": [\n  {"startTime": "1", "body": "a"}]}',
        "t:2:3",
        "segment 1: its startTime",
    ),
    "true for time": ('{"segments": [{"startTime": true, "body": "a"}]}', "t:1:15", "startTime"),
    "not a number": ('{"segments": [{"startTime": NaN, "body": "a"}]}', "t:1:15", "startTime"),
    "infinite": (
        '{"segments": [{"startTime": 0, "endTime": Infinity, "body": "a"}]}',
        "t:1:15",
        "its endTime",
    ),
    "huge": ('{"segments": [{"startTime": ' + "9" * 100_000 + ', "body": "a"}]}', "t:1:15", "startTime"),
    "huge exponent": ('{"segments": [{"startTime": 1e999, "body": "a"}]}', "t:1:15", "startTime"),
    "negative": ('{"segments": [{"startTime": -1, "body": "a"}]}', "t:1:15", "startTime"),
    "number for body": ('{"segments": [{"startTime": 1, "body": 7}]}', "t:1:15", "its body"),
    "list for speaker": (
        '{"segments": [{"startTime": 1, "body": "a", "speaker": []}]}',
        "t:1:15",
        "its speaker",
    ),
    "no object": ('{"title": "segments", "segments": [7]}', "t:1:36", "is not an object"),
    "escaped control": ('{"segments": [{"startTime": 1, "body": "\\u0007"}]}', "t:1:15", "U+0007"),
    "half a character": ('{"segments": [{"startTime": 1, "body": "\\ud800"}]}', "t:1:15", "U+D800"),
    "second goes back": (
        '{"segments": [{"startTime": 2, "endTime": 3, "body": "}]"},\n {"startTime": 1, "body": "b"}]}',
        "t:2:2",
        "segment 2: the times go backwards",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_line_column_and_remedy(fault: str) -> None:
    """Each where it stands, with what to do."""
    text, place, words = FAULTS[fault]
    with pytest.raises(ContentError) as caught:
        parse_transcript(text, file="t")
    assert words in caught.value.message
    assert str(caught.value.place) == place
    assert caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v " * 1_000_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v" + " " * 3_000_000,
        "1\n00:00:01,000 --> 00:00:02,000\n&#" + "9" * 1_000_000,
        "1\n00:00:01,000 --> 00:00:02,000\n" + "{\\" * 1_000_000,
        '{"segments": "' + '\\"' * 1_000_000,
        '{"segments": ['
        + ",".join(['{"startTime":0,"endTime":0,"body":"!"}'] * 50_000)
        + ',{"startTime":0,"body":"a"}]}',
    ],
    ids=["open voices", "blanks", "digits", "braces", "quotes", "words at once"],
)
def test_hostile_text_takes_no_time(text: str) -> None:
    """Megabytes that make a naive pattern run for hours are read or refused within a moment."""
    with contextlib.suppress(PodcastError):
        parse_transcript(text, file="t")


def test_a_cue_of_a_million_words_is_written_within_a_moment() -> None:
    """A file may hold nothing else."""
    body = write_srt((Cue(start_ms=0, end_ms=1, text="mot " * 1_000_000),))
    assert body.count(b"-->") == 62_500


visible = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)
shown = visible.map(lambda text: " ".join(text.split(" "))).filter(
    lambda text: text.strip() and text == text.strip(" ") and "  " not in text
)
clean = shown.filter(lambda text: not first_control(text) and not set(text) & set("\t\r\n"))
tricky = st.text(alphabet="abB &<>/;:#1-{}\\.’é\u00a0?…", min_size=1, max_size=90).map(
    lambda text: " ".join(one for one in text.split(" ") if one)
)
words = clean | tricky.filter(lambda text: bool(text.strip()))


@st.composite
def transcripts(draw: st.DrawFn, who: st.SearchStrategy[str] = words) -> tuple[Cue, ...]:
    """Draw cues in order; some overlap, some start together."""
    names = ["", *draw(st.lists(who, max_size=3))]
    start, cues = 0, []
    for _ in range(draw(st.integers(0, 8))):
        start += draw(st.sampled_from([0, 1, 700, 5_000]) | st.integers(0, 10_000_000))
        end = start + draw(st.sampled_from([0, 1, 2_500]) | st.integers(0, 60_000))
        cues.append(Cue(start_ms=start, end_ms=end, text=draw(words), speaker=draw(st.sampled_from(names))))
    return tuple(cues)


@given(transcripts())
def test_webvtt_reads_back_the_same(cues: tuple[Cue, ...]) -> None:
    """Nothing is lost or doubled on the way out."""
    assert parse_transcript(write_vtt(cues).decode(), file="t") == cues


@given(transcripts())
def test_json_reads_back_the_same(cues: tuple[Cue, ...]) -> None:
    """Not even single words are joined, if they were cues of their own."""
    assert parse_transcript(write_json(cues).decode(), file="t") == cues


labels = words.filter(lambda name: ":" not in name and name == name.strip() and name[0] != "-")


@settings(max_examples=300)
@given(transcripts(labels))
def test_subrip_reads_back_the_same_words_of_the_same_speakers(cues: tuple[Cue, ...]) -> None:
    """Each cue is some cards one after the other, within its times."""
    names = {one.speaker for one in cues}
    cards = list(parse_transcript(write_srt(cues).decode(), file="t", speakers=names))
    for cue in cues:
        mine = [cards.pop(0)]
        while " ".join(card.text for card in mine) != cue.text:
            mine.append(cards.pop(0))
        assert {card.speaker for card in mine} == {cue.speaker}
        assert all(cue.start_ms <= card.start_ms <= card.end_ms <= cue.end_ms for card in mine)
    assert not cards


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    """A hostile file raises an error of ours, and nothing else."""
    with contextlib.suppress(PodcastError):
        parse_transcript(text, file="t")


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["startTime", "endTime", "body", "speaker", "segments"]), inner)
    ),
    max_leaves=12,
)


@given(json_values)
def test_any_json_is_read_or_refused(value: object) -> None:
    """Whatever its shape and types, NaN included."""
    for tree in (value, {"segments": value}, {"version": value, "segments": [value]}):
        with contextlib.suppress(PodcastError):
            parse_transcript(json.dumps(tree), file="t")
