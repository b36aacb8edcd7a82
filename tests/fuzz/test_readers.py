"""Whatever is read from outside, every reader returns or raises a PodcastError: nothing else, and in little time.

Each starts from whole samples, which hypothesis cuts, repeats, splices and sprinkles with what has broken parsers
before. `PODCAST_FUZZ` is the number of examples for each reader; 150 in continuous integration.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from podcast.audio.headers import read_mp4, read_samples, read_wav
from podcast.audio.keep import audio_span
from podcast.audio.sniff import sniff
from podcast.audio.tag import read_tags, tag
from podcast.audio.tag_mp4 import read_mp4_tags, tag_mp4
from podcast.audio.tag_ogg import read_ogg_tags, tag_ogg
from podcast.audio.tags import TagChapter, Tags
from podcast.content import canonical
from podcast.content.fields import Fields
from podcast.content.frontmatter import read_document
from podcast.content.readpage import read_article, read_episode
from podcast.content.readshow import read_show
from podcast.content.record import ArticleRecord, EpisodeRecord, ShowRecord
from podcast.content.release import decode_release
from podcast.content.toml import read_toml
from podcast.content.transcript import parse_transcript
from podcast.errors import PodcastError
from podcast.feed.lint import lint_feed
from podcast.feed.read import read_feed
from podcast.feed.source import read_source
from podcast.moving.notes import to_markdown
from podcast.moving.sidecars import _from_json
from podcast.site.markdown import to_html

from ..faults import corpus

EXAMPLES = int(os.environ.get("PODCAST_FUZZ", "150"))
ZONE = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 1, 1, tzinfo=UTC)

NASTY = [
    *(
        b"\0",
        b"\xff",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\r",
        b"\n\n",
        b"\t",
        b"  ",
        b"\x1b]0;x\x07",
    ),
    *(
        b"---\n",
        b": ",
        b"- ",
        b"&a ",
        b"*a",
        b"!!x ",
        b"|\n",
        b"? ",
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b"'",
        b"#",
        b"@",
    ),
    *(
        b"<",
        b">",
        b"&",
        b"&#0;",
        b"&x;",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"<?x?>",
        b"<a>" * 300,
        b"xmlns:a='b'",
    ),
    *(
        b"-1",
        b"1e999",
        b"9" * 400,
        b"99999999999999999999",
        b"0x1F",
        b"NaN",
        b"null",
        b"true",
        b"1:60",
        b"00:00",
    ),
    *(
        b"-->",
        b"NOTE",
        b"WEBVTT",
        b"\\u0000",
        b"\\ud800",
        b"2025-13-45T99:99",
        b"+99:99",
        b"http://[",
        b"//@",
    ),
    *(b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x80\x00\x00\x00", b"\x7f\xff\xff\xff", b"[" * 3000),
]


@st.composite
def mutated(draw: st.DrawFn, samples: list[bytes]) -> bytes:
    """Draw one of the samples with some damage."""
    content = bytearray(draw(st.sampled_from(samples)))
    chance = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311  a fault is found again by its number
    for _ in range(draw(st.integers(0, 6))):
        at, end = sorted(chance.randrange(len(content) + 1) for _ in range(2))
        end = min(end, at + 200)
        kind = chance.randrange(5)
        if kind == 0:
            del content[at:end]
        elif kind == 1:
            content[at:at] = chance.choice(NASTY)
        elif kind == 2:
            content[at:end] = chance.choice(NASTY)
        elif kind == 3:
            content[at:at] = content[at:end] * chance.randrange(1, 4)
        elif content:
            content[min(at, len(content) - 1)] = chance.randrange(256)
    return bytes(content)


def fuzzed(samples: list[bytes], read: Callable[[bytes], Any], *found: bytes) -> None:
    """Read many damaged samples, and what was once `found` so; only a PodcastError may come out."""

    @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
    @given(mutated(samples))
    def run(content: bytes) -> None:
        with suppress(PodcastError):
            read(content)

    for one in found:
        run = example(one)(run)
    run()


def sample(name: str) -> bytes:
    """Return a whole file of the corpus."""
    return (Path(__file__).parent / "corpus" / name).read_bytes()


def text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape" if content[:1] == b"\xff" else "replace")


PAGE = sample("episode.md")
SHOW = Path(__file__).parents[2].joinpath("episodes", "show.toml").read_bytes()


def test_front_matter() -> None:
    """Everything that an `episode.md` or an article can hold."""

    def read(content: bytes) -> None:
        document = read_document(text(content), file="episode.md")
        if document.fields is not None:
            read_episode(Fields(document.fields, []), body=document.body, zone=ZONE)
            read_article(Fields(document.fields, []), body=document.body, stem="a", zone=ZONE)
        to_html(document.body)

    fuzzed([PAGE], read)


def test_show_toml() -> None:
    """Everything that a `show.toml` can hold."""

    def read(content: bytes) -> None:
        tree, _ = read_toml(text(content), file="show.toml")
        if tree is not None:
            read_show(Fields(tree, []))

    fuzzed([SHOW, b'title = "a"\n[site]\nname = "b"\n[[hosts]]\nname = "c"\n[loudness]\nmono = -19\n'], read)


TRANSCRIPTS = ("transcript.vtt", "transcript.srt", "transcript.json")


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_transcripts(name: str) -> None:
    """WebVTT, SubRip and JSON."""
    fuzzed([sample(name)], lambda content: parse_transcript(text(content), file=name, speakers=["Anne"]))


def test_chapters() -> None:
    """A chapters file of somebody else's."""

    class Notes:
        notes: list[object] = []  # noqa: RUF012  what is said of it

    fuzzed([sample("chapters.json")], lambda content: _from_json(text(content), "https://x/", Notes()))  # type: ignore[arg-type]


FEED = sample("feed.xml")
ATOM = sample("atom.xml")


@pytest.mark.parametrize("name", ["read", "source", "lint"])
def test_feeds(name: str) -> None:
    """Our own feed read back, anybody's for an import, and anybody's for the linter."""
    reader: dict[str, Callable[[bytes], Any]] = {
        "read": lambda body: read_feed(body, where="feed.xml"),
        "source": lambda body: read_source(body, where="feed.xml"),
        "lint": lambda body: lint_feed(body, where="feed.xml", now=NOW),
    }
    fuzzed(
        [FEED, ATOM],
        reader[name],
        b'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" a:b="x"/></feed>',
    )


def test_notes() -> None:
    """HTML of anybody's becomes Markdown, and that HTML again."""
    found = (
        b"<p>prix <![promo] ici</p>",
        b"<![",
        b"<![x",
        b"<![CDATA[",
        b"<![CDATA[a]]>b",
        b"<![if !IE]>a<![endif]>",
    )
    fuzzed([sample("notes.html")], lambda content: to_html(to_markdown(text(content))), *found)


def test_records_and_releases(make_episode, make_article, show_record) -> None:
    """What a store holds may be anybody's."""
    kinds = {ShowRecord: show_record, EpisodeRecord: make_episode(), ArticleRecord: make_article()}
    for kind, record in kinds.items():
        fuzzed([canonical.encode(record)], lambda body, kind=kind: canonical.decode(body, kind, where="r"))  # type: ignore[misc]
    fuzzed([sample("release.json")], lambda body: decode_release(body, where="release"))


TAGS = Tags(
    title="Épisode",
    artist="La rédaction",
    track=1,
    date=NOW,
    language="fr",
    chapters=(
        TagChapter(start_ms=0, end_ms=500, title="a", url="https://x/"),
        TagChapter(start_ms=500, end_ms=900, title="b"),
    ),
)


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give a second of tagged sound in each format."""
    folder = tmp_path_factory.mktemp("recordings")
    made = {}
    for name, arguments, write in (
        ("mp3", ["-b:a", "32k"], tag),
        ("m4a", ["-c:a", "aac", "-b:a", "32k"], tag_mp4),
        ("opus", ["-c:a", "libopus", "-b:a", "16k"], tag_ogg),
        ("wav", ["-ar", "8000"], None),
    ):
        path = corpus.encode(folder / f"a.{name}", *arguments, seconds=1)
        if write:
            write(path, folder / f"b.{name}", TAGS)
            path = folder / f"b.{name}"
        made[name] = path.read_bytes()
    return made


def _of_file(*readers: Callable[[Path], Any]) -> Callable[[Path], Callable[[bytes], None]]:
    def at(path: Path) -> Callable[[bytes], None]:
        def read(content: bytes) -> None:
            path.write_bytes(content)
            for one in readers:
                with suppress(PodcastError):
                    one(path)

        return read

    return at


READERS = {
    "mp3": _of_file(sniff, read_tags, audio_span),
    "m4a": _of_file(sniff, read_mp4, read_mp4_tags),
    "opus": _of_file(sniff, read_ogg_tags),
    "wav": _of_file(sniff, read_wav, lambda path: read_samples(path, "wav")),
}


@pytest.mark.parametrize("name", READERS)
def test_headers_and_tags(name: str, recordings: dict[str, bytes], tmp_path: Path) -> None:
    """What is read of a recording without ffmpeg, damaged near its beginning, where all of that is."""
    content = recordings[name]
    fuzzed([content[:3000], content[:3000] + content[-3000:], content[-3000:]], READERS[name](tmp_path / "a"))
