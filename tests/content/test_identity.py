"""The podcast:guid follows from a feed's address, as the specification says."""

from __future__ import annotations

import pytest

from podcast.content.identity import podcast_guid


@pytest.mark.parametrize(
    ("url", "guid"),
    [
        ("https://podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
        ("https://mp3s.nashownotes.com/pc20rss.xml", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
        ("http://mp3s.nashownotes.com/pc20rss.xml/", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
        ("https://feed.ausha.co/BNkjVeCqNPm6", "df9aa69e-2b17-53e9-935b-1127794471bb"),
    ],
)
def test_the_documented_examples_come_out(url: str, guid: str) -> None:
    """Without scheme and final slashes; the sample show has that of its old address."""
    assert str(podcast_guid(url)) == guid
