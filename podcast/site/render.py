"""A release as views: values in, bytes by key out. Pure, but for reading the packaged templates.

The same records give the same bytes in any order. Every view says what it follows from, so that after a change
only what it touches is rendered again.
"""

from collections.abc import Sequence
from functools import partial

from podcast.content import keys
from podcast.content.pieces import Pieces
from podcast.content.record import EpisodeRecord, Record, ShowRecord
from podcast.content.release import Tombstone
from podcast.site import statics
from podcast.site.bundle import loose
from podcast.site.catalogue import Catalogue
from podcast.site.colour import LIGHT
from podcast.site.embed import EMBED, OEMBED, oembed, playlist_oembed
from podcast.site.inputs import Following
from podcast.site.links import player_beside, record_page, trusted
from podcast.site.pages import Pages
from podcast.site.view import View


def render_site(
    show: ShowRecord, records: Sequence[Record], *, gone: Sequence[Tombstone] = ()
) -> dict[str, bytes]:
    """Return every page and file of the site by its key in the store; `gone` pages say that they are."""
    views = site_views(Catalogue(trusted(show), records), gone=gone)
    return {key: view.make() for key, view in views.items()}


def site_views(
    catalogue: Catalogue, *, gone: Sequence[Tombstone] = (), pieces: Pieces | None = None
) -> dict[str, View]:
    """Return every page and file of the site of a `trusted` show, by key, to be rendered.

    If the catalogue knows no digests, no view says what it follows from. `pieces` may remember some of the long ones.
    """
    pages = Pages(catalogue, pieces)
    follows = Following(pages)
    made = {
        keys.SHOW_PAGE: View(make=pages.show, inputs=follows.everything("show")),
        **{
            one.key: View(make=partial(pages.season, one), inputs=follows.season(one))
            for one in pages.seasons
        },
        **{
            one.key: View(make=partial(pages.person, one), inputs=follows.person(one))
            for one in pages.people.values()
        },
        **{
            one.key: View(make=partial(pages.playlist, one), inputs=follows.playlist(one))
            for one in pages.playlists
        },
    }
    for record in catalogue.records:
        made[record_page(record)] = View(make=partial(pages.record, record), inputs=follows.record(record))
        if isinstance(record, EpisodeRecord):
            player = View(make=partial(pages.embed, record), inputs=follows.embed(record))
            made[keys.episode_key(record.slug, EMBED)] = player
    return made | _small(pages, follows) | _former(pages, follows, gone)


def _small(pages: Pages, follows: Following) -> dict[str, View]:
    """Return what is made faster than it is looked up."""
    catalogue, show = pages.catalogue, pages.catalogue.show
    made = {
        keys.NOT_FOUND: View(make=pages.not_found),
        keys.SITEMAP: View(make=lambda: statics.sitemap(catalogue, pages.gathering)),
        statics.NEWS_SITEMAP: View(make=lambda: statics.news_sitemap(catalogue)),
        statics.ROBOTS: View(make=lambda: statics.robots(show)),
        statics.MANIFEST: View(make=lambda: statics.manifest(show, paper=LIGHT["paper"])),
        statics.HEADERS: View(make=statics.headers),
        statics.REDIRECTS: View(make=lambda: statics.redirects(show, pages.moved)),
    }
    if show.show.site.search:
        made[keys.SEARCH_PAGE] = View(make=pages.search)
    made |= {key: View(make=partial(bytes, body)) for key, body in loose(show).items()}
    made |= {one.oembed: View(make=partial(playlist_oembed, show, one)) for one in pages.playlists}
    for record in catalogue.records:
        if isinstance(record, EpisodeRecord):
            made[keys.episode_key(record.slug, OEMBED)] = View(
                make=partial(oembed, show, record), inputs=follows.oembed(record)
            )
    return made


def _former(pages: Pages, follows: Following, gone: Sequence[Tombstone]) -> dict[str, View]:
    """Return what stands where something was: a way to where it is, or that it is no more.

    The player that others embedded plays on where it was: a way to another one would lose the fragment of its
    address, by which WordPress knows it.
    """
    made: dict[str, View] = {}
    for old, record in pages.moved.items():
        made[old] = View(make=partial(pages.redirect, old, record))
        if isinstance(record, EpisodeRecord):
            player = player_beside(old)
            made[player] = View(make=partial(pages.embed, record, player), inputs=follows.embed(record))
    for tombstone in gone:
        is_episode = tombstone.kind == "episode"
        page = keys.episode_key(tombstone.slug) if is_episode else keys.article_key(tombstone.slug)
        if page in pages.moved:
            continue  # it lives on under another name
        made[page] = View(make=partial(pages.gone, "gone", page))
        if is_episode:
            player = keys.episode_key(tombstone.slug, EMBED)
            made[player] = View(make=partial(pages.gone, "goneembed", player))
    return made
