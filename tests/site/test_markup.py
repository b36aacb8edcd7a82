"""The markup of every page, as html-validate sees it.

Its recommended rules hold, but for these: a headline is as long as the newsroom writes it; a blank at the end of a line
is no fault; the player is an element of its own, and so a region by its role; lists may have a name; a moment in an
identifier has a point; boxes within an article are no landmarks, which axe-core looks at.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

VALIDATORS = Path(__file__).parents[1] / "validators"
PROGRAM = VALIDATORS / "node_modules/html-validate/bin/html-validate.mjs"


def faults(folder: Path) -> list[str]:
    """Return what html-validate finds in the pages of a folder."""
    pages = [str(one) for one in sorted(folder.rglob("*.html"))]
    done = subprocess.run(
        ["node", PROGRAM, "--config", VALIDATORS / "htmlvalidate.json", "--formatter", "json", *pages],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(done.stdout)
    return [
        f"{Path(one['filePath']).relative_to(folder)}:{each['line']} {each['ruleId']}: {each['message']}"
        for one in found
        for each in one["messages"]
    ]


@pytest.mark.skipif(
    not (PROGRAM.is_file() and shutil.which("node")),
    reason="html-validate is not installed: npm ci --prefix tests/validators",
)
def test_html_validate_finds_nothing(records, render, tmp_path: Path) -> None:
    """On every kind of page; and it would, if something were wrong."""
    for key, body in render(records).items():
        if key.endswith(".html"):
            path = tmp_path / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
    assert faults(tmp_path) == []
    (tmp_path / "404.html").write_text("<!DOCTYPE html><p><div></p>", encoding="utf-8")
    assert faults(tmp_path) != []
