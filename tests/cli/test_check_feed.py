"""`podcast check --feed`: what is printed where, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.feed.mutations import CLEAN
from tests.services import Reply, Service

LOCKED = '@redaction.example">no<'
WRONG = CLEAN.replace(LOCKED, '@redaction.example">oui<')
DOUBTFUL = CLEAN.replace('duration="20">Le mot', 'duration="5">Le mot')
RSS = {"Content-Type": "application/rss+xml"}


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
    feed.write_text(WRONG, encoding="utf-8")
    line = WRONG[: WRONG.index("<podcast:locked")].count("\n") + 1
    ran = run("check", "--feed", feed)
    assert ran.code == 65
    assert ran.err == (
        f"{feed}:{line}: error: <podcast:locked> “oui” is none of yes, no — write one of yes, no "
        "(podcast namespace 1.0, tags/locked.md)\n"
    )
    assert ran.out == f"{feed}: 1 error, 0 warnings\n"


def test_warnings_alone_are_no_failure(run, feed: Path) -> None:
    """0, and they are said."""
    feed.write_text(DOUBTFUL, encoding="utf-8")
    ran = run("check", "--feed", feed)
    assert ran.code == 0
    assert "warning: a soundbite lasts 5 seconds" in ran.err
    assert ran.out == f"{feed}: 0 errors, 1 warning\n"


def test_json_is_one_object(run, feed: Path) -> None:
    """Each finding with rule, line, remedy and source."""
    feed.write_text(WRONG, encoding="utf-8")
    ran = run("check", "--feed", feed, "--json")
    made = ran.json()
    assert ran.code == 65
    assert list(made) == ["format", "ok", "exit_code", "feed", "findings"]
    assert (made["ok"], made["exit_code"], made["feed"]) == (False, 65, str(feed))
    (found,) = made["findings"]
    assert found["file"] == str(feed)
    assert found["line"] == WRONG[: WRONG.index("<podcast:locked")].count("\n") + 1
    assert (found["rule"], found["severity"]) == ("podcast-locked", "error")
    assert found["message"] == "<podcast:locked> “oui” is none of yes, no"
    assert found["remedy"] == "write one of yes, no"
    assert found["source"] == "podcast namespace 1.0, tags/locked.md"


@pytest.mark.parametrize(("text", "code", "count"), [(CLEAN, 0, 0), (DOUBTFUL, 0, 1), ("rien", 65, 1)])
def test_json_is_one_object_whatever_is_found(run, feed: Path, text: str, code: int, count: int) -> None:
    """Nothing, warnings, or no feed at all; what is found stays on standard error for people."""
    feed.write_text(text, encoding="utf-8")
    ran = run("check", "--feed", feed, "--json")
    made = ran.json()
    assert (ran.code, made["exit_code"], made["ok"], len(made["findings"])) == (code, code, code == 0, count)
    assert len(ran.err.splitlines()) == count


def test_what_changed_is_said(run, feed: Path, tmp_path: Path) -> None:
    """Against the same feed as it was before."""
    now = tmp_path / "now.xml"
    now.write_text(CLEAN.replace(">guid-2<", ">autre<"), encoding="utf-8")
    ran = run("check", "--feed", now, "--previous", feed)
    assert ran.code == 65
    assert "the guid was “guid-2” and is “autre”" in ran.err


def test_an_address_is_asked(run) -> None:
    """What answers is looked at; the place of a finding is the address."""
    with Service() as service:
        service.reply = Reply(status=200, headers=RSS, body=WRONG.encode())
        ran = run("check", "--feed", service.url)
        assert ran.code == 65
        assert ran.out == f"{service.url}: 1 error, 1 warning\n"
        assert all(line.startswith(service.url) for line in ran.err.splitlines())
        service.reply = Reply(status=404)
        assert (ran := run("check", "--feed", service.url)).code == 65
        assert "answers 404" in ran.err
        service.reply = Reply(status=503)
        assert (ran := run("check", "--feed", service.url)).code == 75
        assert (ran.out, len(ran.err.splitlines())) == ("", 1)


def test_what_the_feed_names_is_asked_for(run, tmp_path: Path) -> None:
    """Only with --probe: this server knows GET alone."""
    path = tmp_path / "feed.xml"
    with Service() as service:
        path.write_text(CLEAN.replace("https://podcast.example/", service.url), encoding="utf-8")
        assert "answers HEAD" not in run("check", "--feed", path).err
        assert service.asked == []
        ran = run("check", "--feed", path, "--probe")
        assert ran.code == 65
        assert "cover.jpg answers HEAD with 501" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--feed", "rien.xml"), 66),
        (("--feed", "."), 66),
        (("--feed", ""), 66),
        (("--feed", "http://127.0.0.1:9/feed.xml"), 75),
        (("--feed", "file:///etc/passwd"), 2),
        (("--feed", "ftp://a.example/feed.xml"), 2),
        (("--feed", "https://name:secret@a.example/"), 2),
        (("--feed", "a.xml", "--show", "b"), 2),
        (("--probe",), 2),
        (("--previous", "a.xml"), 2),
    ],
)
def test_what_cannot_be_looked_at_has_its_exit_code(run, arguments: tuple[str, ...], code: int) -> None:
    """One line with a remedy, no traceback, nothing secret."""
    ran = run("check", *arguments)
    assert ran.code == code
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1
    assert " — " in ran.err
    assert "secret" not in ran.err


def test_a_previous_feed_that_is_missing_is_said(run, feed: Path) -> None:
    """Nothing is looked at then: the comparison was asked for."""
    ran = run("check", "--feed", feed, "--previous", "hier.xml")
    assert (ran.code, ran.out) == (66, "")
    assert "hier.xml" in ran.err


def test_control_characters_of_a_feed_are_not_printed(run, feed: Path) -> None:
    """A feed from anywhere must not write to the terminal: escape sequences are not text."""
    feed.write_text(CLEAN.replace("<language>fr<", "<language>\x9b31mfr\x85<"), encoding="utf-8")
    ran = run("check", "--feed", feed)
    assert ran.code == 65
    assert not [one for one in ran.err if one != "\n" and (ord(one) < 32 or 127 <= ord(one) < 160)]
