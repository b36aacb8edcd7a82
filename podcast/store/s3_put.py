"""One write to a bucket: how it is sent, what its refusal means, and when it counts as done.

It counts once the answer has the MD5 of the content or the server shows it, because anything between here and
there may answer 200. What is sent in parts is for `s3_multipart`.
"""

from base64 import b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from podcast.errors import PreconditionError, UnavailableError
from podcast.messages import msg
from podcast.store import refusals
from podcast.store.base import ObjectInfo
from podcast.store.s3_errors import Where, code_of, portal, status_of
from podcast.store.s3_upload import Load, UploadStream
from podcast.values import Struct

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

DIGEST = "sha256"
"""The user metadata that holds the SHA-256 of the content, in hexadecimal."""

_LARGEST = 5 << 30  # bytes: the most that one PUT may hold


class Put(Struct, frozen=True, kw_only=True):
    """What is to be written at `key`. `target` and `headers` are arguments of boto3: where, and what with it."""

    client: "S3Client"
    where: Where
    key: str
    load: Load
    target: dict[str, Any]
    headers: dict[str, Any]

    def send(self, *, if_match: str | None = None, if_none_match: bool = False) -> str:
        """Send it and return the ETag that the answer gives.

        Raises:
            PreconditionError: the server says that the condition does not hold.
            UnavailableError: it is too large.
            botocore's errors: everything else.
        """
        content = self.load.content
        if content.size > _LARGEST:
            raise UnavailableError(
                msg("{key} is larger than 5 GiB, the most that S3 takes at once", key=self.key),
                hint=msg("encode it smaller"),
                place=self.where.place,
            )
        body = self.load.body
        if isinstance(body, UploadStream):
            body.seek(0)
        try:
            answer = self.client.put_object(
                **self.target,
                **self.headers,
                **condition(if_match, if_none_match),
                Body=body,
                ContentLength=content.size,
                ContentMD5=b64encode(content.md5).decode(),
                Metadata={DIGEST: content.sha256},
            )
        except ClientError as error:
            absent = if_match is not None and code_of(error) == "NoSuchKey"
            if status_of(error) == 412 or absent:
                raise self.lost() from error
            raise
        return answer["ETag"]

    def verified(self, tag: str, now: Callable[[], ObjectInfo | None]) -> ObjectInfo:
        """Return what is stored, given the answer's ETag; `now` asks what is there, if the ETag proves nothing.

        The MD5 of what was sent proves that it arrived: only who has the bytes can know it. A server that
        encrypts answers something else.

        Raises:
            TryAgainError: what is found is not what was sent.
        """
        content = self.load.content
        if tag.strip('"') == self.expected_tag:
            return ObjectInfo(
                key=self.key,
                size=content.size,
                etag=quoted(tag),
                type=self.headers["ContentType"],
                cache=self.headers["CacheControl"],
                sha256=content.sha256,
            )
        found = now()
        if found is None or (found.size, found.sha256) != (content.size, content.sha256):
            raise portal(self.where)
        return found

    @property
    def expected_tag(self) -> str:
        """The ETag of the content, without quotes, on servers that make it of MD5s."""
        parts = self.load.parts
        return self.load.content.md5.hex() + (f"-{len(parts.digests)}" if parts else "")

    def lost(self) -> PreconditionError:
        """Return the error for a write whose condition does not hold."""
        return refusals.lost(self.key, self.where.url)


def quoted(etag: str) -> str:
    """Return an ETag as HTTP writes it; a few servers leave the quotes out."""
    return etag if etag.endswith('"') else f'"{etag}"'


def condition(if_match: str | None, if_none_match: bool) -> dict[str, Any]:
    """Return a condition as boto3's arguments."""
    if if_none_match:
        return {"IfNoneMatch": "*"}
    return {"IfMatch": if_match} if if_match else {}
