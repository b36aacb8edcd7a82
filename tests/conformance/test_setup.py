"""Setting up buckets of real servers: what is lacking is added, what is there stays, and twice is once."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from podcast.content import keys
from podcast.content.keys import PUBLIC
from podcast.errors import TryAgainError
from podcast.store.rules import with_abort, with_cors, with_public_read
from podcast.store.s3 import S3Store
from podcast.store.s3_setup import apply_setup, propose_setup
from podcast.values import replace

from .conftest import BUCKET, Bucket

FOREIGN_STATEMENT = {
    "Sid": "Backup",
    "Effect": "Allow",
    "Principal": {"AWS": "*"},
    "Action": "s3:GetObject",
    "Resource": f"arn:aws:s3:::{BUCKET}/elsewhere/*",
}
FOREIGN_CORS = {"AllowedOrigins": ["https://site.example"], "AllowedMethods": ["PUT"]}
FOREIGN_LIFECYCLE = {
    "ID": "old logs",
    "Status": "Enabled",
    "Filter": {"Prefix": "logs/"},
    "Expiration": {"Days": 30},
}


@pytest.fixture
def fresh(bucket: Bucket) -> Iterator[S3Store]:
    """A bucket without any rules, before and after."""
    client = bucket.store.connection.client

    def clear() -> None:
        client.delete_bucket_policy(Bucket=BUCKET)
        client.delete_bucket_cors(Bucket=BUCKET)
        client.delete_bucket_lifecycle(Bucket=BUCKET)

    clear()
    yield bucket.store
    clear()


def status(store: S3Store, key: str) -> int:
    """Ask for an object as a reader does, who has no credentials."""
    client = store.connection.client
    url = f"{client.meta.endpoint_url}/{BUCKET}/shows/first/{key}"
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_what_is_lacking_is_added_and_nothing_the_second_time(
    fresh: S3Store, request: pytest.FixtureRequest
) -> None:
    """Readers get the show and not what only producers need; the second plan is empty."""
    for key in ("feed.xml", "audio/a.0123456789ab.mp3", "_podcast/releases/1.json"):
        fresh.put(key, b"x", type=keys.media_type(key), cache="no-cache")
    plan = propose_setup(fresh)
    assert [one.rule for one in plan.changes] == ["policy", "CORS rules", "lifecycle rules"]
    assert plan.by_hand == ()
    assert [one.rule for one in propose_setup(fresh).changes] == [one.rule for one in plan.changes]
    done: list[str] = []
    assert apply_setup(fresh, plan, lambda one: done.append(one.rule)) == ()
    assert done == [one.rule for one in plan.changes]
    again = propose_setup(fresh)
    assert (again.changes, again.by_hand) == ((), ())
    assert [status(fresh, key) for key in ("feed.xml", "audio/a.0123456789ab.mp3")] == [200, 200]
    if "ministack" not in request.node.name:  # it shows everything to everybody
        assert status(fresh, "_podcast/releases/1.json") == 403


def test_rules_of_others_stay(fresh: S3Store) -> None:
    """In the policy, the CORS rules and the lifecycle rules."""
    client = fresh.connection.client
    policy = {"Version": "2012-10-17", "Statement": [FOREIGN_STATEMENT]}
    client.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    client.put_bucket_cors(Bucket=BUCKET, CORSConfiguration={"CORSRules": [FOREIGN_CORS]})  # type: ignore[typeddict-item]
    client.put_bucket_lifecycle_configuration(
        Bucket=BUCKET,
        LifecycleConfiguration={"Rules": [FOREIGN_LIFECYCLE]},  # type: ignore[typeddict-item]
    )
    apply_setup(fresh, propose_setup(fresh), lambda one: None)
    kept = json.loads(client.get_bucket_policy(Bucket=BUCKET)["Policy"])
    assert FOREIGN_STATEMENT in kept["Statement"]
    cors = client.get_bucket_cors(Bucket=BUCKET)["CORSRules"]
    assert [one["AllowedOrigins"] for one in cors] == [["https://site.example"], ["*"]]
    rules = client.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    (logs,) = [one for one in rules if one["ID"] == "old logs"]
    assert logs["Expiration"]["Days"] == 30
    assert propose_setup(fresh).changes == ()


def test_what_somebody_changes_meanwhile_is_not_overwritten(fresh: S3Store) -> None:
    """The plan was made from something else."""
    plan = propose_setup(fresh)
    policy = {"Version": "2012-10-17", "Statement": [FOREIGN_STATEMENT]}
    fresh.connection.client.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
    with pytest.raises(TryAgainError, match="policy"):
        apply_setup(fresh, plan, lambda one: None)
    assert json.loads(fresh.connection.client.get_bucket_policy(Bucket=BUCKET)["Policy"]) == policy


def test_what_a_provider_lacks_is_said_in_words(fresh: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """R2 has no policies, and is not asked for one; the lifecycle of another answers 501."""
    from podcast.store.providers import providers

    (r2,) = [one for one in providers() if one.id == "r2"]
    monkeypatch.setattr(fresh, "connection", replace(fresh.connection, provider=r2))
    plan = propose_setup(fresh)
    assert [one.rule for one in plan.changes] == ["CORS rules", "lifecycle rules"]
    (policy,) = plan.by_hand
    assert "Custom Domains" in policy.remedy


ALLOW_ALL = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": ["s3:Get*"],
    "Resource": f"arn:aws:s3:::{BUCKET}/*",
}


@pytest.mark.parametrize(
    ("statement", "is_enough"),
    [
        (ALLOW_ALL, True),
        ({**ALLOW_ALL, "Effect": "Deny"}, False),
        ({**ALLOW_ALL, "Principal": {"AWS": "arn:aws:iam::1:root"}}, False),
        ({**ALLOW_ALL, "Action": "s3:ListBucket"}, False),
        ({**ALLOW_ALL, "Resource": f"arn:aws:s3:::{BUCKET}/show/audio/*"}, False),
        ({**ALLOW_ALL, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, False),
    ],
)
def test_a_statement_that_grants_the_same_is_enough(statement: dict[str, Any], is_enough: bool) -> None:
    """Whatever it is called; one for others, for less or under a condition is not."""
    found = with_public_read({"Version": "2012-10-17", "Statement": statement}, BUCKET, "show/")
    assert (found is None) == is_enough
    if found is not None:
        assert found["Statement"][0] == statement
        assert with_public_read(found, BUCKET, "show/") is None
        assert with_public_read(found, BUCKET, "other/") is not None
        both = with_public_read(found, BUCKET, "other/") or {}
        assert with_public_read(both, BUCKET, "show/") is None
        assert not any("_podcast" in one for one in found["Statement"][-1]["Resource"])
        assert len(found["Statement"][-1]["Resource"]) == len(PUBLIC)


def test_rules_for_less_are_not_enough() -> None:
    """A lifecycle rule of another folder, with a tag, too late or switched off; a CORS rule of one site."""
    own = with_abort([], "show/")
    assert own is not None
    assert with_abort(own, "show/") is None
    (rule,) = own
    for changed in (
        {**rule, "Filter": {"Prefix": "logs/"}},
        {**rule, "Filter": {"And": {"Prefix": "", "Tags": []}}},
        {**rule, "Status": "Disabled"},
        {**rule, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 90}},
        {**rule, "AbortIncompleteMultipartUpload": {}},
    ):
        assert with_abort([changed], "show/") is not None
    whole = [
        {"Status": "Enabled", "Prefix": "", "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}}
    ]
    assert with_abort(whole, "show/") is None
    (cors,) = with_cors([]) or []
    assert with_cors([cors]) is None
    assert with_cors([{**cors, "AllowedOrigins": ["https://site.example"]}]) is not None
    assert with_cors([{**cors, "AllowedHeaders": ["*"]}]) is None
