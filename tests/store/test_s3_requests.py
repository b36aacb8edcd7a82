"""How a bucket is asked: what is tried again, for how long, and with what in the headers."""

from pathlib import Path
from typing import Any

import pytest

from podcast.errors import CredentialsError, PodcastError, PreconditionError, TryAgainError
from podcast.store import s3_retry
from podcast.store.s3 import S3Store

MIB = 1 << 20


def put(store: S3Store, body: bytes | Path = b"<rss/>", **more: Any) -> None:
    """Store `body` with any type and cache policy."""
    store.put("feed.xml", body, type="text/plain", cache="no-store", **more)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (503, "SlowDown"),
        (500, "InternalError"),
        (429, "TooManyRequests"),
        (409, "ConditionalRequestConflict"),
        (409, "OperationAborted"),
        (400, "BadDigest"),
        (400, "RequestTimeout"),
    ],
)
def test_what_may_pass_is_asked_again(bucket: S3Store, line: Any, status: int, code: str) -> None:
    """Any operation is sent again, four times in all, when the server only asks for patience."""
    put(bucket)
    reply = line.fails(status, code)
    line.script("DeleteObject", reply, reply, reply, line.passes)
    bucket.delete("feed.xml")
    assert len(line.requests) == s3_retry.ATTEMPTS == 4
    assert list(bucket.list()) == []


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (412, "PreconditionFailed", PreconditionError),
        (403, "AccessDenied", CredentialsError),
        (400, "ExpiredToken", CredentialsError),
    ],
)
def test_what_is_final_is_asked_once(
    bucket: S3Store, line: Any, status: int, code: str, expected: type[PodcastError]
) -> None:
    """A refusal that will stay one is believed."""
    line.script("PutObject", line.fails(status, code))
    with pytest.raises(expected):
        put(bucket, if_none_match=True)
    assert len(line.requests) == 1


def test_tries_end_when_time_is_up(bucket: S3Store, line: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes minutes to say no is not asked four times, and the reason is told."""
    clock = 0.0
    monkeypatch.setattr(s3_retry, "monotonic", lambda: clock)
    busy = line.fails(503, "SlowDown")

    def slowly(request: Any) -> Any:
        nonlocal clock
        clock += 70
        return busy(request)

    line.script("PutObject", slowly)
    with pytest.raises(TryAgainError, match="SlowDown"):
        put(bucket)
    assert len(line.requests) == 2


def test_a_large_body_may_take_longer() -> None:
    """On a slow uplink an hour of audio must be allowed a second try."""
    assert s3_retry.allowance(0) == 120
    assert s3_retry.allowance(64 * MIB) == 120 + 1024


def test_pauses_grow_and_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writers that got in each other's way do not come back together."""

    class Answer:
        status_code = 409

    def pauses() -> list[float]:
        asked = {"response": (Answer, {}), "request_dict": {"context": {}}}
        return [float(s3_retry.verdict(attempts=attempt, **asked) or 0) for attempt in (1, 2, 3)]

    first, second = pauses(), pauses()
    assert first == sorted(first)
    assert first != second
    assert all(0.02 < pause < 1.3 for pause in first + second)


@pytest.mark.parametrize(("size", "asks"), [(MIB - 1, False), (MIB, True)])
def test_only_large_files_ask_before_they_go(
    bucket: S3Store, line: Any, tmp_path: Path, size: int, asks: bool
) -> None:
    """`Expect: 100-continue` costs a round trip, and is worth it from 1 MiB on."""
    path = tmp_path / "cover.jpg"
    path.write_bytes(bytes(size))
    line.script("PutObject", line.passes)
    put(bucket, path)
    names = {name.lower() for name in line.requests[0].headers}
    assert ("expect" in names) == asks


def test_what_boto3_would_choose_is_pinned(bucket: S3Store) -> None:
    """Another version of boto3, or a profile, does not change how often and how a bucket is asked."""
    config = bucket._client.meta.config
    assert config.retries == {"mode": "standard", "total_max_attempts": 4}
    assert config.max_pool_connections == 32
    assert config.request_checksum_calculation == "when_required"
    assert config.response_checksum_validation == "when_required"
    assert config.s3["addressing_style"] == "path"


def test_a_write_costs_one_request(bucket: S3Store, line: Any) -> None:
    """The MD5 in the answer proves that it arrived."""
    line.script("HeadObject", line.fails(500, "InternalError"))
    put(bucket)
    assert line.requests == []


def test_an_answer_that_proves_nothing_is_followed_by_a_look(bucket: S3Store, line: Any) -> None:
    """Servers that encrypt answer with another ETag: then what is there is asked for, and must be ours."""
    line.script("HeadObject", line.passes)
    line.script("PutObject", line.encrypts)
    put(bucket)
    assert [request.method for request in line.requests] == ["PUT", "HEAD"]
    assert bucket.get("feed.xml").body == b"<rss/>"
