"""The stores that the suite runs over, each made empty for every test.

S3 is asked on loopback, over HTTP and over TLS: moto always, and MiniStack and Ceph's gateway where they
are installed. Every bucket is behind a front that can lose answers.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

from podcast.store.base import Store
from podcast.store.directory import DirectoryStore
from podcast.store.memory import MemoryStore
from podcast.store.s3 import S3Store

from ..atomic_moto import AtomicMotoServer
from .ceph import ceph, is_installed
from .certificate import make_certificate
from .front import Front

BUCKET = "podcasts"
SECRET = "testtest"  # noqa: S105  every server here has this one
PAGE = 5
MINISTACK = shutil.which("ministack", path=str(Path(sys.executable).parent))


@pytest.fixture(scope="session", autouse=True)
def _credentials() -> Iterator[None]:
    """Keep boto3 from looking for the real ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.setenv("AWS_CONFIG_FILE", os.devnull)
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
            patch.delenv(name, raising=False)
        yield


@dataclass(frozen=True, kw_only=True, slots=True)
class Bucket:
    """A bucket as a store, and the front that it is asked through."""

    store: S3Store
    front: Front


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The certificate of every server here, and its key."""
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def moto() -> Iterator[int]:
    """The port of a moto server."""
    server = AtomicMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield server.get_host_and_port()[1]
    server.stop()


@pytest.fixture(scope="session")
def ministack() -> Iterator[int]:
    """The port of a MiniStack process."""
    assert MINISTACK is not None
    with _ministack(MINISTACK) as port:
        yield port


@pytest.fixture(scope="session")
def rgw(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a gateway of Ceph."""
    if not is_installed():
        pytest.skip("Ceph is not installed: apt-get install radosgw ceph-mon ceph-osd")
    with ceph(tmp_path_factory.mktemp("ceph"), os.environ["AWS_ACCESS_KEY_ID"], SECRET) as port:
        yield port


@contextmanager
def _bucket(port: int, certificate: tuple[Path, Path] | None) -> Iterator[Bucket]:
    with Front(port, certificate) as front, pytest.MonkeyPatch.context() as patch:
        if certificate:
            patch.setenv("AWS_CA_BUNDLE", str(certificate[0]))
        client = boto3.client("s3", endpoint_url=front.url, region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        client.close()
        store = S3Store(BUCKET, "shows/first", endpoint=front.url, region="us-east-1", page_size=PAGE)
        yield Bucket(store=store, front=front)


def _opened(server: str, tls: bool) -> object:
    """Return a fixture that gives the bucket of the server that the fixture `server` starts."""

    @pytest.fixture(scope="session")
    def opened(request: pytest.FixtureRequest, certificate: tuple[Path, Path]) -> Iterator[Bucket]:
        with _bucket(request.getfixturevalue(server), certificate if tls else None) as found:
            yield found

    return opened


moto_http, moto_tls = _opened("moto", False), _opened("moto", True)
ministack_http, ministack_tls = _opened("ministack", False), _opened("ministack", True)
rgw_http, rgw_tls = _opened("rgw", False), _opened("rgw", True)

CEPH = pytest.mark.xdist_group("ceph")  # it takes long to start: one process of xdist has it, not each
PLAIN = [
    "moto_http",
    *(["ministack_http"] if MINISTACK else []),
    pytest.param("rgw_http", marks=CEPH),
]
SECURE = [
    "ministack_tls" if MINISTACK else "moto_tls",
    pytest.param("rgw_tls", marks=CEPH),
]


@pytest.fixture(params=PLAIN)
def bucket(request: pytest.FixtureRequest) -> Bucket:
    """An empty bucket behind a front that loses answers when it is told to."""
    return _emptied(request.getfixturevalue(request.param))


@pytest.fixture(params=["memory", "directory", *PLAIN, *SECURE])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store."""
    return _empty_store(request, tmp_path)


@pytest.fixture(params=["memory", "directory", *PLAIN])
def plain_store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store that is not behind TLS, for what would only take longer there."""
    return _empty_store(request, tmp_path)


def _empty_store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "memory":
        return MemoryStore()
    if request.param == "directory":
        return DirectoryStore(tmp_path / "public")
    return _emptied(request.getfixturevalue(request.param)).store


def _emptied(bucket: Bucket) -> Bucket:
    bucket.front.spare = bucket.front.lose = 0
    keys = [{"Key": f"shows/first/{info.key}"} for info in bucket.store.list()]
    if keys:
        bucket.store._client.delete_objects(Bucket=BUCKET, Delete={"Objects": keys, "Quiet": True})
    return bucket


@contextmanager
def _ministack(program: str) -> Iterator[int]:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
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
        yield port
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
