"""Embedding an episode elsewhere: the iframe, and the oEmbed answer that finds it.

Specification: https://oembed.com (type rich). WordPress keeps of the iframe only what it knows, and adapts
its height to the message that the player sends.
"""

import html

from podcast.content import canonical, keys
from podcast.content.record import EpisodeRecord, ShowRecord

HEIGHT = 220


def iframe(show: ShowRecord, record: EpisodeRecord) -> str:
    """Return the HTML to paste: a frame that names its episode, and a link for where frames are removed."""
    base_url, title = show.show.base_url, html.escape(record.episode.title)
    player = html.escape(keys.url_of(base_url, keys.episode_key(record.slug, "embed.html")))
    page = html.escape(keys.url_of(base_url, keys.episode_key(record.slug)))
    return (
        f'<iframe src="{player}" title="{title} – {html.escape(show.show.title)}" width="100%" height="{HEIGHT}"'
        ' frameborder="0" loading="lazy" allow="autoplay; clipboard-write; web-share">'
        f'<a href="{page}">{title}</a></iframe>'
    )


def oembed(show: ShowRecord, record: EpisodeRecord) -> bytes:
    """Return the oEmbed answer for the page of an episode, as canonical JSON."""
    cover = show.cover.at_least(600)
    return canonical.encode(
        {
            "version": "1.0",
            "type": "rich",
            "title": record.episode.title,
            "author_name": show.show.author,
            "provider_name": show.show.site.name,
            "provider_url": show.show.site.url,
            "html": iframe(show, record),
            "width": 600,
            "height": HEIGHT,
            "thumbnail_url": keys.url_of(show.show.base_url, cover.key),
            "thumbnail_width": cover.width,
            "thumbnail_height": cover.height,
        }
    )
