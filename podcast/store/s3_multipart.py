"""A large file on its way to a bucket, in parts: a few at once, and only those that are not there yet.

Owns how an upload that broke off is found again and gone on with. An upload is recognised by its parts:
they have the sizes and the MD5s of this file's. Nothing is ever aborted here: what cannot be gone on with
is left to `podcast gc` and to the bucket's lifecycle rules. A write's condition is asked of the server on
completion, and looked at by HEAD before, because some servers ignore it there.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from datetime import datetime
from itertools import islice
from threading import Event
from typing import IO, Any, cast

from botocore.exceptions import ClientError

from podcast.errors import UnavailableError
from podcast.messages import msg
from podcast.store.base import ObjectInfo
from podcast.store.s3_errors import code_of, status_of
from podcast.store.s3_put import DIGEST, Put, condition
from podcast.store.s3_upload import Parts, PartStream, UploadStream

THRESHOLD = 64 << 20
"""Files of more bytes than this go in parts."""

PART = 16 << 20
"""The least bytes of a part but the last; all parts are equal, which Cloudflare R2 wants."""

MOST_PARTS = 1000
"""The most parts of an object, unless the provider is known to take more: Scaleway takes no more."""

_LARGEST_PART = 5 << 30
_PARALLEL = 4
_MOST_CANDIDATES = 20  # uploads of the same key that are looked into
_MOST_PAGES = 100  # of a thousand uploads each
_MIB = 1 << 20

_Tags = dict[int, str]


def part_size(size: int, most_parts: int = MOST_PARTS) -> int:
    """Return of how many bytes the parts of a file of `size` bytes are, or 0 if it goes at once."""
    if size <= THRESHOLD:
        return 0
    least = -(-size // most_parts)
    return max(PART, -(-least // _MIB) * _MIB)


def uploads(client: Any, bucket: str, prefix: str) -> Iterator[tuple[str, str, datetime]]:
    """Yield the key, the id and the beginning of every upload in parts that is under way below `prefix`.

    Raises:
        ClientError: the server does not say.
    """
    pages = client.get_paginator("list_multipart_uploads").paginate(Bucket=bucket, Prefix=prefix)
    for page in islice(pages, _MOST_PAGES):
        for item in page.get("Uploads", ()):
            yield item["Key"], item["UploadId"], item["Initiated"]


class MultipartPut(Put, frozen=True, kw_only=True):
    """A `Put` whose body is a file in parts. `now` says what is stored at its key."""

    stream: UploadStream
    parts: Parts
    now: Callable[[], ObjectInfo | None]

    def send(self, *, if_match: str | None = None, if_none_match: bool = False) -> str:
        """Send what is missing, complete it and return the ETag that the answer gives.

        Raises:
            PreconditionError: the condition does not hold, as the server says or HEAD shows.
            UnavailableError: it is too large.
            botocore's errors: everything else. What has gone is found by the next try.
        """
        if self.parts.size > _LARGEST_PART:
            raise UnavailableError(
                msg("{key} is larger than S3 takes", key=self.key),
                hint=msg("encode it smaller"),
                place=self.where.place,
            )
        self._check(if_match, if_none_match)
        upload, kept = self._begun()
        tag = self._finish(upload, kept, if_match, if_none_match)
        if tag is None:  # somebody aborted or completed this upload meanwhile
            return self._finish(self._new(), {}, if_match, if_none_match) or ""
        found = self.now() if kept else None
        if (
            found
            and found.etag.strip('"') == tag.strip('"')
            and found.sha256 not in ("", self.load.content.sha256)
        ):
            # Equal parts, but begun for other content: type and digest beside the bytes are not ours.
            return self._finish(self._new(), {}, tag, False) or ""
        return tag

    def _check(self, if_match: str | None, if_none_match: bool) -> None:
        """Raise PreconditionError if the key does not look as the condition wants it."""
        if not if_none_match and not if_match:
            return
        found = self.now()
        there = found.etag.strip('"') if found else ""
        if there != (if_match or "").strip('"'):
            raise self.lost()

    def _begun(self) -> tuple[str, _Tags]:
        """Return an upload to go on with and the ETags of its good parts, or a new one that has none."""
        best, most = "", dict[int, str]()
        try:
            for upload in islice(self._uploads(), _MOST_CANDIDATES):
                good, bad = self._compared(upload)
                if len(good) > max(bad, len(most)):
                    best, most = upload, good
        except ClientError:
            pass  # not every server can list them, and not every key may
        return (best, most) if best else (self._new(), {})

    def _uploads(self) -> Iterator[str]:
        """Yield the ids of the uploads to this key that are under way."""
        for key, upload, _ in uploads(self.client, self.target["Bucket"], self.target["Key"]):
            if key == self.target["Key"]:
                yield upload

    def _compared(self, upload: str) -> tuple[_Tags, int]:
        """Return the ETags of an upload's parts that are ours by size and MD5, and the count of the others."""
        good, bad = dict[int, str](), 0
        for page in self.client.get_paginator("list_parts").paginate(**self.target, UploadId=upload):
            for part in page.get("Parts", ()):
                number, tag = part["PartNumber"], part["ETag"].strip('"')
                ours = (
                    0 < number <= len(self.parts.digests)
                    and part["Size"] == self._span(number)[1]
                    and tag == self.parts.digests[number - 1].hex()
                )
                if ours:
                    good[number] = f'"{tag}"'
                else:
                    bad += 1
        return good, bad

    def _new(self) -> str:
        answer = self.client.create_multipart_upload(
            **self.target, **self.headers, Metadata={DIGEST: self.load.content.sha256}
        )
        return answer["UploadId"]

    def _finish(self, upload: str, kept: _Tags, if_match: str | None, if_none_match: bool) -> str | None:
        """Send the missing parts and complete; return the ETag, or None if the upload is no more."""
        before = sum(self._span(number)[1] for number in kept)
        self.stream.meter.add(before)
        try:
            tags = kept | self._send_parts(upload, [n for n in self._numbers if n not in kept])
            self._check(if_match, if_none_match)
            return self._complete(upload, tags, if_match, if_none_match)
        except ClientError as error:
            if status_of(error) == 412:
                raise self.lost() from error
            if (done := self._done()) is not None:
                return done.etag
            if not self._gone(upload, error):
                raise
            self.stream.meter.restart()
            return None

    def _gone(self, upload: str, error: ClientError) -> bool:
        """Say whether an upload is no more: some servers only answer 500 to what is sent to it."""
        if status_of(error) < 500:
            return code_of(error) == "NoSuchUpload"
        try:
            self.client.list_parts(**self.target, UploadId=upload)
        except ClientError as answer:
            return code_of(answer) == "NoSuchUpload"
        return False

    def _done(self) -> ObjectInfo | None:
        """Return what is stored if it is this: an answer was lost, or somebody else sent the same."""
        found = self.now()
        content = self.load.content
        same = found is not None and (found.size, found.sha256) == (content.size, content.sha256)
        return found if same else None

    def _send_parts(self, upload: str, numbers: list[int]) -> _Tags:
        """Send parts, a few at once, and return their ETags.

        If one fails, those under way are finished first, so that the next try need not send them; Ctrl-C
        stops them at once.
        """
        tags, stop = dict[int, str](), Event()
        with ThreadPoolExecutor(_PARALLEL) as pool:
            running: dict[Future[str], int] = {
                pool.submit(self._send_part, upload, number, stop): number for number in numbers
            }
            try:
                for one in as_completed(running):
                    tags[running[one]] = one.result()
            except BaseException as error:
                if not isinstance(error, Exception):
                    stop.set()
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return tags

    def _send_part(self, upload: str, number: int, stop: Event) -> str:
        first, size = self._span(number)
        answer = self.client.upload_part(
            **self.target,
            UploadId=upload,
            PartNumber=number,
            Body=cast(IO[bytes], PartStream(self.stream, first, size, stop)),
            ContentLength=size,
            ContentMD5=b64encode(self.parts.digests[number - 1]).decode(),
        )
        return answer["ETag"]

    def _complete(self, upload: str, tags: _Tags, if_match: str | None, if_none_match: bool) -> str:
        listed: list[Any] = [{"PartNumber": number, "ETag": tags[number]} for number in sorted(tags)]
        answer = self.client.complete_multipart_upload(
            **self.target,
            **condition(if_match, if_none_match),
            UploadId=upload,
            MultipartUpload={"Parts": listed},
        )
        return answer.get("ETag", "")

    @property
    def _numbers(self) -> range:
        return range(1, len(self.parts.digests) + 1)

    def _span(self, number: int) -> tuple[int, int]:
        """Return the offset and the size of a part."""
        first = (number - 1) * self.parts.size
        return first, min(self.parts.size, self.load.content.size - first)
