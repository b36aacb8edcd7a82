"""What `podcast doctor` finds of this computer and of the store, without writing anything."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from podcast.errors import CredentialsError, ExitCode
from podcast.publish import machine
from podcast.publish.leftovers import leftovers
from podcast.publish.machine import examine_machine, examine_store, exit_code_of
from podcast.store.directory import DirectoryStore
from podcast.store.finding import Finding, Level
from podcast.store.memory import MemoryStore

from ..services import Reply, Service


def by_check(findings: list[Finding]) -> dict[str, Finding]:
    """Return the findings by what was looked at."""
    return {one.check: one for one in findings}


def test_a_machine_with_everything_is_well(tmp_path: Path) -> None:
    """This one: it runs the tests."""
    found = by_check(list(examine_machine(tmp_path)))
    assert set(found) == {"Python", "packages", "ffmpeg", "codecs", "disk"}
    assert found["ffmpeg"].level is Level.GOOD
    assert found["codecs"].level is Level.GOOD


def test_an_ffmpeg_that_is_missing_or_poor_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With something to do about it that can be copied."""
    monkeypatch.setenv("PODCAST_FFMPEG", str(tmp_path / "nothing"))
    assert by_check(list(examine_machine(tmp_path)))["ffmpeg"].level is Level.FAULT
    poor = tmp_path / "ffmpeg"
    poor.write_text(
        "#!/bin/sh\ncase \"$*\" in *-version*) echo ffmpeg version 1.0;; *) echo ' A....D flac x';; esac\n"
    )
    poor.chmod(0o755)
    monkeypatch.setenv("PODCAST_FFMPEG", str(poor))
    found = by_check(list(examine_machine(tmp_path)))
    assert found["ffmpeg"].level is Level.FAULT
    assert "mp3" in found["ffmpeg"].message
    assert "flac" not in found["ffmpeg"].message
    assert "imageio-ffmpeg" in found["ffmpeg"].remedy
    assert (found["codecs"].level, "libopus" in found["codecs"].message) == (Level.WARNING, True)


def test_packages_are_compared_with_what_is_needed_and_pinned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing one is a fault, another version than the tested one a warning."""
    right = machine._installed
    monkeypatch.setattr(machine, "_installed", lambda name: "" if name == "lxml" else right(name))
    assert by_check(list(examine_machine(tmp_path)))["packages"].message.endswith("lxml")
    monkeypatch.setattr(machine, "_installed", lambda name: "99.0" if name == "lxml" else right(name))
    found = by_check(list(examine_machine(tmp_path)))["packages"]
    assert (found.level, "lxml 99.0, not " in found.message) == (Level.WARNING, True)


class Locked(MemoryStore):
    """A store that refuses who asks."""

    def probe(self) -> None:
        raise CredentialsError("no credentials", hint="aws configure")


def test_the_first_fault_decides_the_exit_code() -> None:
    """Credentials that are refused are 77, as everywhere."""
    found = list(examine_store(Locked(), "https://podcast.example.com/"))
    assert (exit_code_of(found), found[0].remedy) == (ExitCode.CREDENTIALS, "aws configure")
    assert exit_code_of([]) is ExitCode.DONE


@pytest.mark.parametrize(("ahead", "level"), [(0, Level.GOOD), (3600, Level.WARNING)])
def test_the_clock_is_compared_with_the_server_of_the_public_address(ahead: int, level: Level) -> None:
    """What is due would be published an hour early."""
    with Service() as service:
        service.reply = Reply(status=200)
        found = machine._clock(service.url, now=lambda: datetime.now(UTC) + timedelta(seconds=ahead))
    assert found.level is level


def test_leftovers_are_found_and_not_touched(tmp_path: Path, show) -> None:
    """What somebody writes right now is none; nor is the cache."""
    store = DirectoryStore(tmp_path / "public")
    left, fresh = show.root / ".0123456789abcdef.part", show.root / ".fedcba9876543210.part"
    for path in (left, fresh):
        path.write_bytes(b"x")
    os.utime(left, (time.time() - 7200,) * 2)
    found = by_check(list(leftovers(show.root, store)))
    assert (found["temporary files"].level, found["temporary files"].remedy) == (Level.WARNING, f"rm {left}")
    assert found["unfinished uploads"].level is Level.GOOD
    assert left.exists()


def test_the_command_works_with_and_without_a_show(run_podcast, show, tmp_path: Path) -> None:
    """It looks at the machine anyway; what is wrong with the show is a fault."""
    show.episode(1)
    done = run_podcast("doctor", "--show", show.root, "--json")
    assert (done["exit_code"], done["store"]) == (0, str(tmp_path / "public"))
    assert {one["level"] for one in done["findings"]} <= {"good", "skipped", "warning"}
    assert all(bool(one["remedy"]) == (one["level"] in ("warning", "fault")) for one in done["findings"])
    show.edit(show.root / "show.toml", "language", "langage")
    assert run_podcast("doctor", "--show", show.root, "--json")["exit_code"] in (65, 78)
    assert not (tmp_path / "public").exists()


def test_what_was_not_looked_at_is_listed_with_the_reason(show, tmp_path: Path) -> None:
    """A clock and what players ask for are those of a web server, which an example or a folder alone has not."""
    store = DirectoryStore(tmp_path / "public")
    for base_url, reason in (
        ("", "show.toml names no public address of it"),
        ("https://podcast.example/", "there is no web server at the address of the example"),
    ):
        found = by_check(list(examine_store(store, base_url)))
        for check in ("clock", "CORS"):
            assert (found[check].level, found[check].message) == (Level.SKIPPED, f"not looked at: {reason}")
    with Service() as service:
        service.reply = Reply(status=200)
        found = by_check(list(examine_store(store, service.url)))
    assert found["CORS"].level is Level.SKIPPED


@pytest.fixture
def run_podcast(capfd: pytest.CaptureFixture[str]):
    """Give the function that runs a command and returns its JSON."""
    import json

    from podcast.cli.main import main

    def call(*arguments: object) -> dict[str, object]:
        capfd.readouterr()
        main([str(one) for one in arguments])
        return json.loads(capfd.readouterr().out)

    return call
