"""A tag says what was asked, in every reader, and never harms the audio."""

import hashlib
import io
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutagen.id3 import ID3
from PIL import Image

from podcast.audio import tag as module
from podcast.audio.language import three_letters
from podcast.audio.sniff import skip_id3
from podcast.audio.tag import TagChapter, Tags, read_tags, tag
from podcast.errors import ContentError, MissingInputError, UnavailableError
from podcast.values import replace

from .conftest import ffmpeg


def picture(colour: str, kind: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (32, 32), colour).save(buffer, kind)
    return buffer.getvalue()


TAGS = Tags(
    title="J’ai ouvert une franchise par an : « 100 % » 🎙️",
    artist="L'Express Franchise",
    album="En Toute Franchise",
    track=8,
    season=2,
    date=datetime(2026, 3, 4, 6, 30, 59, tzinfo=timezone(timedelta(hours=1))),
    genre="Podcast",
    language="fr",
    comment="Première ligne.\nDeuxième ligne.",
    url="https://example.org/épisodes/8/?a=b",
    publisher_url="https://example.org/",
    copyright="2026 L'Express Franchise",
    cover=picture("red"),
    chapters=(
        TagChapter(start_ms=0, end_ms=400, title="Début"),
        TagChapter(
            start_ms=400,
            end_ms=1000,
            title="Réseau",
            url="https://example.org/r",
            image=picture("blue", "PNG"),
        ),
    ),
)


def audio_of(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(skip_id3(file))
        return file.read()


def test_every_field_is_read_back_by_mutagen(small_mp3: Path, tmp_path: Path) -> None:
    """Each frame of ID3v2.3 holds its field, and the audio behind the tag is the source's."""
    out = tmp_path / "out.mp3"
    tag(small_mp3, out, TAGS)
    found = ID3(out, translate=False)
    assert found.version == (2, 3, 0)
    texts = {
        name: str(found[name]) for name in ("TIT2", "TPE1", "TALB", "TRCK", "TPOS", "TCON", "TLAN", "TCOP")
    }
    assert texts == {
        "TIT2": TAGS.title,
        "TPE1": TAGS.artist,
        "TALB": TAGS.album,
        "TRCK": "8",
        "TPOS": "2",
        "TCON": "Podcast",
        "TLAN": "fra",
        "TCOP": TAGS.copyright,
    }
    assert [str(found[name]) for name in ("TYER", "TDAT", "TIME")] == ["2026", "0403", "0530"]
    assert str(found["COMM::fra"]) == TAGS.comment
    assert found["WOAF"].url == "https://example.org/%C3%A9pisodes/8/?a=b"
    assert found["WPUB"].url == TAGS.publisher_url
    assert (found["APIC:"].mime, found["APIC:"].type, found["APIC:"].data) == ("image/jpeg", 3, TAGS.cover)
    assert audio_of(out) == audio_of(small_mp3)
    assert not out.read_bytes()[-128:].startswith(b"TAG")


def test_chapters_have_times_titles_links_and_pictures(small_mp3: Path, tmp_path: Path) -> None:
    """CTOC is ordered and top-level and lists every CHAP."""
    out = tmp_path / "out.mp3"
    tag(small_mp3, out, TAGS)
    found = ID3(out, translate=False)
    contents = found["CTOC:toc"]
    assert (int(contents.flags), contents.child_element_ids) == (3, ["chp0", "chp1"])
    last = found["CHAP:chp1"]
    assert (last.start_time, last.end_time, last.start_offset, last.end_offset) == (
        400,
        1000,
        2**32 - 1,
        2**32 - 1,
    )
    assert str(last.sub_frames["TIT2"]) == "Réseau"
    assert last.sub_frames["WXXX:"].url == "https://example.org/r"
    assert last.sub_frames["APIC:"].mime == "image/png"
    assert last.sub_frames["APIC:"].data == TAGS.chapters[1].image


def test_a_second_reader_sees_the_same(small_mp3: Path, tmp_path: Path) -> None:
    """ffmpeg, which shares nothing with mutagen, finds the texts, the cover and the chapters."""
    out, facts = tmp_path / "out.mp3", tmp_path / "facts.txt"
    tag(small_mp3, out, TAGS)
    said = ffmpeg("-i", str(out), "-f", "ffmetadata", str(facts))
    text = facts.read_text(encoding="utf-8")
    for line in (
        f"title={TAGS.title}",
        f"album={TAGS.album}",
        "track=8",
        "disc=2",
        "language=fra",
        "genre=Podcast",
    ):
        assert line in text
    assert text.count("[CHAPTER]") == 2
    assert "title=Début" in text
    assert "title=Réseau" in text
    assert "Chapter #0:1: start 0.400000, end 1.000000" in said
    assert "mjpeg" in said
    assert "Cover (front)" in said


def test_reading_returns_what_was_written(small_mp3: Path, tmp_path: Path) -> None:
    """Minutes of UTC, three letters and ASCII addresses are all that is lost."""
    out = tmp_path / "out.mp3"
    tag(small_mp3, out, TAGS)
    assert read_tags(out) == replace(
        TAGS,
        date=datetime(2026, 3, 4, 5, 30, tzinfo=UTC),
        language="fra",
        url="https://example.org/%C3%A9pisodes/8/?a=b",
    )


@pytest.mark.parametrize("clock", [(5, 0), (0, 0), (0, 30), (23, 59)])
def test_any_time_of_day_survives(small_mp3: Path, tmp_path: Path, clock: tuple[int, int]) -> None:
    """A date on the hour or at midnight keeps its time."""
    date = datetime(2026, 3, 4, *clock, tzinfo=UTC)
    tag(small_mp3, tmp_path / "out.mp3", Tags(title="t", date=date))
    assert read_tags(tmp_path / "out.mp3").date == date


def test_tagging_is_idempotent_and_deterministic(small_mp3: Path, tmp_path: Path) -> None:
    """Twice the same, and tagging what is tagged changes nothing: the old tag and an ID3v1 are replaced."""
    one, two, three = (tmp_path / name for name in ("1.mp3", "2.mp3", "3.mp3"))
    tag(small_mp3, one, TAGS)
    old = tmp_path / "old.mp3"
    old.write_bytes(one.read_bytes() + b"TAG" + b"x" * 125)
    tag(old, two, TAGS)
    tag(one, three, TAGS)
    assert one.read_bytes() == two.read_bytes() == three.read_bytes()


def test_the_least_tag_is_a_title(small_mp3: Path, tmp_path: Path) -> None:
    """What is empty is not written."""
    out = tmp_path / "out.mp3"
    tag(small_mp3, out, Tags(title="Seul"))
    assert list(ID3(out, translate=False)) == ["TIT2"]
    assert read_tags(out) == Tags(title="Seul")


WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=WORDS, album=WORDS, comment=WORDS, chapters=st.lists(WORDS, max_size=4))
def test_any_text_survives(
    small_mp3: Path, tmp_path: Path, title: str, album: str, comment: str, chapters: list[str]
) -> None:
    """All of Unicode but NUL comes back as it went in."""
    out = tmp_path / "out.mp3"
    parts = tuple(TagChapter(start_ms=i, end_ms=i + 1, title=text) for i, text in enumerate(chapters))
    tag(small_mp3, out, Tags(title=title, album=album, comment=comment, chapters=parts))
    found = read_tags(out)
    assert (found.title, found.album, found.comment) == (title, album, comment)
    assert [chapter.title for chapter in found.chapters] == chapters


@pytest.mark.parametrize(
    "tags",
    [
        replace(TAGS, title="a\0b"),
        replace(TAGS, comment="\ud800"),
        replace(TAGS, cover=b"<svg/>"),
        replace(TAGS, chapters=(TagChapter(start_ms=0, end_ms=0, title="nothing"),)),
        replace(TAGS, chapters=(TagChapter(start_ms=0, end_ms=2**32, title="endless"),)),
        replace(TAGS, chapters=(TAGS.chapters[1], TAGS.chapters[0])),
        replace(TAGS, chapters=tuple(TagChapter(start_ms=i, end_ms=i + 1, title="x") for i in range(256))),
    ],
)
def test_what_no_tag_can_hold_is_refused(small_mp3: Path, tmp_path: Path, tags: Tags) -> None:
    """NUL, half a character, a picture that is none, chapters that overlap or are too many."""
    with pytest.raises(ContentError):
        tag(small_mp3, tmp_path / "out.mp3", tags)
    assert list(tmp_path.iterdir()) == []


def test_only_an_mp3_is_tagged(tmp_path: Path) -> None:
    """Other files and files that are not there have the usual errors."""
    other = tmp_path / "a.mp3"
    other.write_bytes(b"RIFF\0\0\0\0WAVE")
    with pytest.raises(ContentError, match="no MP3"):
        tag(other, tmp_path / "out.mp3", TAGS)
    with pytest.raises(MissingInputError):
        tag(tmp_path / "absent.mp3", tmp_path / "out.mp3", TAGS)


def test_a_file_without_or_with_a_broken_tag_is_content(small_mp3: Path, tmp_path: Path) -> None:
    """Reading a tag that is not there, or cut short, raises our error."""
    with pytest.raises(ContentError, match="tag cannot be read"):
        read_tags(small_mp3)
    cut = tmp_path / "cut.mp3"
    tag(small_mp3, cut, TAGS)
    cut.write_bytes(cut.read_bytes()[:300])
    with pytest.raises(ContentError, match="tag cannot be read"):
        read_tags(cut)


def test_a_tag_that_reads_back_differently_is_not_published(
    small_mp3: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof comes before the name."""
    monkeypatch.setattr(module, "read_tags", lambda path: Tags(title="other"))
    with pytest.raises(UnavailableError, match="reads back differently"):
        tag(small_mp3, tmp_path / "out.mp3", TAGS)
    assert list(tmp_path.iterdir()) == []


def test_killed_while_tagging_leaves_the_source_intact(small_mp3: Path, tmp_path: Path) -> None:
    """kill -9 with the copy half made: the source is as it was, and the master does not exist yet."""
    before = hashlib.sha256(small_mp3.read_bytes()).digest()
    code = (
        "import os, sys; from pathlib import Path; from podcast.audio import tag as module\n"
        "module.read_tags = lambda path: os.kill(os.getpid(), 9)\n"
        "module.tag(Path(sys.argv[1]), Path(sys.argv[2]), module.Tags(title='x'))\n"
    )
    out = tmp_path / "out.mp3"
    ended = subprocess.run([sys.executable, "-c", code, str(small_mp3), str(out)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert hashlib.sha256(small_mp3.read_bytes()).digest() == before
    assert not out.exists()


def test_ctrl_c_while_tagging_leaves_nothing(
    small_mp3: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The temporary copy is removed."""

    def interrupt(path: Path) -> Tags:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "read_tags", interrupt)
    with pytest.raises(KeyboardInterrupt):
        tag(small_mp3, tmp_path / "out.mp3", TAGS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given_", "expected"),
    [("fr", "fra"), ("fr-FR", "fra"), ("EN_us", "eng"), ("fra", "fra"), ("x1", "und"), ("q", "und")],
)
def test_languages_have_three_letters(given_: str, expected: str) -> None:
    """BCP 47 becomes ISO 639-2; what is not known is undetermined."""
    assert three_letters(given_) == expected
