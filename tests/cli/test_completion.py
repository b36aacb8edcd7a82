"""Completion in the shells themselves: commands, options, and slugs of the show folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BASH = """
eval "$(podcast completion bash 2>/dev/null)"
complete_line() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _podcast_completion podcast; }
complete_line podcast emb; echo "command: ${COMPREPLY[*]}"
complete_line podcast embed ''; echo "slug: ${COMPREPLY[*]}"
complete_line podcast unpublish episode-1; echo "begun: ${COMPREPLY[*]}"
complete_line podcast plan --st; echo "option: ${COMPREPLY[*]}"
complete_line podcast embed nothing; echo "none: ${COMPREPLY[*]}"
complete -p podcast
"""


@pytest.fixture
def environment(show, tmp_path: Path) -> dict[str, str]:
    """Give an environment in which `podcast` is a command, for a shell in a show folder with three pages."""
    show.episode(1)
    show.episode(12)
    show.article("un-article")
    program = tmp_path / "bin" / "podcast"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m podcast "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "HOME": str(tmp_path), "PWD": str(show.root)}


def ran(shell: str, script: str, environment: dict[str, str]) -> str:
    """Return what a shell prints of a script, without anybody's start-up files."""
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    plain = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [shell, *plain, "-c", script],
        env=environment,
        cwd=environment["PWD"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_bash_offers_commands_options_and_slugs(environment: dict[str, str]) -> None:
    """In a real bash, by the function that it calls for a tab."""
    lines = dict(one.split(": ", 1) for one in ran("bash", BASH, environment).splitlines()[:5])
    assert lines["command"].split() == ["embed", "embeds"]
    assert lines["slug"].split() == ["episode-1", "episode-12", "un-article"]
    assert lines["begun"].split() == ["episode-1", "episode-12"]
    assert lines["option"].split() == ["--store"]
    assert lines["none"] == ""


def test_fish_offers_slugs_with_their_titles(environment: dict[str, str]) -> None:
    """By its own command for trying a completion."""
    script = "podcast completion fish 2>/dev/null | source; complete -C 'podcast embed episode-1'"
    assert ran("fish", script, environment).splitlines() == ["episode-1\tÉpisode 1", "episode-12\tÉpisode 12"]


def test_zsh_offers_slugs(environment: dict[str, str]) -> None:
    """Its script is loaded, and asked as zsh's own system would ask."""
    script = """
autoload -Uz compinit && compinit -u -D
eval "$(podcast completion zsh 2>/dev/null)"
print -r -- $_comps[podcast]
_describe() { shift 2; print -rl -- "$@" ${(P)1} }
compadd() { print -rl -- "$@" }
words=(podcast embed episode-1) CURRENT=3
$_comps[podcast] 2>/dev/null || true
"""
    said = ran("zsh", script, environment)
    assert said.startswith("_podcast_completion\n")
    assert "episode-12" in said


def test_each_shell_has_a_script_and_is_told_what_to_do_with_it(run) -> None:
    """PowerShell as well."""
    for shell in ("bash", "fish", "powershell", "zsh"):
        ran_ = run("completion", shell)
        assert (ran_.code, "_PODCAST_COMPLETE" in ran_.out) == (0, True)
        assert "To have it in every new window: " in ran_.err


def test_outside_of_a_show_nothing_is_offered_and_nothing_said(tmp_path: Path) -> None:
    """A tab is no place for an error."""
    environment = os.environ | {
        "COMP_WORDS": "podcast embed ",
        "COMP_CWORD": "2",
        "_PODCAST_COMPLETE": "bash_complete",
    }
    done = subprocess.run(
        [sys.executable, "-m", "podcast"],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("", "")
