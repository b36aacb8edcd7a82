"""Embedding elsewhere, one episode or a playlist: the iframe, the element, and the oEmbed answer.

Specification: https://oembed.com (type rich). WordPress keeps of the iframe only what it knows, and adapts
its height to the message that the player sends, if a blockquote stands before the frame.
"""

import html
from collections.abc import Sequence

from podcast.content import canonical, keys
from podcast.content.episode import EpisodeType
from podcast.content.record import EpisodeRecord, Record, ShowRecord
from podcast.site.archive import season_name
from podcast.site.bundle import PLAYER_CSS, PLAYER_JS
from podcast.values import Struct

HEIGHT, PLAYLIST_HEIGHT = 220, 480
EMBED, OEMBED = "embed.html", "oembed.json"
MOST_LISTED = 50


class Playlist(Struct, frozen=True, kw_only=True):
    """Episodes in the order in which they play; `page` is the page that the playlist stands for.

    `key` and `oembed` are the keys of its player and its oEmbed answer, `title` is what the frame is called.
    `season` is None for the whole show.
    """

    season: int | None
    key: str
    oembed: str
    page: str
    title: str
    records: tuple[EpisodeRecord, ...]


def playlists(show: ShowRecord, records: Sequence[Record]) -> tuple[Playlist, ...]:
    """Return the playlist of the show, then of each season; `records` come newest first.

    A serial plays from its beginning, any other show from its newest episode.
    """
    episodes = [one for one in records if isinstance(one, EpisodeRecord)]
    if show.show.type == "serial":
        episodes = _as_told(episodes[::-1])
    made = []
    for season in (None, *sorted({one.episode.season for one in episodes if one.episode.season})):
        chosen = [one for one in episodes if season is None or one.episode.season == season]
        if not chosen:
            continue
        word = "Saison" if show.show.language.lower().startswith("fr") else "Season"
        name = (season_name(show, season) or f"{word}\u00a0{season}") if season else ""
        made.append(
            Playlist(
                season=season,
                key=keys.season_key(season, EMBED) if season else EMBED,
                oembed=keys.season_key(season, OEMBED) if season else OEMBED,
                page=keys.season_key(season) if season else keys.SHOW_PAGE,
                title=f"{show.show.title} – {name}" if name else show.show.title,
                records=tuple(chosen)[:MOST_LISTED],
            )
        )
    return tuple(made)


def following(show: ShowRecord, records: Sequence[Record]) -> dict[str, EpisodeRecord]:
    """Return by slug the episode to hear after each; `records` come newest first.

    It is the next newer one, in a serial the next number. A trailer is passed over while anything else is left to
    hear, and after the last episode comes nothing.
    """
    episodes = [one for one in reversed(records) if isinstance(one, EpisodeRecord)]
    if show.show.type == "serial":
        episodes = _as_told(episodes)
    after: dict[str, EpisodeRecord] = {}
    nearest: EpisodeRecord | None = None
    whole: EpisodeRecord | None = None
    for one in reversed(episodes):
        if found := whole or nearest:
            after[one.slug] = found
        nearest = one
        if one.episode.type is not EpisodeType.TRAILER:
            whole = one
    return after


def _as_told(episodes: Sequence[EpisodeRecord]) -> list[EpisodeRecord]:
    """Return the episodes of a serial by season and number; they come oldest first.

    One without a number, such as a bonus, stays behind the numbered one that it appeared after.
    """
    places: dict[str, tuple[int, int]] = {}
    place = (-1, -1)
    for one in episodes:
        if one.episode.number is not None:
            place = (one.episode.season or 0, one.episode.number)
        places[one.slug] = place
    return sorted(episodes, key=lambda one: places[one.slug])


def iframe(show: ShowRecord, record: EpisodeRecord) -> str:
    """Return the HTML to paste: a frame that names its episode, and a link for where frames are removed."""
    title = f"{record.episode.title} – {show.show.title}"
    player, page = keys.episode_key(record.slug, EMBED), keys.episode_key(record.slug)
    return _iframe(show, player, page, title, record.episode.title, HEIGHT)


def playlist_iframe(show: ShowRecord, playlist: Playlist) -> str:
    """Return the HTML to paste for several episodes."""
    return _iframe(show, playlist.key, playlist.page, playlist.title, playlist.title, PLAYLIST_HEIGHT)


def element(show: ShowRecord, record: EpisodeRecord) -> str:
    """Return the HTML for a page that may load our script: an element, and native controls until it is there."""
    base_url = show.show.base_url
    script, styles, player, audio = (
        html.escape(keys.url_of(base_url, key))
        for key in (PLAYER_JS, PLAYER_CSS, keys.episode_key(record.slug, EMBED), record.enclosure.key)
    )
    return (
        f'<link rel="stylesheet" href="{styles}">\n<script src="{script}" defer></script>\n'
        f'<podcast-player src="{player}"><audio controls preload="none" src="{audio}"></audio></podcast-player>'
    )


def oembed(show: ShowRecord, record: EpisodeRecord) -> bytes:
    """Return the oEmbed answer for the page of an episode, as canonical JSON."""
    page = keys.episode_key(record.slug)
    return _oembed(show, record.episode.title, page, iframe(show, record), HEIGHT)


def playlist_oembed(show: ShowRecord, playlist: Playlist) -> bytes:
    """Return the oEmbed answer for a playlist, as canonical JSON."""
    frame = playlist_iframe(show, playlist)
    return _oembed(show, playlist.title, playlist.page, frame, PLAYLIST_HEIGHT)


def _iframe(show: ShowRecord, player: str, page: str, title: str, name: str, height: int) -> str:
    base_url = show.show.base_url
    return (
        f'<iframe src="{html.escape(keys.url_of(base_url, player))}" title="{html.escape(title)}" width="100%"'
        f' height="{height}" frameborder="0" loading="lazy" allow="autoplay; clipboard-write; web-share">'
        f'<a href="{html.escape(keys.url_of(base_url, page))}">{html.escape(name)}</a></iframe>'
    )


def _oembed(show: ShowRecord, title: str, page: str, frame: str, height: int) -> bytes:
    cover = show.cover.at_least(600)
    # WordPress (wp_maybe_enqueue_oembed_host_js) loads the script that sets the height only where a blockquote
    # stands for the frame until it is heard of. It takes `hidden` away; elsewhere the frame stands alone.
    address = html.escape(keys.url_of(show.show.base_url, page))
    instead = f'<blockquote hidden><a href="{address}">{html.escape(title)}</a></blockquote>'
    return canonical.encode(
        {
            "version": "1.0",
            "type": "rich",
            "title": title,
            "author_name": show.show.author,
            "provider_name": show.show.site.name,
            "provider_url": show.show.site.url,
            "html": instead + frame,
            "width": 600,
            "height": height,
            "thumbnail_url": keys.url_of(show.show.base_url, cover.key),
            "thumbnail_width": cover.width,
            "thumbnail_height": cover.height,
        }
    )
