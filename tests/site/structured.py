"""What is wrong with structured data: JSON-LD held to what schema.org and search engines ask, type by type.

Checkers that we did not write pass a NewsArticle dated “yesterday”; so dates, durations and addresses are read here.
Sources: schema.org 30.0 and, for what is required, Google's documentation of articles and breadcrumbs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import html

Thing = dict[str, Any]


def _is_moment(value: Any) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False


def _is_address(value: Any) -> bool:
    return (
        isinstance(value, str)
        and urlsplit(value).scheme in ("http", "https")
        and bool(urlsplit(value).netloc)
    )


def _is_duration(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"PT(?=\d)(\d+H)?([0-5]?\dM)?([0-5]?\dS)?", value))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and value >= 0


def _of(*types: str) -> Callable[[Any], bool]:
    """Return a question: is it a thing of one of these types, several of them, or the `@id` of a thing?"""

    def holds(value: Any) -> bool:
        if isinstance(value, list):
            return bool(value) and all(holds(one) for one in value)
        return isinstance(value, dict) and (value.get("@type") in types or list(value) == ["@id"])

    return holds


def _each(question: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(map(question, value))


# A property that is required ends with “!”; one that is not named here has no place in its thing.
TYPES: dict[str, dict[str, Callable[[Any], bool]]] = {
    "PodcastSeries": {
        "name!": _is_text, "description!": _is_text, "url!": _is_address, "image!": _is_address,
        "inLanguage!": _is_text, "webFeed!": _is_address, "author!": _of("Organization", "Person"),
    },
    "PodcastEpisode": {
        "name!": _is_text, "url!": _is_address, "description": _is_text, "datePublished!": _is_moment,
        "dateModified": _is_moment, "timeRequired!": _is_duration,
        "associatedMedia!": _of("AudioObject"), "partOfSeries!": _of("PodcastSeries"),
        "partOfSeason": _of("PodcastSeason"), "episodeNumber": _is_number, "actor": _of("Person"),
    },
    "PodcastSeason": {"seasonNumber!": _is_number},
    "AudioObject": {
        "contentUrl!": _is_address, "encodingFormat!": _is_text, "contentSize!": _is_text, "duration!": _is_duration,
        "transcript": _is_text,
    },
    "NewsArticle": {
        "mainEntityOfPage!": _is_address, "headline!": _is_text, "description": _is_text, "datePublished!": _is_moment,
        "dateModified": _is_moment, "inLanguage!": _is_text, "image!": _each(_is_address),
        "author!": _of("Organization", "Person"),
        "publisher!": _of("Organization"), "keywords": _each(_is_text), "sponsor": _of("Organization"),
    },
    "Organization": {"name!": _is_text, "url": _is_address},
    "Person": {"name!": _is_text, "jobTitle": _is_text, "sameAs": _is_address},
    "BreadcrumbList": {"itemListElement!": _of("ListItem")},
    "ListItem": {"position!": _is_number, "name!": _is_text, "item": _is_address},
    "CollectionPage": {
        "url!": _is_address, "name!": _is_text, "inLanguage!": _is_text, "about!": _of("PodcastSeries"),
    },
    "ProfilePage": {"url!": _is_address, "mainEntity!": _of("Person")},
}  # fmt: skip


def graph_of(page: str | bytes) -> Thing:
    """Return the structured data of a page, which has one block of it."""
    (block,) = html.fromstring(page).cssselect("script[type='application/ld+json']")
    graph: Thing = json.loads(block.text)
    return graph


def faults(graph: Thing) -> list[str]:
    """Return what is wrong with a graph, or nothing."""
    told = [] if graph.get("@context") == "https://schema.org" else ["@context is not https://schema.org"]
    things = [one for thing in graph.get("@graph", []) for one in _things(thing)]
    names = [thing["@id"] for thing in things if "@id" in thing and "@type" in thing]
    told += [f"{one} is named twice" for one in sorted(set(names)) if names.count(one) > 1]
    for thing in things:
        told += [f"{thing['@id']} is nowhere"] if list(thing) == ["@id"] and thing["@id"] not in names else []
        told += _wrong(thing) if list(thing) != ["@id"] else []
    return told


def _things(value: Any) -> Iterator[Thing]:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _things(one)
    elif isinstance(value, list):
        for one in value:
            yield from _things(one)


def _wrong(thing: Thing) -> list[str]:
    kind = thing.get("@type", "")
    known = TYPES.get(kind)
    if known is None:
        return [f"{kind or 'a thing without a type'} is not known"]
    required = [name[:-1] for name in known if name.endswith("!")]
    told = [f"{kind} has no {name}" for name in required if name not in thing]
    questions = {name.rstrip("!"): question for name, question in known.items()}
    for name, value in thing.items():
        if name.startswith("@"):
            continue
        if name not in questions:
            told.append(f"{kind} has {name}, which it does not know")
        elif not questions[name](value):
            told.append(f"{kind}.{name} is {value!r}")
    if kind == "BreadcrumbList":
        positions = [one.get("position") for one in thing.get("itemListElement", [])]
        told += [f"breadcrumbs are at {positions}"] if positions != list(range(1, len(positions) + 1)) else []
    return told
