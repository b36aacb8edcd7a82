"""What is particular to each format: the specification's own examples, speakers, cards, phrases."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.content import transcript_blocks, transcript_vtt
from podcast.content.transcript import Cue, parse_transcript, write_json, write_srt, write_vtt
from podcast.errors import ContentError

# https://github.com/Podcastindex-org/podcast-namespace, transcripts/transcripts.md
SPEC_SRT = """1
00:00:00,000 --> 00:00:02,760
Sarah: In today's episode,
you'll learn whether or not you

2
00:00:02,760 --> 00:00:06,090
should have a podcast trailer.
And if so, what should you

3
00:00:19,080 --> 00:00:21,450
Gillian: Hi Buzzsprout, Gillian
here from breaking through

4
00:00:21,450 --> 00:00:25,350
careers podcast. My question is,
do we need a podcast trailer?
"""
SPEC_JSON = """{
  "version": "1.0.0",
  "segments": [
    {"speaker": "Darth Vader", "startTime": 0.5, "endTime": 0.75, "body": "I"},
    {"speaker": "Darth Vader", "startTime": 1, "endTime": 1.25, "body": "am"},
    {"speaker": "Darth Vader", "startTime": 1.5, "endTime": 2.0, "body": "your"},
    {"speaker": "Darth Vader", "startTime": 2.25, "endTime": 2.50, "body": "father.\\n"},
    {"speaker": "Luke", "startTime": 2.75, "endTime": 3.0, "body": "Nooooo"}
  ]
}
"""
SPEC_VTT = """WEBVTT

00:00:00.000 --> 00:00:05.000
<v John>Podcasting 2.0 is really changing the game.

00:00:05.000 --> 00:00:10.000
<v Tom>Yeah, absolutely. The new features are incredible.

00:00:10.000 --> 00:00:15.000
<v Tom>It's amazing how it's empowering creators like never before.
"""


def cue(text: str, speaker: str = "", start: int = 0, end: int = 1000) -> Cue:
    """Return a cue."""
    return Cue(start_ms=start, end_ms=end, text=text, speaker=speaker)


def srt(*texts: str) -> str:
    """Return a SubRip file with a cue of a second for each text."""
    return "\n".join(
        f"{at + 1}\n00:00:{at:02},000 --> 00:00:{at + 1:02},000\n{text}\n" for at, text in enumerate(texts)
    )


def spoken(text: str, *known: str) -> list[tuple[str, str]]:
    """Return who says what."""
    return [(one.speaker, one.text) for one in parse_transcript(text, file="t", speakers=known)]


def test_the_specifications_subrip() -> None:
    """Speakers go on over the cards that follow; written, it is the same file."""
    cues = parse_transcript(SPEC_SRT, file="t", speakers=["Sarah", "Gillian"])
    assert [one.speaker for one in cues] == ["Sarah", "Sarah", "Gillian", "Gillian"]
    assert cues[0].text == "In today's episode, you'll learn whether or not you"
    assert (cues[2].start_ms, cues[2].end_ms) == (19_080, 21_450)
    assert write_srt(cues).decode() == SPEC_SRT


def test_the_specifications_json_of_words() -> None:
    """Words become what was said."""
    assert parse_transcript(SPEC_JSON, file="t") == (
        cue("I am your father.", "Darth Vader", 500, 2500),
        cue("Nooooo", "Luke", 2750, 3000),
    )


def test_the_specifications_webvtt() -> None:
    """Voices are speakers; written, it is the same file."""
    cues = parse_transcript(SPEC_VTT, file="t")
    assert [one.speaker for one in cues] == ["John", "Tom", "Tom"]
    assert write_vtt(cues).decode() == SPEC_VTT


@pytest.mark.parametrize(
    ("texts", "known", "speakers"),
    [
        (["Anne: a", "b", "Luc: c", "Anne: d", "Luc: e"], [], ["Anne", "Anne", "Luc", "Anne", "Luc"]),
        (["Anne : a", "Anne\u00a0: b"], [], ["Anne", "Anne"]),
        (["<b>Anne:</b> a", "Anne: b"], [], ["Anne", "Anne"]),
        (["ANNE: a", "b"], ["Anne"], ["Anne", "Anne"]),
        (["Anne Dupont-Moretti: a", "Anne Dupont-Moretti: b"], [], ["Anne Dupont-Moretti"] * 2),
        (["Anne: a", "- b"], ["Anne"], ["Anne", ""]),
        (["Anne: a", "b"], [], ["", ""]),
        (["voici: a", "voici: b"], [], ["", ""]),
        (["Anne:a", "Anne:b"], [], ["", ""]),
        (["Anne:\na", "Anne:\nb"], [], ["", ""]),
        (["Il est 12: 30", "Il y a une chose à dire ici: a", "Il y a une chose à dire ici: b"], [], [""] * 3),
        (["- a", "- b"], ["Anne"], ["", ""]),
    ],
    ids=str,
)
def test_who_is_taken_for_a_speaker_in_subrip(
    texts: list[str], known: list[str], speakers: list[str]
) -> None:
    """A name that several cues begin with, or that is known; nothing that is only like one."""
    found = spoken(srt(*texts), *known)
    assert [who for who, _ in found] == speakers
    assert all(
        who or words == plain.replace("\n", " ") or words == plain[2:]
        for (who, words), plain in zip(found, texts, strict=True)
    )


def test_positions_and_formatting_in_subrip_are_dropped() -> None:
    """They are for video."""
    assert spoken(srt(r"{\an8}<font color='red'>Oui</font> & non")) == [("", "Oui & non")]


def test_a_long_cue_becomes_cards_that_share_its_time_by_length() -> None:
    """Two lines of 32 characters at most, the name only where the speaker changes."""
    text = "Une franchise, c’est un contrat entre un réseau et des patrons qui restent indépendants, chacun chez soi."
    body = write_srt((cue(text, "Anne", 0, 10_000), cue("Oui.", "Anne", 10_000, 11_000))).decode()
    assert body == (
        "1\n00:00:00,000 --> 00:00:05,196\nAnne: Une franchise, c’est un\ncontrat entre un réseau et des\n\n"
        "2\n00:00:05,196 --> 00:00:10,000\npatrons qui restent\nindépendants, chacun chez soi.\n\n"
        "3\n00:00:10,000 --> 00:00:11,000\nOui.\n"
    )


@given(st.lists(st.text("abcdefé,.", min_size=1, max_size=20), min_size=1, max_size=40))
def test_cards_have_two_lines_of_32_characters_at_most(words: list[str]) -> None:
    """Whatever the words, if each fits."""
    body = write_srt((cue(" ".join(words), "Anne", 0, 60_000),)).decode()
    for block in body.split("\n\n"):
        lines = block.strip("\n").split("\n")[2:]
        assert 1 <= len(lines) <= 2
        assert all(len(line) <= 32 for line in lines)


def test_what_only_looks_like_a_speaker_does_not_read_back_as_one() -> None:
    """The words after the colon are put on the next line, where no name is looked for."""
    cues = (cue("Attention: a", "Anne"), cue("Attention: b", "Anne"), cue("- c", "Anne"), cue("Luc: d"))
    body = write_srt(cues).decode()
    assert "Attention:\nb" in body
    assert spoken(body, "Anne", "Luc") == [(one.speaker, one.text) for one in cues]


def test_subrip_keeps_signs_as_they_are_unless_they_would_be_lost() -> None:
    """Many apps show character references instead of resolving them."""
    body = write_srt((cue("R&D < 3 > 2"), cue("<b>non</b> &amp; --> oui"))).decode()
    assert "R&D < 3 > 2" in body
    assert "&lt;b&gt;non&lt;/b&gt; &amp;amp; --&gt; oui" in body


def test_json_has_the_specifications_keys_and_seconds() -> None:
    """Valid JSON for any reader; no speaker is no key."""
    made = json.loads(
        write_json((cue("Bien dit.", "Anne", 1250, 2000), cue("Un deux", start=2000, end=2500)))
    )
    assert made == {
        "version": "1.0.0",
        "segments": [
            {"speaker": "Anne", "startTime": 1.25, "endTime": 2.0, "body": "Bien dit."},
            {"startTime": 2.0, "endTime": 2.5, "body": "Un deux"},
        ],
    }


def word_by_word(*rows: tuple[float, str]) -> str:
    """Return JSON with a word of 0.3 s at each time."""
    segments = [{"startTime": at, "endTime": at + 0.3, "body": body} for at, body in rows]
    return json.dumps({"version": "1.0.0", "segments": segments})


@pytest.mark.parametrize(
    ("rows", "phrases"),
    [
        ([(0, "Oui."), (0.4, "Non")], ["Oui.", "Non"]),
        ([(0, "Oui"), (1.1, "mais")], ["Oui", "mais"]),
        ([(0, "Oui"), (0.3, ","), (0.4, "mais")], ["Oui, mais"]),
        (
            [(0, "« Oui »"), (0.4, "dit-il"), (0.8, "!"), (1, "Et"), (1.4, "puis")],
            ["« Oui » dit-il!", "Et puis"],
        ),
        (
            [(at / 2, f"m{at}") for at in range(20)],
            ["m0 m1 m2 m3 m4 m5 m6 m7 m8 m9 m10 m11 m12 m13", "m14 m15 m16 m17 m18 m19"],
        ),
        (
            [(at / 2, f"m{at}" + "," * (at == 8)) for at in range(12)],
            ["m0 m1 m2 m3 m4 m5 m6 m7 m8,", "m9 m10 m11"],
        ),
    ],
    ids=["sentence", "pause", "comma apart", "sign apart", "seven seconds", "clause"],
)
def test_words_become_phrases(rows: list[tuple[float, str]], phrases: list[str]) -> None:
    """Until a sentence ends, somebody pauses, or seven seconds have passed."""
    cues = parse_transcript(word_by_word(*rows), file="t")
    assert [one.text for one in cues] == phrases
    assert all(one.end_ms - one.start_ms <= 7000 for one in cues)


def test_an_end_that_is_not_given_is_the_next_start() -> None:
    """The specification lets it away; the last words take as long as reading them does."""
    segments = [{"startTime": 1, "body": "Un deux"}, {"startTime": 3, "endTime": None, "body": "Trois " * 10}]
    cues = parse_transcript(json.dumps({"segments": segments}), file="t")
    assert [(one.start_ms, one.end_ms) for one in cues] == [(1000, 3000), (3000, 7000)]


def test_webvtt_holds_no_line_that_another_reader_would_misread() -> None:
    """Neither tags nor timings nor empty lines come from the words."""
    body = write_vtt((cue("a --> b\n\n<v X>c", "M. <D>"),)).decode()
    assert body == "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v M. &lt;D&gt;>a --&gt; b &lt;v X&gt;c\n"
    assert len(re.findall("-->", body)) == 1


_LINES = (
    "00:00:01.000 --> 00:00:04.000",
    "0:02,500-->00:05,000 align:start",
    "Bonjour à tous",
    "<v Anna>Oui, bien sûr.",
    "<v Anna>Oui</v>",
    "<v.loud Anna B>non",
    "<v Anna>un <v Bob>deux",
    "<v Anna",
    "<i>ital</i> &amp; et",
    "a > b",
    "NOTE",
    "12",
    "Anna: dit",
    "--> x",
    "",
    " ",
    "  deux  mots\t",
    "{\\an8}haut",
)


@given(st.lists(st.sampled_from(_LINES), max_size=14), st.sampled_from(["WEBVTT\n\n", ""]))
def test_a_usual_block_is_read_as_an_unusual_one_would_be(lines: list[str], head: str) -> None:
    """There is a short way for nearly all blocks, which has to lead to the same."""
    text = head + "\n".join(lines)

    def read(*, shortly: bool) -> object:
        with pytest.MonkeyPatch.context() as patch:
            if not shortly:
                patch.setattr(transcript_blocks, "_USUAL", re.compile("(?!)"))
                patch.setattr(transcript_vtt, "_cues", transcript_vtt._voices)
            try:
                return parse_transcript(text, file="t", speakers=["Anna"])
            except ContentError:
                return None

    assert read(shortly=True) == read(shortly=False)
