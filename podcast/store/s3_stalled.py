"""Two writers of one key, one of whom stands still in the middle of what it sends: which of them wins?

A server that looks at the condition when a request begins, and not when it is done, lets both win (Swift's
S3 layer does). A race shows that only by luck; this shows it each time.
"""

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from time import sleep
from typing import IO, Any, cast

from botocore.exceptions import ClientError

from podcast.store.probe_scratch import Scratch
from podcast.store.s3 import S3Store
from podcast.store.s3_errors import told

_SLOW = b"the slow writer " * 1024
_FAST = b"the fast writer"
_HEAD_START = 0.2  # seconds in which the server gets to read the slow writer's headers
_PATIENCE = 10.0  # seconds after which the slow writer goes on, if the fast one has to wait for it
_REFUSALS = (404, 409, 412)


def both_win(store: S3Store, scratch: Scratch, name: str, *, replacing: bool = False) -> bool:
    """Say whether a bucket told both writers that they created a key, or that they replaced the same object.

    Raises:
        PodcastError: the bucket cannot be asked.
    """
    target = store.target(scratch.key(name))
    client = store.connection.client
    with told(store.connection.where):
        condition = {"IfNoneMatch": "*"}
        if replacing:
            client.put_object(**target, Body=b"before")
            condition = {"IfMatch": client.head_object(**target)["ETag"]}
        body = _Stalled()
        client.meta.events.register("before-send.s3.PutObject", _begin, unique_id=name)
        try:
            with ThreadPoolExecutor(2) as pool:
                slow = pool.submit(_won, client, target, condition, body)
                slow.add_done_callback(lambda _: body.begun.set())  # it may be answered before it is read
                try:
                    body.begun.wait(_PATIENCE)
                    sleep(_HEAD_START)
                    fast = pool.submit(_won, client, target, condition, _FAST)
                    wait([fast], _PATIENCE)
                finally:
                    body.go.set()
                return slow.result() and fast.result()
        finally:
            client.meta.events.unregister("before-send.s3.PutObject", unique_id=name)


def _won(client: Any, target: dict[str, Any], condition: dict[str, str], body: Any) -> bool:
    size = len(_SLOW) if isinstance(body, _Stalled) else len(body)
    try:
        client.put_object(**target, **condition, Body=cast(IO[bytes], body), ContentLength=size)
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") not in _REFUSALS:
            raise
        return False
    return True


def _begin(request: Any, **_: Any) -> None:
    """Tell a stalling body that what is read from now on goes over the line: signing has read it before."""
    if isinstance(getattr(request, "body", None), _Stalled):
        request.body.sending = True


class _Stalled:
    """A body that gives its first half, and the second only when it is told to go on."""

    def __init__(self) -> None:
        self.begun = Event()
        self.go = Event()
        self.sending = False
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes; stands still in the middle of what is sent."""
        half = len(_SLOW) // 2
        if self.sending and self._at >= half:
            self.begun.set()
            self.go.wait(2 * _PATIENCE)
        last = len(_SLOW) if not self.sending or self._at >= half else half
        piece = _SLOW[self._at : last if size < 0 else min(last, self._at + size)]
        self._at += len(piece)
        return piece

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to an offset, as signing and retries do."""
        self._at = offset + {0: 0, 1: self._at, 2: len(_SLOW)}[whence]
        return self._at

    def tell(self) -> int:
        """Return the offset."""
        return self._at
