"""Programs that we did not write subscribe to the sample show and validate its feed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

FALSE_ALARMS = (
    "Self reference doesn't match document location",
    "The recommended <itunes:email> element is missing",
)
"""What the W3C validator says of a feed read from a file, and of a tag that Apple dropped in 2023."""


@pytest.fixture
def served(sample: Path) -> Iterator[str]:
    """Give the address of `podcast serve` on a free port."""
    root = Path(__file__).parents[2]
    serving = subprocess.Popen(
        [sys.executable, "-m", "podcast", "serve", "--port", "0"],
        cwd=sample,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout
    lines = [serving.stdout.readline() for _ in range(3)]
    yield lines[1].split()[-1]
    serving.terminate()
    assert serving.wait(10) == 143
    serving.stdout.close()


@pytest.mark.skipif(not shutil.which("gpo"), reason="gPodder is not installed: apt install gpodder")
def test_gpodder_subscribes_and_downloads_what_was_announced(served: str, tmp_path: Path) -> None:
    """A real client, over HTTP, gets files of exactly the announced length."""
    env = {
        **os.environ,
        "GPODDER_HOME": str(tmp_path / "home"),
        "GPODDER_DOWNLOAD_DIR": str(tmp_path / "got"),
    }
    for arguments in (["subscribe", f"{served}feed.xml", "ETF"], ["update"], ["download"]):
        done = subprocess.run(
            ["gpo", *arguments], env=env, capture_output=True, text=True, timeout=120, check=True
        )
        assert "Error" not in done.stdout + done.stderr
    lengths = sorted(path.stat().st_size for path in (tmp_path / "got").rglob("*.mp3"))
    with urllib.request.urlopen(f"{served}feed.xml") as answer:
        feed = etree.fromstring(answer.read())
    announced = sorted(int(str(one)) for one in feed.xpath("//enclosure/@length"))
    assert lengths == announced
    assert len(lengths) == 3


@pytest.mark.skipif(
    "FEEDVALIDATOR" not in os.environ,
    reason="the W3C feed validator is in no package registry: set FEEDVALIDATOR to its src folder",
)
def test_the_w3c_validator_accepts_the_feed(sample: Path) -> None:
    """At the level of its public service, but for its known false alarms."""
    done = subprocess.run(
        [
            os.environ.get("FEEDVALIDATOR_PYTHON", sys.executable),
            "demo.py",
            sample / "public" / "feed.xml",
            "AA",
        ],
        cwd=os.environ["FEEDVALIDATOR"],
        capture_output=True,
        text=True,
        check=False,
    )
    told = [
        line for line in done.stdout.split("\n") if line and not line.startswith(("Validating", "No errors"))
    ]
    assert [line for line in told if not any(alarm in line for alarm in FALSE_ALARMS)] == []
