"""A bucket, or a folder of one, as a store: any server that speaks S3 and honours conditional writes.

Owns how the protocol of `base` maps to S3's requests and answers; how a write is sent and when it counts
is in `s3_put`. Knows nothing of podcasts.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any

from botocore.exceptions import ClientError

from podcast.errors import ObjectMissingError, PreconditionError
from podcast.store.base import Blob, Body, ObjectInfo, Progress, Unfinished
from podcast.store.names import check_key, fault_in
from podcast.store.refusals import missing
from podcast.store.s3_client import connect
from podcast.store.s3_errors import code_of, status_of, told
from podcast.store.s3_multipart import MOST_PARTS, MultipartPut, part_size, uploads
from podcast.store.s3_put import DIGEST, Put, quoted
from podcast.store.s3_retry import whole_answers
from podcast.store.s3_upload import Load, Meter, UploadStream, upload

_WILL_NOT_SAY = (403, 404, 405, 501)
"""How servers refuse to list uploads in parts: this key may not, or they have no such list."""


class S3Store:
    """A `Store` in a bucket; any number of threads may share it."""

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        *,
        endpoint: str = "",
        region: str = "",
        profile: str = "",
        page_size: int = 1000,
    ) -> None:
        """Prepare to use `bucket`, below `prefix`; asks nothing of the network.

        `connection` is for those who ask the bucket what no other store can be asked.

        Raises:
            CannotWriteError: the prefix is no key.
            ConfigurationError: the endpoint, profile or region cannot be.
        """
        self._bucket = bucket
        self._prefix = check_key(prefix.strip("/")) + "/" if prefix.strip("/") else ""
        self._page_size = page_size
        found = connect(self.url, bucket, endpoint=endpoint, region=region, profile=profile)
        self.connection = found
        self._client, self._where = found.client, found.where
        self._most_parts = found.provider.most_parts if found.provider else MOST_PARTS

    @property
    def url(self) -> str:
        """The store as `s3://bucket/prefix`."""
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    @property
    def server(self) -> str:
        """The endpoint and the bucket; see `Store.server`."""
        return f"{self._where.endpoint}/{self._bucket}"

    def target(self, key: str) -> dict[str, Any]:
        """Return how boto3 names the object at `key`."""
        return {"Bucket": self._bucket, "Key": self._name(key)}

    def probe(self) -> None:
        """Raise unless the bucket is there and may be listed; whether it may be written shows by writing."""
        self._page("", 1)

    def head(self, key: str) -> ObjectInfo:
        """Return what is stored at `key`; see `Store.head`."""
        name = self._name(key)
        with told(self._where), self._finding(key):
            return self._info(key, self._client.head_object(Bucket=self._bucket, Key=name))

    def get(self, key: str, *, first: int = 0, last: int | None = None) -> Blob:
        """Return the object at `key` or a span of it; see `Store.get`."""
        name = self._name(key)
        if last is not None and last < first:
            return Blob(info=self.head(key), body=b"")
        whole = first == 0 and last is None
        span = {} if whole else {"Range": f"bytes={first}-{'' if last is None else last}"}
        with told(self._where), self._finding(key):
            try:
                answer, info, body = whole_answers(lambda: self._read(key, name, span))
            except ClientError as error:
                if status_of(error) != 416:
                    raise
                return Blob(info=self.head(key), body=b"")
        if not whole and "ContentRange" not in answer:  # this server gave everything
            body = body[first : None if last is None else last + 1]
        return Blob(info=info, body=body)

    def put(
        self,
        key: str,
        body: Body,
        *,
        type: str,
        cache: str,
        if_match: str | None = None,
        if_none_match: bool = False,
        progress: Progress | None = None,
    ) -> ObjectInfo:
        """Store `body` at `key`; see `Store.put`."""
        check_key(key)
        meter = Meter(progress)
        headers = {"ContentType": type, "CacheControl": cache}
        with told(self._where), upload(body, meter, self._part_size) as load:
            write = self._write(key, load, headers)
            info = self._sent(write, if_match, if_none_match)
        meter.finish(load.content.size)
        return info

    def list(self, prefix: str = "", *, limit: int | None = None) -> Iterator[ObjectInfo]:
        """Yield the objects under `prefix`; see `Store.list`. Asks for a page when it is needed."""
        if limit == 0:
            return
        size = self._page_size if limit is None else min(limit, self._page_size)
        yield from islice(self._found(prefix, size), limit)

    def delete(self, key: str) -> None:
        """Remove the object at `key`; see `Store.delete`."""
        name = self._name(key)
        with told(self._where):
            try:
                self._client.delete_object(Bucket=self._bucket, Key=name)
            except ClientError as error:
                if code_of(error) != "NoSuchKey":
                    raise

    def unfinished(self, prefix: str = "") -> Iterator[Unfinished]:
        """Yield the uploads in parts under `prefix` that nobody completed; see `Store.unfinished`."""
        with told(self._where):
            try:
                for key, upload, since in uploads(self._client, self._bucket, self._prefix + prefix):
                    name = key.removeprefix(self._prefix)
                    if not fault_in(name):
                        yield Unfinished(key=name, id=upload, since=since)
            except ClientError as error:
                if status_of(error) not in _WILL_NOT_SAY:
                    raise

    def abandon(self, write: Unfinished) -> None:
        """Free the parts of an upload; see `Store.abandon`."""
        with told(self._where):
            try:
                self._client.abort_multipart_upload(
                    Bucket=self._bucket, Key=self._name(write.key), UploadId=write.id
                )
            except ClientError as error:
                if code_of(error) != "NoSuchUpload":
                    raise

    def _write(self, key: str, load: Load, headers: dict[str, Any]) -> Put:
        """Return the write of `load` as it has to go: at once, or in parts."""
        common: dict[str, Any] = {
            "client": self._client,
            "where": self._where,
            "key": key,
            "load": load,
            "target": self.target(key),
            "headers": headers,
        }
        if load.parts is None or not isinstance(load.body, UploadStream):
            return Put(**common)
        return MultipartPut(**common, stream=load.body, parts=load.parts, now=lambda: self._now(key))

    def _read(self, key: str, name: str, span: dict[str, Any]) -> tuple[Mapping[str, Any], ObjectInfo, bytes]:
        """Return an answer to GET, what it says of the object, and its body to the end."""
        answer = self._client.get_object(Bucket=self._bucket, Key=name, **span)
        with closing(answer["Body"]) as stream:
            return answer, self._info(key, answer), stream.read()

    def _sent(self, write: Put, if_match: str | None, if_none_match: bool) -> ObjectInfo:
        """Send a write and return what is stored, also if it is refused and there all the same.

        It is there if the answer to an earlier try was lost. If the ETag is the one that was asked for,
        the server compares it without its quotes, as some do.
        """
        try:
            tag = write.send(if_match=if_match, if_none_match=if_none_match)
            return write.verified(tag, lambda: self._now(write.key))
        except PreconditionError:
            found = self._now(write.key)
            if found is not None and found.sha256 == write.load.content.sha256:
                return found
            if found is None or if_match is None or found.etag != if_match:
                raise
        return self._sent(write, if_match.strip('"'), False)

    def _now(self, key: str) -> ObjectInfo | None:
        try:
            return self.head(key)
        except ObjectMissingError:
            return None

    def _found(self, prefix: str, size: int) -> Iterator[ObjectInfo]:
        token = ""
        while True:
            page = self._page(prefix, size, token)
            for item in page.get("Contents", ()):
                key = item["Key"].removeprefix(self._prefix)
                if not fault_in(key):  # others may keep names in the bucket that no store would accept
                    yield ObjectInfo(key=key, size=item["Size"], etag=quoted(item["ETag"]))
            token = page.get("NextContinuationToken", "")
            if not page["IsTruncated"] or not token:
                return

    def _page(self, prefix: str, size: int, token: str = "") -> Mapping[str, Any]:
        more: dict[str, Any] = {"ContinuationToken": token} if token else {}
        with told(self._where):
            return self._client.list_objects_v2(
                Bucket=self._bucket, Prefix=self._prefix + prefix, MaxKeys=size, **more
            )

    def _part_size(self, size: int) -> int:
        return part_size(size, self._most_parts)

    def _name(self, key: str) -> str:
        return self._prefix + check_key(key)

    def _info(self, key: str, answer: Mapping[str, Any]) -> ObjectInfo:
        """Describe an object by the answer to HEAD or GET, whole or in part."""
        total = str(answer.get("ContentRange", "")).rpartition("/")[2]
        metadata = {name.lower(): text for name, text in answer.get("Metadata", {}).items()}
        return ObjectInfo(
            key=key,
            size=int(total) if total.isdigit() else answer["ContentLength"],
            etag=quoted(answer["ETag"]),
            type=answer.get("ContentType", ""),
            cache=answer.get("CacheControl", ""),
            sha256=metadata.get(DIGEST, ""),
        )

    @contextmanager
    def _finding(self, key: str) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            if code_of(error) in ("NoSuchKey", "404", "NotFound"):
                raise missing(key, self.url) from error
            raise
