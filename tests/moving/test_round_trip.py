"""Our own published feed, imported and published again: nothing but addresses may differ."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from podcast.content import keys
from podcast.store.base import Store
from podcast.store.memory import MemoryStore
from tests.everything import write_everything

from .oldhost import OldHost


def serve(store: Store, host: OldHost) -> None:
    """Let the old host serve what a store holds."""
    for info in store.list():
        host.put(info.key, store.get(info.key).body, keys.media_type(info.key))


def without_pictures(feed: bytes) -> str:
    """Return a feed without the names of pictures, which are ours to choose."""
    return re.sub(r"images/[a-z0-9-]+\.[0-9a-f]{12}\.", "images/", feed.decode())


def test_everything_survives_the_round_trip(
    tmp_path: Path, write_wav, old_host: OldHost, publish_show, bring
) -> None:
    """Every tag of a show that uses every key, every byte of its sound."""
    root = write_everything(tmp_path / "emission", write_wav)
    base = f"http://podcast.example:{old_host.port}/"
    text = (root / "show.toml").read_text(encoding="utf-8")
    (root / "show.toml").write_text(text.replace("https://podcast.example/", base), encoding="utf-8")
    store = MemoryStore()
    publish_show(root, store)
    serve(store, old_host)

    moved = tmp_path / "moved"
    done = bring(f"{base}feed.xml", moved, base_url=base)
    assert (done.failed, [str(one) for one in done.notes]) == ((), [])
    again = MemoryStore()
    publish_show(moved, again)

    before, after = store.get(keys.FEED).body, again.get(keys.FEED).body
    # pictures within a text stay where they are: they are no part of what a feed is asked for
    pictured = [one for one in without_pictures(before).splitlines() if not one.startswith("<p><img ")]
    assert without_pictures(after).splitlines() == pictured
    sounds = {info.key for info in store.list() if info.key.startswith("audio/")}
    assert {info.key for info in again.list() if info.key.startswith("audio/")} == sounds


def test_the_sample_show_survives_the_round_trip(
    tmp_path: Path, old_host: OldHost, publish_show, bring
) -> None:
    """Articles of several thousand signs, standfirsts, boxes, chapters with pictures, a transcript."""
    root = tmp_path / "emission"
    shutil.copytree(
        Path(__file__).parents[2] / "episodes", root, ignore=shutil.ignore_patterns(".podcast", "_demo")
    )
    base = f"http://podcast.example:{old_host.port}/"
    text = (root / "show.toml").read_text(encoding="utf-8")
    text = re.sub(r'base_url = ".*"', f'base_url = "{base}"', text)
    (root / "show.toml").write_text(text, encoding="utf-8")
    store, again = MemoryStore(), MemoryStore()
    publish_show(root, store)
    serve(store, old_host)
    done = bring(f"{base}feed.xml", tmp_path / "moved", base_url=base)
    assert (done.failed, [str(one) for one in done.notes]) == ((), [])
    publish_show(tmp_path / "moved", again)
    before, after = store.get(keys.FEED).body, again.get(keys.FEED).body
    assert without_pictures(after).splitlines() == without_pictures(before).splitlines()


def test_importing_again_changes_nothing(
    tmp_path: Path, write_wav, old_host: OldHost, publish_show, bring
) -> None:
    """Not a byte of a file, and nothing is downloaded but the feed."""
    root = write_everything(tmp_path / "emission", write_wav)
    base = f"http://podcast.example:{old_host.port}/"
    text = (root / "show.toml").read_text(encoding="utf-8")
    (root / "show.toml").write_text(text.replace("https://podcast.example/", base), encoding="utf-8")
    store = MemoryStore()
    publish_show(root, store)
    serve(store, old_host)
    moved = tmp_path / "moved"
    bring(f"{base}feed.xml", moved, base_url=base)
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in moved.rglob("*") if path.is_file()
    }
    old_host.asked.clear()
    done = bring(f"{base}feed.xml", moved, base_url=base)
    after = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in moved.rglob("*") if path.is_file()
    }
    assert after == before
    assert len(done.kept) == 2
    assert [path for _, path, _ in old_host.asked] == ["/feed.xml"]
