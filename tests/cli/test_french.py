"""Nothing that goes wrong is told in English on a French terminal, whoever found the words for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ..conftest import ShowFolderMaker
from .conftest import Ran

_ENGLISH = re.compile(
    r"\b(the|is|are|was|not|no|with|found|expected|and|of|to|in|at|cannot|must|should|invalid|error|refused|known"
    r"|answer|line|value|character|unknown|integer|range|file|directory|missing|bytes|between|while|but|got|kept)\b",
    re.IGNORECASE,
)
"""Words that French has not."""

_QUOTED = re.compile(
    r"«[^»]*»|“[^”]*”|`[^`]*`|'[^']*'|\"[^\"]*\"|\S*[/\\=]\S*|--?\w[\w-]*|\b[A-Z_]{3,}\b|\S+\.\w+\b"
)
"""What is repeated as it was written: values, commands, paths, addresses, options, metavars, names of files."""

_NOWHERE = "http://127.0.0.1:9/feed.xml"
_S3 = '[s3]\nendpoint = "http://127.0.0.1:9"\nregion = "x"\n\n[site]'


@pytest.fixture(autouse=True)
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the environment French, with keys for a store that does not answer."""
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")


def english(said: str) -> list[str]:
    """Return the English words of an output, outside of what it quotes."""
    return _ENGLISH.findall(_QUOTED.sub(" ", said))


def test_english_words_are_recognised() -> None:
    """But those that are quoted, and those that French shares, are none."""
    assert english("Erreur : « the key » is not `to be` found") == ["is", "not", "found"]
    assert english("podcast check --show DIR: le fichier 'of.md' est absent de ./in/the/end") == []


FRONT_MATTER = {
    "open quotes": ('title: "Épisode 1"', 'title: "Épisode 1'),
    "blank before a key": ("number: 1", " number: 1"),
    "backslash": ('title: "Épisode 1"', 'title: "C:\\Users"'),
    "open brace": ("summary: Un résumé.", "summary: {Un résumé"),
    "no colon": ("summary: Un résumé.", "summary Un résumé."),
    "colon": ("summary: Un résumé.", "summary: Un : résumé"),
    "tab": ("summary:", "\tsummary:"),
    "sign": ("summary: Un", "summary: @Un"),
    "two texts": ('title: "Épisode 1"', 'title: "Épisode" 1'),
    "list": ("summary: Un résumé.", "summary: [Un"),
    "alias": ("summary: Un résumé.", "summary: *un"),
    "tag": ("summary: Un résumé.", "summary: !!un résumé"),
    "twice": ("number: 1", "number: 1\nnumber: 2"),
    "key": ("number: 1", "numbr: 1\npath: 2"),
    "type": ("number: 1", "number: [1]\nseason: x\ntype: fu"),
    "moment": ("date: 2025-03-01T06:00:00+01:00", "date: 2025-03-01"),
    "recording": ("recording: son.wav", "recording: directory"),
    "chapters": ('start: "00:01"', "start: later"),
}
SHOW = {
    "no quotes": ('language = "fr"', "language = fr"),
    "open quotes": ('language = "fr"', 'language = "fr'),
    "open list": ('categories = ["Business > Entrepreneurship"]', "categories = ["),
    "no sign": ('language = "fr"', 'language: "fr"'),
    "backslash": ('cover = "cover.jpg"', 'cover = "C:\\Users"'),
    "twice": ('language = "fr"', 'language = "fr"\nlanguage = "en"'),
    "true": ('language = "fr"', 'language = "fr"\nexplicit = True'),
    "missing": ('store = "../public"', ""),
    "values": ('language = "fr"', 'language = "xx-not"\nexplicit = "no"\nlocked = 1'),
}


@pytest.mark.parametrize("name", FRONT_MATTER)
def test_faults_of_an_episode_are_french(name: str, run: Callable[..., Ran], show: ShowFolderMaker) -> None:
    """The words of the parser of YAML are not among them."""
    show.edit(show.episode(), *FRONT_MATTER[name])
    ran = run("check", "--show", show.root)
    assert ran.code in (65, 66), ran
    assert english(ran.out + ran.err) == [], ran.err


@pytest.mark.parametrize("name", SHOW)
def test_faults_of_a_show_are_french(name: str, run: Callable[..., Ran], show: ShowFolderMaker) -> None:
    """The words of the parser of TOML are not among them."""
    show.episode()
    show.edit(show.root / "show.toml", *SHOW[name])
    ran = run("check", "--show", show.root)
    assert ran.code == 65, ran
    assert english(ran.out + ran.err) == [], ran.err


COMMANDS = {
    "command": ("chek",),
    "option": ("check", "--wrong"),
    "number": ("log", "--limit", "x"),
    "range": ("log", "--limit", "0"),
    "folder": ("check", "--show", "public/feed.xml"),
    "argument": ("rollback",),
    "choice": ("completion", "tcsh"),
    "hint of completion": ("completion", "zsh"),
    "nobody answers": ("check", "--feed", _NOWHERE),
    "no such name": ("check", "--feed", "https://nowhere.invalid/feed.xml"),
    "import": ("import", _NOWHERE, "--to", "imported", "--allow-host", "127.0.0.1"),
    "import of no name": ("import", "https://nowhere.invalid/feed.xml", "--to", "imported"),
    "import of no feed": ("import", "emission/show.toml", "--to", "imported"),
    "no feed": ("check", "--feed", "emission/show.toml"),
    "verify": ("verify", _NOWHERE),
    "doctor": ("doctor", "--show", "emission"),
    "doctor of a store": ("doctor", "--show", "emission", "--store"),
    "slug": ("embed", "nothing", "--show", "emission"),
    "unpublish": ("unpublish", "nothing", "--yes", "--show", "emission"),
    "sound": ("sound", "nothing", "--show", "emission"),
    "clip": ("clip", "nothing", "--start", "0", "--end", "1", "--show", "emission"),
    "release": ("rollback", "99", "--yes", "--show", "emission"),
    "plan": ("publish", "--plan", "other", "--yes", "--show", "emission"),
    "store of nothing": ("pull", "copy", "--store", "nowhere"),
    "folder that is there": ("init", "emission"),
    "s3": ("status", "--show", "s3"),
    "s3 of doctor": ("doctor", "--show", "s3"),
}


@pytest.fixture
def published(run: Callable[..., Ran], make_show: Callable[[str], ShowFolderMaker]) -> None:
    """Publish a show, and make one whose store does not answer."""
    first, second = make_show("emission"), make_show("s3")
    first.episode()
    assert run("publish", "--yes", "--show", "emission").code == 0
    second.edit(second.root / "show.toml", 'store = "../public"', 'store = "s3://bucket/x"')
    second.edit(second.root / "show.toml", "[site]", _S3)


@pytest.mark.usefixtures("published")
def test_failing_commands_are_french(run: Callable[..., Ran]) -> None:
    """Neither Click nor the network nor the system nor a store adds words of its own."""
    told = {}
    for name, command in COMMANDS.items():
        ran = run(*command)
        result, _, _ = ran.out.partition("\nConfiguration ")  # of a web server, whose language is its own
        if found := english(ran.err + ("" if command[0] == "completion" else result)):
            told[name] = (found, ran.err + ran.out)
    assert told == {}


@pytest.mark.usefixtures("published")
def test_damage_in_a_store_is_told_in_french(run: Callable[..., Ran], tmp_path: Path) -> None:
    """Without the words of the library that reads it."""
    public = tmp_path / "public"
    for folder in ("records", "releases"):
        for path in (public / "_podcast" / folder).iterdir():
            path.write_bytes(b'{"number": "one"}')
        for command in ("status", "publish", "verify", "log", "embed", "doctor"):
            ran = run(command, "--show", "emission")
            assert english(ran.out + ran.err) == [], ran.err
