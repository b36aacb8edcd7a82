"""Whether an answer is one that an S3 server gives: a login page of a hotel's network answers 200, too.

What the answers of each operation always hold is looked for in one place, before anybody reads them.
"""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from podcast.store.s3_errors import Where, portal

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ALWAYS: Mapping[str, tuple[str, ...]] = {
    "HeadObject": ("ETag", "ContentLength"),
    "GetObject": ("ETag", "ContentLength"),
    "PutObject": ("ETag",),
    "CreateMultipartUpload": ("UploadId",),
    "UploadPart": ("ETag",),
    "ListObjectsV2": ("IsTruncated",),  # a page of HTML parses as an empty bucket
}
_EACH: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ListObjectsV2": ("Contents", ("Key", "Size", "ETag")),
    "ListMultipartUploads": ("Uploads", ("Key", "UploadId", "Initiated")),
    "ListParts": ("Parts", ("PartNumber", "Size", "ETag")),
}
_NO_BODY = ("DeleteObject", "AbortMultipartUpload")
_PAGE = (b"<!doctype", b"<html")
"""How an answer begins that is for readers. Of the rules of a bucket nothing else can be said: it may have none."""


def install(client: "S3Client", where: Where) -> None:
    """Let every request of `client` to the bucket `where` raise TryAgainError for what no S3 server answers."""

    def look(http_response: Any, parsed: Mapping[str, Any], model: Any, **_: object) -> None:
        body = b"" if model.has_streaming_output else http_response.content.strip()
        if http_response.status_code < 300 and not _is_genuine(model.name, body, parsed):
            raise portal(where)

    client.meta.events.register("after-call.s3", look)


def _is_genuine(operation: str, body: bytes, parsed: Mapping[str, Any]) -> bool:
    if body[:9].lower().startswith(_PAGE) or (body and operation in _NO_BODY):
        return False
    if operation == "GetBucketPolicy" and body and not _is_policy(body):
        return False
    items, wanted = _EACH.get(operation, ("", ()))
    return _has(parsed, _ALWAYS.get(operation, ())) and all(
        _has(item, wanted) for item in parsed.get(items, ())
    )


def _is_policy(body: bytes) -> bool:
    """Say whether this is a document with statements, of which S3 lets a single one stand without a list."""
    try:
        policy = json.loads(body)
    except (ValueError, RecursionError):
        return False
    statements = policy.get("Statement", ()) if isinstance(policy, dict) else None
    listed = [statements] if isinstance(statements, dict) else statements
    return isinstance(listed, list | tuple) and all(isinstance(one, dict) for one in listed)


def _has(found: Mapping[str, Any], wanted: Iterable[str]) -> bool:
    return all(found.get(name) not in (None, "") for name in wanted)
