"""Values as bytes and back, for what this program writes for itself: caches, and what processes tell each other.

Not canonical and not for others: only this very program reads it. What is kept is sealed: a digest in front says that
it is whole. JSON knows moments with their offsets, and MessagePack
(https://github.com/msgpack/msgpack/blob/master/spec.md) bytes.
"""

from contextlib import suppress
from typing import Any, TypeVar

import msgspec

from podcast.content import canonical
from podcast.errors import ContentError

T = TypeVar("T")
Part = msgspec.Raw
"""A part of what was packed, left as it is until `unpack_part`."""
_SEAL = 64
"""Characters of a digest."""


def pack(value: object) -> bytes:
    """Return a value made of structs, dicts, lists, tuples, texts, numbers and moments as bytes."""
    return _sealed(msgspec.json.encode(value))


def pack_part(value: object) -> Part:
    """Return such a value as a part of another, without a seal of its own."""
    return Part(msgspec.json.encode(value))


def unpack_part(part: Part | None, kind: type[T]) -> T | None:
    """Return what `pack_part` packed, or a part that `unpack` was told to leave as it is; nothing of none, or if it has
    another shape, as what another version of this program wrote."""
    if part:
        with suppress(ContentError):
            return canonical.decode(bytes(part), kind, where="memory")
    return None


def pack_bytes(value: object) -> bytes:
    """Return a value made of dicts, lists, tuples, texts, bytes and numbers as bytes."""
    return _sealed(msgspec.msgpack.encode(value))


def for_process(value: object) -> bytes:
    """Return a value as `pack_bytes` does, without a seal: a process that ends well has written it whole."""
    return msgspec.msgpack.encode(value)


def from_process(packed: bytes, kind: type[T]) -> T:
    """Return what `for_process` gave.

    Raises:
        ValueError: as `unpack`.
    """
    return _decoded(packed, msgspec.msgpack.Decoder, kind)


def unpack(packed: bytes, kind: type[T]) -> T:
    """Return what `pack` packed.

    Raises:
        ValueError: these bytes are damaged, or of something else.
    """
    return _opened(packed, msgspec.json.Decoder, kind)


def unpack_bytes(packed: bytes, kind: type[T]) -> T:
    """Return what `pack_bytes` packed.

    Raises:
        ValueError: as `unpack`.
    """
    return _opened(packed, msgspec.msgpack.Decoder, kind)


def _sealed(body: bytes) -> bytes:
    return canonical.digest(body).encode() + body


def _opened(packed: bytes, decoder: Any, kind: type[T]) -> T:
    body = memoryview(packed)[_SEAL:]
    if canonical.digest(body).encode() != packed[:_SEAL]:
        raise ValueError("damaged")
    return _decoded(body, decoder, kind)


def _decoded(body: bytes | memoryview, decoder: Any, kind: type[T]) -> T:
    with canonical.PREPARING:
        made = decoder(kind)
    try:
        found: T = made.decode(body)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error
    return found
