"""Servers that speak S3 and let several writers of a key win: what publishing must refuse.

rclone (from PyPI) and s3rver (from npm) ignore conditions. Swift's S3 layer answers 412 to the second writer and
lets writers win who come at once; it is four processes, from PyPI, in a virtual environment of its own.
"""

import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
RCLONE = shutil.which("rclone", path=str(Path(sys.executable).parent))
S3RVER = shutil.which("s3rver", path=str(ROOT / "tests" / "servers" / "node_modules" / ".bin"))
SWIFT = shutil.which(
    "swift-proxy-server", path=os.environ.get("SWIFT_BIN", str(ROOT / ".venv-swift" / "bin"))
)

_PARTS = ("account", "container", "object")
_STORAGE = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
[pipeline:main]
pipeline = {part}-server
[app:{part}-server]
use = egg:swift#{part}
[{part}-replicator]
[{part}-updater]
[{part}-auditor]
"""
_PROXY = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
[pipeline:main]
pipeline = catch_errors cache listing_formats bulk s3api tempauth copy dlo slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_{key}_{key} = {secret} .admin
[filter:s3api]
use = egg:swift#s3api
s3_acl = no
"""
_FILTERS = ("catch_errors", "listing_formats", "bulk", "copy", "dlo", "slo")


@contextmanager
def rclone(folder: Path, key: str, secret: str) -> Iterator[int]:
    """Serve a folder by rclone, and give the port."""
    assert RCLONE is not None
    (port,) = free_ports(1)
    (folder / "data").mkdir()
    command = [
        RCLONE, "serve", "s3", "--config", os.devnull, "--addr", f"127.0.0.1:{port}",
        "--auth-key", f"{key},{secret}", str(folder / "data"),
    ]  # fmt: skip
    with running(command, port, folder):
        yield port


@contextmanager
def s3rver(folder: Path, key: str, secret: str) -> Iterator[int]:
    """Serve a folder by s3rver, which has one user only, and give the port."""
    assert S3RVER is not None
    (port,) = free_ports(1)
    command = [S3RVER, "-a", "127.0.0.1", "-p", str(port), "-d", str(folder), "--allow-mismatched-signatures"]
    # its tokens of lists are made by a cipher that OpenSSL 3 keeps for old programs
    with running(command, port, folder, NODE_OPTIONS="--openssl-legacy-provider"):
        yield port


@contextmanager
def swift(folder: Path, key: str, secret: str) -> Iterator[int]:
    """Run Swift with one replica, and give the port of its proxy; the access key is `key:key`."""
    assert SWIFT is not None
    programs = Path(SWIFT).parent
    proxy, *ports = free_ports(4)
    facts = {"folder": folder, "user": getpass.getuser(), "key": key, "secret": secret}
    (folder / "swift.conf").write_text(
        "[swift-hash]\nswift_hash_path_suffix = x\n[storage-policy:0]\nname = one\ndefault = yes\n"
    )
    (folder / "devices" / "d").mkdir(parents=True)
    for part, port in zip(_PARTS, ports, strict=True):
        (folder / f"{part}.conf").write_text(_STORAGE.format(part=part, port=port, **facts))
        builder = [programs / "swift-ring-builder", folder / f"{part}.builder"]
        for order in (["create", "4", "1", "1"], ["add", f"r1z1-127.0.0.1:{port}/d", "1"], ["rebalance"]):
            subprocess.run([*builder, *order], check=True, capture_output=True, timeout=60)
    filters = "".join(f"[filter:{name}]\nuse = egg:swift#{name}\n" for name in _FILTERS)
    cache = "[filter:cache]\nuse = egg:swift#memcache\nmemcache_servers = 127.0.0.1:9\n"
    (folder / "proxy.conf").write_text(_PROXY.format(port=proxy, **facts) + filters + cache)
    with ExitStack() as stack:
        for part, port in zip((*_PARTS, "proxy"), (*ports, proxy), strict=True):
            command = [str(programs / f"swift-{part}-server"), str(folder / f"{part}.conf")]
            stack.enter_context(running(command, port, folder))
        yield proxy


@contextmanager
def running(command: list[str], port: int, folder: Path, **environment: str) -> Iterator[None]:
    """Run a server until the block ends, from when it listens; fail with what it said if it does not."""
    said = folder / f"{Path(command[0]).name}.log"
    with said.open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder, env={**os.environ, **environment}
        )
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                assert process.poll() is None, said.read_text()
                assert time.monotonic() < deadline, said.read_text()
                time.sleep(0.05)
            else:
                break
        yield
    finally:
        process.terminate()
        process.wait(10)


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on."""
    with ExitStack() as stack:
        found = [stack.enter_context(closing(socket.socket())) for _ in range(count)]
        for one in found:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in found]
