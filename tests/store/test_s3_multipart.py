"""Large files: they go in parts, a broken upload goes on where it stopped, and nothing half is ever shown."""

import hashlib
import subprocess
import sys
import textwrap
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from podcast.errors import PreconditionError, TryAgainError
from podcast.store.base import Body, ObjectInfo
from podcast.store.s3 import S3Store
from podcast.store.s3_multipart import part_size

BUCKET = "podcasts"
KEY = "audio/ep.0123456789ab.mp3"
MIB = 1 << 20
LONG = b"".join(hashlib.sha256(b"%d" % at).digest() for at in range(7 * MIB // 64))


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files of more than 2 MiB go in parts of 1 MiB, which this server else refuses."""
    monkeypatch.setattr("podcast.store.s3_multipart.THRESHOLD", 2 * MIB)
    monkeypatch.setattr("podcast.store.s3_multipart.PART", MIB)
    monkeypatch.setattr("moto.s3.models.S3_UPLOAD_PART_MIN_SIZE", MIB)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A file of 3.5 MiB: three parts and a half."""
    path = tmp_path / "recording.mp3"
    path.write_bytes(LONG)
    return path


def put(store: S3Store, body: Body, key: str = KEY, **more: Any) -> ObjectInfo:
    """Store `body` as audio."""
    return store.put(key, body, type="audio/mpeg", cache="max-age=9", **more)


def again(store: S3Store, endpoint: str) -> S3Store:
    """Return the same store, as another process would open it."""
    return S3Store(BUCKET, store.url.removeprefix(f"s3://{BUCKET}/"), endpoint=endpoint, region="us-east-1")


def number_of(request: Any) -> int:
    """Return the number of the part that a request sends."""
    return int(parse_qs(urlsplit(request.url).query)["partNumber"][0])


class Watch:
    """What a store asks, by operation."""

    def __init__(self, store: S3Store) -> None:
        self.parts: list[int] = []
        self.operations: list[str] = []
        store._client.meta.events.register_first("before-send.s3", self._note)

    def _note(self, request: Any, event_name: str, **_: Any) -> None:
        name = event_name.rpartition(".")[2]
        self.operations.append(name)
        if name == "UploadPart":
            self.parts.append(number_of(request))


def failing(line: Any, number: int) -> Any:
    """Return a reply that fails for one part and lets the others through."""

    def reply(request: Any) -> Any:
        return line.fails(503, "SlowDown")(request) if number_of(request) == number else None

    return reply


def begun(store: S3Store, *parts: bytes, key: str = KEY) -> str:
    """Begin an upload by hand and return its id."""
    target: dict[str, Any] = {"Bucket": BUCKET, "Key": store._name(key)}
    metadata = {"sha256": "0" * 64}
    upload = store._client.create_multipart_upload(**target, ContentType="text/plain", Metadata=metadata)
    for number, body in enumerate(parts, 1):
        store._client.upload_part(**target, UploadId=upload["UploadId"], PartNumber=number, Body=body)
    return upload["UploadId"]


def left(store: S3Store) -> list[str]:
    """Return the ids of the uploads that are under way below the store's prefix."""
    page = store._client.list_multipart_uploads(Bucket=BUCKET, Prefix=store._name(KEY))
    return [upload["UploadId"] for upload in page.get("Uploads", ())]


def check(store: S3Store, info: ObjectInfo) -> None:
    """Check that the whole recording is there as it should be."""
    assert info == store.head(KEY)
    assert (info.size, info.type, info.cache) == (len(LONG), "audio/mpeg", "max-age=9")
    assert info.sha256 == hashlib.sha256(LONG).hexdigest()
    assert store.get(KEY).body == LONG


def test_a_large_file_goes_in_parts(bucket: S3Store, recording: Path) -> None:
    """It arrives whole and described, its progress adds up, and no upload is left behind."""
    watch, sent = Watch(bucket), list[int]()
    check(bucket, put(bucket, recording, progress=sent.append))
    assert sorted(watch.parts) == [1, 2, 3, 4]
    assert "PutObject" not in watch.operations
    assert sum(sent) == len(LONG)
    assert left(bucket) == []


def test_a_smaller_file_goes_at_once(bucket: S3Store, recording: Path) -> None:
    """At the threshold one request is still enough."""
    recording.write_bytes(LONG[: 2 * MIB])
    watch = Watch(bucket)
    put(bucket, recording)
    assert watch.operations == ["PutObject"]


@pytest.mark.parametrize("condition", [{}, {"if_none_match": True}])
def test_a_broken_upload_goes_on_where_it_stopped(
    bucket: S3Store,
    endpoint: str,
    line: Any,
    recording: Path,
    condition: dict[str, Any],
) -> None:
    """The next try sends only what is missing, into the same upload, and reports the whole size."""
    line.script("UploadPart", failing(line, 3))
    with pytest.raises(TryAgainError, match="SlowDown"):
        put(bucket, recording, **condition)
    assert len(left(bucket)) == 1
    later, sent = again(bucket, endpoint), list[int]()
    watch = Watch(later)
    check(later, put(later, recording, progress=sent.append, **condition))
    assert sorted(watch.parts) in ([3], [3, 4])  # the last one may have been under way, or not yet
    assert "CreateMultipartUpload" not in watch.operations
    assert sum(sent) == len(LONG)
    assert left(bucket) == []


def test_an_interrupted_upload_stops_at_once_and_goes_on(
    bucket: S3Store, endpoint: str, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C sends nothing more, and what had gone need not go again."""
    monkeypatch.setattr("podcast.store.s3_multipart._PARALLEL", 1)
    total = 0

    def interrupt(count: int) -> None:
        nonlocal total
        total += count
        if total > 2.5 * MIB:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put(bucket, recording, progress=interrupt)
    later = again(bucket, endpoint)
    watch = Watch(later)
    check(later, put(later, recording))
    assert watch.parts == [3, 4]


def test_an_interruption_ends_every_part(
    bucket: S3Store, line: Any, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C does not wait for the parts that are under way."""
    monkeypatch.setattr("podcast.store.s3_multipart._PARALLEL", 2)

    def interrupt(request: Any) -> None:
        if number_of(request) == 1:
            raise KeyboardInterrupt
        request.body._stop.wait(10)

    line.script("UploadPart", interrupt)
    with pytest.raises(KeyboardInterrupt):
        put(bucket, recording)
    (upload,) = left(bucket)
    page = bucket._client.list_parts(Bucket=BUCKET, Key=bucket._name(KEY), UploadId=upload)
    assert page.get("Parts", []) == []


def test_a_killed_upload_goes_on(bucket: S3Store, endpoint: str, recording: Path) -> None:
    """A process that is killed in the middle of a part leaves an upload that the next one finishes."""
    program = f"""
        import os, signal
        from pathlib import Path
        from podcast.store import s3_multipart
        from podcast.store.s3 import S3Store
        s3_multipart.THRESHOLD = s3_multipart.PART = {MIB}
        s3_multipart._PARALLEL = 1
        total = 0
        def deadly(count):
            global total
            total += count
            if total > {5 * MIB // 2}:
                os.kill(os.getpid(), signal.SIGKILL)
        prefix = {bucket.url.removeprefix(f"s3://{BUCKET}/")!r}
        store = S3Store({BUCKET!r}, prefix, endpoint={endpoint!r}, region="us-east-1")
        store.put({KEY!r}, Path({str(recording)!r}), type="audio/mpeg", cache="max-age=9", progress=deadly)
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False)
    assert killed.returncode == -9
    assert list(bucket.list()) == []
    watch = Watch(bucket)
    check(bucket, put(bucket, recording))
    assert sorted(watch.parts) == [3, 4]
    assert "CreateMultipartUpload" not in watch.operations


def test_a_part_that_is_not_ours_is_sent_again(bucket: S3Store, recording: Path) -> None:
    """A part of the right upload with other bytes, or too few, is replaced."""
    begun(bucket, LONG[:MIB], LONG[:MIB], LONG[2 * MIB : 3 * MIB])
    watch = Watch(bucket)
    put(bucket, recording)
    assert bucket.get(KEY).body == LONG
    assert 2 in watch.parts


def test_what_was_begun_for_other_content_is_not_taken_for_ours(bucket: S3Store, recording: Path) -> None:
    """Equal parts in an upload that was begun with another type and digest give neither of them."""
    begun(bucket, LONG[:MIB], LONG[MIB : 2 * MIB])
    check(bucket, put(bucket, recording, if_none_match=True))


def test_other_uploads_are_left_alone(bucket: S3Store, recording: Path) -> None:
    """Neither what somebody else sends to the key nor what goes to a longer key is touched."""
    ours = [LONG[at : at + MIB] for at in range(0, len(LONG), MIB)]
    theirs = {begun(bucket, b"x" * MIB), begun(bucket, *ours, key=KEY + ".bak"), begun(bucket)}
    check(bucket, put(bucket, recording))
    assert set(left(bucket)) == theirs


def test_uploads_that_may_not_be_listed_are_not_missed(bucket: S3Store, line: Any, recording: Path) -> None:
    """A key without the right to list uploads begins from the beginning."""
    line.script("ListMultipartUploads", line.fails(403, "AccessDenied"))
    check(bucket, put(bucket, recording))


@pytest.mark.parametrize("condition", ["none", "absent", "match"])
@pytest.mark.parametrize(
    "operation", ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "HeadObject"]
)
def test_a_lost_answer_is_no_conflict(
    bucket: S3Store, line: Any, recording: Path, condition: str, operation: str
) -> None:
    """Whichever answer is lost, the upload is whole, and progress never runs past the size."""
    conditions: dict[str, Any] = {"none": {}, "absent": {"if_none_match": True}}.get(condition, {})
    if condition == "match":
        conditions["if_match"] = put(bucket, b"before").etag
    line.script(operation, line.loses_the_answer, line.passes)
    sent: list[int] = []
    check(bucket, put(bucket, recording, progress=sent.append, **conditions))
    assert sum(sent) == len(LONG) == max(accumulate(sent))
    assert operation != "UploadPart" or min(sent) < 0


def test_an_answer_that_never_comes_is_found_by_looking(bucket: S3Store, line: Any, recording: Path) -> None:
    """A server that completes, and then only ever says 500, has completed."""

    def completes_in_silence(request: Any) -> Any:
        try:
            line.loses_the_answer(request)
        except Exception:
            return line.fails(500, "InternalError")(request)

    line.script("CompleteMultipartUpload", completes_in_silence, line.fails(500, "InternalError"))
    watch = Watch(bucket)
    check(bucket, put(bucket, recording))
    assert sorted(watch.parts) == [1, 2, 3, 4]


@pytest.mark.parametrize("condition", ["absent", "match"])
def test_a_refused_completion_is_a_lost_race(
    bucket: S3Store, line: Any, recording: Path, condition: str
) -> None:
    """412 on completion is a conflict: nothing is written, and what has gone stays for another try."""
    conditions: dict[str, Any] = {"if_none_match": True}
    if condition == "match":
        conditions = {"if_match": put(bucket, b"before").etag}
    line.script("CompleteMultipartUpload", line.fails(412, "PreconditionFailed"))
    with pytest.raises(PreconditionError):
        put(bucket, recording, **conditions)
    assert len(left(bucket)) == 1


@pytest.mark.parametrize("condition", ["absent", "match"])
def test_a_server_that_ignores_conditions_on_completion_is_not_trusted(
    bucket: S3Store, endpoint: str, line: Any, recording: Path, condition: str
) -> None:
    """What a rival wrote while the parts went is seen before completion, and stays."""
    conditions: dict[str, Any] = {"if_none_match": True}
    if condition == "match":
        conditions = {"if_match": put(bucket, b"before").etag}

    def ignorant(request: Any) -> None:
        for name in ("If-Match", "If-None-Match"):
            del request.headers[name]

    def rival_writes(request: Any) -> None:
        if number_of(request) == 4:
            put(again(bucket, endpoint), b"theirs")

    line.script("CompleteMultipartUpload", ignorant)
    line.script("UploadPart", rival_writes)
    with pytest.raises(PreconditionError):
        put(bucket, recording, **conditions)
    assert bucket.get(KEY).body == b"theirs"


def test_a_condition_that_cannot_hold_is_told_before_a_byte_moves(bucket: S3Store, recording: Path) -> None:
    """Nobody uploads an hour of audio to learn what one question tells."""
    put(bucket, b"theirs")
    watch = Watch(bucket)
    with pytest.raises(PreconditionError):
        put(bucket, recording, if_none_match=True)
    assert watch.parts == []


def test_what_is_there_already_is_not_sent_again(bucket: S3Store, recording: Path) -> None:
    """Creating what exists with these very bytes is success without an upload."""
    before = put(bucket, recording)
    watch, sent = Watch(bucket), list[int]()
    assert put(bucket, recording, if_none_match=True, progress=sent.append) == before
    assert watch.parts == []
    assert sum(sent) == len(LONG)


def test_an_upload_that_somebody_aborts_is_begun_again(bucket: S3Store, line: Any, recording: Path) -> None:
    """A rule of the bucket that clears uploads costs time, and nothing else."""
    done: list[bool] = []

    def aborted(request: Any) -> None:
        if number_of(request) == 4 and not done:
            done.append(True)
            for upload in left(bucket):
                bucket._client.abort_multipart_upload(Bucket=BUCKET, Key=bucket._name(KEY), UploadId=upload)

    line.script("UploadPart", aborted)
    sent: list[int] = []
    check(bucket, put(bucket, recording, progress=sent.append))
    assert sum(sent) == len(LONG)


@pytest.mark.parametrize("operation", ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"])
def test_a_login_page_is_no_upload(bucket: S3Store, line: Any, recording: Path, operation: str) -> None:
    """200 with a page of HTML counts for nothing at any step."""
    line.script(operation, line.portal)
    with pytest.raises(TryAgainError, match="does not come from"):
        put(bucket, recording)


def test_a_file_that_is_replaced_meanwhile_is_sent_as_it_was(
    bucket: S3Store, line: Any, recording: Path
) -> None:
    """What was digested is what is sent, also in parts."""

    def replaced(request: Any) -> None:
        (recording.parent / "new").write_bytes(b"new")
        (recording.parent / "new").replace(recording)

    line.script("CreateMultipartUpload", replaced)
    check(bucket, put(bucket, recording))


@pytest.mark.parametrize(
    ("size", "most", "expected"),
    [
        (65 * MIB, 1000, 16 * MIB),
        (16_000 * MIB, 1000, 16 * MIB),
        (16_000 * MIB + 1, 1000, 17 * MIB),
        (16_000 * MIB + 1, 10_000, 16 * MIB),
        (5 << 40, 1000, 5243 * MIB),
    ],
)
def test_parts_are_equal_and_few_enough(
    monkeypatch: pytest.MonkeyPatch, size: int, most: int, expected: int
) -> None:
    """A part is 16 MiB, or as many whole MiB as the provider's limit of parts asks for."""
    monkeypatch.undo()
    assert part_size(size, most) == expected
    assert -(-size // expected) <= most
    assert part_size(64 * MIB) == 0
