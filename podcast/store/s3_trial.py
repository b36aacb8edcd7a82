"""What only a bucket can be asked: ETags with or without quotes, checksums, ranges, pages of lists, the clock.

Publishing works around most of it, and says so here; a web player that reads the bucket cannot.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.exceptions import ClientError

from podcast.messages import msg
from podcast.store.finding import Finding, fault, good, warning
from podcast.store.probe_scratch import Scratch
from podcast.store.s3 import S3Store
from podcast.store.s3_errors import status_of, told
from podcast.store.s3_put import quoted

_BODY = b"0123456789" * 10
_WRONG_MD5 = b64encode(bytes(16)).decode()
_CDN = msg("let readers get the files through a CDN or web server that answers ranges")
_ALLOWED = 60.0  # seconds; S3 refuses at 900
_REFUSED = 900.0


def try_bucket(store: S3Store, scratch: Scratch) -> Iterator[Finding]:
    """Yield what was found, good or not.

    Raises:
        PodcastError: the bucket cannot be written or read at all.
    """
    trial = _Trial(store, scratch)
    with told(store.connection.where):
        yield trial.clock()
        yield trial.etags()
        yield trial.checksums()
        yield trial.metadata()
        yield from trial.ranges()
        yield trial.pages()


class _Trial:
    """Asks the bucket without the help of `S3Store`."""

    def __init__(self, store: S3Store, scratch: Scratch) -> None:
        self._client = store.connection.client
        self._store = store
        self._scratch = scratch

    def _put(self, name: str, **more: Any) -> Any:
        target = self._store.target(self._scratch.key(name))
        return target, self._client.put_object(**target, Body=_BODY, **more)

    def clock(self) -> Finding:
        """Compare the times: requests carry ours, and are refused when it is far off."""
        _, answer = self._put("clock")
        said = answer["ResponseMetadata"]["HTTPHeaders"].get("date", "")
        try:
            theirs = parsedate_to_datetime(said).astimezone(UTC)
        except (ValueError, TypeError):
            return good(msg("clock"), msg("the answers have no time to compare with"))
        off = abs((datetime.now(UTC) - theirs).total_seconds())
        if off > _ALLOWED:
            level = fault if off > _REFUSED else warning
            return level(
                msg("clock"),
                msg(
                    "this computer’s is {off:,.0f} seconds off: S3 refuses at {refused:,.0f}",
                    off=off,
                    refused=_REFUSED,
                ),
                msg("set the clock: timedatectl set-ntp true"),
            )
        return good(msg("clock"), msg("right within {off:.0f} s", off=max(off, 1)))

    def etags(self) -> Finding:
        """Find out whether If-Match is understood with quotes, as HTTP writes it, without, or not at all."""
        target, answer = self._put("etag")
        tag = quoted(answer["ETag"])
        if self._matches(target, tag):
            return good(msg("ETags"), msg("compared as HTTP writes them"))
        tag = quoted(self._client.head_object(**target)["ETag"])
        if self._matches(target, tag.strip('"')):
            return good(msg("ETags"), msg("compared only without quotes, which podcast does, too"))
        return good(msg("ETags"), msg("not compared: see “replace if unchanged”"))

    def _matches(self, target: dict[str, Any], tag: str) -> bool:
        try:
            self._client.put_object(**target, Body=_BODY, IfMatch=tag)
        except ClientError as error:
            if status_of(error) in (403, 401):
                raise
            return False
        return True

    def checksums(self) -> Finding:
        """Send a body with the MD5 of another."""
        try:
            self._put("md5", ContentMD5=_WRONG_MD5)
        except ClientError as error:
            if status_of(error) in (401, 403):
                raise
            return good(msg("checksums"), msg("a body that does not fit its Content-MD5 is refused"))
        return warning(
            msg("checksums"),
            msg(
                "a body that does not fit its Content-MD5 is accepted: podcast compares what is stored "
                "instead"
            ),
            msg("nothing to do; `podcast verify` reads everything back"),
        )

    def metadata(self) -> Finding:
        """Look whether the digest that goes with each object comes back."""
        key = self._scratch.key("metadata")
        sent = self._store.put(key, _BODY, type="text/plain", cache="no-store")
        if self._store.head(key).sha256 != sent.sha256:
            return warning(
                msg("metadata"),
                msg("what is noted beside an object is lost: damage is found by size and ETag only"),
                msg("nothing to do; `podcast verify` reads everything back"),
            )
        return good(msg("metadata"), msg("what is noted beside an object is there again"))

    def ranges(self) -> Iterator[Finding]:
        """Ask as players do: from here to there, and the last bytes."""
        target, _ = self._put("range")
        for asked, due in (("bytes=10-19", _BODY[10:20]), ("bytes=-5", _BODY[-5:])):
            name = msg("ranges") if due != _BODY[-5:] else msg("last bytes")
            try:
                answer = self._client.get_object(**target, Range=asked)
            except ClientError as error:
                yield warning(
                    name,
                    msg("“Range: {asked}” is answered by {error}", asked=asked, error=status_of(error)),
                    _CDN,
                )
                continue
            with closing(answer["Body"]) as stream:
                body = stream.read()
            status = answer["ResponseMetadata"]["HTTPStatusCode"]
            if (status, body) == (206, due):
                yield good(name, msg("206, and these bytes"))
            else:
                yield warning(
                    name,
                    msg(
                        "“Range: {asked}” is answered by {status} and {body} bytes, not {due}",
                        asked=asked,
                        status=status,
                        body=len(body),
                        due=len(due),
                    ),
                    _CDN,
                )

    def pages(self) -> Finding:
        """List with two keys a page."""
        check = msg("pages of lists")
        remedy = msg("use another provider: most of a large show would not be seen")
        due = [self._put(f"page/{letter}")[0]["Key"] for letter in "abcde"]
        try:
            found = self._paged(due[0].removesuffix("a"), most=len(due))
        except ClientError as error:
            if status_of(error) in (401, 403):
                raise
            return fault(check, msg("the store answers {error}", error=status_of(error)), remedy)
        if found != due:
            return fault(check, msg("{found} of {due} keys came", found=len(found), due=len(due)), remedy)
        return good(check, msg("every key came once"))

    def _paged(self, prefix: str, *, most: int) -> list[str]:
        bucket = self._store.target("x")["Bucket"]
        found: list[str] = []
        more: dict[str, Any] = {}
        for _ in range(most):
            page = self._client.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=2, **more)
            found += [item["Key"] for item in page.get("Contents", ())]
            if not page.get("IsTruncated") or not page.get("NextContinuationToken"):
                break
            more = {"ContinuationToken": page["NextContinuationToken"]}
        return found
