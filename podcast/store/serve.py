"""A preview server: any store over HTTP on this computer alone, as podcast apps and browsers expect it.

Owns sockets, threads and their end. What is answered is decided in `answer`, a function of a store and a
request. It binds 127.0.0.1 and nothing else, and prints nothing.
"""

import errno
import os
import socket
import socketserver
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, Self

from podcast.errors import PodcastError, UnavailableError
from podcast.messages import msg
from podcast.store.answer import Answer, Rewrite, answer, refusal
from podcast.store.live import Live
from podcast.store.overlay import Readable

_LOOPBACK = "127.0.0.1"

Log = Callable[[str], None]


class PreviewServer:
    """Serves `store` at `url` until it is closed; as a context manager it serves in a thread.

    With `public_url`, the base URL that published views contain, text views are served with this server's
    own address in its place, so that a podcast app can subscribe to the preview and play it.
    `log` is called with a line for each answer and for each failure, from any thread. With `live`, open pages are
    told when there is another version of them.
    """

    def __init__(
        self,
        store: Readable,
        *,
        port: int = 0,
        public_url: str = "",
        log: Log | None = None,
        live: Live | None = None,
    ) -> None:
        """Bind `port` of 127.0.0.1, or any free one for 0.

        Raises:
            UnavailableError: the port is taken or not allowed.
        """
        try:
            self._server = _Server((_LOOPBACK, port), _Connection)
        except (OSError, OverflowError) as error:
            raise _refused(port, error) from error
        self.url = f"http://{_LOOPBACK}:{self._server.server_port}/"
        self._server.store = store
        self._server.log = log
        self._server.live = live
        if public_url:
            public = public_url.rstrip("/") + "/"
            self._server.rewrite = Rewrite(public=public.encode(), local=self.url.encode())
        self._thread: Thread | None = None
        self._started = False

    @property
    def failure(self) -> PodcastError | None:
        """Why the store could not be read, if that happened: readers only get a 503 or half a body."""
        return self._server.failure

    def serve_forever(self) -> None:
        """Serve in this thread until `close` is called in another, or an exception such as Ctrl-C."""
        self._started = True
        self._server.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        """Stop, end every connection and free the port; harmless the second time."""
        if self._server.live is not None:
            self._server.live.end()
        if self._started:
            self._server.shutdown()
        if self._thread is not None:
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        self._started = True
        self._thread = Thread(target=self.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # there it would share the port with whoever has it
    request_queue_size = 128
    store: Readable
    live: Live | None = None
    rewrite: Rewrite | None = None
    log: Log | None = None
    failure: PodcastError | None = None

    def __init__(self, *arguments: Any) -> None:
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__(*arguments)

    def server_bind(self) -> None:
        """Bind without asking the network for this computer's name, as the base class would."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.socket.getsockname()[:2]

    def get_request(self) -> tuple[socket.socket, Any]:
        request, address = super().get_request()
        with self._lock:
            self._open.add(request)
        return request, address

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        with self._lock:
            for request in self._open:
                with suppress(OSError):
                    request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: the base class prints a traceback."""


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "podcast"
    sys_version = ""
    timeout = 30
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    server: _Server

    def do_GET(self) -> None:
        """Answer any method: which are allowed is for `answer` to say."""
        if self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # its body is not read, and would pass for the next request
        try:
            self._send(self._answer())
        except (ConnectionError, TimeoutError):
            self.close_connection = True  # the listener has gone, which players do all the time

    do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_GET

    def log_message(self, format: str, *arguments: Any) -> None:
        if self.server.log is not None:
            self.server.log(ascii(format % arguments)[1:-1])

    def _answer(self) -> Answer:
        server = self.server
        try:
            headers = {name.lower(): text for name, text in self.headers.items()}
            if len(self.headers.get_all("Host", [])) != 1:
                headers["host"] = ""
            if server.live is not None and refusal(self.command, headers) is None:
                found = server.live.answer(self.path)
                if found is not None:
                    return found
            return answer(server.store, self.command, self.path, headers, server.rewrite)
        except PodcastError as error:
            self._failed(error)
            body = b"The store could not be read; the terminal says why.\n"
            return Answer(status=503, headers=(), size=len(body), body=lambda: iter([body]))

    def _send(self, found: Answer) -> None:
        self.send_response(HTTPStatus(found.status))
        for name, text in found.headers:
            self.send_header(name, text)
        if found.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(found.size))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            try:
                for piece in found.body():
                    self.wfile.write(piece)
            except PodcastError as error:
                self._failed(error)
                self.close_connection = True  # too short a body is how the reader learns of it

    def _failed(self, error: PodcastError) -> None:
        self.server.failure = self.server.failure or error
        self.log_message("%s", error)


def _refused(port: int, error: Exception) -> UnavailableError:
    taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
    why = msg("is taken by another program") if taken else msg("cannot be used")
    return UnavailableError(
        msg("port {port} of this computer {why}", port=port, why=why),
        hint=msg("choose another one with --port, or 0 for any free one"),
    )
