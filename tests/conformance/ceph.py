"""A Ceph RADOS gateway on loopback: the S3 server of many providers, from Debian's packages.

One monitor, one storage daemon that keeps everything in memory, and the gateway; none forgets to end.
"""

import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection, socket

PROGRAMS = ("ceph", "ceph-authtool", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin")

_CONFIGURATION = """
[global]
fsid = {fsid}
mon host = [v2:127.0.0.1:{v2},v1:127.0.0.1:{v1}]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth allow insecure global id reclaim = false
keyring = {folder}/keyring
run dir = {folder}
admin socket = {folder}/$name.$pid.asok
pid file = {folder}/$name.pid
log file = {folder}/$name.log
mon data = {folder}/mon
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 2147483648
osd class load list = *
osd class default list = *
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 2000
paxos propose interval = 0.05
paxos min wait = 0.01
mon data avail crit = 1
[client.admin]
rgw frontends = beast endpoint=127.0.0.1:{port}
"""


def is_installed() -> bool:
    """Say whether everything that it takes is there."""
    return all(shutil.which(program) for program in PROGRAMS)


@contextmanager
def ceph(folder: Path, key: str, secret: str) -> Iterator[int]:
    """Run a gateway whose only user has these credentials, and give its port."""
    port, v1, v2 = _free_ports(3)
    fsid = str(uuid.uuid4())
    configuration = folder / "ceph.conf"
    configuration.write_text(_CONFIGURATION.format(fsid=fsid, folder=folder, port=port, v1=v1, v2=v2))
    running: list[subprocess.Popen[bytes]] = []
    ask = _Asker(configuration, folder)
    try:
        ask.new_keys()
        ask.run(
            "monmaptool", "--create", "--addv", "a", f"[v2:127.0.0.1:{v2},v1:127.0.0.1:{v1}]",
            "--fsid", fsid, f"{folder}/map",
        )  # fmt: skip
        ask.run(
            "ceph-mon", "--mkfs", "-i", "a", "--monmap", f"{folder}/map", "--keyring", f"{folder}/keyring"
        )
        running.append(ask.start("ceph-mon", "-i", "a"))
        osd = str(uuid.uuid4())
        ask.run("ceph", "osd", "new", osd)
        ask.run("ceph", "auth", "import", "-i", f"{folder}/keyring")
        (folder / "osd").mkdir()
        ask.run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osd)
        running.append(ask.start("ceph-osd", "-i", "0"))
        running.append(ask.start("radosgw", "-n", "client.admin"))
        _wait_for(port)
        ask.run(
            "radosgw-admin", "user", "create", "--uid=test", "--display-name=test",
            f"--access-key={key}", f"--secret-key={secret}",
        )  # fmt: skip
        yield port
    finally:
        for process in reversed(running):
            process.kill()
            process.wait(10)


class _Asker:
    """Runs Ceph's programs with one configuration."""

    def __init__(self, configuration: Path, folder: Path) -> None:
        self._with = ("--conf", str(configuration))
        self._folder = folder

    def run(self, *command: str) -> None:
        """Run a command to its end, and fail with what it says."""
        name, *arguments = command
        own = name in ("ceph-authtool", "monmaptool")
        done = subprocess.run(
            [name, *(() if own else self._with), *arguments], capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        """Start a daemon in the foreground, so that it can be ended."""
        name, *arguments = command
        return subprocess.Popen(
            [name, *self._with, "--foreground", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def new_keys(self) -> None:
        """Make the keys by which the daemons know one another."""
        ring = f"{self._folder}/keyring"
        allowed = {
            "mon.": {"mon": "allow *"},
            "client.admin": {"mon": "allow *", "osd": "allow *", "mgr": "allow *"},
            "osd.0": {"mon": "allow profile osd", "osd": "allow *", "mgr": "allow profile osd"},
        }
        for name, rights in allowed.items():
            create = ("--create-keyring",) if name == "mon." else ()
            caps = [word for of, what in rights.items() for word in ("--cap", of, what)]
            self.run("ceph-authtool", ring, *create, "--gen-key", "-n", name, *caps)


def _free_ports(count: int) -> list[int]:
    sockets = [socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
