"""Man pages: current, without warnings, and in the wheel."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from podcast.cli.main import COMMANDS
from podcast.cli.manual import pages

ROOT = Path(__file__).parents[2]
MAN = ROOT / "docs" / "man"


def test_there_is_a_current_page_of_every_command() -> None:
    """`make docs` writes them."""
    written = {path.name: path.read_text("utf-8") for path in MAN.glob("*.1")}
    assert written == pages()
    assert {"podcast.1", *(f"podcast-{name}.1" for name in COMMANDS)} <= set(written)


@pytest.mark.skipif(not shutil.which("man"), reason="man is not installed")
def test_man_shows_every_page_without_a_warning() -> None:
    """As groff sees it, with all warnings on."""
    for path in sorted(MAN.glob("*.1")):
        done = subprocess.run(
            ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", path], capture_output=True, check=True
        )
        assert done.stderr == b"", path.name


def test_the_wheel_has_them_where_man_looks(tmp_path: Path) -> None:
    """In share/man/man1 of wherever it is installed."""
    source = tmp_path / "source"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "podcast", source / "podcast", ignore=ignored)
    shutil.copytree(MAN, source / "docs" / "man")
    for name in ("pyproject.toml", "README.md", "requirements.in"):
        shutil.copy(ROOT / name, source)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    done = subprocess.run([*command, "-w", tmp_path, source], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert [one for one in names if one.endswith(".data/data/share/man/man1/podcast-publish.1")]
