"""An Ogg Opus file says what was asked, in every reader, and its packets are the source's."""

import base64
import hashlib
import io
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutagen.flac import Picture
from mutagen.ogg import OggPage
from mutagen.oggopus import OggOpus
from PIL import Image

from podcast.audio import tag_ogg as module
from podcast.audio.ffmpeg import executable
from podcast.audio.tag_ogg import as_written, read_ogg_tags, tag_ogg
from podcast.audio.tags import TagChapter, Tags
from podcast.errors import CannotWriteError, ContentError, DiskError, MissingInputError, UnavailableError
from podcast.values import replace

from .conftest import Make, ffmpeg, voice


def picture(colour: str, kind: str = "JPEG", side: int = 32) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(buffer, kind)
    return buffer.getvalue()


HOSTILE = "=a;b#c\\ \"d\" 'e' [CHAPTER]\n;FFMETADATA1\n\n#x\\\nTITLE=y\r🎙️👩‍👩‍👧"
TAGS = Tags(
    title="J’ai ouvert une franchise : « 100 % » 🎙️",
    artist="L'Express Franchise",
    album="En Toute Franchise",
    track=8,
    season=2,
    date=datetime(2026, 3, 4, 6, 30, 59, 5, tzinfo=timezone(timedelta(hours=1))),
    genre="Podcast",
    language="fr",
    comment="Première ligne.\nDeuxième ligne.",
    url="https://example.org/épisodes/8/?a=b",
    publisher_url="https://example.org/",
    copyright="2026 L'Express Franchise",
    cover=picture("red"),
    chapters=(
        TagChapter(start_ms=123, end_ms=400, title="Début"),
        TagChapter(
            start_ms=400,
            end_ms=777,
            title=HOSTILE,
            url="https://example.org/é",
            image=picture("blue", "PNG"),
        ),
        TagChapter(start_ms=777, end_ms=1000, title=""),
    ),
)
WORDS = st.text(
    st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=60
) | st.text("=;#\\\n\r[] a", min_size=1, max_size=12)


@pytest.fixture(scope="session")
def small_opus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second and eleven samples of Opus, so that its last packet is cut short."""
    path = tmp_path_factory.mktemp("small") / "small.opus"
    source = voice(1, rate=48000, seconds=2)
    ffmpeg("-f", "lavfi", "-i", source, "-af", "atrim=end_sample=48011", "-c:a", "libopus", str(path))
    return path


def output(*arguments: str) -> bytes:
    """Return what a plain ffmpeg writes to its standard output."""
    argv = [executable(), "-nostdin", "-loglevel", "error", *arguments, "pipe:1"]
    return subprocess.run(argv, check=True, capture_output=True).stdout


def samples(path: Path) -> bytes:
    return output("-i", str(path), "-map", "0:a:0", "-f", "s16le")


def packets(path: Path) -> bytes:
    """Return every packet's time, length, trimming and digest."""
    return output("-i", str(path), "-map", "0:a:0", "-c", "copy", "-fflags", "+bitexact", "-f", "framehash")


def parsed(text: str) -> list[dict[str, str]]:
    """Return the sections of a text of ffmetadata, which we parse after its manual."""
    sections: list[dict[str, str]] = [{}]
    for line in re.findall(r"(?:\\.|[^\\\n])*\n", text, re.DOTALL):
        if line == "[CHAPTER]\n":
            sections.append({})
        elif found := re.fullmatch(r"(\w+)=(.*)\n", line, re.DOTALL):
            sections[-1][found[1].lower()] = re.sub(r"\\(.)", r"\1", found[2], flags=re.DOTALL)
    return sections


def facts(path: Path) -> tuple[dict[str, str], list[tuple[float, str]]]:
    """Return what ffmpeg says of a file, and its chapters: start in seconds and title."""
    head, *chapters = parsed(output("-i", str(path), "-map_metadata", "0:s:a:0", "-f", "ffmetadata").decode())
    starts = [int(one["start"]) * Fraction(one["timebase"]) for one in chapters]
    titles = [one.get("title", "") for one in chapters]
    return head, [(round(float(start), 3), title) for start, title in zip(starts, titles, strict=True)]


def pages(path: Path) -> list[OggPage]:
    found = []
    with path.open("rb") as file:
        while file.peek(1):
            found.append(OggPage(file))
    return found


def test_every_field_has_its_comment(small_opus: Path, tmp_path: Path) -> None:
    """The names are those of the Vorbis comments and of the chapter extension, in a fixed order."""
    out = tmp_path / "out.opus"
    tag_ogg(small_opus, out, TAGS)
    tags = OggOpus(out).tags
    assert tags is not None
    found = dict(list(tags))
    block = Picture(base64.b64decode(found.pop("METADATA_BLOCK_PICTURE")))
    assert (block.type, block.mime, block.data) == (3, "image/jpeg", TAGS.cover)
    assert found == {
        "TITLE": TAGS.title,
        "ARTIST": TAGS.artist,
        "ALBUM": TAGS.album,
        "GENRE": "Podcast",
        "LANGUAGE": "fra",
        "DESCRIPTION": TAGS.comment,
        "URL": "https://example.org/%C3%A9pisodes/8/?a=b",
        "CONTACT": "https://example.org/",
        "COPYRIGHT": TAGS.copyright,
        "TRACKNUMBER": "8",
        "DISCNUMBER": "2",
        "DATE": "2026-03-04T05:30:59Z",
        "CHAPTER000": "00:00:00.123",
        "CHAPTER000NAME": "Début",
        "CHAPTER001": "00:00:00.400",
        "CHAPTER001NAME": HOSTILE,
        "CHAPTER001URL": "https://example.org/%C3%A9",
        "CHAPTER002": "00:00:00.777",
    }


def test_reading_returns_what_was_written(small_opus: Path, tmp_path: Path) -> None:
    """Fractions of seconds, the pictures of chapters and their ends are all that is lost."""
    out = tmp_path / "out.opus"
    tag_ogg(small_opus, out, TAGS)
    links = ("", "https://example.org/%C3%A9", "")
    assert read_ogg_tags(out) == replace(
        TAGS,
        date=datetime(2026, 3, 4, 5, 30, 59, tzinfo=UTC),
        language="fra",
        url="https://example.org/%C3%A9pisodes/8/?a=b",
        chapters=tuple(
            replace(one, url=link, image=None) for one, link in zip(TAGS.chapters, links, strict=True)
        ),
    )


def test_a_second_reader_sees_the_same(small_opus: Path, tmp_path: Path) -> None:
    """ffmpeg finds the texts, the cover and every chapter."""
    out = tmp_path / "out.opus"
    tag_ogg(small_opus, out, replace(TAGS, title=HOSTILE))
    head, chapters = facts(out)
    expected = {
        "title": HOSTILE,
        "artist": TAGS.artist,
        "album": TAGS.album,
        "comment": TAGS.comment,
        "track": "8",
        "disc": "2",
        "date": "2026-03-04T05:30:59Z",
        "language": "fra",
    }
    assert {name: head[name] for name in expected} == expected
    assert chapters == [(one.start_ms / 1000, one.title) for one in TAGS.chapters]
    assert "Cover (front)" in ffmpeg("-i", str(out), "-map", "0:a", "-f", "null", "-")


@pytest.mark.parametrize("side", [8, 2000])
def test_no_packet_and_no_sample_changes(small_opus: Path, tmp_path: Path, side: int) -> None:
    """However many pages the comments take, the sound's pages keep their stream, content and positions."""
    out = tmp_path / "out.opus"
    cover = picture("red", side=side) + bytes(100 * side)
    tag_ogg(small_opus, out, replace(TAGS, cover=cover))
    assert packets(out) == packets(small_opus)
    assert samples(out) == samples(small_opus)
    assert len(samples(out)) == 2 * 48011
    before, after = pages(small_opus), pages(out)
    assert {page.serial for page in after} == {before[0].serial}
    assert [page.sequence for page in after] == list(range(len(after)))
    sound = [[(page.position, page.packets) for page in one if page.position > 0] for one in (before, after)]
    assert sound[0] == sound[1]
    assert (len(after) > len(before)) == (side > 1000)


def test_small_edits_need_no_new_pages(small_opus: Path, tmp_path: Path) -> None:
    """Padding behind the comments takes a longer title without moving the sound."""
    out = tmp_path / "out.opus"
    tag_ogg(small_opus, out, TAGS)
    before = out.stat().st_size
    file = OggOpus(out)
    assert file.tags is not None
    file.tags["TITLE"] = ["x" * 1000]
    file.save()
    assert out.stat().st_size == before
    assert packets(out) == packets(small_opus)


def test_tagging_is_idempotent_and_deterministic(small_opus: Path, tmp_path: Path) -> None:
    """Twice the same, and tagging what is tagged otherwise gives what tagging the untagged gives."""
    one, two, other, three = (tmp_path / f"{name}.opus" for name in range(4))
    tag_ogg(small_opus, one, TAGS)
    tag_ogg(small_opus, two, TAGS)
    tag_ogg(one, other, Tags(title="Autre", cover=picture("red") + bytes(300_000)))
    tag_ogg(other, three, TAGS)
    assert one.read_bytes() == two.read_bytes() == three.read_bytes()
    assert one.read_bytes() != other.read_bytes()


def test_the_least_tag_is_a_title(small_opus: Path, tmp_path: Path) -> None:
    """What is empty is not written, and nothing of a source's own comments stays."""
    full, out = tmp_path / "full.opus", tmp_path / "out.opus"
    tag_ogg(small_opus, full, TAGS)
    tag_ogg(full, out, Tags(title="Seul"))
    assert list(OggOpus(out).tags or ()) == [("TITLE", "Seul")]
    assert read_ogg_tags(out) == Tags(title="Seul")
    assert facts(out)[1] == []


def test_the_gain_of_the_sound_is_kept(small_opus: Path, tmp_path: Path) -> None:
    """R128 gains are facts of the sound: players apply them."""
    source, out = tmp_path / "source.opus", tmp_path / "out.opus"
    source.write_bytes(small_opus.read_bytes())
    file = OggOpus(source)
    assert file.tags is not None
    file.tags["R128_TRACK_GAIN"] = ["-512"]
    file.save()
    tag_ogg(source, out, Tags(title="x"))
    assert list(OggOpus(out).tags or ()) == [("TITLE", "x"), ("R128_TRACK_GAIN", "-512")]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=WORDS, album=WORDS, comment=WORDS, chapters=st.lists(WORDS, max_size=30))
def test_any_text_survives(
    small_opus: Path, tmp_path: Path, title: str, album: str, comment: str, chapters: list[str]
) -> None:
    """All of Unicode but NUL comes back as it went in, from both readers."""
    out = tmp_path / "out.opus"
    parts = tuple(TagChapter(start_ms=i, end_ms=i + 1, title=text) for i, text in enumerate(chapters))
    asked = Tags(title=title, album=album, comment=comment, chapters=parts)
    tag_ogg(small_opus, out, asked)
    assert read_ogg_tags(out) == as_written(asked, 1000)
    assert [one.title for one in read_ogg_tags(out).chapters] == chapters
    assert [found for _, found in facts(out)[1]] == chapters


def test_late_chapters_have_two_digits_for_their_hours(small_opus: Path, tmp_path: Path) -> None:
    """The extension ends at a hundred hours, and so do we."""
    last = 100 * 3600 * 1000 - 1
    chapter = TagChapter(start_ms=last, end_ms=last + 1, title="x")
    length = 2 * last
    assert as_written(Tags(title="x", chapters=(chapter,)), length).chapters[0].start_ms == last
    late = replace(chapter, start_ms=last + 1, end_ms=last + 2)
    with pytest.raises(ContentError, match="starts after the end"):
        as_written(Tags(title="x", chapters=(late,)), length)


@pytest.mark.parametrize(
    "tags",
    [
        replace(TAGS, title="a\0b"),
        replace(TAGS, comment="\ud800"),
        replace(TAGS, chapters=(TagChapter(start_ms=0, end_ms=9, title="\udfff"),)),
        replace(TAGS, cover=b"<svg/>"),
        replace(TAGS, chapters=(TagChapter(start_ms=1001, end_ms=2000, title="after the end"),)),
        replace(TAGS, chapters=(TAGS.chapters[1], TAGS.chapters[0])),
    ],
)
def test_what_no_tag_can_hold_is_refused(small_opus: Path, tmp_path: Path, tags: Tags) -> None:
    """NUL, half a character, a picture that is none, chapters out of order or of the file."""
    with pytest.raises(ContentError):
        tag_ogg(small_opus, tmp_path / "out.opus", tags)
    assert list(tmp_path.iterdir()) == []


def test_only_an_ogg_opus_is_tagged(small_mp3: Path, tmp_path: Path, make: Make) -> None:
    """Other files, another codec in Ogg, one that is cut, and one that is not there."""
    out = tmp_path / "out" / "out.opus"
    out.parent.mkdir()
    with pytest.raises(ContentError, match="no Ogg Opus"):
        tag_ogg(small_mp3, out, TAGS)
    flac = make("a.ogg", "-c:a", "flac", seconds=1)
    with pytest.raises(ContentError, match="no Ogg Opus"):
        tag_ogg(flac, out, TAGS)
    whole = make("b.opus", "-c:a", "libopus", seconds=1)
    for size in (20, 100, -10):
        cut = tmp_path / "cut.opus"
        cut.write_bytes(whole.read_bytes()[:size])
        with pytest.raises(ContentError):
            tag_ogg(cut, out, TAGS)
    with pytest.raises(MissingInputError):
        tag_ogg(tmp_path / "absent.opus", out, TAGS)
    with pytest.raises(CannotWriteError):
        tag_ogg(whole, tmp_path / "absent" / "out.opus", TAGS)
    with pytest.raises(DiskError):
        read_ogg_tags(tmp_path / "absent.opus")
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("CHAPTER000", "soon"), ("DATE", "yesterday"), ("TRACKNUMBER", "x"), ("METADATA_BLOCK_PICTURE", "x")],
)
def test_broken_comments_are_content(small_opus: Path, tmp_path: Path, name: str, value: str) -> None:
    """What others wrote, and cannot be understood, raises our error."""
    out = tmp_path / "out.opus"
    out.write_bytes(small_opus.read_bytes())
    file = OggOpus(out)
    assert file.tags is not None
    file.tags[name] = [value]
    file.save()
    with pytest.raises(ContentError, match="tag cannot be read"):
        read_ogg_tags(out)
    tag_ogg(out, tmp_path / "again.opus", TAGS)  # but it can be replaced


def test_a_tag_that_reads_back_differently_is_not_published(
    small_opus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof comes before the name."""
    monkeypatch.setattr(module, "read_ogg_tags", lambda path: Tags(title="other"))
    with pytest.raises(UnavailableError, match="reads back differently"):
        tag_ogg(small_opus, tmp_path / "out.opus", TAGS)
    assert list(tmp_path.iterdir()) == []


def test_changed_sound_is_not_published(
    small_opus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bit of the last packet is noticed."""
    write = module._write

    def spoil(path: Path, comments: list[tuple[str, str]]) -> None:
        write(path, comments)
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)

    monkeypatch.setattr(module, "_write", spoil)
    with pytest.raises(UnavailableError, match="audio changed"):
        tag_ogg(small_opus, tmp_path / "out.opus", TAGS)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_as_such(
    small_opus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """mutagen wraps what the system says; we say it again."""

    def full(file: object, *arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mutagen.oggopus.OggOpusVComment._inject", full)
    with pytest.raises(DiskError, match="No space left"):
        tag_ogg(small_opus, tmp_path / "out.opus", TAGS)
    assert list(tmp_path.iterdir()) == []


def test_killed_while_tagging_leaves_the_source_intact(small_opus: Path, tmp_path: Path) -> None:
    """kill -9 with the copy half made: the source is as it was, and the result does not exist yet."""
    before = hashlib.sha256(small_opus.read_bytes()).digest()
    code = (
        "import os, sys; from pathlib import Path; from podcast.audio import tag_ogg as module\n"
        "from podcast.audio.tags import Tags\n"
        "module.read_ogg_tags = lambda path: os.kill(os.getpid(), 9)\n"
        "module.tag_ogg(Path(sys.argv[1]), Path(sys.argv[2]), Tags(title='x'))\n"
    )
    out = tmp_path / "out.opus"
    ended = subprocess.run([sys.executable, "-c", code, str(small_opus), str(out)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert hashlib.sha256(small_opus.read_bytes()).digest() == before
    assert not out.exists()


def test_ctrl_c_while_tagging_leaves_nothing(
    small_opus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The temporary copy is removed."""

    def interrupt(path: Path) -> Tags:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "read_ogg_tags", interrupt)
    with pytest.raises(KeyboardInterrupt):
        tag_ogg(small_opus, tmp_path / "out.opus", TAGS)
    assert list(tmp_path.iterdir()) == []
