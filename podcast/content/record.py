"""The published facts of one episode or article, and of the show, as canonical JSON.

A record is all that is needed to rebuild a page and a feed item without the recording: what the
producer wrote, what became of its files, and what was measured. Equal records have equal bytes
(`canonical.encode`), so a record's SHA-256 names it.
"""

from datetime import UTC, datetime
from typing import Literal

from podcast.content import canonical
from podcast.content.cues import Cues
from podcast.content.dates import FIRST_YEAR, LAST_YEAR
from podcast.content.episode import Article, Episode
from podcast.content.show import Show
from podcast.content.timeline import Timeline
from podcast.values import Struct, field


class Rendition(Struct, frozen=True, kw_only=True):
    """One size of a published image: its key in the store, its pixels, its MIME type."""

    key: str
    width: int
    height: int
    type: str


class PublishedImage(Struct, frozen=True, kw_only=True):
    """A published image in one or more sizes, smallest first, in a format that everything reads.

    `modern` are the same sizes for pages, in formats that are smaller: the preferred format first.
    `card` is what social networks show. `recipe` is a digest of the producer's file and of how it was
    sized: when it is unchanged, so is the image, and no machine needs to make it again.
    """

    renditions: tuple[Rendition, ...]
    recipe: str = ""
    modern: tuple[Rendition, ...] = ()
    card: Rendition | None = None

    @property
    def largest(self) -> Rendition:
        return self.renditions[-1]

    @property
    def social(self) -> Rendition:
        """What a link to a page is illustrated with elsewhere."""
        return self.card or self.largest

    @property
    def files(self) -> tuple[Rendition, ...]:
        """Everything that was made of it."""
        return (*self.renditions, *self.modern, *((self.card,) if self.card else ()))

    def at_least(self, width: int) -> Rendition:
        """Return the smallest rendition of at least `width` pixels, or the largest there is."""
        return next((one for one in self.renditions if one.width >= width), self.largest)


class Loudness(Struct, frozen=True, kw_only=True):
    """A measurement after EBU R128: LUFS, LU and dBTP."""

    integrated: float
    range: float
    true_peak: float


class Alternate(Struct, frozen=True, kw_only=True):
    """The master in another format: key in the store, exact bytes, MIME type, hexadecimal SHA-256, kbit/s."""

    key: str
    bytes: int
    type: str
    sha256: str
    kbps: int


class Enclosure(Struct, frozen=True, kw_only=True):
    """The master as listeners get it: key in the store, exact bytes, MIME type, duration.

    `recipe` is a digest of everything that the producer put into the master (recording, settings, tags):
    when it is unchanged, the master is too. `sha256` is hexadecimal. `kept` says that the recording was an
    MP3 on target and was only tagged. `waveform` is the key of its outline. `timeline` says where the
    recording is in the master, when something was added or trimmed.
    """

    key: str
    bytes: int
    type: str
    duration_ms: int
    sha256: str
    recipe: str
    before: Loudness
    after: Loudness
    kept: bool = False
    waveform: str = ""
    alternates: tuple[Alternate, ...] = ()
    timeline: Timeline | None = None


class ArticleRecord(Struct, frozen=True, kw_only=True):
    """A published article. `images` maps the file names that the producer wrote to what was published."""

    article: Article
    images: dict[str, PublishedImage] = field(default_factory=dict)
    kind: Literal["article"] = "article"

    @property
    def page(self) -> Article:
        return self.article

    @property
    def slug(self) -> str:
        return self.article.slug


class EpisodeFacts(Struct, frozen=True, kw_only=True):
    """What is always read of an episode's record."""

    episode: Episode
    enclosure: Enclosure
    images: dict[str, PublishedImage] = field(default_factory=dict)
    kind: Literal["episode"] = "episode"


class EpisodeRecord(EpisodeFacts, frozen=True, kw_only=True):
    """A published episode; `transcript` holds its cues, in order."""

    transcript: Cues = Cues()

    @property
    def page(self) -> Episode:
        return self.episode

    @property
    def slug(self) -> str:
        return self.episode.slug

    @property
    def guid(self) -> str:
        return self.episode.guid


class ShowRecord(Struct, frozen=True, kw_only=True):
    """The published facts of the show and its cover. `images` are the other files that `show.toml` names, `templates`
    the texts of a designer's own templates by name: whoever renders the release needs them."""

    show: Show
    cover: PublishedImage
    images: dict[str, PublishedImage] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    kind: Literal["show"] = "show"


Record = ArticleRecord | EpisodeRecord


def recency(record: Record) -> tuple[datetime, str]:
    """Return what records are put in order by: their moment, and the slug for those of the same one.

    Moments of one zone are compared faster than those of many.
    """
    return record.page.date.astimezone(UTC), record.slug


def decode_record(body: bytes, *, kind: str, where: str) -> Record:
    """Read the record of an episode or article; `where` names its source in the error.

    Raises:
        ContentError: the bytes are no such record. Cues that are none are found when they are looked at.
    """
    record: Record
    if kind == "article":
        record = canonical.decode(body, ArticleRecord, where=where)
    else:
        facts = canonical.decode(body, EpisodeFacts, where=where)
        record = episode_record(facts, Cues(json=cues_json(body, where=where)))
    date = record.page.date  # which is put in order, and into other time zones
    if date.tzinfo is None or not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise canonical.unreadable(where)
    return record


def cues_json(body: bytes, *, where: str) -> bytes:
    """Return the cues of an episode's record as they are written in it.

    Raises:
        ContentError: as `decode_record`.
    """
    return canonical.field_json(body, "transcript", where=where)


def episode_record(facts: EpisodeFacts, transcript: Cues) -> EpisodeRecord:
    """Return the record of these facts and cues."""
    return EpisodeRecord(
        episode=facts.episode, enclosure=facts.enclosure, images=facts.images, transcript=transcript
    )
