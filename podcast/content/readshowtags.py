"""The tags that only a show can have, out of `show.toml`.

Every value is held to the grammar that the feed linter holds other people's feeds to. What is wrong is
reported through `fields`, and left out.
"""

from podcast.content.fields import Fields
from podcast.content.grammar import MIME, MOMENT, RECURRENCE
from podcast.content.readtags import read_chat, read_content_link, read_person, read_shared_tags
from podcast.content.readvalue import read_remote_item
from podcast.content.suggest import suggest
from podcast.content.syndication import (
    Block,
    FeedImage,
    LiveItem,
    RemoteItem,
    Season,
    ShowTags,
    Trailer,
    UpdateFrequency,
)
from podcast.content.vocabulary import LIVE, MEDIUM, SERVICE_SLUGS
from podcast.messages import msg

_Announce = tuple[tuple[str, ...], bool | None]


def read_show_tags(fields: Fields) -> ShowTags:
    """Read what only a show can say, and what it shares with episodes."""
    hubs, podping = fields.nested("announce", _read_announce) or ((), None)
    return ShowTags(
        medium=fields.matching("medium", MEDIUM) or ShowTags().medium,
        block=fields.nested("block", _read_block) or Block(),
        complete=fields.flag("complete"),
        new_feed_url=fields.url("new_feed_url"),
        applepodcastsverify=fields.text("applepodcastsverify", most=255),
        seasons=fields.each("seasons", _read_season),
        trailers=fields.each("trailers", _read_trailer),
        images=fields.each("images", _read_image),
        live=fields.each("live", _read_live),
        podroll=fields.each("podroll", read_remote_item),
        publisher=fields.nested("publisher", _read_publisher),
        remote_items=fields.each("remote_items", read_remote_item),
        update_frequency=fields.nested("update_frequency", _read_frequency),
        hubs=hubs,
        podping=podping,
        **read_shared_tags(fields),
    )


def _read_announce(fields: Fields) -> _Announce:
    return fields.urls("hubs"), fields.flag("podping")


def _read_block(fields: Fields) -> Block:
    return Block(
        everyone=fields.flag("everyone"),
        services=_read_services(fields, "services"),
        allowed=_read_services(fields, "allowed"),
    )


def _read_services(fields: Fields, name: str) -> tuple[str, ...]:
    slugs = fields.texts(name)
    for at, slug in enumerate(slugs):
        if slug not in SERVICE_SLUGS:
            fields.complain(
                fields.place_of(name, at),
                "service",
                msg("{name}: “{slug}” is no service of the podcast namespace", name=name, slug=slug),
                suggest(slug, list(SERVICE_SLUGS), msg("write one of")),
            )
    return tuple(slug for slug in slugs if slug in SERVICE_SLUGS)


def _read_season(fields: Fields) -> Season | None:
    number = fields.integer("number", least=1, required=True)
    name = fields.text("name", required=True, most=128)
    return Season(number=number, name=name) if number and name else None


def _read_trailer(fields: Fields) -> Trailer | None:
    url = fields.url("url", required=True)
    title = fields.text("title", required=True, most=128)
    date = fields.moment("date")
    length = fields.integer("length", least=1)
    type_ = fields.matching("type", MIME)
    season = fields.integer("season", least=1)
    if not (url and title and date):
        return None
    return Trailer(url=url, title=title, date=date, length=length, type=type_, season=season)


def _read_image(fields: Fields) -> FeedImage | None:
    image = FeedImage(
        file=fields.text("file", required=True, most=500),
        alt=fields.text("alt", most=500),
        purpose=fields.text("purpose", most=128),
    )
    return image if image.file else None


def _read_live(fields: Fields) -> LiveItem | None:
    start, end = fields.moment("start"), fields.moment("end", required=False)
    live = {
        "title": fields.text("title", required=True, most=255),
        "guid": fields.text("guid", required=True, most=255),
        "status": fields.matching("status", LIVE, required=True),
        "url": fields.url("url", required=True),
        "type": fields.matching("type", MIME, required=True),
        "summary": fields.text("summary"),
        "link": fields.url("link"),
    }
    links = fields.each("links", read_content_link)
    chat = fields.nested("chat", read_chat)
    persons = fields.each("persons", read_person)
    if not links:
        fields.complain(
            fields.place,
            "live",
            msg("a live item has no links"),
            msg("add links, each with url and text: it is where those go whose app cannot play the stream"),
        )
    if start and end and end <= start:
        fields.complain(
            fields.place_of("end"), "live", msg("the live item ends before it starts"), msg("correct its end")
        )
    if start is None or not links:
        return None
    return LiveItem(start=start, end=end, links=links, chat=chat, persons=persons, **live)


def _read_publisher(fields: Fields) -> RemoteItem | None:
    item = read_remote_item(fields)
    if item and item.medium not in ("", "publisher"):
        fields.complain(
            fields.place_of("medium"),
            "publisher",
            msg("the medium of a publisher is not “{medium}”", medium=item.medium),
            msg("leave medium out"),
        )
    return item


def _read_frequency(fields: Fields) -> UpdateFrequency:
    frequency = UpdateFrequency(
        text=fields.text("text", required=True, most=128),
        rrule=fields.matching("rrule", RECURRENCE),
        start=fields.matching("start", MOMENT),
        complete=fields.flag("complete"),
    )
    if "COUNT=" in frequency.rrule.upper() and not frequency.start:
        fields.complain(
            fields.place_of("rrule"),
            "update-frequency",
            msg("the rrule counts and does not say from when"),
            msg('add start = "2026-01-06"'),
        )
    return frequency
