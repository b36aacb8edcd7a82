"""`podcast new`: what it proposes, what it asks on a terminal, what it writes."""

from __future__ import annotations

import os
import pty
import re
import select
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from podcast.cli.asking import read_file, read_moment
from podcast.content.load import load_show
from podcast.errors import PodcastError
from podcast.publish.new import next_number, usual_moment

USUAL = datetime(2026, 11, 23, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-12-01", "2026-12-01T06:00:00+01:00"),
        ("2026-12-01 18:30", "2026-12-01T18:30:00+01:00"),
        ("1/12/2026 6h", "2026-12-01T06:00:00+01:00"),
        ("24/11 6 h 30", "2026-11-24T06:30:00+01:00"),
        ("24.11 à 7h", "2026-11-24T07:00:00+01:00"),
        ("2/1", "2027-01-02T06:00:00+01:00"),
        ("2026-07-01 6:00", "2026-07-01T06:00:00+02:00"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+01:00"),
    ],
)
def test_dates_are_read_as_people_write_them(written: str, meant: str) -> None:
    """In the show's time zone; the hour is the usual one, and a day without a year is the next one."""
    assert read_moment(written, zone="Europe/Paris", usual=USUAL).isoformat() == meant


@pytest.mark.parametrize("written", ["demain", "31/2/2026", "24/13", "2026-11-24 25:00", "2026-03-29 02:30"])
def test_what_is_no_date_is_refused(written: str) -> None:
    """An hour that the clocks skip in spring is none either."""
    with pytest.raises(PodcastError):
        read_moment(written, zone="Europe/Paris", usual=USUAL)


def test_an_hour_that_the_clocks_show_twice_is_asked_for() -> None:
    """With both moments that it may be, each of which is an answer."""
    with pytest.raises(PodcastError) as caught:
        read_moment("25/10/2026 2h30", zone="Europe/Paris", usual=USUAL)
    both = ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00")
    assert caught.value.hint == f"write the one that you mean: {both[0]} or {both[1]}"
    assert [read_moment(one, zone="Europe/Paris", usual=USUAL).isoformat() for one in both] == list(both)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("Un titre", "--guest", ""), "a guest has no name — write"),
        (("Un titre", "--guest", "Anne\nMartin"), "name has several lines"),
        (("Un titre", "--guest", "A" * 5000), "name has 5000 characters — shorten it"),
        (("Un\ntitre",), "title has several lines"),
        (("t" * 5000,), "title has 5000 characters — shorten it to 255"),
        (("Un \x1b[31mtitre",), "title contains the control character U+001B"),
        (("Un titre", "--number", "1"), "number 1 is that of the episode “episode-1” — take 2"),
        (("Épisode 1",), "there is an episode or article “episode-1” already"),
        (("Article un article",), "there is an episode or article “article-un-article” already"),
        (
            ("日本語",),
            "the address cannot be made of “日本語”: it wants letters from A to Z — say one",
        ),
        (("日本語", "--slug", "Nihon go"), "is not lower-case letters, digits and hyphens — write nihon-go"),
        (("Un titre", "--date", "25/10/2026 2h30"), "the clocks show “25/10/2026 2h30” twice"),
    ],
)
def test_what_a_check_would_refuse_is_not_written(options: tuple[str, ...], says: str, run, show) -> None:
    """It is said before there is a folder."""
    show.episode(1)
    show.article("article-un-article")
    before = sorted(show.root.iterdir())
    ran = run("new", *options, "--show", show.root)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert sorted(show.root.iterdir()) == before


@pytest.mark.parametrize("language", ["C", "fr_FR.UTF-8"])
def test_what_is_written_passes_a_check(language: str, run, show, monkeypatch: pytest.MonkeyPatch) -> None:
    """In each language of comments, with a title of other letters, and with all that options can say."""
    monkeypatch.setenv("LANG", language)
    assert run("new", "日本語", "--slug", "nihongo", "--show", show.root).code == 0
    assert run("new", "Un titre", "--season", "3", "--guest", 'A "B" C', "--show", show.root).code == 0
    ran = run("check", "--show", show.root)
    assert ran.code == 0, ran.err


def test_comments_and_examples_are_in_the_language_of_the_terminal(
    run, make_show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an episode and of a show; keys and values that programs read are the same."""
    for language, heard, other in (("C", "never change", "jamais"), ("fr_FR.UTF-8", "ne jamais", "never")):
        monkeypatch.setenv("LANG", language)
        root = tmp_path / language
        assert run("init", root).code == 0
        assert run("new", "Un titre", "--show", root).code == 0
        page = (root / "001-un-titre" / "episode.md").read_text("utf-8")
        for text in ((root / "show.toml").read_text("utf-8"), page):
            assert heard in text
            assert other not in text
            assert "docs/" not in text
        assert f"recording: {'recording' if language == 'C' else 'enregistrement'}.wav" in page
        assert f'language = "{"en" if language == "C" else "fr"}"' in (root / "show.toml").read_text("utf-8")
        assert run("check", "--show", root).code == 0
    keys = [
        re.findall(r"^(?:# )?([a-z_]+) ?[:=]", (tmp_path / one / name).read_text("utf-8"), re.MULTILINE)
        for name in ("show.toml", "001-un-titre/episode.md")
        for one in ("C", "fr_FR.UTF-8")
    ]
    assert keys[0] == keys[1]
    assert keys[2] == keys[3]


def test_a_date_says_what_it_became(run, show) -> None:
    """Also where nobody is asked: a day without a year is the next one, which may be a year away."""
    ran = run("new", "Un titre", "--date", "2026-11-24 6h", "--show", show.root)
    assert "Online Tuesday 24 November 2026 at 06:00, Paris time" in ran.out


def test_a_file_may_be_dragged_into_the_terminal(tmp_path: Path) -> None:
    """Terminals quote the name, or put a backslash before what is special."""
    path = tmp_path / "mon enregistrement (1).wav"
    path.touch()
    dragged = str(path).replace(" ", "\\ ").replace("(", "\\(").replace(")", "\\)")
    assert [read_file(one) for one in (str(path), f"'{path}' ", dragged)] == [path] * 3
    with pytest.raises(PodcastError):
        read_file("nonsense")


def test_it_proposes_a_week_later_at_the_same_hour_and_the_next_number(show) -> None:
    """Winter or summer; and in a show that counts anew in each season, the number of the season."""
    show.edit(show.episode(1), "2025-03-01T06:00:00+01:00", "2025-03-27T06:00:00+01:00")
    folder = load_show(show.root)
    assert usual_moment(folder, datetime(2025, 3, 28, tzinfo=UTC)).isoformat() == "2025-04-03T06:00:00+02:00"
    late = datetime(2025, 5, 1, tzinfo=UTC)
    assert timedelta() < usual_moment(folder, late) - late <= timedelta(weeks=1)
    assert next_number(folder, None) == 2
    for number, season in ((1, 2), (2, 2)):
        path = show.episode(number, slug=f"s{season}-{number}", guid=f"s{season}-{number}")
        show.edit(path, "number:", f"season: {season}\nnumber:")
    folder = load_show(show.root)
    assert [next_number(folder, one) for one in (None, 2, 3)] == [2, 3, 1]


def test_options_say_everything_and_nothing_is_asked(run, show, write_wav, tmp_path: Path) -> None:
    """The recording is copied, and what was written passes a check."""
    recording = write_wav(tmp_path / "prise 1.wav")
    ran = run(
        *("new", "Ouvrir une crêperie", "--show", show.root, "--date", "24/11/2026 6h", "--season", "2"),
        *("--guest", "Anne Le Goff, franchisée", "--guest", "Paul", "--recording", recording),
    )
    assert ran.code == 0, ran.err
    (path,) = show.root.glob("*/episode.md")
    text = path.read_text("utf-8")
    assert path.parent.name == "001-ouvrir-une-creperie"
    for line in (
        "season: 2",
        "date: 2026-11-24T06:00:00+01:00",
        '  - name: "Paul"',
        'recording: "prise 1.wav"',
    ):
        assert f"\n{line}\n" in text
    assert (path.parent / "prise 1.wav").read_bytes() == recording.read_bytes()
    assert run("check", "--show", show.root).code == 0


def test_nobody_is_asked_off_a_terminal(run, show) -> None:
    """A script says the title."""
    ran = run("new", "--show", show.root)
    assert (ran.code, ran.out) == (2, "")
    assert "nobody can be asked" in ran.err


def _typed(program: list[str], answers: list[str]) -> tuple[str, int]:
    """Run a program on a terminal of its own, type an answer to each question, and return what it showed."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(program[0], program)  # noqa: S606  a list, and no shell
    shown, left, ends = "", list(answers), time.monotonic() + 60
    while time.monotonic() < ends:
        if not select.select([terminal], [], [], 0.3)[0]:
            if left:
                os.write(terminal, f"{left.pop(0)}\n".encode())
            continue
        try:
            read = os.read(terminal, 4096)
        except OSError:
            break
        if not read:
            break
        shown += read.decode("utf-8", "replace")
    os.close(terminal)
    return shown, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_on_a_terminal_it_asks_and_enter_takes_what_is_proposed(show) -> None:
    """A wrong answer is asked again, not the end of it."""
    show.episode(1)
    program = [sys.executable, "-m", "podcast", "new", "--show", str(show.root)]
    shown, code = _typed(program, ["Un titre", "32/13", "24/11/2026 7h", "", "", "Paul, chef", ""])
    assert code == 0, shown
    assert "is no date" in shown
    text = (show.root / "002-un-titre" / "episode.md").read_text("utf-8")
    assert "\ndate: 2026-11-24T07:00:00+01:00\n" in text
    assert '  - name: "Paul"\n    role: "chef"\n' in text
    assert "\nseason:" not in text


def test_a_year_that_nobody_wrote_and_is_far_is_asked_about(show) -> None:
    """Whoever types a day of last week hardly means next year."""
    show.episode(1)
    past = datetime.now(UTC) - timedelta(days=3)
    program = [sys.executable, "-m", "podcast", "new", "--show", str(show.root)]
    day = f"{past:%d/%m}"
    shown, code = _typed(program, ["日本語", "nihongo", day, "n", "24/11/2026 7h", "", "1", "2", "", ""])
    assert code == 0, shown
    assert "How its address ends" in shown
    assert "Is that meant?" in shown
    assert "leaves the year open" in shown
    assert "number 1 is that of the episode" in shown
    assert "\ndate: 2026-11-24T07:00:00+01:00\n" in (show.root / "002-nihongo" / "episode.md").read_text(
        "utf-8"
    )


def test_with_no_input_it_asks_nobody(show) -> None:
    """Not even on a terminal."""
    program = [sys.executable, "-m", "podcast", "new", "--no-input", "--show", str(show.root)]
    shown, code = _typed(program, [])
    assert (code, "Title" in shown) == (2, False)
