"""An M4A says what was asked, in every reader, and plays to the sample what it played before."""

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
from mutagen import MutagenError
from mutagen._util import convert_error
from mutagen.mp4 import MP4, AtomDataType, MP4Cover, MP4FreeForm
from PIL import Image

from podcast.audio import tag_mp4 as module
from podcast.audio.ffmpeg import executable
from podcast.audio.tag_mp4 import as_written, ffmetadata, read_mp4_tags, tag_mp4
from podcast.audio.tags import TagChapter, Tags
from podcast.errors import CannotWriteError, ContentError, DiskError, MissingInputError, UnavailableError
from podcast.values import replace

from .conftest import Make, ffmpeg, voice


def picture(colour: str, kind: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (32, 32), colour).save(buffer, kind)
    return buffer.getvalue()


JPEG, PNG = picture("red"), picture("blue", "PNG")
HOSTILE = "=a;b#c\\ \"d\" 'e' [CHAPTER]\n;FFMETADATA1\n\n#x\\\ntitle=y\r🎙️👩‍👩‍👧"
FREE = "----:com.apple.iTunes:"
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
    cover=JPEG,
    chapters=(
        TagChapter(start_ms=0, end_ms=400, title="Début"),
        TagChapter(start_ms=400, end_ms=777, title=HOSTILE, url="https://example.org/r", image=PNG),
        TagChapter(start_ms=777, end_ms=1000, title="Fin"),
    ),
)
WORDS = st.text(
    st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=60
) | st.text("=;#\\\n\r[] a", min_size=1, max_size=12)


@pytest.fixture(scope="session")
def small_m4a(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second and eleven samples of AAC, so that its last packet is cut short."""
    path = tmp_path_factory.mktemp("small") / "small.m4a"
    source = voice(1, rate=44100, seconds=2)
    ffmpeg("-f", "lavfi", "-i", source, "-af", "atrim=end_sample=44111", "-c:a", "aac", str(path))
    return path


def output(*arguments: str) -> bytes:
    """Return what a plain ffmpeg writes to its standard output."""
    argv = [executable(), "-nostdin", "-loglevel", "error", *arguments, "pipe:1"]
    return subprocess.run(argv, check=True, capture_output=True).stdout


def samples(path: Path) -> bytes:
    return output("-i", str(path), "-map", "0:a:0", "-f", "s16le")


def unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


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
    head, *chapters = parsed(output("-i", str(path), "-f", "ffmetadata").decode())
    starts = [int(one["start"]) * Fraction(one["timebase"]) for one in chapters]
    titles = [one.get("title", "") for one in chapters]
    return head, [(round(float(start), 3), title) for start, title in zip(starts, titles, strict=True)]


def renamed(source: Path, out: Path, atom: bytes) -> Path:
    """Copy a file with one atom made unknown to every reader."""
    content = source.read_bytes()
    assert content.count(atom) == 1
    out.write_bytes(content.replace(atom, b"free"))
    return out


def test_every_field_has_its_atom(small_m4a: Path, tmp_path: Path) -> None:
    """The atoms are those of iTunes; for what it has none there are Mp3tag's names."""
    out = tmp_path / "out.m4a"
    tag_mp4(small_m4a, out, TAGS)
    found = MP4(out).tags
    assert found is not None
    assert {name: found[name] for name in sorted(found)} == {
        FREE + "LANGUAGE": [MP4FreeForm(b"fra", AtomDataType.UTF8)],
        FREE + "WWWAUDIOFILE": [MP4FreeForm(b"https://example.org/%C3%A9pisodes/8/?a=b", AtomDataType.UTF8)],
        FREE + "WWWPUBLISHER": [MP4FreeForm(b"https://example.org/", AtomDataType.UTF8)],
        "aART": [TAGS.artist],
        "covr": [MP4Cover(JPEG, MP4Cover.FORMAT_JPEG)],
        "cprt": [TAGS.copyright],
        "desc": [TAGS.comment],
        "disk": [(2, 0)],
        "pcst": True,
        "stik": [21],
        "trkn": [(8, 0)],
        "\xa9ART": [TAGS.artist],
        "\xa9alb": [TAGS.album],
        "\xa9cmt": [TAGS.comment],
        "\xa9day": ["2026-03-04T05:30:59Z"],
        "\xa9gen": ["Podcast"],
        "\xa9nam": [TAGS.title],
    }


def test_reading_returns_what_was_written(small_m4a: Path, tmp_path: Path) -> None:
    """Fractions of seconds, the addresses and pictures of chapters, and their ends are all that is lost."""
    out = tmp_path / "out.m4a"
    tag_mp4(small_m4a, out, TAGS)
    ends = (400, 777, 1000)
    assert read_mp4_tags(out) == replace(
        TAGS,
        date=datetime(2026, 3, 4, 5, 30, 59, tzinfo=UTC),
        language="fra",
        url="https://example.org/%C3%A9pisodes/8/?a=b",
        chapters=tuple(
            TagChapter(start_ms=one.start_ms, end_ms=end, title=one.title)
            for one, end in zip(TAGS.chapters, ends, strict=True)
        ),
    )


def test_a_second_reader_sees_the_same(small_m4a: Path, tmp_path: Path) -> None:
    """ffmpeg finds the texts, the language of the sound, and every chapter."""
    out = tmp_path / "out.m4a"
    tag_mp4(small_m4a, out, replace(TAGS, title=HOSTILE))
    head, chapters = facts(out)
    expected = {
        "title": HOSTILE,
        "artist": TAGS.artist,
        "album": TAGS.album,
        "comment": TAGS.comment,
        "track": "8",
        "disc": "2",
        "date": "2026-03-04T05:30:59Z",
    }
    assert {name: head[name] for name in expected} == expected
    assert chapters == [(one.start_ms / 1000, one.title) for one in TAGS.chapters]
    assert "(fra): Audio: aac" in ffmpeg("-i", str(out), "-f", "null", "-")


@pytest.mark.parametrize("hidden", [b"chpl", b"tref"])
def test_chapters_are_there_twice(small_m4a: Path, tmp_path: Path, hidden: bytes) -> None:
    """Without Nero's list the QuickTime track says the same, and the other way round."""
    out = tmp_path / "out.m4a"
    tag_mp4(small_m4a, out, TAGS)
    _, chapters = facts(renamed(out, tmp_path / "half.m4a", hidden))
    assert chapters == [(one.start_ms / 1000, one.title) for one in TAGS.chapters]


@pytest.mark.parametrize("hidden", [b"chpl", b"tref"])
def test_a_first_chapter_may_start_late(small_m4a: Path, tmp_path: Path, hidden: bytes) -> None:
    """A QuickTime track has no gaps: it is given a chapter without a title, which reading leaves out."""
    out = tmp_path / "out.m4a"
    tag_mp4(small_m4a, out, replace(TAGS, chapters=TAGS.chapters[1:]))
    assert [one.start_ms for one in read_mp4_tags(out).chapters] == [400, 777]
    _, chapters = facts(renamed(out, tmp_path / "half.m4a", hidden))
    assert chapters == [(0.0, ""), (0.4, HOSTILE), (0.777, "Fin")]


@pytest.mark.parametrize("chapters", [(), TAGS.chapters])
def test_no_sample_is_lost_or_added(
    small_m4a: Path, tmp_path: Path, chapters: tuple[TagChapter, ...]
) -> None:
    """The encoder's run-in and padding stay unheard, and the index comes before the sound."""
    out = tmp_path / "out.m4a"
    tag_mp4(small_m4a, out, replace(TAGS, chapters=chapters))
    assert len(samples(small_m4a)) == 2 * 44111
    assert samples(out) == samples(small_m4a)
    content = out.read_bytes()
    assert content[4:12] == b"ftypM4A "
    assert content.index(b"moov") < content.index(b"mdat")
    # A chapter beyond the end would lengthen the file.
    assert "Duration: 00:00:01.00" in ffmpeg("-i", str(out), "-f", "null", "-")


def test_itunes_gapless_comment_is_kept(small_m4a: Path, tmp_path: Path) -> None:
    """iTunSMPB is a fact of the sound, and does not trim it twice."""
    source, out = tmp_path / "source.m4a", tmp_path / "out.m4a"
    source.write_bytes(small_m4a.read_bytes())
    gapless = b" 00000000 00000400 000002B1 000000000000AC4F" + b" 00000000" * 8
    file = MP4(source)
    assert file.tags is not None
    file.tags[FREE + "iTunSMPB"] = [MP4FreeForm(gapless)]
    file.save()
    tag_mp4(source, out, TAGS)
    found = MP4(out).tags
    assert found is not None
    assert found[FREE + "iTunSMPB"] == [MP4FreeForm(gapless)]
    assert samples(out) == samples(small_m4a)


def test_itunes_gapless_comment_alone_is_enough(tmp_path: Path, make: Make) -> None:
    """A source that trims with iTunSMPB and has no edit list plays as long as before."""
    adts = make("a.aac", "-f", "adts", "-c:a", "aac", channels=1, rate=44100, seconds=1)
    source, out = tmp_path / "source.m4a", tmp_path / "out.m4a"
    ffmpeg("-i", str(adts), "-c", "copy", "-use_editlist", "0", str(source))
    untrimmed = len(samples(source)) // 2
    file = MP4(source)
    assert file.tags is not None
    padding = untrimmed - 1024 - 44100
    gapless = f" 00000000 00000400 {padding:08X} {44100:016X}" + " 00000000" * 8
    file.tags[FREE + "iTunSMPB"] = [MP4FreeForm(gapless.encode())]
    file.save()
    tag_mp4(source, out, TAGS)
    assert samples(out) == samples(source)
    assert len(samples(out)) == 2 * 44100


def test_tagging_is_idempotent_and_deterministic(small_m4a: Path, tmp_path: Path) -> None:
    """Twice the same, and tagging what is tagged otherwise gives what tagging the untagged gives."""
    one, two, other, three = (tmp_path / f"{name}.m4a" for name in range(4))
    tag_mp4(small_m4a, one, TAGS)
    tag_mp4(small_m4a, two, TAGS)
    tag_mp4(one, other, Tags(title="Autre", chapters=TAGS.chapters[:1]))
    tag_mp4(other, three, TAGS)
    assert one.read_bytes() == two.read_bytes() == three.read_bytes()
    assert one.read_bytes() != other.read_bytes()


def test_the_least_tag_is_a_title(small_m4a: Path, tmp_path: Path) -> None:
    """What is empty is not written, chapters of a source do not stay, and it is a podcast still."""
    full, out = tmp_path / "full.m4a", tmp_path / "out.m4a"
    tag_mp4(small_m4a, full, TAGS)
    tag_mp4(full, out, Tags(title="Seul"))
    found = MP4(out).tags
    assert found is not None
    assert sorted(found) == ["pcst", "stik", "\xa9nam"]
    assert read_mp4_tags(out) == Tags(title="Seul")
    assert facts(out)[1] == []
    assert b"chpl" not in out.read_bytes()


def test_a_png_cover_is_called_so(small_m4a: Path, tmp_path: Path) -> None:
    """The kind of the picture is stored beside it."""
    out = tmp_path / "out.m4a"
    tag_mp4(small_m4a, out, Tags(title="x", cover=PNG))
    found = MP4(out).tags
    assert found is not None
    assert found["covr"] == [MP4Cover(PNG, MP4Cover.FORMAT_PNG)]


def test_long_texts_are_cut_between_characters(small_m4a: Path, tmp_path: Path) -> None:
    """A chapter's title has 255 bytes; half a character would make the file unreadable."""
    out = tmp_path / "out.m4a"
    long = Tags(
        title="é" * 300, comment="é" * 300, chapters=(TagChapter(start_ms=0, end_ms=9, title="é" * 300),)
    )
    tag_mp4(small_m4a, out, long)
    found = read_mp4_tags(out)
    assert (found.title, found.comment, found.chapters[0].title) == ("é" * 300, "é" * 300, "é" * 127)
    atoms = MP4(out).tags
    assert atoms is not None
    assert atoms["desc"] == ["é" * 127]


def test_the_most_chapters_are_255(small_m4a: Path, tmp_path: Path) -> None:
    """More text than a pipe holds at once reaches ffmpeg, and `chpl` counts in one byte."""
    out = tmp_path / "out.m4a"
    parts = tuple(TagChapter(start_ms=i, end_ms=i + 1, title=f"{i:03}" + "\\" * 252) for i in range(255))
    tag_mp4(small_m4a, out, Tags(title="x", chapters=parts))
    assert read_mp4_tags(out).chapters == as_written(Tags(title="x", chapters=parts), 1000).chapters
    assert facts(out)[1] == [(one.start_ms / 1000, one.title) for one in parts]


def lines_of(text: str, *, careful: bool) -> list[str]:
    """Split into lines as ffmpeg does: older readers know escaped backslashes, newer ones only the last."""
    lines, line, escaped = [], "", False
    for letter in text:
        if letter in "\n\r\0" and not escaped:
            lines.append(line)
            line = ""
        else:
            line += letter
        escaped = letter == "\\" and not (careful and escaped)
    return [one.partition("\0")[0] for one in lines if one]


@pytest.mark.parametrize("careful", [False, True])
@given(titles=st.lists(WORDS, max_size=5))
def test_any_title_survives_the_escapes_of_ffmetadata(careful: bool, titles: list[str]) -> None:
    """Undoing them gives each title back, and no title ends its line early or late."""
    chapters = [TagChapter(start_ms=at, end_ms=at + 1, title=one) for at, one in enumerate(titles)]
    lines = lines_of(ffmetadata(chapters), careful=careful)
    assert len(lines) == 1 + 5 * len(chapters)
    assert [unescape(line.removeprefix("title=")) for line in lines[5::5]] == titles
    assert lines[3::5] == [f"START={at}" for at in range(len(titles))]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=WORDS, album=WORDS, comment=WORDS, chapters=st.lists(WORDS, max_size=30))
def test_any_text_survives(
    small_m4a: Path, tmp_path: Path, title: str, album: str, comment: str, chapters: list[str]
) -> None:
    """All of Unicode but NUL comes back as it went in, from both readers."""
    out = tmp_path / "out.m4a"
    parts = tuple(TagChapter(start_ms=i, end_ms=i + 1, title=text) for i, text in enumerate(chapters))
    asked = Tags(title=title, album=album, comment=comment, chapters=parts)
    tag_mp4(small_m4a, out, asked)
    found = read_mp4_tags(out)
    assert (found.title, found.album, found.comment) == (title, album, comment)
    assert found == as_written(asked, 1000)  # 60 characters may be 240 bytes, so no title is cut
    assert [one.title for one in found.chapters] == chapters
    assert [title for _, title in facts(out)[1]] == [one.title for one in found.chapters]


@pytest.mark.parametrize(
    "tags",
    [
        replace(TAGS, title="a\0b"),
        replace(TAGS, comment="\ud800"),
        replace(TAGS, chapters=(TagChapter(start_ms=0, end_ms=9, title="\udfff"),)),
        replace(TAGS, cover=b"<svg/>"),
        replace(TAGS, track=65536),
        replace(TAGS, season=-1),
        replace(TAGS, chapters=(TagChapter(start_ms=1000, end_ms=2000, title="after the end"),)),
        replace(TAGS, chapters=(TAGS.chapters[1], TAGS.chapters[0])),
        replace(TAGS, chapters=tuple(TagChapter(start_ms=i, end_ms=i + 1, title="x") for i in range(1, 256))),
    ],
)
def test_what_no_tag_can_hold_is_refused(small_m4a: Path, tmp_path: Path, tags: Tags) -> None:
    """NUL, half a character, a picture that is none, long numbers, chapters out of order or the file."""
    with pytest.raises(ContentError):
        tag_mp4(small_m4a, tmp_path / "out.m4a", tags)
    assert list(tmp_path.iterdir()) == []


def test_only_an_m4a_is_tagged(small_mp3: Path, tmp_path: Path, make: Make) -> None:
    """Other files, one cut before its index, one without AAC, and one that is not there."""
    out = tmp_path / "out" / "out.m4a"
    out.parent.mkdir()
    with pytest.raises(ContentError, match="no M4A"):
        tag_mp4(small_mp3, out, TAGS)
    whole = make("a.m4a", "-c:a", "aac", seconds=1)
    cut = tmp_path / "cut.m4a"
    cut.write_bytes(whole.read_bytes()[:2000])
    with pytest.raises(ContentError, match="no M4A"):
        tag_mp4(cut, out, TAGS)
    opus = make("b.mp4", "-c:a", "libopus", seconds=1)
    with pytest.raises(ContentError, match="cannot be put into an M4A"):
        tag_mp4(opus, out, TAGS)
    with pytest.raises(MissingInputError):
        tag_mp4(tmp_path / "absent.m4a", out, TAGS)
    with pytest.raises(CannotWriteError):
        tag_mp4(whole, tmp_path / "absent" / "out.m4a", TAGS)
    assert list(out.parent.iterdir()) == []


def test_a_file_without_or_with_a_broken_tag_is_content(small_mp3: Path, tmp_path: Path, make: Make) -> None:
    """Reading a tag that is not there, or cut short, raises our error."""
    bare = make("bare.m4a", "-c:a", "aac", "-fflags", "+bitexact", "-map_metadata", "-1", seconds=1)
    cut = tmp_path / "cut.m4a"
    tag_mp4(bare, cut, TAGS)
    cut.write_bytes(cut.read_bytes()[:300])
    for path in (bare, cut, small_mp3, tmp_path / "absent.m4a"):
        with pytest.raises(ContentError, match="tag cannot be read"):
            read_mp4_tags(path)


def test_a_tag_that_reads_back_differently_is_not_published(
    small_m4a: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof comes before the name."""
    monkeypatch.setattr(module, "read_mp4_tags", lambda path: Tags(title="other"))
    with pytest.raises(UnavailableError, match="reads back differently"):
        tag_mp4(small_m4a, tmp_path / "out.m4a", TAGS)
    assert list(tmp_path.iterdir()) == []


def test_sound_that_lost_its_trimming_is_not_published(
    small_m4a: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Equal packets are not enough: without the edit list the run-in would be heard."""
    out = tmp_path / "out.m4a"
    run_of = module.output_arguments
    monkeypatch.setattr(
        module, "output_arguments", lambda path, muxer: ["-use_editlist", "0", *run_of(path, muxer)]
    )
    with pytest.raises(UnavailableError, match="audio changed"):
        tag_mp4(small_m4a, out, Tags(title="x"))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_as_such(
    small_m4a: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """mutagen wraps what the system says; we say it again."""

    def full(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mutagen.mp4.MP4Tags.save", convert_error(OSError, MutagenError)(full))
    with pytest.raises(DiskError, match="No space left"):
        tag_mp4(small_m4a, tmp_path / "out.m4a", TAGS)
    assert list(tmp_path.iterdir()) == []


def test_killed_while_tagging_leaves_the_source_intact(small_m4a: Path, tmp_path: Path) -> None:
    """kill -9 with the copy half made: the source is as it was, and the result does not exist yet."""
    before = hashlib.sha256(small_m4a.read_bytes()).digest()
    code = (
        "import os, sys; from pathlib import Path; from podcast.audio import tag_mp4 as module\n"
        "from podcast.audio.tags import Tags\n"
        "module.read_mp4_tags = lambda path: os.kill(os.getpid(), 9)\n"
        "module.tag_mp4(Path(sys.argv[1]), Path(sys.argv[2]), Tags(title='x'))\n"
    )
    out = tmp_path / "out.m4a"
    ended = subprocess.run([sys.executable, "-c", code, str(small_m4a), str(out)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert hashlib.sha256(small_m4a.read_bytes()).digest() == before
    assert not out.exists()


def test_ctrl_c_while_tagging_leaves_nothing(
    small_m4a: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The temporary copy is removed."""

    def interrupt(path: Path) -> Tags:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "read_mp4_tags", interrupt)
    with pytest.raises(KeyboardInterrupt):
        tag_mp4(small_m4a, tmp_path / "out.m4a", TAGS)
    assert list(tmp_path.iterdir()) == []
