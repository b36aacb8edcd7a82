"""`podcast check --feed`: what is printed where, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.feed.mutations import CLEAN


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """Give a clean feed in a file."""
    path = tmp_path / "feed.xml"
    path.write_text(CLEAN, encoding="utf-8")
    return path


def test_a_clean_feed_is_all_well(run, feed: Path) -> None:
    """One line, and nothing on standard error."""
    ran = run("check", "--feed", feed)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{feed}: all well\n"


def test_errors_are_lines_with_place_remedy_and_source(run, feed: Path) -> None:
    """On standard error; the sum on standard output; 65."""
    feed.write_text(CLEAN.replace("<podcast:locked>no<", "<podcast:locked>oui<"), encoding="utf-8")
    ran = run("check", "--feed", feed)
    assert ran.code == 65
    (line,) = ran.err.splitlines()
    assert line.startswith(f"{feed}:")
    assert (
        "error: <podcast:locked> “oui” is none of yes, no — write one of yes, no (podcast namespace" in line
    )
    assert ran.out == f"{feed}: 1 errors, 0 warnings\n"


def test_warnings_alone_are_no_failure(run, feed: Path) -> None:
    """0, and they are said."""
    feed.write_text(CLEAN.replace('duration="20"', 'duration="5"'), encoding="utf-8")
    ran = run("check", "--feed", feed)
    assert (ran.code, "warning: a soundbite lasts 5 seconds" in ran.err) == (0, True)


def test_json_is_one_object(run, feed: Path) -> None:
    """Each finding with rule, line, remedy and source."""
    feed.write_text(CLEAN.replace("<podcast:locked>no<", "<podcast:locked>oui<"), encoding="utf-8")
    ran = run("check", "--feed", feed, "--json")
    made = ran.json()
    assert (ran.code, made["ok"], made["exit_code"]) == (65, False, 65)
    (found,) = made["findings"]
    assert found["rule"] == "podcast-locked"
    assert found["line"] > 1
    assert found["remedy"]
    assert found["source"].startswith("podcast namespace")


def test_what_changed_is_said(run, feed: Path, tmp_path: Path) -> None:
    """Against the same feed as it was before."""
    now = tmp_path / "now.xml"
    now.write_text(CLEAN.replace(">guid-2<", ">autre<"), encoding="utf-8")
    ran = run("check", "--feed", now, "--previous", feed)
    assert ran.code == 65
    assert "the guid was “guid-2” and is “autre”" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--feed", "rien.xml"), 66),
        (("--feed", "http://127.0.0.1:9/feed.xml"), 75),
        (("--feed", "a.xml", "--show", "b"), 2),
        (("--probe",), 2),
        (("--previous", "a.xml"), 2),
    ],
)
def test_what_cannot_be_looked_at_has_its_exit_code(run, arguments: tuple[str, ...], code: int) -> None:
    """One line, no traceback."""
    ran = run("check", *arguments)
    assert ran.code == code
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1
