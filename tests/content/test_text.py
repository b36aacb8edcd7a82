"""Slugs, times and web addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.content.text import first_control, is_slug, is_web_address, parse_clock, slugify


@given(st.text(max_size=200))
def test_a_slug_is_ascii_and_making_it_again_changes_nothing(text: str) -> None:
    """Addresses hold in every client."""
    slug = slugify(text)
    assert slug == "" or is_slug(slug)
    assert slugify(slug) == slug


def test_a_french_title_gives_the_slug_that_one_expects() -> None:
    """Accents and apostrophes go, as in the addresses that the newsroom has; ligatures open."""
    assert slugify("J’ai ouvert une franchise, d'été : « cœur »") == "jai-ouvert-une-franchise-dete-coeur"


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("90", 90_000), ("1:30", 90_000), ("01:02:03.5", 3_723_500), ("0:00", 0), ("12.05", 12_050)],
)
def test_times_are_read(text: str, milliseconds: int) -> None:
    """Producers write times in several ways."""
    assert parse_clock(text) == milliseconds


@pytest.mark.parametrize("text", ["", "1:60", "1:2:3:4", "-1", "1h30", "99:99", "1:5"])
def test_what_is_no_time_is_refused(text: str) -> None:
    """A doubtful time is asked about, not guessed."""
    assert parse_clock(text) is None


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "https://", "https://u:p@h/", "//h/", "file:///etc", "https://a b", 'https://a"'],
)
def test_what_is_no_web_address_is_refused(address: str) -> None:
    """Only http and https, without credentials, reach a page."""
    assert not is_web_address(address)


def test_control_characters_are_named() -> None:
    """Those that XML cannot hold, and no others."""
    assert first_control("a\tb\n\u00a0\u202f’") == ""
    assert first_control("a\x00") == "U+0000"
    assert first_control("\ud800") == "U+D800"
