"""The commands of a move: what they print, and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from podcast.cli.main import main

from .oldhost import OldHost
from .samples import feed, item, mp3

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Give the function that runs `podcast`, and returns its exit code and what it printed."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        code = main([str(one) for one in arguments])
        printed = capfd.readouterr()
        return code, printed.out, printed.err

    return call


@pytest.fixture
def address(old_host: OldHost) -> str:
    """Give the address of a feed of three episodes, by number."""
    old_host.url = f"http://127.0.0.1:{old_host.port}/"
    for number in (1, 2, 3):
        old_host.put(f"{number}.mp3", mp3(number, seconds=2))
    return old_host.put("feed.xml", feed(*(item(at, f"{old_host.url}{at}.mp3") for at in (3, 2, 1))))


def test_an_import_ends_with_75_until_everything_is_there(run: Run, address: str, old_host: OldHost) -> None:
    """What failed is said, and asked for again; nobody is asked who is not allowed."""
    code, out, err = run("import", address, "show")
    assert (code, out) == (69, "")
    assert "--allow-host 127.0.0.1" in err
    old_host.files["/2.mp3"].status = 404
    code, out, err = run("import", address, "show", "--allow-host", "127.0.0.1")
    assert code == 75
    assert "Imported 2 episodes" in out
    assert "Error: Épisode 2:" in err
    old_host.files["/2.mp3"].status = 200
    code, out, err = run("import", address, "show", "--allow-host", "127.0.0.1", "--json")
    facts = json.loads(out)
    assert (code, facts["made"], len(facts["kept"]), facts["failed"]) == (0, ["episode-2"], 2, [])


def test_what_is_no_address_is_a_usage_error(run: Run) -> None:
    """One line, and no traceback."""
    code, out, err = run("import", "file:///etc/passwd", "show")
    assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_reconciling_ends_with_65_if_anything_differs(run: Run, address: str, old_host: OldHost) -> None:
    """And with 0 if nothing does; JSON says what."""
    allow = ("--allow-host", "127.0.0.1")
    code, out, _ = run("import", "--reconcile", address, address, *allow)
    assert code == 0
    assert "subscribers will notice nothing" in out
    fewer = old_host.put("new.xml", feed(item(3, f"{old_host.url}3.mp3")))
    code, out, err = run("import", "--reconcile", address, fewer, *allow, "--json")
    facts = json.loads(out)
    assert (code, facts["ok"], facts["old"], facts["new"]) == (65, False, 3, 1)
    code, out, err = run("import", "--reconcile", address, fewer, *allow)
    assert code == 65
    assert out.count("DIFFERS") >= 2
    assert "“Épisode 1”: guid" in err


def test_players_are_replaced_after_a_dry_run(run: Run, old_host: OldHost, tmp_path: Path) -> None:
    """From the import of an Ausha feed to the articles that show its players."""
    old_host.url = f"http://127.0.0.1:{old_host.port}/"
    sound = old_host.put("abc.mp3", mp3(seconds=2))
    url = old_host.put("feed.xml", feed(item(1, sound)))
    assert run("import", url, "show", "--allow-host", "127.0.0.1", "--store", "../public")[0] == 0
    ledger = tmp_path / "show" / "_moved.json"
    ledger.write_text(
        ledger.read_text("utf-8").replace(sound, "https://audio.ausha.co/aBcD.mp3?t=1"), "utf-8"
    )
    assert run("publish", "--show", "show", "--yes")[0] == 0
    old = '<p>Avant</p><iframe src="https://player.ausha.co/?podcastId={}&color=%23e63b11"></iframe>'
    article = tmp_path / "article.html"
    article.write_text(old.format("aBcD"), "utf-8")
    code, out, _ = run("embeds", "rewrite", article, "--show", "show")
    assert code == 0
    assert "Would replace 1 players" in out
    assert article.read_text("utf-8") == old.format("aBcD")
    code, out, _ = run("embeds", "rewrite", article, "--show", "show", "--write")
    assert (code, "/episodes/episode-1/embed.html" in article.read_text("utf-8")) == (0, True)
    assert 'height="220"' in article.read_text("utf-8")
    other = tmp_path / "other.html"
    other.write_text(old.format("unknown"), "utf-8")
    code, out, _ = run("embeds", "rewrite", other, "--show", "show", "--write", "--json")
    assert (code, json.loads(out)["files"][0]["written"]) == (65, False)
    code, _, _ = run("embeds", "rewrite", other, "--show", "show", "--write", "--map", "unknown=episode-1")
    assert (code, "embed.html" in other.read_text("utf-8")) == (0, True)


def test_the_steps_of_a_move_are_printed(run: Run, address: str) -> None:
    """With what is done."""
    code, out, _ = run("move-out", address, address, "--allow-host", "127.0.0.1")
    assert code == 0
    assert " 2. [ done] publish the new feed" in out
    assert "[to do] redirect the old address for good" in out
