"""A front before a server on loopback: it speaks TLS, and loses answers when it is told to.

boto3 treats bodies differently over TLS, and a real line breaks after the server has done what was asked.
"""

import asyncio
import ssl
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Self

_WRITES = (b"PUT ", b"POST ")
_METHODS = (*_WRITES, b"GET ", b"HEAD ", b"DELETE ")
_ANSWER = (b"HTTP/1.1 2", b"HTTP/1.0 2")


class Front:
    """Passes every connection to `backend`, a port of this computer, in a thread of its own.

    Of the answers to PUT and POST the next `spare` are passed on, and then `lose` are thrown away, with
    their connections.
    """

    def __init__(self, backend: int, certificate: tuple[Path, Path] | None = None) -> None:
        self._backend = backend
        self._tls = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(*certificate)
        self._ready = Event()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, daemon=True)
        self.spare = 0
        self.lose = 0
        self.port = 0

    @property
    def url(self) -> str:
        """The front's address."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(10)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    def loses(self) -> bool:
        """Say whether this answer is one to lose, and count it."""
        if self.spare:
            self.spare -= 1
            return False
        lost = self.lose > 0
        self.lose -= lost
        return lost

    async def _serve(self) -> None:
        self._done = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self._tls)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._done.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            theirs = await asyncio.open_connection("127.0.0.1", self._backend)
            await _Exchange(self, (reader, writer), theirs).run()
        except OSError:
            pass
        finally:
            self._tasks.discard(task)
            writer.close()


class _Exchange:
    """One connection: the requests go one way, the answers the other, until either side ends it."""

    def __init__(
        self,
        front: Front,
        client: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        server: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self._front = front
        self._client = client
        self._server = server
        self._writes = False

    async def run(self) -> None:
        ways = [asyncio.create_task(way()) for way in (self._requests, self._answers)]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._server[1].close()

    async def _requests(self) -> None:
        with suppress(OSError):
            while piece := await self._client[0].read(1 << 16):
                if piece.startswith(
                    _METHODS
                ):  # every request begins a piece: its client waited for an answer
                    self._writes = piece.startswith(_WRITES)
                self._server[1].write(piece)
                await self._server[1].drain()

    async def _answers(self) -> None:
        with suppress(OSError):
            while piece := await self._server[0].read(1 << 16):
                if self._writes and piece.startswith(_ANSWER) and self._front.loses():
                    return
                self._client[1].write(piece)
                await self._client[1].drain()
