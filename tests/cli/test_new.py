"""`podcast new`: what it proposes, what it asks on a terminal, what it writes."""

from __future__ import annotations

import os
import pty
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


def test_with_no_input_it_asks_nobody(show) -> None:
    """Not even on a terminal."""
    program = [sys.executable, "-m", "podcast", "new", "--no-input", "--show", str(show.root)]
    shown, code = _typed(program, [])
    assert (code, "Title" in shown) == (2, False)
