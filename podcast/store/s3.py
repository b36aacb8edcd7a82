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
from podcast.store.base import Blob, Body, ObjectInfo, Progress
from podcast.store.names import check_key, fault_in
from podcast.store.refusals import missing
from podcast.store.s3_client import connect
from podcast.store.s3_errors import code_of, portal, status_of, told
from podcast.store.s3_put import DIGEST, Put
from podcast.store.s3_upload import Meter, upload


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

        Raises:
            CannotWriteError: the prefix is no key.
            ConfigurationError: the endpoint, profile or region cannot be.
        """
        self._bucket = bucket
        self._prefix = check_key(prefix.strip("/")) + "/" if prefix.strip("/") else ""
        self._page_size = page_size
        self._client, self._where = connect(
            self.url, bucket, endpoint=endpoint, region=region, profile=profile
        )

    @property
    def url(self) -> str:
        """The store as `s3://bucket/prefix`."""
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

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
                answer = self._client.get_object(Bucket=self._bucket, Key=name, **span)  # type: ignore[arg-type]
            except ClientError as error:
                if status_of(error) != 416:
                    raise
                return Blob(info=self.head(key), body=b"")
            with closing(answer["Body"]) as stream:
                info = self._info(key, answer)
                body = stream.read()
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
        name = self._name(key)
        meter = Meter(progress)
        with told(self._where), upload(body, meter) as (stream, content):
            write = Put(
                client=self._client,
                where=self._where,
                key=key,
                content=content,
                arguments={
                    "Bucket": self._bucket,
                    "Key": name,
                    "Body": stream,
                    "ContentType": type,
                    "CacheControl": cache,
                },
            )
            try:
                tag = write.send(if_match=if_match, if_none_match=if_none_match)
                info = write.verified(tag, self._now(key))
            except PreconditionError:
                info = self._after_refusal(write, if_match)
        meter.finish(content.size)
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

    def _after_refusal(self, write: Put, if_match: str | None) -> ObjectInfo:
        """Return what is stored if a refused write is there all the same, or can be; raise otherwise.

        It is there if the answer to an earlier try was lost. It can be if the ETag is the one that was
        asked for: some servers compare it without its quotes.
        """
        found = self._now(write.key)
        if found is not None and found.sha256 == write.content.sha256:
            return found
        if found is None or found.etag != if_match:
            raise write.lost()
        tag = write.send(if_match=if_match.strip('"'))
        return write.verified(tag, self._now(write.key))

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
                    yield ObjectInfo(key=key, size=item["Size"], etag=_quoted(item["ETag"]))
            token = page.get("NextContinuationToken", "")
            if not page["IsTruncated"] or not token:
                return

    def _page(self, prefix: str, size: int, token: str = "") -> Mapping[str, Any]:
        more: dict[str, Any] = {"ContinuationToken": token} if token else {}
        with told(self._where):
            page = self._client.list_objects_v2(
                Bucket=self._bucket, Prefix=self._prefix + prefix, MaxKeys=size, **more
            )
        if "IsTruncated" not in page:  # a login page parses as an empty bucket
            raise portal(self._where)
        return page

    def _name(self, key: str) -> str:
        return self._prefix + check_key(key)

    def _info(self, key: str, answer: Mapping[str, Any]) -> ObjectInfo:
        """Describe an object by the answer to HEAD or GET, whole or in part."""
        if not answer.get("ETag"):
            raise portal(self._where)
        total = str(answer.get("ContentRange", "")).rpartition("/")[2]
        metadata = {name.lower(): text for name, text in answer.get("Metadata", {}).items()}
        return ObjectInfo(
            key=key,
            size=int(total) if total.isdigit() else answer["ContentLength"],
            etag=_quoted(answer["ETag"]),
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


def _quoted(etag: str) -> str:
    """Return an ETag as HTTP writes it; a few servers leave the quotes out of lists."""
    return etag if etag.endswith('"') else f'"{etag}"'
