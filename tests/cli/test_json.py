"""`--json` of every command: one object on standard output, with its format's version, as docs/json.md says."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from podcast.cli.main import COMMANDS, cli

DOCS = Path(__file__).parents[2] / "docs" / "json.md"
NO_RESULT = {"init", "new", "serve", "opml", "completion"}
"""Those that write a folder, a file or a script, or serve: there is nothing to read from them."""

RUNS = {
    "check": [["check", "--show", "{show}"]],
    "plan": [["plan", "--show", "{show}"]],
    "publish": [["publish", "--show", "{show}", "--yes"], ["publish", "--show", "{show}", "--due"]],
    "status": [["status", "--show", "{show}"]],
    "embed": [["embed", "episode-1", "--show", "{show}"], ["embed", "--show", "{show}"]],
    "verify": [["verify", "--show", "{show}"]],
    "doctor": [["doctor", "--show", "{show}"]],
    "log": [["log", "--show", "{show}"]],
    "sound": [["sound", "episode-1", "--show", "{show}", "--chapters"]],
    "clip": [["clip", "episode-1", "--show", "{show}", "--out", "{out}"]],
    "announce": [["announce", "--show", "{show}"]],
    "gc": [["gc", "--show", "{show}"]],
    "pull": [["pull", "{out}/pulled", "--store", "{store}"]],
    "unpublish": [["unpublish", "episode-2", "--show", "{show}", "--yes"]],
    "rollback": [["rollback", "1", "--show", "{show}", "--yes"]],
}
ELSEWHERE = {"store", "import", "embeds", "move-out", "search"}
"""Those that want a bucket, somebody else's site or Pagefind: their own tests read their JSON."""


def documented() -> dict[str, set[str]]:
    """Return the keys that the document names for each command."""
    found: dict[str, set[str]] = {}
    for section in DOCS.read_text("utf-8").split("\n## ")[1:]:
        for name in re.findall(r"`podcast ([a-z-]+)", section.split("\n")[0]):
            found[name] = set(re.findall(r"^\| `([a-z_]+)`", section, re.MULTILINE)) - {"format", "ok"}
    return found


def test_every_command_that_is_read_has_json_and_its_section() -> None:
    """Or is one of those that have no result."""
    sections = documented()
    with cli.make_context("podcast", [], resilient_parsing=True) as context:
        for name in COMMANDS:
            command = cli.get_command(context, name)
            assert command is not None
            below = list(command.commands.values()) if isinstance(command, click.Group) else [command]
            has = all(any(one.name == "as_json" for one in each.params) for each in below)
            assert has != (name in NO_RESULT), name
    assert set(RUNS) | ELSEWHERE | NO_RESULT == set(COMMANDS)
    assert set(RUNS) | ELSEWHERE <= set(sections)


@pytest.fixture
def published(run, show, tmp_path: Path) -> dict[str, str]:
    """Give a show with two episodes that is published, twice."""
    for number in (1, 2):
        show.edit(
            show.episode(number),
            "slug:",
            'soundbites:\n  - start: "00:00"\n    duration: "00:01"\n    title: A\nslug:',
        )
        assert run("publish", "--show", show.root, "--yes").code == 0
    show.edit(show.root / "001-episode-1" / "episode.md", "Un résumé.", "Un autre.")
    return {"show": str(show.root), "out": str(tmp_path), "store": str(tmp_path / "public")}


def test_every_command_prints_one_object_as_it_is_documented(run, published: dict[str, str]) -> None:
    """In this order: what is asked first changes nothing."""
    common, sections = {"format", "ok", "exit_code"}, documented()
    for name, lines in RUNS.items():
        for line in lines:
            ran = run(*(one.format(**published) for one in line), "--json")
            told = ran.json()
            assert (ran.code, told["format"], told["ok"]) == (0, 1, True), (line, ran.err)
            assert "\x1b" not in ran.out
            assert set(told) - common <= sections[name], (name, set(told) - common - sections[name])


def test_json_does_not_speak_french(run, published: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Scripts read the same everywhere."""
    line = ["check", "--show", published["show"], "--json"]
    english = run(*line).out
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert run(*line).out == english
