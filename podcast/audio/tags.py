"""What a master's tag says, as values, and what an ID3 tag can hold of it.

Owns the limits of the format that the producer can meet: texts, addresses, chapters and pictures.
Knows nothing of files or of mutagen.
"""

from datetime import UTC, datetime
from urllib.parse import quote

from podcast.audio.language import three_letters
from podcast.errors import ContentError
from podcast.messages import msg
from podcast.values import Struct, replace

_MOST_CHAPTERS = 255  # CTOC counts its entries in one byte
_MOST_MS = 0xFFFFFFFE
_URL_KEPT = "%/:?#[]@!$&'()*+,;=~"


class TagChapter(Struct, frozen=True, kw_only=True):
    """A chapter from `start_ms` until `end_ms`, with a web address and a JPEG or PNG, or neither."""

    start_ms: int
    end_ms: int
    title: str
    url: str = ""
    image: bytes | None = None


class Tags(Struct, frozen=True, kw_only=True):
    """What a player shows. Empty texts, None and no chapters write nothing.

    `date` is aware. `language` is BCP 47 (`fr`) or ISO 639-2 (`fra`). `url` is the episode's page,
    `publisher_url` the show's. `cover` is a JPEG or PNG.
    """

    title: str
    artist: str = ""
    album: str = ""
    track: int | None = None
    season: int | None = None
    date: datetime | None = None
    genre: str = ""
    language: str = ""
    comment: str = ""
    url: str = ""
    publisher_url: str = ""
    copyright: str = ""
    cover: bytes | None = None
    chapters: tuple[TagChapter, ...] = ()


def as_written(tags: Tags) -> Tags:
    """Return `tags` as ID3v2.3 can hold them: minutes of UTC, three letters, addresses in ASCII."""
    date = tags.date.astimezone(UTC).replace(second=0, microsecond=0) if tags.date else None
    chapters = tuple(replace(one, url=_ascii_url(one.url), image=one.image or None) for one in tags.chapters)
    return replace(
        tags,
        date=date,
        language=three_letters(tags.language) if tags.language else "",
        url=_ascii_url(tags.url),
        publisher_url=_ascii_url(tags.publisher_url),
        cover=tags.cover or None,
        chapters=chapters,
    )


def _ascii_url(url: str) -> str:
    return quote(url, safe=_URL_KEPT, errors="replace")


def check(tags: Tags) -> None:
    """Raise ContentError for what no tag can hold: NUL, half a surrogate pair, bad chapters or pictures."""
    texts = (tags.title, tags.artist, tags.album, tags.genre, tags.comment, tags.copyright)
    for text in (*texts, *(chapter.title for chapter in tags.chapters)):
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise ContentError(
                msg("a tag cannot hold NUL or half a character: {text!r}", text=text[:40]),
                hint=msg("write the text again"),
            )
    if len(tags.chapters) > _MOST_CHAPTERS:
        raise ContentError(
            msg(
                "{chapters} chapters are more than the {most} that a file can hold",
                chapters=len(tags.chapters),
                most=_MOST_CHAPTERS,
            ),
            hint=msg("merge some"),
        )
    for image in (tags.cover, *(chapter.image for chapter in tags.chapters)):
        if image:
            mime(image)
    _check_times(tags)


def _check_times(tags: Tags) -> None:
    reached = 0
    for chapter in tags.chapters:
        if not reached <= chapter.start_ms < chapter.end_ms <= _MOST_MS:
            raise ContentError(
                msg("the chapter {title!r} overlaps another or has no length", title=chapter.title[:40]),
                hint=msg("correct its time"),
            )
        reached = chapter.end_ms


def mime(image: bytes) -> str:
    """Return the MIME type of a picture, by its first bytes.

    Raises:
        ContentError: it is neither JPEG nor PNG.
    """
    if image.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if image.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    raise ContentError(msg("a picture in the tag is neither JPEG nor PNG"), hint=msg("convert it to JPEG"))
