"""Producers who publish at once and are killed at any moment, while a listener looks: nothing is lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from podcast.content import keys
from podcast.feed.read import read_feed
from podcast.feed.rss import release_of
from podcast.publish.progress import Silence
from podcast.publish.verify import verify_store
from podcast.store.directory import DirectoryStore

ROOT = Path(__file__).parents[2]
PRODUCERS, EPISODES, KILLS = 5, 3, 25
BASE = "https://podcast.example/"


@dataclass
class Listener:
    """Reads the feed again and again, and writes down what is wrong with it."""

    public: Path
    wrong: list[str] = field(default_factory=list)
    seen: int = 0
    release: int = 0
    done: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        """Look until told to stop."""
        while not self.done.is_set():
            self.look()
            time.sleep(0.005)

    def look(self) -> None:
        """Read the feed once, and everything that it names."""
        try:
            body = (self.public / keys.FEED).read_bytes()
        except FileNotFoundError:
            return
        self.seen += 1
        release = release_of(body)
        if release < self.release:
            self.wrong.append(f"the feed went back from {self.release} to {release}")
        self.release = release
        for item in read_feed(body, where="feed").items:
            path = self.public / item.url.removeprefix(BASE)
            if not path.is_file() or path.stat().st_size != item.length:
                self.wrong.append(f"release {release} names {path.name}, which is not there")
            slug = path.name.split(".")[0]
            if not (self.public / keys.episode_key(slug)).is_file():
                self.wrong.append(f"release {release} has no page of {slug}")


@pytest.fixture
def folders(make_show, tmp_path: Path) -> list[Path]:
    """Give the show folders of the producers: each has episodes of its own."""
    made = []
    for producer in range(PRODUCERS):
        show = make_show(f"p{producer}")
        for at in range(EPISODES):
            show.episode(1 + producer * EPISODES + at)
        made.append(show.root)
    return made


def publishing(root: Path, public: Path) -> subprocess.Popen[bytes]:
    """Start a publish in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "podcast", "publish", "--yes", "--show", root, "--store", public],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Listener]:
    """Give a listener who looks all the while."""
    one = Listener(tmp_path / "public")
    thread = threading.Thread(target=one.listen)
    thread.start()
    yield one
    one.done.set()
    thread.join()


def test_nothing_is_lost_and_nothing_is_broken(folders: list[Path], listener: Listener) -> None:
    """Five at once, killed 25 times; then each publishes until it succeeds: every episode is online, once."""
    chance = random.Random(5)  # noqa: S311  which moment is killed does not matter
    public = listener.public
    kills = 0
    while kills < KILLS:
        running = [publishing(root, public) for root in folders]
        for process in chance.sample(running, len(running)):
            time.sleep(chance.uniform(0.0, 0.5))
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                kills += 1
        for process in running:
            process.communicate()
        # so that there is something to do again
        for root in chance.sample(folders, 2):
            episode = next(root.glob("*/episode.md"))
            text = episode.read_text(encoding="utf-8")
            episode.write_text(text.replace("Le texte", "Le texte, encore,"), encoding="utf-8")
            shutil.rmtree(root / ".podcast" / "masters", ignore_errors=True)
    left = list(folders)
    for _ in range(10):
        running = [(root, publishing(root, public)) for root in left]
        answers = [(root, process.communicate()[1], process.returncode) for root, process in running]
        left = [root for root, _, code in answers if code]
        for _, said, code in answers:
            assert code in (0, 75), said.decode()
        if not left:
            break
    assert not left
    listener.look()
    assert listener.wrong == []
    assert listener.seen > 50
    guids = [item.guid for item in read_feed((public / keys.FEED).read_bytes(), where="feed").items]
    assert sorted(guids) == sorted(f"guid-{number}" for number in range(1, PRODUCERS * EPISODES + 1))
    assert verify_store(DirectoryStore(public), Silence()).findings == ()
