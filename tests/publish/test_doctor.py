"""What readers would run into at the public address of a store."""

from __future__ import annotations

import pytest

from podcast.publish.doctor import public_findings
from podcast.store.finding import Level
from podcast.store.memory import MemoryStore

from ..services import Reply, Service


@pytest.fixture
def published() -> MemoryStore:
    """A store that has a feed."""
    store = MemoryStore()
    store.put("feed.xml", b"<rss/>", type="application/rss+xml", cache="")
    store.put("_podcast/releases/99999998.json", b"{}", type="application/json", cache="")
    return store


@pytest.mark.parametrize(
    ("reply", "levels"),
    [
        (Reply(status=403), {"public address": Level.FAULT}),
        (
            Reply(status=200, body=b"<rss/>", headers={"Content-Length": "6"}),
            {
                "public address": Level.GOOD,
                "public ranges": Level.WARNING,
                "CORS": Level.WARNING,
                "private files": Level.GOOD,  # HEAD is answered by 501 here
            },
        ),
    ],
)
def test_what_keeps_readers_out_is_found(
    published: MemoryStore, reply: Reply, levels: dict[str, Level]
) -> None:
    """A bucket that nobody may read, no ranges, no leave for players of other sites."""
    with Service() as service:
        service.reply = reply
        found = list(public_findings(published, service.url))
    assert {one.check: one.level for one in found} == levels
    assert all(bool(one.remedy) == (one.level is not Level.GOOD) for one in found)


def test_nothing_that_answers_or_is_published_is_said() -> None:
    """An address where nobody listens, and a store without a feed."""
    store = MemoryStore()
    (found,) = public_findings(store, "http://127.0.0.1:9/")
    assert (found.level, "nothing is published" in found.message) == (Level.WARNING, True)
    store.put("feed.xml", b"<rss/>", type="application/rss+xml", cache="")
    (found,) = public_findings(store, "http://127.0.0.1:9/")
    assert (found.level, "does not answer" in found.message) == (Level.WARNING, True)
