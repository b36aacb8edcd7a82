"""What values are made of: fields given by name, which never change; equal if what they hold is.

    class Category(Struct, frozen=True, kw_only=True):
        name: str
        sub: str = ""

They are msgspec's (https://jcristharif.com/msgspec/structs.html) and not dataclasses, whose definition was a good part
of what every command took to begin (benchmarks/README.md). What help loads are named tuples: it does without msgspec.
Knows nothing of what they hold.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import NODEFAULT, Struct, field
from msgspec.structs import asdict, fields, replace

__all__ = ["Struct", "asdict", "field", "given", "names_of", "replace"]


def names_of(value: Struct | type[Struct]) -> tuple[str, ...]:
    """Return the names of the fields of a value, or of a kind of them, in their order."""
    return value.__struct_fields__


def given(value: Struct) -> Iterator[tuple[str, Any]]:
    """Give name and value of each field that does not hold what it holds by default."""
    for one in fields(value):
        default = one.default if one.default_factory is NODEFAULT else one.default_factory()
        held = getattr(value, one.name)
        if default is NODEFAULT or held != default:
            yield one.name, held
