"""The tag of an M4A: iTunes atoms, and chapters in both forms that players know.

Owns which atom holds what, and the proof that the file says what was asked and plays as it did. Knows
nothing of episodes, nor of how the AAC was made.

The atoms are mutagen's work. Chapters it cannot write, so ffmpeg copies the sound into a new container and
writes them twice: as a QuickTime text track, which Apple's players and AVFoundation read, and as Nero's
`chpl`, which AntennaPod and mutagen read; ffmpeg, and what is built on it, reads either. Both know starts and
titles only: a chapter lasts until the next, its title has 255 bytes, and its address and picture are left out.
The text track has no gaps, so before a first chapter that starts late comes one without a title.

The copy keeps the edit list, which says how many samples of the encoder's run-in and padding are not to be
heard. The proof compares every packet with its time, length and trimming, so a sample more or less is seen.
"""

# mypy: disallow-untyped-calls=False
# (mutagen has no types)

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mutagen import MutagenError
from mutagen.mp4 import MP4, AtomDataType, MP4Cover, MP4FreeForm

from podcast.audio import sniff as kinds
from podcast.audio import tags as id3
from podcast.audio.ffmpeg import input_arguments, output_arguments, piped, run
from podcast.audio.headers import read_mp4
from podcast.audio.tags import TagChapter, Tags, check, mime
from podcast.content.chapters import chapter_ends
from podcast.errors import ContentError, DiskError, Place, UnavailableError
from podcast.files import partial
from podcast.messages import msg
from podcast.values import replace

__all__ = ["as_written", "ffmetadata", "read_mp4_tags", "tag_mp4"]

_PADDING = 2048
_COPY_SECONDS = 600.0  # a copy says nothing while it works, and a folder may be on a slow network
_SHORT_BYTES = 255  # a chapter's title, which `chpl` counts in one byte, and iTunes's limit for `desc`
_PODCAST = 21  # the media kind `stik` of a podcast, in iTunes
_PACKETS_TB = re.compile(r"#tb 0: (\d+)/(\d+)$")

_FREE = "----:com.apple.iTunes:"
_TEXTS = {
    "\xa9nam": "title",
    "\xa9ART": "artist",
    "\xa9alb": "album",
    "\xa9gen": "genre",
    "\xa9cmt": "comment",
    "cprt": "copyright",
    # No atom exists for these; the names are those of Mp3tag, which calls ID3's WOAF and WPUB so.
    _FREE + "LANGUAGE": "language",
    _FREE + "WWWAUDIOFILE": "url",
    _FREE + "WWWPUBLISHER": "publisher_url",
}
_NUMBERS = {"trkn": "track", "disk": "season"}
_GAPLESS = _FREE + "iTunSMPB"  # a fact of the sound, not of its tag: the samples that are not to be heard


def tag_mp4(source: Path, out: Path, tags: Tags) -> None:
    """Write at `out` the M4A `source` with `tags` instead of any it has; equal inputs give equal bytes.

    Only the first sound of `source` is kept. Before `out` gets its name, its tag is read back and compared
    field by field, and its sound packet by packet with the source's.

    Raises:
        MissingInputError: there is no `source`.
        ContentError: `source` is no M4A with sound that can be copied, or `tags` hold what no tag can: NUL,
            a chapter after the end, a number above 65535, or what `tags.check` refuses.
        UnavailableError: what was written reads back differently, or there is no ffmpeg.
        CannotWriteError, DiskError: `out` cannot be written.
    """
    _refuse_other(source)
    check(replace(tags, chapters=_with_lead(tags.chapters)))
    played, length_ms = _sound(source)
    gapless = _gapless(source)
    asked = as_written(tags, length_ms)
    with partial(out) as temporary:
        _remux(source, temporary, asked)
        _write_atoms(temporary, _atoms(asked) | gapless)
        if read_mp4_tags(temporary) != as_written(tags, _length_ms(temporary)):
            different = msg("the tag reads back differently from what was written")
            raise UnavailableError(different, place=_place(out))
        if _sound(temporary)[0] != played:
            raise UnavailableError(msg("the audio changed while the tag was written"), place=_place(out))


def read_mp4_tags(path: Path) -> Tags:
    """Return what the atoms of `path` say, as `tag_mp4` would write it; the last chapter ends with the sound.

    Raises:
        ContentError: there is no tag, or it cannot be read.
    """
    try:
        found: Any = MP4(path)
        if not found.tags:
            raise ValueError("there is none")  # becomes a ContentError below
        atoms = found.tags
        fields: dict[str, Any] = {"title": ""}
        fields |= {field: _plain(atoms[name][0]) for name, field in _TEXTS.items() if name in atoms}
        fields |= {field: atoms[name][0][0] for name, field in _NUMBERS.items() if name in atoms}
        return Tags(
            **fields,
            date=_date(str(atoms["\xa9day"][0])) if "\xa9day" in atoms else None,
            cover=bytes(atoms["covr"][0]) if "covr" in atoms else None,
            chapters=_chapters(found, path),
        )
    except (MutagenError, OSError, ValueError, IndexError, KeyError, EOFError) as error:
        wrong = msg("its tag cannot be read: “{error}”", error=error)
        raise ContentError(wrong, place=_place(path)) from error


def as_written(tags: Tags, length_ms: int) -> Tags:
    """Return `tags` as an M4A of `length_ms` can hold them: as ID3 but to the second, and bare chapters.

    Raises:
        ContentError: a chapter starts at or after the end.
    """
    chapters = tags.chapters
    if chapters and chapters[-1].start_ms >= length_ms:
        late = msg("the chapter {title!r} starts after the end", title=chapters[-1].title[:40])
        raise ContentError(late, hint=msg("correct its time"))
    ends = chapter_ends(tuple(one.start_ms for one in chapters), length_ms)
    return replace(
        id3.as_written(tags),
        date=tags.date.astimezone(UTC).replace(microsecond=0) if tags.date else None,
        chapters=_without_lead(
            TagChapter(start_ms=one.start_ms, end_ms=end, title=_cut(one.title, _SHORT_BYTES))
            for one, end in zip(chapters, ends, strict=True)
        ),
    )


def ffmetadata(chapters: Sequence[TagChapter]) -> str:
    """Return chapters in the text that ffmpeg reads (its manual, "Metadata"); times in milliseconds.

    Two things that the manual does not say: a carriage return ends a line too; and ffmpeg reads on at the end
    of a line after any backslash, even an escaped one, but lets a NUL end the text in every version.
    """
    parts = [";FFMETADATA1\n"]
    for one in chapters:
        title = re.sub(r"([=;#\\\n\r])", r"\\\1", one.title)
        title += "\0" if title.endswith("\\") else ""
        parts.append(f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={one.start_ms}\nEND={one.end_ms}\ntitle={title}\n")
    return "".join(parts)


def _sound(path: Path) -> tuple[str, int]:
    """Return a digest of what plays, which is the packets, their times and trimming, and its length in ms."""
    digest = hashlib.sha256()
    base, end = (1, 1), 0

    def see(line: str) -> None:
        nonlocal base, end
        digest.update(line.encode() + b"\n")
        if found := _PACKETS_TB.match(line):
            base = int(found[1]), int(found[2])
        elif line.startswith("0,"):
            time, duration = line.split(",")[2:4]
            end = max(end, int(time) + int(duration))

    report = run(
        [
            *input_arguments(path, kinds.MP4.demuxer),
            *("-map", "0:a:0", "-c", "copy", "-fflags", "+bitexact", "-f", "framehash", "pipe:1"),
        ],
        on_line=see,
        stall_seconds=_COPY_SECONDS,
    )
    if report.status != 0:
        wrong = msg("its sound cannot be read: {reason}", reason=report.reason)
        raise ContentError(wrong, place=_place(path))
    return digest.hexdigest(), end * base[0] * 1000 // base[1]


def _refuse_other(source: Path) -> None:
    header = read_mp4(source) if kinds.sniff(source) == kinds.MP4 else None
    if header and header.complete and header.audio and not header.protected:
        return
    locked = header is not None and header.protected
    wrong = msg("this is protected by DRM") if locked else msg("this is no M4A with sound")
    raise ContentError(wrong, hint=msg("tag an M4A with AAC"), place=_place(source))


def _remux(source: Path, out: Path, tags: Tags) -> None:
    """Copy the sound without its tag into a new container with the chapters.

    ffmpeg reads the chapters from its standard input: no second temporary file can be left behind.
    """
    chapters = ("-protocol_whitelist", "pipe", "-f", "ffmetadata", "-i", "pipe:0") if tags.chapters else ()
    language = ("-metadata:s:a:0", f"language={tags.language}") if tags.language else ()
    arguments = [
        *input_arguments(source, kinds.MP4.demuxer),
        *chapters,
        *("-map", "0:a:0", "-c", "copy", "-map_chapters", "1" if chapters else "-1"),
        # Not `-map_metadata -1`: that takes the titles of the chapters too.
        *("-map_metadata:g", "-1", "-map_metadata:s:a", "-1", *language),
        *("-movflags", "+faststart", "-fflags", "+bitexact", "-flags", "+bitexact"),
        *output_arguments(out, "ipod"),
    ]
    with piped(arguments, writes=True, stall_seconds=_COPY_SECONDS) as pipe:
        if chapters:
            pipe.write(ffmetadata(_with_lead(tags.chapters)).encode())
        report = pipe.end()
    if report.status != 0:
        if any("No space left" in line for line in report.log):
            raise DiskError(msg("the disk is full"), hint=msg("free some space"), place=_place(out.parent))
        wrong = msg("its sound cannot be put into an M4A: {reason}", reason=report.reason)
        raise ContentError(wrong, hint=msg("tag an M4A with AAC"), place=_place(source))


def _gapless(source: Path) -> dict[str, object]:
    try:
        found: Any = MP4(source)
    except MutagenError as error:
        wrong = msg("its index cannot be read: “{error}”", error=error)
        raise ContentError(wrong, place=_place(source)) from error
    return {name: values for name, values in (found.tags or {}).items() if name == _GAPLESS}


def _atoms(tags: Tags) -> dict[str, object]:
    texts = {name: getattr(tags, field) for name, field in _TEXTS.items()}
    texts |= {
        "aART": tags.artist,
        "\xa9day": tags.date.strftime("%Y-%m-%dT%H:%M:%SZ") if tags.date else "",
        "desc": _cut(tags.comment, _SHORT_BYTES),
    }
    atoms: dict[str, object] = {
        name: [MP4FreeForm(text.encode(), AtomDataType.UTF8) if name.startswith(_FREE) else text]
        for name, text in texts.items()
        if text
    }
    numbers = {name: getattr(tags, field) for name, field in _NUMBERS.items()}
    atoms |= {name: [(number, 0)] for name, number in numbers.items() if number is not None}
    if tags.cover:
        png = mime(tags.cover) == "image/png"
        form = MP4Cover.FORMAT_PNG if png else MP4Cover.FORMAT_JPEG
        atoms["covr"] = [MP4Cover(tags.cover, imageformat=form)]
    return atoms | {"stik": [_PODCAST], "pcst": True}


def _write_atoms(path: Path, atoms: dict[str, object]) -> None:
    try:
        file: Any = MP4(path)
        if file.tags is None:
            file.add_tags()
        file.tags.update(atoms)
        file.save(padding=lambda info: _PADDING)
    except MutagenError as error:
        if isinstance(error.__context__, OSError):  # mutagen wraps what the disk says
            raise error.__context__ from error
        wrong = msg("the tag cannot be written: “{error}”", error=error)
        raise ContentError(wrong, hint=msg("simplify it")) from error


def _plain(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _cut(text: str, size: int) -> str:
    """Return as many whole characters of `text` as fit into `size` bytes of UTF-8."""
    return text.encode()[:size].decode(errors="ignore")


def _date(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _chapters(found: Any, path: Path) -> tuple[TagChapter, ...]:
    starts = tuple(round(one.start * 1000) for one in found.chapters or ())
    ends = chapter_ends(starts, _length_ms(path)) if starts else ()
    return _without_lead(
        TagChapter(start_ms=start, end_ms=end, title=one.title)
        for start, end, one in zip(starts, ends, found.chapters or (), strict=True)
    )


def _with_lead(chapters: tuple[TagChapter, ...]) -> tuple[TagChapter, ...]:
    """Put a chapter without a title before a first one that starts late: a QuickTime track has no gaps."""
    late = chapters[0].start_ms if chapters else 0
    return (TagChapter(start_ms=0, end_ms=late, title=""), *chapters) if late else chapters


def _without_lead(chapters: Iterable[TagChapter]) -> tuple[TagChapter, ...]:
    kept = tuple(chapters)
    return kept[1:] if len(kept) > 1 and not kept[0].title and not kept[0].start_ms else kept


def _length_ms(path: Path) -> int:
    return read_mp4(path).declared_ms or 0


def _place(path: Path) -> Place:
    return Place(file=str(path))
