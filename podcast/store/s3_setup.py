"""What a bucket has to be set to so that readers get everything and nobody pays for leftovers; and setting it.

Only what is missing is added: policies, CORS and lifecycle rules of others stay as they are. With the other `s3`
modules, the only home of boto3.
"""

import json
from collections.abc import Callable
from string import ascii_lowercase, digits
from typing import Any

from botocore.exceptions import ClientError

from podcast.store.providers import Provider
from podcast.store.s3_errors import code_of, status_of
from podcast.store.s3_facts import Setup, Step

_SID = "PodcastPublicRead"
_ABORT = "podcast-abort-incomplete-uploads"
_DAYS = 7
_NOT_THERE = (403, 405, 501)
_CORS: dict[str, Any] = {
    "AllowedOrigins": ["*"],
    "AllowedMethods": ["GET", "HEAD"],
    "AllowedHeaders": ["*"],
    "ExposeHeaders": ["Content-Length", "Content-Range", "ETag"],
    "MaxAgeSeconds": 86400,
}


def plan_setup(client: Any, bucket: str, prefix: str, provider: Provider | None) -> Setup:
    """Return what `bucket` lacks, readable below `prefix`. Changes nothing.

    Raises:
        botocore's errors: the bucket cannot be asked.
    """
    steps: list[Step] = []
    by_hand: list[str] = []
    questions: tuple[tuple[str, Callable[[], Step | None]], ...] = (
        ("a public-access block", lambda: _block(client, bucket, provider)),
        ("a policy for readers", lambda: _policy(client, bucket, prefix)),
        ("CORS rules", lambda: _cors(client, bucket)),
        ("a lifecycle rule", lambda: _lifecycle(client, bucket, prefix)),
    )
    for name, ask in questions:
        try:
            if step := ask():
                steps.append(step)
        except ClientError as error:
            if status_of(error) not in _NOT_THERE:
                raise
            by_hand.append(
                f"{name}: the bucket does not take it ({code_of(error)}); set it in the provider's console"
            )
    if provider and provider.policy == "no":
        steps = [one for one in steps if "Statement" not in one.document]
        by_hand = [one for one in by_hand if "policy" not in one]
        by_hand.insert(0, f"public reading: {provider.notes}")
    return Setup(steps=tuple(steps), by_hand=tuple(by_hand))


def _block(client: Any, bucket: str, provider: Provider | None) -> Step | None:
    """AWS keeps policies from making a bucket public unless it is told not to."""
    if provider is None or provider.id != "aws":
        return None
    found = _configured(
        lambda: client.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"],
        none="NoSuchPublicAccessBlockConfiguration",
    )
    if not (found.get("BlockPublicPolicy") or found.get("RestrictPublicBuckets")):
        return None
    wanted = {**found, "BlockPublicPolicy": False, "RestrictPublicBuckets": False}
    return Step(
        what="let a policy make the bucket readable",
        document=wanted,
        apply=lambda: client.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=wanted),
    )


def _policy(client: Any, bucket: str, prefix: str) -> Step | None:
    """Everybody may read what does not begin with an underscore: `_podcast/` has names of producers."""
    found = json.loads(
        _configured(lambda: client.get_bucket_policy(Bucket=bucket), none="NoSuchBucketPolicy").get(
            "Policy", "{}"
        )
    )
    statements = found.get("Statement", [])
    wanted = {
        "Sid": _SID,
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:GetObject"],
        "Resource": [f"arn:aws:s3:::{bucket}/{prefix}{first}*" for first in ascii_lowercase + digits],
    }
    if any(one.get("Sid") == _SID and one.get("Resource") == wanted["Resource"] for one in statements):
        return None
    others = [one for one in statements if one.get("Sid") != _SID]
    policy = {"Version": "2012-10-17", **found, "Statement": [*others, wanted]}
    return Step(
        what="let everybody read what is published, but not _podcast/",
        document=policy,
        apply=lambda: client.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy)),
    )


def _cors(client: Any, bucket: str) -> Step | None:
    rules = _configured(lambda: client.get_bucket_cors(Bucket=bucket), none="NoSuchCORSConfiguration").get(
        "CORSRules", []
    )
    if any("*" in one["AllowedOrigins"] and "GET" in one["AllowedMethods"] for one in rules):
        return None
    wanted = {"CORSRules": [*rules, _CORS]}
    return Step(
        what="let players and apps of other sites read audio, chapters and transcripts",
        document=wanted,
        apply=lambda: client.put_bucket_cors(Bucket=bucket, CORSConfiguration=wanted),
    )


def _lifecycle(client: Any, bucket: str, prefix: str) -> Step | None:
    found = _configured(
        lambda: client.get_bucket_lifecycle_configuration(Bucket=bucket), none="NoSuchLifecycleConfiguration"
    )
    rules = found.get("Rules", [])
    if any("AbortIncompleteMultipartUpload" in one and one.get("Status") == "Enabled" for one in rules):
        return None
    rule = {
        "ID": _ABORT,
        "Status": "Enabled",
        "Filter": {"Prefix": prefix},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": _DAYS},
    }
    wanted = {"Rules": [*rules, rule]}
    return Step(
        what=f"forget uploads that nobody completed for {_DAYS} days",
        document=wanted,
        apply=lambda: client.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration=wanted),
    )


def _configured(ask: Callable[[], dict[str, Any]], *, none: str) -> dict[str, Any]:
    """Return what is configured, nothing if nothing is."""
    try:
        return ask()
    except ClientError as error:
        if code_of(error) == none or (status_of(error) == 404 and code_of(error) != "NoSuchBucket"):
            return {}
        raise
