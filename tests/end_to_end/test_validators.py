"""Validators that we did not write find nothing in any feed document, but known false alarms.

Both are in no package registry, and livewire-validator has no licence, so neither is kept here. To run them:

- `FEEDVALIDATOR` names the folder `src` of github w3c/feedvalidator, and `FEEDVALIDATOR_PYTHON` a Python that
  has lxml, html5lib and rdflib;
- `LIVEWIRE` names what `tests/validators/bundle-livewire.mjs` makes of github skymethod/livewire-validator.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree

PARSER = Path(__file__).parents[1] / "validators" / "parse-livewire.mjs"

W3C_ALARMS = {
    "Self reference doesn't match document location": "it reads a file, which has another address",
    "The recommended <itunes:email> element is missing": "Apple dropped the tag in 2023",
    "Use of unknown namespace: http://podlove.org/simple-chapters": "it does not know Podlove's chapters",
    "Undefined channel element: itunes:title": "Apple's since 2017, after the validator's list was made",
    "Undefined channel element: itunes:complete": "Apple's, and missing in the validator's list",
    "Undefined channel element: itunes:applepodcastsverify": "Apple's since 2023",
    "Missing namespace for title": "it takes a liveItem for a tag that holds no tags",
    "Missing namespace for description": "the same",
    "Missing namespace for link": "the same",
    "Missing namespace for guid": "the same",
    "Missing namespace for enclosure": "the same",
    "description should not contain HTML": "the show's description really says <b>, as text",
    'Encode "&" and "<" in plain text using hexadecimal': "a title really says <bien>, as text",
}
LIVEWIRE_ALARMS = {
    "Missing liveItem <podcast:alternateEnclosure> length attribute": "recommended, and a stream has no length",
    "Bad channel <podcast:updateFrequency> dtstart attribute value": "it takes UTC only, where any ISO 8601 is "
    "allowed; in UTC, BYDAY would mean another day",
    "Apple Podcasts only supports .m4a, .mp3": "the feed in Opus is not for Apple",
}


def unlisted(told: set[str], alarms: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return what is told and is no known false alarm, and the alarms that were not raised."""
    return (
        sorted(line for line in told if not any(alarm in line for alarm in alarms)),
        sorted(alarm for alarm in alarms if not any(alarm in line for line in told)),
    )


def documents(feeds: dict[str, Path]) -> list[Path]:
    """Return every feed document of the shows: the main ones, those filtered out of them, and pages."""
    return [
        path
        for feed in feeds.values()
        for path in sorted(feed.parent.rglob("*.xml"))
        if etree.parse(path).getroot().tag == "rss"
    ]


@pytest.mark.skipif(
    "FEEDVALIDATOR" not in os.environ,
    reason="the W3C feed validator is in no package registry: set FEEDVALIDATOR to its src folder",
)
def test_the_w3c_validator_accepts_every_feed(feeds: dict[str, Path]) -> None:
    """At the level of its public service."""
    told: set[str] = set()
    for document in documents(feeds):
        done = subprocess.run(
            [os.environ.get("FEEDVALIDATOR_PYTHON", sys.executable), "demo.py", document, "AA"],
            cwd=os.environ["FEEDVALIDATOR"],
            capture_output=True,
            text=True,
            check=False,
        )
        lines = done.stdout.splitlines()
        assert lines, done.stderr
        assert lines[0].startswith("Validating"), done.stderr
        told.update(line.split(": ", 1)[-1] for line in lines[1:] if line and "No errors" not in line)
    assert unlisted(told, W3C_ALARMS) == ([], [])


def one_at_a_time(document: Path) -> Iterator[bytes]:
    """Give the feed with one item each; no more than one liveItem is written in ours."""
    feed = etree.parse(document)
    assert len(feed.findall("channel/{*}liveItem")) <= 1
    for number in range(len(feed.findall("channel/item"))):
        channel = deepcopy(feed.getroot())
        for other, item in enumerate(channel.findall("channel/item")):
            if other != number:
                item.getparent().remove(item)  # type: ignore[union-attr]
        yield etree.tostring(channel)


@pytest.mark.skipif(
    "LIVEWIRE" not in os.environ or not shutil.which("node"),
    reason="livewire-validator may not be kept here: bundle it with tests/validators/bundle-livewire.mjs, "
    "and set LIVEWIRE to that file",
)
def test_livewire_accepts_every_feed(feeds: dict[str, Path], tmp_path: Path) -> None:
    """It knows every tag of the namespace; it looks at the first item only, so it is shown each in turn."""
    told: set[str] = set()
    for document in documents(feeds):
        for body in one_at_a_time(document):
            (tmp_path / "feed.xml").write_bytes(body)
            done = subprocess.run(
                ["node", PARSER, tmp_path / "feed.xml"], capture_output=True, text=True, check=True
            )
            answer = json.loads(done.stdout)
            assert (answer["unknown"], bool(answer["known"])) == ([], True)
            told.update(answer["found"])
    assert unlisted(told, LIVEWIRE_ALARMS) == ([], [])
