"""Tags of the podcast namespace that a channel, an item and a stream can all have.

Owns how each is written. Specification: Podcastindex-org/podcast-namespace, docs/tags/.
"""

import math
from collections.abc import Iterable, Mapping

from lxml import etree

from podcast.content import keys
from podcast.content.record import PublishedImage
from podcast.content.syndication import (
    Chat,
    ContentLink,
    License,
    PageTags,
    Person,
    Recipient,
    RemoteItem,
    SocialInteract,
    Value,
    ValueTimeSplit,
)
from podcast.feed.elements import Namespace, number, seconds, true_or_false

PODCAST = Namespace("https://podcastindex.org/namespace/1.0")

Images = Mapping[str, PublishedImage]


def add_shared(parent: etree._Element, tags: PageTags, images: Images, base_url: str) -> None:
    """Write what a channel and an item can both say."""
    for credit in tags.credits:
        add_persons(parent, [credit], credit.role, images, base_url)
    for place in tags.locations:
        PODCAST.add(
            parent,
            "location",
            place.name,
            rel=place.rel,
            geo=place.geo,
            osm=place.osm,
            country=place.country,
        )
    for funding in tags.funding:
        PODCAST.add(parent, "funding", funding.text, url=funding.url)
    for value in tags.values:
        _add_value(parent, value)
    for social in tags.social_interact:
        _add_social(parent, social)
    for txt in tags.txt:
        PODCAST.add(parent, "txt", txt.text, purpose=txt.purpose)
    add_chat(parent, tags.chat)


def add_persons(
    parent: etree._Element, persons: Iterable[Person], role: str, images: Images, base_url: str
) -> None:
    """Write who takes part as what."""
    for person in persons:
        image = images.get(person.img)
        img = keys.url_of(base_url, image.largest.key) if image else person.img
        absolute = img if img.startswith("https:") else ""
        PODCAST.add(
            parent, "person", person.name, role=role, group=person.group, href=person.url, img=absolute
        )


def add_license(parent: etree._Element, license_: License | None) -> None:
    """Write under which terms the content may be used."""
    if license_:
        PODCAST.add(parent, "license", license_.slug, url=license_.url)


def add_chat(parent: etree._Element, chat: Chat | None) -> None:
    """Write where listeners talk."""
    if chat:
        PODCAST.add(
            parent,
            "chat",
            server=chat.server,
            protocol=chat.protocol,
            accountId=chat.account_id,
            space=chat.space,
        )


def add_content_links(parent: etree._Element, links: Iterable[ContentLink]) -> None:
    """Write where else the content is."""
    for link in links:
        PODCAST.add(parent, "contentLink", link.text, href=link.url)


def add_image(
    parent: etree._Element, image: PublishedImage | None, base_url: str, *, alt: str, purpose: str
) -> None:
    """Write a picture in its largest size."""
    if image is None:
        return
    largest = image.largest
    common = math.gcd(largest.width, largest.height) or 1
    PODCAST.add(
        parent,
        "image",
        href=keys.url_of(base_url, largest.key),
        alt=alt,
        aspect_ratio=f"{largest.width // common}/{largest.height // common}",
        width=str(largest.width),
        height=str(largest.height),
        type=largest.type,
        purpose=purpose,
    )


def add_remote_items(parent: etree._Element, items: Iterable[RemoteItem], *, medium: str = "") -> None:
    """Write feeds or items that lie somewhere else."""
    for item in items:
        PODCAST.add(
            parent,
            "remoteItem",
            feedGuid=item.feed_guid,
            feedUrl=item.feed_url,
            itemGuid=item.item_guid,
            medium=medium or item.medium,
            title=item.title,
        )


def _add_value(parent: etree._Element, value: Value) -> None:
    element = PODCAST.add(parent, "value", type=value.type, method=value.method, suggested=value.suggested)
    _add_recipients(element, value.recipients)
    for split in value.splits:
        _add_split(element, split)


def _add_split(parent: etree._Element, split: ValueTimeSplit) -> None:
    element = PODCAST.add(
        parent,
        "valueTimeSplit",
        startTime=seconds(split.start_ms),
        duration=seconds(split.duration_ms),
        remoteStartTime=seconds(split.remote_start_ms),
        remotePercentage=number(split.remote_percentage),
    )
    _add_recipients(element, split.recipients)
    add_remote_items(element, [split.remote] if split.remote else [])


def _add_recipients(parent: etree._Element, recipients: Iterable[Recipient]) -> None:
    for one in recipients:
        PODCAST.add(
            parent,
            "valueRecipient",
            name=one.name,
            type=one.type,
            address=one.address,
            customKey=one.custom_key,
            customValue=one.custom_value,
            split=str(one.split),
            fee="" if one.fee is None else true_or_false(one.fee),
        )


def _add_social(parent: etree._Element, social: SocialInteract) -> None:
    PODCAST.add(
        parent,
        "socialInteract",
        protocol=social.protocol,
        uri=social.uri,
        accountId=social.account_id,
        accountUrl=social.account_url,
        priority=number(social.priority),
    )
