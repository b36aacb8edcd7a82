"""What is pasted into an article to embed a published episode, or a playlist of several."""

from podcast.content import keys
from podcast.content.record import EpisodeRecord, Record, ShowRecord, recency
from podcast.content.suggest import did_you_mean
from podcast.errors import MissingInputError
from podcast.messages import msg
from podcast.publish.state import read_state
from podcast.site.embed import OEMBED, element, iframe, playlist_iframe, playlists
from podcast.store.base import Store
from podcast.values import Struct


class Embed(Struct, frozen=True, kw_only=True):
    """The iframe, the address of the page that oEmbed finds, and the link element that announces it.

    `element` is the HTML for a page that may load our script, or nothing for a playlist.
    """

    iframe: str
    page: str
    oembed: str
    element: str = ""


def embed_of(store: Store, slug: str) -> Embed:
    """Return the embed of an episode of the current release.

    Raises:
        MissingInputError: no such episode is published.
    """
    show, records = _published(store)
    episodes = {one.slug: one for one in records if isinstance(one, EpisodeRecord)}
    if slug not in episodes:
        raise MissingInputError(
            msg("no episode “{slug}” is published in {store}", slug=slug, store=store.url),
            hint=did_you_mean(slug, episodes) or msg("see `podcast status`, then `podcast publish`"),
        )
    return Embed(
        iframe=iframe(show, episodes[slug]),
        page=keys.url_of(show.show.base_url, keys.episode_key(slug)),
        oembed=_announced(show, keys.episode_key(slug, OEMBED)),
        element=element(show, episodes[slug]),
    )


def playlist_of(store: Store, season: int | None) -> Embed:
    """Return the embed of the episodes of a season, or of the whole show.

    Raises:
        MissingInputError: no such episode is published.
    """
    show, records = _published(store)
    newest_first = sorted(records, key=recency, reverse=True)
    wanted = next((one for one in playlists(show, newest_first) if one.season == season), None)
    if wanted is None:
        raise MissingInputError(
            msg("no episode of season {season} is published in {store}", season=season, store=store.url)
            if season
            else msg("no episode is published in {store}", store=store.url),
            hint=msg("see `podcast status`, then `podcast publish`"),
        )
    return Embed(
        iframe=playlist_iframe(show, wanted),
        page=keys.url_of(show.show.base_url, wanted.page),
        oembed=_announced(show, wanted.oembed),
    )


def _published(store: Store) -> tuple[ShowRecord, list[Record]]:
    state = read_state(store)
    if state.show is None:
        raise MissingInputError(
            msg("nothing is published in {store}", store=store.url),
            hint=msg("see `podcast status`, then `podcast publish`"),
        )
    return state.show, list(state.records.values())


def _announced(show: ShowRecord, key: str) -> str:
    address = keys.url_of(show.show.base_url, key)
    return f'<link rel="alternate" type="application/json+oembed" href="{address}">'
