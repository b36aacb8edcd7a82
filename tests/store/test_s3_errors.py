"""What goes wrong with a bucket, told so that a producer knows what to do."""

import socket
import traceback
from contextlib import closing
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from podcast.errors import (
    CannotWriteError,
    ConfigurationError,
    CredentialsError,
    PodcastError,
    TryAgainError,
    UnavailableError,
)
from podcast.store.s3 import S3Store

BUCKET = "podcasts"


def check_told(error: PodcastError, secret: str, *words: str) -> None:
    """Check that an error is one line with a remedy and these words, and shows nothing secret."""
    text = str(error)
    assert text.isprintable()
    assert error.hint
    for word in words:
        assert word in text
    assert secret not in "".join(traceback.format_exception(error))
    assert "AKIA" not in text
    assert "SERVERTEXT" not in text


@pytest.mark.parametrize(
    ("status", "code", "expected", "word"),
    [
        (403, "InvalidAccessKeyId", CredentialsError, "AWS_PROFILE"),
        (403, "SignatureDoesNotMatch", CredentialsError, "secret key"),
        (400, "ExpiredToken", CredentialsError, "expired"),
        (400, "InvalidToken", CredentialsError, "AWS_SESSION_TOKEN"),
        (400, "ExpiredTokenException", CredentialsError, "sign in again"),
        (403, "RequestTimeTooSkewed", CredentialsError, "clock"),
        (403, "AccessDenied", CredentialsError, "policy"),
        (401, "Unauthorized", CredentialsError, "AWS_ACCESS_KEY_ID"),
        (404, "NoSuchBucket", ConfigurationError, "`store`"),
        (400, "InvalidBucketName", ConfigurationError, "`store`"),
        (400, "AuthorizationHeaderMalformed", ConfigurationError, "region"),
        (503, "SlowDown", TryAgainError, "again"),
        (500, "InternalError", TryAgainError, "again"),
        (502, "", TryAgainError, "502"),
        (429, "TooManyRequests", TryAgainError, "again"),
        (409, "OperationAborted", TryAgainError, "again"),
        (501, "NotImplemented", UnavailableError, "doctor"),
        (405, "MethodNotAllowed", UnavailableError, "doctor"),
        (400, "Weird &#10; &lt;b&gt;", UnavailableError, "Weirdb"),
    ],
)
def test_an_answer_is_told(
    bucket: S3Store, line: Any, status: int, code: str, expected: type[PodcastError], word: str
) -> None:
    """Each refusal has the exit code of whose fault it is, names bucket and endpoint, and says what to do."""
    line.script("ListObjectsV2", line.fails(status, code))
    with pytest.raises(PodcastError) as caught:
        bucket.probe()
    assert type(caught.value) is expected
    check_told(caught.value, line.canary, word, BUCKET, "127.0.0.1")


def test_a_wrong_region_is_corrected(bucket: S3Store, line: Any) -> None:
    """Where the server names the region of the bucket, the remedy does too."""
    line.script(
        "ListObjectsV2", line.fails(400, "AuthorizationHeaderMalformed", "<Region>eu-west-3</Region>")
    )
    with pytest.raises(ConfigurationError, match="eu-west-3") as caught:
        bucket.probe()
    check_told(caught.value, line.canary)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("20261123T101112Z", "2026-11-23T12:11:12Z"),
        ("Mon, 23 Nov 2026 10:11:12 GMT", "2026-11-23T13:11:12.000+01:00"),
    ],
)
def test_a_wrong_clock_is_told_with_both_times(bucket: S3Store, line: Any, ours: str, theirs: str) -> None:
    """One line says what this computer's clock shows and what the server's does."""
    times = f"<RequestTime>{ours}</RequestTime><ServerTime>{theirs}</ServerTime>"
    line.script("ListObjectsV2", line.fails(403, "RequestTimeTooSkewed", times))
    with pytest.raises(CredentialsError) as caught:
        bucket.probe()
    check_told(caught.value, line.canary, "2026-11-23 10:11:12 UTC", "2026-11-23 12:11:12 UTC", "clock")


@pytest.mark.parametrize(
    ("date", "is_clock"), [("Mon, 23 Nov 2020 10:11:12 GMT", True), ("now", False), ("yesterday", False)]
)
def test_a_wrong_clock_is_found_where_the_server_may_not_say_so(
    bucket: S3Store, line: Any, date: str, is_clock: bool
) -> None:
    """A refused HEAD has no body: the date of the answer tells the clock from the key."""
    now = format_datetime(datetime.now(UTC), usegmt=True)
    line.script("HeadObject", line.says(403, Date=now if date == "now" else date))
    with pytest.raises(CredentialsError) as caught:
        bucket.head("a.txt")
    check_told(caught.value, line.canary)
    assert ("clock" in caught.value.message) == is_clock


def test_a_bucket_that_is_not_there_is_a_setting(endpoint: str) -> None:
    """A wrong bucket is told from wrong credentials, by every method that can tell."""
    store = S3Store("no-such-bucket", endpoint=endpoint)
    for attempt in (
        store.probe,
        lambda: store.get("a.txt"),
        lambda: list(store.list()),
        lambda: store.put("a.txt", b"x", type="text/plain", cache="no-store"),
        lambda: store.delete("a.txt"),
    ):
        with pytest.raises(ConfigurationError, match="no-such-bucket"):
            attempt()


def test_a_good_bucket_is_probed_in_silence(bucket: S3Store, line: Any) -> None:
    """Probing asks once, and writes nothing."""
    line.script("ListObjectsV2", line.passes)
    bucket.probe()
    assert [request.method for request in line.requests] == ["GET"]


@pytest.mark.parametrize(
    "missing", [("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), ("AWS_SECRET_ACCESS_KEY",)]
)
def test_no_credentials_is_told(
    endpoint: str, monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...]
) -> None:
    """Without credentials, or with half of them, the error says where to set them."""
    for name in missing:
        monkeypatch.delenv(name)
    with pytest.raises(CredentialsError, match="AWS_ACCESS_KEY_ID") as caught:
        S3Store(BUCKET, endpoint=endpoint).probe()
    check_told(caught.value, "canarySECRET", BUCKET)


def test_an_unknown_profile_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    """A profile that is in no file is a setting, and the likeliest one is proposed."""
    (tmp_path / "config").write_text("[profile newsroom]\nregion = eu-west-3\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    with pytest.raises(ConfigurationError, match="did you mean “newsroom”"):
        S3Store(BUCKET, endpoint=endpoint, profile="newsrom")
    with pytest.raises(ConfigurationError, match="known profiles: newsroom"):
        S3Store(BUCKET, endpoint=endpoint, profile="zzz")


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"endpoint": "s3.example.com"}, "https://"),
        ({"endpoint": "https://"}, "https://"),
        ({"endpoint": "https://host:port"}, "https://"),
        ({"endpoint": "https://[::1"}, "https://"),
        ({"endpoint": "ftp://s3.example.com"}, "https://"),
        ({"endpoint": "https://key:canarySECRET@s3.example.com"}, "credentials"),
        ({"endpoint": "https://s3.example.com", "region": "not a region"}, "region"),
    ],
)
def test_a_malformed_setting_is_told(settings: dict[str, str], word: str) -> None:
    """An endpoint that is no address, or that holds a secret, is refused before any request."""
    with pytest.raises(ConfigurationError, match=word) as caught:
        S3Store(BUCKET, **settings).probe()
    check_told(caught.value, "canarySECRET")


def test_a_malformed_bucket_name_is_told(endpoint: str) -> None:
    """A name that no bucket can have is a setting."""
    with pytest.raises(ConfigurationError, match="`store`"):
        S3Store("No Such_Bucket!", endpoint=endpoint).probe()


def test_a_malformed_prefix_is_told(endpoint: str) -> None:
    """A prefix obeys the rules of keys."""
    with pytest.raises(CannotWriteError, match="the key"):
        S3Store(BUCKET, "a/../b", endpoint=endpoint)


def test_an_endpoint_that_nobody_answers_is_told() -> None:
    """A closed port, or no network, is 75."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(TryAgainError, match="cannot reach") as caught:
        S3Store(BUCKET, endpoint=endpoint).probe()
    check_told(caught.value, "canarySECRET", endpoint)


def test_a_certificate_that_is_not_trusted_is_told(tls_endpoint: tuple[str, Path]) -> None:
    """An endpoint with somebody else's certificate gets no request at all."""
    with pytest.raises(TryAgainError, match="no trusted connection"):
        S3Store(BUCKET, endpoint=tls_endpoint[0]).probe()


def test_a_name_in_the_environment_is_addressed_by_path(
    endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An endpoint that boto3 takes from its own variables works like one of the settings."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", endpoint.replace("127.0.0.1", "localhost"))
    store = S3Store(BUCKET, "env")
    store.put("a.txt", b"x", type="text/plain", cache="no-store")
    assert store.get("a.txt").body == b"x"
    assert S3Store(BUCKET, "env", endpoint=endpoint).get("a.txt").body == b"x"


def test_aws_itself_is_addressed_as_it_prefers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an endpoint the bucket is part of the host's name."""
    store = S3Store(BUCKET, region="eu-west-3")
    asked: list[str] = []

    def stop(request: Any, **_: Any) -> None:
        asked.append(request.url)
        raise OSError("no request leaves a test")

    store._client.meta.events.register_first("before-send.s3", stop)
    with pytest.raises(OSError, match="no request"):
        store.probe()
    assert asked[0].startswith("https://podcasts.s3.eu-west-3.amazonaws.com/")
