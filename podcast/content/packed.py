"""Values as sealed bytes and back, for what this program writes for itself: caches, and what processes tell each other.

Not canonical and not for others: only this very program reads it. The digest in front says that it is whole. Made of
MessagePack, which knows bytes and moments. Source: https://github.com/msgpack/msgpack/blob/master/spec.md.
"""

from typing import TypeVar

import msgspec

from podcast.content import canonical

T = TypeVar("T")
_SEAL = 64
"""Characters of a digest."""


def pack(value: object) -> bytes:
    """Return a value made of dataclasses, dicts, lists, tuples, texts, bytes, numbers and moments as bytes."""
    body = msgspec.msgpack.encode(value)
    return canonical.digest(body).encode() + body


def unpack(packed: bytes, kind: type[T]) -> T:
    """Return what was packed.

    Raises:
        ValueError: these bytes are damaged, or of something else.
    """
    body = memoryview(packed)[_SEAL:]
    if canonical.digest(body).encode() != packed[:_SEAL]:
        raise ValueError("damaged")
    with canonical.PREPARING:
        decoder = msgspec.msgpack.Decoder(kind)
    try:
        return decoder.decode(body)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error
