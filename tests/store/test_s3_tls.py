"""Bodies over TLS, before a server that keeps whatever bytes it gets: they are the file's and nothing else.

boto3's own default would wrap them in checksums there, which such a server keeps as content; see
https://github.com/boto/boto3/issues/4392.
"""

import hashlib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from podcast.store.s3 import S3Store

from ..conformance.certificate import make_certificate

MIB = 1 << 20
LONG = b"".join(hashlib.sha256(b"%d" % at).digest() for at in range(5 * MIB // 64))


class _Naive(BaseHTTPRequestHandler):
    """Keeps bodies as they come, understands no encoding of them, and checks nothing."""

    protocol_version = "HTTP/1.1"
    server: Any

    def do_PUT(self) -> None:
        body = self._body()
        url = urlsplit(self.path)
        part = parse_qs(url.query).get("partNumber", [""])[0]
        self.server.stored[url.path + part] = body
        self.server.names |= {name.lower() for name in self.headers}
        if not part:
            self.server.digests[url.path] = self.headers.get("x-amz-meta-sha256")
        self._answer(etag=hashlib.md5(body, usedforsecurity=False).hexdigest())

    def do_POST(self) -> None:
        self._body()
        url = urlsplit(self.path)
        self._answer(
            b"<R><UploadId>one</UploadId></R>" if url.query == "uploads" else self._completed(url.path)
        )
        if url.query == "uploads":
            self.server.digests[url.path] = self.headers.get("x-amz-meta-sha256")

    def do_HEAD(self) -> None:
        stored = self.server.stored.get(self.path)
        if stored is None:
            self.send_response(404)
            self.send_header("Content-Length", "0")
        else:
            self.send_response(200)
            self.send_header("ETag", '"any"')
            self.send_header("x-amz-meta-sha256", self.server.digests[self.path])
            self.send_header("Content-Length", str(len(stored)))
        self.end_headers()

    def do_GET(self) -> None:
        self._answer(b"<R><IsTruncated>false</IsTruncated></R>")

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _completed(self, path: str) -> bytes:
        parts = sorted(key for key in self.server.stored if key.startswith(path) and key != path)
        self.server.stored[path] = b"".join(self.server.stored.pop(key) for key in parts)
        return b'<R><ETag>"any"</ETag></R>'

    def _answer(self, body: bytes = b"", etag: str = "") -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        if etag:
            self.send_header("ETag", f'"{etag}"')
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Naive)
        self.stored: dict[str, bytes] = {}
        self.digests: dict[str, str] = {}
        self.names: set[str] = set()


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[_Server, str, Path]]:
    certificate, key = make_certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = _Server()
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server, f"https://127.0.0.1:{server.server_port}", certificate
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def naive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[_Server, str]]:
    """A naive server over TLS, trusted, and its address."""
    with _serving(tmp_path) as (server, address, certificate):
        monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
        yield server, address


@pytest.mark.parametrize("kind", ["bytes", "file", "parts"])
def test_bodies_are_kept_as_they_are(
    naive: tuple[_Server, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """At once from memory, at once from a file, or in parts: not a byte is added on the way."""
    server, address = naive
    if kind == "parts":
        monkeypatch.setattr("podcast.store.s3_multipart.THRESHOLD", MIB)
        monkeypatch.setattr("podcast.store.s3_multipart.PART", MIB)
    path = tmp_path / "recording.mp3"
    path.write_bytes(LONG)
    store = S3Store("podcasts", endpoint=address, region="us-east-1")
    store.put("a.mp3", LONG if kind == "bytes" else path, type="audio/mpeg", cache="no-store")
    assert server.stored == {"/podcasts/a.mp3": LONG}
    assert not {name for name in server.names if "trailer" in name or "checksum" in name}
    assert "content-encoding" not in server.names


def test_the_default_of_boto3_is_what_these_tests_would_see(naive: tuple[_Server, str]) -> None:
    """Without our settings the same server keeps other bytes: these tests can fail."""
    server, address = naive
    client = boto3.client("s3", endpoint_url=address, region_name="us-east-1")
    client.put_object(Bucket="podcasts", Key="a.mp3", Body=b"ours")
    client.close()
    (stored,) = server.stored.values()
    assert stored != b"ours"
    assert b"x-amz-checksum" in stored
