"""What each page follows from, as a digest: if it is the same as before, so is the page.

Says too much rather than too little: a page follows from all of every record that it shows something of. That it
never says too little is what `tests/site/test_inputs.py` tries, with every field of everything.
"""

from collections.abc import Iterable, Mapping

from podcast.content import canonical
from podcast.content.record import EpisodeRecord, Record
from podcast.site.archive import Profile, Season
from podcast.site.embed import Playlist
from podcast.site.pages import Pages
from podcast.site.view import Inputs, digest_of


class Following:
    """Knows the digests of the show and the records by slug; without them nothing is said of any page."""

    def __init__(self, pages: Pages, digests: Mapping[str, str] | None) -> None:
        self._pages = pages
        self._catalogue = pages.catalogue
        self._digests = digests or {}

    def everything(self, kind: str) -> str:
        """Return the digest of all records in their order, for what lists them all."""
        return self._digest(kind, *self._shown(self._catalogue.records))

    def season(self, season: Season) -> str:
        """Return what the page of a season follows from; it links to all others."""
        others = ((one.number, one.name) for one in self._pages.seasons)
        return self._digest("season", season.number, repr(tuple(others)), *self._shown(season.records))

    def person(self, person: Profile) -> str:
        """Return what the page of a person follows from."""
        own = self._digests.get(person.portrait.slug) if person.portrait else None
        who = canonical.encode(person.shown) if self._digests else b""
        rows = (*self._shown(person.guest), "|", *self._shown(person.hosted))
        return self._digest("person", person.slug, own, who, *rows)

    def playlist(self, playlist: Playlist) -> str:
        """Return what the player of a playlist follows from."""
        return self._digest("playlist", playlist.key, playlist.title, *self._shown(playlist.records))

    def embed(self, record: EpisodeRecord) -> str:
        """Return what the player of an episode follows from: itself, and what is to be heard next."""
        following = self._pages.next_of(record)
        return self._digest("embed", *self._shown([record, *([following] if following else [])]))

    def record(self, record: Record) -> str:
        """Return what the page of an episode or an article follows from."""
        if not self._digests:
            return ""
        following = self._pages.next_of(record)
        return self._digest(
            "page",
            *self._shown([record]),
            *("next", *self._shown([following])) if following else (),
            *("related", *self._shown(self._catalogue.related(record))),
            *("named", *self._shown(self._catalogue.targets(record))),
        )

    def _shown(self, records: Iterable[Record]) -> Iterable[Inputs]:
        """Give for each record its digest, and whether its text begins with a worn line, which others decide."""
        for one in records:
            yield self._digests.get(one.slug)
            yield self._catalogue.is_worn(one) if self._digests else None

    def _digest(self, *inputs: Inputs) -> str:
        return digest_of((self._digests[""], *inputs)) if self._digests else ""
