"""Rows 34 to 40: a bucket that refuses, a line that breaks, and something in between that answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import boto3
import pytest

from podcast.content.show import S3Settings
from podcast.feed.read import read_feed
from podcast.publish.trust import remember
from podcast.store.finding import Kind
from podcast.store.open import open_store

from ..cli.conftest import Ran
from ..store.conftest import start_moto
from .bucket import NAME, Fault, Line
from .scene import PUBLISH, Scene

PLAN = ("plan", "--store", f"s3://{NAME}/show")
STORE = (*PUBLISH, "--store", f"s3://{NAME}/show")
KEY = f"/{NAME}/show/"


@pytest.fixture(scope="session")
def moto() -> Iterator[int]:
    """The port of a server of S3."""
    server = start_moto()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture
def line(scene: Scene, moto: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """Give a line to an empty bucket of which it is known that it honours conditions."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))
    monkeypatch.setattr("podcast.store.s3_retry.sleep", lambda _: None)
    monkeypatch.delenv("AWS_SESSION_TOKEN")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with Line(moto) as line:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", line.url)
        client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{moto}")
        client.create_bucket(Bucket=NAME)
        for one in client.list_objects_v2(Bucket=NAME).get("Contents", []):
            client.delete_object(Bucket=NAME, Key=one["Key"])
        client.close()
        store = open_store(f"s3://{NAME}/show", relative_to=scene.work, s3=S3Settings())
        remember(store, scene.show, Kind.CAS)
        yield line


def publish_first(scene: Scene, line: Line) -> None:
    """Publish the show's first episode into the bucket."""
    scene.accepted(command=STORE)
    line.asked.clear()


def always(kind: str) -> Fault:
    return lambda number, request, headers: kind


def test_34_no_credentials(scene: Scene, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said before anything is mastered, with where to set them."""
    scene.episode()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(scene.home / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(scene.home / "none"))
    masters = set((scene.show / ".podcast" / "masters").iterdir())
    scene.refused(77, "AWS_ACCESS_KEY_ID", command=STORE)
    assert set((scene.show / ".podcast" / "masters").iterdir()) == masters
    assert line.asked == []
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    scene.accepted(command=STORE)


@pytest.mark.parametrize(
    ("kind", "fault"), [("unsigned", "secret"), ("skewed", "clock is wrong: it shows 2")]
)
def test_35_wrong_key_or_clock(scene: Scene, line: Line, kind: str, fault: str) -> None:
    """Not tried again; a clock that is wrong is said to be."""
    line.fault = always(kind)
    ran = scene.refused(77, f"s3://{NAME}/show", command=PLAN)
    assert fault in ran.err
    assert len(line.asked) == 2  # one for a person, one for a script
    line.fault = always("")
    scene.accepted(command=PLAN)


def test_36_wrong_bucket(scene: Scene, line: Line) -> None:
    """The name that is wrong is said."""
    scene.refused(78, "no-such-bucket", command=("plan", "--store", "s3://no-such-bucket/x"))
    scene.accepted(command=PLAN)


def test_36_wrong_region(scene: Scene, line: Line) -> None:
    """The server knows which one is right."""
    line.fault = always("region")
    scene.refused(78, "eu-west-3", command=PLAN)
    line.fault = always("")
    scene.accepted(command=PLAN)


def test_37_busy_twice_then_well(scene: Scene, line: Line) -> None:
    """503 to the first two tries of every request: a success that only took longer."""
    seen: dict[str, int] = {}

    def twice(number: int, request: str, headers: object) -> str:
        seen[request] = seen.get(request, 0) + 1
        return "busy" if seen[request] <= 2 and request.startswith(f"PUT {KEY}audio") else ""

    line.fault = twice
    scene.accepted(command=STORE)
    assert line.met["busy"] >= 2


def test_37_busy_for_ever(scene: Scene, line: Line) -> None:
    """Given up after a few tries."""
    line.fault = always("busy")
    scene.refused(75, f"s3://{NAME}/show", command=PLAN)
    assert len(line.asked) < 12
    line.fault = always("")
    scene.accepted(command=PLAN)


def feed_of(line: Line, port: int) -> bytes:
    client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}")
    try:
        return client.get_object(Bucket=NAME, Key="show/feed.xml")["Body"].read()
    finally:
        client.close()


def _while_uploading(number: int, request: str, headers: object) -> str:
    return "cut" if request.startswith(f"PUT {KEY}audio") else ""


def _before_the_feed(number: int, request: str, headers: object) -> str:
    return "reset" if request.startswith(f"PUT {KEY}feed.xml") else ""


def _before_the_release(number: int, request: str, headers: object) -> str:
    return "reset" if request.startswith(f"PUT {KEY}_podcast/releases/") else ""


def test_38_network_lost(scene: Scene, line: Line, moto: int) -> None:
    """The feed is the old one; the same command sends only what is missing."""
    publish_first(scene, line)
    for number, fault in enumerate((_while_uploading, _before_the_release, _before_the_feed), 2):
        before = feed_of(line, moto)
        scene.episode(number)
        line.fault = fault
        ran = scene.run(*STORE, "--show", "emission")
        check_failed(ran, 75)
        assert feed_of(line, moto) == before
        sent = {one for one in line.puts() if "/audio/" in one or "/images/" in one}
        line.fault = always("")
        line.asked.clear()
        scene.accepted(command=STORE)
        if fault is not _while_uploading:
            assert not sent & set(line.puts())
        items = read_feed(feed_of(line, moto), where="feed").items
        assert [one.title for one in items] == [f"Épisode {at}" for at in range(number, 0, -1)]


def check_failed(ran: Ran, code: int) -> None:
    """Assert that a publish that was begun failed in one line."""
    assert (ran.code, ran.err.count("Error:")) == (code, 1), ran.err
    assert "Traceback" not in ran.err
    assert "Published" not in ran.out


def test_39_captive_portal(scene: Scene, line: Line, moto: int) -> None:
    """200 with a page of HTML does not count as an answer, nor as an upload."""
    publish_first(scene, line)
    before = feed_of(line, moto)
    scene.episode()
    line.fault = always("portal")
    scene.refused(75, "does not come from", command=PLAN)
    line.fault = lambda number, request, headers: "portal" if request.startswith("PUT") else ""
    ran = scene.run(*STORE, "--show", "emission")
    check_failed(ran, 75)
    assert "does not come from" in ran.err
    assert feed_of(line, moto) == before
    line.fault = always("")
    scene.accepted(command=STORE)


def test_40_checksum_header_refused(scene: Scene, line: Line) -> None:
    """A provider that knows no checksums or trailers of newer SDKs gets none."""

    def old(number: int, request: str, headers: Callable[..., object]) -> str:
        names = {name.lower() for name in headers}  # type: ignore[attr-defined]
        new = {one for one in names if "checksum" in one or one == "x-amz-trailer"}
        return "checksum" if new else ""

    line.fault = old  # type: ignore[assignment]
    scene.accepted(command=STORE)
    assert line.met["checksum"] == 0
    assert any(one.startswith(f"PUT {KEY}feed.xml") for one in line.asked)
