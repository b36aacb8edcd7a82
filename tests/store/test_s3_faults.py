"""A bucket behind a bad line, or on a server with its own ideas: what arrives is right, or it is told."""

import hashlib
from base64 import b64encode
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

from podcast.errors import PreconditionError, TryAgainError, UnavailableError
from podcast.store.base import Body, ObjectInfo
from podcast.store.finding import Kind, Level
from podcast.store.probe_conditions import try_conditions
from podcast.store.probe_scratch import Scratch
from podcast.store.s3 import S3Store
from podcast.store.s3_setup import apply_setup, propose_setup
from podcast.store.s3_trial import try_bucket

BUCKET = "podcasts"
LONG = bytes(range(256)) * 6000


def put(store: S3Store, key: str = "feed.xml", body: Body = b"<rss/>", **more: Any) -> ObjectInfo:
    """Store `body` with any type and cache policy."""
    return store.put(key, body, type="text/plain", cache="no-store", **more)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A file of 1.5 MB."""
    path = tmp_path / "recording.mp3"
    path.write_bytes(LONG)
    return path


@pytest.mark.parametrize("condition", ["none", "absent", "match"])
@pytest.mark.parametrize("kind", ["bytes", "file"])
def test_a_lost_answer_is_no_conflict(
    bucket: S3Store, line: Any, recording: Path, condition: str, kind: str
) -> None:
    """The write that happened is recognised as ours, on any kind of write; progress sums to the size."""
    conditions: dict[str, Any] = {"none": {}, "absent": {"if_none_match": True}}.get(condition, {})
    if condition == "match":
        conditions["if_match"] = put(bucket, body=b"before").etag
    line.script("PutObject", line.loses_the_answer, line.passes)
    sent: list[int] = []
    body = recording if kind == "file" else LONG
    info = put(bucket, body=body, progress=sent.append, **conditions)
    assert info == bucket.head("feed.xml")
    assert bucket.get("feed.xml").body == LONG
    assert len(line.requests) == 2
    assert sum(sent) == len(LONG)
    assert max(accumulate(sent)) == len(LONG)
    assert kind == "bytes" or min(sent) < 0


def test_a_lost_answer_and_a_rival_is_a_conflict(bucket: S3Store, endpoint: str, line: Any) -> None:
    """If somebody else wrote after the answer was lost, theirs stays and we are told."""
    rival = S3Store(BUCKET, bucket.url.removeprefix(f"s3://{BUCKET}/"), endpoint=endpoint)
    etag = put(bucket, body=b"before").etag

    def rival_writes(request: Any) -> None:
        put(rival, body=b"theirs")

    line.script("PutObject", line.loses_the_answer, rival_writes)
    with pytest.raises(PreconditionError):
        put(bucket, body=b"ours", if_match=etag)
    assert bucket.get("feed.xml").body == b"theirs"


def test_somebody_who_writes_right_after_us_is_no_fault(bucket: S3Store, endpoint: str) -> None:
    """An upload that was received and overwritten at once did succeed, and has its own ETag."""
    rival = S3Store(BUCKET, bucket.url.removeprefix(f"s3://{BUCKET}/"), endpoint=endpoint)
    info = put(bucket, body=b"ours")
    put(rival, body=b"theirs")
    assert info.sha256 == hashlib.sha256(b"ours").hexdigest()
    with pytest.raises(PreconditionError):
        put(bucket, body=b"ours again", if_match=info.etag)


@pytest.mark.parametrize("kind", ["bytes", "file"])
def test_a_busy_server_is_asked_again(bucket: S3Store, line: Any, recording: Path, kind: str) -> None:
    """503 twice and then success is success, with the whole body and the right progress."""
    busy = line.fails(503, "SlowDown")
    line.script("PutObject", busy, busy, line.passes)
    sent: list[int] = []
    put(bucket, body=recording if kind == "file" else LONG, progress=sent.append, if_none_match=True)
    assert bucket.get("feed.xml").body == LONG
    assert sum(sent) == len(LONG)


def test_a_server_that_stays_busy_is_given_up(bucket: S3Store, line: Any) -> None:
    """503 for ever ends with 75, after few tries."""
    line.script("PutObject", line.fails(503, "SlowDown"))
    with pytest.raises(TryAgainError, match="SlowDown"):
        put(bucket)
    assert len(line.requests) == 4


def test_a_conflict_between_writers_is_tried_again(bucket: S3Store, line: Any, recording: Path) -> None:
    """409 means neither yes nor no: the write is sent again, from the beginning of the file."""
    conflict = line.fails(409, "ConditionalRequestConflict")
    line.script("PutObject", conflict, conflict, line.passes)
    put(bucket, body=recording, if_none_match=True)
    assert bucket.get("feed.xml").body == LONG


def test_conflicts_without_end_are_given_up(bucket: S3Store, line: Any) -> None:
    """409 for ever ends with 75, and is not taken for a lost race."""
    line.script("PutObject", line.fails(409, "ConditionalRequestConflict"))
    with pytest.raises(TryAgainError) as caught:
        put(bucket, if_none_match=True)
    assert not isinstance(caught.value, PreconditionError)
    assert len(line.requests) == 4


def test_a_login_page_is_no_upload(bucket: S3Store, line: Any) -> None:
    """200 with a page of HTML, from something in between, does not count as stored."""
    line.script("PutObject", line.portal)
    with pytest.raises(TryAgainError, match="does not come from"):
        put(bucket)
    line.script("HeadObject", line.portal)
    with pytest.raises(TryAgainError, match="does not come from"):
        put(bucket)


def test_a_login_page_is_no_object(bucket: S3Store, line: Any) -> None:
    """A page of HTML is neither the object nor an empty bucket: that would look like a first publish."""
    put(bucket)
    for operation in ("GetObject", "HeadObject", "ListObjectsV2", "DeleteObject"):
        line.script(operation, line.portal)
    for attempt in (
        lambda: bucket.get("feed.xml"),
        lambda: bucket.head("feed.xml"),
        bucket.probe,
        lambda: list(bucket.list()),
        lambda: bucket.delete("feed.xml"),
    ):
        with pytest.raises(TryAgainError, match="does not come from"):
            attempt()


@pytest.mark.parametrize("left_out", ["Key", "Size", "ETag"])
def test_a_list_that_leaves_something_out_is_told(bucket: S3Store, line: Any, left_out: str) -> None:
    """What is no server of S3 may answer XML, too."""
    found = {"Key": "feed.xml", "Size": "6", "ETag": '"x"'}
    items = "".join(f"<{name}>{text}</{name}>" for name, text in found.items() if name != left_out)
    page = (
        f"<ListBucketResult><IsTruncated>false</IsTruncated><Contents>{items}</Contents></ListBucketResult>"
    )
    line.script("ListObjectsV2", line.says(200, page, Content_Type="application/xml"))
    with pytest.raises(TryAgainError, match="does not come from"):
        list(bucket.list())


@pytest.mark.parametrize("page", ["<!doctype html><p>Bienvenue<br>", "plain text", ""])
def test_an_answer_that_is_no_xml_is_no_list(bucket: S3Store, line: Any, page: str) -> None:
    """Whatever else is answered to a list is told as such."""
    line.script("ListObjectsV2", line.says(200, page, Content_Type="text/html"))
    with pytest.raises(TryAgainError):
        list(bucket.list())


def test_a_body_that_breaks_off_is_no_object(bucket: S3Store, line: Any) -> None:
    """Fewer bytes than announced are 75, not a short object."""
    line.script("GetObject", line.says(200, "half", Content_Length="8", ETag='"x"'))
    with pytest.raises(TryAgainError):
        bucket.get("feed.xml")


def test_a_server_that_compares_bare_etags_is_understood(bucket: S3Store, line: Any) -> None:
    """Some servers honour If-Match only without its quotes; a stale one is still refused."""

    def particular(request: Any) -> Any:
        asked = request.headers.get("If-Match")
        asked = asked.decode() if isinstance(asked, bytes) else asked
        return line.fails(412, "PreconditionFailed")(request) if asked and '"' in asked else None

    first = put(bucket, body=b"one")
    line.script("PutObject", particular)
    put(bucket, body=b"two", if_match=first.etag)
    with pytest.raises(PreconditionError):
        put(bucket, body=b"three", if_match=first.etag)
    assert bucket.get("feed.xml").body == b"two"


def test_metadata_in_capitals_is_read(bucket: S3Store, line: Any) -> None:
    """Some servers write the names of metadata as they please."""
    digest = hashlib.sha256(b"<rss/>").hexdigest()
    line.script("HeadObject", line.says(200, ETag='"x"', Content_Length="6", **{"X_Amz_Meta_Sha256": digest}))
    assert bucket.head("feed.xml").sha256 == digest


def test_a_server_without_metadata_is_believed_by_its_md5(bucket: S3Store, line: Any) -> None:
    """Where no metadata is kept, an ETag that is the MD5 of the body proves the upload; another does not."""
    etag = f'"{hashlib.md5(b"<rss/>", usedforsecurity=False).hexdigest()}"'
    line.script("HeadObject", line.says(200, ETag=etag, Content_Length="6"))
    line.script("PutObject", line.says(200, ETag=etag), line.says(200, ETag='"other"'))
    assert put(bucket).etag == etag
    with pytest.raises(TryAgainError):
        put(bucket)


def test_a_server_that_ignores_ranges_is_cut(bucket: S3Store, line: Any) -> None:
    """Some servers answer a range with everything, some with the range and the wrong status."""
    line.script(
        "GetObject",
        line.says(200, "0123456789", ETag='"x"'),
        line.says(200, "345", ETag='"x"', Content_Range="bytes 3-5/10"),
    )
    for _ in range(2):
        blob = bucket.get("digits.txt", first=3, last=5)
        assert (blob.body, blob.info.size) == (b"345", 10)


def test_what_others_keep_in_the_bucket_is_not_listed(bucket: S3Store) -> None:
    """Names that no store accepts, such as the placeholders of consoles, are passed over, limit or not."""
    prefix = bucket.url.removeprefix(f"s3://{BUCKET}/")
    for name in ("a//b", "folder/", ".hidden", "a.txt", "b.txt"):
        bucket._client.put_object(Bucket=BUCKET, Key=f"{prefix}/{name}", Body=b"")
    assert [info.key for info in bucket.list()] == ["a.txt", "b.txt"]
    assert [info.key for info in bucket.list(limit=1)] == ["a.txt"]


def test_a_list_gives_etags(bucket: S3Store) -> None:
    """A bucket tells the ETags of many objects at once, as head does."""
    put(bucket)
    assert [info.etag for info in bucket.list()] == [bucket.head("feed.xml").etag]


def test_what_is_too_large_is_refused_at_once(
    bucket: S3Store, line: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than one upload may hold is told before a byte moves."""
    monkeypatch.setattr("podcast.store.s3_put._LARGEST", 5)
    line.script("PutObject", line.passes)
    with pytest.raises(UnavailableError, match="larger than"):
        put(bucket)
    assert line.requests == []


def test_small_bodies_go_at_once_with_their_md5(bucket: S3Store, line: Any) -> None:
    """No extra round trip for a view, and a checksum that every server knows."""
    line.script("PutObject", line.passes)
    put(bucket, body=b"view")
    headers = {name.lower(): text for name, text in line.requests[0].headers.items()}
    md5 = b64encode(hashlib.md5(b"view", usedforsecurity=False).digest())
    assert headers["content-md5"] in (md5, md5.decode())
    assert "expect" not in headers


@pytest.mark.parametrize("kind", ["bytes", "file"])
def test_bodies_are_identical_over_tls(
    endpoint: str,
    tls_endpoint: tuple[str, Path],
    monkeypatch: pytest.MonkeyPatch,
    recording: Path,
    kind: str,
) -> None:
    """Over TLS too, where boto3 would wrap the body in checksums by itself, the bytes are the file's."""
    address, certificate = tls_endpoint
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    store = S3Store(BUCKET, "tls", endpoint=address)
    asked: list[Any] = []

    def look(request: Any, **_: Any) -> None:
        asked.append(request)

    store._client.meta.events.register_first("before-send.s3.PutObject", look)
    sent: list[int] = []
    put(store, kind, recording if kind == "file" else LONG, progress=sent.append)
    assert S3Store(BUCKET, "tls", endpoint=endpoint).get(kind).body == LONG
    assert store.get(kind).body == LONG
    assert sum(sent) == len(LONG)
    headers = str({name.lower(): text for name, text in asked[0].headers.items()}).lower()
    for trap in ("trailer", "aws-chunked", "x-amz-checksum"):
        assert trap not in headers


def test_an_answer_that_breaks_off_is_asked_for_again(bucket: S3Store, line: Any) -> None:
    """Half of a body is never taken for all of it."""
    put(bucket, body=LONG)
    half = line.says(200, "abc", Content_Length="6", ETag='"x"')
    line.script("GetObject", half, half, line.passes)
    assert bucket.get("feed.xml").body == LONG
    assert len(line.requests) == 3


def test_an_answer_that_always_breaks_off_is_an_error(bucket: S3Store, line: Any) -> None:
    """After four times."""
    put(bucket, body=LONG)
    line.script("GetObject", line.says(200, "abc", Content_Length="6", ETag='"x"'))
    with pytest.raises(TryAgainError):
        bucket.get("feed.xml")
    assert len(line.requests) == 4


READ_RULES = ("GetBucketPolicy", "GetBucketCors", "GetBucketLifecycleConfiguration")
WRITTEN_RULES = ("PutBucketPolicy", "PutBucketCors", "PutBucketLifecycleConfiguration")


@pytest.mark.parametrize("operation", [*READ_RULES, *WRITTEN_RULES])
def test_a_login_page_is_no_rule_of_a_bucket(bucket: S3Store, line: Any, operation: str) -> None:
    """Neither is it taken for a bucket without rules, which would lose those of others, nor for a rule written."""
    line.script(operation, line.portal)
    with pytest.raises(TryAgainError, match="does not come from"):
        apply_setup(bucket, propose_setup(bucket), lambda change: None)


@pytest.mark.parametrize("said", ["Bienvenue", "[]", '{"Statement": "*"}', '{"Statement": ["*"]}', "{" * 9])
def test_what_is_no_policy_is_no_answer(bucket: S3Store, line: Any, said: str) -> None:
    """Somebody else answers, in words or in JSON of their own."""
    line.script("GetBucketPolicy", line.says(200, said))
    with pytest.raises(TryAgainError, match="does not come from"):
        propose_setup(bucket)


def test_a_policy_of_nothing_is_none(bucket: S3Store, line: Any) -> None:
    """Some servers say so instead of 404."""
    line.script("GetBucketPolicy", line.says(200, ""))
    assert "policy" in {change.rule for change in propose_setup(bucket).changes}


FIRST_REQUESTS = {"PutObject": 8, "HeadObject": 3, "GetObject": 2, "ListObjectsV2": 2, "DeleteObject": 1}
"""How many of a trial's requests of each kind are answered by a login page, one in each trial."""


def test_a_trial_behind_a_login_page_blames_no_bucket(
    bucket: S3Store, line: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever request it answers, that is told, or makes no difference; what was found is remembered."""
    monkeypatch.setattr("podcast.store.probe_conditions.WRITERS", 2)
    monkeypatch.setattr("podcast.store.s3_stalled._HEAD_START", 0.05)
    told = 0
    for operation, requests in FIRST_REQUESTS.items():
        for number in range(requests):
            line.script(operation, *[line.passes] * number, line.portal, line.passes)
            told += _tried(bucket)
    assert told >= 10


def _tried(bucket: S3Store) -> bool:
    """Try a bucket; say whether it was told that something in between answers."""
    try:
        with Scratch(bucket, tell=lambda _: None) as scratch:
            assert try_conditions(bucket, scratch, rounds=1).kind is Kind.CAS
            for finding in try_bucket(bucket, scratch):
                assert finding.level is Level.GOOD or finding.check == "checksums", finding
    except TryAgainError as error:
        assert "does not come from" in error.message  # noqa: PT017  what else it says is not looked at
        return True
    return False
