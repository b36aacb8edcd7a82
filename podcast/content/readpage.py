"""Front matter into an Episode or an Article."""

from datetime import UTC, datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from podcast.content.episode import (
    Article,
    Chapter,
    Episode,
    EpisodeType,
    JingleCall,
    Mastering,
    Picture,
    Review,
    Soundbite,
    Sponsor,
)
from podcast.content.fields import Fields
from podcast.content.readtags import read_episode_tags, read_license, read_person
from podcast.content.text import is_slug, slugify
from podcast.messages import msg

_MOST_TEXT = 100_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _PageFacts(TypedDict):
    """What an episode and an article have in common, but for slug and body."""

    title: str
    date: datetime
    summary: str
    standfirst: str
    label: str
    image: Picture | None
    sponsor: Sponsor | None
    ai_summary: Review | None
    former_slugs: tuple[str, ...]
    related: tuple[str, ...]
    keywords: tuple[str, ...]
    draft: bool


def read_article(fields: Fields, *, body: str, stem: str, zone: ZoneInfo) -> Article:
    """Read an article; `stem` is its file's name, which is its slug unless it says another."""
    facts = _read_page_facts(fields, zone)
    article = Article(slug=_read_slug(fields) or slugify(stem), body=body, **facts)
    fields.finish()
    return article


def read_episode(fields: Fields, *, body: str, zone: ZoneInfo) -> Episode:
    """Read an episode; what is missing or wrong is reported through `fields`."""
    facts = _read_page_facts(fields, zone)
    episode = Episode(
        slug=_required_slug(fields, facts["title"]),
        body=body,
        guid=fields.exact("guid", most=2000),
        recording=fields.text("recording", most=500),
        number=fields.integer("number", least=1),
        season=fields.integer("season", least=1),
        type=EpisodeType(fields.choice("type", list(EpisodeType), default="full")),
        hosts=fields.each("hosts", read_person),
        guests=fields.each("guests", read_person),
        chapters=fields.each("chapters", _read_chapter),
        transcript=fields.text("transcript", most=500),
        soundbites=fields.each("soundbites", _read_soundbite),
        jingles=fields.each("jingles", _read_jingle),
        stings=fields.flag("stings") is not False,
        mastering=Mastering(fields.choice("mastering", list(Mastering), default="full")),
        alternates=fields.texts("alternates", most=500),
        explicit=fields.flag("explicit"),
        license=read_license(fields),
        tags=read_episode_tags(fields),
        **facts,
    )
    fields.finish()
    return episode


def _read_page_facts(fields: Fields, zone: ZoneInfo) -> _PageFacts:
    return _PageFacts(
        title=fields.text("title", required=True, most=255),
        date=fields.moment("date", zone=zone) or _EPOCH,
        summary=fields.text("summary", most=_MOST_TEXT),
        standfirst=fields.text("standfirst", lines=True, most=_MOST_TEXT),
        label=fields.text("label", most=60),
        image=fields.nested("image", _read_picture),
        sponsor=fields.nested("sponsor", _read_sponsor),
        ai_summary=fields.nested("ai_summary", lambda inner: _read_review(inner, zone)),
        former_slugs=_read_former_slugs(fields),
        related=fields.texts("related"),
        keywords=fields.texts("keywords"),
        draft=fields.flag("draft") or False,
    )


def _read_slug(fields: Fields) -> str:
    """Return a slug: ASCII lower-case words and digits joined by hyphens."""
    value = fields.text("slug", most=100)
    if value and not is_slug(value):
        fields.complain(
            fields.place_of("slug"),
            "slug",
            msg("slug “{value}” is not lower-case letters, digits and hyphens", value=value),
            msg("write slug: {value}", value=slugify(value) or "un-titre-court"),
        )
        return slugify(value)
    return value


def _required_slug(fields: Fields, title: str) -> str:
    slug = _read_slug(fields)
    if not slug:
        fields.complain(
            fields.place,
            "missing-key",
            msg("slug is missing"),
            msg(
                "add a line slug: {title}; it is part of the page's address for ever",
                title=slugify(title) or "un-titre-court",
            ),
        )
    return slug


def _read_picture(fields: Fields) -> Picture:
    return Picture(
        file=fields.text("file", required=True, most=500),
        alt=fields.text("alt", required=True, most=500),
        caption=fields.text("caption", most=500),
        credit=fields.text("credit", most=255),
    )


def _read_sponsor(fields: Fields) -> Sponsor:
    return Sponsor(name=fields.text("name", required=True, most=128), url=fields.url("url"))


def _read_review(fields: Fields, zone: ZoneInfo) -> Review:
    return Review(
        reviewer=fields.text("reviewer", required=True, most=128),
        date=fields.moment("date", zone=zone, required=False),
    )


def _read_former_slugs(fields: Fields) -> tuple[str, ...]:
    found = fields.texts("former_slugs")
    for slug in found:
        if not is_slug(slug):
            fields.complain(
                fields.place_of("former_slugs"),
                "slug",
                msg("former_slugs: “{slug}” is not lower-case letters, digits and hyphens", slug=slug),
                msg("write {slug}", slug=slugify(slug) or "un-ancien-titre"),
            )
    return tuple(dict.fromkeys(slug for slug in found if is_slug(slug)))


def _read_chapter(fields: Fields) -> Chapter | None:
    start = fields.duration("start", required=True)
    chapter = Chapter(
        start_ms=start or 0,
        title=fields.text("title", required=True, most=255),
        url=fields.url("url"),
        image=fields.text("image", most=500),
    )
    return chapter if start is not None else None


def _read_jingle(fields: Fields) -> JingleCall:
    at = fields.duration("at", required=True)
    return JingleCall(at_ms=at or 0, name=fields.text("name", required=True, most=60))


def _read_soundbite(fields: Fields) -> Soundbite | None:
    start = fields.duration("start", required=True)
    duration = fields.duration("duration", required=True)
    title = fields.text("title", most=128)
    if start is None or duration is None:
        return None
    return Soundbite(start_ms=start, duration_ms=duration, title=title)
