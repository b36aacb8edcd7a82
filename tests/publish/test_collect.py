"""`podcast gc` deletes what nobody needs any more, and never what somebody does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from podcast.content.release import release_key
from podcast.errors import ContentError, ObjectMissingError, TryAgainError, UsageError
from podcast.publish.collect import collect, find_unneeded
from podcast.publish.marks import KEY, claim, read_marks
from podcast.publish.progress import Silence
from podcast.publish.purge import purge_page
from podcast.publish.revise import propose_rollback, propose_unpublish
from podcast.publish.state import read_state
from podcast.publish.verify import verify_store
from podcast.publish.workflow import carry_out
from podcast.store.base import Unfinished
from podcast.store.memory import MemoryStore

from .conftest import NOW

DAY = timedelta(days=1)


def sweep(store, days: float, keep: int = 1) -> list[str]:
    """Collect so many days from now, and return what was deleted."""
    done = collect(store, now=NOW + DAY * days, progress=Silence(), keep=keep)
    return [one.key for one in done.due]


@pytest.fixture
def changed(show, store, publish_show):
    """Give a show of which the audio was published three times."""
    path = show.episode(1)
    for title in ("Un", "Deux", "Trois"):
        text = path.read_text(encoding="utf-8").split("\n")
        text[1] = f'title: "{title}"'
        path.write_text("\n".join(text), encoding="utf-8")
        publish_show(show.root, store)
    return show


def test_a_dry_run_changes_nothing(changed, store, contents) -> None:
    """It says what is unneeded, and that it would wait."""
    before = contents(store)
    found = find_unneeded(store, now=NOW, keep=1)
    assert found.kept == (3,)
    assert {one.key.split("/")[0] for one in found.waiting} == {"audio", "_podcast"}
    assert found.due == ()
    assert contents(store) == before


def test_what_is_unneeded_goes_after_the_grace_period(changed, store) -> None:
    """Not before; then older releases, their records and their masters; the show is whole."""
    assert sweep(store, 0) == []
    assert sweep(store, 6.9) == []
    gone = sweep(store, 7.1)
    assert release_key(1) in gone
    assert sum(key.endswith(".mp3") for key in gone) == 2
    assert verify_store(store, Silence()).findings == ()
    assert len(list(store.list("audio/"))) == 2
    assert sweep(store, 30) == []


def test_what_a_kept_release_names_stays(changed, store) -> None:
    """And one can go back to it."""
    sweep(store, 0, keep=2)
    gone = sweep(store, 8, keep=2)
    assert release_key(1) in gone
    assert release_key(2) not in gone
    carry_out(store, propose_rollback(store, 2, now=NOW), progress=Silence())
    assert verify_store(store, Silence()).findings == ()
    assert read_state(store).episode("guid-1").episode.title == "Deux"


def test_pages_of_what_was_unpublished_stay_and_its_audio_goes(show, store, publish_show) -> None:
    """They say that it is not available any more; sidecars go."""
    show.episode(1)
    show.episode(2)
    publish_show(show.root, store)
    carry_out(store, propose_unpublish(store, "episode-2", now=NOW), progress=Silence())
    sweep(store, 0)
    gone = sweep(store, 8)
    assert any(key.startswith("audio/episode-2.") for key in gone)
    assert "episodes/episode-2/chapters.json" in gone
    assert "episodes/episode-2/index.html" not in gone
    assert verify_store(store, Silence()).findings == ()


def test_what_is_not_ours_stays(changed, store) -> None:
    """A bucket may hold other things."""
    for key in ("notes.txt", "sauvegarde/audio.mp3"):
        store.put(key, b"x", type="text/plain", cache="")
    sweep(store, 0)
    assert not set(sweep(store, 8)) & {"notes.txt", "sauvegarde/audio.mp3"}


def test_a_publish_that_needs_it_again_takes_its_mark_away(changed, store, publish_show) -> None:
    """The old title comes back a minute before its master would go."""
    sweep(store, 0)
    changed.edit(changed.root / "001-episode-1" / "episode.md", 'title: "Trois"', 'title: "Un"')
    publish_show(changed.root, store)
    gone = sweep(store, 8)
    assert read_state(store).episode("guid-1").enclosure.key not in gone
    assert verify_store(store, Silence()).findings == ()


def test_a_publish_beside_a_collection_is_told_to_wait(changed, store, watch, publish_show) -> None:
    """It would rely on what is being deleted; afterwards it uploads it again."""
    sweep(store, 0)
    changed.edit(changed.root / "001-episode-1" / "episode.md", 'title: "Trois"', 'title: "Un"')
    told = []

    class Slow:
        """Lets somebody publish at the first deletion."""

        def __getattr__(self, name: str):
            return getattr(store, name)

        def delete(self, key: str) -> None:
            if not told:
                told.append(key)
                with pytest.raises(TryAgainError, match="is deleting"):
                    publish_show(changed.root, store)
            store.delete(key)

    collect(Slow(), now=NOW + 8 * DAY, progress=Silence(), keep=1)  # type: ignore[arg-type]
    assert told
    publish_show(changed.root, store)
    assert read_state(store).episode("guid-1").episode.title == "Un"
    assert verify_store(store, Silence()).findings == ()


def test_a_publish_between_looking_and_deleting_wins(changed, store, publish_show) -> None:
    """Its claim is a conditional write of the same file: the collection looks again."""
    sweep(store, 0)
    key = next(
        one.key for one in find_unneeded(store, now=NOW + 8 * DAY, keep=1).due if one.key.endswith("mp3")
    )

    class Late:
        """Lets somebody claim a key before the first write."""

        done = False

        def __getattr__(self, name: str):
            return getattr(store, name)

        def put(self, *given, **rest):
            if not self.done:
                self.done = True
                claim(store, {key})
            return store.put(*given, **rest)

    gone = collect(Late(), now=NOW + 8 * DAY, progress=Silence(), keep=1)  # type: ignore[arg-type]
    assert key not in [one.key for one in gone.due]
    assert store.head(key).size > 0


def test_killed_anywhere_the_show_is_whole_and_the_next_run_finishes(
    changed, store, killed, contents
) -> None:
    """At each write and deletion in turn."""
    sweep(store, 0)
    base = contents(store)
    undisturbed: dict[str, bytes] | None = None
    for step in range(100):
        copy = MemoryStore()
        for key, body in base.items():
            copy.put(key, body, type=store.head(key).type, cache="")
        mortal = _Mortal(copy, step, killed)
        try:
            collect(mortal, now=NOW + 8 * DAY, progress=Silence(), keep=1)  # type: ignore[arg-type]
        except killed:
            assert verify_store(copy, Silence()).findings == ()
            collect(copy, now=NOW + 8 * DAY, progress=Silence(), keep=1)
            left = set(contents(copy)) - {KEY}
            undisturbed = undisturbed or left
            assert left == undisturbed
            assert read_marks(copy)[0].sweeping == ()
            continue
        break
    assert step > 5
    assert set(contents(copy)) - {KEY} == undisturbed


class _Mortal:
    """Dies before a change of the store."""

    def __init__(self, store: MemoryStore, left: int, killed: type[BaseException]) -> None:
        self._store, self._left, self._killed = store, left, killed

    def __getattr__(self, name: str):
        return getattr(self._store, name)

    def _step(self) -> None:
        if self._left == 0:
            raise self._killed
        self._left -= 1

    def put(self, *given, **rest):
        self._step()
        return self._store.put(*given, **rest)

    def delete(self, key: str) -> None:
        self._step()
        self._store.delete(key)


def test_an_empty_store_and_no_grace_are_refused(store, changed) -> None:
    """Nothing is known to be unneeded where nothing is published."""
    with pytest.raises(ContentError, match="nothing is published"):
        collect(MemoryStore(), now=NOW, progress=Silence())
    with pytest.raises(UsageError):
        collect(store, now=NOW, progress=Silence(), grace=timedelta(hours=1))
    with pytest.raises(ObjectMissingError):
        store.get(KEY)


def test_uploads_that_nobody_finished_go(changed, store, monkeypatch) -> None:
    """After the grace period, and only ours."""
    left = [
        Unfinished(key=key, id=key, since=NOW + DAY * day)
        for key, day in (("audio/a.mp3", 0), ("audio/b.mp3", 3), ("sauvegarde/c.zip", 0))
    ]
    abandoned: list[str] = []
    monkeypatch.setattr(store, "unfinished", lambda prefix="": iter(left), raising=False)
    monkeypatch.setattr(store, "abandon", lambda one: abandoned.append(one.id), raising=False)
    assert [one.key for one in find_unneeded(store, now=NOW + DAY * 8).unfinished] == ["audio/a.mp3"]
    assert abandoned == []
    sweep(store, 8)
    assert abandoned == ["audio/a.mp3"]


class AtFirstDelete:
    """A store in which something else happens just before the first deletion."""

    def __init__(self, store, act) -> None:
        self._store, self._act, self.refused = store, act, ""

    def __getattr__(self, name: str):
        return getattr(self._store, name)

    def delete(self, key: str) -> None:
        act, self._act = self._act, None
        if act:
            try:
                act()
            except TryAgainError as error:
                self.refused = error.message
        self._store.delete(key)


def test_going_back_to_what_is_being_deleted_is_refused(changed, store) -> None:
    """Whoever needs it again is told to wait, and nothing that is online is lost."""
    sweep(store, 0)
    between = AtFirstDelete(
        store, lambda: carry_out(store, propose_rollback(store, 2, now=NOW), progress=Silence())
    )
    collect(between, now=NOW + DAY * 8, progress=Silence(), keep=1)
    assert "is deleting" in between.refused
    assert verify_store(store, Silence()).findings == ()


def test_going_back_to_what_was_deleted_meanwhile_is_refused(changed, store) -> None:
    """Between the question and its answer somebody may clean up."""
    sweep(store, 0)
    proposal = propose_rollback(store, 2, now=NOW)
    assert sweep(store, 8)
    with pytest.raises(ContentError, match="is gone"):
        carry_out(store, proposal, progress=Silence())
    assert verify_store(store, Silence()).findings == ()


def test_bringing_back_what_is_being_purged_is_refused(show, store, publish_show) -> None:
    """For the time that it takes; then it can be published anew."""
    show.episode(1)
    show.episode(2)
    publish_show(show.root, store)
    carry_out(store, propose_unpublish(store, "episode-2", now=NOW), progress=Silence())
    restore = ("episode-2",)
    between = AtFirstDelete(store, lambda: publish_show(show.root, store, restore=restore))
    purge_page(between, "episode-2", progress=Silence())
    assert "is deleting" in between.refused
    assert verify_store(store, Silence()).findings == ()
    publish_show(show.root, store, restore=restore)
    assert verify_store(store, Silence()).findings == ()
    assert read_state(store).episode("guid-2")
