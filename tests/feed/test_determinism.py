"""The same content gives the same bytes: in any locale, time zone, Python and order of files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from ..everything import write_everything
from .render_everything import render

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
LOCALES = ("C", "fr_FR", "de_DE", "tr_TR", "ja_JP")
ZONES = ("UTC", "Asia/Tokyo", "America/New_York")


@pytest.fixture
def root(tmp_path: Path, write_wav) -> Path:
    """Give the show folder that uses every tag."""
    return write_everything(tmp_path / "emission", write_wav)


@pytest.fixture(scope="session")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the locales, compiled from the system's sources."""
    if not shutil.which("localedef") or not Path("/usr/share/i18n/locales").is_dir():
        pytest.skip("the sources of locales are not installed: apt install locales")
    place = tmp_path_factory.mktemp("locales")
    for name in LOCALES[1:]:
        # it warns of what no glibc defines, and writes it all the same
        subprocess.run(
            ["localedef", "-c", "-i", name, "-f", "UTF-8", place / f"{name}.UTF-8"],
            capture_output=True,
            check=True,
        )
    return place


def digests(root: Path, seed: int, python: str = sys.executable, **env: str) -> tuple[str, str]:
    """Return what another process prints of the views, and the locale that it had."""
    done = subprocess.run(
        [python, "-m", "tests.feed.render_everything", root, str(seed)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(seed), "PATH": os.environ["PATH"], **env},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, done.stderr.split()[-1]


def test_locale_zone_and_order_change_no_byte(root: Path, locales: Path) -> None:
    """Five locales in three time zones, each with another order of episodes and another hash seed."""
    found = {}
    for seed, (name, zone) in enumerate(product(LOCALES, ZONES)):
        language = name if name == "C" else f"{name}.UTF-8"
        printed, used = digests(root, seed, LC_ALL=language, LOCPATH=str(locales), TZ=zone)
        assert used == language
        found[name, zone] = printed
    assert len(found) == 15
    assert len(set(found.values())) == 1
    assert "feeds/opus.xml" in found["C", "UTC"]


@pytest.mark.skipif(
    "PODCAST_OTHER_PYTHON" not in os.environ,
    reason="set PODCAST_OTHER_PYTHON to an interpreter of another version that has requirements.txt installed",
)
def test_another_python_changes_no_byte(root: Path) -> None:
    """Two versions of Python publish the same."""
    other = os.environ["PODCAST_OTHER_PYTHON"]
    version = subprocess.run([other, "-V"], capture_output=True, text=True, check=True).stdout.split()[1]
    assert version.split(".")[:2] != list(map(str, sys.version_info[:2]))
    assert digests(root, 1, other)[0] == digests(root, 1)[0]


@pytest.mark.parametrize("name", ["feed.xml", "feed.json", "feeds/saison-2.xml", "feeds/opus.xml"])
def test_the_feed_is_the_one_that_was_looked_at(root: Path, name: str) -> None:
    """Byte by byte: whoever changes a feed sees it in the diff of tests/feed/golden."""
    made = render(root, 0)[name]
    path = GOLDEN / name.replace("/", "-")
    if "PODCAST_WRITE_GOLDEN" in os.environ:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made)
    assert made.decode() == path.read_text(encoding="utf-8")
