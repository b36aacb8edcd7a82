"""Recordings that are published as they are, or with new tags alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from podcast.audio.keep import audio_span
from podcast.content import keys
from podcast.content.record import EpisodeRecord
from podcast.errors import PodcastError
from podcast.publish.state import read_state
from podcast.store.memory import MemoryStore


@pytest.fixture
def old_mp3(show, tmp_path: Path, publish_show) -> bytes:
    """Give an MP3 with the tags of another title, far from the target."""
    store = MemoryStore()
    show.episode(1, title="Ancien titre")
    publish_show(show.root, store)
    key = next(info.key for info in store.list() if info.key.endswith(".mp3"))
    return store.get(key).body


def give(make_show, name: str, mp3: bytes, mastering: str) -> Path:
    """Return a show folder whose episode has that MP3 as its recording."""
    maker = make_show(name)
    path = maker.episode(1, title="Nouveau titre")
    (path.parent / "son.mp3").write_bytes(mp3)
    maker.edit(path, "recording: son.wav", f"recording: son.mp3\nmastering: {mastering}")
    return maker.root


def published_mp3(store: MemoryStore) -> bytes:
    """Return the one master."""
    record = next(one for one in read_state(store).records.values() if isinstance(one, EpisodeRecord))
    assert record.enclosure.kept
    return store.get(record.enclosure.key).body


def test_a_recording_can_be_published_byte_for_byte(old_mp3: bytes, make_show, publish_show) -> None:
    """Whatever the episode is called; the same file has the same name."""
    store = MemoryStore()
    publish_show(give(make_show, "none", old_mp3, "none"), store)
    assert published_mp3(store) == old_mp3
    assert f'length="{len(old_mp3)}"'.encode() in store.get(keys.FEED).body


def test_only_tags_can_be_written_anew(old_mp3: bytes, make_show, publish_show, tmp_path: Path) -> None:
    """Every frame stays."""
    store = MemoryStore()
    publish_show(give(make_show, "tags", old_mp3, "tags"), store)
    made = published_mp3(store)
    assert made != old_mp3
    assert "Nouveau titre".encode("utf-16-le") in made
    frames = []
    for name, body in (("old", old_mp3), ("new", made)):
        path = tmp_path / f"{name}.mp3"
        path.write_bytes(body)
        span = audio_span(path)
        assert span is not None
        frames.append(body[span[0] : span[1]])
    assert frames[0] == frames[1]


def test_what_apps_do_not_play_is_not_published_as_it_is(make_show, publish_show) -> None:
    """A WAV file: the message says what to do."""
    maker = make_show("wav")
    path = maker.episode(1)
    maker.edit(path, "recording: son.wav", "recording: son.wav\nmastering: none")
    with pytest.raises(PodcastError, match="not played by every app"):
        publish_show(maker.root, MemoryStore())


def test_an_episode_that_is_published_again_is_not_measured_again(
    old_mp3: bytes, make_show, publish_show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another title changes nothing of the sound."""
    store = MemoryStore()
    root = give(make_show, "again", old_mp3, "none")
    publish_show(root, store)
    monkeypatch.setattr("podcast.publish.masters.as_is", None)
    path = root / "001-episode-1" / "episode.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Nouveau", "Autre"), encoding="utf-8")
    publish_show(root, store)
    assert published_mp3(store) == old_mp3
