"""Intro, outro and jingles as a producer names them."""

from __future__ import annotations

import pytest

from podcast.content import canonical
from podcast.content.checks import check_folder
from podcast.content.episode import Episode, JingleCall
from podcast.content.load import load_show
from podcast.content.show import Jingle, Stings
from podcast.errors import ExitCode

STINGS = """
[stings]
intro = "sons/intro.wav"
outro = "sons/outro.wav"
crossfade = "1.5"

[[stings.jingles]]
name = "virgule"
file = "sons/virgule.wav"

[[stings.jingles]]
name = "rideau"
file = "sons/rideau.wav"
"""
CALLS = 'jingles:\n  - at: "00:01"\n    name: virgule\nrecording:'


@pytest.fixture
def stung(show):
    """Give a show folder with an episode, an intro, an outro and two jingles."""
    path = show.root / "show.toml"
    path.write_text(path.read_text(encoding="utf-8") + STINGS, encoding="utf-8")
    (show.root / "sons").mkdir()
    for name in ("intro", "outro", "virgule", "rideau"):
        (show.root / "sons" / f"{name}.wav").write_bytes(b"RIFF")
    show.edit(show.episode(1), "recording:", CALLS)
    return show


def told(show) -> list[str]:
    """Return place and message of everything wrong with a folder."""
    folder = load_show(show.root, named="S")
    return [str(one) for one in (*folder.problems, *check_folder(folder))]


def test_stings_are_read_and_their_files_found(stung) -> None:
    """Each file can be reached by its name, as the cover can."""
    folder = load_show(stung.root)
    assert (folder.problems, check_folder(folder)) == ((), [])
    assert folder.settings is not None
    assert folder.settings.stings == Stings(
        intro="sons/intro.wav",
        outro="sons/outro.wav",
        jingles=(
            Jingle(name="virgule", file="sons/virgule.wav"),
            Jingle(name="rideau", file="sons/rideau.wav"),
        ),
        crossfade_ms=1500,
    )
    assert folder.files["sons/virgule.wav"] == stung.root / "sons" / "virgule.wav"
    assert folder.settings.stings.file_of("rideau") == "sons/rideau.wav"
    assert folder.settings.stings.file_of("inconnu") == ""
    assert folder.episodes[0].page.jingles == (JingleCall(at_ms=1000, name="virgule"),)
    assert folder.episodes[0].page.stings is True


def test_a_show_without_stings_has_none(show) -> None:
    """And an episode asks for no jingles."""
    show.episode(1)
    folder = load_show(show.root)
    assert folder.settings is not None
    assert folder.settings.stings == Stings()
    assert folder.episodes[0].page.jingles == ()


def test_an_episode_can_do_without_intro_and_outro(stung) -> None:
    """`stings: false` is kept when the episode is written and read again."""
    path = stung.root / "001-episode-1" / "episode.md"
    stung.edit(path, "recording:", "stings: false\nrecording:")
    page = load_show(stung.root).episodes[0].page
    assert page.stings is False
    assert canonical.decode(canonical.encode(page), Episode, where="x") == page


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'intro = "sons/intro.wav"',
            'intro = "sons/absent.wav"',
            "S/show.toml:18:9: the file “sons/absent.wav” is not there",
        ),
        (
            'file = "sons/rideau.wav"',
            'file = "../rideau.wav"',
            "S/show.toml:28:8: “../rideau.wav” is outside",
        ),
        ('crossfade = "1.5"', 'crossfade = "un peu"', "S/show.toml:20:13: crossfade “un peu” is not a time"),
        ('crossfade = "1.5"', 'crossfade = "11"', "S/show.toml:20:13: crossfade is longer than 10 seconds"),
        ('crossfade = "1.5"', "crossfade = 1.5", "S/show.toml:20:13: crossfade is not a text"),
        ('name = "rideau"', 'nom = "rideau"', "S/show.toml:27:1: unknown key “nom”"),
        ('name = "rideau"', 'name = "virgule"', "S/show.toml:27:8: there are two jingles named “virgule”"),
        ('name = "rideau"', 'name = "intro"', "S/show.toml:27:8: a jingle cannot be named “intro”"),
        ('name = "rideau"', 'name = "outro"', "S/show.toml:27:8: a jingle cannot be named “outro”"),
    ],
)
def test_what_is_wrong_with_stings_is_told_in_its_place(stung, old: str, new: str, expected: str) -> None:
    """File, line, column and what it is."""
    stung.edit(stung.root / "show.toml", old, new)
    assert any(expected in one for one in told(stung)), told(stung)


def test_a_missing_sting_is_missing_input(stung) -> None:
    """As a missing cover is."""
    (stung.root / "sons" / "outro.wav").unlink()
    (problem,) = load_show(stung.root).problems
    assert (problem.rule, problem.exit_code) == ("file-missing", ExitCode.MISSING_INPUT)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("name: virgule", "name: virgul", "“virgul” is no jingle of show.toml — did you mean “virgule”?"),
        ("name: virgule", "name: zzz", "“zzz” is no jingle of show.toml — add it under [[stings.jingles]]"),
        ('at: "00:01"', 'at: "bientôt"', "at “bientôt” is not a time"),
        ('at: "00:01"\n    name', "name", "at is missing"),
        ("recording:", "stings: non\nrecording:", "stings is neither true nor false"),
    ],
)
def test_what_is_wrong_with_an_episodes_jingles_is_told_in_its_place(
    stung, old: str, new: str, expected: str
) -> None:
    """In `episode.md`, with the nearest name that is known."""
    stung.edit(stung.root / "001-episode-1" / "episode.md", old, new)
    (problem,) = told(stung)
    assert problem.startswith("S/001-episode-1/episode.md:")
    assert expected in problem
