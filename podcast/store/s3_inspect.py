"""What a bucket does besides keeping objects: checksums, ETags, clocks, uploads in parts, settings of its own.

Each question is one or two requests below a scratch prefix, answered as a fact; what to make of it is decided in
`publish/doctor`. With the other `s3` modules, the only home of boto3.
"""

from base64 import b64encode
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import md5
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from podcast.store.s3_errors import code_of, status_of
from podcast.store.s3_facts import Inspection


def inspect(client: Any, bucket: str, key: str) -> Inspection:
    """Ask a bucket by writing `key`, which is left for the caller to remove.

    Raises:
        botocore's errors: it cannot be written at all.
    """
    target = {"Bucket": bucket, "Key": key}
    answer = client.put_object(**target, Body=b"first")
    return Inspection(
        wrong_md5_refused=_refuses_wrong_md5(client, target),
        etags=_etags(client, target),
        clock_s=_clock(answer),
        parts_listed=_asked(lambda: client.list_multipart_uploads(Bucket=bucket, MaxUploads=1)) is not None,
        cors=_origins(client, bucket),
        lifecycle=_aborts(client, bucket),
    )


def _refuses_wrong_md5(client: Any, target: dict[str, str]) -> bool:
    wrong = b64encode(md5(b"something else", usedforsecurity=False).digest()).decode()
    try:
        client.put_object(**target, Body=b"body", ContentMD5=wrong)
    except ClientError:
        return True
    return False


def _etags(client: Any, target: dict[str, str]) -> str:
    tag = client.put_object(**target, Body=b"second").get("ETag", "")
    for name, condition in (("quoted", tag), ("unquoted", tag.strip('"'))):
        with suppress(ClientError):
            client.put_object(**target, Body=b"second", IfMatch=condition)
            return name
    return "none"


def _clock(answer: dict[str, Any]) -> float | None:
    written = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", "")
    try:
        return (parsedate_to_datetime(written) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return None


def _origins(client: Any, bucket: str) -> tuple[str, ...] | None:
    """Return the origins that may GET, none if there are no rules, nothing if it is not told."""
    found = _asked(lambda: client.get_bucket_cors(Bucket=bucket), none="NoSuchCORSConfiguration")
    if found is None:
        return None
    rules = found.get("CORSRules", ())
    return tuple(one for rule in rules if "GET" in rule["AllowedMethods"] for one in rule["AllowedOrigins"])


def _aborts(client: Any, bucket: str) -> bool | None:
    asked = _asked(
        lambda: client.get_bucket_lifecycle_configuration(Bucket=bucket), none="NoSuchLifecycleConfiguration"
    )
    if asked is None:
        return None
    rules = asked.get("Rules", ())
    return any(rule.get("Status") == "Enabled" and "AbortIncompleteMultipartUpload" in rule for rule in rules)


def _asked(ask: Any, *, none: str = "") -> dict[str, Any] | None:
    """Return an answer, an empty one if there is `none` of it, or nothing if the server or its key will not say."""
    try:
        found: dict[str, Any] = ask()
    except ClientError as error:
        if none and (
            code_of(error) == none or (status_of(error) == 404 and code_of(error) != "NoSuchBucket")
        ):
            return {}
        return None
    except BotoCoreError:
        return None
    return found
