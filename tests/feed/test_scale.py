"""Ten thousand episodes: one feed, in little memory, and the same in pages."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from podcast.feed.document import documents
from podcast.feed.follows import release_of
from podcast.feed.read import read_feed
from podcast.feed.rss import render_feed
from podcast.values import replace

ROOT = Path(__file__).parents[2]
MANY = 10_000

_MEASURE = """
import re, sys
from pathlib import Path
sys.argv = ["benchmark", "10000", sys.argv[1]]
from benchmarks import feed
exec(feed.ITEMS + feed.OURS)
# not ru_maxrss: it begins with that of the process that started this one
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc elsewhere")
def test_ten_thousand_items_take_less_than_300_mb(tmp_path: Path) -> None:
    """Of 4 kB each: the whole process, with the values that they are made of."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(tmp_path / "feed.xml")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout.split()[-1]) < 300_000  # kB
    body = (tmp_path / "feed.xml").read_bytes()
    assert len(body) > 40_000_000
    assert body.count(b"<item>") == MANY
    assert release_of(body) == 1


def test_ten_thousand_items_on_pages_are_all_there(show_record, make_episode) -> None:
    """Each once, newest first, and every page is a feed."""
    first = datetime(2000, 1, 1, tzinfo=UTC)
    episode = make_episode()
    records = [
        replace(episode, episode=replace(episode.episode, guid=f"g{at:05}", date=first + timedelta(hours=at)))
        for at in range(MANY)
    ]
    show = replace(show_record, show=replace(show_record.show, feed_length=300))
    found: list[str] = []
    for document in documents(show, records):
        body = render_feed(document, {}, release=7)
        assert etree.fromstring(body).tag == "rss"
        found += [item.guid for item in read_feed(body, where=document.stem).items]
    assert found == [f"g{at:05}" for at in reversed(range(MANY))]
