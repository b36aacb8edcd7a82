"""What apps and directories are told besides the main facts, as values: money, talk, places, schedules.

Each value is one tag of the podcast namespace and has its attributes' names; what a producer did not give
is empty. Times inside a recording are whole milliseconds. Specification: Podcastindex-org/podcast-namespace,
`docs/tags/`. Nothing here knows how a feed is written.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A host or a guest; `img` is a web address or a file beside the episode. In credits `role` and `group`
    are those of the namespace's taxonomy."""

    name: str
    role: str = ""
    url: str = ""
    img: str = ""
    group: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Location:
    """A place: `rel` is `subject` (what the content is about, also when empty) or `creator` (where it was
    made); `geo` is an RFC 5870 URI, `osm` an OpenStreetMap identifier, `country` two letters."""

    name: str
    geo: str = ""
    osm: str = ""
    rel: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class License:
    """An SPDX-like lower-case slug; `url` is required when the slug is not a known one."""

    slug: str
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Funding:
    """`podcast:funding`: where listeners can give money, and what the button says."""

    url: str
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteItem:
    """`podcast:remoteItem`: another feed, or an item of it."""

    feed_guid: str
    feed_url: str = ""
    item_guid: str = ""
    medium: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """`podcast:valueRecipient`: who gets `split` shares of a payment, or `split` percent of it as a `fee`."""

    type: str
    address: str
    split: int
    name: str = ""
    custom_key: str = ""
    custom_value: str = ""
    fee: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueTimeSplit:
    """`podcast:valueTimeSplit`: for a while others are paid, `recipients` or those of `remote`."""

    start_ms: int
    duration_ms: int
    recipients: tuple[Recipient, ...] = ()
    remote: RemoteItem | None = None
    remote_start_ms: int | None = None
    remote_percentage: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """`podcast:value`: how listeners' apps pay, `type` (lightning) by `method` (keysend)."""

    type: str
    method: str
    suggested: str = ""
    recipients: tuple[Recipient, ...] = ()
    splits: tuple[ValueTimeSplit, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ContentLink:
    """`podcast:contentLink`: the same content somewhere else, such as a video of it."""

    url: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SocialInteract:
    """`podcast:socialInteract`: the post under which listeners comment; protocol `disabled` forbids it."""

    protocol: str
    uri: str = ""
    account_id: str = ""
    account_url: str = ""
    priority: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Txt:
    """`podcast:txt`: a text for machines, such as a proof of ownership."""

    text: str
    purpose: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chat:
    """`podcast:chat`: a room where listeners talk; `server` is a host name."""

    server: str
    protocol: str
    account_id: str = ""
    space: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedImage:
    """`podcast:image`: a picture for a `purpose` (banner, social, canvas …); `file` is beside `show.toml`."""

    file: str
    alt: str = ""
    purpose: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trailer:
    """`podcast:trailer` somewhere else. Episodes of the type trailer become one by themselves."""

    url: str
    title: str
    date: datetime
    length: int | None = None
    type: str = ""
    season: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateFrequency:
    """`podcast:updateFrequency`: when episodes come, as text and as an RFC 5545 rule from `start` on."""

    text: str
    rrule: str = ""
    start: str = ""
    complete: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """`podcast:block` and `itunes:block`: no platform at all, or not those in `services`; those in `allowed`
    may although others may not. Services are slugs of the namespace."""

    everyone: bool | None = None
    services: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Season:
    """The name of a season."""

    number: int
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveItem:
    """`podcast:liveItem`: a stream, `pending`, `live` or `ended`, and where else it can be seen."""

    title: str
    guid: str
    status: str
    start: datetime
    url: str
    type: str
    links: tuple[ContentLink, ...]
    end: datetime | None = None
    summary: str = ""
    link: str = ""
    chat: Chat | None = None
    persons: tuple[Person, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PageTags:
    """What a show and an episode can both say."""

    itunes_title: str = ""
    locations: tuple[Location, ...] = ()
    credits: tuple[Person, ...] = ()
    funding: tuple[Funding, ...] = ()
    values: tuple[Value, ...] = ()
    social_interact: tuple[SocialInteract, ...] = ()
    txt: tuple[Txt, ...] = ()
    chat: Chat | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EpisodeTags(PageTags):
    """What only an episode can say. `display` is its number as text; `author` who made it, if not the show's;
    `block` hides it from Apple's directory."""

    display: str = ""
    author: str = ""
    block: bool | None = None
    content_links: tuple[ContentLink, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowTags(PageTags):
    """What only a show can say.

    `hubs` are WebSub hubs; with `podping` both are told of changes and stand in the feed. `new_feed_url` is
    where the feed moved; `complete` says that no episode follows.
    """

    medium: str = "podcast"
    block: Block = field(default_factory=Block)
    complete: bool | None = None
    new_feed_url: str = ""
    applepodcastsverify: str = ""
    seasons: tuple[Season, ...] = ()
    trailers: tuple[Trailer, ...] = ()
    images: tuple[FeedImage, ...] = ()
    live: tuple[LiveItem, ...] = ()
    podroll: tuple[RemoteItem, ...] = ()
    publisher: RemoteItem | None = None
    remote_items: tuple[RemoteItem, ...] = ()
    update_frequency: UpdateFrequency | None = None
    hubs: tuple[str, ...] = ()
    podping: bool | None = None
