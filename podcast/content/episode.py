"""What a producer writes about an episode or an article, as values.

Times inside a recording are whole milliseconds from its start. Texts are as written: escaping and
typography belong to what renders them. Names of files are relative to the folder of the `episode.md`
or article that names them. Nothing here reads a file or a clock.
"""

from datetime import datetime
from enum import StrEnum

from podcast.content.syndication import EpisodeTags, License, Person
from podcast.values import Struct, field


class EpisodeType(StrEnum):
    """`itunes:episodeType`."""

    FULL = "full"
    TRAILER = "trailer"
    BONUS = "bonus"


class Mastering(StrEnum):
    """What becomes of a recording: a master is made of it; only its tags are written anew; or it is published
    as it is, byte for byte."""

    FULL = "full"
    TAGS = "tags"
    NONE = "none"


class Picture(Struct, frozen=True, kw_only=True):
    """An illustration: `alt` replaces it for who cannot see it, `caption` and `credit` stand under it."""

    file: str
    alt: str
    caption: str = ""
    credit: str = ""


class Chapter(Struct, frozen=True, kw_only=True):
    """A part of the recording, from `start_ms` to the start of the next one or the end."""

    start_ms: int
    title: str
    url: str = ""
    image: str = ""


class Soundbite(Struct, frozen=True, kw_only=True):
    """A short extract worth sharing."""

    start_ms: int
    duration_ms: int
    title: str = ""


class JingleCall(Struct, frozen=True, kw_only=True):
    """A place in the recording where the jingle `name` of `show.toml` is put between."""

    at_ms: int
    name: str


class Sponsor(Struct, frozen=True, kw_only=True):
    """Who pays for an episode or an article; French law wants it named."""

    name: str
    url: str = ""


class Review(Struct, frozen=True, kw_only=True):
    """Who in the newsroom verified a text that a machine summarised, and when, if that is told."""

    reviewer: str
    date: datetime | None = None


class Article(Struct, frozen=True, kw_only=True):
    """A page without a recording of its own. `body` is Markdown with the directives of `content.body`.

    `former_slugs` are those that the page had before: their addresses lead here. `ai_summary` says that the
    text is a machine's summary that somebody verified.
    """

    slug: str
    title: str
    date: datetime
    body: str = ""
    summary: str = ""
    standfirst: str = ""
    label: str = ""
    image: Picture | None = None
    sponsor: Sponsor | None = None
    ai_summary: Review | None = None
    former_slugs: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    draft: bool = False


class Episode(Article, frozen=True, kw_only=True):
    """An article with a recording, and the facts that listeners' apps show.

    `date` is aware. `guid` identifies the episode for ever and is never computed. `stings` says whether
    it gets the show's intro and outro. `alternates` are files of the same sound in other formats, which are
    published as they are.
    """

    guid: str
    recording: str
    number: int | None = None
    season: int | None = None
    type: EpisodeType = EpisodeType.FULL
    hosts: tuple[Person, ...] = ()
    guests: tuple[Person, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    transcript: str = ""
    soundbites: tuple[Soundbite, ...] = ()
    jingles: tuple[JingleCall, ...] = ()
    stings: bool = True
    mastering: Mastering = Mastering.FULL
    alternates: tuple[str, ...] = ()
    explicit: bool | None = None
    license: License | None = None
    tags: EpisodeTags = field(default_factory=EpisodeTags)
