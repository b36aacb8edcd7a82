"""Rows 26 to 33 of the faults table: what a hostile or broken feed, or server, can do to an import."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from podcast.content.load import load_show
from podcast.errors import (
    ContentError,
    ExitCode,
    MissingInputError,
    PodcastError,
    TryAgainError,
    UnavailableError,
)
from podcast.moving import feed as feeds
from podcast.moving.reach import Reach
from podcast.site.markdown import to_html

from .conftest import lookup_on_loopback
from .oldhost import OldHost
from .samples import feed, item, mp3

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(8))
    + b']><rss version="2.0"><channel><title>&i;</title></channel></rss>'
)
EXTERNAL = (
    b'<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<rss version='2.0'><channel><title>&x;</title></channel></rss>"
)


@pytest.mark.parametrize(
    "body", [BOMB, EXTERNAL, EXTERNAL.decode().encode("utf-16")], ids=["bomb", "xxe", "utf-16"]
)
def test_row_26_document_types_are_refused_before_anything_is_parsed(
    body: bytes, tmp_path: Path, bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is in them, and in whatever encoding."""
    monkeypatch.setattr("podcast.feed.source.etree.fromstring", None)
    path = tmp_path / "feed.xml"
    path.write_bytes(body)
    with pytest.raises(ContentError, match="document type"):
        bring(str(path), tmp_path / "show")


def test_row_27_depth_is_bounded(tmp_path: Path, bring) -> None:
    """200,000 elements in one another."""
    path = tmp_path / "feed.xml"
    path.write_bytes(b"<rss><channel>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</channel></rss>")
    with pytest.raises(ContentError, match="too deeply"):
        bring(str(path), tmp_path / "show")


def test_row_27_size_is_bounded_as_it_came_and_unpacked(
    tmp_path: Path, old_host: OldHost, bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large feed, and a small one that unpacks to a large one."""
    monkeypatch.setattr(feeds, "MOST_BYTES", 100_000)
    large = feed(channel="<!--" + "x" * 200_000 + "-->")
    packed = gzip.compress(large)
    assert len(packed) < 10_000
    for url in (
        old_host.put("large.xml", large),
        old_host.put("packed.xml", packed, headers={"Content-Encoding": "gzip"}),
    ):
        with pytest.raises(ContentError, match=r"larger|unpacks"):
            bring(url, tmp_path / "show")


def test_row_27_a_feed_without_end_ends(
    tmp_path: Path, old_host: OldHost, bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages that name one another for ever are an error and not half a show; a circle is an end."""
    monkeypatch.setattr(feeds, "MOST_PAGES", 20)
    for at in range(40):
        older = f'<atom:link rel="next" href="{old_host.url}{at + 1}.xml"/>'
        old_host.put(f"{at}.xml", feed(item(at, f"{old_host.url}{at}.mp3"), channel=older))
    with pytest.raises(ContentError, match="pages"):
        bring(f"{old_host.url}0.xml", tmp_path / "show")
    assert not (tmp_path / "show" / "show.toml").exists()
    sound = mp3()
    old_host.put("a.mp3", sound)
    circle = f'<atom:link rel="next" href="{old_host.url}circle.xml"/>'
    old_host.put("circle.xml", feed(item(1, f"{old_host.url}a.mp3"), channel=circle))
    assert bring(f"{old_host.url}circle.xml", tmp_path / "circle").failed == ()


def test_row_27_a_page_that_is_missing_is_an_error(tmp_path: Path, old_host: OldHost, bring) -> None:
    """What stands on it would be lost."""
    older = f'<atom:link rel="next" href="{old_host.url}older.xml"/>'
    url = old_host.put("feed.xml", feed(item(1, f"{old_host.url}1.mp3"), channel=older))
    with pytest.raises(UnavailableError, match="404"):
        bring(url, tmp_path / "show")


def test_row_28_no_private_address_is_asked(tmp_path: Path, old_host: OldHost, bring) -> None:
    """Not the feed's, not an episode's, not after a redirect; the name that is refused is said."""
    inside = f"http://router.example:{old_host.port}/secret.mp3"
    old_host.put("secret.mp3", mp3())
    with pytest.raises(
        UnavailableError, match=r"router\.example is 127\.0\.0\.1.*--allow-host router\.example"
    ):
        bring(inside, tmp_path / "show")
    old_host.put("moved.xml", b"", status=302, headers={"Location": inside})
    with pytest.raises(UnavailableError, match="router"):
        bring(f"{old_host.url}moved.xml", tmp_path / "show")
    old_host.put("moved.mp3", b"", status=302, headers={"Location": inside})
    url = old_host.put("feed.xml", feed(item(1, inside), item(2, f"{old_host.url}moved.mp3")))
    done = bring(url, tmp_path / "show")
    assert [one.message.count("router.example is 127.0.0.1") for one in done.failed] == [1, 1]
    assert old_host.gets("secret.mp3") == []


def test_row_28_a_redirect_off_the_web_is_not_followed(tmp_path: Path, old_host: OldHost, bring) -> None:
    """To a file, to ftp, or to something with a password."""
    for target in ("file:///etc/passwd", "ftp://old.example/x", "http://a:b@old.example/"):
        old_host.put("away.xml", b"", status=301, headers={"Location": target})
        with pytest.raises(UnavailableError, match="not on the web"):
            bring(f"{old_host.url}away.xml", tmp_path / "show")


def test_row_28_the_connection_goes_to_the_address_that_was_checked(
    old_host: OldHost, tmp_path: Path
) -> None:
    """A name that means something else at the second look gains nothing: there is no second look."""
    looks: list[str] = []

    def rebinding(host: str, port: int, *rest: object) -> list[object]:
        looks.append(host)
        address = "93.184.215.14" if len(looks) == 1 else "127.0.0.1"
        return [(2, 1, 6, "", (address, port))]

    reach = Reach(lookup=rebinding)
    connection = reach.connect("http", "rebinding.example", old_host.port)
    assert connection._addresses == ["93.184.215.14"]
    assert looks == ["rebinding.example"]


def test_row_29_an_address_that_is_none_of_the_web_is_a_usage_error(tmp_path: Path, bring) -> None:
    """A file is named by its path."""
    for where in ("file:///etc/passwd", "ftp://old.example/feed.xml", "gopher:x"):
        with pytest.raises(PodcastError) as raised:
            bring(where, tmp_path / "show")
        assert raised.value.exit_code is ExitCode.USAGE
    with pytest.raises(MissingInputError):
        bring(str(tmp_path / "nothing.xml"), tmp_path / "show")


def test_row_30_names_come_from_here_and_bad_fields_are_dropped(
    tmp_path: Path, old_host: OldHost, bring
) -> None:
    """A guid that climbs, a picture that is a program, a link that is one, a length below nothing."""
    old_host.put("x.php", mp3(), "audio/mpeg")
    old_host.put("evil.php", b"<?php system($_GET['c']); ?>", "image/jpeg")
    more = (
        f'<itunes:image href="{old_host.url}evil.php"/><link>javascript:alert(1)</link>'
        '<podcast:funding url="javascript:alert(1)">Don</podcast:funding>'
        '<podcast:person href="javascript:alert(1)" img="javascript:alert(1)">Une invitée</podcast:person>'
        '<podcast:location geo="nowhere">Paris</podcast:location>'
        '<psc:chapters><psc:chapter start="0" title="Un" href="javascript:alert(1)" image="../../x"/></psc:chapters>'
        "<content:encoded><![CDATA[<p onclick='x()'>Bon<script>alert(1)</script>"
        '<a href="javascript:alert(1)">jour</a> <a href="data:text/html,x">toi</a></p>]]></content:encoded>'
    )
    bad = item(1, f"{old_host.url}x.php", length=-5, guid="../../../x", title="../../etc/passwd", more=more)
    done = bring(old_host.put("feed.xml", feed(bad)), tmp_path / "a" / "show")
    assert done.failed == ()
    folder = load_show(tmp_path / "a" / "show")
    assert [one for one in folder.problems if "cover" not in one.message] == []
    page = folder.episodes[0].page
    assert (page.guid, page.slug, page.image) == ("../../../x", "etc-passwd", None)
    assert (page.tags.funding, page.chapters[0].url, page.body) == ((), "", "Bonjour toi")
    assert [one.name for one in page.tags.locations] == ["Paris"]
    said = "\n".join(str(one) for one in done.notes)
    for field in ("funding", "url", "evil.php is no picture", "geo"):
        assert field in said
    files = {path.name for path in tmp_path.rglob("*") if path.is_file() and ".podcast" not in path.parts}
    assert files == {"show.toml", "cover.jpg", "_moved.json", "episode.md", "enregistrement.mp3"}


def test_row_31_script_anywhere_is_text(tmp_path: Path, old_host: OldHost, bring) -> None:
    """In a title, in notes, in chapters: never markup in the Markdown that is written."""
    old_host.put("a.mp3", mp3())
    more = (
        "<content:encoded>&lt;p&gt;&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt; "
        "![x](javascript:1) [y](javascript:2) &amp;lt;img src=x onerror=1&amp;gt;&lt;/p&gt;</content:encoded>"
    )
    evil = item(
        1, f"{old_host.url}a.mp3", title="&lt;script&gt;alert(1)&lt;/script&gt; [live] [/b]", more=more
    )
    bring(old_host.put("feed.xml", feed(evil)), tmp_path / "show")
    page = load_show(tmp_path / "show").episodes[0].page
    made = to_html(page.body)
    assert "<script" not in made
    assert "<img" not in made
    assert "<a" not in made
    assert "alert(1)" in made


def test_row_32_one_failure_of_many_loses_nothing(tmp_path: Path, old_host: OldHost, bring) -> None:
    """The rest is imported; the next run fetches that one and nothing else."""
    for number in range(1, 31):
        old_host.put(f"{number}.mp3", mp3(number, seconds=0.2))
    old_host.files["/17.mp3"].status = 404
    items = [item(number, f"{old_host.url}{number}.mp3") for number in range(30, 0, -1)]
    url = old_host.put("feed.xml", feed(*items))
    done = bring(url, tmp_path / "show")
    assert [one.about for one in done.failed] == ["Épisode 17"]
    assert len(done.made) == 29
    old_host.files["/17.mp3"].status = 200
    old_host.asked.clear()
    done = bring(url, tmp_path / "show")
    assert (done.made, len(done.kept), done.failed) == (("episode-17",), 29, ())
    assert [path for _, path, _ in old_host.asked] == ["/feed.xml", "/17.mp3"]


def test_row_33_a_short_body_goes_on_where_it_ended(tmp_path: Path, old_host: OldHost, bring) -> None:
    """Within the same run, with the same version of the file."""
    sound = mp3(seconds=3)
    url = old_host.put("a.mp3", sound, faults=["short", "503", "drop"])
    done = bring(old_host.put("feed.xml", feed(item(1, url, length=len(sound)))), tmp_path / "show")
    assert done.failed == ()
    assert next((tmp_path / "show").glob("*/enregistrement.mp3")).read_bytes() == sound
    half = f"bytes={len(sound) // 2}-"
    assert old_host.gets("a.mp3") == ["", half, half, half]


def test_row_33_a_file_that_changed_meanwhile_is_fetched_whole(
    tmp_path: Path, old_host: OldHost, bring
) -> None:
    """Two halves of two files are no file."""
    sound, other = mp3(1, seconds=3), mp3(2, seconds=3)
    url = old_host.put("a.mp3", sound, faults=["short"] + ["503"] * 3)
    address = old_host.put("feed.xml", feed(item(1, url)))
    assert len(bring(address, tmp_path / "show").failed) == 1
    old_host.put("a.mp3", other)
    assert bring(address, tmp_path / "show").failed == ()
    assert next((tmp_path / "show").glob("*/enregistrement.mp3")).read_bytes() == other


def test_row_33_a_captive_portal_is_no_episode(tmp_path: Path, old_host: OldHost, bring) -> None:
    """What it answered is thrown away, and the next run gets the sound."""
    sound = mp3()
    url = old_host.put("a.mp3", sound, faults=["html"])
    address = old_host.put("feed.xml", feed(item(1, url)))
    done = bring(address, tmp_path / "show")
    assert "no audio" in done.failed[0].message
    assert list((tmp_path / "show" / ".podcast" / "import").iterdir()) == []
    assert bring(address, tmp_path / "show").failed == ()


def test_the_names_that_are_allowed_are_the_only_ones(old_host: OldHost) -> None:
    """Allowing one computer inside allows no other."""
    reach = Reach(["old.example"], lookup=lookup_on_loopback)
    assert reach.addresses("old.example", 80) == ["127.0.0.1"]
    with pytest.raises(UnavailableError):
        reach.addresses("other.example", 80)
    with pytest.raises(TryAgainError):
        reach.addresses("nowhere.invalid", 80)
