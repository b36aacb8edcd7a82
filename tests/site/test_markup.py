"""The markup of every page, held to the rules of a checker that we did not write."""

from __future__ import annotations

from pathlib import Path

import pytest

from .html_validate import INSTALLED, faults


@pytest.mark.skipif(not INSTALLED, reason="html-validate is not installed: npm ci --prefix tests/validators")
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
