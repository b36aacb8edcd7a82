"""Values to canonical JSON and back.

Canonical means: keys sorted, UTF-8, no blanks, nothing that equals "not given" (null, empty text,
empty list or object), one final newline. So a field that a later version adds, and that a producer does
not use, leaves the bytes as they were; and every field that may be empty has an empty default.
"""

import hashlib
from functools import cache
from threading import Lock
from typing import Any, TypeVar

import msgspec

from podcast.errors import ContentError, Place
from podcast.messages import Message, msg

T = TypeVar("T")

_PREPARING = Lock()
"""Held while msgspec finds out what a class is made of: a second thread would use what the first has half done,
and crash the process."""


def encode(value: object) -> bytes:
    """Return the canonical JSON of a dataclass, or of anything made of JSON's own types."""
    return msgspec.json.encode(_pruned(msgspec.to_builtins(value, enc_hook=_english)), order="sorted") + b"\n"


def decode(body: bytes, kind: type[T], *, where: str) -> T:
    """Read JSON as `kind`; `where` names its source in the error.

    Raises:
        ContentError: the bytes are not JSON of that shape.
    """
    with _PREPARING:
        decoder = _decoder(kind)  # type: ignore[arg-type]  # every class is hashable
    try:
        found: T = decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ContentError(
            msg("not a valid {name}: {error}", name=kind.__name__, error=error),
            hint=msg("the file was damaged or written by something else; restore it from a backup"),
            place=Place(file=where),
        ) from error
    return found


def digest(body: bytes) -> str:
    """Return the SHA-256 of `body` in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


@cache
def _decoder(kind: type[T]) -> "msgspec.json.Decoder[T]":
    return msgspec.json.Decoder(kind)


def _english(value: object) -> str:
    """Return the English of a message: what is stored depends on nobody's language."""
    if isinstance(value, Message):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} is no part of a record")


def _pruned(value: Any) -> Any:
    """Return the value without what is empty. A transcript has thousands of leaves: none costs a call."""
    if isinstance(value, dict):
        kept = {}
        for key, one in value.items():
            whole = _pruned(one) if isinstance(one, dict | list | tuple) else one
            if whole is not None and (whole or not isinstance(whole, str | list | dict)):
                kept[key] = whole
        return kept
    if isinstance(value, list | tuple):
        return [_pruned(one) if isinstance(one, dict | list | tuple) else one for one in value]
    return value
