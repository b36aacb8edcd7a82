"""The pages of a release, each rendered when it is asked for. Pure, but for reading the packaged templates.

Pages link to each other relatively; only what other sites read (canonical, Open Graph, JSON-LD, oEmbed) is
absolute. What each page needs of the others is in the catalogue; `inputs` has to know it, too.
"""

from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from podcast.content import keys
from podcast.content.body import LISTEN
from podcast.content.pieces import OfRecords, Pieces
from podcast.content.record import EpisodeRecord, PublishedImage, Record
from podcast.content.syndication import Person
from podcast.content.text import slugify
from podcast.site import jsonld, wording
from podcast.site.archive import Profile, Season, profiles, seasons
from podcast.site.bundle import asset_keys
from podcast.site.catalogue import Catalogue
from podcast.site.embed import (
    EMBED,
    OEMBED,
    Playlist,
    following,
    iframe,
    playlists,
)
from podcast.site.head import CSP, SEARCH_CSP, Head, person_head, season_head
from podcast.site.license import license_of
from podcast.site.links import (
    depth_of,
    former_pages,
    from_anywhere,
    from_page,
    record_page,
    subscriptions,
)
from podcast.site.safety import json_in_html
from podcast.site.templating import environment, told
from podcast.site.turns import turns
from podcast.values import Struct


class Credit(Struct, frozen=True, kw_only=True):
    """A person on an episode's page, what for, and a portrait that we publish: readers' browsers ask nobody else."""

    person: Person
    part: str
    image: PublishedImage | None


class Pages:
    """Renders the pages of one release; the templates of the show's language are set up once."""

    def __init__(self, catalogue: Catalogue, pieces: Pieces | None = None) -> None:
        self.catalogue = catalogue
        self._pieces = pieces
        self._show = catalogue.show
        facts = catalogue.show.show
        self._templates = environment(facts.language, facts.time_zone, catalogue.show.templates)
        self._assets = asset_keys(catalogue.show)
        self._apps = subscriptions(keys.url_of(facts.base_url, keys.FEED), facts.site.subscribe)
        self._at: dict[int, Environment] = {}
        self._cards: dict[tuple[str, int], Markup] = {}
        self._fixed: dict[tuple[str, int], Markup] = {}
        episodes = [one for one in catalogue.records if isinstance(one, EpisodeRecord)]
        self.seasons = seasons(catalogue.show, episodes)
        self.people = profiles(catalogue.show, episodes)
        self.moved = former_pages(catalogue.records)
        self.gathering = (*(one.key for one in self.seasons), *(one.key for one in self.people.values()))
        self._next = following(catalogue.show, catalogue.records)
        self.playlists = playlists(catalogue.show, catalogue.records)

    def next_of(self, record: Record) -> EpisodeRecord | None:
        """Return the episode to hear after this one."""
        return self._next.get(record.slug)

    def show(self) -> bytes:
        facts, records = self._show.show, self.catalogue.records
        head = Head(
            title=f"{facts.title} – {facts.site.name}",
            headline=facts.title,
            description=self.catalogue.typed(wording.excerpt(facts.description, 200)),
            image=self._show.cover.social,
            image_alt=f"Couverture du podcast {facts.title}",
            canonical=facts.base_url,
            oembed=keys.url_of(facts.base_url, OEMBED) if self.playlists else "",
            json_ld=json_in_html(jsonld.of_show(self._show)),
        )
        episodes = [one for one in records if one.kind == "episode"]
        articles = [one for one in records if one.kind == "article"]
        opening, about = wording.opening(facts.description)
        return self._render(
            "show",
            keys.SHOW_PAGE,
            head,
            episodes=episodes,
            articles=articles,
            seasons=self.seasons,
            opening=self.catalogue.typed(opening),
            about=self.catalogue.typed(about),
            apps=self._apps,
        )

    def season(self, season: Season) -> bytes:
        head = season_head(self.catalogue, season)
        listed = {"season": season.number, "seasons": self.seasons, "episodes": season.records}
        return self._render("season", season.key, head, **listed)

    def person(self, person: Profile) -> bytes:
        images = {**self._show.images, **(person.portrait.images if person.portrait else {})}
        portrait = Credit(
            person=person.shown,
            part="",
            image=images.get(person.shown.img),
        )
        return self._render(
            "person", person.key, person_head(self.catalogue, person), person=person, portrait=portrait
        )

    def redirect(self, old: str, record: Record) -> bytes:
        target = from_page(old)(record_page(record))
        return self._render("moved", old, self._head(record), target=target)

    def not_found(self) -> bytes:
        head = Head(
            title=f"Page introuvable – {self._show.show.title}",
            headline="Page introuvable",
            description="Cette page n’existe pas.",
            image=self._show.cover.social,
        )
        return self._render("notfound", keys.NOT_FOUND, head)

    def search(self) -> bytes:
        facts = self._show.show
        head = Head(
            title=f"Recherche – {facts.title}",
            headline="Recherche",
            description="Chercher dans les épisodes et les articles.",
            image=self._show.cover.social,
        )
        return self._render("search", keys.SEARCH_PAGE, head, csp=SEARCH_CSP)

    def gone(self, template: str, page: str) -> bytes:
        head = Head(
            title=f"Retiré – {self._show.show.title}",
            headline="Ce contenu n’est plus disponible",
            description="Ce contenu n’est plus disponible.",
            image=self._show.cover.social,
        )
        return self._render(template, page, head)

    def record(self, record: Record) -> bytes:
        facts: dict[str, Any] = {
            "record": record,
            "reading": self.catalogue.reading_minutes(record),
            "related": self.catalogue.related(record),
        }
        if not isinstance(record, EpisodeRecord):
            return self._render("article", record_page(record), self._head(record), **facts)
        facts |= {
            "persons": self._credits(record),
            "apps": self._apps,
            "turns": turns(record.transcript, self._show.show.language),
            "iframe": iframe(self._show, record),
            "license": license_of(record.episode.license or self._show.show.license),
        }
        return self._render("episode", record_page(record), self._head(record), **facts)

    def embed(self, record: EpisodeRecord, page: str = "") -> bytes:
        """Return the player of an episode at its own key, or at the key `page` that it had before."""
        page = page or keys.episode_key(record.slug, EMBED)
        facts = self._show.show
        head = Head(
            title=self.catalogue.typed(f"{record.episode.title} – {facts.title}"),
            headline=self.catalogue.typed(record.episode.title),
            description=self.catalogue.excerpt(record),
            image=self._show.cover.social,
            canonical=keys.url_of(facts.base_url, record_page(record)),
        )
        return self._render("embed", page, head, record=record, playlist=())

    def playlist(self, playlist: Playlist) -> bytes:
        title = self.catalogue.typed(playlist.title)
        head = Head(
            title=title,
            headline=title,
            description=self.catalogue.typed(wording.excerpt(self._show.show.description)),
            image=self._show.cover.social,
            canonical=keys.url_of(self._show.show.base_url, playlist.page),
        )
        return self._render("embed", playlist.key, head, playlist=playlist.records)

    def _head(self, record: Record) -> Head:
        show, base_url = self._show.show, self._show.show.base_url
        image, modified = self.catalogue.image(record), self.catalogue.modified(record)
        is_episode = isinstance(record, EpisodeRecord)
        return Head(
            title=self.catalogue.typed(
                f"{record.page.title} – {show.title if is_episode else show.site.name}"
            ),
            headline=self.catalogue.typed(record.page.title),
            description=self.catalogue.excerpt(record, 200),
            image=(image or self._show.cover).social,
            image_alt=record.page.image.alt if image and record.page.image else f"Couverture de {show.title}",
            canonical=keys.url_of(base_url, record_page(record)),
            kind="article",
            oembed=keys.url_of(base_url, keys.episode_key(record.slug, OEMBED)) if is_episode else "",
            audio=record.enclosure if isinstance(record, EpisodeRecord) else None,
            published=wording.iso_date(record.page.date, show.time_zone),
            modified=wording.iso_date(modified, show.time_zone) if modified else "",
            json_ld=json_in_html(jsonld.of_record(self.catalogue, record)),
        )

    def _credits(self, record: EpisodeRecord) -> list[Credit]:
        images = {**self._show.images, **record.images}
        hosts = record.episode.hosts or self._show.show.hosts
        people = [
            *((one, "Animation") for one in hosts),
            *((one, "Au micro") for one in record.episode.guests),
        ]
        return [Credit(person=one, part=part, image=images.get(one.img)) for one, part in people]

    def _render(self, name: str, page: str, head: Head, **facts: Any) -> bytes:
        """Return a page; `facts` go over what its templates know anyway."""
        templates = self._templates_at(page)
        with told(self._show.templates):
            made = templates.get_template(f"{name}.html.jinja").render({"csp": CSP, **facts, "head": head})
        return made.encode().strip() + b"\n"

    def _card(self, record: Record, page: str) -> Markup:
        """Return a card, which is the same on every page of one depth: thousands of pages show few of them."""
        where = (record.slug, page.count("/"))
        if where not in self._cards:
            self._cards[where] = self._piece("card", record, page)
        return self._cards[where]

    def _once(self, name: str, page: str) -> Markup:
        """Return what a template makes of the show alone, which is the same on every page of one depth."""
        where = (name, depth_of(page))
        if where not in self._fixed:
            made = self._templates_at(page).get_template(f"{name}.html.jinja").render()
            self._fixed[where] = Markup(made)  # noqa: S704  a template escaped it
        return self._fixed[where]

    def _piece(self, name: str, record: Record, page: str) -> Markup:
        """Return what a template makes of one record on pages of one depth, from memory if it is known there."""

        def key_of(record: Record) -> str:
            return self.catalogue.digest(name, page.count("/"), *self.catalogue.shown([record]))

        pieces = OfRecords(pieces=self._pieces, key_of=key_of)
        known = pieces.get(record)
        if known is not None:
            return Markup(known.decode())  # noqa: S704  a template escaped it
        made = self._templates_at(page).get_template(f"{name}.html.jinja").render(record=record)
        if self._pieces:
            pieces.keep(record, made.encode())
        return Markup(made)  # noqa: S704  a template escaped it

    def _templates_at(self, page: str) -> Environment:
        """Return the templates as they know this show on pages of one depth, from where links are the same. They are
        set up once for all of them: what they import is, too."""
        depth = depth_of(page)
        if depth not in self._at:
            templates = self._templates.overlay()
            templates.globals = {**self._templates.globals, **self._known(page)}
            # Only now, as a whole: what is not held is rendered where it is uploaded, by many threads.
            self._at[depth] = templates
        return self._at[depth]

    def _known(self, page: str) -> dict[str, Any]:
        base_url = self._show.show.base_url
        return {
            "card_of": lambda record: self._card(record, page),
            "row_of": lambda record: self._piece("row", record, page),
            "embed_of": lambda record: keys.episode_key(record.slug, EMBED),
            "image_of": self.catalogue.image,
            "next_of": self.next_of,
            "once": lambda name: self._once(name, page),
            "link": from_anywhere(base_url) if page == keys.NOT_FOUND else from_page(page),
            "page_of": record_page,
            "profile_of": lambda person: self.people.get(slugify(person.name)),
            "has_player": lambda record: any(part.kind == LISTEN for part in self.catalogue.parts(record)),
            "parts_of": lambda record: [part.shown for part in self.catalogue.parts(record)],
            "excerpt_of": self.catalogue.excerpt,
            "show": self._show.show,
            "show_license": license_of(self._show.show.license),
            "show_cover": self._show.cover,
            **{name.replace(".", "_"): key for name, key in self._assets.items()},
            "url": lambda key: keys.url_of(base_url, key),
        }
