"""Values to canonical JSON and back.

Canonical means: keys sorted, UTF-8, no blanks, nothing that equals "not given" (null, empty text,
empty list or object), one final newline. So a field that a later version adds, and that a producer does
not use, leaves the bytes as they were; and every field that may be empty has an empty default.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cache
from threading import Lock
from typing import Any, TypeVar

import msgspec

from podcast.errors import ContentError, Place
from podcast.messages import Message, msg

T = TypeVar("T")

PREPARING = Lock()
"""Held while msgspec finds out what a class is made of: a second thread would use what the first has half done,
and crash the process."""


class Written(ABC):
    """A value that has its canonical JSON at hand; nothing if it is empty."""

    __slots__ = ()

    @property
    @abstractmethod
    def json(self) -> bytes: ...


def encode(value: object) -> bytes:
    """Return the canonical JSON of a struct, or of anything made of JSON's own types."""
    plain = msgspec.to_builtins(value, enc_hook=_plain, builtin_types=(bytes,))
    return msgspec.json.encode(_pruned(plain), order="sorted") + b"\n"


def decode(body: bytes, kind: type[T], *, where: str) -> T:
    """Read JSON as `kind`; `where` names its source in the error.

    Raises:
        ContentError: the bytes are not JSON of that shape.
    """
    with PREPARING:
        decoder = _decoder(kind)  # type: ignore[arg-type]  # every class is hashable
    try:
        found: T = decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise unreadable(where) from error
    return found


def unreadable(where: str) -> ContentError:
    """Return the error for bytes that are not what is stored at `where`."""
    return ContentError(
        msg("what is stored here cannot be read"),
        hint=msg("the file was damaged or written by something else; restore it from a backup"),
        place=Place(file=where),
    )


def compact(value: object) -> str:
    """Return the JSON of anything made of JSON's own types on one line, with sorted keys and nothing left out."""
    return msgspec.json.encode(value, order="sorted").decode()


def encode_structs(structs: Sequence[msgspec.Struct] | Mapping[str, msgspec.Struct]) -> bytes:
    """Return the canonical JSON of structs that leave out what is empty themselves, without a newline; nothing of none.
    It takes a tenth of the time of `encode`."""
    return msgspec.json.encode(structs, order="sorted") if structs else b""


def field_json(body: bytes, name: str, *, where: str) -> bytes:
    """Return one field of an object as JSON, as it is written there; nothing if it is not there.

    Raises:
        ContentError: the bytes are no JSON object.
    """
    return bytes(decode(body, dict[str, msgspec.Raw], where=where).get(name, b""))


def digest(body: bytes | memoryview) -> str:
    """Return the SHA-256 of `body` in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


@cache
def _decoder(kind: type[T]) -> "msgspec.json.Decoder[T]":
    return msgspec.json.Decoder(kind)


def _plain(value: object) -> str | bytes:
    """Return what stands for a value: the English of a message, as what is stored depends on nobody's language."""
    if isinstance(value, Message):
        return str(value)
    if isinstance(value, Written):
        return value.json
    raise NotImplementedError(f"{type(value).__name__} is no part of a record")


def _pruned(value: Any) -> Any:
    """Return the value without what is empty, and with JSON that is at hand as it is."""
    if isinstance(value, dict):
        kept: dict[Any, Any] = {}
        for key, one in value.items():
            whole = _pruned(one) if isinstance(one, dict | list | tuple) else one
            if isinstance(whole, bytes):
                if whole:
                    kept[key] = msgspec.Raw(whole)
            elif whole is not None and (whole or not isinstance(whole, str | list | dict)):
                kept[key] = whole
        return kept
    if isinstance(value, list | tuple):
        return [_pruned(one) if isinstance(one, dict | list | tuple) else one for one in value]
    return value
