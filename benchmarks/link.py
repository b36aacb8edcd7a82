"""A line with a round trip and a rate, on loopback: what comes in goes on later, and no faster than it may.

Kernels can do this (netem), but only for who may load modules; this relay needs nothing. It is a process of its
own, so that what is measured does not share an interpreter with it.
"""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def line(port: int, *, round_trip: float, bytes_per_second: float) -> Iterator[int]:
    """Give the port of a relay to `port` on loopback; a new connection costs a round trip, as TCP does."""
    command = [sys.executable, __file__, str(port), str(round_trip), str(bytes_per_second)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as relay:
        try:
            yield int(relay.stdout.readline() if relay.stdout else 0)
        finally:
            relay.kill()


class _Rate:
    """Lets so many bytes a second pass in one direction, whatever the number of connections."""

    def __init__(self, bytes_per_second: float) -> None:
        self._rate = bytes_per_second
        self._free = 0.0

    def departure(self, count: int, now: float) -> float:
        """Return when the last of `count` bytes has gone that arrive now."""
        self._free = max(self._free, now) + count / self._rate
        return self._free


async def _relay(port: int, round_trip: float, bytes_per_second: float) -> None:
    up, down = _Rate(bytes_per_second), _Rate(bytes_per_second)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(round_trip)
        their_reader, their_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(
            _pump(reader, their_writer, up, round_trip / 2),
            _pump(their_reader, writer, down, round_trip / 2),
        )

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _pump(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, rate: _Rate, delay: float
) -> None:
    """Pass on what is read, each piece when it has crossed the line; what fills the line waits to be read."""
    clock = asyncio.get_running_loop().time
    waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(64)

    async def deliver() -> None:
        while True:
            at, piece = await waiting.get()
            await asyncio.sleep(max(0.0, at - clock()))
            if not piece:
                writer.close()
                return
            with contextlib.suppress(OSError):
                writer.write(piece)
                await writer.drain()

    delivery = asyncio.create_task(deliver())
    piece = b"x"
    while piece:
        try:
            piece = await reader.read(1 << 16)
        except OSError:
            piece = b""
        await waiting.put((rate.departure(len(piece), clock()) + delay, piece))
    await delivery


if __name__ == "__main__":
    asyncio.run(_relay(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
