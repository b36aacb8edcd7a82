"""What gathers episodes besides the show page: the seasons, and the people who speak in them.

A person is known by the slug of the name, so that « Élodie Martin » is one page however it is accented.
It knows records and names, and nothing of templates.
"""

from collections.abc import Sequence

from podcast.content import keys
from podcast.content.record import EpisodeRecord, ShowRecord
from podcast.content.syndication import Person
from podcast.content.text import slugify
from podcast.site.typography import NBSP
from podcast.values import Struct


class Season(Struct, frozen=True, kw_only=True):
    """The episodes of a season, newest first, and where their page is."""

    number: int
    name: str
    records: tuple[EpisodeRecord, ...]

    @property
    def key(self) -> str:
        return keys.season_key(self.number)


class Profile(Struct, frozen=True, kw_only=True):
    """Somebody with the episodes hosted and those as a guest, newest first. `shown` is what the newest
    episode says of the person, and `portrait` the record whose files it names; none for the show's own."""

    slug: str
    shown: Person
    portrait: EpisodeRecord | None
    hosted: tuple[EpisodeRecord, ...] = ()
    guest: tuple[EpisodeRecord, ...] = ()

    @property
    def key(self) -> str:
        return keys.person_key(self.slug)


def seasons(show: ShowRecord, episodes: Sequence[EpisodeRecord]) -> tuple[Season, ...]:
    """Return the seasons that have an episode, the latest first. A show's name for a season is kept."""
    numbers = sorted({one.episode.season for one in episodes if one.episode.season}, reverse=True)
    return tuple(
        Season(
            number=number,
            name=season_name(show, number) or f"Saison{NBSP}{number}",
            records=tuple(one for one in episodes if one.episode.season == number),
        )
        for number in numbers
    )


def season_name(show: ShowRecord, number: int) -> str:
    """Return what the show calls a season; nothing if it has only its number."""
    return next((one.name for one in show.show.tags.seasons if one.number == number), "")


def profiles(show: ShowRecord, episodes: Sequence[EpisodeRecord]) -> dict[str, Profile]:
    """Return everybody who hosts or is a guest by slug; `episodes` are newest first.

    An episode without hosts has those of the show. Who is both in one episode is shown as its host.
    """
    shown: dict[str, tuple[Person, EpisodeRecord | None]] = {}
    hosted: dict[str, list[EpisodeRecord]] = {}
    guest: dict[str, list[EpisodeRecord]] = {}
    for record in episodes:
        hosts = record.episode.hosts or show.show.hosts
        here: set[str] = set()
        for group, people in ((hosted, hosts), (guest, record.episode.guests)):
            for person in people:
                slug = slugify(person.name)
                if not slug or slug in here:
                    continue
                here.add(slug)
                owner = record if group is guest or record.episode.hosts else None
                shown.setdefault(slug, (person, owner))
                group.setdefault(slug, []).append(record)
    return {
        slug: Profile(
            slug=slug,
            shown=person,
            portrait=record,
            hosted=tuple(hosted.get(slug, ())),
            guest=tuple(guest.get(slug, ())),
        )
        for slug, (person, record) in sorted(shown.items())
    }
