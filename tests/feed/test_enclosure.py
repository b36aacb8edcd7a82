"""What the feed says of a file is true, and what apps would refuse is refused first."""

from __future__ import annotations

import pytest

from podcast.errors import ContentError
from podcast.feed.enclosure import media_of
from podcast.values import replace

BASE = "https://podcast.example/"


def test_a_master_is_named_by_its_address_bytes_and_type(make_episode) -> None:
    """As it is stored."""
    media = media_of(make_episode().enclosure, "", base_url=BASE)
    assert (media.url, media.bytes, media.type) == (
        "https://podcast.example/audio/episode-1.0123456789ab.mp3",
        123_456,
        "audio/mpeg",
    )


@pytest.mark.parametrize(
    ("changes", "base_url", "message"),
    [
        ({"bytes": 0}, BASE, "is empty"),
        ({"key": "audio/crêperie.aa.mp3"}, BASE, "ASCII"),
        ({}, "https://émission.example/", "ASCII"),
        ({}, "https://podcast.example/?clé=", "ASCII"),
        ({}, "https://podcast.example/get?file=", "query"),
        ({}, "https://podcast.example/#", "query"),
        ({"type": "audio/ogg"}, BASE, "its name says audio/mpeg"),
        ({"key": "audio/a.m4a"}, BASE, "its name says audio/x-m4a"),
        ({"key": "audio/a.php", "type": "text/html"}, BASE, "its name says nothing"),
        ({"key": "audio/a"}, BASE, "its name says nothing"),
    ],
)
def test_what_apps_refuse_is_refused(
    make_episode, changes: dict[str, object], base_url: str, message: str
) -> None:
    """No length, a query, an address that is not ASCII, a name that contradicts the content."""
    enclosure = replace(make_episode().enclosure, **changes)
    with pytest.raises(ContentError, match=message) as caught:
        media_of(enclosure, "", base_url=base_url)
    assert caught.value.hint
    assert caught.value.place
