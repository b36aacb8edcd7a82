"""The promises are not kept by chance: take away what keeps one, and it is broken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from podcast.content import keys
from podcast.errors import ObjectMissingError, PodcastError
from podcast.feed.follows import release_of
from podcast.feed.read import read_feed
from podcast.publish import commit as commit_module
from podcast.publish import converge as converge_module
from podcast.publish import workflow
from podcast.store.memory import MemoryStore

BASE = "https://podcast.example/"


def blind_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Create the release whoever did so already."""

    def commit(store, made) -> None:
        store.put(made.release.key, made.body, type="application/json", cache="")

    monkeypatch.setattr(workflow, "commit", commit)


def blind_views(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write views over whatever is there."""

    def put(store, key, body, etag) -> None:
        store.put(key, body, type=keys.media_type(key), cache="")

    monkeypatch.setattr(converge_module, "_put", put)


def feed_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the feed before the pages that it names."""
    real = converge_module._write

    def write(store, views, etags, touched, progress) -> None:
        converge_module._put(store, keys.FEED, views.body(keys.FEED), converge_module.live_release(store)[1])
        real(store, views, etags, touched, progress)

    monkeypatch.setattr(converge_module, "_write", write)


def upload_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commit and write views before the audio is there."""
    pending = []
    real_upload, real_converge = commit_module.upload_all, workflow.converge

    def upload(store, plan, progress, **rest) -> int:
        pending.append((store, plan, progress))
        return 0

    def converge(store, *rest, **made):
        done = real_converge(store, *rest, **made)
        for one in pending:
            real_upload(*one)
        return done

    monkeypatch.setattr(workflow, "upload_all", upload)
    monkeypatch.setattr(workflow, "converge", converge)


def race(show, make_show, store, watch, publish_show, killed) -> bool:
    """Return whether both of two who publish at once are online."""
    show.episode(1)
    publish_show(show.root, store)
    other = make_show("portable")
    other.episode(2)
    show.episode(3)
    late, done = watch(store), []

    def publish_in_between(key: str) -> None:
        if key.startswith("_podcast/releases/") and not done:
            done.append(publish_show(other.root, store))

    late.before_put = publish_in_between
    publish_show(show.root, late)
    items = read_feed(store.get(keys.FEED).body, where="feed").items
    return {one.guid for one in items} == {"guid-1", "guid-2", "guid-3"}


def stand_still(show, make_show, store, watch, publish_show, killed) -> bool:
    """Return whether a feed of an older release never replaces a newer one."""
    show.episode(1)
    publish_show(show.root, store)
    show.episode(2)
    slow, done = watch(store), []

    def sleep_meanwhile(key: str) -> None:
        if key == keys.FEED and not done:
            done.append(True)
            show.episode(3)
            publish_show(show.root, store)

    slow.before_put = sleep_meanwhile
    publish_show(show.root, slow)
    return release_of(store.get(keys.FEED).body) == 3


def killed_anywhere(show, make_show, store, watch, publish_show, killed) -> bool:
    """Return whether the live feed never names what is not there, wherever a publish is killed."""
    show.episode(1)
    publish_show(show.root, store)
    show.episode(2)
    for step in range(100):
        copy = MemoryStore()
        for info in store.list():
            head = store.head(info.key)
            copy.put(info.key, store.get(info.key).body, type=head.type, cache=head.cache)
        failing, left = watch(copy), [step]

        def count(key: str, left: list[int] = left) -> None:
            if left[0] == 0:
                raise killed
            left[0] -= 1

        failing.before_put = count
        try:
            publish_show(show.root, failing)
        except killed:
            if not _whole(copy):
                return False
            continue
        return True
    raise AssertionError("a publish has no end")


def _whole(store) -> bool:
    for item in read_feed(store.get(keys.FEED).body, where="feed").items:
        key = item.url.removeprefix(BASE)
        try:
            store.head(key)
            store.head(keys.episode_key(key.split("/")[1].split(".")[0]))
        except ObjectMissingError:
            return False
    return True


@pytest.mark.parametrize(
    ("scenario", "mutant"),
    [
        (race, blind_commit),
        (stand_still, blind_views),
        (killed_anywhere, feed_first),
        (killed_anywhere, upload_later),
    ],
    ids=lambda one: one.__name__,
)
def test_each_promise_depends_on_what_keeps_it(
    show,
    make_show,
    store,
    watch,
    publish_show,
    killed,
    monkeypatch: pytest.MonkeyPatch,
    scenario: Callable[..., bool],
    mutant: Callable[[pytest.MonkeyPatch], None],
) -> None:
    """Kept as the program is, broken with the mutant: so these scenarios would notice."""
    given = (show, make_show, store, watch, publish_show, killed)
    mutant(monkeypatch)
    try:
        kept = scenario(*given)
    except PodcastError:  # it notices by itself
        kept = False
    assert not kept


@pytest.mark.parametrize("scenario", [race, stand_still, killed_anywhere], ids=lambda one: one.__name__)
def test_each_promise_is_kept(
    show, make_show, store, watch, publish_show, killed, scenario: Callable[..., bool]
) -> None:
    """As the program is."""
    assert scenario(show, make_show, store, watch, publish_show, killed)
