"""A release as pages: values in, bytes by key out. Pure, but for reading the packaged templates.

The same records give the same bytes in any order. Pages link to each other relatively; only what other
sites read (canonical, Open Graph, JSON-LD, oEmbed) is absolute.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from markupsafe import Markup

from podcast.content import keys
from podcast.content.record import Enclosure, EpisodeRecord, PublishedImage, Record, Rendition, ShowRecord
from podcast.content.release import Tombstone
from podcast.content.syndication import License, Person
from podcast.site import jsonld, wording
from podcast.site.bundle import asset_keys, loose
from podcast.site.catalogue import Catalogue, Part
from podcast.site.embed import (
    EMBED,
    OEMBED,
    Playlist,
    following,
    iframe,
    oembed,
    playlist_oembed,
    playlists,
)
from podcast.site.links import Link, from_anywhere, from_page, record_page, safe_url, trusted
from podcast.site.safety import json_in_html
from podcast.site.templating import environment
from podcast.site.turns import turns

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; media-src 'self' https:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
ROBOTS = "robots.txt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What stands in the head of a page. No `canonical`: a page that search engines leave alone."""

    title: str
    headline: str
    description: str
    image: Rendition
    image_alt: str = ""
    canonical: str = ""
    kind: str = "website"
    oembed: str = ""
    audio: Enclosure | None = None
    published: str = ""
    json_ld: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Credit:
    """A person on an episode's page, what for, and the address of a portrait or nothing."""

    person: Person
    part: str
    img: str


def render_site(
    show: ShowRecord, records: Sequence[Record], *, gone: Sequence[Tombstone] = ()
) -> dict[str, bytes]:
    """Return every page and file of the site by its key in the store; `gone` pages say that they are."""
    show = trusted(show)
    pages = _Pages(Catalogue(show, records))
    made = {
        keys.SHOW_PAGE: pages.show(),
        keys.NOT_FOUND: pages.not_found(),
        keys.SITEMAP: _sitemap(pages.catalogue),
        ROBOTS: _robots(show),
        **loose(show),
    }
    for one in pages.playlists:
        made[one.key] = pages.playlist(one)
        made[one.oembed] = playlist_oembed(show, one)
    for record in pages.catalogue.records:
        made[record_page(record)] = pages.record(record)
        if isinstance(record, EpisodeRecord):
            made[keys.episode_key(record.slug, EMBED)] = pages.embed(record)
            made[keys.episode_key(record.slug, OEMBED)] = oembed(show, record)
    for tombstone in gone:
        is_episode = tombstone.kind == "episode"
        page = keys.episode_key(tombstone.slug) if is_episode else keys.article_key(tombstone.slug)
        made[page] = pages.gone("gone", page)
        if is_episode:
            player = keys.episode_key(tombstone.slug, EMBED)
            made[player] = pages.gone("goneembed", player)
    return made


def render_notes(show: ShowRecord, records: Sequence[Record]) -> dict[str, str]:
    """Return the article of every episode by slug, as safe HTML for the feed: links instead of boxes."""
    catalogue = Catalogue(show, records)
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
                f'<p>{word}\u00a0: <a href="{url}">{escape(catalogue.typed(one.page.title))}</a></p>\n'
            )
    return "".join(made)


class _Pages:
    """Renders the pages of one release; the templates of the show's language are set up once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._show = catalogue.show
        facts = catalogue.show.show
        self._templates = environment(facts.language, facts.time_zone)
        self._assets = asset_keys(catalogue.show)
        self._next = following(catalogue.records)
        self.playlists = playlists(catalogue.show, catalogue.records)

    def show(self) -> bytes:
        facts, records = self._show.show, self.catalogue.records
        head = Head(
            title=f"{facts.title} – {facts.site.name}",
            headline=facts.title,
            description=self.catalogue.typed(wording.excerpt(facts.description, 200)),
            image=self._show.cover.largest,
            image_alt=f"Couverture du podcast {facts.title}",
            canonical=facts.base_url,
            oembed=keys.url_of(facts.base_url, OEMBED) if self.playlists else "",
            json_ld=json_in_html(jsonld.of_show(self._show)),
        )
        episodes = [one for one in records if one.kind == "episode"]
        articles = [one for one in records if one.kind == "article"]
        return self._render("show", keys.SHOW_PAGE, head, episodes=episodes, articles=articles)

    def not_found(self) -> bytes:
        head = Head(
            title=f"Page introuvable – {self._show.show.title}",
            headline="Page introuvable",
            description="Cette page n’existe pas.",
            image=self._show.cover.largest,
        )
        return self._render("notfound", keys.NOT_FOUND, head)

    def gone(self, template: str, page: str) -> bytes:
        head = Head(
            title=f"Retiré – {self._show.show.title}",
            headline="Ce contenu n’est plus disponible",
            description="Ce contenu n’est plus disponible.",
            image=self._show.cover.largest,
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
            "turns": turns(record.transcript),
            "iframe": iframe(self._show, record),
            "license": _license(record.episode.license or self._show.show.license),
        }
        return self._render("episode", record_page(record), self._head(record), **facts)

    def embed(self, record: EpisodeRecord) -> bytes:
        page = keys.episode_key(record.slug, EMBED)
        facts = self._show.show
        head = Head(
            title=self.catalogue.typed(f"{record.episode.title} – {facts.title}"),
            headline=self.catalogue.typed(record.episode.title),
            description="",
            image=self._show.cover.largest,
            canonical=keys.url_of(facts.base_url, record_page(record)),
        )
        return self._render("embed", page, head, record=record, playlist=())

    def playlist(self, playlist: Playlist) -> bytes:
        title = self.catalogue.typed(playlist.title)
        head = Head(
            title=title,
            headline=title,
            description="",
            image=self._show.cover.largest,
            canonical=keys.url_of(self._show.show.base_url, playlist.page),
        )
        return self._render("embed", playlist.key, head, playlist=playlist.records)

    def _head(self, record: Record) -> Head:
        show, base_url = self._show.show, self._show.show.base_url
        image = self.catalogue.image(record)
        is_episode = isinstance(record, EpisodeRecord)
        return Head(
            title=self.catalogue.typed(
                f"{record.page.title} – {show.title if is_episode else show.site.name}"
            ),
            headline=self.catalogue.typed(record.page.title),
            description=self.catalogue.excerpt(record, 200),
            image=(image or self._show.cover).largest,
            image_alt=record.page.image.alt if image and record.page.image else f"Couverture de {show.title}",
            canonical=keys.url_of(base_url, record_page(record)),
            kind="article",
            oembed=keys.url_of(base_url, keys.episode_key(record.slug, OEMBED)) if is_episode else "",
            audio=record.enclosure if isinstance(record, EpisodeRecord) else None,
            published=wording.iso_date(record.page.date, show.time_zone),
            json_ld=json_in_html(jsonld.of_record(self.catalogue, record)),
        )

    def _credits(self, record: EpisodeRecord) -> list[Credit]:
        link = from_page(record_page(record))
        hosts = record.episode.hosts or self._show.show.hosts
        people = [
            *((one, "Animation") for one in hosts),
            *((one, "Au micro") for one in record.episode.guests),
        ]
        return [
            Credit(person=one, part=part, img=_portrait(one, {**self._show.images, **record.images}, link))
            for one, part in people
        ]

    def _render(self, name: str, page: str, head: Head, **facts: Any) -> bytes:
        base_url = self._show.show.base_url
        link = from_anywhere(base_url) if page == keys.NOT_FOUND else from_page(page)
        known: dict[str, Any] = {
            "csp": CSP,
            "head": head,
            "embed_of": lambda record: keys.episode_key(record.slug, EMBED),
            "image_of": self.catalogue.image,
            "next_of": lambda record: self._next.get(record.slug),
            "link": link,
            "page_of": record_page,
            "parts_of": lambda record: [_marked(part) for part in self.catalogue.parts(record)],
            "excerpt_of": self.catalogue.excerpt,
            "show": self._show.show,
            "show_license": _license(self._show.show.license),
            "show_cover": self._show.cover,
            **{name.replace(".", "_"): key for name, key in self._assets.items()},
            "url": lambda key: keys.url_of(base_url, key),
        }
        return (
            self._templates.get_template(f"{name}.html.jinja").render(**known, **facts).strip().encode()
            + b"\n"
        )


def _marked(part: Part) -> dict[str, Any]:
    """Return a part for the template; its HTML left nh3's allow-list and is printed as it is."""
    return {"kind": part.kind, "html": Markup(part.html), "records": part.records}  # noqa: S704


def _portrait(person: Person, images: Mapping[str, PublishedImage], link: Link) -> str:
    image = images.get(person.img)
    return link(image.at_least(300).key) if image else safe_url(person.img, ("https",))


def _license(found: License | None) -> dict[str, str] | None:
    if found is None:
        return None
    url = safe_url(found.url) or wording.license_url(found.slug)
    return {"name": wording.license_name(found.slug), "url": url}


def _sitemap(catalogue: Catalogue) -> bytes:
    show = catalogue.show.show
    rows = [(show.base_url, catalogue.records[0].page.date if catalogue.records else None)]
    rows += [(keys.url_of(show.base_url, record_page(one)), one.page.date) for one in catalogue.records]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    for url, date in rows:
        changed = f"<lastmod>{wording.iso_date(date, show.time_zone)}</lastmod>" if date else ""
        lines.append(f"<url><loc>{escape(url)}</loc>{changed}</url>")
    return "\n".join([*lines, "</urlset>", ""]).encode()


def _robots(show: ShowRecord) -> bytes:
    return f"User-agent: *\nAllow: /\nSitemap: {keys.url_of(show.show.base_url, keys.SITEMAP)}\n".encode()
