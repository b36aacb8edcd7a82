"""Which keys stores accept."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.content import keys
from podcast.errors import CannotWriteError
from podcast.store.names import check_key, fault_in

ANY_KEY = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(["a", "é", "..", ".", "/", "\\", ":", " ", "\0", "~", "%2e", "e\u0301"])).map(
        "".join
    ),
)


@given(ANY_KEY)
def test_an_accepted_key_stays_inside(key: str) -> None:
    """Whatever text is a key, joining it to a folder leads inside, to a name that is shown."""
    if fault_in(key):
        with pytest.raises(CannotWriteError):
            check_key(key)
        return
    root = Path("/store")
    path = Path(*(root / check_key(key)).parts)
    assert path.is_relative_to(root)
    assert path != root
    assert path.relative_to(root).as_posix() == key
    assert not any(part.startswith(".") for part in path.relative_to(root).parts)
    assert unicodedata.normalize("NFC", key) == key
    assert len(key.encode()) <= 1024


@given(st.lists(st.text("abcé0-_", min_size=1, max_size=8), min_size=1, max_size=4).map("/".join))
def test_ordinary_keys_are_accepted(key: str) -> None:
    """Letters, digits and dashes between slashes are a key."""
    assert fault_in(key) == ""


def test_every_key_of_the_layout_is_accepted() -> None:
    """The keys that the layout uses are keys."""
    for key in (
        keys.FEED,
        keys.SHOW_PAGE,
        keys.SITEMAP,
        keys.NOT_FOUND,
        keys.episode_key("12-back-market"),
        keys.article_key("reprise"),
        keys.hashed("audio", "12-back-market", "0" * 64, ".mp3"),
        "_podcast/releases/99999998.json",
    ):
        assert check_key(key) == key


def test_a_refusal_is_one_line() -> None:
    """A key with line breaks in it does not break the line that refuses it."""
    with pytest.raises(CannotWriteError) as caught:
        check_key("a\n\x1b[31mb")
    assert str(caught.value).isprintable()
