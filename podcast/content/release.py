"""A release: the numbered, immutable list of what the whole show consists of.

It names every record and every object those records need, and the digest of every view that it
renders to. A first release holds no clock and no chance: the same content gives the same bytes. A later
one says when what was published before was changed, because readers ask for it. So a producer whose
answer was lost recognises its own release by its digest, which is the transaction id.
"""

from datetime import datetime

from podcast.content import canonical
from podcast.errors import ConfigurationError
from podcast.messages import msg
from podcast.values import Struct, field, names_of

FORMAT = 1
_COUNTDOWN = 99_999_999
PREFIX = "_podcast/releases/"


class ObjectFact(Struct, frozen=True, kw_only=True, gc=False):
    """What a stored object is: exact bytes, MIME type, SHA-256 in hexadecimal."""

    size: int
    type: str
    sha256: str


class Entry(Struct, frozen=True, kw_only=True):
    """One episode or article of a release: where its record is. Only an episode has a guid. `changed` is when
    it became another than it was published as; nothing if it never did."""

    kind: str
    slug: str
    record: str
    guid: str = ""
    changed: datetime | None = None

    @property
    def identity(self) -> str:
        """What the entry is known by when its slug changes: the guid of an episode, else kind and slug."""
        return self.guid or f"{self.kind}:{self.slug}"


class Tombstone(Struct, frozen=True, kw_only=True):
    """A page that was unpublished `at` some moment: what still has it in a folder does not bring it back."""

    kind: str
    slug: str
    identity: str
    title: str
    at: datetime


class Release(Struct, frozen=True, kw_only=True):
    """`show` and `entries` name records by SHA-256; `objects` and `views` map keys to facts.

    `parent` is the digest of the release before, empty for the first. The feed is a view like the
    others and carries `number` in its bytes, so that a reader of the feed knows its release. `changed` is
    when the show's own facts changed last, or an episode went. `renderer` is the digest of the program that
    rendered the views.
    """

    number: int
    show: str
    parent: str = ""
    changed: datetime | None = None
    entries: tuple[Entry, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    objects: dict[str, ObjectFact] = field(default_factory=dict)
    views: dict[str, ObjectFact] = field(default_factory=dict)
    renderer: str = ""
    format: int = FORMAT

    @property
    def key(self) -> str:
        return release_key(self.number)

    @property
    def updated(self) -> datetime | None:
        """When what listeners get was changed last, besides the appearing of episodes on their dates."""
        moments = (self.changed, *(one.changed for one in self.entries if one.guid))
        return max(filter(None, moments), default=None)

    def encode(self) -> bytes:
        """Return its canonical JSON."""
        whole = {name: getattr(self, name) for name in names_of(self)}
        facts = {name: canonical.encode_structs(whole[name]) for name in ("objects", "views")}
        return canonical.encode({**whole, **facts})


class _Views(Struct, frozen=True):
    """What of a release says which pages there are."""

    views: dict[str, ObjectFact] = field(default_factory=dict)
    format: int = FORMAT


def release_key(number: int) -> str:
    """Return the key of release `number`; keys count down, so that the newest lists first."""
    return f"{PREFIX}{_COUNTDOWN - number:08}.json"


def release_number(key: str) -> int | None:
    """Return the number in a release's key, or nothing if it is not one."""
    name = key.removeprefix(PREFIX).removesuffix(".json")
    if key != f"{PREFIX}{name}.json" or not (len(name) == 8 and name.isascii() and name.isdigit()):
        return None
    return _COUNTDOWN - int(name)


def decode_views(body: bytes, *, where: str) -> dict[str, ObjectFact]:
    """Read the views of a release alone.

    Raises:
        ContentError, ConfigurationError: as `decode_release`.
    """
    found = canonical.decode(body, _Views, where=where)
    _refuse_newer(found.format, where)
    return found.views


def decode_release(body: bytes, *, where: str) -> Release:
    """Read a release.

    Raises:
        ContentError: not a release.
        ConfigurationError: written by a newer version of this program.
    """
    release = canonical.decode(body, Release, where=where)
    _refuse_newer(release.format, where)
    return release


def _refuse_newer(format_: int, where: str) -> None:
    if format_ != FORMAT:
        raise ConfigurationError(
            msg(
                "{where} has format {format}, and this version reads {known}",
                where=where,
                format=format_,
                known=FORMAT,
            ),
            hint=msg("install the newest version of podcast"),
        )


def record_key(sha256: str) -> str:
    """Return the key of the record with this digest."""
    return f"_podcast/records/{sha256}.json"
