"""The preview server, as podcast apps, browsers and strangers ask it."""

import http.client
import socket
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.content.keys import cache_control, media_type
from podcast.errors import TryAgainError, UnavailableError
from podcast.store.answer import key_of
from podcast.store.base import Store
from podcast.store.directory import DirectoryStore
from podcast.store.memory import MemoryStore
from podcast.store.names import fault_in
from podcast.store.serve import PreviewServer

EPISODE = "audio/12-back-market.0123456789ab.mp3"
AUDIO = bytes(range(256)) * 5000
N = len(AUDIO)
PUBLIC = "https://podcast.example/show/"
SITE = {
    "index.html": b"<h1>Emission</h1>",
    "404.html": b"<h1>Rien ici</h1>",
    "feed.xml": b"<rss><link>https://podcast.example/show/</link><enclosure url='https://podcast.example/show/"
    b"audio/a.mp3'/><a>https://podcast.example/shows/</a></rss>",
    "episodes/12/index.html": b"<a href='https://podcast.example/show/feed.xml'>",
    "episodes/12/chapters.json": b'{"version":"1.2.0"}',
    "episodes/12/transcript.vtt": b"WEBVTT",
    "articles/\u00e9t\u00e9 1.html": b"accents",
    "assets/site.0123.json": b'"https://podcast.example/show/"',
    "empty.txt": b"",
    "_podcast/releases/1.json": b"secret",
    EPISODE: AUDIO,
}


@dataclass(frozen=True)
class Reply:
    """What came back: status, headers by their names in lower case, body."""

    status: int
    headers: dict[str, str]
    body: bytes


Ask = Callable[..., Reply]


def fill(store: Store) -> Store:
    """Put the site into a store."""
    for key, body in SITE.items():
        store.put(key, body, type=media_type(key), cache=cache_control(key))
    return store


def asking(url: str) -> Ask:
    """Return a function that sends one request, exactly as it is told, on a connection of its own."""
    host, port = urlsplit(url).hostname, urlsplit(url).port
    assert host

    def ask(path: str = f"/{EPISODE}", method: str = "GET", **headers: str) -> Reply:
        with closing(http.client.HTTPConnection(host, port, timeout=10)) as connection:
            connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
            for name, text in headers.items():
                connection.putheader(name.replace("_", "-"), text)
            connection.endheaders()
            with connection.getresponse() as answer:
                found = {name.lower(): text for name, text in answer.getheaders()}
                return Reply(answer.status, found, answer.read())

    return ask


@pytest.fixture(scope="module", params=["memory", "directory"])
def ask(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """A server of the site from memory, and from a folder with more in it than the site."""
    store: Store = MemoryStore()
    if request.param == "directory":
        root = tmp_path_factory.mktemp("served")
        (root / "secret.txt").write_text("secret")
        store = DirectoryStore(root / "public")
        fill(store)
        (root / "public/.env").write_text("secret")
        (root / "public/.git").mkdir()
        (root / "public/.git/config").write_text("secret")
        (root / "public/out").symlink_to(root)
        (root / "public/out.txt").symlink_to(root / "secret.txt")
    with PreviewServer(fill(store)) as server:
        yield asking(server.url)


def test_the_whole_is_served(ask: Ask) -> None:
    """A recording comes whole, with its type, length, cache policy and the offer of ranges."""
    reply = ask()
    assert reply.status == 200
    assert reply.body == AUDIO
    assert reply.headers["content-type"] == "audio/mpeg"
    assert reply.headers["content-length"] == str(N)
    assert reply.headers["accept-ranges"] == "bytes"
    assert reply.headers["cache-control"] == cache_control(EPISODE)
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-99"}])
def test_head_is_get_without_the_body(ask: Ask, headers: dict[str, str]) -> None:
    """HEAD has the headers of the whole, and ignores ranges."""
    reply = ask(method="HEAD", **headers)
    assert (reply.status, reply.body, reply.headers["content-length"]) == (200, b"", str(N))
    assert reply.headers["etag"] == ask().headers["etag"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=0-1", 0, 1),
        ("bytes=0-", 0, N - 1),
        ("bytes=-100", N - 100, N - 1),
        (f"bytes={N - 10}-", N - 10, N - 1),
        (f"bytes={N - 1}-{N + 100}", N - 1, N - 1),
        (f"bytes=-{N + 5}", 0, N - 1),
        ("bytes=1048570-1048580", 1048570, 1048580),
    ],
)
def test_a_range_is_served(ask: Ask, asked: str, first: int, last: int) -> None:
    """Closed, open, suffix and too long ranges give 206 and exactly those bytes of how many."""
    reply = ask(Range=asked)
    assert reply.status == 206
    assert reply.body == AUDIO[first : last + 1]
    assert reply.headers["content-range"] == f"bytes {first}-{last}/{N}"
    assert reply.headers["content-length"] == str(last + 1 - first)


@pytest.mark.parametrize(
    ("path", "asked", "size"),
    [(f"/{EPISODE}", f"bytes={N}-", N), (f"/{EPISODE}", "bytes=-0", N), ("/empty.txt", "bytes=0-", 0)],
)
def test_a_range_outside_is_416(ask: Ask, path: str, asked: str, size: int) -> None:
    """Bytes that do not exist are refused with the true size."""
    reply = ask(path, Range=asked)
    assert reply.status == 416
    assert reply.headers["content-range"] == f"bytes */{size}"


@pytest.mark.parametrize("asked", ["bytes=abc", "bytes=5-2", "items=0-1", "bytes=0-9,100-109", "bytes"])
def test_what_is_no_single_range_gives_the_whole(ask: Ask, asked: str) -> None:
    """A malformed, foreign or multiple range is ignored."""
    reply = ask(Range=asked)
    assert (reply.status, reply.body) == (200, AUDIO)


def test_a_version_that_the_client_has_is_not_sent(ask: Ask) -> None:
    """If-None-Match with the ETag gives 304 and no body, before any range is looked at."""
    etag = ask(method="HEAD").headers["etag"]
    for headers in ({}, {"Range": "bytes=0-1"}):
        reply = ask(If_None_Match=f'"x", W/{etag}', **headers)
        assert (reply.status, reply.body, reply.headers["etag"]) == (304, b"", etag)
    assert ask(If_None_Match='"x"').status == 200


def test_a_range_goes_on_over_the_same_version_alone(ask: Ask) -> None:
    """If-Range with the ETag gives the range, with anything else the whole."""
    etag = ask(method="HEAD").headers["etag"]
    assert ask(Range="bytes=0-9", If_Range=etag).status == 206
    for other in ('"stale"', "Mon, 23 Nov 2026 10:00:00 GMT", f"W/{etag}"):
        assert ask(Range="bytes=0-9", If_Range=other).status == 200
        assert ask(Range=f"bytes={N}-", If_Range=other).status == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/feed.xml", "application/rss+xml; charset=utf-8"),
        ("/episodes/12/chapters.json", "application/json+chapters"),
        ("/episodes/12/transcript.vtt", "text/vtt; charset=utf-8"),
        ("/" + quote("articles/été 1.html"), "text/html; charset=utf-8"),
        ("/" + quote("articles/e\u0301te\u0301 1.html"), "text/html; charset=utf-8"),
        ("/empty.txt", "text/plain; charset=utf-8"),
        ("/feed.xml?utm_source=x#y", "application/rss+xml; charset=utf-8"),
    ],
)
def test_keys_have_their_types(ask: Ask, path: str, kind: str) -> None:
    """Types follow the table of keys; accents in either form and queries find their object."""
    reply = ask(path)
    assert (reply.status, reply.headers["content-type"]) == (200, kind)


def test_a_folder_is_its_page(ask: Ask) -> None:
    """`/` and `/x/` are pages, and `/x` leads to `/x/`, query and all."""
    assert ask("/").body == SITE["index.html"]
    assert ask("/episodes/12/").body == SITE["episodes/12/index.html"]
    reply = ask("/episodes/12?t=30&x=a%20b")
    assert reply.status == 301
    assert reply.headers["location"] == "/episodes/12/?t=30&x=a%20b"
    assert ask("/episodes").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/..%2fsecret.txt",
        "/../secret.txt",
        "/episodes/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "/%2e%2e%5c%2e%2e%5csecret.txt",
        "//127.0.0.1/secret.txt",
        "/%2fetc%2fpasswd",
        "/.env",
        "/%2eenv",
        "/.git/config",
        "/.lock",
        "/_podcast/releases/1.json",
        "/%5fpodcast/releases/1.json",
        "/_PODCAST/releases/1.json",
        "/_podcast",
        "/x/../_podcast/releases/1.json",
        "/feed.xml%00",
        "/%ff",
        "/feed.xml/",
        "/a%0d%0aSet-Cookie:%20x",
        "/" + "a" * 2000,
        "feed.xml",
        "http://127.0.0.1/feed.xml",
        "*",
    ],
)
def test_nothing_else_is_served(ask: Ask, path: str) -> None:
    """Paths that leave the store, hidden names, releases and nonsense get the show's own 404 page."""
    reply = ask(path)
    assert reply.status == 404
    assert reply.body == SITE["404.html"]
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "set-cookie" not in reply.headers


@given(
    st.one_of(
        st.text(max_size=30),
        st.lists(
            st.sampled_from(
                ["/", "%2f", "..", "%2e", ".", "_podcast", "_PodCast", "%5F", "a", "%25", "?", "%5c"]
            )
        ).map("".join),
    )
)
def test_no_target_names_what_is_private(target: str) -> None:
    """Whatever is asked, the key is fit for a store, shown, and outside of `_podcast`, in any case."""
    key = key_of(f"/{target}")
    if key is not None:
        assert fault_in(key) == ""
        assert not key.casefold().startswith("_podcast/")
        assert key.casefold() != "_podcast"


@pytest.mark.parametrize("target", ["/_PODCAST/releases/1.json", "/_podCast", "/_podcast?x", "/_podcast/"])
def test_private_keys_are_private_in_any_case(target: str) -> None:
    """A disk that does not tell capitals apart does not open what is private."""
    assert key_of(target) is None


@pytest.mark.parametrize("path", ["/out/secret.txt", "/out.txt", "/out"])
def test_links_are_not_followed(ask: Ask, path: str) -> None:
    """A symbolic link out of a folder gives no content."""
    reply = ask(path)
    assert reply.status in (404, 503)
    assert b"secret" not in reply.body


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("LocalHost:1", 200),
        ("[::1]:8000", 200),
        ("evil.example", 403),
        ("evil.example:8000", 403),
        ("localhost.evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("127.0.0.1:8000@evil.example", 403),
        ("192.168.1.5", 403),
        ("0.0.0.0", 403),  # noqa: S104  a name that is asked for, and nothing that is bound
        ("", 403),
    ],
)
def test_only_this_computer_is_answered(ask: Ask, host: str, status: int) -> None:
    """A name that leads here from elsewhere (DNS rebinding) is refused, whatever it asks."""
    assert ask("/feed.xml", Host=host).status == status
    assert ask("/nothing", Host=host).status == (403 if status == 403 else 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_can_be_written(ask: Ask, method: str) -> None:
    """Only GET and HEAD are methods here."""
    reply = ask("/feed.xml", method)
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")


def test_one_connection_serves_many_requests(ask: Ask) -> None:
    """Connections are kept alive over every kind of answer."""
    store = fill(MemoryStore())
    with PreviewServer(store) as server:
        connection = http.client.HTTPConnection("127.0.0.1", urlsplit(server.url).port, timeout=10)
        statuses = []
        for path, headers in (
            ("/feed.xml", {}),
            ("/nothing", {}),
            (f"/{EPISODE}", {"Range": "bytes=0-1"}),
            (f"/{EPISODE}", {"Range": f"bytes={N}-"}),
            ("/feed.xml", {"If-None-Match": "*"}),
            ("/episodes/12", {}),
            ("/feed.xml", {}),
        ):
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
            assert not answer.will_close
        connection.close()
    assert statuses == [200, 404, 206, 416, 304, 301, 200]


def test_a_request_with_a_body_ends_the_connection(ask: Ask) -> None:
    """What follows a GET as its body is never taken for another request."""
    with PreviewServer(fill(MemoryStore())) as server:
        address = ("127.0.0.1", urlsplit(server.url).port or 0)
        with socket.create_connection(address, timeout=5) as line:
            line.sendall(
                b"GET /empty.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 46\r\n\r\n"
                b"GET /feed.xml HTTP/1.1\r\nHost: localhost\r\n\r\n"
            )
            received = b""
            while part := line.recv(65536):
                received += part
    assert received.count(b"HTTP/1.1") == 1


@pytest.fixture
def local() -> Iterator[tuple[str, Ask]]:
    """A server that leads to itself where the site leads to its public address."""
    with PreviewServer(fill(MemoryStore()), public_url=PUBLIC) as server:
        yield server.url, asking(server.url)


def test_views_lead_to_the_preview(local: tuple[str, Ask]) -> None:
    """With a public address the feed and the pages point here, so that an app can subscribe and play."""
    url, ask = local
    reply = ask("/feed.xml")
    assert reply.body == SITE["feed.xml"].replace(PUBLIC.encode(), url.encode())
    assert reply.headers["content-length"] == str(len(reply.body))
    assert ask("/feed.xml", method="HEAD").headers["content-length"] == str(len(reply.body))
    assert b"https://podcast.example/shows/" in reply.body
    assert url.encode() in ask("/episodes/12/").body


def test_a_rewritten_view_has_its_own_version(local: tuple[str, Ask], ask: Ask) -> None:
    """ETag, 304 and ranges are those of what is sent, not of what is stored."""
    _, here = local
    reply = here("/feed.xml")
    assert reply.headers["etag"] != ask("/feed.xml").headers["etag"]
    assert here("/feed.xml", If_None_Match=reply.headers["etag"]).status == 304
    assert here("/feed.xml", Range="bytes=-10").body == reply.body[-10:]


def test_what_is_named_by_its_content_is_not_rewritten(local: tuple[str, Ask]) -> None:
    """Objects in hashed folders are served as they are."""
    _, ask = local
    assert ask("/assets/site.0123.json").body == SITE["assets/site.0123.json"]
    assert ask().body == AUDIO


def test_without_a_page_for_it_404_is_plain() -> None:
    """An empty store answers 404 in one sentence."""
    with PreviewServer(MemoryStore()) as server:
        reply = asking(server.url)("/")
    assert (reply.status, reply.headers["content-type"]) == (404, "text/plain; charset=utf-8")


def test_it_listens_on_loopback_alone() -> None:
    """The address is 127.0.0.1, on the port that was asked for or a free one."""
    with PreviewServer(MemoryStore()) as server:
        assert server.url.startswith("http://127.0.0.1:")
        assert server._server.socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize("port", [None, 70000])
def test_a_port_that_cannot_be_had_is_told(port: int | None) -> None:
    """A port that is taken, or is none, is 69 with the option to change it."""
    with PreviewServer(MemoryStore()) as server, pytest.raises(UnavailableError, match="--port"):
        PreviewServer(MemoryStore(), port=urlsplit(server.url).port if port is None else port)


def test_a_port_is_free_again(capfd: pytest.CaptureFixture[str]) -> None:
    """Closing ends open connections and frees the port; nothing is printed by any of it."""
    with PreviewServer(fill(MemoryStore())) as server:
        port = urlsplit(server.url).port or 0
        line = socket.create_connection(("127.0.0.1", port), timeout=5)
        line.sendall(b"GET /empty.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert line.recv(65536).startswith(b"HTTP/1.1 200")
    while line.recv(65536):
        pass
    line.close()
    server.close()
    with PreviewServer(MemoryStore(), port=port) as again:
        assert again.url == server.url
    assert capfd.readouterr() == ("", "")


def test_a_listener_who_hangs_up_disturbs_nobody(capfd: pytest.CaptureFixture[str], ask: Ask) -> None:
    """A connection that breaks in the middle of a recording is silent, and the next one is served."""
    body = bytes(24 << 20)
    store = MemoryStore()
    store.put("audio/long.mp3", body, type="audio/mpeg", cache="")
    with PreviewServer(store) as server:
        address = ("127.0.0.1", urlsplit(server.url).port or 0)
        for _ in range(3):
            with socket.create_connection(address, timeout=5) as line:
                line.sendall(b"GET /audio/long.mp3 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                line.recv(10)
        assert asking(server.url)("/audio/long.mp3", Range="bytes=0-1").status == 206
    assert capfd.readouterr() == ("", "")


def test_answers_are_logged_only_where_asked(ask: Ask) -> None:
    """A callback gets a line for each answer, with nothing in it that a terminal would obey."""
    lines: list[str] = []
    with PreviewServer(fill(MemoryStore()), log=lines.append) as server:
        asking(server.url)("/feed.xml")
        address = ("127.0.0.1", urlsplit(server.url).port or 0)
        with socket.create_connection(address, timeout=5) as line:
            line.sendall(b"GET /\x1b[31m HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            while line.recv(65536):
                pass
    assert "/feed.xml" in lines[0]
    assert "200" in lines[0]
    assert all(text.isprintable() for text in lines)


class _Failing(MemoryStore):
    def get(self, key: str, **span: Any) -> Any:
        raise TryAgainError("the bucket is tired", hint="wait")


def test_a_store_that_fails_is_503() -> None:
    """A store that cannot be read gives 503 before the body, a short body after, and says why to the log."""
    store = _Failing()
    fill(store)
    lines: list[str] = []
    with PreviewServer(store, public_url=PUBLIC, log=lines.append) as server:
        ask = asking(server.url)
        assert ask("/feed.xml").status == 503
        with pytest.raises(http.client.IncompleteRead):
            ask()
    assert any("the bucket is tired" in text for text in lines)


def test_an_object_that_changes_while_it_is_sent_is_not_mixed() -> None:
    """A body breaks off rather than continue with another version's bytes."""
    store = MemoryStore()

    class Changing(MemoryStore):
        def get(self, key: str, **span: Any) -> Any:
            if span["first"]:
                store.put(key, bytes(N), type="audio/mpeg", cache="")
            return store.get(key, **span)

        def head(self, key: str) -> Any:
            return store.head(key)

    fill(store)
    with PreviewServer(Changing()) as server, pytest.raises(http.client.IncompleteRead):
        asking(server.url)()


def test_memory_stays_flat(tmp_path: Path) -> None:
    """Serving a recording of 48 MB takes a few megabytes."""
    root = tmp_path / "public"
    (root / "audio").mkdir(parents=True)
    with (root / "audio/long.mp3").open("wb") as file:
        file.truncate(48 << 20)
    with PreviewServer(DirectoryStore(root)) as server:
        connection = http.client.HTTPConnection("127.0.0.1", urlsplit(server.url).port, timeout=30)
        tracemalloc.start()
        try:
            connection.request("GET", "/audio/long.mp3")
            answer = connection.getresponse()
            received = 0
            while part := answer.read(1 << 20):
                received += len(part)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
            connection.close()
    assert received == 48 << 20
    assert peak < 12 << 20
