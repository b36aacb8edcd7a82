"""A feed to look at comes from a file or the web, bounded, and what it names is asked for if one wants."""

from __future__ import annotations

import gzip
import re
import socketserver
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Self

import pytest

from podcast.content.problem import Severity
from podcast.errors import ContentError, MissingInputError, PodcastError, TryAgainError, UsageError
from podcast.feed.lint_model import Finding
from podcast.publish import lint_feed
from podcast.publish.lint_feed import MOST_REDIRECTS, lint, read_bytes
from podcast.publish.progress import Silence
from tests.feed.mutations import CLEAN
from tests.services import Reply, Service

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SMALL = b"<rss version='2.0'><channel><title>Essai</title></channel></rss>"
RSS = {"Content-Type": "application/rss+xml"}
ZIPPED = {**RSS, "Content-Encoding": "gzip"}
JPEG, PNG, WEBP = (
    b"\xff\xd8\xff" + bytes(40),
    b"\x89PNG\r\n\x1a\n" + bytes(40),
    b"RIFF\0\0\0\0WEBPVP8 " + bytes(40),
)


@pytest.fixture
def service() -> Iterator[Service]:
    """Give a web server that answers everything alike."""
    with Service() as running:
        yield running


@dataclass(kw_only=True)
class Page:
    """What answers at a path. `length` is what HEAD says, else the true one; -1 for none."""

    body: bytes = b""
    type: str = "audio/mpeg"
    status: int = 200
    head_status: int = 0
    length: int | None = None
    ranges: bool = True
    headers: dict[str, str] = field(default_factory=dict)


class Site:
    """Serves pages on 127.0.0.1, to HEAD and byte ranges too."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    site: Site

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # without asking for the name of this computer
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_HEAD(self) -> None:
        self._answer(head=True)

    def do_GET(self) -> None:
        self._answer(head=False)

    def _answer(self, *, head: bool) -> None:
        site = self.server.site
        site.asked.append(f"{self.command} {self.path}")
        page = site.pages.get(self.path, Page(status=404))
        status, body = (page.head_status if head else 0) or page.status, page.body
        span = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if span and page.ranges and status == 200:
            status, body = 206, body[int(span[1]) : int(span[2]) + 1]
        self.send_response(status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if page.type:
            self.send_header("Content-Type", page.type)
        length = len(body) if page.length is None or not head else page.length
        if length >= 0:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        if not head:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


@pytest.fixture
def site() -> Iterator[Site]:
    """Give a web server with pages."""
    with Site() as running:
        yield running


def findings(where: str, *, probe: bool = False, previous: str | None = None) -> list[Finding]:
    """Return what is said of a feed."""
    return lint(where, previous=previous, probe=probe, now=NOW, progress=Silence())


def rules(where: str, *, probe: bool = False, previous: str | None = None) -> set[str]:
    """Return the rules that a feed breaks."""
    return {one.rule for one in findings(where, probe=probe, previous=previous)}


def test_a_file_and_an_address_are_read_alike(service: Service, tmp_path: Path) -> None:
    """The same findings, but for what only an address can have."""
    path = tmp_path / "feed.xml"
    path.write_bytes(SMALL)
    service.reply = Reply(status=200, headers=RSS, body=SMALL)
    assert "channel-image" in rules(str(path))
    assert rules(str(path)) == rules(f"{service.url}feed.xml")
    assert "gzip" in service.asked[-1].headers["accept-encoding"]
    assert service.asked[-1].headers["user-agent"].startswith("podcast/")


def test_a_feed_is_compared_with_what_it_was_wherever_that_is(service: Service, tmp_path: Path) -> None:
    """The one before may be in a file and the other on the web."""
    path = tmp_path / "feed.xml"
    path.write_text(CLEAN, encoding="utf-8")
    service.reply = Reply(status=200, headers=RSS, body=CLEAN.replace(">guid-2<", ">autre<").encode())
    assert rules(service.url, previous=str(path)) == {"guid-changed", "self-elsewhere"}


@pytest.mark.parametrize("parts", [1, 3])
def test_a_compressed_answer_is_unpacked(service: Service, parts: int) -> None:
    """Servers may compress whatever they were asked, in one part or several."""
    size = len(SMALL) // parts + 1
    body = b"".join(gzip.compress(SMALL[at : at + size]) for at in range(0, len(SMALL), size))
    service.reply = Reply(status=200, headers=ZIPPED, body=body)
    assert read_bytes(service.url).body == SMALL


@pytest.mark.parametrize("type_", ["text/html", "application/octet-stream", "text/plain; charset=utf-8", ""])
def test_a_feed_of_another_type_is_said(site: Site, type_: str) -> None:
    """It is looked at all the same; the types of RSS and XML are right."""
    site.pages["/feed.xml"] = Page(body=SMALL, type=type_)
    assert {"feed-type", "channel-image"} <= rules(f"{site.url}feed.xml")
    for right in ("application/rss+xml; charset=utf-8", "text/xml", "Application/XML"):
        site.pages["/feed.xml"].type = right
        assert "feed-type" not in rules(f"{site.url}feed.xml")


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (Reply(status=404), ContentError, "answers 404"),
        (Reply(status=403), ContentError, "answers 403"),
        (Reply(status=500), TryAgainError, "answers 500"),
        (Reply(status=429), TryAgainError, "answers 429"),
        (Reply(raw=b"garbage"), TryAgainError, "does not answer"),
        (Reply(raw=b"HTTP/1.0 200 OK\r\n" + b"A: b\r\n" * 1000 + b"\r\n"), TryAgainError, "does not answer"),
        (Reply(raw=b"HTTP/1.0 200 OK\r\nA: " + b"b" * 100_000), TryAgainError, "does not answer"),
        (Reply(raw=b"HTTP/1.0 200 OK\r\nContent-Length: 99\r\n\r\n<rss"), TryAgainError, "95 bytes early"),
        (Reply(status=302), ContentError, "leads further"),
        (Reply(status=302, headers={"Location": "/again"}), ContentError, "leads further"),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), ContentError, "leads further"),
        (
            Reply(status=302, headers={"Location": "ftp://127.0.0.1:9/feed.xml"}),
            ContentError,
            "leads further",
        ),
        (Reply(status=302, headers={"Location": "data:text/xml,<rss/>"}), ContentError, "leads further"),
        (Reply(status=200, headers=ZIPPED, body=b"no gzip"), ContentError, "is not"),
        (Reply(status=200, headers=ZIPPED, body=gzip.compress(SMALL)[:-12]), ContentError, "is not"),
        (Reply(status=200, headers=ZIPPED, body=gzip.compress(SMALL) + b"rien"), ContentError, "is not"),
    ],
)
def test_what_does_not_answer_is_one_error(
    service: Service, reply: Reply, error: type[PodcastError], words: str
) -> None:
    """With what to do, and nothing of what a redirect pointed at."""
    service.reply = reply
    with pytest.raises(error, match=words) as caught:
        findings(service.url)
    assert "root:" not in str(caught.value)
    assert caught.value.hint


def test_a_server_that_never_ends_is_left(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it does that: this one takes the request and says nothing."""
    monkeypatch.setattr(lint_feed, "TIMEOUT", 0.05)
    service.reply = Reply(hangs=True)
    with pytest.raises(TryAgainError, match=r"takes more than|timed out"):
        findings(service.url)


def test_a_body_that_drips_is_left(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece is in time, and all together are not: the clock here is one that jumps."""
    clock = iter(range(0, 10_000, 20))
    monkeypatch.setattr(lint_feed.time, "monotonic", lambda: float(next(clock)))
    monkeypatch.setattr(lint_feed, "_CHUNK", 1)
    service.reply = Reply(status=200, headers=RSS, body=SMALL)
    with pytest.raises(TryAgainError, match="takes more than"):
        lint_feed._download(service.url)
    assert next(clock) < 200


def test_redirects_are_followed_and_their_end_is_an_address_too(site: Site) -> None:
    """A few of them; the self link may name either end."""
    body = CLEAN.replace("https://podcast.example/feed.xml", f"{site.url}feed.xml")
    site.pages["/feed.xml"] = Page(body=body.encode(), type="text/xml")
    for number in range(MOST_REDIRECTS):
        target = "/feed.xml" if number == 0 else f"/{number - 1}"
        site.pages[f"/{number}"] = Page(status=301 + number % 2, headers={"Location": target})
    last = f"{site.url}{MOST_REDIRECTS - 1}"
    assert read_bytes(last).addresses == (last, f"{site.url}feed.xml")
    assert "self-elsewhere" not in rules(last)
    site.pages["/far"] = Page(status=302, headers={"Location": f"/{MOST_REDIRECTS - 1}"})
    with pytest.raises(ContentError, match="leads further"):
        findings(f"{site.url}far")


def test_a_redirect_from_http_to_https_is_followed(site: Site) -> None:
    """This server knows no TLS, and that is what is said: it was asked."""
    site.pages["/feed.xml"] = Page(
        status=301, headers={"Location": f"{site.url.replace('http', 'https')}feed.xml"}
    )
    with pytest.raises(TryAgainError, match="TLS"):
        findings(f"{site.url}feed.xml")


def test_a_feed_without_end_is_refused(
    service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also one that is small until it is unpacked, and one in a file."""
    monkeypatch.setattr(lint_feed, "MOST_FEED", 1000)
    (tmp_path / "large.xml").write_bytes(b"<rss>" + b" " * 2000)
    for reply in (
        Reply(status=200, headers=ZIPPED, body=gzip.compress(b"<rss>" + b" " * 10_000_000)),
        Reply(status=200, headers=ZIPPED, body=gzip.compress(b" " * 600) * 2),
        Reply(status=200, headers=RSS, body=b"<rss>" + b" " * 5000),
    ):
        service.reply = reply
        with pytest.raises(ContentError, match="more than 1000 bytes"):
            findings(service.url)
    with pytest.raises(ContentError, match="more than 1000 bytes"):
        findings(str(tmp_path / "large.xml"))


def test_a_bomb_is_not_unpacked_further_than_a_feed_may_be_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor one in very many parts."""
    monkeypatch.setattr(lint_feed, "MOST_FEED", 1000)
    monkeypatch.setattr(lint_feed, "_bounded", lambda body, where: body)
    bomb = gzip.compress(bytes(10_000_000))
    assert len(lint_feed._unpacked(bomb, "a")) == 1001
    assert len(lint_feed._unpacked(bomb * 3, "a")) == 1001
    with pytest.raises(ContentError):
        lint_feed._unpacked(gzip.compress(b"") * 1000, "a")


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    """And a folder is no feed."""
    with pytest.raises(MissingInputError):
        findings(str(tmp_path / "rien.xml"))
    with pytest.raises(MissingInputError):
        findings(str(tmp_path))


@pytest.mark.parametrize(
    "where",
    [
        "file:///etc/passwd",
        "ftp://a.example/feed.xml",
        "gopher://a.example",
        "data:text/xml,<rss/>",
        "https:///feed.xml",
        "https://name:secret@a.example/feed.xml",
    ],
)
def test_another_scheme_is_no_address(where: str) -> None:
    """It is refused, and what may be a password is not said again."""
    with pytest.raises(UsageError) as caught:
        findings(where)
    assert "secret" not in str(caught.value)


def test_a_file_may_have_a_colon_in_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If there is one, it is meant."""
    monkeypatch.chdir(tmp_path)
    Path("essai:1.xml").write_bytes(SMALL)
    assert read_bytes("essai:1.xml").body == SMALL


def test_no_answer_is_to_be_tried_again() -> None:
    """Nothing listens there."""
    with pytest.raises(TryAgainError, match="does not answer"):
        findings("http://127.0.0.1:9/feed.xml")


@pytest.fixture
def probed(site: Site) -> Site:
    """Give a feed with one enclosure and one picture, all right, and a stream that has no end."""
    item = (
        f'<item><enclosure url="{site.url}a.mp3" length="100" type="audio/mpeg"/></item>\n'
        '<podcast:liveItem xmlns:podcast="https://podcastindex.org/namespace/1.0">'
        f'<enclosure url="{site.url}live.mp3" length="0" type="audio/mpeg"/></podcast:liveItem>'
    )
    art = f'\n<itunes:image xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" href="{site.url}cover.jpg"/>\n'
    body = SMALL.replace(b"</channel>", f"{art}{item}</channel>".encode())
    site.pages["/feed.xml"] = Page(body=body, type="application/rss+xml")
    site.pages["/a.mp3"] = Page(body=bytes(100))
    site.pages["/cover.jpg"] = Page(body=JPEG, type="image/jpeg")
    return site


def probe(site: Site) -> list[Finding]:
    """Return what is said besides of a feed whose files are asked for."""
    where = f"{site.url}feed.xml"
    return [one for one in findings(where, probe=True) if one not in findings(where)]


def test_nothing_is_said_of_files_that_are_right(probed: Site) -> None:
    """A stream is not asked for; nothing is without `probe`."""
    assert [str(one) for one in probe(probed)] == []
    assert not any("live" in one for one in probed.asked)
    probed.asked.clear()
    findings(f"{probed.url}feed.xml")
    assert probed.asked == ["GET /feed.xml"]


@pytest.mark.parametrize(
    ("path", "page", "rule", "words"),
    [
        ("/a.mp3", Page(status=404), "probe-status", "answers HEAD with 404"),
        ("/a.mp3", Page(body=bytes(100), head_status=405), "probe-status", "answers HEAD with 405"),
        ("/a.mp3", Page(body=bytes(101)), "probe-length", "has 101 bytes, and the feed says 100"),
        ("/a.mp3", Page(body=bytes(100), length=7), "probe-length", "has 7 bytes"),
        ("/a.mp3", Page(body=bytes(100), length=-1), "probe-length", "without a length"),
        ("/a.mp3", Page(body=bytes(100), type="text/html"), "probe-type", "has the type text/html"),
        ("/a.mp3", Page(body=bytes(100), type=""), "probe-type", "has the type nothing"),
        ("/a.mp3", Page(body=bytes(100), ranges=False), "probe-range", "answers a byte range with 200"),
        ("/a.mp3", Page(status=302, headers={"Location": "file:///etc/passwd"}), "probe-status", "302"),
        (
            "/a.mp3",
            Page(status=302, headers={"Location": "ftp://127.0.0.1:9/a.mp3"}),
            "probe-status",
            "302",
        ),
        ("/a.mp3", Page(status=302, headers={"Location": "/a.mp3"}), "probe-status", "302"),
        ("/cover.jpg", Page(status=404), "probe-status", "answers HEAD with 404"),
        ("/cover.jpg", Page(body=PNG, type="image/png"), "probe-art", "is PNG by its content"),
        ("/cover.jpg", Page(body=WEBP, type="image/webp"), "probe-art", "is neither JPEG nor PNG"),
        ("/cover.jpg", Page(body=b"", type="image/jpeg"), "probe-art", "is neither JPEG nor PNG"),
    ],
)
def test_what_the_feed_names_is_asked_for(probed: Site, path: str, page: Page, rule: str, words: str) -> None:
    """Its length, its type, byte ranges, and pictures that are not what their names say."""
    probed.pages[path] = page
    (one,) = probe(probed)
    assert one.rule == rule
    assert words in one.message
    assert one.place.line == (2 if "cover" in path else 3)
    assert one.remedy
    assert one.source
    soft = rule == "probe-type" or page.length == -1
    assert one.severity is (Severity.WARNING if soft else Severity.ERROR)


def test_a_picture_may_be_sent_whole(probed: Site) -> None:
    """Only players need byte ranges."""
    probed.pages["/cover.jpg"].ranges = False
    assert probe(probed) == []


def test_a_file_that_moved_is_asked_for_where_it_is(probed: Site) -> None:
    """As players do."""
    probed.pages["/b.mp3"] = probed.pages["/a.mp3"]
    probed.pages["/a.mp3"] = Page(status=302, headers={"Location": "/b.mp3"})
    assert probe(probed) == []


@pytest.mark.parametrize("limit", [("MOST_PROBED", 1), ("PROBE_TIME", -1.0)])
def test_what_is_not_asked_for_is_counted(
    probed: Site, monkeypatch: pytest.MonkeyPatch, limit: tuple[str, float]
) -> None:
    """A feed may name more files, or slower ones, than anyone waits for."""
    monkeypatch.setattr(lint_feed, *limit)
    (one,) = probe(probed)
    assert one.rule == "probe-limit"
    assert one.message == f"{1 if limit[0] == 'MOST_PROBED' else 2} addresses were not probed"


def test_a_feed_that_cannot_be_read_names_nothing(site: Site) -> None:
    """One finding, and no request."""
    site.pages["/feed.xml"] = Page(body=b"<rss", type="text/xml")
    assert rules(f"{site.url}feed.xml", probe=True) == {"not-well-formed"}
    assert site.asked == ["GET /feed.xml"]
