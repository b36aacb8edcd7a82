"""The article of an episode as apps show it: safe HTML for the feed, with links instead of boxes."""

from xml.sax.saxutils import escape

from podcast.content import keys
from podcast.content.record import EpisodeRecord
from podcast.site.catalogue import Catalogue
from podcast.site.links import record_page


def render_notes(catalogue: Catalogue) -> dict[str, str]:
    """Return the article of every episode by slug, as safe HTML for the feed: links instead of boxes."""
    return {one.slug: _notes(catalogue, one) for one in catalogue.records if isinstance(one, EpisodeRecord)}


def _notes(catalogue: Catalogue, record: EpisodeRecord) -> str:
    base_url = catalogue.show.show.base_url
    made = (
        [f"<p>{escape(catalogue.typed(record.episode.standfirst))}</p>\n"]
        if record.episode.standfirst
        else []
    )
    for part in catalogue.parts(record):
        made.append(part.html)
        for one in part.records:
            url = escape(keys.url_of(base_url, record_page(one)), {'"': "&quot;"})
            word = "À écouter" if part.kind == "listen" else "À lire aussi"
            made.append(
                f'<p>{word}\u00a0: <a href="{url}" rel="noopener">{escape(catalogue.typed(one.page.title))}</a></p>\n'
            )
    return "".join(made)
