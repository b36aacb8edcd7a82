"""A show with an intro, a jingle in the middle, an outro and a transcript, and what is published of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from podcast.content.record import EpisodeRecord
from podcast.content.timeline import Timeline
from podcast.publish.check import checked_show
from podcast.publish.state import read_state
from podcast.publish.status import Standing, status
from podcast.publish.workspace import Workspace
from podcast.store.memory import MemoryStore

from .conftest import NOW

Publish = Callable[..., Any]

STINGS = """
[stings]
intro = "intro.wav"
outro = "outro.wav"
crossfade = "0.2"

[[stings.jingles]]
name = "virgule"
file = "virgule.wav"
"""
CALLS = """jingles:
  - at: "00:03"
    name: virgule
transcript: mots.vtt
recording:"""
VTT = """WEBVTT

00:00.000 --> 00:01.000
Avant.

00:02.500 --> 00:03.000
Jusqu’à la virgule.

00:02.500 --> 00:03.500
Par-dessus la virgule.

00:03.000 --> 00:04.000
Après.
"""


def make_stung(show: Any, write_wav: Callable[..., Path]) -> Any:
    """Return a show whose one episode of 5 s has an intro, a jingle at 3 s, an outro and a transcript."""
    page = show.episode(1)
    write_wav(page.with_name("son.wav"), seconds=5.0)
    page.with_name("mots.vtt").write_text(VTT, encoding="utf-8")
    for name, seconds in (("intro", 1.0), ("outro", 1.5), ("virgule", 0.8)):
        write_wav(show.root / f"{name}.wav", seconds=seconds, level=0.3)
    show.edit(page, "recording:", CALLS)
    show.edit(page, '"00:01"\n    title: Suite', '"00:03"\n    title: Suite')
    add(show, STINGS)
    return show


def add(show: Any, text: str) -> None:
    """Add lines to `show.toml`."""
    toml = show.root / "show.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + text, encoding="utf-8")


def page_of(show: Any) -> Path:
    """Return the `episode.md` of the one episode."""
    return next(Path(show.root).glob("*/episode.md"))


def recorded(store: MemoryStore) -> EpisodeRecord:
    """Return what is published of the one episode."""
    found = read_state(store).episode("guid-1")
    assert found
    return found


def timeline_of(store: MemoryStore) -> Timeline:
    """Return where its recording is in its master."""
    found = recorded(store).enclosure.timeline
    assert found
    return found


def standings(show: Any, store: MemoryStore) -> set[Standing]:
    """Return where the pages of a folder stand."""
    folder, _ = checked_show(show.root)
    return {one.standing for one in status(folder, read_state(store, Workspace(show.root)), now=NOW)}


def stored(store: MemoryStore, key: str, path: Path) -> Path:
    """Write an object of a store to a file, and return it."""
    path.write_bytes(store.get(key).body)
    return path
