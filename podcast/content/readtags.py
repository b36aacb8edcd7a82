"""The tags that a show and an episode can both have, and those of an episode, out of their keys.

Every value is held to the grammar that the feed linter holds other people's feeds to. What is wrong is
reported through `fields`, and left out.
"""

from typing import TypedDict

from podcast.content.fields import Fields
from podcast.content.grammar import COUNTRY, GEO, HOST, OSM, URI, one_of
from podcast.content.readvalue import read_values
from podcast.content.suggest import suggest
from podcast.content.syndication import (
    Chat,
    ContentLink,
    EpisodeTags,
    Funding,
    License,
    Location,
    Person,
    SocialInteract,
    Txt,
    Value,
)
from podcast.content.vocabulary import CHAT, LICENSES, ROLES, SOCIAL, group_of
from podcast.messages import msg

_REL = one_of("subject", "creator")


class SharedTags(TypedDict):
    """The fields of `PageTags`."""

    itunes_title: str
    locations: tuple[Location, ...]
    credits: tuple[Person, ...]
    funding: tuple[Funding, ...]
    values: tuple[Value, ...]
    social_interact: tuple[SocialInteract, ...]
    txt: tuple[Txt, ...]
    chat: Chat | None


def read_episode_tags(fields: Fields) -> EpisodeTags:
    """Read what only an episode can say, and what it shares with a show."""
    return EpisodeTags(
        display=fields.text("display", most=32),
        author=fields.text("author", most=255),
        block=fields.flag("block"),
        content_links=fields.each("content_links", read_content_link),
        **read_shared_tags(fields),
    )


def read_shared_tags(fields: Fields) -> SharedTags:
    """Read what both can say."""
    return SharedTags(
        itunes_title=fields.text("itunes_title", most=255),
        locations=_read_locations(fields),
        credits=fields.each("credits", _read_credit),
        funding=fields.each("funding", _read_funding),
        values=read_values(fields),
        social_interact=fields.each("social_interact", _read_social),
        txt=fields.each("txt", _read_txt),
        chat=fields.nested("chat", read_chat),
    )


def read_person(fields: Fields) -> Person | None:
    """Read a host or a guest; nothing if there is no name."""
    name = fields.text("name", required=True, most=128)
    role = fields.text("role", most=128)
    url = fields.url("url")
    img = fields.text("img", most=2000)
    return Person(name=name, role=role, url=url, img=img) if name else None


def read_license(fields: Fields) -> License | None:
    """Read `license` as a slug or as a group of slug and url."""
    if fields.is_group("license"):
        license_ = fields.nested("license", _read_custom_license)
    else:
        license_ = License(slug=fields.text("license", most=128).lower())
    if license_ is None or not license_.slug:
        return None
    if not (license_.url or license_.slug in LICENSES or license_.slug.startswith("cc-by")):
        fields.complain(
            fields.place_of("license"),
            "license",
            msg("license “{slug}” is not a known one and has no url", slug=license_.slug),
            msg("write {{ slug = …, url = … }}, or one of {licenses}", licenses=", ".join(LICENSES)),
        )
    return license_


def read_chat(fields: Fields) -> Chat | None:
    """Read a chat room; nothing if there is no server."""
    chat = Chat(
        server=fields.matching("server", HOST, required=True),
        protocol=fields.matching("protocol", CHAT, required=True),
        account_id=fields.text("account_id", most=255),
        space=fields.text("space", most=255),
    )
    return chat if chat.server and chat.protocol else None


def read_content_link(fields: Fields) -> ContentLink | None:
    """Read where else the content is; nothing if there is no address."""
    link = ContentLink(
        url=fields.url("url", required=True), text=fields.text("text", required=True, most=128)
    )
    return link if link.url else None


def _read_custom_license(fields: Fields) -> License:
    return License(slug=fields.text("slug", required=True, most=128).lower(), url=fields.url("url"))


def _read_locations(fields: Fields) -> tuple[Location, ...]:
    """Read `location`: a name, a group of keys, or a list of groups."""
    if fields.is_text("location"):
        name = fields.text("location", most=128)
        return (Location(name=name),) if name else ()
    return fields.each("location", _read_location)


def _read_location(fields: Fields) -> Location | None:
    place = Location(
        name=fields.text("name", required=True, most=128),
        geo=fields.matching("geo", GEO),
        osm=fields.matching("osm", OSM),
        rel=fields.matching("rel", _REL),
        country=fields.matching("country", COUNTRY).upper(),
    )
    return place if place.name else None


def _read_credit(fields: Fields) -> Person | None:
    name = fields.text("name", required=True, most=128)
    role = fields.text("role", required=True, most=128).lower()
    group = fields.text("group", most=128).lower()
    person = Person(
        name=name,
        role=role,
        url=fields.url("url"),
        img=fields.text("img", most=2000),
        group=group or group_of(role),
    )
    if role and role not in ROLES.get(person.group, "").split(", "):
        known = sorted({one for roles in ROLES.values() for one in roles.split(", ")})
        fields.complain(
            fields.place_of("role"),
            "role",
            msg("role “{role}” is not in the taxonomy", role=role)
            + (msg(" of the group “{group}”", group=group) if group else ""),
            suggest(role, known, msg("write one of")),
        )
    return person if name and role else None


def _read_funding(fields: Fields) -> Funding | None:
    funding = Funding(url=fields.url("url", required=True), text=fields.text("text", most=128))
    return funding if funding.url else None


def _read_social(fields: Fields) -> SocialInteract | None:
    protocol = fields.matching("protocol", SOCIAL, required=True)
    social = SocialInteract(
        protocol=protocol,
        uri=fields.matching("uri", URI, required=protocol != "disabled"),
        account_id=fields.text("account_id", most=255),
        account_url=fields.url("account_url"),
        priority=fields.integer("priority"),
    )
    if protocol == "disabled":
        return SocialInteract(protocol=protocol)
    return social if protocol and social.uri else None


def _read_txt(fields: Fields) -> Txt | None:
    txt = Txt(text=fields.text("text", required=True, most=4000), purpose=fields.text("purpose", most=128))
    return txt if txt.text else None
