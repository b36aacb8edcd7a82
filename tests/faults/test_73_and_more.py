"""Rows 73 and more: what ordinary shows, feeds and folders bring along that is not as one thinks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from time import sleep

import pytest

from podcast.audio.ffmpeg import executable
from podcast.cli import waiting
from podcast.store.directory import DirectoryStore

from ..moving.oldhost import OldHost
from ..moving.samples import feed, item, mp3
from . import corpus
from .scene import PUBLISH, Scene, snapshot
from .test_26_to_33_import import allowed, host

__all__ = ["host"]  # a fixture

NOISY = "anoisesrc=d=12:c=pink:a=0.2:r=44100:s=1,tremolo=f=2:d=0.8"


def test_73_recording_with_a_fault_one_hears(scene: Scene) -> None:
    """Noise that the voice does not stand clear of is said, with its place, and the episode is published."""
    recording = scene.episode()
    subprocess.run([executable(), "-v", "error", "-y", "-f", "lavfi", "-i", NOISY, recording], check=True)
    ran = scene.accepted("the noise in the background is only", "Published release 2")
    assert "emission/002-episode-2/episode.md:8:12" in ran.err
    scene.accepted("the noise in the background is only", command=("check",))
    scene.accepted("the noise in the background is only", command=("sound", "episode-2"))


LOSSES = (
    "feed.xml",
    "index.html",
    "sitemap.xml",
    "episodes/episode-1/index.html",
    "episodes/episode-1/embed.html",
    "audio/*.mp3",
    "audio/*.json",
    "images/*.avif",
    "assets/*",
    "_podcast/records/*",
)


@pytest.mark.parametrize("how", ["deleted", "damaged", "replaced"])
@pytest.mark.parametrize("workspace", ["kept", "gone"])
def test_74_store_that_lost_something(scene: Scene, how: str, workspace: str) -> None:
    """All of it is named with the remedy, and comes back as it was, also where nothing but the folder is left."""
    before = snapshot(scene.public)
    for pattern in LOSSES:
        for path in scene.public.glob(pattern):
            _damage(path, how)
    if workspace == "gone":
        shutil.rmtree(scene.show / ".podcast")
    ran = scene.run("verify", "--show", "emission")
    assert ran.code == 65
    assert "podcast publish --repair" in ran.err
    assert "Internal" not in ran.err
    ran = scene.accepted("episodes/episode-1/index.html", "0 lost", command=("publish", "--repair"))
    assert ran.out.index("episode-1/index.html") < ran.out.index("feed.xml"), "the feed comes last"
    assert snapshot(scene.public) == before
    scene.accepted("all as they claim", command=("verify",))
    scene.accepted("Nothing to repair", command=("publish", "--repair"))
    scene.accepted("Nothing to publish")


def test_74_what_nobody_has_any_more_is_said_to_be_lost(scene: Scene) -> None:
    """The rest comes back; it ends with 65 each time, and a person gets a backup or unpublishes."""
    recording, published = scene.show / "001-episode-1" / "son.wav", scene.public / "index.html"
    page = published.read_bytes()
    [master] = scene.public.glob("audio/*.mp3")
    master.unlink()
    published.unlink()
    shutil.rmtree(scene.show / ".podcast")
    recording.write_bytes(scene.episode(3).read_bytes())
    for _ in range(2):
        ran = scene.run("publish", "--repair", "--show", "emission")
        assert ran.code == 65
        assert f"Error: {scene.public}/audio/{master.name}: is lost" in ran.err
        assert " — " in ran.err
    assert published.read_bytes() == page
    said = scene.run("publish", "--repair", "--json", "--show", "emission").json()
    assert (said["ok"], said["exit_code"], said["repaired"]) == (False, 65, [])
    assert len(said["findings"]) == 1
    scene.run("publish", "--repair", "--due", "--show", "emission")


def test_75_store_without_its_releases(scene: Scene) -> None:
    """It is said each time; a new release follows the feed's, and drops nothing that readers have."""
    scene.episode()
    scene.accepted()
    master = snapshot(scene.public / "audio")
    shutil.rmtree(scene.public / "_podcast")
    for command in (PUBLISH, PUBLISH, ("plan",), ("verify",)):
        scene.refused(65, "release 2", "podcast publish --repair", command=command)
    page = scene.page()
    away = page.rename(page.with_suffix(".txt"))
    scene.refused(65, "Épisode 2", command=("publish", "--repair", "--yes"))
    away.rename(page)
    scene.accepted("Published release 3", command=("publish", "--repair", "--yes"))
    assert snapshot(scene.public / "audio") == master
    scene.accepted("all as they claim", command=("verify",))
    scene.accepted("Nothing to publish")


def test_75_store_without_its_newest_release(scene: Scene) -> None:
    """What an older one says is not taken for what readers have."""
    scene.episode()
    scene.accepted()
    min((scene.public / "_podcast" / "releases").iterdir()).unlink()
    scene.refused(65, "release 2", "podcast publish --repair")
    scene.accepted("Published release 3", command=("publish", "--repair", "--yes"))
    scene.accepted("all as they claim", command=("verify",))


def _damage(path: Path, how: str) -> None:
    if how == "deleted":
        path.unlink()
    elif how == "damaged":
        path.write_bytes(path.read_bytes()[:-1] + b"\0")
    else:
        path.write_bytes(b"something else")


@pytest.mark.parametrize("change", ["draft: true\nsummary:", "date: 2999-01-01T06:00:00+01:00\nsummary:"])
def test_76_page_that_is_online_whatever_it_says(scene: Scene, change: str) -> None:
    """Nothing takes it out but unpublishing, which is said where one looks."""
    page = scene.page(1)
    if change.startswith("date"):
        scene.edit(page, "date: 2025-03-01T06:00:00+01:00\n", "")
    scene.edit(page, "summary:", change)
    for command in (("plan",), PUBLISH):
        ran = scene.accepted("still online", "`podcast unpublish episode-1`", command=command)
        assert "not published" not in ran.out
        assert "scheduled" not in ran.out
    scene.accepted("still online", "unpublish episode-1", command=("status",))
    [facts] = scene.run("status", "--json", "--show", "emission").json()["pages"]
    assert facts["standing"] == "still online"
    assert "Next:" not in scene.accepted(command=("publish", "--due")).out
    scene.accepted(command=("unpublish", "episode-1", "--yes"))
    assert "still online" not in scene.accepted(command=("plan",)).out


def test_76_page_that_was_unpublished(scene: Scene) -> None:
    """It is not about to be published, and how it comes back is said."""
    scene.accepted(command=("unpublish", "episode-1", "--yes"))
    ran = scene.accepted("1 unpublished", "publish --restore episode-1", command=("status",))
    assert "plan" not in ran.out
    scene.accepted("Published", command=(*PUBLISH, "--restore", "episode-1"))
    scene.accepted("1 published", command=("status",))


def test_77_feed_that_is_not_quite_one(scene: Scene, host: OldHost) -> None:
    """Markup that no parser knows, an attribute without a namespace, an item whose file no server has."""
    host.put("a.mp3", mp3())
    odd = "<content:encoded>&lt;p&gt;prix &lt;![promo] ici&lt;/p&gt;</content:encoded>"
    odd = item(1, f"{host.url}a.mp3", more=odd)
    nowhere = item(2, "file:///home/anne/son.mp3")
    ran = scene.accepted("Imported 1 episode ", command=allowed(host.put("feed.xml", feed(nowhere, odd))))
    assert "file:///home/anne/son.mp3" in ran.err
    assert "did not come" not in ran.out
    atom = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><id>u</id>
        <link rel="self" a:b="x" href="{host.url}atom.xml"/>
        <entry><id>1</id><title>Un</title><updated>2025-01-01T00:00:00Z</updated>
        <link rel="enclosure" a:b="x" href="{host.url}a.mp3" type="audio/mpeg" length="1"/></entry></feed>"""
    url = host.put("atom.xml", atom.encode())
    assert "Internal" not in scene.run("import", url, "atom", "--allow-host", "127.0.0.1").err


LATIN = os.fsdecode(b"\xe9t\xe9")


def test_78_names_that_are_no_text(scene: Scene) -> None:
    """What nobody names is nobody's fault; what one names is said, with the bytes spelled out."""
    recording = scene.episode()
    for folder in (recording.parent, scene.public, scene.show):
        (folder / f"{LATIN}.wav").touch()
    scene.accepted(command=("plan",))
    scene.accepted("Published release 2")
    scene.accepted("Nothing to publish")
    scene.accepted("all as they claim", command=("verify",))
    scene.refused(78, r"\xe9t\xe9", "UTF-8", command=("plan", "--store", str(scene.work / LATIN)))
    scene.refused(66, r"\xe9t\xe9", "UTF-8", command=("check", "--show", str(scene.work / LATIN)))
    scene.refused(66, r"\xe9t\xe9", "UTF-8", command=("init", str(scene.work / LATIN)), json_too=False)
    ran = scene.run("new", f"{LATIN} abc", "--show", "emission")
    assert (ran.code, ran.err.count("\n")) == (2, 1), ran.err
    folder = recording.parent.rename(scene.show / LATIN)
    scene.refused(65, r"emission/\xe9t\xe9/episode.md: error: the name is not in UTF-8")
    folder.rename(recording.parent)
    scene.accepted("Nothing to publish")


@pytest.mark.parametrize(
    "date", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "1969-12-31T23:59:59+00:00"]
)
def test_79_dates_out_of_reason(scene: Scene, date: str) -> None:
    """No calendar moves them to another time zone: refused where they are written, whatever wants to know them."""
    scene.episode()
    scene.edit(scene.page(), "2025-03-02T06:00:00+01:00", date)
    for command in (PUBLISH, ("plan",)):
        scene.refused(65, "002-episode-2/episode.md:4:7", "from 1970 to 2999", command=command)
    assert "Internal" not in scene.run("publish", "--due", "--show", "emission").err
    scene.accepted(command=("new", "Un titre"))
    scene.edit(scene.page(), date, "2025-03-02T06:00:00+01:00")
    scene.accepted("Published release 2")


def test_79_dates_out_of_reason_in_a_feed(scene: Scene, host: OldHost) -> None:
    """Such an item gets one after the episode before, as one without a date."""
    host.put("a.mp3", mp3())
    items = [item(number, f"{host.url}a.mp3") for number in (4, 3, 2, 1)]
    for at, date in ((0, "Fri, 31 Dec 9999 23:59:59 -1200"), (2, "Mon, 01 Jan 0001 00:00:00 +1400")):
        items[at] = re.sub("(?<=<pubDate>)[^<]*", date, items[at])
    items[3] = re.sub("(?<=<pubDate>)[^<]*", "Wed, 31 Dec 1969 19:00:00 -0500", items[3])
    ran = scene.accepted("Imported 4", command=allowed(host.put("feed.xml", feed(*items))))
    assert ran.err.count("no date that can be read") == 3
    assert scene.run("check", "--show", "imported").code == 0


@pytest.mark.parametrize("fault", ["page", "recording", "sound"])
def test_80_one_wrong_page_among_those_that_are_due(scene: Scene, fault: str) -> None:
    """The others appear at their time; the exit code says each time that something is wrong."""
    scene.episode(2)
    wrong = scene.episode(3)
    if fault == "page":
        scene.edit(scene.page(3), "---\n", "---\ntitle: a: b\n")
    elif fault == "recording":
        wrong.write_bytes(b"no sound")
    else:  # which is known only once it is decoded
        corpus.encode(wrong.with_suffix(".mp3"), seconds=4)
        whole = wrong.with_suffix(".mp3").read_bytes()
        wrong.with_suffix(".mp3").write_bytes(whole[: len(whole) // 2])
        scene.edit(scene.page(3), "son.wav", "son.mp3")
    ran = scene.run("publish", "--due", "--json", "--show", "emission")
    said = ran.json()
    assert (ran.code, said["ok"], said["exit_code"], said["release"]) == (65, False, 65, 2), ran.err
    assert [one["file"] for one in said["problems"]] == ["emission/003-episode-3/episode.md"]
    assert "Épisode 2" in (scene.public / "feed.xml").read_text(encoding="utf-8")
    for _ in range(2):
        scene.refused(65, "emission/003-episode-3/episode.md", command=("publish", "--due"))
    ran = scene.run("status", "--show", "emission")
    assert "2 published" in ran.out
    if fault != "sound":
        assert (ran.code, ran.err.count("emission/003-episode-3/episode.md")) == (65, 1)


def test_80_one_wrong_page_that_is_online(scene: Scene) -> None:
    """What nobody can read is said after what is due was published."""
    scene.episode(2)
    scene.edit(scene.page(1), "---\n", "---\ntitle: a: b\n")
    ran = scene.run("publish", "--due", "--show", "emission")
    assert ran.code == 65
    assert "Published release 2" in ran.out
    assert ran.err.count("emission/001-episode-1/episode.md") == 1


@pytest.mark.parametrize(
    "store", [".", "..", "/", "articles", "002-episode-2/x", ".podcast", "s3://", "ftp://x/y"]
)
def test_81_store_where_the_show_lies(scene: Scene, store: str) -> None:
    """Publishing would write over the show, or publish what is not published: nothing is written."""
    scene.episode()
    scene.edit(scene.show / "show.toml", '"../public"', f'"{store}"')
    for command in (PUBLISH, ("plan",)):
        scene.refused(78, "emission/show.toml:10:9", "such as ../public", command=command)
    assert "emission/show.toml:10:9" in scene.run("check", "--show", "emission").err
    scene.edit(scene.show / "show.toml", f'"{store}"', '"../public"')
    if "//" not in store:
        scene.refused(78, "such as ../public", command=(*PUBLISH, "--store", str(scene.show / store)))
    scene.edit(scene.show / "show.toml", '"../public"', '"public"')
    scene.accepted("Published release 1")
    scene.accepted("Nothing to publish")


def test_82_choices_that_mean_nothing(scene: Scene) -> None:
    """A slug that was never unpublished, one that is not here, and both sides at once."""
    scene.refused(65, "zzz", "was not unpublished", command=(*PUBLISH, "--restore", "zzz"))
    scene.accepted(command=(*PUBLISH, "--restore", "episode-1"))
    scene.accepted(command=("unpublish", "episode-1", "--yes"))
    page = scene.page(1).rename(scene.show / "elsewhere.md")
    scene.refused(65, "nothing of it to publish", command=(*PUBLISH, "--restore", "episode-1"))
    page.rename(scene.page(1))
    scene.refused(2, "exclude each other", command=(*PUBLISH, "--ours", "--theirs"))
    scene.refused(2, "exclude each other", command=("plan", "--theirs", "--ours"))
    scene.accepted("Published release 3", command=(*PUBLISH, "--restore", "episode-1"))


def test_83_details_that_mean_nothing(scene: Scene) -> None:
    """A page that was called as it is, a transcript without a word, and one that goes on after the end."""
    page = scene.page(1)
    scene.edit(page, "summary:", "transcript: t.vtt\nformer_slugs:\n  - episode-1\nsummary:")
    words = page.with_name("t.vtt")
    words.write_text("WEBVTT\n", encoding="utf-8")
    ran = scene.accepted(
        "emission/001-episode-1/t.vtt: warning: the transcript has no words", command=("check",)
    )
    assert "not one that it had" in ran.err
    words.write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nUn.\n\n59:00.000 --> 59:10.000\nDeux.\n", encoding="utf-8"
    )
    scene.accepted("goes on to 0:59:00, and the recording ends at 0:00:02", command=("check",))
    words.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nUn.\n", encoding="utf-8")
    assert "transcript" not in scene.accepted(command=("check",)).err


def test_84_one_mistake_is_said_once(scene: Scene) -> None:
    """Who links to a page that cannot be read has made no mistake, nor who is in a show without a title."""
    scene.episode()
    scene.edit(scene.page(1), "Le texte", "[[listen: episode-2]]\n\nLe texte")
    scene.edit(scene.page(1), "summary:", "related:\n  - episode-2\nsummary:")
    scene.accepted("Published", command=PUBLISH)
    scene.edit(scene.page(2), "---\n", "---\ntitle: a: b\n")
    ran = scene.refused(65, "emission/002-episode-2/episode.md:2", command=("plan",))
    checked = scene.run("check", "--show", "emission")
    assert "of this folder" not in ran.err + checked.err
    assert checked.err.count("error:") == 1
    scene.edit(scene.show / "show.toml", 'title = "Émission d’essai"', "title = 5")
    assert "repeats the name" not in scene.run("check", "--show", "emission").err


def test_85_store_that_does_not_answer(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for more than a moment is told for what, and nobody else is told anything."""
    real = DirectoryStore.list
    for command in (("status",), ("log",), ("plan",), ("publish", "--due")):
        assert "Waiting" not in scene.accepted(command=command).err
    monkeypatch.setattr(waiting, "SECONDS", 0.01)
    monkeypatch.setattr(DirectoryStore, "list", lambda *given, **more: (sleep(0.1), real(*given, **more))[1])
    for command in (("status",), ("log",), ("plan",), ("publish", "--due")):
        ran = scene.accepted(command=command)
        assert f"Waiting for an answer of {scene.public}" in ran.err
        assert "Waiting" not in ran.out
