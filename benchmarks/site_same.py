"""Whether Hugo and our builder wrote the same: the same files, and in one of each kind the same elements."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

APART = 0.15
_FEWER = ".srt"  # of captions: ours breaks each into two short lines
_NUMBER = re.compile(r"page-\d+")


class _Elements(HTMLParser):
    """Counts elements by name, and what structured data says by its keys."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self._is_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag] += 1
        self._is_data = ("type", "application/ld+json") in attrs

    def handle_data(self, data: str) -> None:
        if self._is_data:
            self.found += _keys(json.loads(data))
            self._is_data = False


def refuse_unlike(ours: Path, theirs: Path, sample: str) -> None:
    """End the program if files differ by name, or those of the page `sample` and of the show by their elements."""
    mine, other = _files(ours), _files(theirs)
    if apart := sorted(mine ^ other):
        raise SystemExit(f"only one of both writes {', '.join(apart[:5])}: see benchmarks/hugo_same")
    for key in sorted(mine):
        if key.endswith(_FEWER) or (_NUMBER.search(key) and f"/{sample}/" not in key):
            continue
        left, right = _counts(ours / key), _counts(theirs / key)
        for name in sorted({*left, *right}):
            if abs(left[name] - right[name]) > APART * max(left[name], right[name]):
                raise SystemExit(
                    f"{key}: {left[name]} × {name}, Hugo has {right[name]}: see benchmarks/hugo_same"
                )


def weight(folder: Path) -> tuple[int, float]:
    """Return how many files there are, and their MB."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes) / 1e6


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _counts(path: Path) -> Counter[str]:
    """Return how often each element is in a page or a feed, or each key in JSON; of everything else, the lines."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return _keys(json.loads(text))
    if path.suffix not in (".html", ".xml"):
        return Counter(lines=text.count("\n"))
    reader = _Elements()
    reader.feed(text)
    return reader.found


def _keys(data: Any) -> Counter[str]:
    found: Counter[str] = Counter()
    if isinstance(data, dict):
        found.update(data.keys())
    for one in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        found += _keys(one)
    return found
