"""Clients that we did not write subscribe to the shows over HTTP, follow them, and download."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).parents[2]
SHOWS = ("sample", "everything")

needs_gpodder = pytest.mark.skipif(
    not shutil.which("gpo"), reason="gPodder is not installed: apt install gpodder"
)
needs_newsboat = pytest.mark.skipif(
    not shutil.which("newsboat"), reason="newsboat is not installed: apt install newsboat"
)


@contextmanager
def served(show: Path) -> Iterator[str]:
    """Give the address of the feed while `podcast serve` serves a show folder on a free port."""
    serving = subprocess.Popen(
        [sys.executable, "-m", "podcast", "serve", "--show", show, "--port", "0"],
        cwd=show.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout
    try:
        lines = [serving.stdout.readline() for _ in range(3)]
        yield lines[2].split()[-1]
    finally:
        serving.terminate()
        status = serving.wait(10)
        serving.stdout.close()
    assert status == 143


class Gpodder:
    """gPodder's command line, with a home and downloads of its own."""

    def __init__(self, folder: Path) -> None:
        self.downloads = folder / "got"
        self.env = {
            **os.environ,
            "LC_ALL": "C.UTF-8",
            "GPODDER_HOME": str(folder / "home"),
            "GPODDER_DOWNLOAD_DIR": str(self.downloads),
        }

    def __call__(self, *arguments: str) -> str:
        """Run a command, which must succeed, and return what it printed."""
        done = subprocess.run(
            ["gpo", *arguments], env=self.env, capture_output=True, text=True, timeout=120, check=True
        )
        assert "Error" not in done.stdout + done.stderr
        return done.stdout

    def lengths(self) -> list[int]:
        """Return the lengths of all downloaded files."""
        return sorted(path.stat().st_size for path in self.downloads.rglob("*.mp3"))


class Newsboat:
    """newsboat, with a cache of its own."""

    def __init__(self, folder: Path, feed: str) -> None:
        (folder / "urls").write_text(f"{feed}\n", encoding="utf-8")
        (folder / "config").touch()
        self.cache = folder / "cache.db"
        self.command = ["newsboat", "-C", folder / "config", "-u", folder / "urls", "-c", self.cache, "-x"]

    def reload(self) -> str:
        """Fetch the feed, and return how many articles are unread."""
        done = subprocess.run(
            [*self.command, "reload", "print-unread"],
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        assert done.stderr == ""
        return done.stdout.strip()

    def query(self, question: str) -> list[tuple[object, ...]]:
        """Ask the cache, or change it."""
        connection = sqlite3.connect(self.cache)
        try:
            with connection:
                return connection.execute(question).fetchall()
        finally:
            connection.close()


def fetched(feed: str) -> etree._Element:
    """Return a feed as it is served."""
    with urllib.request.urlopen(feed) as answer:
        return etree.fromstring(answer.read())


@pytest.fixture(params=SHOWS)
def show_folder(request: pytest.FixtureRequest, feeds: dict[str, Path]) -> Path:
    """Give the folder of each of the two published shows."""
    return feeds[request.param].parents[1] / "episodes"


@needs_gpodder
def test_gpodder_subscribes_and_downloads_what_was_announced(show_folder: Path, tmp_path: Path) -> None:
    """It gets each episode once, and files of exactly the announced length."""
    gpodder = Gpodder(tmp_path)
    with served(show_folder) as feed:
        announced = sorted(int(str(one)) for one in fetched(feed).xpath("//item/enclosure/@length"))
        gpodder("subscribe", feed, "Emission")
        assert f"{len(announced)} new episodes" in gpodder("update")
        gpodder("download")
        assert gpodder.lengths() == announced


@needs_newsboat
def test_newsboat_reads_what_was_written(show_folder: Path, tmp_path: Path) -> None:
    """Identity, title, page, sound and date of each episode."""
    with served(show_folder) as feed:
        newsboat = Newsboat(tmp_path, feed)
        newsboat.reload()
        written = [
            (
                item.findtext("guid"),
                item.findtext("title"),
                item.findtext("link"),
                item.find("enclosure").get("url"),
                int(parsedate_to_datetime(item.findtext("pubDate", "")).timestamp()),
            )
            for item in fetched(feed).findall("channel/item")
        ]
    read = newsboat.query(
        "SELECT guid, title, url, enclosure_url, pubDate FROM rss_item ORDER BY pubDate DESC"
    )
    assert read == written


def publish_louder(folder: Path, run_podcast: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """Master all of a show anew, to another loudness, and publish it."""
    with (folder / "show.toml").open("a", encoding="utf-8") as file:
        file.write("\n[loudness]\nmono = -17.0\n")
    published(folder, run_podcast)


def published(folder: Path, run_podcast: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """Publish a show."""
    done = run_podcast("publish", "--yes", "--show", folder, cwd=folder.parent)
    assert done.returncode == 0, done.stderr


@needs_gpodder
def test_a_new_master_is_no_new_episode_to_gpodder(show, run_podcast, tmp_path: Path) -> None:
    """The guid is what counts, whatever the file is called: nothing is announced or downloaded twice."""
    show.episode(1)
    show.episode(2)
    published(show.root, run_podcast)
    gpodder = Gpodder(tmp_path)
    with served(show.root) as feed:
        gpodder("subscribe", feed, "Emission")
        assert "2 new episodes" in gpodder("update")
        gpodder("download")
        before = fetched(feed).xpath("//enclosure/@url")
        publish_louder(show.root, run_podcast)
        assert not set(before) & set(fetched(feed).xpath("//enclosure/@url"))
        assert re.search(r"^0 new episodes", gpodder("update"), re.MULTILINE)
        gpodder("download")
    assert len(re.findall(r"^ *\d+\. ", gpodder("episodes"), re.MULTILINE)) == 2
    assert len(gpodder.lengths()) == 2


@needs_newsboat
def test_a_new_master_is_no_new_episode_to_newsboat(show, run_podcast, tmp_path: Path) -> None:
    """What was read stays read."""
    show.episode(1)
    published(show.root, run_podcast)
    with served(show.root) as feed:
        newsboat = Newsboat(tmp_path, feed)
        assert newsboat.reload() == "1 unread articles"
        before = newsboat.query("SELECT enclosure_url FROM rss_item")
        newsboat.query("UPDATE rss_item SET unread = 0")
        publish_louder(show.root, run_podcast)
        assert newsboat.reload() == "0 unread articles"
        after = newsboat.query("SELECT enclosure_url FROM rss_item")
        assert (len(after), after != before) == (1, True)


@needs_gpodder
def test_gpodder_follows_the_pages_of_a_feed(paged: Path, tmp_path: Path) -> None:
    """25 episodes on 3 pages of at most 10, by RFC 5005, each once."""
    gpodder = Gpodder(tmp_path)
    with served(paged / "episodes") as feed:
        assert len(fetched(feed).findall("channel/item")) == 10
        gpodder("subscribe", feed, "Emission")
        assert "25 new episodes" in gpodder("update")
    titles = re.findall(r"^ *\d+\. .*Épisode (\d+)$", gpodder("episodes"), re.MULTILINE)
    assert sorted(map(int, titles)) == list(range(1, 26))


@needs_newsboat
def test_newsboat_reads_the_first_page_alone(paged: Path, tmp_path: Path) -> None:
    """The ten newest: what a client gets that does not follow pages."""
    with served(paged / "episodes") as feed:
        newsboat = Newsboat(tmp_path, feed)
        assert newsboat.reload() == "10 unread articles"
    guids = {str(row[0]) for row in newsboat.query("SELECT guid FROM rss_item")}
    assert guids == {f"guid-{number}" for number in range(16, 26)}
