"""The markup of pages, as html-validate sees it.

Its recommended rules hold, but for these: a headline is as long as the newsroom writes it; a blank at the end of a line
is no fault; the player is an element of its own, and so a region by its role; lists may have a name; a moment in an
identifier has a point; boxes within an article are no landmarks, which axe-core looks at.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

VALIDATORS = Path(__file__).parents[1] / "validators"
PROGRAM = VALIDATORS / "node_modules/html-validate/bin/html-validate.mjs"


INSTALLED = PROGRAM.is_file() and shutil.which("node") is not None


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
