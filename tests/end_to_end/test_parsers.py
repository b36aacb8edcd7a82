"""Parsers that we did not write read back each value of the feed, but for what they are known to lose.

A table for each says where it keeps what and which losses it has, with the reason: see `tests/validators`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from ..validators import feedparser_, feedsmith, partytime, podcastparser_
from ..validators.readback import facts_of, losses_of

VALIDATORS = Path(__file__).parents[1] / "validators"
PARSERS = {
    "partytime": partytime,
    "feedsmith": feedsmith,
    "feedparser": feedparser_,
    "podcastparser": podcastparser_,
}
UNSEEN = ["contentLink", "image", "locked", "podping", "updateFrequency"]
"""What Podcast Index's parser does not report of `everything`: see its table."""


def read(parser: str, feed: Path) -> Any:
    """Return what a parser makes of a feed; those of npm run in node."""
    table = PARSERS[parser]
    if hasattr(table, "read"):
        return table.read(feed)
    if not shutil.which("node"):
        pytest.skip("node is not installed: apt install nodejs npm")
    if not (VALIDATORS / "node_modules").is_dir():
        pytest.skip("npm's parsers are not installed: npm ci --ignore-scripts in tests/validators")
    done = subprocess.run(
        ["node", VALIDATORS / f"parse-{parser}.mjs", feed], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("parser", PARSERS)
def test_each_value_is_read_back_as_it_was_written(parser: str, feeds: dict[str, Path]) -> None:
    """In both shows, text and attributes of every tag; and a loss that is no more leaves the table."""
    lost = {
        show: losses_of(feed, read(parser, feed), PARSERS[parser].CHANNEL) for show, feed in feeds.items()
    }
    known = set(PARSERS[parser].LOSSES)
    assert {show: sorted(paths - known) for show, paths in lost.items()} == {"sample": [], "everything": []}
    assert sorted(known - lost["sample"] - lost["everything"]) == []


@pytest.mark.parametrize("parser", PARSERS)
def test_the_comparison_notices_whatever_is_changed(
    parser: str, feeds: dict[str, Path], tmp_path: Path
) -> None:
    """Beside what was read of the feed, another text or attribute anywhere counts as lost."""
    table = PARSERS[parser].CHANNEL
    made = read(parser, feeds["everything"])
    assert sum(is_there for _, is_there in facts_of(feeds["everything"], made, table)) > 50
    feed = etree.parse(feeds["everything"])
    for element in feed.find("channel").iter(etree.Element):
        if (element.text or "").strip():
            element.text = "autre chose"
        for name in element.attrib:
            element.set(name, "autre chose")
    feed.write(tmp_path / "feed.xml", encoding="utf-8")
    facts = facts_of(tmp_path / "feed.xml", made, table)
    values = [(path, is_there) for path, is_there in facts if "@" in path or path.endswith("text()")]
    assert [path for path, is_there in values if is_there] == []


def test_podcast_index_sees_every_tag_that_it_knows(feeds: dict[str, Path]) -> None:
    """Its list of supported tags is the list of ours, but for those that its parser overlooks."""
    support = read("partytime", feeds["everything"])["pc20support"]
    seen = {tag for phase in support.values() for tag in phase}
    channel = etree.parse(feeds["everything"]).getroot()
    written = {
        etree.QName(one).localname
        for parent in channel.iter("channel", "item")
        for one in parent.iterchildren("{https://podcastindex.org/namespace/1.0}*")
    }
    assert sorted(written - seen) == UNSEEN
