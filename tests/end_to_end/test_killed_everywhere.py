"""A publish into a folder, killed at each of its changes to the disk in turn.

`PODCAST_STEPS=1` tries every step, which takes minutes; as it is, every sixth is tried, and others in each part.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from podcast.content import keys
from podcast.errors import ObjectMissingError
from podcast.feed.read import read_feed
from podcast.publish.progress import Silence
from podcast.publish.verify import verify_store
from podcast.store.directory import DirectoryStore

from .studio import Studio

BASE = "https://podcast.example/"
PARTS = 2
"""Into how many tests the steps are dealt out, so that they run beside each other."""

STRIDE = int(os.environ.get("PODCAST_STEPS", "6"))


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """Give a studio that publishes into the folder `public`."""
    one = Studio(str(tmp_path / "public"), "", {})
    yield one
    one.close()


@pytest.fixture
def begun(show, studio: Studio, tmp_path: Path) -> Callable[[], tuple[Path, Path]]:
    """Give a function that puts back a show of which one episode is online and another is ready to be."""
    show.episode(1)
    assert studio.wait(studio.publish(show.root))[0] == 0
    show.episode(2)
    show.article()
    before, public = tmp_path / "before", tmp_path / "public"
    # what it takes to make the audio is another matter: it is made beforehand
    assert studio.wait(studio.publish(show.root))[0] == 0
    shutil.copytree(public, tmp_path / "after")
    masters = tmp_path / "masters"
    for kind in ("masters", "tagged", "heard"):
        shutil.copytree(show.root / ".podcast" / kind, masters / kind)
    shutil.rmtree(public)
    shutil.rmtree(show.root / ".podcast")
    held = show.root / "002-episode-2"
    held.rename(tmp_path / "held")
    (show.root / "articles").rename(tmp_path / "articles")
    assert studio.wait(studio.publish(show.root))[0] == 0
    (tmp_path / "held").rename(held)
    (tmp_path / "articles").rename(show.root / "articles")
    shutil.copytree(masters, show.root / ".podcast", dirs_exist_ok=True)
    shutil.copytree(show.root, before / "show")
    shutil.copytree(public, before / "public")

    def put_back() -> tuple[Path, Path]:
        for name, place in (("show", show.root), ("public", public)):
            shutil.rmtree(place)
            shutil.copytree(before / name, place)
        return show.root, public

    return put_back


def contents(public: Path) -> dict[str, bytes]:
    """Return what readers can get, and the releases; not who published when."""
    found = {path.relative_to(public).as_posix(): path for path in public.rglob("*") if path.is_file()}
    return {
        name: path.read_bytes()
        for name, path in found.items()
        if "/." not in f"/{name}" and "/commits/" not in name and name != "_podcast/gc.json"
    }


def hashed(public: Path) -> dict[str, tuple[int, int]]:
    """Return what identifies each file of audio and each picture that is there."""
    found = (path for kind in ("audio", "images", "assets") for path in (public / kind).glob("[!.]*"))
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in found}


def check_live(public: Path) -> None:
    """Check that the feed is whole: everything that it names is there."""
    store = DirectoryStore(public)
    for item in read_feed(store.get(keys.FEED).body, where="feed").items:
        key = item.url.removeprefix(BASE)
        assert store.head(key).size == item.length
        try:
            store.head(keys.episode_key(key.removeprefix("audio/").split(".")[0]))
        except ObjectMissingError:
            raise AssertionError(f"{item.title} has no page") from None


@pytest.mark.parametrize("part", range(PARTS))
def test_a_publish_that_dies_at_any_step_is_finished_by_the_next(
    part: int, studio: Studio, begun: Callable[[], tuple[Path, Path]], tmp_path: Path
) -> None:
    """The live feed is whole all the while; then there are the same bytes, and nothing whole was sent again."""
    wanted = contents(tmp_path / "after")
    step = 1 + part * STRIDE
    while True:
        root, public = begun()
        code, said = studio.wait(studio.publish(root, step=step))
        if code == 157:  # it came to its end before
            break
        assert code == -9, said
        check_live(public)
        there = hashed(public)
        code, said = studio.wait(studio.publish(root))
        assert code == 0, (step, said)
        now = hashed(public)
        assert {name: now[name] for name in there} == there, step
        assert contents(public) == wanted, step
        step += PARTS * STRIDE
    assert step > 100
    assert verify_store(DirectoryStore(public), Silence()).findings == ()
