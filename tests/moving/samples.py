"""Feeds with the structure that hosts give them, and something to play. Every word is ours."""

from __future__ import annotations

import numpy as np

from podcast.audio.lame import Encoder

DECLARED = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:psc="http://podlove.org/simple-chapters/"
 xmlns:media="https://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/">
"""


def mp3(number: int = 1, *, seconds: float = 1.0) -> bytes:
    """Return an MP3 of a tone, another one for each number."""
    times = np.arange(int(44_100 * seconds)) / 44_100
    samples = (np.sin(2 * np.pi * (200 + 20 * number) * times) * 8000).astype(np.int16)[:, None]
    encoder = Encoder(channels=1, kbps=64)
    return encoder.encode(samples) + encoder.flush()


def feed(*items: str, channel: str = "", title: str = "Une émission") -> bytes:
    """Return a feed with these items, newest first."""
    return (
        f"{DECLARED}<channel><title>{title}</title><link>https://redaction.example/</link>"
        "<description>Une émission d’essai.</description><language>fr</language>"
        '<itunes:category text="Business"/><itunes:author>La rédaction</itunes:author>'
        f"<itunes:explicit>false</itunes:explicit>{channel}{''.join(items)}</channel></rss>"
    ).encode()


def item(
    number: int, url: str, *, length: int | str = 0, more: str = "", guid: str = "", title: str = ""
) -> str:
    """Return an item, of the day of its number."""
    return (
        f"<item><title>{title or f'Épisode {number}'}</title>"
        f'<guid isPermaLink="false">{guid or f"{number:040x}"}</guid>'
        f"<pubDate>{_day(number)}</pubDate>"
        f'<enclosure url="{url}" length="{length}" type="audio/mpeg"/>'
        f"<description>Le résumé {number}.</description>{more}</item>"
    )


def _day(number: int) -> str:
    from datetime import UTC, datetime, timedelta
    from email.utils import format_datetime

    return format_datetime(datetime(2024, 1, 1, 6, tzinfo=UTC) + timedelta(days=number))
