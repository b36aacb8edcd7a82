"""Names of files that are text: a disk may hold others, made of bytes that are no UTF-8, which nothing can name.

Python reads those with lone surrogates in them, which no file, feed or record can hold.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from podcast.content.problem import Problem
from podcast.errors import Place
from podcast.messages import msg


def is_text(name: str) -> bool:
    """Say whether a name can be written down."""
    try:
        name.encode()
    except UnicodeEncodeError:  # lone surrogates are the only signs that cannot be
        return False
    return True


def legible(name: str) -> str:
    """Return a name with the bytes that are no text spelled out, such as `\\xe9`."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace") if name else ""


def with_names(
    paths: Iterable[Path], above: Path, named: str, problems: list[Problem]
) -> list[tuple[Path, str]]:
    """Return the paths below `above`, which begin as it does, whose names are text, and what places call them if that
    is `named`; the others get a problem."""
    found = []
    prefix = os.path.join(above, "")  # noqa: PTH118  a path ends with no slash
    for path in paths:
        below = str(path).removeprefix(prefix).replace(os.sep, "/")
        if is_text(below):
            found.append((path, f"{named}/{below}"))
            continue
        problems.append(
            Problem(
                place=Place(file=f"{named}/{legible(below)}"),
                rule="file-name",
                message=msg("the name is not in UTF-8, as from an old archive"),
                remedy=msg("rename it, without accents if need be"),
            )
        )
    return found
