"""The page of faults says what the suite tries, row by row."""

from __future__ import annotations

import json

from .table import DOCUMENT, MATRIX, ROWS, by_row, document


def test_every_row_is_tried() -> None:
    """Numbers are those of the table, none is left out, and none is tried that it does not have."""
    assert list(ROWS) == list(range(1, len(ROWS) + 1))
    assert set(by_row()) == set(ROWS)


def test_the_page_is_that_of_the_suite() -> None:
    """A row that was changed, or a test that came, asks for a new run; a verdict that is not “holds” fails here."""
    assert DOCUMENT.read_text(encoding="utf-8") == document(dict.fromkeys(ROWS, "holds")), (
        "write it again: PODCAST_WRITE_DOCS=1 python -m pytest -n 0 tests/faults"
    )


def test_the_matrix_has_no_victims() -> None:
    """Whoever was stopped left a show that is whole, and was finished by the next."""
    figures = json.loads(MATRIX.read_text(encoding="utf-8"))
    assert figures
    assert all(one["survivors"] == one["cases"] > 0 for one in figures.values())
