"""What was demanded, what was found, and the table of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`held` is None for what could not be looked at here, which `detail` explains; else `detail` is what to mend."""

    what: str
    demanded: str
    found: str
    held: bool | None
    detail: tuple[str, ...] = ()


def none_of(what: str, faults: Sequence[str], *, of: str) -> Figure:
    """Return the figure of a checker that should find nothing; `of` says in what it looked."""
    return Figure(
        what=what, demanded="0", found=f"{len(faults)} in {of}", held=not faults, detail=tuple(faults[:20])
    )


def absent(what: str, why: str) -> Figure:
    """Return the figure of a checker that is not here."""
    return Figure(what=what, demanded="0", found="not looked at", held=None, detail=(why,))


def table(figures: Sequence[Figure]) -> str:
    """Return all of them, and below what is wrong."""
    signs = {True: "ok", False: "MISSED", None: "skipped"}
    rows = [
        ("what", "demanded", "found", ""),
        *((one.what, one.demanded, one.found, signs[one.held]) for one in figures),
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    ]
    for one in figures:
        if not one.held and one.detail:
            lines += ["", f"{one.what}:", *(f"  {detail}" for detail in one.detail)]
    return "\n".join(line.rstrip() for line in lines)
