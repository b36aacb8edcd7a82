"""What a page is, for machines: schema.org as JSON-LD. Addresses are absolute, dates have an offset."""

from typing import Any

from podcast.content import keys
from podcast.content.record import EpisodeRecord, PublishedImage, Record, ShowRecord
from podcast.content.syndication import Person
from podcast.site import wording
from podcast.site.catalogue import Catalogue
from podcast.site.links import record_page, safe_url

Thing = dict[str, Any]


def of_show(show: ShowRecord) -> Thing:
    """Return the graph of the show page."""
    return _graph(_series(show), _crumbs(show, None))


def of_record(catalogue: Catalogue, record: Record) -> Thing:
    """Return the graph of the page of an episode or an article."""
    show = catalogue.show
    page = _article(catalogue, record)
    if isinstance(record, EpisodeRecord):
        return _graph(page, _episode(catalogue, record), _series(show), _crumbs(show, record))
    return _graph(page, _crumbs(show, record))


def of_collection(show: ShowRecord, name: str, key: str) -> Thing:
    """Return the graph of a page that gathers episodes, such as a season."""
    url = keys.url_of(show.show.base_url, key)
    page = {"@type": "CollectionPage", "@id": url, "url": url, "name": name, "inLanguage": show.show.language}
    about = {"about": {"@id": f"{show.show.base_url}#podcast"}}
    return _graph({**page, **about}, _series(show), _trail(show, (name, url)))


def of_person(show: ShowRecord, person: Person, key: str) -> Thing:
    """Return the graph of the page of a host or guest."""
    url = keys.url_of(show.show.base_url, key)
    somebody: Thing = {"@type": "Person", "@id": f"{url}#person", "name": person.name}
    if person.role:
        somebody["jobTitle"] = person.role
    if site := safe_url(person.url):
        somebody["sameAs"] = site
    page = {"@type": "ProfilePage", "@id": url, "url": url, "mainEntity": somebody}
    return _graph(page, _trail(show, (person.name, url)))


def _graph(*things: Thing) -> Thing:
    return {"@context": "https://schema.org", "@graph": list(things)}


def _series(show: ShowRecord) -> Thing:
    base_url = show.show.base_url
    return {
        "@type": "PodcastSeries",
        "@id": f"{base_url}#podcast",
        "name": show.show.title,
        "description": show.show.description.strip(),
        "url": base_url,
        "image": keys.url_of(base_url, show.cover.largest.key),
        "inLanguage": show.show.language,
        "webFeed": keys.url_of(base_url, keys.FEED),
        "author": _publisher(show),
    }


def _episode(catalogue: Catalogue, record: EpisodeRecord) -> Thing:
    show, episode = catalogue.show, record.episode
    base_url, url = show.show.base_url, _url(show, record)
    audio: Thing = {
        "@type": "AudioObject",
        "contentUrl": keys.url_of(base_url, record.enclosure.key),
        "encodingFormat": record.enclosure.type,
        "contentSize": str(record.enclosure.bytes),
        "duration": wording.iso_duration(record.enclosure.duration_ms),
    }
    if record.transcript:
        audio["transcript"] = "\n".join(cue.text for cue in record.transcript)
    thing: Thing = {
        "@type": "PodcastEpisode",
        "@id": f"{url}#episode",
        "url": url,
        "name": episode.title,
        "description": catalogue.excerpt(record, 300),
        "datePublished": wording.iso_date(episode.date, show.show.time_zone),
        "timeRequired": wording.iso_duration(record.enclosure.duration_ms),
        "associatedMedia": audio,
        "partOfSeries": {"@id": f"{base_url}#podcast"},
        **_modified(catalogue, record),
    }
    if episode.number is not None:
        thing["episodeNumber"] = episode.number
    if episode.season is not None:
        thing["partOfSeason"] = {"@type": "PodcastSeason", "seasonNumber": episode.season}
    people = [{"@type": "Person", "name": person.name} for person in (*episode.hosts, *episode.guests)]
    if people:
        thing["actor"] = people
    return thing


def _article(catalogue: Catalogue, record: Record) -> Thing:
    show, page = catalogue.show, record.page
    thing: Thing = {
        "@type": "NewsArticle",
        "@id": f"{_url(show, record)}#article",
        "mainEntityOfPage": _url(show, record),
        "headline": page.title,
        "description": catalogue.excerpt(record, 300),
        "datePublished": wording.iso_date(page.date, show.show.time_zone),
        "inLanguage": show.show.language,
        "image": _image_urls(show, catalogue.image(record)),
        "author": _publisher(show),
        "publisher": _publisher(show),
        **_modified(catalogue, record),
    }
    if page.keywords:
        thing["keywords"] = list(page.keywords)
    if page.sponsor:
        thing["sponsor"] = {"@type": "Organization", "name": page.sponsor.name}
    return thing


def _publisher(show: ShowRecord) -> Thing:
    return {"@type": "Organization", "name": show.show.site.name, "url": show.show.site.url}


def _modified(catalogue: Catalogue, record: Record) -> Thing:
    when = catalogue.modified(record)
    return {"dateModified": wording.iso_date(when, catalogue.show.show.time_zone)} if when else {}


def _image_urls(show: ShowRecord, image: PublishedImage | None) -> list[str]:
    """Return pictures of a page in several ratios: as it was made, as a card of 1200 × 630, and the square cover."""
    shown = [one for one in (image, show.cover) if one]
    files = [shown[0].largest, shown[0].social, show.cover.largest]
    return [keys.url_of(show.show.base_url, key) for key in dict.fromkeys(one.key for one in files)]


def _crumbs(show: ShowRecord, record: Record | None) -> Thing:
    return _trail(show, *([(record.page.title, _url(show, record))] if record else []))


def _trail(show: ShowRecord, *below: tuple[str, str]) -> Thing:
    trail = [(show.show.site.name, show.show.site.url), (show.show.title, show.show.base_url), *below]
    items = [
        {"@type": "ListItem", "position": at, "name": name, "item": url}
        for at, (name, url) in enumerate(trail, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _url(show: ShowRecord, record: Record) -> str:
    return keys.url_of(show.show.base_url, record_page(record))
