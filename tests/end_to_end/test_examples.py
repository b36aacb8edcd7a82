"""The examples of docs/, run as far as a machine without GitHub can: their steps, in a clone of their own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
SHOW_TOML = 'store = "../public"'


@pytest.fixture(scope="module")
def workflow() -> Any:
    """Give the workflow as GitHub reads it."""
    return yaml.safe_load((EXAMPLES / "github-actions.yml").read_text("utf-8"))


@pytest.fixture
def hub(tmp_path: Path, show) -> Path:
    """Give a folder in which the repository of a show lies, as on a server, with one episode."""
    show.episode(1)
    repository = tmp_path / "hub" / "redaction" / "emission"
    shutil.copytree(show.root, repository / "episodes")
    shutil.copy(ROOT / "Makefile", repository)
    for name in ("requirements.txt", "requirements-build.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, repository)
    for line in ("init -q", "add -A", "-c user.name=a -c user.email=a@example.com commit -qm x"):
        subprocess.run(["git", "-C", str(repository), *line.split()], check=True)
    return tmp_path / "hub"


def test_the_workflow_uses_nothing_that_can_move_and_gives_secrets_to_one_step(workflow: Any) -> None:
    """No action, no secret where something is installed or checked, nothing of an event in a script."""
    assert workflow["permissions"] == {"contents": "read"}
    assert set(workflow["on"]) == {"push", "pull_request", "schedule", "workflow_dispatch"}
    steps = [one for job in workflow["jobs"].values() for one in job["steps"]]
    assert not [one for one in steps if "uses" in one or "${{" in one["run"]]
    assert [one["name"] for one in steps if "secrets." in str(one)] == ["Publish"]
    assert workflow["jobs"]["publish"]["needs"] == "check"


@pytest.mark.parametrize("event", ["push", "schedule"])
def test_the_steps_of_the_workflow_publish_a_show(
    workflow: Any, hub: Path, tmp_path: Path, event: str
) -> None:
    """Fetched from a server by its commit, checked, and published. What is installed already is not installed."""
    commit = subprocess.run(
        ["git", "-C", str(hub / "redaction/emission"), "rev-parse", "HEAD"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    runner = tmp_path / "runner"
    runner.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "GITHUB_SERVER_URL": f"file://{hub}",
        "GITHUB_REPOSITORY": "redaction/emission",
        "GITHUB_SHA": commit,
        "GITHUB_EVENT_NAME": event,
        "TOKEN": "canary",
        "PYTHONPATH": str(ROOT),
    }
    for step in workflow["jobs"]["check"]["steps"] + workflow["jobs"]["publish"]["steps"][2:3]:
        if step["name"] == "Install":  # as it would leave it
            (runner / ".venv/bin").mkdir(parents=True)
            program = runner / ".venv/bin/podcast"
            program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m podcast "$@"\n')
            program.chmod(0o755)
            (runner / ".venv/bin/python").symlink_to(sys.executable)
            (runner / ".venv/installed").touch()
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=runner,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, (step["name"], done.stderr)
        assert "canary" not in done.stdout + done.stderr
    assert "Épisode 1" in (runner / "public" / "feed.xml").read_text("utf-8")
    assert "canary" not in (runner / ".git" / "config").read_text("utf-8")


def test_the_line_of_the_crontab_publishes_what_is_due(show, tmp_path: Path) -> None:
    """Run by the shell as cron does, with the variables above it."""
    if not shutil.which("flock"):
        pytest.skip("flock is not installed")
    show.episode(1)
    (tmp_path / ".local/bin").mkdir(parents=True)
    program = tmp_path / ".local/bin/podcast"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m podcast "$@"\n')
    program.chmod(0o755)
    text = (EXAMPLES / "crontab").read_text("utf-8")
    variables = dict(re.findall(r"^([A-Z]+)=(.*)$", text, re.MULTILINE))
    line = text.rstrip().splitlines()[-1].split(" ", 5)[5]
    # cron expands nothing in variables: the shell of the line does
    environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables}
    for said in ("Published release 1", "Nothing is due"):
        done = subprocess.run(
            ["sh", "-c", line], env=environment, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
        assert said in (tmp_path / "podcast-due.log").read_text("utf-8")
