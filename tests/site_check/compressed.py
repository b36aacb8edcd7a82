"""A web server in front of the preview that compresses text, as those do that pages are published with."""

from __future__ import annotations

import gzip
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self

_TEXT = ("text/", "application/json", "application/xml", "application/manifest+json", "image/svg+xml")


class Compressed:
    """Serves at `url` what `behind` serves, compressed for who takes that."""

    def __init__(self, behind: str) -> None:
        handler = type("Handler", (_Handler,), {"behind": behind.rstrip("/")})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser that leaves early is no fault."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    behind = ""

    def do_GET(self) -> None:
        asked = urllib.request.Request(self.behind + self.path)
        if "Range" in self.headers:
            asked.add_header("Range", self.headers["Range"])
        try:
            answer = urllib.request.urlopen(asked, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            body, kept = answer.read(), dict(answer.headers)
        small = kept.get("Content-Type", "").startswith(_TEXT) and "gzip" in self.headers.get(
            "Accept-Encoding", ""
        )
        if small:
            body = gzip.compress(body, 6, mtime=0)
            kept["Content-Encoding"] = "gzip"
        self.send_response(answer.status)
        for name, text in kept.items():
            if name.lower() not in ("content-length", "connection", "date", "server"):
                self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
