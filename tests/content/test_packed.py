"""What this program writes for itself alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from podcast.content.packed import (
    for_process,
    from_process,
    pack,
    pack_bytes,
    pack_part,
    unpack,
    unpack_bytes,
    unpack_part,
)


@dataclass(frozen=True)
class Thing:
    name: str
    when: datetime


THING = Thing(name="é", when=datetime.fromisoformat("2026-11-29T06:00:00+01:00"))
BYTES = {"a": (1, b"\x00\xff")}
BOTH = [(pack(THING), unpack, Thing), (pack_bytes(BYTES), unpack_bytes, dict[str, tuple[int, bytes]])]


def test_what_was_packed_comes_back() -> None:
    """Moments with the offset that they were written with, which is part of what is published."""
    found = unpack(pack({"a": [THING]}), dict[str, list[Thing]])
    assert found == {"a": [THING]}
    assert found["a"][0].when.isoformat() == "2026-11-29T06:00:00+01:00"


def test_bytes_come_back() -> None:
    """As they were."""
    assert unpack_bytes(pack_bytes(BYTES), dict[str, tuple[int, bytes]]) == BYTES
    assert from_process(for_process(BYTES), dict[str, tuple[int, bytes]]) == BYTES


def test_a_part_comes_back_by_itself() -> None:
    """If it has the shape that is asked for."""
    assert unpack_part(pack_part(THING), Thing) == THING
    assert unpack_part(pack_part([THING]), Thing) is None
    assert unpack_part(None, Thing) is None


@pytest.mark.parametrize(("packed", "read", "kind"), BOTH, ids=["json", "bytes"])
@pytest.mark.parametrize("at", [0, 5, 64, 70, -1])
def test_damage_is_noticed(packed: bytes, read: Any, kind: Any, at: int) -> None:
    """Whichever byte it is, in the seal or behind it."""
    damaged = bytearray(packed)
    damaged[at] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        read(bytes(damaged), kind)


@pytest.mark.parametrize(("packed", "read", "kind"), BOTH, ids=["json", "bytes"])
def test_something_else_is_refused(packed: bytes, read: Any, kind: Any) -> None:
    """Cut short, or whole and of another kind."""
    wrong = pack([1, 2]) if read is unpack else pack_bytes([1, 2])
    for one in (b"", b"x", packed[:-1], wrong):
        with pytest.raises(ValueError, match=r"."):
            read(one, kind)
