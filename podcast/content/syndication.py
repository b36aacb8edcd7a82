"""What apps and directories are told besides the main facts, as values: money, talk, places, schedules.

Each value is one tag of the podcast namespace and has its attributes' names; what a producer did not give
is empty. Times inside a recording are whole milliseconds. Specification: Podcastindex-org/podcast-namespace,
`docs/tags/`. Nothing here knows how a feed is written.
"""

from datetime import datetime

from podcast.values import Struct, field


class Person(Struct, frozen=True, kw_only=True):
    """A host or a guest; `img` is a web address or a file beside the episode. In credits `role` and `group`
    are those of the namespace's taxonomy."""

    name: str
    role: str = ""
    url: str = ""
    img: str = ""
    group: str = ""


class Location(Struct, frozen=True, kw_only=True):
    """A place: `rel` is `subject` (what the content is about, also when empty) or `creator` (where it was
    made); `geo` is an RFC 5870 URI, `osm` an OpenStreetMap identifier, `country` two letters."""

    name: str
    geo: str = ""
    osm: str = ""
    rel: str = ""
    country: str = ""


class License(Struct, frozen=True, kw_only=True):
    """An SPDX-like lower-case slug; `url` is required when the slug is not a known one."""

    slug: str
    url: str = ""


class Funding(Struct, frozen=True, kw_only=True):
    """`podcast:funding`: where listeners can give money, and what the button says."""

    url: str
    text: str = ""


class RemoteItem(Struct, frozen=True, kw_only=True):
    """`podcast:remoteItem`: another feed, or an item of it."""

    feed_guid: str
    feed_url: str = ""
    item_guid: str = ""
    medium: str = ""
    title: str = ""


class Recipient(Struct, frozen=True, kw_only=True):
    """`podcast:valueRecipient`: who gets `split` shares of a payment, or `split` percent of it as a `fee`."""

    type: str
    address: str
    split: int
    name: str = ""
    custom_key: str = ""
    custom_value: str = ""
    fee: bool | None = None


class ValueTimeSplit(Struct, frozen=True, kw_only=True):
    """`podcast:valueTimeSplit`: for a while others are paid, `recipients` or those of `remote`."""

    start_ms: int
    duration_ms: int
    recipients: tuple[Recipient, ...] = ()
    remote: RemoteItem | None = None
    remote_start_ms: int | None = None
    remote_percentage: int | None = None


class Value(Struct, frozen=True, kw_only=True):
    """`podcast:value`: how listeners' apps pay, `type` (lightning) by `method` (keysend)."""

    type: str
    method: str
    suggested: str = ""
    recipients: tuple[Recipient, ...] = ()
    splits: tuple[ValueTimeSplit, ...] = ()


class ContentLink(Struct, frozen=True, kw_only=True):
    """`podcast:contentLink`: the same content somewhere else, such as a video of it."""

    url: str
    text: str


class SocialInteract(Struct, frozen=True, kw_only=True):
    """`podcast:socialInteract`: the post under which listeners comment; protocol `disabled` forbids it."""

    protocol: str
    uri: str = ""
    account_id: str = ""
    account_url: str = ""
    priority: int | None = None


class Txt(Struct, frozen=True, kw_only=True):
    """`podcast:txt`: a text for machines, such as a proof of ownership."""

    text: str
    purpose: str = ""


class Chat(Struct, frozen=True, kw_only=True):
    """`podcast:chat`: a room where listeners talk; `server` is a host name."""

    server: str
    protocol: str
    account_id: str = ""
    space: str = ""


class FeedImage(Struct, frozen=True, kw_only=True):
    """`podcast:image`: a picture for a `purpose` (banner, social, canvas …); `file` is beside `show.toml`."""

    file: str
    alt: str = ""
    purpose: str = ""


class Trailer(Struct, frozen=True, kw_only=True):
    """`podcast:trailer` somewhere else. Episodes of the type trailer become one by themselves."""

    url: str
    title: str
    date: datetime
    length: int | None = None
    type: str = ""
    season: int | None = None


class UpdateFrequency(Struct, frozen=True, kw_only=True):
    """`podcast:updateFrequency`: when episodes come, as text and as an RFC 5545 rule from `start` on."""

    text: str
    rrule: str = ""
    start: str = ""
    complete: bool | None = None


class Block(Struct, frozen=True, kw_only=True):
    """`podcast:block` and `itunes:block`: no platform at all, or not those in `services`; those in `allowed`
    may although others may not. Services are slugs of the namespace."""

    everyone: bool | None = None
    services: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


class Season(Struct, frozen=True, kw_only=True):
    """The name of a season."""

    number: int
    name: str


class LiveItem(Struct, frozen=True, kw_only=True):
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


class PageTags(Struct, frozen=True, kw_only=True):
    """What a show and an episode can both say."""

    itunes_title: str = ""
    locations: tuple[Location, ...] = ()
    credits: tuple[Person, ...] = ()
    funding: tuple[Funding, ...] = ()
    values: tuple[Value, ...] = ()
    social_interact: tuple[SocialInteract, ...] = ()
    txt: tuple[Txt, ...] = ()
    chat: Chat | None = None


class EpisodeTags(PageTags, frozen=True, kw_only=True):
    """What only an episode can say. `display` is its number as text; `author` who made it, if not the show's;
    `block` hides it from Apple's directory."""

    display: str = ""
    author: str = ""
    block: bool | None = None
    content_links: tuple[ContentLink, ...] = ()


class ShowTags(PageTags, frozen=True, kw_only=True):
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
