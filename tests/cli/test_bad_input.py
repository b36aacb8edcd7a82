"""Bad input: one clear line on standard error, the right exit code, and nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ..conftest import ShowFolderMaker
from .conftest import Ran


def tree(root: Path) -> dict[str, bytes]:
    """Return every file below a folder, but for the cache."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".podcast" not in path.parts
    }


CASES: dict[str, tuple[Callable[..., None], str, int]] = {
    "missing recording": (
        lambda show, path: (path.parent / "son.wav").unlink(),
        "emission/002-episode-2/episode.md:8:12: error: the file “son.wav” is not there — put it into 002-episode-2/",
        66,
    ),
    "empty recording": (
        lambda show, path: (path.parent / "son.wav").write_bytes(b""),
        "emission/002-episode-2/episode.md:8:12: error: “son.wav”: the file is empty — ",
        65,
    ),
    "web page as recording": (
        lambda show, path: (path.parent / "son.wav").write_text("<!DOCTYPE html><html>Not found</html>"),
        "emission/002-episode-2/episode.md:8:12: error: “son.wav”: ",
        65,
    ),
    "unknown key": (
        lambda show, path: show.edit(path, "summary:", "sumary:"),
        "emission/002-episode-2/episode.md:7:1: error: unknown key “sumary” — did you mean “summary”?",
        65,
    ),
    "naive date": (
        lambda show, path: show.edit(path, "+01:00", ""),
        "emission/002-episode-2/episode.md:4:7: error: date “2025-03-02T06:00:00” has no time zone"
        " — add the offset: 2025-03-02T06:00:00+01:00",
        65,
    ),
    "duplicate guid": (
        lambda show, path: show.edit(path, "guid-2", "guid-1"),
        "emission/002-episode-2/episode.md:5:7: error: guid “guid-1” is also that of emission/001-episode-1/episode.md"
        " — give the new episode its own; `podcast new` makes one",
        65,
    ),
    "no show": (
        lambda show, path: (show.root / "show.toml").unlink(),
        "Error: emission/show.toml: not found",
        66,
    ),
    "broken toml": (
        lambda show, path: show.edit(show.root / "show.toml", 'language = "fr"', "language = fr"),
        "emission/show.toml:3:12: error: the value cannot be read — put a text between double quotes: "
        + 'language = "fr"',
        65,
    ),
    "svg cover": (
        lambda show, path: (show.root / "cover.jpg").write_text("<svg/>"),
        "emission/show.toml:8:9: error: “cover.jpg” is not a JPEG, PNG or WebP picture — export it again as JPEG",
        65,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_one_line_and_changes_nothing(run, show, tmp_path: Path, case: str) -> None:
    """A published show stays as it is, byte for byte, and after the repair the same command succeeds."""
    spoil, line, code = CASES[case]
    show.episode(1)
    assert run("publish", "--show", "emission", "--yes").code == 0
    path = show.episode(2)
    before = tree(tmp_path)
    published = tree(tmp_path / "public")
    spoil(show, path)
    ran = run("publish", "--show", "emission", "--yes")
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(line), ran.err
    assert ran.err.count("\n") == 1
    assert tree(tmp_path / "public") == published
    for name, body in before.items():
        (tmp_path / name).write_bytes(body)
    assert run("publish", "--show", "emission", "--yes").code == 0


def test_json_errors_are_one_object(run, show) -> None:
    """A script reads what a person reads."""
    show.edit(show.episode(1), "summary:", "sumary:")
    ran = run("publish", "--show", "emission", "--yes", "--json")
    problem = ran.json()["problems"][0]
    assert (ran.code, ran.json()["exit_code"]) == (65, 65)
    assert (problem["rule"], problem["line"], problem["column"]) == ("unknown-key", 7, 1)


def test_all_problems_are_shown_each_on_its_line(run, show) -> None:
    """Two faults, two lines."""
    path = show.episode(1)
    show.edit(path, "summary:", "sumary:")
    show.edit(path, "+01:00", "")
    assert run("publish", "--show", "emission", "--yes").err.count("\n") == 2


def test_no_credentials_is_said_before_anything_is_mastered(run, show) -> None:
    """Exit 77, where to set them, and no master was made for nothing."""
    show.episode(1)
    ran = run("publish", "--show", "emission", "--yes", "--store", "s3://a-bucket/x")
    assert (ran.code, ran.out, ran.err.count("\n")) == (77, "", 1)
    assert "AWS_ACCESS_KEY_ID" in ran.err
    assert not (show.root / ".podcast" / "masters").exists()


@pytest.mark.parametrize(
    ("store", "code"),
    [("ftp://h/x", 78), ("s3://", 78), ("s3://Not_A_Bucket!/x", 78), ("emission/show.toml", 73)],
)
def test_a_store_that_cannot_be_is_refused(run, show, store: str, code: int) -> None:
    """One line and the exit code, whatever the address."""
    show.episode(1)
    ran = run("publish", "--show", "emission", "--yes", "--store", store)
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1), ran.err


def test_a_title_cannot_steer_the_terminal(run, show) -> None:
    """Characters that turn text around are shown, not obeyed; markup stays text."""
    show.edit(show.episode(1), "Épisode 1", "[live] [/b] \u202egnp")
    ran = run("plan", "--show", "emission")
    assert "[live] [/b] \\u202egnp" in ran.out


@pytest.mark.parametrize(("typed", "meant"), [("chek", "check"), ("publlish", "publish")])
def test_a_mistyped_command_is_recognised(typed: str, meant: str, run: Callable[..., Ran]) -> None:
    """Though no module of a command was imported."""
    ran = run(typed)
    assert ran.code == 2
    assert ran.err.endswith(f"No such command {typed!r}. Did you mean {meant!r}?\n")


def test_the_beginning_of_a_slug_is_recognised(run: Callable[..., Ran], show: ShowFolderMaker) -> None:
    """By every command that wants the slug of a page."""
    show.episode(1, slug="jai-ouvert-une-franchise-par-an")
    assert run("publish", "--yes", "--show", show.root).code == 0
    meant = "did you mean “jai-ouvert-une-franchise-par-an”?"
    for command in (("embed",), ("unpublish", "--yes"), ("sound",)):
        assert meant in run(*command, "jai-ouvert", "--show", show.root).err
    assert meant in run("pull", "copy", "--store", "public", "--episode", "jai-ouvert").err


def test_what_is_lost_in_the_store_is_found_by_verify_and_doctor_says_so(
    run: Callable[..., Ran], show: ShowFolderMaker, tmp_path: Path
) -> None:
    """A doctor looks at the place, not at what lies there; what is lost has a remedy."""
    show.episode(1)
    assert run("publish", "--yes", "--show", show.root).code == 0
    (tmp_path / "public" / "episodes" / "episode-1" / "index.html").unlink()
    next((tmp_path / "public" / "audio").glob("*.mp3")).unlink()
    assert "Published pages and recordings were not read: `" in run("doctor", "--show", show.root).out
    ran = run("verify", "--show", show.root)
    assert ran.code == 65
    lost = [one for one in ran.err.splitlines() if one.startswith("Error: ")]
    assert len(lost) >= 2
    assert all("— " in one and "`podcast publish --repair`" in one for one in lost)


def test_errors_and_warnings_are_told_apart(run: Callable[..., Ran], show: ShowFolderMaker) -> None:
    """By every command that stops for them, as by a check."""
    path = show.episode(1)
    show.edit(
        path, "recording: son.wav", "recording: nothing.wav\nlabel: x\nimage:\n  file: cover.jpg\n  alt: A"
    )
    checked = run("check", "--show", show.root).err.splitlines()
    for command in (("plan",), ("status",), ("publish", "--yes")):
        ran = run(*command, "--show", show.root)
        assert ran.code == 66
        lines = ran.err.splitlines()
        assert all(": error: " in one or ": warning: " in one for one in lines), ran.err
        assert [one for one in checked if ": error: " in one] == [one for one in lines if ": error: " in one]
        assert any(": error: the file “nothing.wav” is not there" in one for one in lines)
