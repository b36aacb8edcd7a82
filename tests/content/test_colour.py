"""An accent that cannot be told from the page is refused, and one that can is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.content.colour import PAPERS, SHAPE, contrast, lost_in, nearest_seen
from podcast.content.load import load_show


@pytest.mark.parametrize("accent", ["#e63b11", "#003366", "#ffd500", "#888888", "#0b6e4f"])
def test_colours_of_newsrooms_are_taken(accent: str) -> None:
    """Navy and yellow are readable in their shades."""
    assert lost_in(accent) == ""


@pytest.mark.parametrize(
    ("accent", "scheme"),
    [("#ffffff", "light"), ("#fff8c4", "light"), ("#000000", "dark"), ("#1a1410", "dark")],
)
def test_what_looks_like_the_page_is_not_taken(accent: str, scheme: str) -> None:
    """In the scheme in which it is lost."""
    assert lost_in(accent) == scheme


@given(st.integers(0, 0xFFFFFF))
def test_what_is_named_instead_is_seen_everywhere(colour: int) -> None:
    """Whatever colour it is that is refused."""
    shade = nearest_seen(f"#{colour:06x}")
    assert lost_in(shade) == ""
    assert all(contrast(shade, paper) >= SHAPE for paper in PAPERS.values())


def test_check_says_what_to_write(show) -> None:
    """At its place in show.toml."""
    show.episode()
    show.edit(show.root / "show.toml", 'accent = "#e63b11"', 'accent = "#fff8c4"')
    (problem,) = [one for one in load_show(show.root).problems if one.rule == "colour"]
    assert problem.message == "accent “#fff8c4” cannot be told from the ground of light pages"
    assert problem.remedy == f'write a stronger colour, such as "{nearest_seen("#fff8c4")}"'
    assert problem.place.line == 15
