"""Producers who publish at once and are killed at any moment, over a line that breaks, while a listener looks.

`PODCAST_TORTURE=100` makes it a hundred rounds of eight; as it is, it takes half a minute for each store.
"""

from __future__ import annotations

import os
import random
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import boto3
import pytest

from podcast.content import keys
from podcast.errors import ExitCode, ObjectMissingError
from podcast.feed.follows import release_of
from podcast.feed.read import read_feed
from podcast.publish.progress import Silence
from podcast.publish.verify import verify_store
from podcast.store.base import Store
from podcast.store.directory import DirectoryStore
from podcast.store.s3 import S3Store

from ..chaos import Chances, Chaos
from ..conformance.conftest import MINISTACK, _ministack
from .studio import Studio

PRODUCERS, EPISODES = 8, 2
_KILLS, _SLEEPERS = 5, 2
ROUNDS = int(os.environ.get("PODCAST_TORTURE", "4"))
BASE = "https://podcast.example/"
KEYS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}
_VERSION = re.compile(r"Épisode\s\d+ v(\d+)")


@dataclass(kw_only=True)
class Listener:
    """Reads the feed again and again, and writes down what is wrong with it.

    `promised` maps a guid to the version that some producer was told is online: from then on no feed may have
    less.
    """

    store: Store
    promised: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    seen: int = 0
    release: int = 0
    done: threading.Event = field(default_factory=threading.Event)
    _sizes: dict[str, int] = field(default_factory=dict)
    _versions: dict[str, int] = field(default_factory=dict)

    def listen(self) -> None:
        """Look until told to stop."""
        while not self.done.is_set() and len(self.wrong) < 20:
            self.look()
            time.sleep(0.01)

    def look(self) -> None:
        """Read the feed once, and everything new that it names."""
        promised = dict(self.promised)
        try:
            body = self.store.get(keys.FEED).body
        except ObjectMissingError:
            return
        self.seen += 1
        release = release_of(body)
        if release < self.release:
            self.wrong.append(f"the feed went back from {self.release} to {release}")
        self.release = release
        items = read_feed(body, where="feed").items
        there = {item.guid: version_in(item.title) for item in items}
        for item in items:
            key = item.url.removeprefix(BASE)
            if self._size(key) != item.length:
                self.wrong.append(f"release {release} names {key}, which is not there")
            page = keys.episode_key(key.removeprefix("audio/").split(".")[0])
            if self._page_version(page, there[item.guid]) < there[item.guid]:
                self.wrong.append(f"release {release} has {item.title}, and {page} has not")
        for guid, version in promised.items():
            if there.get(guid, -1) < version:
                self.wrong.append(f"release {release} has {guid} v{there.get(guid)}, promised was v{version}")
        if len(there) != len(items):
            self.wrong.append(f"release {release} has an episode twice")

    def _size(self, key: str) -> int:
        """Return the size of audio, which never changes and is asked for once; -1 if it is not there."""
        if key not in self._sizes:
            try:
                self._sizes[key] = self.store.head(key).size
            except ObjectMissingError:
                return -1
        return self._sizes[key]

    def _page_version(self, key: str, least: int) -> int:
        """Return the version that a page is at, read again only if less than `least` is known; -1 without page."""
        if self._versions.get(key, -1) < least:
            try:
                self._versions[key] = version_in(self.store.get(key).body.decode())
            except ObjectMissingError:
                return -1
        return self._versions[key]


def version_in(text: str) -> int:
    """Return the version in the title that a text begins with, or has first."""
    found = _VERSION.search(text)
    assert found, text
    return int(found[1])


@dataclass(kw_only=True)
class Producer:
    """A show folder, the version that each of its episodes is at, and the process that publishes it now."""

    root: Path
    versions: dict[Path, int]
    pid: int = 0
    sending: dict[str, int] = field(default_factory=dict)

    def edit(self, chance: random.Random) -> None:
        """Change the title of an episode."""
        path = chance.choice(list(self.versions))
        old = self.versions[path]
        self.versions[path] += 1
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f" v{old}", f" v{old + 1}"), encoding="utf-8")

    @property
    def promises(self) -> dict[str, int]:
        """The versions by guid that a publish from now on has."""
        return {f"guid-{int(path.parent.name[:3])}": version for path, version in self.versions.items()}


def start(studio: Studio, producer: Producer) -> None:
    """Let a producer publish."""
    producer.sending = producer.promises
    producer.pid = studio.publish(producer.root)


@dataclass(kw_only=True)
class Stage:
    """Where it is played: how producers name the store, how it is looked at, and what goes wrong on the way."""

    target: str
    store: Store
    env: dict[str, str]
    chances: Chances
    chaos: Chaos | None = None


@contextmanager
def folder_stage(tmp_path: Path) -> Iterator[Stage]:
    """A folder: nothing goes wrong but that producers are killed."""
    public = tmp_path / "public"
    yield Stage(target=str(public), store=DirectoryStore(public), env={}, chances=Chances())


@contextmanager
def bucket_stage(tmp_path: Path) -> Iterator[Stage]:
    """A bucket on a real server, over a line on which one request of twenty goes wrong."""
    with ExitStack() as stack:
        assert MINISTACK
        port = stack.enter_context(_ministack(MINISTACK))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name, value in KEYS.items():
            patch.setenv(name, value)
        client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}")
        client.create_bucket(Bucket="podcasts")
        chances = Chances()
        chaos = stack.enter_context(Chaos(port, chances, seed=5))
        yield Stage(
            target="s3://podcasts/emission",
            store=S3Store("podcasts", "emission", endpoint=f"http://127.0.0.1:{port}", region="us-east-1"),
            env={**KEYS, "AWS_ENDPOINT_URL_S3": chaos.url},
            chances=chances,
            chaos=chaos,
        )


STAGES = [
    pytest.param(folder_stage, id="folder"),
    pytest.param(
        bucket_stage,
        id="bucket",
        marks=pytest.mark.skipif(not MINISTACK, reason="MiniStack is not installed: make install-dev"),
    ),
]


@pytest.fixture
def producers(make_show: Callable[..., object], tmp_path: Path) -> list[Producer]:
    """Give producers: each has a show folder of the same show, with episodes of its own."""
    made = []
    for number in range(PRODUCERS):
        show = make_show(f"p{number}")
        versions = {}
        for at in range(EPISODES):
            episode = 1 + number * EPISODES + at
            path = show.episode(episode, title=f"Épisode {episode} v0")  # type: ignore[attr-defined]
            versions[path] = 0
        made.append(Producer(root=show.root, versions=versions))  # type: ignore[attr-defined]
    return made


@dataclass(kw_only=True)
class Tortured:
    """What came of it."""

    kills: int = 0
    published: int = 0
    again: int = 0
    why: list[str] = field(default_factory=list, repr=False)
    other: list[str] = field(default_factory=list)


def torture(
    stage: Stage,
    producers: list[Producer],
    listener: Listener,
    *,
    rounds: int,
    mutant: str = "",
    seed: int = 5,
) -> Tortured:
    """Let all edit and publish at once, again and again, killing some, until all is online."""
    chance, done = random.Random(seed), Tortured()  # noqa: S311
    studio = Studio(stage.target, mutant, stage.env)
    try:
        for turn in range(rounds):
            stage.chances.fault = (
                0.05 if stage.chaos and turn else 0.0
            )  # the first finds out what the store is
            for one in producers:
                one.edit(chance)
                start(studio, one)
            done.kills += _disturb(studio, producers, chance, kills=0 if mutant else _KILLS)
            for one in producers:
                _settle(studio, one, listener, done)
            if listener.wrong:
                break
        stage.chances.fault = 0.0
        left = producers
        for _ in range(10):
            for one in left:
                start(studio, one)
            left = [one for one in left if _settle(studio, one, listener, done)]
            if not left:
                break
        assert not left, (done.other, done.why[-len(left) :])
    finally:
        studio.close()
    return done


def _disturb(studio: Studio, producers: list[Producer], chance: random.Random, *, kills: int) -> int:
    """Kill some at random moments, and let some stand still while the others end, as a laptop that sleeps does."""
    chosen = chance.sample(producers, kills + _SLEEPERS)
    asleep, killed = [], 0
    for at, one in enumerate(chosen):
        time.sleep(chance.uniform(0.0, 0.25))
        if not studio.is_running(one.pid):
            continue
        try:
            os.killpg(one.pid, signal.SIGKILL if at < kills else signal.SIGSTOP)
        except (ProcessLookupError, PermissionError):
            continue
        if at < kills:
            killed += 1
        else:
            asleep.append(one)
    studio.gather([one.pid for one in producers if one not in asleep], seconds=3.0)
    for one in asleep:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(one.pid, signal.SIGCONT)
    return killed


def _settle(studio: Studio, producer: Producer, listener: Listener, done: Tortured) -> int:
    """Wait for a publish; what it says is online is promised. Return its exit code."""
    code, said = studio.wait(producer.pid)
    if code == ExitCode.BUG:  # a mutant that crashes is no mutant
        raise RuntimeError(said)
    if code == 0:
        listener.promised.update(producer.sending)
        done.published += 1
    elif code == 75:
        done.again += 1
        done.why.append(said[-500:])
    elif code != -signal.SIGKILL:
        done.other.append(f"{code}: {said[-500:]}")
    return code


@contextmanager
def listening(store: Store) -> Iterator[Listener]:
    """Give a listener who looks all the while."""
    one = Listener(store=store)
    thread = threading.Thread(target=one.listen)
    thread.start()
    try:
        yield one
    finally:
        one.done.set()
        thread.join()


@pytest.mark.parametrize("staged", STAGES)
def test_nothing_is_lost_and_nothing_is_broken(
    staged: Callable[..., object], producers: list[Producer], tmp_path: Path
) -> None:
    """All of it is online in the end, once, in its last version, and no feed on the way was wrong."""
    with staged(tmp_path) as stage, listening(stage.store) as listener:  # type: ignore[attr-defined]
        done = torture(stage, producers, listener, rounds=ROUNDS)
        listener.look()
        assert listener.wrong == []
        assert done.other == []
        items = read_feed(stage.store.get(keys.FEED).body, where="feed").items
        wanted = {guid: version for one in producers for guid, version in one.promises.items()}
        assert {item.guid: version_in(item.title) for item in items} == wanted
        assert len(items) == len(wanted)
        assert verify_store(stage.store, Silence()).findings == ()
        assert done.kills >= 3 * ROUNDS
        if stage.chaos:
            assert set(stage.chaos.met) == set(stage.chances.kinds)
        sys.stdout.write(f"{done} {listener.seen} {listener.release} {stage.chaos and stage.chaos.met}\n")


@pytest.mark.parametrize("mutant", ["unconditional-commit", "blind-feed", "feed-first"])
def test_a_mutant_is_caught(mutant: str, producers: list[Producer], tmp_path: Path) -> None:
    """Take away what keeps a promise, and the listener hears it."""
    for attempt in range(5):
        with folder_stage(tmp_path / str(attempt)) as stage, listening(stage.store) as listener:
            try:
                done = torture(stage, producers, listener, rounds=3, mutant=mutant, seed=attempt)
            except AssertionError:  # it cannot even finish
                return
            if listener.wrong or done.other:
                return
    raise AssertionError("nobody noticed")
