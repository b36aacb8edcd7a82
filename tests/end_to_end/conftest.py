"""Two shows, published once for all of these tests: the sample, as `make publish` does, and one with every tag."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ..conftest import ShowFolderMaker
from ..everything import write_everything

ROOT = Path(__file__).parents[2]
GROUPS = {"sample": "shows", "everything": "shows", "paged": "paged"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let all that looks at the same published show run in the same worker, which publishes it once."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            for group in {GROUPS[one] for one in getattr(item, "fixturenames", ()) if one in GROUPS}:
                item.add_marker(pytest.mark.xdist_group(group))


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


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory, write_wav: Callable[..., Path]) -> Path:
    """Give a folder that holds a show with every tag, published into `public` beside it."""
    place = tmp_path_factory.mktemp("everything")
    write_everything(place / "episodes", write_wav)
    done = podcast("publish", "--yes", cwd=place)
    assert done.returncode == 0, done.stderr
    return place


@pytest.fixture(scope="session")
def feeds(sample: Path, everything: Path) -> dict[str, Path]:
    """Give the main feed of each of the two shows."""
    return {"sample": sample / "public" / "feed.xml", "everything": everything / "public" / "feed.xml"}


@pytest.fixture(scope="session")
def paged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder that holds a show of 25 episodes, published in pages of 10."""
    place = tmp_path_factory.mktemp("paged")
    show = ShowFolderMaker(place / "episodes")
    path = show.root / "show.toml"
    path.write_text("feed_length = 10\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    for number in range(1, 26):
        show.episode(number)
    done = podcast("publish", "--yes", cwd=place)
    assert done.returncode == 0, done.stderr
    return place
