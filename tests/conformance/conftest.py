"""The stores that the suite runs over, each made empty for every test.

S3 is asked over real HTTP on loopback: moto always, and MiniStack too where it is installed.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from podcast.store.base import Store
from podcast.store.directory import DirectoryStore
from podcast.store.memory import MemoryStore
from podcast.store.s3 import S3Store

BUCKET = "podcasts"
PAGE = 5
MINISTACK = shutil.which("ministack", path=str(Path(sys.executable).parent))


@pytest.fixture(scope="session", autouse=True)
def _credentials() -> Iterator[None]:
    """Keep boto3 from looking for the real ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.setenv("AWS_CONFIG_FILE", os.devnull)
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def moto() -> Iterator[Store]:
    """A bucket of a moto server."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield _bucket(f"http://{host}:{port}")
    server.stop()


@pytest.fixture(scope="session")
def ministack() -> Iterator[Store]:
    """A bucket of a MiniStack process."""
    assert MINISTACK is not None
    with _ministack(MINISTACK) as endpoint:
        yield _bucket(endpoint)


@pytest.fixture(params=["memory", "directory", "moto", *(["ministack"] if MINISTACK else [])])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store."""
    if request.param == "memory":
        return MemoryStore()
    if request.param == "directory":
        tmp_path: Path = request.getfixturevalue("tmp_path")
        return DirectoryStore(tmp_path / "public")
    bucket: Store = request.getfixturevalue(request.param)
    for info in bucket.list():
        bucket.delete(info.key)
    return bucket


def _bucket(endpoint: str) -> Store:
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    client.create_bucket(Bucket=BUCKET)
    client.close()
    return S3Store(BUCKET, "shows/first", endpoint=endpoint, region="us-east-1", page_size=PAGE)


@contextmanager
def _ministack(program: str) -> Iterator[str]:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    surroundings = {
        **os.environ,
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "SERVICES": "s3",
    }
    process = subprocess.Popen(
        [program], env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 15
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
