"""One large file of the web onto the disk: whole, or with what came so far kept for the next time.

Owns the unfinished file and what is known of it, resuming (RFC 9110, sections 13.1.5 and 14.2), and trying
again. What a file must be is for the caller to say, before it gets its name.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path

from podcast.errors import ContentError, PodcastError, TryAgainError, UnavailableError
from podcast.files import write_error
from podcast.messages import msg
from podcast.moving.web import CHUNK, Opened, Pace, Web, refuse_failure
from podcast.values import Struct

ATTEMPTS = 4
MOST_WAIT = 30.0
"""Seconds to wait for a server that asks for it."""

_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")

Advance = Callable[[int], None]


class Part(Struct, frozen=True, kw_only=True):
    """What there is of a file: where it lies, the validator of its version (an ETag or a date), its length."""

    path: Path
    validator: str = ""
    total: int = -1

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0


def download(
    web: Web,
    url: str,
    parts: Path,
    *,
    wanted_as: str,
    most: int,
    advance: Advance,
    pause: Callable[[float], None] = time.sleep,
) -> Path:
    """Return a whole file in the folder `parts`, for one purpose (`wanted_as`): two items may name the same file,
    and each gets its own. `advance` is told of bytes, also of such that came in vain.

    Raises:
        UnavailableError: what answers is an error that will stay.
        ContentError: it is larger than `most`.
        TryAgainError: it did not come whole. What came is kept if the server can go on from there.
        CannotWriteError, DiskError: it cannot be written.
    """
    name = hashlib.sha256(f"{wanted_as}\n{url}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    part = _known(parts / f"{name}.part")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _attempt(web, url, part, most, advance)
        except _Later as later:
            if attempt == ATTEMPTS:
                raise TryAgainError(later.error.message, hint=later.error.hint) from later.error
            pause(min(MOST_WAIT, later.wait or 0.5 * 2**attempt))
        part = _known(part.path)
    raise AssertionError("unreachable")


def discard(path: Path) -> None:
    """Forget what came of a file: it is not what it should be."""
    path.unlink(missing_ok=True)
    path.with_suffix(".json").unlink(missing_ok=True)


class _Later(Exception):
    """It may work at once, or after as many seconds as the server says."""

    def __init__(self, error: PodcastError, wait: float = 0.0) -> None:
        self.error = error
        self.wait = wait


def _attempt(web: Web, url: str, part: Part, most: int, advance: Advance) -> Path:
    at = part.size if part.validator else 0
    if part.total >= 0 and at == part.total:
        return part.path
    headers = {"Range": f"bytes={at}-", "If-Range": part.validator} if at else {}
    try:
        with web.open(url, headers=headers) as opened:
            if opened.status == 416:
                discard(part.path)
                raise _Later(
                    TryAgainError(
                        msg("{url} is another file by now", url=url), hint=msg("run the same command again")
                    )
                )
            _refuse(opened, url)
            return _receive(opened, url, part, at, most, advance)
    except TryAgainError as error:
        raise _Later(error) from error


def _refuse(opened: Opened, url: str) -> None:
    try:
        refuse_failure(opened, url)
    except TryAgainError as error:
        wait = opened.header("Retry-After")
        raise _Later(error, float(wait) if wait.isdigit() and len(wait) < 5 else 0.0) from error
    if opened.header("Content-Encoding").lower() not in ("", "identity"):
        raise UnavailableError(
            msg("{url} is compressed, though nobody asked for it", url=url), hint=msg("mend the server")
        )


def _receive(opened: Opened, url: str, part: Part, at: int, most: int, advance: Advance) -> Path:
    start, total = _span(opened)
    if opened.status == 206 and start != at:
        discard(part.path)
        raise _Later(
            TryAgainError(
                msg("{url} answers with another part", url=url), hint=msg("run the same command again")
            )
        )
    at = at if opened.status == 206 else 0
    if total > most:
        raise ContentError(
            msg("{url} has {total} bytes, more than {most}", url=url, total=total, most=most),
            hint=msg("check the address"),
        )
    _note(part, _validator(opened), total)
    size, pace = at, Pace(url)
    try:
        # one buffer for all of it: what is new for each piece costs more than the copying
        with part.path.open("ab" if at else "wb", buffering=0) as file, memoryview(bytearray(CHUNK)) as view:
            while count := opened.read_into(view):
                size += count
                if size > most:
                    raise ContentError(
                        msg("{url} has more than {most} bytes", url=url, most=most),
                        hint=msg("check the address"),
                    )
                _write(file, view[:count])
                pace.count(count)
                advance(count)
    except OSError as error:
        raise write_error(error, part.path) from error
    if total >= 0 and size != total:
        raise _Later(
            TryAgainError(
                msg("{url} ended after {size} of {total} bytes", url=url, size=size, total=total),
                hint=msg("run the same command again"),
            )
        )
    return part.path


def _write(file: FileIO, piece: memoryview) -> None:
    while piece:
        piece = piece[file.write(piece) or 0 :]


def _span(opened: Opened) -> tuple[int, int]:
    """Return where the body begins in the file, and the length of the whole, -1 if unknown."""
    if opened.status == 206:
        found = _CONTENT_RANGE.fullmatch(opened.header("Content-Range"))
        if not found:
            return -1, -1
        return int(found[1]), int(found[3]) if found[3].isdigit() else -1
    length = opened.header("Content-Length")
    return 0, int(length) if length.isdigit() else -1


def _validator(opened: Opened) -> str:
    """Return what tells this version of the file from others: a strong ETag, else its date."""
    tag = opened.header("ETag")
    return tag if tag.startswith('"') else opened.header("Last-Modified")


def _known(path: Path) -> Part:
    with suppress(OSError, ValueError, KeyError, TypeError):
        facts = json.loads(path.with_suffix(".json").read_bytes())
        return Part(path=path, validator=str(facts["validator"]), total=int(facts["total"]))
    return Part(path=path)


def _note(part: Part, validator: str, total: int) -> None:
    """Write down what is known before the first byte, so that a killed download goes on."""
    try:
        notes = part.path.with_suffix(".json")
        if validator != part.validator or total != part.total:
            if validator != part.validator:
                part.path.unlink(missing_ok=True)
            notes.write_text(json.dumps({"validator": validator, "total": total}), encoding="utf-8")
    except OSError as error:
        raise write_error(error, part.path) from error
