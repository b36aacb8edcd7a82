"""The comments of an Ogg Opus file: title, cover, chapters.

Owns which comment holds what (Vorbis comment field names; RFC 7845 section 5.2), and the proof that the
file says what was asked and sounds as it did. Knows nothing of episodes, nor of how the Opus was made.

Chapters are those of Xiph's Chapter Extension, `CHAPTER000=00:01:02.345` with `…NAME` and `…URL`, which
ffmpeg, VLC and AntennaPod read. They know no ends: a chapter lasts until the next. There is one picture,
the cover, as a FLAC picture block in Base64. Padding behind the comments lets them be edited in place.

mutagen changes the pages of the comments and the numbers of the pages behind them, in a copy.
"""

# mypy: disallow-untyped-calls=False
# (mutagen has no types)

import base64
import hashlib
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mutagen import MutagenError
from mutagen.flac import Picture
from mutagen.id3 import PictureType
from mutagen.ogg import OggPage
from mutagen.oggopus import OggOpus

from podcast.audio import tags as id3
from podcast.audio.sniff import OGG, sniff
from podcast.audio.tags import TagChapter, Tags, check, mime
from podcast.content.chapters import chapter_ends
from podcast.errors import ContentError, DiskError, Place, UnavailableError
from podcast.files import partial
from podcast.messages import msg, why
from podcast.values import replace

__all__ = ["as_written", "read_ogg_tags", "tag_ogg"]

_PADDING = 2048
_MOST_MS = 100 * 3600 * 1000  # the extension has two digits for the hours
_TEXTS = {
    "TITLE": "title",
    "ARTIST": "artist",
    "ALBUM": "album",
    "GENRE": "genre",
    "LANGUAGE": "language",
    "DESCRIPTION": "comment",
    "URL": "url",
    "CONTACT": "publisher_url",
    "COPYRIGHT": "copyright",
}
_NUMBERS = {"TRACKNUMBER": "track", "DISCNUMBER": "season"}
_PICTURE = "METADATA_BLOCK_PICTURE"
_GAINS = ("R128_TRACK_GAIN", "R128_ALBUM_GAIN")  # facts of the sound, not of its tag: players apply them
_START = re.compile(r"(\d\d):([0-5]\d):([0-5]\d)\.(\d{3})")
_UNREADABLE = (MutagenError, ValueError, IndexError, KeyError, EOFError)


def tag_ogg(source: Path, out: Path, tags: Tags) -> None:
    """Write at `out` the Ogg Opus `source` with `tags` instead of any it has; equal inputs give equal bytes.

    Before `out` gets its name, its comments are read back and compared field by field, and its sound page
    by page with the source's.

    Raises:
        MissingInputError: there is no `source`.
        ContentError: `source` is no Ogg Opus, or `tags` hold what no tag can: NUL, a chapter after the end
            or after a hundred hours, or what `tags.check` refuses.
        UnavailableError: what was written reads back differently.
        CannotWriteError, DiskError: `out` cannot be written.
    """
    if sniff(source) != OGG:
        raise ContentError(msg("this is no Ogg Opus"), hint=msg("tag an Opus file"), place=_place(source))
    check(tags)
    found = _open(source)
    asked = as_written(tags, _length_ms(found))
    gains = [(name, value) for name in _GAINS for value in found.tags.get(name, [])]
    with partial(out) as temporary:
        try:
            shutil.copyfile(source, temporary)
            _write(temporary, [*_comments(asked), *gains])
            if read_ogg_tags(temporary) != asked:
                raise UnavailableError(
                    msg("the tag reads back differently from what was written"), place=_place(out)
                )
            if _sound_digest(temporary) != _sound_digest(source):
                raise UnavailableError(msg("the audio changed while the tag was written"), place=_place(out))
        except _UNREADABLE as error:
            raise ContentError(
                msg("its pages cannot be read: “{error}”", error=error), place=_place(source)
            ) from error


def read_ogg_tags(path: Path) -> Tags:
    """Return what the comments of `path` say, as `tag_ogg` would write it; the last chapter ends with the sound.

    Raises:
        ContentError: it is no Ogg Opus, or its comments cannot be read.
    """
    found = _open(path)
    comments = {name: values[0] for name, values in found.tags.as_dict().items()}
    try:
        fields: dict[str, Any] = {"title": ""}
        fields |= {
            field: comments[name.lower()] for name, field in _TEXTS.items() if name.lower() in comments
        }
        fields |= {
            field: int(comments[name.lower()]) for name, field in _NUMBERS.items() if name.lower() in comments
        }
        picture = comments.get(_PICTURE.lower())
        return Tags(
            **fields,
            date=_date(comments["date"]) if "date" in comments else None,
            cover=Picture(base64.b64decode(picture)).data if picture else None,
            chapters=_chapters(comments, _length_ms(found)),
        )
    except _UNREADABLE as error:
        raise ContentError(
            msg("its tag cannot be read: “{error}”", error=error), place=_place(path)
        ) from error


def as_written(tags: Tags, length_ms: int) -> Tags:
    """Return `tags` as an Ogg of `length_ms` can hold them: as ID3 but to the second; chapters without ends.

    Raises:
        ContentError: a chapter starts at or after the end, or after 99:59:59.999.
    """
    chapters = tags.chapters
    if chapters and chapters[-1].start_ms >= min(length_ms, _MOST_MS):
        raise ContentError(
            msg("the chapter {title!r} starts after the end", title=chapters[-1].title[:40]),
            hint=msg("correct its time"),
        )
    held = id3.as_written(tags)
    ends = chapter_ends(tuple(one.start_ms for one in chapters), length_ms)
    return replace(
        held,
        date=tags.date.astimezone(UTC).replace(microsecond=0) if tags.date else None,
        chapters=tuple(
            replace(one, end_ms=end, image=None) for one, end in zip(held.chapters, ends, strict=True)
        ),
    )


def _open(path: Path) -> Any:
    try:
        return OggOpus(path)
    except _UNREADABLE as error:
        if isinstance(error.__context__, OSError):  # mutagen wraps what the disk says
            reason = why(error.__context__)
            raise DiskError(
                msg("cannot be read: {reason}", reason=reason), hint=msg("check the file"), place=_place(path)
            ) from error
        raise ContentError(msg("this is no Ogg Opus: “{error}”", error=error), place=_place(path)) from error


def _comments(tags: Tags) -> list[tuple[str, str]]:
    """The order is fixed, so that the bytes are."""
    numbers = {name: getattr(tags, field) for name, field in _NUMBERS.items()}
    comments = [
        *((name, getattr(tags, field)) for name, field in _TEXTS.items()),
        *((name, "" if number is None else str(number)) for name, number in numbers.items()),
        ("DATE", tags.date.strftime("%Y-%m-%dT%H:%M:%SZ") if tags.date else ""),
        (_PICTURE, _picture(tags.cover) if tags.cover else ""),
    ]
    for number, chapter in enumerate(tags.chapters):
        name = f"CHAPTER{number:03}"
        comments += [
            (name, _clock(chapter.start_ms)),
            (f"{name}NAME", chapter.title),
            (f"{name}URL", chapter.url),
        ]
    return [(name, text) for name, text in comments if text]


def _write(path: Path, comments: list[tuple[str, str]]) -> None:
    file = _open(path)
    file.tags.clear()
    file.tags.extend(comments)
    try:
        file.save(padding=lambda info: _PADDING)
    except MutagenError as error:
        if isinstance(error.__context__, OSError):
            raise error.__context__ from error
        raise


def _picture(image: bytes) -> str:
    block = Picture()
    block.type = PictureType.COVER_FRONT
    block.mime = mime(image)
    block.data = image
    return base64.b64encode(block.write()).decode("ascii")


def _sound_digest(path: Path) -> str:
    """Return the SHA-256 of everything but the comments and the numbers of the pages.

    That is, for each page: its stream, its flags, the position of its last sample, which trims the end, and
    its packets. The first page, which trims the beginning and has the gain, is among them.
    """
    digest = hashlib.sha256()
    comments = False
    with path.open("rb") as file:
        while True:
            try:
                page = OggPage(file)
            except EOFError:
                return digest.hexdigest()
            if comments:  # they begin and end on pages of their own (RFC 7845 section 3)
                comments = not page.complete
                continue
            comments = page.first
            facts = (page.serial, page.position, page.first, page.last, page.continued, page.complete)
            digest.update(repr((facts, [len(packet) for packet in page.packets])).encode())
            digest.update(b"".join(page.packets))


def _clock(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _start(text: str) -> int:
    found = _START.fullmatch(text)
    if not found:
        raise ValueError(f"a chapter starts at {text[:40]!r}")  # becomes a ContentError in the caller
    hours, minutes, seconds, rest = map(int, found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _chapters(comments: dict[str, str], length_ms: int) -> tuple[TagChapter, ...]:
    names = sorted(name for name in comments if re.fullmatch(r"chapter\d{3}", name))
    starts = tuple(_start(comments[name]) for name in names)
    return tuple(
        TagChapter(
            start_ms=start,
            end_ms=end,
            title=comments.get(f"{name}name", ""),
            url=comments.get(f"{name}url", ""),
        )
        for name, start, end in zip(names, starts, chapter_ends(starts, length_ms), strict=True)
    )


def _date(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _length_ms(found: Any) -> int:
    return round(float(found.info.length) * 1000)


def _place(path: Path) -> Place:
    return Place(file=str(path))
