"""What this program writes for itself alone."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from podcast.content.packed import pack, unpack


@dataclass(frozen=True)
class Thing:
    name: str
    when: datetime
    body: bytes


THING = Thing(name="é", when=datetime(2026, 11, 29, tzinfo=UTC), body=b"\x00\xff")


def test_what_was_packed_comes_back() -> None:
    """Moments and bytes, too."""
    assert unpack(pack({"a": [THING]}), dict[str, list[Thing]]) == {"a": [THING]}


@pytest.mark.parametrize("at", [0, 5, 64, 70, -1])
def test_damage_is_noticed(at: int) -> None:
    """Whichever byte it is, in the seal or behind it."""
    packed = bytearray(pack(THING))
    packed[at] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        unpack(bytes(packed), Thing)


@pytest.mark.parametrize("packed", [b"", b"x", pack(THING)[:-1], pack([1, 2])])
def test_something_else_is_refused(packed: bytes) -> None:
    """Cut short, or whole and of another kind."""
    with pytest.raises(ValueError, match=r"."):
        unpack(packed, Thing)
