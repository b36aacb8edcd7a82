"""One write to a bucket: how it is sent, what its refusal means, and when it counts as done.

It counts once the server shows it, because anything between here and there may answer 200.
"""

import random
import time
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from podcast.errors import PreconditionError, UnavailableError
from podcast.store import refusals
from podcast.store.base import ObjectInfo
from podcast.store.body import Digests
from podcast.store.s3_errors import Where, code_of, portal, status_of
from podcast.store.s3_upload import UploadStream

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

DIGEST = "sha256"
"""The user metadata that holds the SHA-256 of the content, in hexadecimal."""

_LARGEST = 5 << 30  # bytes: the most that one PUT may hold
_PAUSES = (0.05, 0.2, 0.8)  # seconds before trying again after 409, by which S3 asks for another try


@dataclass(frozen=True, kw_only=True, slots=True)
class Put:
    """What is to be written at `key`. `arguments` are those of boto3's `put_object` that say what and where."""

    client: "S3Client"
    where: Where
    key: str
    content: Digests
    arguments: dict[str, Any]

    def send(self, *, if_match: str | None = None, if_none_match: bool = False) -> str:
        """Send it, again after a 409, and return the ETag that the answer gives, or nothing.

        Raises:
            PreconditionError: the server says that the condition does not hold.
            UnavailableError: it is too large.
            botocore's errors: everything else.
        """
        if self.content.size > _LARGEST:
            raise UnavailableError(
                f"{self.key} is larger than 5 GiB, the most that S3 takes at once",
                hint="encode it smaller",
                place=self.where.place,
            )
        condition: dict[str, Any] = {"IfMatch": if_match} if if_match else {}
        if if_none_match:
            condition = {"IfNoneMatch": "*"}
        for pause in _PAUSES:
            try:
                return self._once(condition)
            except ClientError as error:
                if status_of(error) != 409:
                    raise
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  no secret: it keeps rivals apart
        return self._once(condition)

    def verified(self, tag: str, found: ObjectInfo | None) -> ObjectInfo:
        """Return what is stored, given the answer's ETag and what is found there now.

        Raises:
            TryAgainError: what is found is not what was sent.
        """
        received = tag.strip('"') == self.content.md5.hex()
        if found is not None and found.size == self.content.size:
            kept = found.sha256 == self.content.sha256
            if kept or (received and not found.sha256):  # some servers keep no metadata
                return found
        if received:  # nobody but the server can know this; somebody else has written since
            return ObjectInfo(
                key=self.key,
                size=self.content.size,
                etag=tag,
                type=self.arguments["ContentType"],
                cache=self.arguments["CacheControl"],
                sha256=self.content.sha256,
            )
        raise portal(self.where)

    def lost(self) -> PreconditionError:
        """Return the error for a write whose condition does not hold."""
        return refusals.lost(self.key, self.where.url)

    def _once(self, condition: dict[str, Any]) -> str:
        body = self.arguments["Body"]
        if isinstance(body, UploadStream):
            body.seek(0)
        try:
            answer = self.client.put_object(
                **self.arguments,
                **condition,
                ContentLength=self.content.size,
                ContentMD5=b64encode(self.content.md5).decode(),
                Metadata={DIGEST: self.content.sha256},
            )
        except ClientError as error:
            absent = "IfMatch" in condition and code_of(error) == "NoSuchKey"
            if status_of(error) == 412 or absent:
                raise self.lost() from error
            raise
        return answer.get("ETag", "")
