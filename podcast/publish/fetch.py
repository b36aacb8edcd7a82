"""One HTTP request, bounded in time and size. What comes back is untrusted and is only measured here."""

import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from email.message import Message
from http.client import HTTPException, HTTPResponse

from podcast import __version__
from podcast.content.text import is_web_address
from podcast.errors import ContentError, TryAgainError, UsageError
from podcast.messages import msg, why
from podcast.values import Struct, field

TIMEOUT = 20.0

_CONTENT_RANGE = re.compile(r"bytes \d+-\d+/(\d+)")


def web_only(*, redirects: bool = True) -> urllib.request.OpenerDirector:
    """Return an opener that knows http and https alone, so that no redirect leads to a file.

    Without `redirects` one that is answered is an `HTTPError`, as any status but 2xx is.
    """
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    if redirects:
        opener.add_handler(urllib.request.HTTPRedirectHandler())
    return opener


class Answer(Struct, frozen=True, kw_only=True):
    """Status, MIME type without parameters, `Content-Length` (-1 if none), and as much body as was asked for.

    `total` is the length that `Content-Range` gives for the whole, -1 if none. `url` is where it answered after
    redirects; names of `headers` are in small letters.
    """

    status: int
    type: str
    length: int
    total: int
    body: bytes
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def fetch(url: str, *, method: str = "GET", span: tuple[int, int] | None = None, most: int) -> Answer:
    """Request `url`, following redirects, and return what answers, whatever its status.

    `span` asks for bytes from first to last; `most` is how many bytes of body are accepted.

    Raises:
        UsageError: not a web address.
        TryAgainError: nothing answers in time, or the answer ends too early.
        ContentError: the body is larger than `most`.
    """
    if not is_web_address(url):
        raise UsageError(msg("“{url}” is not a web address", url=url), hint=msg("write https://…/feed.xml"))
    headers = {"User-Agent": f"podcast/{__version__}", "Accept-Encoding": "identity"}
    if span:
        headers["Range"] = f"bytes={span[0]}-{span[1]}"
    request = urllib.request.Request(url, method=method, headers=headers)  # noqa: S310  http(s) was checked
    try:
        with web_only().open(request, timeout=TIMEOUT) as response:
            return _answer(response, url, most, partial=span is not None)
    except urllib.error.HTTPError as error:
        # one that was made for a redirect that is not followed has nothing to close, and says so
        with suppress(ValueError):
            error.close()
        return _described(error.code, error.headers, b"", error.url)
    except (OSError, HTTPException, ValueError) as error:
        raise TryAgainError(
            msg("{url} does not answer: {reason}", url=url, reason=why(error)),
            hint=msg("check the address and the network, then try again"),
        ) from error


def _answer(response: HTTPResponse, url: str, most: int, *, partial: bool) -> Answer:
    body = response.read(most + 1) if most else b""
    if len(body) > most and not partial:
        raise ContentError(
            msg("{url} is larger than {most} bytes", url=url, most=most), hint=msg("check the address")
        )
    announced = response.headers.get("Content-Length", "")
    if most and announced.isdigit() and len(body) < min(int(announced), most):
        raise TryAgainError(
            msg("{url} ends after {body} bytes of {announced}", url=url, body=len(body), announced=announced),
            hint=msg("the line broke; try again"),
        )
    return _described(response.status, response.headers, body[:most], response.url)


def _described(status: int, headers: Message, body: bytes, url: str) -> Answer:
    length = headers.get("Content-Length", "")
    found = _CONTENT_RANGE.fullmatch(headers.get("Content-Range", ""))
    return Answer(
        status=status,
        type=headers.get_content_type() if headers.get("Content-Type") else "",
        length=int(length) if length.isdigit() else -1,
        total=int(found[1]) if found else -1,
        body=body,
        url=url or "",
        headers={name.lower(): str(value)[:1000] for name, value in headers.items()},
    )
