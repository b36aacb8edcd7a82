"""What axe-core says of a page that is open in the browser, in whichever frame."""

from __future__ import annotations

import os
from pathlib import Path

from .chromium import Chromium

MODULES = Path(__file__).parents[1] / "validators/node_modules"
AXE = Path(os.environ.get("PODCAST_AXE") or MODULES / "axe-core/axe.min.js")
MISSING = "axe-core is not installed: npm ci --prefix tests/validators, or PODCAST_AXE=…/axe.min.js"
_RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"
_KINDS = "['violations', 'incomplete']"
_RUN = f"""axe.run({{ runOnly: {_RULES}, resultTypes: {_KINDS}, rules: {{ 'color-contrast': {{ enabled: %s }} }} }})
  .then((one) => {_KINDS}.map((kind) =>
  one[kind].map((each) => [each.id, each.nodes.map((node) => node.html)])))"""


def open_all(browser: Chromium, frame: str = "") -> None:
    """Open every panel at once, which only a script can do."""
    browser.run(
        "document.querySelectorAll('details').forEach((one) => { one.removeAttribute('name'); one.open = true; })",
        frame=frame,
    )


def violations(
    browser: Chromium, frame: str = "", *, forced: bool = False
) -> tuple[list[list[object]], list[list[object]]]:
    """Return the rules that are broken, and those that axe could not decide, each with the elements.

    With `forced` colours contrast is the system's, and axe would compare the colours that it replaced.
    """
    browser.run(f"{AXE.read_text(encoding='utf-8')}; 0", frame=frame)
    broken, undecided = browser.run(_RUN % ("false" if forced else "true"), frame=frame)
    return broken, undecided
