"""A show with an intro, jingles, alternates and MP3s on target, published and published again."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from mutagen.id3 import ID3

from podcast.audio.loudness import measure
from podcast.content.record import EpisodeRecord
from podcast.publish import masters
from podcast.publish.check import checked_show
from podcast.publish.progress import Silence
from podcast.publish.state import read_state
from podcast.publish.status import Standing, status
from podcast.publish.verify import verify_store
from podcast.publish.workflow import Outcome, carry_out, propose
from podcast.publish.workspace import Workspace
from podcast.store.memory import MemoryStore

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PODCAST = "{https://podcastindex.org/namespace/1.0}"


def publish(root: Path, store: MemoryStore) -> Outcome:
    folder, _ = checked_show(root)
    proposal = propose(folder, store, now=NOW, progress=Silence())
    return carry_out(store, proposal, progress=Silence())


def the_record(root: Path, store: MemoryStore) -> EpisodeRecord:
    found = read_state(store, Workspace(root)).episode("guid-1")
    assert found
    return found


def body(store: MemoryStore, key: str) -> bytes:
    return store.get(key).body


def add(root: Path, text: str) -> None:
    toml = root / "show.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.fixture
def stung(show, write_wav) -> Path:
    """Give a show whose one episode of 2.1 s has an intro of 1 s and an outro of 1.5 s."""
    show.episode(1)
    write_wav(show.root / "intro.wav", seconds=1.0, level=0.5)
    write_wav(show.root / "outro.wav", seconds=1.5, level=0.02)
    add(show.root, '\n[stings]\nintro = "intro.wav"\noutro = "outro.wav"\ncrossfade = "0.2"\n')
    return Path(show.root)


def test_everything_with_a_time_is_shifted_by_the_intro(stung: Path) -> None:
    """The record, the chapters in the file and the length are those of the master."""
    store = MemoryStore()
    publish(stung, store)
    record = the_record(stung, store)
    assert record.enclosure.timeline
    offset = record.enclosure.timeline.to_master_ms(0)
    assert 700 < offset <= 800  # the fade, and what was silent at the end of the intro
    assert [one.start_ms for one in record.episode.chapters] == [0, 1000 + offset]
    path = stung / "master.mp3"
    path.write_bytes(body(store, record.enclosure.key))
    assert [one.start_time for one in ID3(path).getall("CHAP")] == [0, 1000 + offset]
    heard = measure(path)
    assert heard.analysis.samples == record.enclosure.timeline.samples
    assert heard.duration_ms == record.enclosure.duration_ms
    assert abs(heard.loudness.integrated + 19) <= 0.2


def test_a_second_publish_of_stings_and_alternates_changes_nothing(stung: Path) -> None:
    """Nothing is encoded, nothing uploaded, and every page stands as published."""
    add(stung, '\n[audio]\nalternates = ["m4a", "opus"]\n')
    store = MemoryStore()
    assert publish(stung, store).release == 1
    again = publish(stung, store)
    assert (again.plan.empty, again.sent) == (True, 0)
    folder, _ = checked_show(stung)
    lines = status(folder, read_state(store, Workspace(stung)), now=NOW)
    assert {one.standing for one in lines} == {Standing.PUBLISHED}


def test_alternates_are_stored_named_and_true(stung: Path) -> None:
    """The feed names each format with its length and digest; each is at the target."""
    add(stung, '\n[audio]\nalternates = ["opus", "m4a"]\n')
    store = MemoryStore()
    publish(stung, store)
    feed = etree.fromstring(body(store, "feed.xml"))
    found = list(feed.iter(f"{PODCAST}alternateEnclosure"))
    assert [one.get("type") for one in found] == ["audio/mpeg", "audio/x-m4a", "audio/ogg"]
    assert [one.get("default") for one in found] == ["true", None, None]
    for one in found:
        source, integrity = one.find(f"{PODCAST}source"), one.find(f"{PODCAST}integrity")
        assert source is not None
        assert integrity is not None
        content = body(store, str(source.get("uri")).removeprefix("https://podcast.example/"))
        assert one.get("length") == str(len(content))
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        assert integrity.get("value") == f"sha256-{digest}"
    record = the_record(stung, store)
    for alternate in record.enclosure.alternates:
        path = stung / Path(alternate.key).name
        path.write_bytes(body(store, alternate.key))
        heard = measure(path)
        assert abs(heard.loudness.integrated + 19) <= 0.3, alternate.type
        assert heard.loudness.true_peak <= -0.95
        assert abs(heard.duration_ms - record.enclosure.duration_ms) <= 60
    assert not verify_store(store, Silence()).findings


def test_other_words_write_other_tags_and_encode_nothing(
    stung: Path, show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A title costs a copy; another intro or setting costs an encode."""
    store = MemoryStore()
    publish(stung, store)
    before = the_record(stung, store).enclosure

    def never(*given: object, **more: object) -> None:
        raise AssertionError("encoded")

    monkeypatch.setattr(masters, "master", never)
    page = next(stung.glob("*/episode.md"))
    show.edit(page, "Épisode 1", "Un autre titre")
    publish(stung, store)
    after = the_record(stung, store).enclosure
    assert after.key != before.key
    assert after.timeline == before.timeline
    show.edit(stung / "show.toml", 'crossfade = "0.2"', 'crossfade = "0.1"')
    with pytest.raises(AssertionError, match="encoded"):
        publish(stung, store)


def test_an_mp3_on_target_is_only_tagged(show, tmp_path: Path) -> None:
    """What was published once, given back as a recording, is published as it is; unless told otherwise."""
    show.episode(1)
    store = MemoryStore()
    publish(show.root, store)
    mastered = body(store, the_record(show.root, store).enclosure.key)
    page = next(show.root.glob("*/episode.md"))
    page.with_name("fini.mp3").write_bytes(mastered)
    show.edit(page, "recording: son.wav", "recording: fini.mp3")
    publish(show.root, store)
    kept = the_record(show.root, store).enclosure
    assert kept.kept
    assert kept.before == kept.after
    assert body(store, kept.key)[-5000:] == mastered[-5000:]
    add(show.root, "\n[audio]\nkeep_mp3 = false\n")
    publish(show.root, store)
    assert not the_record(show.root, store).enclosure.kept


def test_a_jingle_in_the_wrong_place_is_said_with_the_episode(stung: Path, show, write_wav) -> None:
    """The error names the front matter, and nothing is published."""
    write_wav(stung / "virgule.wav", seconds=0.5)
    add(stung, '[[stings.jingles]]\nname = "virgule"\nfile = "virgule.wav"\n')
    page = next(stung.glob("*/episode.md"))
    show.edit(page, "chapters:", 'jingles:\n  - at: "40"\n    name: virgule\nchapters:')
    store = MemoryStore()
    with pytest.raises(Exception, match=r"jingle") as caught:
        publish(stung, store)
    assert "episode.md" in str(caught.value)
    assert not list(store.list(""))
