"""A description is cut at a word, within the bytes that directories take."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from podcast.content.cut import MOST_DESCRIPTION, cut

LONG = st.text(st.characters(codec="utf-8"), min_size=1000, max_size=5000)


@given(LONG)
@example("é" * 3000)
@example("un mot " * 1000)
@example("\N{CLINKING BEER MUGS}" * 1500)
def test_what_is_cut_fits_and_begins_as_it_was(text: str) -> None:
    """Whatever the text: valid UTF-8, at most so many bytes, the rest is marked as missing."""
    made = cut(text)
    assert len(made.encode()) <= MOST_DESCRIPTION
    if len(text.encode()) <= MOST_DESCRIPTION:
        assert made == text
    else:
        assert made.endswith("…")
        assert text.startswith(made[:-1])


@pytest.mark.parametrize("blank", [" ", "\n", "\u00a0", "\u202f"])
def test_it_ends_at_a_word(blank: str) -> None:
    """French blanks separate words too."""
    made = cut(f"franchise{blank}" * 1000)
    assert made.endswith("franchise…")
    assert len(made.encode()) > MOST_DESCRIPTION - 20


def test_a_word_that_just_fits_is_kept() -> None:
    """The blank behind it shows that it is whole."""
    room = MOST_DESCRIPTION - len("…".encode())
    assert cut("a" * (room - 5) + " bien et la suite") == "a" * (room - 5) + " bien…"
    assert cut("a" * (room - 5) + " biens et la suite") == "a" * (room - 5) + "…"
