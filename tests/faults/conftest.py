"""A published show for each test of a fault, copied from one that is made once."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from .scene import CANARY, Scene, copy_of, publish_first
from .table import DOCUMENT, ROWS, document, verdicts

_SECRETS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "PODPING_TOKEN",
    "PODCAST_TOKEN",
    "PODCAST_CDN_AUTHORIZATION",
)
_UNSET = ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_REGION", "AWS_DEFAULT_REGION")


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a show of one episode and what it was published into; nobody may change it."""
    folder = tmp_path_factory.mktemp("first") / "work"
    folder.mkdir()
    publish_first(folder)
    return folder


@pytest.fixture
def scene(
    first: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Scene:
    """Give a published show and a computer on which every secret is a canary."""
    scene = Scene(tmp_path, capfd)
    copy_of(first, scene)
    for folder in (scene.home / ".aws", scene.temporary):
        folder.mkdir(parents=True)
    for name in ("credentials", "config"):
        secret = f"aws_access_key_id = AKIA{CANARY}\naws_secret_access_key = {CANARY}\n"
        (scene.home / ".aws" / name).write_text(f"[default]\n{secret}", encoding="utf-8")
    for name in _UNSET:
        monkeypatch.delenv(name, raising=False)
    for name in _SECRETS:
        monkeypatch.setenv(name, CANARY)
    for name, value in {
        "HOME": str(scene.home),
        "TMPDIR": str(scene.temporary),
        "LC_ALL": "C",
        "LANGUAGE": "",
        "NO_COLOR": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
        # where they are by themselves: a suite that ran before in this process may have said elsewhere
        "AWS_CONFIG_FILE": str(scene.home / ".aws" / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(scene.home / ".aws" / "credentials"),
        "AWS_MAX_ATTEMPTS": "2",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(scene.work)
    return scene


_FOUND: dict[int, list[str]] = {}
"""What each test of a row came to in this run, by number."""


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember how each test of a row ended."""
    found = re.match(r"test_(\d\d)_", report.nodeid.rpartition("::")[2])
    if found and "/faults/" in report.nodeid and (report.when == "call" or report.outcome != "passed"):
        _FOUND.setdefault(int(found[1]), []).append(report.outcome)


def pytest_sessionfinish() -> None:
    """Write docs/faults.md by what was found, when one asks for it and every row was tried."""
    if os.environ.get("PODCAST_WRITE_DOCS") and set(_FOUND) >= set(ROWS):
        DOCUMENT.write_text(document(verdicts(_FOUND)), encoding="utf-8")
