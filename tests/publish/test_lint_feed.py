"""A feed to look at comes from a file or the web, bounded, and what it names is asked for if one wants."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from podcast.errors import ContentError, MissingInputError, PodcastError, TryAgainError
from podcast.publish import lint_feed
from podcast.publish.lint_feed import lint
from podcast.publish.progress import Silence
from tests.services import Reply, Service

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SMALL = b"<rss version='2.0'><channel><title>Essai</title></channel></rss>"
RSS = {"Content-Type": "application/rss+xml"}


@pytest.fixture
def service() -> Iterator[Service]:
    """Give a web server."""
    with Service() as running:
        yield running


def rules(where: str, *, probe: bool = False, previous: str | None = None) -> set[str]:
    """Return the rules that a feed breaks."""
    found = lint(where, previous=previous, probe=probe, now=NOW, progress=Silence())
    return {one.rule for one in found}


def test_a_file_and_an_address_are_read_alike(service: Service, tmp_path: Path) -> None:
    """The same findings, but for what only an address can have."""
    path = tmp_path / "feed.xml"
    path.write_bytes(SMALL)
    service.reply = Reply(status=200, headers=RSS, body=SMALL)
    assert "channel-image" in rules(str(path)) & rules(f"{service.url}feed.xml")


def test_a_compressed_answer_is_unpacked(service: Service) -> None:
    """Servers may, whatever they were asked."""
    service.reply = Reply(status=200, headers={**RSS, "Content-Encoding": "gzip"}, body=gzip.compress(SMALL))
    assert "channel-image" in rules(service.url)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(status=404), PodcastError),
        (Reply(status=500), PodcastError),
        (Reply(raw=b"garbage"), TryAgainError),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), PodcastError),
        (Reply(status=302, headers={"Location": "/again"}), PodcastError),
        (Reply(status=200, headers={**RSS, "Content-Encoding": "gzip"}, body=b"no gzip"), PodcastError),
    ],
)
def test_what_does_not_answer_is_one_error(service: Service, reply: Reply, error: type[PodcastError]) -> None:
    """With what to do, and nothing of what a redirect pointed at."""
    service.reply = reply
    with pytest.raises(error) as caught:
        rules(service.url)
    assert "root:" not in str(caught.value)
    assert caught.value.hint


def test_a_feed_without_end_is_refused(
    service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also one that is small until it is unpacked, and one in a file."""
    monkeypatch.setattr(lint_feed, "MOST_FEED", 1000)
    bomb = gzip.compress(b"<rss>" + b" " * 10_000_000)
    (tmp_path / "large.xml").write_bytes(b"<rss>" + b" " * 2000)
    for reply in (
        Reply(status=200, headers={**RSS, "Content-Encoding": "gzip"}, body=bomb),
        Reply(status=200, headers=RSS, body=b"<rss>" + b" " * 5000),
    ):
        service.reply = reply
        with pytest.raises(ContentError):
            rules(service.url)
    with pytest.raises(ContentError):
        rules(str(tmp_path / "large.xml"))


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    """And a folder is no feed."""
    with pytest.raises(MissingInputError):
        rules(str(tmp_path / "rien.xml"))
    with pytest.raises(PodcastError):
        rules(str(tmp_path))


def test_another_scheme_is_no_address(tmp_path: Path) -> None:
    """It is taken for the name of a file, which is not there."""
    for where in ("ftp://a.example/feed.xml", "gopher://a.example", "data:text/xml,<rss/>"):
        with pytest.raises(PodcastError):
            rules(where)


def test_what_the_feed_names_is_asked_for(service: Service, tmp_path: Path) -> None:
    """Length, type, byte ranges, and pictures that are not what their names say."""
    item = f'<item><enclosure url="{service.url}a.mp3" length="999" type="audio/mpeg"/></item>'
    body = SMALL.replace(b"</channel>", f"{item}</channel>".encode())
    path = tmp_path / "feed.xml"
    path.write_bytes(body)
    service.reply = Reply(
        status=200, headers={"Content-Type": "text/html", "Content-Length": "5"}, body=b"12345"
    )
    probed = rules(str(path), probe=True) - rules(str(path))
    assert probed
    assert all(one.startswith("probe") for one in probed), probed
