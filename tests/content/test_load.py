"""The show folder becomes values, and everything wrong with it is told at once, in place."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from podcast.content.load import find_show, load_show
from podcast.content.show import Listing
from podcast.errors import ExitCode, MissingInputError


def told(show: object) -> list[str]:
    """Return place and message of every problem of a folder, relative to it."""
    root: Path = show.root  # type: ignore[attr-defined]
    return [str(one) for one in load_show(root, named="S").problems]


def test_a_valid_folder_has_no_problems(show) -> None:
    """What the README shows is accepted as it is."""
    show.episode(1)
    show.article()
    folder = load_show(show.root)
    assert folder.problems == ()
    assert [one.page.slug for one in folder.pages()] == ["episode-1", "un-article"]
    assert folder.episodes[0].page.chapters[1].start_ms == 1000


def test_all_problems_are_told_at_once_each_with_its_place(show) -> None:
    """A producer corrects a file once, not ten times."""
    path = show.episode(1)
    show.edit(path, 'title: "Épisode 1"\nnumber: 1', 'titel: "Épisode 1"\nnumber: 012')
    show.edit(path, "06:00:00+01:00", "06:00:00")
    show.edit(path, 'start: "00:01"', 'start: "à la fin"')
    problems = told(show)
    for expected in (
        ":2:1: title is missing",
        ":4:7: date “2025-03-01T06:00:00” has no time zone",
        ":3:9: number “012” is not a whole number",
        ":12:12: start “à la fin” is not a time",
        ":2:1: unknown key “titel” — did you mean “title”?",
    ):
        assert any(f"S/001-episode-1/episode.md{expected}" in one for one in problems), problems
    assert len(problems) == 5


def test_an_unknown_key_has_a_suggestion(show) -> None:
    """A slip of the finger is recognised."""
    show.edit(show.episode(1), "summary:", "sumary:")
    assert told(show) == ["S/001-episode-1/episode.md:7:1: unknown key “sumary” — did you mean “summary”?"]


def test_a_naive_date_is_refused_with_the_offset_to_add(show) -> None:
    """The remedy is what to type, in the show's own time zone."""
    show.edit(show.episode(1), "06:00:00+01:00", "06:00:00")
    assert told(show) == [
        "S/001-episode-1/episode.md:4:7: date “2025-03-01T06:00:00” has no time zone"
        " — add the offset: 2025-03-01T06:00:00+01:00"
    ]


def test_an_hour_that_happens_twice_is_offered_twice(show) -> None:
    """On the night the clocks go back, 02:30 in Paris means two moments."""
    show.edit(show.episode(1), "2025-03-01T06:00:00+01:00", "2025-10-26T02:30:00")
    assert "2025-10-26T02:30:00+02:00 or 2025-10-26T02:30:00+01:00" in told(show)[0]


def test_an_unknown_key_of_the_show_is_found_in_its_table(show) -> None:
    """TOML keeps no positions; the place is right all the same."""
    show.edit(show.root / "show.toml", "accent =", "acent =")
    assert told(show) == ["S/show.toml:15:1: unknown key “acent” — did you mean “accent”?"]


def test_the_show_s_page_in_an_app_is_https(show) -> None:
    """As every app's is."""
    toml = show.root / "show.toml"
    show.edit(
        toml, "[site]", '[[site.subscribe]]\nname = "Une application"\nurl = "http://a.example/"\n\n[site]'
    )
    assert "S/show.toml:14:7: url “http://a.example/” is not https" in told(show)[0]
    show.edit(toml, "http://a.example/", "https://a.example/")
    assert told(show) == []
    assert load_show(show.root).show.site.subscribe == (
        Listing(name="Une application", url="https://a.example/"),
    )


def test_a_missing_recording_is_missing_input(show) -> None:
    """It is told where it is named, and its exit code is 66."""
    (show.episode(1).parent / "son.wav").unlink()
    problem = load_show(show.root, named="S").problems[0]
    assert problem.exit_code is ExitCode.MISSING_INPUT
    assert str(problem).startswith("S/001-episode-1/episode.md:8:12: the file “son.wav” is not there")


def test_a_picture_of_the_text_is_a_file_of_the_page(show) -> None:
    """It is looked for where it is named, and nowhere else."""
    show.article(body="Un.\n\n![Deux vendeurs](a.jpg)\n\n![Une vitrine](../b.jpg)")
    (show.root / "articles" / "a.jpg").write_bytes(b"")
    assert [one.split(" — ")[0] for one in told(show)] == [
        "S/articles/un-article.md:11:1: “../b.jpg” is outside the folder"
    ]
    (show.root / "articles" / "a.jpg").unlink()
    assert "S/articles/un-article.md:9:1: the file “a.jpg” is not there" in told(show)[0]


@pytest.mark.parametrize("name", ["../secret.wav", "/etc/passwd", "a/../../b.wav"])
def test_a_file_outside_the_folder_is_refused(show, name: str) -> None:
    """A page names only files beside it."""
    show.edit(show.episode(1), "son.wav", name)
    assert "is outside the folder" in told(show)[0]


def test_a_name_in_pieces_matches_the_same_name_whole(show) -> None:
    """macOS stores accents apart from their letters."""
    path = show.episode(1)
    (path.parent / "son.wav").rename(path.parent / unicodedata.normalize("NFD", "été.wav"))
    show.edit(path, "son.wav", unicodedata.normalize("NFC", "été.wav"))
    assert told(show) == []


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("utf-16", "is UTF-16"), ("windows-1252", "is not UTF-8 (byte 0xC9; probably Windows-1252)")],
)
def test_another_encoding_is_named(show, encoding: str, words: str) -> None:
    """The remedy is to save the file again, so the encoding is named."""
    path = show.episode(1)
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert words in told(show)[0]


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(show) -> None:
    """Windows editors write both."""
    path = show.episode(1)
    path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode("utf-8-sig"))
    assert told(show) == []


def test_a_control_character_is_located(show) -> None:
    """No feed can hold one, so it is refused where it stands."""
    show.edit(show.episode(1), "Un résumé.", '"Un r\\u0007ésumé."')
    assert "control character U+0007" in told(show)[0]


def test_a_value_of_several_lines_is_quoted_on_one(show) -> None:
    """One problem is one line, whatever was written."""
    show.edit(show.episode(1), "number: 1", "number: |\n  un\n  deux")
    assert told(show)[0].startswith("S/001-episode-1/episode.md:3:9: number “un deux” is not a whole number")


def test_the_show_is_found_upward_and_in_episodes(show, tmp_path: Path) -> None:
    """The nearest show.toml upward wins, else ./episodes."""
    folder = show.episode(1).parent
    assert find_show(folder) == show.root
    show.root.rename(tmp_path / "episodes")
    assert find_show(tmp_path) == tmp_path / "episodes"


def test_no_show_is_said_with_a_remedy(tmp_path: Path) -> None:
    """A producer in the wrong folder learns where to go."""
    with pytest.raises(MissingInputError, match="podcast init"):
        find_show(tmp_path)
