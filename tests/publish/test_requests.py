"""How little a publish asks of a store, and that doing it at once changes nothing."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from podcast.publish import parallel, rendered
from podcast.publish.assemble import assemble
from podcast.publish.parallel import each
from podcast.publish.state import read_state
from podcast.publish.wanted import Wanted
from podcast.site.view import View
from podcast.store.memory import MemoryStore

from .conftest import NOW


def test_nothing_to_publish_costs_three_requests(show, watch, store, publish_show) -> None:
    """The newest release is listed and read, and the head of the feed; no object is asked for."""
    for number in (1, 2, 3):
        show.episode(number)
    publish_show(show.root, store)
    idle = watch(store)
    assert publish_show(show.root, idle).plan.empty
    assert [verb for verb, _ in idle.calls] == ["list", "get", "get"]


def test_one_new_episode_costs_its_own_files_and_what_names_them(show, watch, store, publish_show) -> None:
    """Nothing of the other episodes is asked for or sent, and nothing is sent twice."""
    for number in (1, 2, 3):
        show.episode(number)
    publish_show(show.root, store)
    show.episode(4)
    seen = watch(store)
    publish_show(show.root, seen)
    puts = Counter(key for verb, key in seen.calls if verb == "put")
    assert max(puts.values()) == 1
    others = [key for verb, key in seen.calls if key.startswith("audio/") and "episode-4" not in key]
    assert others == []


def test_nothing_is_rendered_when_nothing_changed(
    show, store, publish_show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the program and the content are the same is enough to know that the pages are."""
    import podcast.publish.assemble as module

    show.episode(1)
    publish_show(show.root, store)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("nothing has to be rendered")

    monkeypatch.setattr(module, "render", never)
    assert publish_show(show.root, store).plan.empty


def test_another_version_that_renders_the_same_publishes_nothing(
    show, store, publish_show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upgrade is no release; one that renders otherwise is."""
    import podcast.publish.assemble as module

    show.episode(1)
    publish_show(show.root, store)
    monkeypatch.setattr(module, "renderer_digest", lambda: "another")
    assert publish_show(show.root, store).plan.empty
    real = rendered.views_of
    another = {"404.html": View(make=lambda: b"another")}
    monkeypatch.setattr(rendered, "views_of", lambda *given, **rest: real(*given, **rest) | another)
    state = read_state(store)
    made = assemble(state, Wanted(show=state.show, records=state.records), now=NOW)
    assert made.release.number == 2


@pytest.mark.parametrize("workers", [2, 16])
def test_many_at_once_publish_the_same(
    show, store, publish_show, contents, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """Byte for byte, whatever the order in which answers come."""
    for number in (1, 2, 3):
        show.episode(number)
    publish_show(show.root, store)
    monkeypatch.setattr(parallel, "WORKERS", workers)
    other = MemoryStore()
    publish_show(show.root, other)
    assert contents(other) == contents(store)


def test_the_first_error_ends_what_was_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is raised, and most of the rest is left."""
    monkeypatch.setattr(parallel, "WORKERS", 2)
    done, gate = [], threading.Event()

    def do(number: int) -> int:
        if number == 0:
            gate.set()
            raise OSError("no")
        gate.wait(5)
        done.append(number)
        return number

    with pytest.raises(OSError, match="no"):
        each(do, range(1000))
    assert len(done) < 1000
    assert each(lambda one: one * 2, range(50)) == [one * 2 for one in range(50)]
