"""A podcast host on loopback: files by path, with ranges and validators, and with faults on demand."""

from __future__ import annotations

import hashlib
import re
import socketserver
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self


@dataclass(kw_only=True)
class File:
    """What lies at a path. Each of `faults` answers one GET, in order; then all is well."""

    body: bytes = b""
    type: str = "application/octet-stream"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    """`short` (the second half is missing), `503`, `html` (a captive portal), `drop` (the connection ends)."""


class OldHost:
    """Serves `files` on 127.0.0.1, under any name that leads there."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.watch: Callable[[str], None] | None = None
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.host = self
        self.port = self._server.server_address[1]
        self.url = f"http://old.example:{self.port}/"

    def put(self, path: str, body: bytes, type: str = "application/octet-stream", **more: Any) -> str:
        """Put a file at a path and return its address."""
        self.files[f"/{path}"] = File(body=body, type=type, **more)
        return self.url + path

    def gets(self, path: str) -> list[str]:
        """Return the `Range` of each GET of a path, empty for the whole."""
        return [spans for method, asked, spans in self.asked if (method, asked) == ("GET", f"/{path}")]

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    host: OldHost

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked has gone."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        host = self.server.host
        path = self.path.partition("?")[0]
        host.asked.append((self.command, path, self.headers.get("Range", "")))
        if with_body and host.watch:
            host.watch(path)
        file = host.files.get(path, File(status=404))
        fault = file.faults.pop(0) if with_body and file.faults else ""
        if fault in _FAULTS:
            _FAULTS[fault](self, file)
            return
        body, status, tag = file.body, file.status, f'"{hashlib.sha256(file.body).hexdigest()[:16]}"'
        headers = {"Content-Type": file.type, "ETag": tag, **file.headers}
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if found and status == 200 and self.headers.get("If-Range", tag) == tag:
            start = int(found[1])
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            body, status = body[start:], 206
        self._send(status, headers, body, with_body=with_body, cut=fault == "short")

    def _send(
        self, status: int, headers: dict[str, str], body: bytes, *, with_body: bool = True, cut: bool = False
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


def _unavailable(handler: _Handler, file: File) -> None:
    handler._send(503, {"Retry-After": "0"}, b"later")


def _portal(handler: _Handler, file: File) -> None:
    handler._send(200, {"Content-Type": "text/html"}, b"<!doctype html><title>Wi-Fi</title><p>Log in")


def _drop(handler: _Handler, file: File) -> None:
    handler.close_connection = True


_FAULTS: dict[str, Callable[[_Handler, File], None]] = {"503": _unavailable, "html": _portal, "drop": _drop}
