"""Feeds are read as hostile bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.errors import ContentError
from podcast.feed.read import read_feed


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<rss><channel>", "not well-formed"),
        (b"<html/>", "not an RSS feed"),
        (b"", "not well-formed"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><rss><channel><title>&a;</title></channel></rss>', "document type"),
        (
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><rss><channel>&a;</channel></rss>',
            "document type",
        ),
    ],
)
def test_what_is_no_feed_is_refused(body: bytes, words: str) -> None:
    """HTML, half a feed, and entities that would read files."""
    with pytest.raises(ContentError, match=words):
        read_feed(body, where="f")


def test_a_claimed_length_that_is_no_number_is_noticed() -> None:
    """It is not taken for zero."""
    body = b'<rss><channel><item><enclosure url="u" length="-5" type="t"/></item></channel></rss>'
    assert read_feed(body, where="f").items[0].length == -1


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """Nothing else is ever raised."""
    with pytest.raises(ContentError):
        read_feed(body, where="f")
