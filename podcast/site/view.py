"""A page or file that can be rendered, and what its bytes follow from.

`inputs` is a digest of everything that decides the bytes but the program itself: while it is the same, so are
they, and who knows them need not render them. Knows nothing of what is rendered.
"""

import hashlib
from collections.abc import Callable, Iterable

from podcast.values import Struct

Inputs = str | bytes | int | bool | None


class View(Struct, frozen=True, kw_only=True):
    """`make` renders the bytes, the same each time. Without `inputs` nothing is known of them before."""

    make: Callable[[], bytes]
    inputs: str = ""


def digest_of(inputs: Iterable[Inputs]) -> str:
    """Return the digest of a sequence of plain values; two sequences that differ have different ones."""
    bodies = [
        one if isinstance(one, bytes) else repr(one).encode("utf-8", "backslashreplace") for one in inputs
    ]
    return hashlib.sha256(b"".join([b"%d:%b" % (len(one), one) for one in bodies])).hexdigest()
