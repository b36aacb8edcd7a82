"""The sample show, published once for all of these tests, as `make publish` does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def podcast(*arguments: object, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, and return what it printed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return subprocess.run(
        [sys.executable, "-m", "podcast", *map(str, arguments)],
        cwd=cwd,
        env={**clean, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="session")
def run_podcast() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Give the function that runs the command line."""
    return podcast


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder that holds a copy of the sample show, published into `public` beside it."""
    place = tmp_path_factory.mktemp("sample")
    shutil.copytree(ROOT / "episodes", place / "episodes", ignore=shutil.ignore_patterns(".podcast"))
    done = podcast("publish", "--yes", cwd=place)
    assert done.returncode == 0, done.stderr
    (place / "printed.txt").write_text(done.stdout, encoding="utf-8")
    return place
