"""What every command does alike: logs without secrets, JSON of failures, readers who leave, narrow terminals."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from podcast.cli.main import COMMANDS, cli
from podcast.cli.output import note
from podcast.cli.progress import spell
from podcast.cli.redact import GONE, Redactor
from podcast.cli.watching import look

PODCAST = [sys.executable, "-m", "podcast"]


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: AWS4-HMAC-SHA256 Credential=canary/20250101, Signature=canary",
        "headers {'Authorization': b'Bearer canary', 'User-Agent': 'x'}",
        "x-amz-security-token:canary",
        "GET https://host/x?X-Amz-Credential=canary%2F2025&X-Amz-Signature=canary&part=1",
        "https://user:canary@example.com/feed.xml?access_token=canary",
        "<Error><AWSAccessKeyId>canary</AWSAccessKeyId><SignatureProvided>canary</SignatureProvided>",
        "Found AKIACANARY0CANARY01 in the environment".replace("CANARY0CANARY", "canary".upper() * 2),
        "{'secret_access_key': 'canary', 'session_token': 'canary'}",
    ],
)
def test_whatever_looks_like_a_credential_is_taken_out(line: str) -> None:
    """Headers, signatures, addresses, answers of servers."""
    redacted = Redactor({})(line)
    assert "canary" not in redacted.lower()
    assert GONE in redacted


def test_secrets_of_the_environment_and_of_profiles_are_taken_out(tmp_path: Path) -> None:
    """Whatever they look like; what only names a file stays."""
    profile = tmp_path / "credentials"
    profile.write_text("[redaction]\naws_access_key_id = from-profile\naws_secret_access_key = hush hush\n")
    redact = Redactor(
        {
            "AWS_SHARED_CREDENTIALS_FILE": str(profile),
            "PODPING_TOKEN": "of-podping",
            "AWS_SECRET_ACCESS_KEY": "of-the-shell",
            "LANG": "fr_FR.UTF-8",
        }
    )
    text = redact(f"of-podping of-the-shell from-profile hush hush fr_FR.UTF-8 {profile}")
    assert text == f"{GONE} {GONE} {GONE} {GONE} fr_FR.UTF-8 {profile}"


def test_debug_writes_a_log_that_only_its_owner_reads_and_says_where(run, show) -> None:
    """It may stand behind the command, and the result stays alone on standard output."""
    show.episode(1)
    ran = run("check", "--show", show.root, "--json", "--debug")
    assert ran.json()["format"] == 1
    path = Path(ran.err.rstrip().rpartition("The log is ")[2])
    written = path.read_text("utf-8")
    assert "exit code 0" in written
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600
    assert str(path) not in str(logging.getLogger().handlers)


def test_a_failure_is_json_too(run) -> None:
    """Of wrong usage as well: one object on standard output, and the line on standard error."""
    for arguments, code in ((["check", "--nonsense", "--json"], 2), (["check", "--json"], 66)):
        ran = run(*arguments)
        told = ran.json()
        assert (ran.code, told["ok"], told["exit_code"], told["format"]) == (code, False, code, 1)
        assert told["error"]["message"]
        assert ran.err


def test_who_stops_reading_gets_no_traceback_and_the_true_exit_code(show, tmp_path: Path) -> None:
    """As `| head` does. What was begun is done all the same."""
    show.episode(1)
    line = '"$0" -m podcast {} | true; echo ${{PIPESTATUS[0]}}'
    for command, code in (
        ("--help", 0),
        (f"publish --yes --show {show.root}", 0),
        (f"status --show {show.root} --json", 0),
        (f"check --show {tmp_path} --json 2>&1", 66),
    ):
        done = subprocess.run(
            ["bash", "-c", line.format(command), sys.executable],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert (done.stdout.strip(), "Traceback" in done.stderr) == (str(code), False), command
    assert (show.root.parent / "public" / "feed.xml").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows lets nobody delete the folder of a process")
def test_a_folder_that_is_gone_is_said_so(tmp_path: Path) -> None:
    """Somebody deleted or renamed it in another window."""
    line = 'mkdir gone && cd gone && rmdir ../gone && "$0" -m podcast check'
    done = subprocess.run(
        ["bash", "-c", line, sys.executable], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (66, "", 1)
    assert "the folder that you are in is gone" in done.stderr


def test_a_terminal_without_an_arrow_gets_a_question_mark(show) -> None:
    """A console of another encoding is no reason to stop."""
    show.episode(1)
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [*PODCAST, "plan", "--show", str(show.root)], capture_output=True, env=environment, check=False
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_fits_into_forty_columns(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it but examples, which are to be copied whole."""
    monkeypatch.setenv("COLUMNS", "40")
    with cli.make_context("podcast", [name] if name else [], resilient_parsing=True) as parent:
        text = parent.get_help()
        if name:
            command = cli.get_command(parent, name)
            assert command is not None
            with command.make_context(name, [], parent=parent, resilient_parsing=True) as context:
                text = context.get_help()
    before, _, after = text.partition("  Example:\n")
    options = after.partition("\n\n")[2]
    assert [one for one in (before + options).splitlines() if len(one) > 40] == []


def test_times_to_wait_are_said_as_people_say_them() -> None:
    """And not as clocks show them."""
    assert [spell(one) for one in (0.2, 45, 200, 3900)] == ["0 s", "45 s", "3 min 20 s", "1 h 05 min"]


def test_a_check_that_watches_says_again_what_is_wrong_when_something_is_saved(show) -> None:
    """And ends with Ctrl-C, which is no error."""
    path = show.episode(1)
    process = subprocess.Popen(
        [*PODCAST, "check", "--watch", "--show", str(show.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline().startswith("1 episode, 0 articles: ")
        show.edit(path, "guid: guid-1\n", "")
        assert "1 error" in process.stdout.readline()
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert f"{path.parent.name}/episode.md:" in said
    assert "\x1b" not in said
    assert said.endswith("Ended.\n")


def test_watching_sees_what_is_saved_added_and_removed(tmp_path: Path) -> None:
    """But not the cache, nor what editors hide beside a file."""
    (tmp_path / "a").mkdir()
    before = look(tmp_path)
    (tmp_path / ".podcast").mkdir()
    (tmp_path / ".podcast" / "x").touch()
    (tmp_path / "a" / ".b.swp").touch()
    assert look(tmp_path) == before
    (tmp_path / "a" / "b").touch()
    assert look(tmp_path) != before


def test_places_are_relative_to_where_one_is(run, show, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that an editor's terminal opens them with a click: from above, from inside, from an episode."""
    path = show.episode(1)
    show.edit(path, "guid: guid-1\n", "")
    for folder, named in (
        (show.root.parent, "emission/001-episode-1/episode.md:"),
        (show.root, "./001-episode-1/episode.md:"),
        (path.parent, "../001-episode-1/episode.md:"),
    ):
        monkeypatch.chdir(folder)
        said = run("check", *(["--show", "emission"] if folder == show.root.parent else [])).err
        assert said.startswith(named), said


def test_a_line_is_broken_between_words_on_a_terminal_and_nowhere_else(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one would click or copy stays whole; a pipe gets one line for each thing that is said."""
    line = "emission/episode.md:3:1: error: this is wrong, and it is a long line — do it otherwise"
    note(line)
    assert capsys.readouterr().err == f"{line}\n"
    monkeypatch.setattr("podcast.cli.output.is_terminal", lambda _: True)
    monkeypatch.setenv("COLUMNS", "40")
    note(line)
    shown = capsys.readouterr().err
    assert shown.startswith("emission/episode.md:3:1: error: this is\n  wrong, ")
    assert max(map(len, shown.splitlines())) < 40
    note("https://podcast.example/" + "x" * 60)
    assert capsys.readouterr().err == "https://podcast.example/" + "x" * 60 + "\n"
