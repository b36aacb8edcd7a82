"""What doctor prints for nginx and Caddy, tried with the real ones: they serve a folder as a bucket is served."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from podcast.content import keys
from podcast.publish.doctor import public_findings
from podcast.store.directory import DirectoryStore
from podcast.store.finding import Level
from podcast.store.webserver import caddy, nginx

AUDIO = bytes(range(256)) * 40
OBJECTS = {
    "feed.xml": b"<rss version='2.0'/>",
    "feed.json": b"{}",
    "feed/page-1.xml": b"<rss/>",
    "feeds/saison-2.xml": b"<rss/>",
    "index.html": "<p>Émission".encode(),
    "404.html": b"<p>Rien",
    "sitemap.xml": b"<urlset/>",
    "robots.txt": b"User-agent: *",
    "audio/un.0123456789ab.mp3": AUDIO,
    "audio/un.0123456789ab.m4a": AUDIO,
    "audio/un.0123456789ab.opus": AUDIO,
    "images/a.0123456789ab.jpg": b"x",
    "images/a.0123456789ab.webp": b"x",
    "assets/a.0123456789ab.css": b"x",
    "assets/a.0123456789ab.js": b"x",
    "episodes/un/index.html": b"<p>Un",
    "episodes/un/chapters.json": b"{}",
    "episodes/un/oembed.json": b"{}",
    "episodes/un/transcript.vtt": b"WEBVTT",
    "episodes/un/transcript.srt": b"1",
}
MP3 = "audio/un.0123456789ab.mp3"


class Site:
    """A web server that serves the folder at `base`."""

    def __init__(self, base: str, public: Path) -> None:
        self.base = base
        self.public = public

    def ask(self, key: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers with names in small letters, and body."""
        parts = urlsplit(self.base)
        with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)) as line:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            line.request(method, parts.path + key, headers=named)
            answer = line.getresponse()
            body = answer.read()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def nginx_command(folder: Path, public: Path, base: str) -> list[str]:
    """Write what doctor prints into a whole configuration that runs without rights, and return how to run it."""
    port = urlsplit(base).port
    server = nginx(public, base).replace("listen 80;", f"listen 127.0.0.1:{port};")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        f"{'user root;' if folder.owner() == 'root' else ''}\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{server}}}\n"
    )
    return ["nginx", "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(whole)]


def caddy_command(folder: Path, public: Path, base: str) -> list[str]:
    """Return how to run Caddy with what doctor prints."""
    whole = folder / "Caddyfile"
    whole.write_text("{\n\tadmin off\n}\n" + caddy(public, base))
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(whole)]


@pytest.fixture(scope="module", params=["", "emission"])
def path(request: pytest.FixtureRequest) -> str:
    """The path of the show on its host."""
    found: str = request.param
    return found


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def site(
    request: pytest.FixtureRequest, path: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A folder with some of everything, served by a real server."""
    program: str = request.param
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed: apt-get install {program}")
    public = tmp_path_factory.mktemp("un dossier") / "public"
    store = DirectoryStore(public)
    for key, body in OBJECTS.items():
        store.put(key, body, type="", cache="")
    store.put("_podcast/releases/99999998.json", b"{}", type="", cache="")
    folder = tmp_path_factory.mktemp(program)
    base = f"http://127.0.0.1:{free_port()}/{path + '/' if path else ''}"
    command = {"nginx": nginx_command, "caddy": caddy_command}[program](folder, public, base)
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            command,
            stdout=said,
            stderr=said,
            env={"HOME": str(folder), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        )
    try:
        wait_for(urlsplit(base).port or 0, process, folder)
        yield Site(base, public)
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the server listens, and fail with what it said if it ended."""
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            said = (folder / "said").read_text() + "".join(
                one.read_text() for one in folder.glob("error.log")
            )
            assert process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.05)
        else:
            return


def test_types_and_cache_policies_are_those_of_a_bucket(site: Site) -> None:
    """For every kind of key."""
    for key, body in OBJECTS.items():
        status, headers, got = site.ask(key)
        assert (status, got) == (200, body), key
        assert headers["content-type"] == keys.media_type(key), key
        assert headers["cache-control"] == keys.cache_control(key), key
        assert headers["access-control-allow-origin"] == "*", key
        assert "etag" in headers, key


def test_players_can_seek(site: Site) -> None:
    """From here to there, the last bytes, and an answer that these are none."""
    status, headers, body = site.ask(MP3, Range="bytes=100-199")
    assert (status, body) == (206, AUDIO[100:200])
    assert headers["content-range"] == f"bytes 100-199/{len(AUDIO)}"
    assert headers["cache-control"] == keys.IMMUTABLE
    assert site.ask(MP3, Range="bytes=-7")[::2] == (206, AUDIO[-7:])
    assert site.ask(MP3, Range=f"bytes={len(AUDIO)}-")[0] == 416
    status, headers, body = site.ask(MP3, "HEAD")
    assert (status, headers["content-length"], body) == (200, str(len(AUDIO)), b"")


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    """As apps ask for the feed."""
    etag = site.ask("feed.xml")[1]["etag"]
    assert site.ask("feed.xml", If_None_Match=etag)[::2] == (304, b"")


def test_players_of_other_sites_may_ask_for_ranges(site: Site) -> None:
    """The preflight request of a browser is answered, and what scripts may read is named."""
    status, headers, _ = site.ask(
        MP3,
        "OPTIONS",
        Origin="https://player.example",
        Access_Control_Request_Method="GET",
        Access_Control_Request_Headers="range",
    )
    assert status == 204
    assert headers["access-control-allow-origin"] == "*"
    assert "Range" in re.split(", *", headers["access-control-allow-headers"])
    assert "Content-Range" in re.split(", *", headers["access-control-expose-headers"])


def test_pages_are_addressed_by_their_folder(site: Site) -> None:
    """With and without its slash."""
    assert site.ask("")[::2] == (200, OBJECTS["index.html"])
    assert site.ask("episodes/un/")[::2] == (200, OBJECTS["episodes/un/index.html"])
    status, headers, _ = site.ask("episodes/un")
    assert status in (301, 302, 307, 308)
    assert urlsplit(headers["location"]).path == urlsplit(site.base).path + "episodes/un/"


def test_what_is_not_there_is_our_page_and_not_kept(site: Site) -> None:
    """Not for a year, when it is the name of a file that will come."""
    for key in ("rien", "audio/rien.0123456789ab.mp3"):
        status, headers, body = site.ask(key)
        assert (status, body) == (404, OBJECTS["404.html"]), key
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert "31536000" not in headers.get("cache-control", "")


PRIVATE = (
    "_podcast/releases/99999998.json",
    "_podcast/",
    "_podcast",
    "%5fpodcast/releases/99999998.json",
    ".lock",
    "audio/.x",
)


@pytest.mark.parametrize("key", PRIVATE)
def test_what_only_producers_need_is_not_served(site: Site, key: str) -> None:
    """Nor hidden files, however they are asked for."""
    assert site.ask(key)[::2] == (404, OBJECTS["404.html"])


def test_doctor_finds_nothing_wrong_with_it(site: Site) -> None:
    """Read at its public address as a web player does, preflight request included."""
    found = {one.check: one for one in public_findings(DirectoryStore(site.public), site.base)}
    assert set(found) == {"public address", "CORS", "private files"}
    assert {one.level for one in found.values()} == {Level.GOOD}, found
