"""What is pasted into an article to embed a published episode."""

import difflib
from dataclasses import dataclass

from podcast.content import keys
from podcast.content.record import EpisodeRecord
from podcast.errors import MissingInputError
from podcast.publish.state import read_state
from podcast.site.embed import iframe
from podcast.store.base import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Embed:
    """The iframe, the address of the page that oEmbed finds, and the link element that announces it."""

    iframe: str
    page: str
    oembed: str


def embed_of(store: Store, slug: str) -> Embed:
    """Return the embed of an episode of the current release.

    Raises:
        MissingInputError: no such episode is published.
    """
    state = read_state(store)
    episodes = {one.slug: one for one in state.records.values() if isinstance(one, EpisodeRecord)}
    if slug not in episodes or state.show is None:
        close = difflib.get_close_matches(slug, episodes, n=1)
        raise MissingInputError(
            f"no episode “{slug}” is published in {store.url}",
            hint=f"did you mean “{close[0]}”?" if close else "see `podcast status`, then `podcast publish`",
        )
    base_url = state.show.show.base_url
    address = keys.url_of(base_url, keys.episode_key(slug, "oembed.json"))
    return Embed(
        iframe=iframe(state.show, episodes[slug]),
        page=keys.url_of(base_url, keys.episode_key(slug)),
        oembed=f'<link rel="alternate" type="application/json+oembed" href="{address}">',
    )
