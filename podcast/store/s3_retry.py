"""Which requests to a bucket are tried again, after what pause, and when that ends.

Owns the numbers. botocore's own rules (broken lines, 5xx, throttling, with random pauses) come first in
importance; what they leave out is added here. Knows nothing of what is asked.
"""

import random
from collections.abc import Callable
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import IncompleteReadError, ReadTimeoutError, ResponseStreamingError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

T = TypeVar("T")

ATTEMPTS = 4
"""How often a request is sent at most."""

_CUT = (IncompleteReadError, ReadTimeoutError, ResponseStreamingError)
_PAUSES = (0.05, 0.2, 0.8)  # seconds: the middle of each pause; rivals must not come back together
_PATIENCE = 120.0  # seconds after which nothing is tried again
_SLOWEST = 64 << 10  # bytes per second: what a body may take before that
_UNTIL = "podcast_until"

# 409 means neither yes nor no (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html);
# the other two that the line mangled the body.
_AGAIN = {"ConditionalRequestConflict", "OperationAborted", "BadDigest", "IncompleteBody"}


def install(client: "S3Client") -> None:
    """Let `client` try again by the rules of this module, beside those of botocore's mode `standard`."""
    events = client.meta.events
    events.register_last("before-call.s3", _start)
    events.register_first("needs-retry.s3", verdict)  # type: ignore[arg-type]  # its answer is what counts


def allowance(size: int) -> float:
    """Return for how many seconds a request with a body of `size` bytes may be tried again."""
    return _PATIENCE + size / _SLOWEST


def whole_answers(ask: Callable[[], T]) -> T:
    """Return what `ask` gives, asking again when the line breaks within an answer's body.

    botocore tries requests again, but not the reading of what they answer.
    """
    for pause in _PAUSES:
        try:
            return ask()
        except _CUT:
            sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  no secret
    return ask()


def verdict(
    *, response: Any, attempts: int, request_dict: dict[str, Any], **_: object
) -> float | bool | None:
    """Return the pause before another try in seconds, False for none, or None to leave it to botocore."""
    if monotonic() > request_dict["context"].get(_UNTIL, float("inf")):
        return False
    if response is None or attempts >= ATTEMPTS:
        return None
    http, parsed = response
    code = parsed.get("Error", {}).get("Code", "")
    if http.status_code in (409, 429) or code in _AGAIN:
        return _PAUSES[attempts - 1] * random.uniform(0.5, 1.5)  # noqa: S311  no secret
    return None


def _start(params: dict[str, Any], **_: object) -> None:
    size = str(params["headers"].get("Content-Length", ""))
    params["context"][_UNTIL] = monotonic() + allowance(int(size) if size.isdigit() else 0)
