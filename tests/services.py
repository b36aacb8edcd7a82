"""A service on loopback that writes down what it is asked, and answers as badly as it is told to."""

from __future__ import annotations

import socketserver
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as it came in; names of headers are in small letters."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass(kw_only=True)
class Reply:
    """What is answered: raw bytes if there are any, nothing at all if `hangs`, else status, headers and body."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    raw: bytes = b""
    hangs: bool = False


class Service:
    """Serves on 127.0.0.1 from `with` on, at `url`."""

    def __init__(self) -> None:
        self.reply = Reply()
        self.asked: list[Asked] = []
        self.released = Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.service = self
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    service: Service

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # without asking for the name of this computer
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked has gone, which is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        service = self.server.service
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        service.asked.append(Asked(line=self.requestline, headers=headers, body=body))
        reply = service.reply
        if reply.hangs:
            service.released.wait()
        elif reply.raw:
            self.wfile.write(reply.raw)
        else:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""
