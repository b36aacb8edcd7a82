"""The same publish to a real S3 server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from ..atomic_moto import AtomicMotoServer

KEYS = {
    "AWS_ACCESS_KEY_ID": "an-id",
    "AWS_SECRET_ACCESS_KEY": "canary-secret-5e1f",
    "AWS_REGION": "us-east-1",
}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """Give the address of an S3 server with one empty bucket, `rss`."""
    server = AtomicMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    client_of(url).create_bucket(Bucket="rss")
    yield url
    server.stop()


def client_of(endpoint: str):  # type: ignore[no-untyped-def]
    """Return a client of our own, beside the one that is tested."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
    )


def test_keys_and_bytes_are_those_of_the_folder(sample: Path, run_podcast, endpoint: str) -> None:
    """A bucket and a folder are the same store; types and cache policies are set on top."""
    env = {**KEYS, "AWS_ENDPOINT_URL_S3": endpoint}
    done = run_podcast("publish", "--yes", "--store", "s3://rss/etf", cwd=sample, **env)
    assert done.returncode == 0, done.stderr
    client = client_of(endpoint)
    listed = [one["Key"] for one in client.list_objects_v2(Bucket="rss", Prefix="etf/")["Contents"]]
    public = sample / "public"
    files = {path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file()}
    assert {key.removeprefix("etf/") for key in listed} == {one for one in files if not one.startswith(".")}
    for key in listed:
        if "/commits/" in key:  # who published, and when
            continue
        got = client.get_object(Bucket="rss", Key=key)
        assert got["Body"].read() == (public / key.removeprefix("etf/")).read_bytes(), key
    feed = client.head_object(Bucket="rss", Key="etf/feed.xml")
    assert feed["ContentType"].startswith("application/rss+xml")
    audio = client.head_object(Bucket="rss", Key=next(key for key in listed if key.endswith(".mp3")))
    assert (audio["ContentType"], audio["CacheControl"]) == (
        "audio/mpeg",
        "public, max-age=31536000, immutable",
    )
    again = run_podcast("publish", "--yes", "--store", "s3://rss/etf", cwd=sample, **env)
    assert again.stdout.startswith("Nothing to publish: release 1 of s3://rss/etf")
    verified = run_podcast("verify", "--store", "s3://rss/etf", cwd=sample, **env)
    assert (verified.returncode, "all as they claim" in verified.stdout) == (0, True)


def test_a_wrong_bucket_is_configuration_and_shows_no_secret(
    sample: Path, run_podcast, endpoint: str
) -> None:
    """One line, exit 78, and the secret nowhere."""
    env = {**KEYS, "AWS_ENDPOINT_URL_S3": endpoint}
    done = run_podcast("publish", "--yes", "--store", "s3://no-such-bucket/x", cwd=sample, **env)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (78, "", 1), done.stderr
    assert "no-such-bucket" in done.stderr
    assert "canary-secret" not in done.stderr


def test_an_unreachable_server_is_tried_again_later(sample: Path, run_podcast) -> None:
    """Exit 75, and nothing is changed."""
    env = {**KEYS, "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9"}
    done = run_podcast("publish", "--yes", "--store", "s3://rss/x", cwd=sample, **env)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (75, "", 1), done.stderr
