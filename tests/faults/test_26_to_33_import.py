"""Rows 26 to 33: a hostile or broken feed, or host, before an import. `tests/moving/test_hostile.py` goes deeper."""

from __future__ import annotations

import gzip
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from podcast.content.load import load_show
from podcast.moving import feed as feeds
from podcast.moving import reach
from podcast.moving.download import download

from ..cli.conftest import Ran
from ..moving.oldhost import OldHost
from ..moving.samples import feed, item, mp3
from ..moving.test_hostile import BOMB, EXTERNAL
from .scene import Scene

Importing = Any


@pytest.fixture
def host() -> Iterator[OldHost]:
    """Give the old host, under a name that needs no lookup."""
    with OldHost() as host:
        host.url = f"http://127.0.0.1:{host.port}/"
        yield host


def importing(where: str, *more: str) -> tuple[str, ...]:
    return ("import", where, "imported", *more)


def allowed(where: str) -> tuple[str, ...]:
    return importing(where, "--allow-host", "127.0.0.1")


def nothing_was_made(scene: Scene) -> None:
    """Assert that no show folder was begun, or only an empty one."""
    assert not (scene.work / "imported" / "show.toml").exists()
    assert not list((scene.work / "imported").rglob("episode.md"))


@pytest.mark.parametrize(
    "body", [BOMB, EXTERNAL, EXTERNAL.decode().encode("utf-16")], ids=["bomb", "external", "utf-16"]
)
def test_26_document_types(scene: Scene, host: OldHost, body: bytes) -> None:
    """Refused before anything is parsed, whatever is in them and in whatever encoding."""
    url = host.put("feed.xml", body)
    scene.refused(65, "feed.xml", "document type", command=allowed(url))
    nothing_was_made(scene)
    host.put("a.mp3", mp3())
    host.put("feed.xml", feed(item(1, f"{host.url}a.mp3")))
    scene.accepted("Imported 1 episode ", command=allowed(url))


def _deep() -> bytes:
    return b"<rss><channel>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</channel></rss>"


def _large() -> bytes:
    return feed(channel="<!--" + "x" * 200_000 + "-->")


@pytest.mark.parametrize(
    ("make", "packed", "fault"),
    [(_deep, False, "too deeply"), (_large, False, "larger"), (_large, True, "unpacks")],
    ids=["deep", "large", "packed"],
)
def test_27_depth_and_size(
    scene: Scene, host: OldHost, monkeypatch: pytest.MonkeyPatch, make: Any, packed: bool, fault: str
) -> None:
    """200,000 elements in one another, a feed that is too large, and one that unpacks to one."""
    if make is _large:
        monkeypatch.setattr(feeds, "MOST_BYTES", 100_000)
    headers = {"Content-Encoding": "gzip"} if packed else {}
    url = host.put("feed.xml", gzip.compress(make()) if packed else make(), headers=headers)
    scene.refused(65, fault, command=allowed(url))
    nothing_was_made(scene)


def test_27_a_feed_without_end(scene: Scene, host: OldHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that name one another for ever."""
    monkeypatch.setattr(feeds, "MOST_PAGES", 5)
    for at in range(8):
        older = f'<atom:link rel="next" href="{host.url}{at + 1}.xml"/>'
        host.put(f"{at}.xml", feed(item(at, f"{host.url}{at}.mp3"), channel=older))
    scene.refused(65, "pages", command=allowed(f"{host.url}0.xml"))
    nothing_was_made(scene)


@pytest.mark.parametrize("redirected", [False, True])
def test_28_private_addresses(
    scene: Scene, host: OldHost, monkeypatch: pytest.MonkeyPatch, redirected: bool
) -> None:
    """Refused at the first hop and at every later one; an option opens a computer by name."""

    def lookup(name: str, port: int, *_: Any, **__: Any) -> list[Any]:
        assert name.endswith(".example")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(reach.Reach.__init__, "__defaults__", ((), lookup))
    host.put("a.mp3", mp3())
    inside = f"http://router.example:{host.port}/feed.xml"
    old = f"http://old.example:{host.port}/"
    host.put("feed.xml", feed(item(1, f"{old}a.mp3")))
    host.put("moved.xml", b"", status=302, headers={"Location": inside})
    url = f"{old}moved.xml" if redirected else inside
    command = importing(url, "--allow-host", "old.example")
    scene.refused(69, "router.example is 127.0.0.1", "--allow-host router.example", command=command)
    nothing_was_made(scene)
    scene.accepted("Imported 1", command=(*command, "--allow-host", "router.example"))


@pytest.mark.parametrize("where", ["file:///etc/passwd", "ftp://old.example/feed.xml"])
def test_29_an_address_that_is_none_of_the_web(scene: Scene, where: str) -> None:
    """A usage error; a file is named by its path."""
    scene.refused(2, where[:4], "path", command=importing(where))
    nothing_was_made(scene)


def test_29_a_path_where_an_address_is_expected(scene: Scene) -> None:
    """A base address that is none is a usage error, too."""
    wrong = ("import", "feed.xml", "imported", "--base-url", "/srv/www")
    scene.refused(2, "/srv/www", "https://", command=wrong)


def test_30_hostile_items(scene: Scene, host: OldHost) -> None:
    """Names are made here, fields that cannot be are left out and reported; nothing leaves the folder."""
    host.put("x.php", mp3(), "audio/mpeg")
    host.put("evil.php", b"<?php system($_GET['c']); ?>", "image/jpeg")
    more = f'<itunes:image href="{host.url}evil.php"/><link>javascript:alert(1)</link>'
    bad = item(1, f"{host.url}x.php", length=-5, guid="../../../x", title="../../etc/passwd", more=more)
    ran = scene.accepted("Imported 1", command=allowed(host.put("feed.xml", feed(bad))))
    assert "evil.php is no picture" in ran.err
    names = {
        path.name
        for path in (scene.work / "imported").rglob("*")
        if path.is_file() and ".podcast" not in path.parts
    }
    assert names == {"show.toml", "cover.jpg", "_moved.json", "episode.md", "enregistrement.mp3"}
    page = load_show(scene.work / "imported").episodes[0].page
    assert (page.guid, page.slug, page.image) == ("../../../x", "etc-passwd", None)


SCRIPT = "<script>alert(1)</script>"


def test_31_scripts_are_text(scene: Scene) -> None:
    """Planted in titles, notes, chapters, transcripts and people: no page has it as an element.

    That it stays inert in a browser is `tests/site`'s to prove, with every text field in turn.
    """
    scene.episode()
    page = scene.page()
    transcript = "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Une invitée>&lt;script&gt;alert(1)&lt;/script&gt;\n"
    page.with_name("t.vtt").write_text(transcript, encoding="utf-8")
    scene.edit(page, '"Épisode 2"', f"'{SCRIPT}'")
    planted = f"guests:\n  - name: '{SCRIPT}'\ntranscript: t.vtt\nchapters:\n  - start: '0:00'\n    title: '{SCRIPT}'\n"
    scene.edit(page, "summary: Un résumé.", f"summary: '{SCRIPT}'\n{planted[:-1]}")
    scene.edit(page, "Le texte", f"{SCRIPT} <img src=x onerror=alert(1)> [x](javascript:alert(1)) Le texte")
    scene.accepted()
    for path in scene.public.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert SCRIPT not in text, path
        assert "onerror=" not in text.replace("onerror=alert(1)&gt;", ""), path
        assert 'href="javascript:' not in text
        assert "Content-Security-Policy" in text


def test_32_one_of_many_downloads_fails(scene: Scene, host: OldHost) -> None:
    """The rest is imported; the next run fetches that one and nothing else."""
    for number in range(1, 31):
        host.put(f"{number}.mp3", mp3(number, seconds=0.2))
    host.files["/17.mp3"].status = 404
    items = [item(number, f"{host.url}{number}.mp3") for number in range(30, 0, -1)]
    url = host.put("feed.xml", feed(*items))
    ran = scene.run(*allowed(url))
    assert ran.code == 75
    assert [line for line in ran.err.splitlines() if line.startswith("Error")] == [
        line for line in ran.err.splitlines() if "Épisode 17" in line and line.startswith("Error")
    ]
    assert "1 did not come: run the same command again" in ran.out
    host.files["/17.mp3"].status = 200
    host.asked.clear()
    scene.accepted("Imported 1", "29 were there", command=allowed(url))
    assert [path for _, path, _ in host.asked] == ["/feed.xml", "/17.mp3"]


@pytest.mark.parametrize("fault", ["short", "html"])
def test_33_short_body_or_web_page(
    scene: Scene, host: OldHost, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came is thrown away, or gone on with; the next run has the sound, byte for byte."""
    monkeypatch.setitem(download.__kwdefaults__, "pause", lambda _: None)
    sound = mp3(seconds=3)
    url = host.put(
        "a.mp3", sound, faults=["short", "503", "503", "503", "503"] if fault == "short" else ["html"]
    )
    address = host.put("feed.xml", feed(item(1, url, length=len(sound))))
    ran: Ran = scene.run(*allowed(address))
    assert (ran.code, ran.err.count("Error:")) == (75, 1), ran.err
    assert not list((scene.work / "imported").rglob("*.mp3"))
    host.files["/a.mp3"].faults.clear()
    scene.accepted("Imported 1", command=allowed(address))
    assert next((scene.work / "imported").glob("*/*.mp3")).read_bytes() == sound


def test_33_what_was_begun_elsewhere_is_no_obstacle(scene: Scene, host: OldHost) -> None:
    """An import into a folder that holds something else is refused, and that stays."""
    host.put("a.mp3", mp3())
    url = host.put("feed.xml", feed(item(1, f"{host.url}a.mp3")))
    Path("imported").write_text("not a folder")
    scene.refused(73, "imported", command=allowed(url))
    Path("imported").unlink()
    scene.accepted(command=allowed(url))
    shutil.rmtree("imported")
