"""Any order of what three producers may do, with kills in between: what listeners get is always whole.

`PODCAST_MACHINE=500` tries so many orders instead of a few.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from podcast.content import keys
from podcast.content.release import PREFIX
from podcast.errors import ContentError, ObjectMissingError
from podcast.feed.follows import release_of
from podcast.feed.read import read_feed
from podcast.publish.check import checked_show
from podcast.publish.collect import collect
from podcast.publish.converge import converge
from podcast.publish.merge import ConflictsError
from podcast.publish.progress import Silence
from podcast.publish.proposal import Choices, Side
from podcast.publish.purge import is_unpublished, purge_page
from podcast.publish.revise import propose_rollback, propose_unpublish
from podcast.publish.state import newest_number, read_release, read_state
from podcast.publish.verify import _check_release
from podcast.publish.workflow import carry_out, propose
from podcast.publish.workspace import Workspace
from podcast.store.memory import MemoryStore

from .conftest import NOW, Killed, WatchedStore

BASE = "https://podcast.example/"
PRODUCERS, EPISODES = 3, 2
EXAMPLES = int(os.environ.get("PODCAST_MACHINE", "12"))

producers = st.integers(0, PRODUCERS - 1)
episodes = st.integers(1, PRODUCERS * EPISODES)
kills = st.one_of(st.none(), st.none(), st.tuples(st.integers(1, 60), st.booleans()))
"""At which request the process dies, and whether the store still does what is asked; or it does not."""


class Newsroom(RuleBasedStateMachine):
    """Three show folders of the same show and a store. `expected` are guids that must be online."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        shutil.copytree(self.template, self.place, dirs_exist_ok=True)
        self.store = MemoryStore()
        self.now = NOW
        self.version = 0
        self.expected: set[str] = set()
        self.newest = self.heard = 0

    def teardown(self) -> None:
        shutil.rmtree(self.place)

    @rule(producer=producers, at=st.integers(0, EPISODES - 1))
    def edit(self, producer: int, at: int) -> None:
        """A producer writes another title."""
        path = sorted(self._root(producer).glob("*/episode.md"))[at]
        lines = path.read_text(encoding="utf-8").split("\n")
        self.version += 1
        lines[1] = f'title: "Titre {self.version}"'
        path.write_text("\n".join(lines), encoding="utf-8")

    @rule(producer=producers, kill=kills, side=st.sampled_from(Side), rival=st.one_of(st.none(), producers))
    def publish(self, producer: int, kill: Any, side: Side, rival: int | None) -> None:
        """A producer publishes, with a rival who does so just before the commit, and is killed or not."""
        done: list[int] = []

        def meanwhile(key: str) -> None:
            if rival not in (None, producer) and key.startswith(PREFIX) and not done:
                done.append(1)
                self._publish(self.store, rival, side)  # type: ignore[arg-type]

        self._act(lambda store: self._publish(store, producer, side), kill, meanwhile)

    @rule(number=st.integers(1, 8), kill=kills)
    def roll_back(self, number: int, kill: Any) -> None:
        """Somebody goes back to a release that was among the last."""
        target = newest_number(self.store) - number
        if target < 1:
            return
        try:
            proposal = propose_rollback(self.store, target, now=self.now)
        except (ContentError, ObjectMissingError):  # collected or purged
            return
        gone = self.expected - set(read_release(self.store, target).records)
        self._taken_back(lambda store: carry_out(store, proposal, progress=Silence()), kill, gone)

    @rule(episode=episodes, purge=st.booleans(), kill=kills)
    def unpublish(self, episode: int, purge: bool, kill: Any) -> None:
        """Somebody takes a page out, with its history or not."""
        slug = f"episode-{episode}"

        def act(store: Any) -> None:
            if not is_unpublished(self.store, slug):
                carry_out(store, propose_unpublish(self.store, slug, now=self.now), progress=Silence())
            if purge:
                purge_page(store, slug, progress=Silence())

        try:
            self._taken_back(act, kill, {f"guid-{episode}"})
        except ContentError:  # it is not published
            return

    @rule(days=st.sampled_from([0, 1, 8]), keep=st.integers(1, 3), kill=kills)
    def clean(self, days: int, keep: int, kill: Any) -> None:
        """Time goes by, and somebody cleans up."""
        self.now += timedelta(days=days)
        if newest_number(self.store):
            self._act(lambda store: collect(store, now=self.now, progress=Silence(), keep=keep), kill)

    @invariant()
    def what_listeners_get_is_whole(self) -> None:
        """Each address of the feed answers with its length; numbers only grow; nothing is lost."""
        newest = newest_number(self.store)
        assert newest >= self.newest
        self.newest = newest
        try:
            body = self.store.get(keys.FEED).body
        except ObjectMissingError:
            assert not self.heard
            return
        assert release_of(body) >= self.heard
        self.heard = release_of(body)
        for item in read_feed(body, where="feed").items:
            info = self.store.head(item.url.removeprefix(BASE))
            assert (info.size, info.type) == (item.length, item.type)
            self.store.head(keys.episode_key(info.key.split("/")[1].split(".")[0]))

    @invariant()
    def nothing_is_lost(self) -> None:
        """What was published is in the newest release, unless somebody took it back."""
        assert self.expected <= set(read_state(self.store).records)

    def _root(self, producer: int) -> Path:
        return self.place / f"p{producer}"

    def _publish(self, store: Any, producer: int, side: Side) -> None:
        root = self._root(producer)
        folder, _ = checked_show(root)
        try:
            proposal = propose(folder, store, now=self.now, progress=Silence())
        except ConflictsError:
            choices = Choices(side=side)
            proposal = propose(folder, store, now=self.now, progress=Silence(), choices=choices)
        withheld = set(proposal.plan.notes.withheld)
        try:
            carry_out(store, proposal, progress=Silence(), workspace=Workspace(root))
        except ConflictsError:  # a rival was faster; it is said, and nothing is lost
            return
        online = set(read_state(self.store).records)
        mine = {one.page.guid for one in folder.episodes if one.page.slug not in withheld}
        assert mine <= online
        self.expected |= mine

    def _taken_back(self, act: Callable[[Any], Any], kill: Any, removable: set[str]) -> None:
        """Do what may remove these pages, and no others: those that are gone are not expected any more."""
        try:
            self._act(act, kill)
        finally:
            online = set(read_state(self.store).records)
            assert self.expected - online <= removable
            self.expected &= online

    def _act(
        self, act: Callable[[Any], Any], kill: Any, before_put: Callable[[str], None] | None = None
    ) -> None:
        """Do something, killed at a request or not; if it was not, all that is published is whole."""
        store = WatchedStore(self.store, deletes=True)
        store.before_put = before_put
        if kill:
            store.fail_at, store.fail_after = kill
        try:
            act(store)
        except Killed:
            return
        state = read_state(self.store)
        if state.release:
            converge(self.store, None, Silence())  # who was killed before may have left it to us
            assert list(_check_release(self.store, state, None)) == []


@pytest.fixture
def template(make_show, publish_show, tmp_path: Path) -> Path:
    """Give a folder with the show folders, whose masters are made."""
    for producer in range(PRODUCERS):
        show = make_show(f"p{producer}")
        for at in range(EPISODES):
            show.episode(1 + producer * EPISODES + at)
        publish_show(show.root, MemoryStore())
        shutil.rmtree(show.root / ".podcast" / "seen")
        shutil.rmtree(show.root / ".podcast" / "records", ignore_errors=True)
        shutil.copytree(show.root, tmp_path / "template" / f"p{producer}")
    return tmp_path / "template"


def test_nothing_is_lost_in_any_order(template: Path) -> None:
    """Edits, publishes, kills, conflicts, taking back and cleaning up."""
    Newsroom.template = template
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=18,
            deadline=None,
            derandomize="PODCAST_MACHINE" not in os.environ,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
