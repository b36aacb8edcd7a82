"""A line to a server that goes wrong all the time: what a phone's network, a busy provider and a hotel do."""

from __future__ import annotations

import random
import socket
import socketserver
import time
from collections import Counter
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, Self

FAULTS = ("lost", "reset", "busy", "cut", "half", "error", "portal", "stall")
"""The answer is lost after the request was carried out; the line breaks before; 503; half of what is sent arrives;
half of the answer arrives; 200 with an error inside; a login page; nothing for longer than anybody waits."""

_BUSY = b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>x</Message></Error>"
_ERROR = b"<?xml version='1.0'?><Error><Code>InternalError</Code><Message>x</Message></Error>"
_PORTAL = b"<html><body>Bienvenue \xc3\xa0 bord. Acceptez les conditions.</body></html>"
_HOP = {"connection", "transfer-encoding", "keep-alive", "content-length"}


@dataclass(kw_only=True)
class Chances:
    """How likely each request meets a fault, of which kinds in turn, and for how many seconds a stall lasts."""

    fault: float = 0.0
    kinds: tuple[str, ...] = FAULTS
    stall: float = 1.0


class Chaos:
    """A proxy on 127.0.0.1 to a server on another port there; `with` it, it serves at `url`."""

    def __init__(self, port: int, chances: Chances, *, seed: int = 0) -> None:
        self.chances = chances
        self.met: Counter[str] = Counter()
        self.answers = {"busy": (503, _BUSY), "error": (200, _ERROR), "portal": (200, _PORTAL)}
        self._chance = random.Random(seed)  # noqa: S311
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.chaos, self._server.to = self, port
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def draw(self, request: str, headers: Message) -> str:
        """Return the fault that the next request meets, or nothing."""
        with self._lock:
            if self._chance.random() >= self.chances.fault:
                return ""
            kind = self.chances.kinds[self.met.total() % len(self.chances.kinds)]
            self.met[kind] += 1
            return kind

    def lose(self) -> None:
        """Be told that an answer is about to be lost."""

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    chaos: Chaos
    to: int

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # without asking for the name of this computer
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked was killed, which is what this is for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _pass(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        asked = f"{self.command} {self.path}"
        kind = self.server.chaos.draw(asked, self.headers) if len(body) == length else "reset"
        if kind in ("reset", "stall"):
            time.sleep(self.server.chaos.chances.stall if kind == "stall" else 0)
            return self._break()
        if kind in self.server.chaos.answers:
            status, said = self.server.chaos.answers[kind]
            return self._say(
                status, {"Content-Type": "text/html" if kind == "portal" else "application/xml"}, said
            )
        try:
            status, headers, said = self._ask(body, cut=kind == "cut")
        except (OSError, HTTPException):
            return self._break()
        if kind == "lost":
            self.server.chaos.lose()
            return self._break()
        self._say(status, headers, said, half=kind == "half")

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _pass

    def _ask(self, body: bytes, *, cut: bool) -> tuple[int, dict[str, str], bytes]:
        """Let the server answer; `cut` sends half of the body and hangs up."""
        there = HTTPConnection("127.0.0.1", self.server.to, timeout=30)
        try:
            there.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in ("expect", "connection"):
                    there.putheader(name, value)
            there.endheaders()
            there.send(body[: len(body) // 2] if cut else body)
            if cut:
                raise ConnectionAbortedError
            answer = there.getresponse()
            headers = {name: value for name, value in answer.getheaders() if name.lower() not in _HOP}
            said = answer.read()
            if self.command == "HEAD" and (size := answer.getheader("Content-Length")):
                headers["Content-Length"] = size
            return answer.status, headers, said
        finally:
            there.close()

    def _say(self, status: int, headers: dict[str, str], said: bytes, *, half: bool = False) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers and status != 204:
            self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said[: len(said) // 2] if half else said)
        if half:
            self._break()

    def _break(self) -> None:
        """Hang up without a word."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""
