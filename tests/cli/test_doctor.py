"""`podcast doctor` and `podcast store setup`: output and exit codes, on folders and on a real S3 server."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from podcast.publish.doctor import Verdict, diagnose_store
from podcast.store.guarded import GuardedStore
from podcast.store.memory import MemoryStore
from tests.store.lax import CreatesOnly, Ignorant


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, run) -> Iterator[object]:
    """Give a client of a bucket `podcasts`, which the command line finds by its variables."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_S3": f"http://{host}:{port}",
    }.items():
        monkeypatch.setenv(name, value)
    # moto keeps what it has from one server to the next
    urllib.request.urlopen(
        urllib.request.Request(f"http://{host}:{port}/moto-api/reset", method="POST")
    ).close()
    found = boto3.client("s3")
    found.create_bucket(Bucket="podcasts")
    yield found
    found.close()
    server.stop()


def test_a_folder_is_tried_and_how_to_serve_it_is_said(run, show) -> None:
    """For nginx and for Caddy, at the show's own address."""
    ran = run("doctor", "--show", show.root, "--store")
    assert (ran.code, ran.err) == (0, "")
    assert "is cas: several producers may publish there at once." in ran.out
    assert "server_name podcast.example;" in ran.out
    assert "\npodcast.example {\n" in ran.out


def test_a_bucket_is_tried_and_nothing_is_left(run, client) -> None:
    """But the verdict, which whoever publishes there believes."""
    ran = run("doctor", "--store", "s3://podcasts/emission", "--json")
    assert ran.code == 0
    found = ran.json()
    assert (found["ok"], found["safety"]) == (True, "cas")
    verdicts = {one["name"]: one["verdict"] for one in found["findings"]}
    assert verdicts["content"] == "fine"
    assert verdicts["CORS"] == "poor"
    listed = client.list_objects_v2(Bucket="podcasts")["Contents"]
    assert [one["Key"] for one in listed] == ["emission/_podcast/store.json"]


def test_setting_up_asks_and_is_done_once(run, client) -> None:
    """A second time there is nothing to do; rules of others stay."""
    other = {"ID": "autre", "Status": "Enabled", "Filter": {"Prefix": "vieux/"}, "Expiration": {"Days": 9}}
    client.put_bucket_lifecycle_configuration(Bucket="podcasts", LifecycleConfiguration={"Rules": [other]})
    theirs = {
        "Sid": "Autre",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::podcasts/vieux/*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [theirs]})
    client.put_bucket_policy(Bucket="podcasts", Policy=policy)
    asked = run("store", "setup", "--store", "s3://podcasts/emission")
    assert (asked.code, "--yes" in asked.err) == (2, True)
    assert client.get_bucket_policy(Bucket="podcasts")["Policy"] == policy
    done = run("store", "setup", "--store", "s3://podcasts/emission", "--yes", "--json").json()
    assert (done["applied"], len(done["steps"])) == (True, 3)
    again = run("store", "setup", "--store", "s3://podcasts/emission", "--json").json()
    assert (again["applied"], again["steps"]) == (False, [])
    rules = client.get_bucket_lifecycle_configuration(Bucket="podcasts")["Rules"]
    assert [one["ID"] for one in rules] == ["autre", "podcast-abort-incomplete-uploads"]
    statements = json.loads(client.get_bucket_policy(Bucket="podcasts")["Policy"])["Statement"]
    assert [one["Sid"] for one in statements] == ["Autre", "PodcastPublicRead"]
    found = run("doctor", "--store", "s3://podcasts/emission", "--json").json()["findings"]
    assert {"CORS", "lifecycle"} <= {one["name"] for one in found if one["verdict"] == "fine"}


def test_the_policy_shows_what_is_published_and_not_who_did_it(run, client) -> None:
    """Keys that begin with an underscore are not in it."""
    run("store", "setup", "--store", "s3://podcasts/emission", "--yes")
    (statement,) = json.loads(client.get_bucket_policy(Bucket="podcasts")["Policy"])["Statement"]
    begins = {one.removeprefix("arn:aws:s3:::podcasts/emission/") for one in statement["Resource"]}
    assert {"a*", "f*", "4*"} <= begins
    assert not any(one.startswith("_") for one in begins)


def test_a_folder_cannot_be_set_up(run, show) -> None:
    """It is said what can be done instead."""
    ran = run("store", "setup", "--show", show.root)
    assert (ran.code, "podcast doctor --store" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("made", "single", "usable"),
    [
        (Ignorant, False, False),
        (Ignorant, True, True),
        (CreatesOnly, False, True),
        (MemoryStore, False, True),
    ],
)
def test_an_unsafe_store_is_bad_unless_one_publishes_alone(
    made: type[MemoryStore], single: bool, usable: bool
) -> None:
    """And what is missing is always named."""
    store = GuardedStore(made(), identity="here", single_producer=single)
    found = diagnose_store(store, single_producer=single)
    assert found.is_usable is usable
    assert any(one.verdict is not Verdict.FINE for one in found.findings) == (made is not MemoryStore)


def test_a_store_that_keeps_no_types_is_bad() -> None:
    """Apps go by them."""

    class Forgetful(MemoryStore):
        def put(self, key, body, *, type, **rest):
            return super().put(key, body, type="binary/octet-stream", **rest)

    bad = [one for one in diagnose_store(Forgetful()).findings if one.verdict is Verdict.BAD]
    assert [one.name for one in bad] == ["type and caching"]


def test_publishing_to_an_unsafe_bucket_is_refused(
    run, show, client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is uploaded; with single_producer it goes."""
    import podcast.store.guarded as module
    from podcast.store.trial import Safety, Trial

    unsafe = Trial(safety=Safety.UNSAFE, created=(24,))
    monkeypatch.setattr(module, "try_conditions", lambda store: unsafe)
    show.episode(1)
    ran = run("publish", "--yes", "--show", show.root, "--store", "s3://podcasts/emission")
    assert ran.code == 69
    assert ran.err.splitlines()[-1].startswith("Error: s3://podcasts/emission: does not keep two producers")
    listed = client.list_objects_v2(Bucket="podcasts")["Contents"]
    assert [one["Key"] for one in listed] == ["emission/_podcast/store.json"]
    toml = show.root / "show.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + "\n[s3]\nsingle_producer = true\n", encoding="utf-8")
    ran = run("publish", "--yes", "--show", show.root, "--store", "s3://podcasts/emission")
    assert ran.code == 0, ran.err
