"""The cache folder."""

from __future__ import annotations

import os
import time
from pathlib import Path

from podcast.publish.workspace import Workspace


def test_what_a_killed_run_left_is_removed_after_an_hour(tmp_path: Path) -> None:
    """And what another run is writing just now is not."""
    folder = Workspace(tmp_path).place("masters", "x").parent
    old, new = folder / ".0123.part", folder / ".4567.part"
    old.touch()
    new.touch()
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    Workspace(tmp_path).place("masters", "x")
    assert (old.exists(), new.exists()) == (False, True)


def test_it_keeps_itself_out_of_git(tmp_path: Path) -> None:
    """A producer's repository never sees it."""
    Workspace(tmp_path).keep("records", "a.json", b"{}")
    assert (tmp_path / ".podcast" / ".gitignore").read_text(encoding="utf-8") == "*\n"
