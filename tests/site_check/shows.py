"""The two shows that are looked at, published as `podcast publish` does: the sample, and one that uses every key."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from ..conftest import _write_wav
from ..everything import write_everything

ROOT = Path(__file__).parents[2]
ARTICLE = """\
---
title: Un article qui fait écouter
date: 2025-04-01T06:00:00+02:00
summary: Un épisode s’écoute dans le texte.
---

Un paragraphe.

[[listen: creperie]]

[[read-also: creperie]]
"""


@dataclass(frozen=True, kw_only=True)
class Published:
    """A show's public folder and the address that its pages believe to be at."""

    name: str
    folder: Path
    base_url: str

    @property
    def pages(self) -> list[str]:
        """Where its pages are, by key."""
        return sorted(str(one.relative_to(self.folder)) for one in self.folder.rglob("*.html"))


def publish(place: Path) -> list[Published]:
    """Publish both shows below `place`."""
    sample, everything = place / "sample", place / "everything"
    shutil.copytree(ROOT / "episodes", sample / "episodes", ignore=shutil.ignore_patterns(".podcast"))
    write_everything(everything / "episodes", _write_wav)
    article = everything / "episodes/articles/un-article.md"
    article.parent.mkdir()
    article.write_text(ARTICLE, encoding="utf-8")
    return [_published(one) for one in (sample, everything)]


def _published(place: Path) -> Published:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, "-m", "podcast", "publish", "--yes"],
        cwd=place,
        env={**clean, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"the show {place.name} cannot be published:\n{done.stderr}")
    base_url = tomllib.loads((place / "episodes/show.toml").read_text(encoding="utf-8"))["base_url"]
    return Published(name=place.name, folder=place / "public", base_url=base_url)
