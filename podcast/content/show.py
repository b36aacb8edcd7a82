"""What a producer writes in `show.toml`, as values."""

from podcast.content.syndication import License, Person, ShowTags
from podcast.values import Struct, field


class Category(Struct, frozen=True, kw_only=True):
    """An Apple category and, within it, a subcategory or nothing."""

    name: str
    sub: str = ""


class Link(Struct, frozen=True, kw_only=True):
    """An entry of the site's navigation."""

    label: str
    url: str


class Listing(Struct, frozen=True, kw_only=True):
    """Where listeners find the show elsewhere: the name of an app or a directory, and the show's page there."""

    name: str
    url: str


class Site(Struct, frozen=True, kw_only=True):
    """The newsroom around the show: its name, home page, accent colour (`#rrggbb`), navigation, whether its pages
    can be searched, and where else one subscribes."""

    name: str
    url: str
    accent: str
    links: tuple[Link, ...] = ()
    search: bool = False
    subscribe: tuple[Listing, ...] = ()


class LoudnessTarget(Struct, frozen=True, kw_only=True):
    """Integrated loudness in LUFS for stereo and mono masters, and the true-peak ceiling in dBTP."""

    stereo: float = -16.0
    mono: float = -19.0
    true_peak: float = -1.0


class AudioSettings(Struct, frozen=True, kw_only=True):
    """How masters are made of recordings.

    `channels` is `auto` (one when both carry the same), `mono` or `stereo`. The rates are kbit/s of the MP3.
    `keep_mp3`: a recording that is an MP3 already on target is published as it is, only tagged.
    `trim_silence` takes leading and trailing silence off. `level_voices` evens out loud and soft passages,
    which nothing else here does. `alternates` are further formats beside the MP3: `m4a`, `opus`.
    """

    channels: str = "auto"
    stereo_kbps: int = 128
    mono_kbps: int = 96
    keep_mp3: bool = True
    trim_silence: bool = False
    level_voices: bool = False
    alternates: tuple[str, ...] = ()


class Jingle(Struct, frozen=True, kw_only=True):
    """A sound that episodes can play by its name; `file` is beside `show.toml`."""

    name: str
    file: str


class Stings(Struct, frozen=True, kw_only=True):
    """What every episode begins and ends with, files beside `show.toml`, and the jingles there are.

    What is joined overlaps by `crossfade_ms`.
    """

    intro: str = ""
    outro: str = ""
    jingles: tuple[Jingle, ...] = ()
    crossfade_ms: int = 500

    def file_of(self, name: str) -> str:
        """Return the file of the jingle with this name, or nothing."""
        return next((one.file for one in self.jingles if one.name == name), "")


class S3Settings(Struct, frozen=True, kw_only=True):
    """Where an `s3://` store answers; empty means boto3's usual variables and profiles decide.

    `single_producer` promises that nobody publishes there at the same time, which is what a store that does
    not honour conditional writes needs.
    """

    endpoint: str = ""
    region: str = ""
    profile: str = ""
    single_producer: bool = False


class CdnSettings(Struct, frozen=True, kw_only=True):
    """How a CDN learns what changed: a command that gets the addresses, or addresses that are sent them."""

    purge_command: tuple[str, ...] = ()
    purge_urls: tuple[str, ...] = ()


class FilteredFeed(Struct, frozen=True, kw_only=True):
    """A further feed at `feeds/<name>.xml`, of some episodes or of another audio format.

    An episode belongs to it that is of one of `seasons` and has one of `keywords`; what is empty asks for
    nothing. `format` is one of the show's alternates. `listed` lets directories have it.
    """

    name: str
    title: str = ""
    description: str = ""
    guid: str = ""
    seasons: tuple[int, ...] = ()
    keywords: tuple[str, ...] = ()
    format: str = ""
    listed: bool | None = None


class Show(Struct, frozen=True, kw_only=True):
    """The facts of the show that listeners see, and nothing about where it is stored.

    `base_url` is the public address of the store's root and ends with a slash; `guid` is the
    podcast:guid, given once; `cover` is a file beside `show.toml`. A feed of more than `feed_length`
    episodes is continued on pages.
    """

    title: str
    author: str
    language: str
    description: str
    guid: str
    link: str
    base_url: str
    cover: str
    site: Site
    categories: tuple[Category, ...] = ()
    type: str = "episodic"
    explicit: bool = False
    copyright: str = ""
    locked: bool = True
    locked_owner: str = ""
    license: License | None = None
    time_zone: str = "Europe/Paris"
    hosts: tuple[Person, ...] = ()
    tags: ShowTags = field(default_factory=ShowTags)
    feeds: tuple[FilteredFeed, ...] = ()
    feed_length: int | None = None


class Settings(Struct, frozen=True, kw_only=True):
    """How this show folder is published: nothing here reaches listeners.

    `store` is a folder, relative to `show.toml`, or `s3://bucket/prefix`.
    """

    store: str
    loudness: LoudnessTarget = field(default_factory=LoudnessTarget)
    audio: AudioSettings = field(default_factory=AudioSettings)
    stings: Stings = field(default_factory=Stings)
    s3: S3Settings = field(default_factory=S3Settings)
    cdn: CdnSettings = field(default_factory=CdnSettings)
