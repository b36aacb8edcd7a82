"""Sending announcements: each message to its service, side by side, bounded in time and size.

The token of podping is the one secret. It is added to the request on its way out, follows no redirect, and
neither it nor anything that podping answers beside a status is ever repeated. A service that fails is
reported and stops nothing. Must not know which feeds changed.
"""

import re
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import HTTPException, InvalidURL
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from podcast import __version__
from podcast.content.text import is_web_address
from podcast.errors import ExitCode
from podcast.messages import msg, why
from podcast.publish.announce import Message
from podcast.publish.fetch import web_only
from podcast.publish.progress import Progress
from podcast.values import Struct

TOKEN = "PODPING_TOKEN"  # noqa: S105  the name of a variable
TIMEOUT = 10.0
"""Seconds that a service has for each message."""

_MOST_ANSWER = 1_000
_AGAIN = msg("run `podcast announce` later")
_SENDABLE = re.compile(r"[!-~]+(?: [!-~]+)*")


class Announced(Struct, frozen=True, kw_only=True):
    """What became of a message: `code` is what a command whose only work it was would end with."""

    service: str
    url: str
    code: ExitCode
    message: str

    @property
    def ok(self) -> bool:
        return self.code is ExitCode.DONE


def token_of(environment: Mapping[str, str]) -> str:
    """Return podping's token, empty if there is none: the one secret here, and nowhere to be shown."""
    return environment.get(TOKEN, "").strip()


def send(
    todo: Sequence[Message],
    *,
    token: str,
    progress: Progress,
    timeout: float | None = None,
    opener: urllib.request.OpenerDirector | None = None,
) -> tuple[Announced, ...]:
    """Send each message and return what became of it, in the same order; raises nothing.

    A service gets its messages one after the other, `timeout` seconds for each. Whatever a service does, an
    answer that comes a byte at a time included, this ends when those seconds are over.
    """
    if not todo:
        return ()
    seconds = TIMEOUT if timeout is None else timeout
    opener = opener or web_only(redirects=False)
    answers: SimpleQueue[tuple[int, Announced]] = SimpleQueue()
    queues: dict[str, list[int]] = {}
    for at, one in enumerate(todo):
        queues.setdefault(one.service, []).append(at)

    def tell(places: list[int]) -> None:
        for at in places:
            answers.put((at, _told(todo[at], token, opener, seconds)))

    for places in queues.values():
        # a daemon: a name server that never answers cannot keep the process from ending
        Thread(target=tell, args=(places,), daemon=True).start()
    deadline = monotonic() + seconds * max(len(places) for places in queues.values())
    found: dict[int, Announced] = {}
    with progress.task(msg("Announcing"), len(todo)) as advance, suppress(Empty):
        while len(found) < len(todo):
            at, answer = answers.get(timeout=max(0.0, deadline - monotonic()))
            found[at] = answer
            advance(1)
    return tuple(found.get(at) or _silent(one, seconds) for at, one in enumerate(todo))


def put_off(message: Message, reason: str) -> Announced:
    """Return that a message was not sent, because its feed is not public yet."""
    return _announced(
        message,
        ExitCode.TRY_AGAIN,
        msg("{reason} — run `podcast announce` once the feed is there", reason=reason),
    )


def _told(message: Message, token: str, opener: urllib.request.OpenerDirector, seconds: float) -> Announced:
    if message.needs_token and not _SENDABLE.fullmatch(token):
        return _without_token(message, token)
    if not is_web_address(message.address):
        return _announced(
            message,
            ExitCode.UNAVAILABLE,
            msg("its address is none of the web — {message}", message=_remedy(message)),
        )
    request = urllib.request.Request(message.address, data=message.form or None)  # noqa: S310  it was checked
    request.add_header("User-Agent", f"podcast/{__version__}")
    request.add_header("Accept-Encoding", "identity")
    if message.needs_token:
        request.add_unredirected_header("Authorization", token)
    try:
        with opener.open(request, timeout=seconds):
            return _announced(message, ExitCode.DONE, "told")
    except urllib.error.HTTPError as error:
        with error:
            return _refused(message, error)
    except OSError as error:
        return _unreachable(message, error, seconds)
    except (HTTPException, ValueError) as error:
        # their text quotes what was sent or answered
        is_address = isinstance(error, InvalidURL | ValueError)
        text = (
            msg("its address cannot be used") if is_address else msg("it answered something that is not HTTP")
        )
        return _announced(
            message, ExitCode.UNAVAILABLE, msg("{text} — {message}", text=text, message=_remedy(message))
        )
    except Exception as error:
        # a fault of ours must not harm a publish that is done
        text = msg("an internal error, {name} — please report it", name=type(error).__name__)
        return _announced(message, ExitCode.BUG, text)


def _announced(message: Message, code: ExitCode, text: str) -> Announced:
    return Announced(service=message.service, url=message.feed, code=code, message=text)


def _without_token(message: Message, token: str) -> Announced:
    if token:
        text = msg("{token} has characters that no token has — copy it again", token=TOKEN)
    else:
        text = msg("{token} is not set — set it to the token that podping.cloud gave you", token=TOKEN)
    return _announced(message, ExitCode.CREDENTIALS, msg("{text}, then run `podcast announce`", text=text))


def _silent(message: Message, seconds: float) -> Announced:
    return _announced(
        message,
        ExitCode.TRY_AGAIN,
        msg("it did not answer within {seconds:g} s — {again}", seconds=seconds, again=_AGAIN),
    )


def _unreachable(message: Message, error: OSError, seconds: float) -> Announced:
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, TimeoutError):
        return _silent(message, seconds)
    return _announced(
        message, ExitCode.TRY_AGAIN, msg("it does not answer: {why} — {again}", why=why(error), again=_AGAIN)
    )


def _refused(message: Message, error: urllib.error.HTTPError) -> Announced:
    status, target = error.code, error.headers.get("Location", "")
    said = msg("it answered {status}", status=status)
    if status >= 500 or status in (408, 429):
        return _announced(
            message,
            ExitCode.TRY_AGAIN,
            msg("{said}{message} — {again}", said=said, message=_words(message, error), again=_AGAIN),
        )
    if status < 400 and not message.needs_token and is_web_address(target):
        said += msg(" and has moved to {target}", target=target[:200])
        return _announced(
            message,
            ExitCode.UNAVAILABLE,
            msg("{said} — write that address into hubs in show.toml", said=said),
        )
    words, remedy = _words(message, error), _remedy(message, status)
    text = msg("{said}{words} — {remedy}", said=said, words=words, remedy=remedy)
    return _announced(message, ExitCode.UNAVAILABLE, text)


def _remedy(message: Message, status: int = 0) -> str:
    if not message.needs_token:
        return msg("check hubs under [announce] in show.toml")
    if status in (401, 403):
        return msg("check {token}", token=TOKEN)
    return (
        msg("check medium and base_url in show.toml")
        if status >= 400
        else msg("try a newer version of podcast")
    )


def _words(message: Message, error: urllib.error.HTTPError) -> str:
    """Return the beginning of what a hub says in plain text. Podping was sent a secret, and could quote it."""
    if message.needs_token or error.headers.get_content_type() != "text/plain":
        return ""
    with suppress(OSError, HTTPException, ValueError):
        text = " ".join(error.read(_MOST_ANSWER).decode("utf-8", "replace").split())[:200]
        return msg(", “{text}”", text=text) if text else ""
    return ""
