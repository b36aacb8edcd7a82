"""What stands in the head of a page, and the heads of the pages that gather episodes."""

from podcast.content import keys
from podcast.content.record import Enclosure, Rendition
from podcast.site import jsonld
from podcast.site.archive import Profile, Season
from podcast.site.catalogue import Catalogue
from podcast.site.embed import OEMBED
from podcast.site.safety import json_in_html
from podcast.values import Struct

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' https:; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
)
SEARCH_CSP = CSP.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
"""For the search page alone: the index is read by WebAssembly."""


_TERRITORIES = {"de": "DE", "en": "US", "es": "ES", "fr": "FR", "it": "IT", "nl": "NL", "pt": "PT"}


def locale_of(language: str) -> str:
    """Return a language as Open Graph writes it, such as `fr_FR`; nothing for one of which nobody knows where."""
    parts = language.split("-")
    named = next((one.upper() for one in parts[1:] if len(one) == 2), "")
    territory = named or _TERRITORIES.get(parts[0].lower(), "")
    return f"{parts[0].lower()}_{territory}" if territory else ""


class Head(Struct, frozen=True, kw_only=True):
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
    modified: str = ""
    json_ld: str = ""


def season_head(catalogue: Catalogue, season: Season) -> Head:
    """Return the head of the page of a season."""
    facts, count = catalogue.show.show, len(season.records)
    return Head(
        title=catalogue.typed(f"{season.name} – {facts.title}"),
        headline=catalogue.typed(season.name),
        description=catalogue.typed(f"{count} épisode{'s' if count > 1 else ''} du podcast {facts.title}."),
        image=catalogue.show.cover.social,
        image_alt=f"Couverture du podcast {facts.title}",
        canonical=keys.url_of(facts.base_url, season.key),
        oembed=keys.url_of(facts.base_url, keys.season_key(season.number, OEMBED)),
        json_ld=json_in_html(jsonld.of_collection(catalogue.show, season.name, season.key)),
    )


def person_head(catalogue: Catalogue, person: Profile) -> Head:
    """Return the head of the page of a host or guest."""
    facts, name = catalogue.show.show, person.shown.name
    return Head(
        title=catalogue.typed(f"{name} – {facts.title}"),
        headline=catalogue.typed(name),
        description=catalogue.typed(f"Les épisodes du podcast {facts.title} avec {name}."),
        image=catalogue.show.cover.social,
        image_alt=f"Couverture du podcast {facts.title}",
        canonical=keys.url_of(facts.base_url, person.key),
        json_ld=json_in_html(jsonld.of_person(catalogue.show, person.shown, person.key)),
    )
