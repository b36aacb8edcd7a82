"""The article of an episode as apps show it: safe HTML for the feed, with links instead of boxes."""

from collections.abc import Iterator, Mapping

from podcast.content import keys
from podcast.content.record import EpisodeRecord, PublishedImage
from podcast.site.catalogue import Catalogue
from podcast.site.links import record_page
from podcast.site.safety import between_tags, in_attribute

_WIDTH = 960


class Notes(Mapping[str, str]):
    """The article of every episode by slug, as safe HTML for the feed: links instead of boxes. Rendered when asked."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._made: dict[str, str] = {}

    def __getitem__(self, slug: str) -> str:
        if slug not in self._made:
            record = self._catalogue.by_slug[slug]
            if not isinstance(record, EpisodeRecord):
                raise KeyError(slug)
            self._made[slug] = _notes(self._catalogue, record)
        return self._made[slug]

    def __iter__(self) -> Iterator[str]:
        return (one.slug for one in self._catalogue.records if isinstance(one, EpisodeRecord))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _notes(catalogue: Catalogue, record: EpisodeRecord) -> str:
    base_url = catalogue.show.show.base_url
    made = (
        [f"<p>{between_tags(catalogue.typed(record.episode.standfirst))}</p>\n"]
        if record.episode.standfirst
        else []
    )
    for part in catalogue.parts(record):
        made.append(part.html)
        if part.image:
            made.append(_picture(catalogue, part.image, part.alt, part.caption))
        for one in part.records:
            url = in_attribute(keys.url_of(base_url, record_page(one)))
            word = "À écouter" if part.kind == "listen" else "À lire aussi"
            title = between_tags(catalogue.typed(one.page.title))
            made.append(f'<p>{word}\u00a0: <a href="{url}" rel="noopener">{title}</a></p>\n')
    return "".join(made)


def _picture(catalogue: Catalogue, image: PublishedImage, alt: str, caption: str) -> str:
    """Return a picture as apps show one: a plain image, and its caption as a paragraph."""
    shown = image.at_least(_WIDTH)
    src = in_attribute(keys.url_of(catalogue.show.show.base_url, shown.key))
    said = in_attribute(catalogue.typed(alt))
    made = f'<p><img alt="{said}" height="{shown.height}" src="{src}" width="{shown.width}" /></p>\n'
    return made + (f"<p>{between_tags(catalogue.typed(caption))}</p>\n" if caption else "")
