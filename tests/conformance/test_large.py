"""Bodies that buckets take in parts, and many at once: the same everywhere."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from podcast.errors import ObjectMissingError, PreconditionError, TryAgainError
from podcast.store.base import ObjectInfo, Store

from .conftest import BUCKET, Bucket

MIB = 1 << 20
KEY = "audio/ep.0123456789ab.mp3"
MANY = 200


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files of more than 5 MiB go in parts of 5 MiB, the least that servers take."""
    monkeypatch.setattr("podcast.store.s3_multipart.THRESHOLD", 5 * MIB)
    monkeypatch.setattr("podcast.store.s3_multipart.PART", 5 * MIB)


def made(path: Path, size: int) -> Path:
    """Write a file of `size` bytes whose every block is another one."""
    block = hashlib.shake_256(b"podcast").digest(1000)
    with path.open("wb") as stream:
        for number in range(size // 1004 + 1):
            stream.write(number.to_bytes(4, "big") + block)
        stream.truncate(size)
    return path


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A file of two parts and a bit."""
    return made(tmp_path / "recording.mp3", 11 * MIB + 7)


def put(store: Store, path: Path | bytes, key: str = KEY, **more: Any) -> ObjectInfo:
    """Store audio."""
    return store.put(key, path, type="audio/mpeg", cache="public, max-age=31536000, immutable", **more)


def check(store: Store, info: ObjectInfo, path: Path) -> None:
    """Check that the file is there, as the answer says."""
    assert info == store.head(KEY)
    assert info.type == "audio/mpeg"
    body = store.get(KEY).body
    assert (info.size, info.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    assert body == path.read_bytes()


def test_a_large_body_comes_back(store: Store, tmp_path: Path) -> None:
    """20 MiB arrive whole, described by their own digest, and spans across parts are right."""
    path = made(tmp_path / "long.mp3", 20 * MIB)
    sent: list[int] = []
    check(store, put(store, path, progress=sent.append), path)
    assert sum(sent) == 20 * MIB
    across = store.get(KEY, first=5 * MIB - 3, last=5 * MIB + 2).body
    assert across == path.read_bytes()[5 * MIB - 3 : 5 * MIB + 3]


def test_a_large_body_keeps_its_conditions(store: Store, recording: Path, tmp_path: Path) -> None:
    """Absent and unchanged mean the same for a file in parts as for a view."""
    other = made(tmp_path / "other.mp3", 12 * MIB)
    first = put(store, recording, if_none_match=True)
    for condition in ({"if_none_match": True}, {"if_match": '"0123456789abcdef0123456789abcdef"'}):
        with pytest.raises(PreconditionError):
            put(store, other, **condition)
    check(store, first, recording)
    check(store, put(store, other, if_match=first.etag), other)


def test_a_broken_upload_goes_on(bucket: Bucket, recording: Path) -> None:
    """On every server the parts that had arrived are found, and not sent again."""
    events = bucket.store._client.meta.events
    parts: list[str] = []

    def breaks(request: Any, **_: Any) -> None:
        parts.append(request.url.partition("partNumber=")[2][:1])
        if len(parts) == 3:
            raise ClientError({"Error": {"Code": "SlowDown"}}, "UploadPart")

    events.register_last("before-send.s3.UploadPart", breaks)
    try:
        with pytest.raises(TryAgainError):
            put(bucket.store, recording, if_none_match=True)
        check(bucket.store, put(bucket.store, recording, if_none_match=True), recording)
    finally:
        events.unregister("before-send.s3.UploadPart", breaks)
    assert len(parts) == 4
    assert parts[2] == parts[3]


@pytest.mark.parametrize("condition", ["none", "absent", "match"])
def test_a_lost_answer_is_no_conflict(bucket: Bucket, condition: str) -> None:
    """A view whose answer the line lost is there, and is told to be there."""
    before = put(bucket.store, b"before").etag
    if condition == "absent":
        bucket.store.delete(KEY)
    conditions: dict[str, dict[str, Any]] = {"absent": {"if_none_match": True}, "match": {"if_match": before}}
    bucket.front.lose = 1
    info = put(bucket.store, b"ours", **conditions.get(condition, {}))
    assert bucket.front.lose == 0
    assert info == bucket.store.head(KEY)
    assert bucket.store.get(KEY).body == b"ours"


@pytest.mark.parametrize("condition", ["absent", "match"])
def test_no_lost_answer_of_a_large_upload_is_a_conflict(
    bucket: Bucket, recording: Path, condition: str
) -> None:
    """Whichever of its answers is lost, beginning, part or completion, one whole object is there."""
    for spare in range(5):
        before = put(bucket.store, b"before").etag
        if condition == "absent":
            bucket.store.delete(KEY)
        bucket.front.spare, bucket.front.lose = spare, 1
        if condition == "absent":
            info = put(bucket.store, recording, if_none_match=True)
        else:
            info = put(bucket.store, recording, if_match=before)
        assert bucket.front.lose == 0
        check(bucket.store, info, recording)
    assert [found.key for found in bucket.store.list()] == [KEY]


def test_many_objects_at_once(plain_store: Store) -> None:
    """200 small objects from 16 threads are all there, each with its own bytes."""

    def one(number: int) -> ObjectInfo:
        return put(
            plain_store, b"%d" % number * 50, f"episodes/{number:03}/chapters.json", if_none_match=True
        )

    with ThreadPoolExecutor(16) as pool:
        infos = list(pool.map(one, range(MANY)))
        bodies = list(pool.map(lambda info: plain_store.get(info.key).body, infos))
    assert bodies == [b"%d" % number * 50 for number in range(MANY)]
    assert [info.key for info in plain_store.list()] == [info.key for info in infos]


def test_an_unfinished_upload_is_found_and_freed(bucket: Bucket, request: pytest.FixtureRequest) -> None:
    """With its key and when it began, below the prefix that is asked for; freed twice is freed."""
    client, store = bucket.store._client, bucket.store
    before = {one.id for one in store.unfinished()}
    target = {"Bucket": BUCKET, "Key": f"shows/first/{KEY}"}
    upload = client.create_multipart_upload(**target)["UploadId"]
    client.upload_part(**target, UploadId=upload, PartNumber=1, Body=b"x" * 5 * MIB)
    foreign = client.create_multipart_upload(Bucket=BUCKET, Key="shows/second/audio/a.mp3")["UploadId"]
    (found,) = [one for one in store.unfinished("audio/") if one.id not in before]
    assert found.key == KEY
    if "moto" not in request.node.name:  # which says that every upload began in 2010
        assert abs(datetime.now(UTC) - found.since) < timedelta(minutes=5)
    assert found.id not in {one.id for one in store.unfinished("images/")}
    store.abandon(found)
    store.abandon(found)
    assert {one.id for one in store.unfinished()} == before
    client.abort_multipart_upload(Bucket=BUCKET, Key="shows/second/audio/a.mp3", UploadId=foreign)
    with pytest.raises(ObjectMissingError):
        store.head(KEY)


def test_whole_writes_leave_nothing_unfinished(plain_store: Store, recording: Path) -> None:
    """Neither large nor small ones."""
    before = {one.id for one in plain_store.unfinished()}
    put(plain_store, recording)
    put(plain_store, b"x", key="audio/small.0123456789ab.mp3")
    assert {one.id for one in plain_store.unfinished()} == before
