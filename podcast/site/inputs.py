"""What each page follows from, as a digest: if it is the same as before, so is the page.

Says too much rather than too little: a page follows from all of every record that it shows something of. That it
never says too little is what `tests/site/test_inputs.py` tries, with every field of everything.
"""

from podcast.content import canonical
from podcast.content.record import EpisodeRecord, Record
from podcast.site.archive import Profile, Season
from podcast.site.embed import Playlist
from podcast.site.pages import Pages


class Following:
    """Says what pages follow from; of none anything if the catalogue does not know digests."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._catalogue = pages.catalogue

    def everything(self, kind: str) -> str:
        """Return the digest of all records in their order, for what lists them all."""
        return self._catalogue.digest(kind, *self._catalogue.shown(self._catalogue.records))

    def season(self, season: Season) -> str:
        """Return what the page of a season follows from; it links to all others."""
        others = ((one.number, one.name) for one in self._pages.seasons)
        return self._catalogue.digest(
            "season", season.number, repr(tuple(others)), *self._catalogue.shown(season.records)
        )

    def person(self, person: Profile) -> str:
        """Return what the page of a person follows from."""
        own = self._catalogue.shown([person.portrait] if person.portrait else [])
        rows = (*self._catalogue.shown(person.guest), "|", *self._catalogue.shown(person.hosted))
        return self._catalogue.digest("person", person.slug, *own, canonical.encode(person.shown), *rows)

    def playlist(self, playlist: Playlist) -> str:
        """Return what the player of a playlist follows from."""
        return self._catalogue.digest(
            "playlist", playlist.key, playlist.title, *self._catalogue.shown(playlist.records)
        )

    def embed(self, record: EpisodeRecord) -> str:
        """Return what the player of an episode follows from: itself, and what is to be heard next."""
        following = self._pages.next_of(record)
        return self._catalogue.digest(
            "embed", *self._catalogue.shown([record, *([following] if following else [])])
        )

    def oembed(self, record: EpisodeRecord) -> str:
        """Return what the oEmbed answer of an episode follows from."""
        return self._catalogue.digest("oembed", *self._catalogue.shown([record]))

    def record(self, record: Record) -> str:
        """Return what the page of an episode or an article follows from."""
        if not self._catalogue.knows_digests:
            return ""
        following = self._pages.next_of(record)
        modified = self._catalogue.modified(record)
        return self._catalogue.digest(
            "page",
            modified.isoformat() if modified else "",
            *self._catalogue.shown([record]),
            *("next", *self._catalogue.shown([following])) if following else (),
            *("related", *self._catalogue.shown(self._catalogue.related(record))),
            *("named", *self._catalogue.shown(self._catalogue.targets(record))),
        )
