"""docs/format.md has every key that there is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

from tests.everything import EPISODE, SHOW

ROOT = Path(__file__).parents[2]
PAGE = re.sub(r"```.*?```", "", (ROOT / "docs" / "format.md").read_text(encoding="utf-8"), flags=re.DOTALL)


def keys_in(value: Any) -> set[str]:
    """Return every key in a document."""
    if isinstance(value, dict):
        return set(value).union(*(keys_in(one) for one in value.values()))
    return set().union(*(keys_in(one) for one in value)) if isinstance(value, list) else set()


def test_every_key_stands_in_it() -> None:
    """Those of the show folder that uses all of them."""
    named = set(re.findall(r"[a-z_0-9]+", " ".join(re.findall(r"`([^`]+)`", PAGE))))
    used = keys_in(tomllib.loads(SHOW)) | keys_in(yaml.safe_load(EPISODE.split("---")[1]))
    assert used - named == set()


def test_the_show_folder_of_the_tests_has_every_key_of_the_readers() -> None:
    """A key that is added to a reader is added to tests/everything.py, and so to the page."""
    source = "".join(
        (ROOT / "podcast" / "content" / f"{name}.py").read_text(encoding="utf-8")
        for name in ("readtags", "readshowtags", "readvalue", "readfeeds")
    )
    known = set(re.findall(r'fields\.\w+\(\s*"([a-z_]+)"', source))
    used = keys_in(tomllib.loads(SHOW)) | keys_in(yaml.safe_load(EPISODE.split("---")[1]))
    assert known - used == {"guid", "listed", "persons"} & (known - used)
