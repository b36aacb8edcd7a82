"""Whether a refusal comes from a wrong clock: S3 refuses signatures that are 15 minutes off.

Reads the two times out of an answer, and repeats nothing else of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

from podcast.messages import msg

_ALLOWED = timedelta(minutes=15)


def difference(answer: Mapping[str, Any], now: datetime) -> str:
    """Return the two clocks' times as the end of a sentence, or nothing where the answer has no time.

    `answer` is a response as botocore parses it, `now` this computer's time.
    """
    ours, theirs = _times(answer, now)
    return (
        msg(": it shows {ours}, the server’s {theirs}", ours=_shown(ours), theirs=_shown(theirs))
        if theirs
        else ""
    )


def is_wrong(answer: Mapping[str, Any], now: datetime) -> bool:
    """Say whether the clocks differ by more than S3 allows: a refused HEAD has no body to say so."""
    ours, theirs = _times(answer, now)
    return theirs is not None and abs(ours - theirs) > _ALLOWED


@dataclass(slots=True)
class Clock:
    """How far this computer's clock was ahead of the server's at its last answer; nothing if it did not say.

    Some servers accept any clock, and then what is due today is published tomorrow.
    """

    ahead: timedelta = timedelta()

    def watch(self, client: "S3Client") -> "Clock":
        """Look at the date of every answer to `client`."""
        client.meta.events.register("after-call.s3", self._see)
        return self

    def _see(self, http_response: Any, **_: object) -> None:
        theirs = _read(http_response.headers.get("date"))
        self.ahead = utc_now() - theirs if theirs else timedelta()


def utc_now() -> datetime:
    """Return what this computer's clock shows."""
    return datetime.now(UTC)


def _times(answer: Mapping[str, Any], now: datetime) -> tuple[datetime, datetime | None]:
    error = answer.get("Error", {})
    headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    theirs = _read(error.get("ServerTime")) or _read(headers.get("date"))
    return _read(error.get("RequestTime")) or now, theirs


def _read(text: object) -> datetime | None:
    """Return a time in either of the forms that servers use, in UTC."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = parse(str(text or ""))
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _shown(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")
