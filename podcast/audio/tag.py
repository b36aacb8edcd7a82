"""The ID3 tag of a master: title, cover, chapters. (`tag_mp4` and `tag_ogg` do the same for alternates.)

Owns which frame holds what, and the proof that the file says what was asked and sounds as it did.
Knows nothing of episodes: it is given texts, pictures and times.

ID3v2.3, not 2.4: Windows, car radios and older players read 2.3 and show a 2.4 tag as nothing or as
noise; every reader of 2.4 reads 2.3. Chapters (ID3v2 Chapter Frame Addendum 1.0) are defined for both.
Text is UTF-16, the one encoding of 2.3 for all of Unicode. The price: a date has the precision of a
minute, and no time zone, so it is written in UTC. No ID3v1: it holds 30 Latin-1 characters.

The tag is made in memory and the audio is copied behind it, so a source is only ever read.
"""

# mypy: disallow-untyped-calls=False
# (mutagen has no types)

import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from mutagen import MutagenError
from mutagen.id3 import (
    APIC,
    CHAP,
    COMM,
    CTOC,
    ID3,
    TALB,
    TCON,
    TCOP,
    TDRC,
    TIME,
    TIT2,
    TLAN,
    TPE1,
    TPOS,
    TRCK,
    WOAF,
    WPUB,
    WXXX,
    CTOCFlags,
    Encoding,
    Frame,
    ID3TimeStamp,
    PictureType,
)

from podcast.audio.sniff import MP3, skip_id3, sniff
from podcast.audio.tags import TagChapter, Tags, as_written, check, mime
from podcast.errors import ContentError, Place, UnavailableError
from podcast.files import partial
from podcast.messages import msg

__all__ = ["TagChapter", "Tags", "read_tags", "tag"]

_PADDING = 2048
_BLOCK = 1 << 20
_NO_OFFSET = 0xFFFFFFFF
_UTF16 = Encoding.UTF16


def tag(source: Path, out: Path, tags: Tags) -> None:
    """Write at `out` the MP3 `source` with `tags` instead of any it has; equal inputs give equal bytes.

    Before `out` gets its name, its tag is read back and compared field by field, and its audio byte by
    byte with the source's.

    Raises:
        MissingInputError: there is no `source`.
        ContentError: `source` is no MP3, or `tags` hold what no tag can: NUL, overlapping or too many
            chapters, a picture that is neither JPEG nor PNG.
        UnavailableError: what was written reads back differently.
        CannotWriteError, DiskError: `out` cannot be written.
    """
    if sniff(source) != MP3:
        raise ContentError(msg("this is no MP3"), hint=msg("tag a master"), place=Place(file=str(source)))
    asked = as_written(tags)
    check(asked)
    head = _render(asked)
    with partial(out) as temporary:
        with source.open("rb") as audio, temporary.open("wb") as file:
            file.write(head)
            copied = _copy_audio(audio, file)
        if read_tags(temporary) != asked:
            raise UnavailableError(
                msg("the tag reads back differently from what was written"), place=_place(out)
            )
        if _audio_digest(temporary) != copied:
            raise UnavailableError(msg("the audio changed while the tag was written"), place=_place(out))


def read_tags(path: Path) -> Tags:
    """Return what the ID3v2 tag of `path` says, as `tag` would write it.

    Raises:
        ContentError: there is no tag, or it cannot be read.
    """
    try:
        found = ID3(path)
        return Tags(
            title=_text(found, "TIT2"),
            artist=_text(found, "TPE1"),
            album=_text(found, "TALB"),
            track=_number(found, "TRCK"),
            season=_number(found, "TPOS"),
            date=_date(found),
            genre=_text(found, "TCON"),
            language=_text(found, "TLAN"),
            comment="".join(str(frame.text[0]) for frame in found.getall("COMM")[:1]),
            url=_url(found, "WOAF"),
            publisher_url=_url(found, "WPUB"),
            copyright=_text(found, "TCOP"),
            cover=_picture(found),
            chapters=_chapters(found),
        )
    except (MutagenError, ValueError, IndexError, KeyError, EOFError) as error:
        raise ContentError(
            msg("its tag cannot be read: “{error}”", error=error), place=_place(path)
        ) from error


def _render(tags: Tags) -> bytes:
    id3 = ID3()
    texts = (
        (TIT2, tags.title),
        (TPE1, tags.artist),
        (TALB, tags.album),
        (TRCK, _digits(tags.track)),
        (TPOS, _digits(tags.season)),
        (TCON, tags.genre),
        (TLAN, tags.language),
        (TCOP, tags.copyright),
    )
    for kind, text in texts:
        if text:
            id3.add(kind(encoding=_UTF16, text=[text]))
    if tags.date:
        stamp = ID3TimeStamp(tags.date.strftime("%Y-%m-%d %H:%M"))
        id3.add(TDRC(encoding=_UTF16, text=[stamp]))
    if tags.comment:
        id3.add(COMM(encoding=_UTF16, lang=tags.language or "und", desc="", text=[tags.comment]))
    if tags.url:
        id3.add(WOAF(url=tags.url))
    if tags.publisher_url:
        id3.add(WPUB(url=tags.publisher_url))
    if tags.cover:
        id3.add(_apic(tags.cover, PictureType.COVER_FRONT))
    for frame in _chapter_frames(tags.chapters):
        id3.add(frame)
    id3.update_to_v23()
    _keep_time(id3, tags.date)
    buffer = io.BytesIO()
    try:
        id3.save(buffer, v1=0, v2_version=3, padding=lambda info: _PADDING)
    except (MutagenError, ValueError) as error:
        raise ContentError(
            msg("the tag cannot be written: “{error}”", error=error), hint=msg("simplify its texts")
        ) from error
    return buffer.getvalue()


def _keep_time(id3: ID3, date: datetime | None) -> None:
    """Write the time of day, which mutagen leaves out when its hour or its minute is zero."""
    if date:
        id3.setall("TIME", [TIME(encoding=_UTF16, text=[date.strftime("%H%M")])])


def _chapter_frames(chapters: tuple[TagChapter, ...]) -> list[Frame]:
    names = [f"chp{number}" for number in range(len(chapters))]
    frames: list[Frame] = []
    if chapters:
        flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
        frames.append(CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[]))
    for name, chapter in zip(names, chapters, strict=True):
        parts: list[Frame] = [TIT2(encoding=_UTF16, text=[chapter.title])]
        if chapter.url:
            parts.append(WXXX(encoding=_UTF16, desc="", url=chapter.url))
        if chapter.image:
            parts.append(_apic(chapter.image, PictureType.OTHER))
        frames.append(
            CHAP(
                element_id=name,
                start_time=chapter.start_ms,
                end_time=chapter.end_ms,
                start_offset=_NO_OFFSET,
                end_offset=_NO_OFFSET,
                sub_frames=parts,
            )
        )
    return frames


def _apic(image: bytes, kind: int) -> Frame:
    # Latin-1 for the empty description: some players misread a UTF-16 one and lose the picture.
    return APIC(encoding=Encoding.LATIN1, mime=mime(image), type=kind, desc="", data=image)


def _copy_audio(source: BinaryIO, out: BinaryIO) -> str:
    """Copy what is between the ID3v2 tags and any ID3v1, and return its hexadecimal SHA-256."""
    digest = hashlib.sha256()
    start, end = _audio_span(source)
    source.seek(start)
    while start < end and (block := source.read(min(_BLOCK, end - start))):
        digest.update(block)
        out.write(block)
        start += len(block)
    return digest.hexdigest()


def _audio_span(file: BinaryIO) -> tuple[int, int]:
    start, end = skip_id3(file), file.seek(0, 2)
    if end - start >= 128:
        file.seek(end - 128)
        end -= 128 if file.read(3) == b"TAG" else 0
    return start, end


def _audio_digest(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(skip_id3(file))
        return hashlib.file_digest(file, "sha256").hexdigest()


def _text(found: ID3, name: str) -> str:
    return str(found[name].text[0]) if name in found else ""


def _number(found: ID3, name: str) -> int | None:
    text = _text(found, name).split("/")[0]
    return int(text) if text else None


def _digits(number: int | None) -> str:
    return "" if number is None else str(number)


def _date(found: ID3) -> datetime | None:
    if "TDRC" not in found:
        return None
    return datetime.fromisoformat(found["TDRC"].text[0].text.replace(" ", "T")).replace(tzinfo=UTC)


def _url(found: ID3, name: str) -> str:
    return str(found[name].url) if name in found else ""


def _picture(found: ID3) -> bytes | None:
    pictures = found.getall("APIC")
    return bytes(pictures[0].data) if pictures else None


def _chapters(found: ID3) -> tuple[TagChapter, ...]:
    order = [name for toc in found.getall("CTOC") for name in toc.child_element_ids]
    by_name = {frame.element_id: frame for frame in found.getall("CHAP")}
    return tuple(
        TagChapter(
            start_ms=chapter.start_time,
            end_ms=chapter.end_time,
            title=str(chapter.sub_frames["TIT2"].text[0]) if "TIT2" in chapter.sub_frames else "",
            url="".join(str(frame.url) for frame in chapter.sub_frames.getall("WXXX")[:1]),
            image=next((bytes(frame.data) for frame in chapter.sub_frames.getall("APIC")), None),
        )
        for chapter in (by_name[name] for name in order)
    )


def _place(path: Path) -> Place:
    return Place(file=str(path))
