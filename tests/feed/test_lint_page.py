"""docs/feed-lint.md lists every rule; PODCAST_WRITE_DOCS=1 writes the table anew."""

from __future__ import annotations

import os
from pathlib import Path

from podcast.feed.lint import RULES

PAGE = Path(__file__).parents[2] / "docs" / "feed-lint.md"
BEGIN, END = "<!-- rules -->\n", "<!-- end -->\n"


def table() -> str:
    """Return every rule with its severity, its remedy and its source."""
    rows = {
        (rule.name, rule.source): f"| `{rule.name}` | {rule.severity.value} | {rule.remedy} | {rule.source} |"
        for rule in RULES
    }
    escaped = [rows[key].replace("<", "&lt;").replace(">", "&gt;") for key in sorted(rows)]
    return "\n".join(["| rule | | remedy | source |", "|---|---|---|---|", *escaped, ""])


def test_every_rule_stands_on_the_page() -> None:
    """As it is in the code."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    made = f"{before}{BEGIN}{table()}{END}{after}"
    if "PODCAST_WRITE_DOCS" in os.environ:
        PAGE.write_text(made, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == made
