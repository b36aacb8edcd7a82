"""What an import makes of feeds as hosts write them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from podcast.content.identity import podcast_guid
from podcast.content.load import load_show
from podcast.content.problem import errors
from podcast.errors import CannotWriteError
from podcast.publish.check import check_show

from .oldhost import OldHost
from .samples import feed, item, mp3

NOTICE = (
    '<br/><p>Hébergé par Ausha. Visitez <a href="https://ausha.co/politique-de-confidentialite">'
    "ausha.co/politique-de-confidentialite</a> pour plus d'informations.</p>"
)


PROGRAM = """
import sys
from pathlib import Path
from podcast.moving.importing import Options, import_show
from podcast.moving.reach import Reach
from podcast.moving.show import Target
from podcast.publish.progress import Silence
from tests.moving.conftest import lookup_on_loopback

options = Options(target=Target(base_url="https://podcast.example/", store="../public"), jobs=1)
reach = Reach(["old.example"], lookup=lookup_on_loopback)
import_show(sys.argv[1], Path(sys.argv[2]), reach, options=options, progress=Silence())
"""


def test_an_ausha_feed_loses_its_notices_and_nothing_else(tmp_path: Path, old_host: OldHost, bring) -> None:
    """Its `?t=` addresses, its `.jpeg?t=` art, its empty chapters and funding, its clock times, 40-hex guids."""
    sound = mp3()
    old_host.put("abc123.mp3", sound, "audio/mpeg")
    old_host.put("art.jpeg", _jpeg(1400), "image/jpeg")
    art = f"{old_host.url}art.jpeg?t=1692870043"
    more = (
        f"<content:encoded><![CDATA[<p>Bonjour <b>à tous </b>!</p><p><br></p><p>Fin.</p>{NOTICE}]]></content:encoded>"
        '<itunes:duration>1:03:38</itunes:duration><psc:chapters version="1.1"> </psc:chapters>'
        "<itunes:season>3</itunes:season><itunes:episode>2</itunes:episode><itunes:keywords>franchise,réseau</itunes:keywords>"
        f'<itunes:image href="{art}"/>'
    )
    channel = (
        "<generator>Ausha (https://www.ausha.co)</generator><podcast:locked>yes</podcast:locked>"
        f'<podcast:funding url="">Support us!</podcast:funding><itunes:image href="{art}"/>'
        "<itunes:block>no</itunes:block><podcast:block>no</podcast:block>"
    )
    one = item(2, f"{old_host.url}abc123.mp3?t=1739063952", length=len(sound), more=more)
    url = old_host.put("feed/xyz", feed(one, channel=channel), "text/xml")
    done = bring(url, tmp_path / "show")
    assert (done.host, done.failed, [str(one) for one in done.notes]) == ("Ausha", (), [])
    folder, problems = check_show(tmp_path / "show")
    assert [str(one) for one in errors(problems)] == []
    assert folder.show is not None
    assert folder.show.guid == str(podcast_guid(url))
    assert folder.show.locked
    page = folder.episodes[0].page
    assert page.body == "Bonjour **à tous** !\n\nFin."
    assert page.summary == "Le résumé 2."
    assert (page.number, page.season, page.image, page.guid) == (2, 3, None, f"{2:040x}")
    assert page.keywords == ("franchise", "réseau")
    assert page.mastering == "none"
    assert folder.episodes[0].folder.name == "002-episode-2"
    ledger = json.loads((tmp_path / "show" / "_moved.json").read_bytes())
    assert ledger["feed"] == url
    assert ledger["episodes"][page.guid]["audio"].endswith("abc123.mp3?t=1739063952")


def test_an_atom_feed_is_read_too(tmp_path: Path, old_host: OldHost, bring) -> None:
    """Its entries, its enclosures, its HTML and its plain text."""
    sound = mp3()
    old_host.put("a.mp3", sound)
    body = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de-AT"
      xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><title>Ein Versuch</title><subtitle>Zum Hören</subtitle>
      <id>tag:old.example,2020:1</id><link href="https://redaktion.example/"/>
      <author><name>Die Redaktion</name></author>
      <itunes:category text="News"/><entry><id>tag:old.example,2020:2</id><title type="html">A &amp;amp; B</title>
      <published>2020-05-06T07:08:09+02:00</published><summary>Kurz &amp; gut &lt;3</summary>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ein <em>Absatz</em>.</p></div></content>
      <link rel="enclosure" href="a.mp3" length="{len(sound)}" type="audio/mpeg"/></entry></feed>""".encode()
    done = bring(old_host.put("atom.xml", body), tmp_path / "show")
    assert done.failed == ()
    folder = load_show(tmp_path / "show")
    assert folder.show is not None
    assert (folder.show.title, folder.show.language, folder.show.author) == (
        "Ein Versuch",
        "de-AT",
        "Die Redaktion",
    )
    page = folder.episodes[0].page
    assert (page.title, page.guid, page.body) == ("A & B", "tag:old.example,2020:2", "Ein *Absatz*.")
    assert page.date.isoformat() == "2020-05-06T07:08:09+02:00"


def test_chapters_and_transcripts_are_brought_in_the_best_form(
    tmp_path: Path, old_host: OldHost, bring
) -> None:
    """The file of chapters before those in the feed; WebVTT before SubRip; HTML has no times."""
    old_host.put("a.mp3", mp3(seconds=2))
    old_host.put("c.jpg", _jpeg(300))
    chapters = {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 1.5, "title": "Suite", "img": f"{old_host.url}c.jpg", "url": "https://a.example/"},
            {"startTime": 0, "title": "Début"},
            {"startTime": 0.7, "title": "cachée", "toc": False},
            {"startTime": "x", "title": "rien"},
        ],
    }
    old_host.put("c.json", json.dumps(chapters).encode(), "application/json+chapters")
    old_host.put("t.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\n<v Une voix>Bonjour.\n", "text/vtt")
    old_host.put("t.srt", b"1\n00:00:00,000 --> 00:00:01,000\nNon.\n")
    more = (
        f'<podcast:chapters url="{old_host.url}c.json" type="application/json+chapters"/>'
        '<psc:chapters><psc:chapter start="00:00:00" title="Ancien"/></psc:chapters>'
        f'<podcast:transcript url="{old_host.url}t.html" type="text/html"/>'
        f'<podcast:transcript url="{old_host.url}t.srt" type="application/x-subrip"/>'
        f'<podcast:transcript url="{old_host.url}t.vtt" type="text/vtt"/>'
    )
    bring(old_host.put("feed.xml", feed(item(1, f"{old_host.url}a.mp3", more=more))), tmp_path / "show")
    source = load_show(tmp_path / "show").episodes[0]
    assert [(one.start_ms, one.title, one.url, one.image) for one in source.page.chapters] == [
        (0, "Début", "", ""),
        (1500, "Suite", "https://a.example/", "chapitre-1.jpg"),
    ]
    assert [one.text for one in source.transcript] == ["Bonjour."]


def test_a_sidecar_that_may_come_back_is_waited_for_and_one_that_is_gone_is_not(
    tmp_path: Path, old_host: OldHost, bring
) -> None:
    """A picture that answers 503 keeps its episode from being finished; one that answers 404 is left out."""
    old_host.put("a.mp3", mp3())
    old_host.put("i.jpg", _jpeg(300), status=503)
    more = f'<itunes:image href="{old_host.url}i.jpg"/>'
    url = old_host.put("feed.xml", feed(item(1, f"{old_host.url}a.mp3", more=more)))
    assert len(bring(url, tmp_path / "show").failed) == 1
    old_host.files["/i.jpg"].status = 404
    old_host.asked.clear()
    done = bring(url, tmp_path / "show")
    assert (done.failed, len(done.notes)) == ((), 1)
    assert old_host.gets("a.mp3") == []


def test_a_feed_that_is_almost_xml_is_read_as_readers_do(tmp_path: Path, old_host: OldHost, bring) -> None:
    """Entities of HTML and a bare ampersand: said, and nothing lost."""
    old_host.put("a.mp3", mp3())
    body = feed(item(1, f"{old_host.url}a.mp3", title="Caf&eacute; & th&eacute;"))
    done = bring(old_host.put("feed.xml", body), tmp_path / "show")
    assert "not well-formed" in str(done.notes[0])
    assert load_show(tmp_path / "show").episodes[0].page.title.startswith("Café")


def test_the_same_number_twice_does_not_keep_an_archive_from_being_published(
    tmp_path: Path, old_host: OldHost, bring
) -> None:
    """A show without seasons that began to count again; two episodes of one title get two slugs."""
    old_host.put("cover.jpg", _jpeg(1400))
    for number in (1, 2):
        old_host.put(f"{number}.mp3", mp3(number))
    again = "<itunes:episode>1</itunes:episode>"
    items = [item(number, f"{old_host.url}{number}.mp3", more=again, title="Un titre") for number in (2, 1)]
    cover = f'<itunes:image href="{old_host.url}cover.jpg"/>'
    bring(old_host.put("feed.xml", feed(*items, channel=cover)), tmp_path / "show")
    folder, problems = check_show(tmp_path / "show")
    assert errors(problems) == []
    assert sorted(one.page.slug for one in folder.episodes) == ["un-titre", "un-titre-2"]


def test_episodes_that_share_a_file_get_one_each(tmp_path: Path, old_host: OldHost, bring) -> None:
    """Also when both are fetched at the same time."""
    url = old_host.put("a.mp3", mp3(seconds=3))
    feed_url = old_host.put("feed.xml", feed(*(item(number, url) for number in range(12, 0, -1))))
    assert bring(feed_url, tmp_path / "show").failed == ()


def test_episodes_without_dates_keep_their_order(tmp_path: Path, old_host: OldHost, bring) -> None:
    """Between those that have one, and if none has."""
    url = old_host.put("a.mp3", mp3())
    for name, dated in (("some", "2"), ("none", "")):
        items = [item(number, url) for number in (3, 2, 1)]
        bare = [
            re.sub("<pubDate>.*?</pubDate>", "", one) if at != dated else one
            for at, one in zip("321", items, strict=True)
        ]
        done = bring(old_host.put(f"{name}.xml", feed(*bare)), tmp_path / name)
        assert (done.failed, sum("no date" in str(one) for one in done.notes)) == (
            (),
            len(bare) - bool(dated),
        )
        pages = sorted((one.page for one in load_show(tmp_path / name).episodes), key=lambda one: one.date)
        assert [one.slug for one in pages] == ["episode-1", "episode-2", "episode-3"]


def test_an_item_without_a_file_is_no_episode(tmp_path: Path, old_host: OldHost, bring) -> None:
    """It is said, and does not keep the import from being done."""
    url = old_host.put("a.mp3", mp3())
    bare = re.sub("<enclosure[^>]*>", "", item(2, url))
    done = bring(old_host.put("feed.xml", feed(bare, item(1, url))), tmp_path / "show")
    assert (done.made, done.failed) == (("episode-1",), ())
    assert "“Épisode 2” has no file to play" in str(done.notes[0])


def test_another_show_is_not_imported_into_a_folder(tmp_path: Path, old_host: OldHost, bring) -> None:
    """Two shows are two folders."""
    old_host.put("a.mp3", mp3())
    for name in ("one", "two"):
        old_host.put(f"{name}.xml", feed(item(1, f"{old_host.url}a.mp3")))
    bring(f"{old_host.url}one.xml", tmp_path / "show")
    with pytest.raises(CannotWriteError, match="another show"):
        bring(f"{old_host.url}two.xml", tmp_path / "show")


def test_an_import_that_is_killed_at_any_moment_is_completed_by_the_next(
    tmp_path: Path, old_host: OldHost, bring
) -> None:
    """The same files as of an import that nobody disturbed; what had come is not fetched again."""
    for number in range(1, 9):
        old_host.put(f"{number}.mp3", mp3(number, seconds=5))
    items = [item(number, f"{old_host.url}{number}.mp3") for number in range(8, 0, -1)]
    url = old_host.put("feed.xml", feed(*items))
    bring(url, tmp_path / "whole")
    root = tmp_path / "killed"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    for stop in range(1, 6):
        process = subprocess.Popen([sys.executable, "-c", PROGRAM, url, str(root)], env=environment)
        left = [stop]

        def kill(path: str, process: subprocess.Popen[bytes] = process, left: list[int] = left) -> None:
            left[0] -= 1
            if not left[0]:
                process.send_signal(signal.SIGKILL)
                process.wait()

        old_host.watch = kill
        assert process.wait(timeout=60) == -signal.SIGKILL
    old_host.watch = None
    bring(url, root)
    assert _files(root) == _files(tmp_path / "whole")


def _files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".podcast" not in path.parts and not path.name.endswith(".part")
    }


def _jpeg(size: int) -> bytes:
    import io

    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (size, size), "#e63b11").save(held, "JPEG", quality=50)
    return held.getvalue()
