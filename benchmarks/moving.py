"""An import against `curl --parallel` on the same files, and one of 500 episodes from a host that misbehaves.

    .venv/bin/python benchmarks/moving.py

The host is a process of its own. Ours is the whole command, from its start to the last episode.md, with each file
on the disk (fsync) and looked at; curl's is its own start and the files.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from link import line

_HEADER = bytes.fromhex("fffb9064")  # MPEG-1 layer III, 128 kbit/s, 44.1 kHz
_FRAME = _HEADER + bytes(413)
_JOBS = 6


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One run: wall time in seconds, largest memory in MB, exit code."""

    wall: float
    memory: float
    code: int


def main() -> None:
    """Run both and print tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--serve", nargs=3, metavar=("COUNT", "BYTES", "FAULTS"), help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if given.serve:
        _serve(*(int(one) for one in given.serve))
        return
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores\n")
    _throughput("loopback", count=60, size=10_000_000, rounds=given.rounds)
    _throughput("100 Mbit/s, 20 ms", count=40, size=5_000_000, rounds=1, rate=12_500_000.0)
    _misbehaving(count=500, size=400_000)


def _throughput(name: str, *, count: int, size: int, rounds: int, rate: float = 0.0) -> None:
    walls: dict[str, list[Ran]] = {"curl": [], "ours": []}
    with _Host(count, size, faults=0) as host:
        for _ in range(rounds):
            if rate:
                with line(host.port, round_trip=0.02, bytes_per_second=rate) as port:
                    _both(walls, port, count)
            else:
                _both(walls, host.port, count)
    curl, ours = (statistics.median(one.wall for one in walls[who]) for who in ("curl", "ours"))
    memory = max(one.memory for one in walls["ours"])
    print(f"{name}: {count} files of {size / 1e6:g} MB, {_JOBS} at a time, medians of {rounds}")
    print(f"  curl {curl:.2f} s ({count * size / curl / 1e6:.0f} MB/s)")
    print(f"  ours {ours:.2f} s ({count * size / ours / 1e6:.0f} MB/s), {memory:.0f} MB of memory")
    print(f"  ours at {curl / ours:.2f} of curl's speed\n")


def _both(walls: dict[str, list[Ran]], port: int, count: int) -> None:
    base = f"http://127.0.0.1:{port}/"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        listed = "\n".join(f'url = "{base}{at}.mp3"\noutput = "{root}/{at}.mp3"' for at in range(count))
        (root / "list").write_text(f"{listed}\n", encoding="utf-8")
        command = ["curl", "-sf", "--parallel", "--parallel-max", str(_JOBS), "-K", str(root / "list")]
        walls["curl"].append(_run(command))
        walls["ours"].append(_run(_import(f"{base}feed.xml", root / "show")))
        assert all(one.code == 0 for ones in walls.values() for one in ones)  # noqa: S101  else nothing is measured


def _misbehaving(*, count: int, size: int) -> None:
    """Import until it is done, as a producer would, from a host that cuts, drops and refuses."""
    with _Host(count, size, faults=1) as host, tempfile.TemporaryDirectory() as folder:
        root, runs = Path(folder) / "show", []
        while not runs or (runs[-1].code == 75 and len(runs) < 8):
            runs.append(_run(_import(f"http://127.0.0.1:{host.port}/feed.xml", root)))
        whole = [path for path in root.glob("*/enregistrement.mp3") if path.stat().st_size == _whole(size)]
        print(f"{count} episodes of {size / 1e6:g} MB with faults in every third answer:")
        print(f"  {len(whole)} whole after {len(runs)} runs, exit codes {[one.code for one in runs]}")
        print(f"  {sum(one.wall for one in runs):.1f} s, {max(one.memory for one in runs):.0f} MB of memory")


def _import(feed: str, root: Path) -> list[str]:
    program = str(Path(sys.executable).with_name("podcast"))
    return [program, "import", feed, str(root), "--allow-host", "127.0.0.1", "--jobs", str(_JOBS)]


def _run(command: Sequence[str]) -> Ran:
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    return Ran(
        wall=time.perf_counter() - start,
        memory=usage.ru_maxrss / 1000,
        code=os.waitstatus_to_exitcode(status),
    )


def _whole(size: int) -> int:
    return size // len(_FRAME) * len(_FRAME)


class _Host:
    """The old host, in a process of its own."""

    def __init__(self, count: int, size: int, *, faults: int) -> None:
        self._arguments = [str(count), str(size), str(faults)]

    def __enter__(self) -> "_Host":
        command = [sys.executable, __file__, "--serve", *self._arguments]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port = int(self._process.stdout.readline()) if self._process.stdout else 0
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


def _serve(count: int, size: int, faults: int) -> None:
    folder = Path(tempfile.mkdtemp())
    (folder / "a.mp3").write_bytes(_FRAME * (size // len(_FRAME)))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    _Handler.path_of_sound, _Handler.count, _Handler.faults = folder / "a.mp3", count, bool(faults)
    print(server.server_port, flush=True)
    try:
        server.serve_forever()
    finally:
        shutil.rmtree(folder)


class _Handler(BaseHTTPRequestHandler):
    """Serves the feed and the same sound under every number."""

    protocol_version = "HTTP/1.1"
    path_of_sound = Path()
    count = 0
    faults = False
    seen: ClassVar[Counter[str]] = Counter()

    def do_GET(self) -> None:
        if self.path == "/feed.xml":
            self._send(200, self._feed(), {})
            return
        if not self.path.endswith(".mp3"):
            self._send(404, b"", {})
            return
        self.seen[self.path] += 1
        number = int(self.path[1:-4])
        if self.faults and number % 3 == 0 and self.seen[self.path] <= 1 + number % 3:
            self._fail(number)
        else:
            self._sound()

    def _fail(self, number: int) -> None:
        kind = number // 3 % 4
        if kind == 0:
            self._send(503, b"later", {"Retry-After": "0"})
        elif kind == 1:
            self._send(200, b"<!doctype html><p>Log in", {"Content-Type": "text/html"})
        elif kind == 2:
            self._sound(cut=True)
        self.close_connection = True

    def _sound(self, *, cut: bool = False) -> None:
        size = self.path_of_sound.stat().st_size
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(found[1]) if found else 0
        self.send_response(206 if found else 200)
        if found:
            self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        self.send_header("ETag", '"a"')
        self.send_header("Content-Type", "audio/mpeg")
        self.send_header("Content-Length", str(size - start))
        self.end_headers()
        self.wfile.flush()
        end = start + (size - start) // 2 if cut else size
        with self.path_of_sound.open("rb") as file:
            self.connection.setblocking(True)
            while start < end:
                start += os.sendfile(
                    self.connection.fileno(), file.fileno(), start, min(1 << 20, end - start)
                )

    def _feed(self) -> bytes:
        base = f"http://{self.headers.get('Host')}/"
        items = "".join(
            f"<item><title>Épisode {at}</title><guid>guid-{at}</guid>"
            f"<pubDate>{formatdate(1.7e9 + at * 86400)}</pubDate>"
            f'<enclosure url="{base}{at}.mp3" length="{self.path_of_sound.stat().st_size}" type="audio/mpeg"/>'
            "<description>Un résumé.</description></item>"
            for at in reversed(range(self.count))
        )
        return f'<rss version="2.0"><channel><title>Essai</title>{items}</channel></rss>'.encode()

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


if __name__ == "__main__":
    main()
