"""A feed is public when its address gives what the store has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from podcast.publish.public import not_public_yet
from podcast.store.memory import MemoryStore
from tests.services import Reply, Service

FEED = b"<rss><channel><generator>podcast (release 7)</generator></channel></rss>"


@pytest.fixture
def service() -> Iterator[Service]:
    """Give a web server."""
    with Service() as running:
        yield running


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(status=200, body=FEED), ""),
        (Reply(status=200, body=FEED.replace(b"7", b"8")), ""),
        (Reply(status=200, body=FEED.replace(b"</channel>", b"<item/></channel>")), "another feed"),
        (Reply(status=404), "answers 404"),
        (Reply(raw=b"x"), "does not answer"),
    ],
)
def test_it_is_compared_but_for_the_number_of_its_release(service: Service, reply: Reply, said: str) -> None:
    """Another number alone is the same to listeners; anything else is not there yet."""
    store = MemoryStore()
    store.put("feed.xml", FEED, type="application/rss+xml", cache="")
    service.reply = reply
    found = not_public_yet(f"{service.url}feed.xml", "feed.xml", store)
    assert said in found
    assert bool(said) == bool(found)
