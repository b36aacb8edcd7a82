"""What becomes of recordings on their way to the store: with stings, in other formats, or as they are."""

from __future__ import annotations

import base64
import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from mutagen.id3 import ID3

from podcast.audio.ffmpeg import executable
from podcast.audio.keep import audio_span
from podcast.audio.loudness import measure
from podcast.content import keys
from podcast.content.timeline import INTRO, OUTRO
from podcast.content.transcript import read_vtt
from podcast.publish.progress import Silence
from podcast.publish.state import read_state
from podcast.publish.status import Standing
from podcast.publish.verify import verify_store
from podcast.store.memory import MemoryStore

from .stung import Publish, add, make_stung, recorded, standings, stored, timeline_of

PODCAST = "{https://podcastindex.org/namespace/1.0}"


@pytest.fixture
def stung(show: Any, write_wav: Callable[..., Path]) -> Any:
    """Give a show whose one episode of 5 s has an intro, a jingle at 3 s, an outro and a transcript."""
    return make_stung(show, write_wav)


def test_chapters_and_cues_have_the_times_of_the_master(
    stung: Any, store: MemoryStore, publish_show: Publish, tmp_path: Path
) -> None:
    """In the record, in the tags, in the chapters of the page and in the transcript alike."""
    publish_show(stung.root, store)
    record, timeline = recorded(store), timeline_of(store)
    assert [one.source for one in timeline.pieces] == [INTRO, "", "virgule", "", OUTRO]
    start, before, after = (
        timeline.to_master_ms(0),
        timeline.to_master_ms(3_000, ending=True),
        timeline.to_master_ms(3_000),
    )
    assert 700 < start <= 800
    assert before == pytest.approx(start + 3_000, abs=1)
    assert after - before == pytest.approx(800 - 2 * 200, abs=25)  # less what was silent at its ends
    assert [one.start_ms for one in record.episode.chapters] == [0, after]
    chapters = ID3(stored(store, record.enclosure.key, tmp_path / "m.mp3")).getall("CHAP")
    assert [one.start_time for one in chapters] == [0, after]
    assert [one.end_time for one in chapters] == [after, record.enclosure.duration_ms]
    assert f'"startTime":{after / 1000}' in store.get("episodes/episode-1/chapters.json").body.decode()
    text = store.get("episodes/episode-1/transcript.vtt").body.decode()
    assert [(one.start_ms, one.end_ms) for one in read_vtt(text, file="x")] == [
        (start, start + 1_000),
        (start + 2_500, before),
        (start + 2_500, after + 500),
        (after, after + 1_000),
    ]
    heard = measure(tmp_path / "m.mp3")
    assert heard.analysis.samples == timeline.samples
    assert heard.loudness.integrated == pytest.approx(-19, abs=0.2)


def test_after_a_publish_with_everything_every_page_is_published(
    stung: Any, store: MemoryStore, publish_show: Publish
) -> None:
    """Shifted, trimmed, in three formats and beside one without stings: nothing is left to do."""
    stung.edit(stung.episode(2), "recording:", "stings: false\nrecording:")
    stung.article()
    add(stung, '\n[audio]\ntrim_silence = true\nalternates = ["m4a", "opus"]\n')
    publish_show(stung.root, store)
    assert standings(stung, store) == {Standing.PUBLISHED}
    plain = read_state(store).episode("guid-2")
    assert plain
    assert plain.enclosure.timeline is None
    assert len(plain.enclosure.alternates) == 2
    assert publish_show(stung.root, store).plan.empty
    assert not verify_store(store, Silence()).findings


def test_alternates_answer_for_what_is_stored(
    stung: Any, store: MemoryStore, publish_show: Publish, tmp_path: Path
) -> None:
    """The record and the feed list both with size and digest; each is as loud and as long as the MP3."""
    add(stung, '\n[audio]\nalternates = ["m4a", "opus"]\n')
    publish_show(stung.root, store)
    enclosure = recorded(store).enclosure
    feed = etree.fromstring(store.get(keys.FEED).body)
    told = {}
    for one in feed.iter(f"{PODCAST}alternateEnclosure"):
        source, integrity = one.find(f"{PODCAST}source"), one.find(f"{PODCAST}integrity")
        assert source is not None
        assert integrity is not None
        told[source.get("uri")] = (one.get("length"), one.get("type"), integrity.get("value"))
    assert [Path(one.key).suffix for one in enclosure.alternates] == [".m4a", ".opus"]
    for alternate in enclosure.alternates:
        body = store.get(alternate.key).body
        digest = hashlib.sha256(body)
        assert (alternate.bytes, alternate.sha256) == (len(body), digest.hexdigest())
        sri = f"sha256-{base64.b64encode(digest.digest()).decode()}"
        url = keys.url_of("https://podcast.example/", alternate.key)
        assert told[url] == (str(len(body)), alternate.type, sri)
        heard = measure(stored(store, alternate.key, tmp_path / Path(alternate.key).name))
        assert heard.loudness.integrated == pytest.approx(-19, abs=0.3)
        assert heard.loudness.true_peak <= -1
        assert heard.duration_ms == pytest.approx(enclosure.duration_ms, abs=50)
    assert not verify_store(store, Silence()).findings


@pytest.fixture
def on_target(show: Any) -> Path:
    """Give an episode whose recording is an MP3 at -19 LUFS, with tags of its own."""
    page: Path = show.episode(1)
    mp3, wav = page.with_name("fini.mp3"), page.with_name("son.wav")
    gain = -19 - measure(wav).loudness.integrated + 0.2
    argv = [executable(), "-nostdin", "-v", "error", "-i", str(wav), "-af", f"volume={gain}dB"]
    rest = ["-ar", "44100", "-b:a", "96k", "-metadata", "title=Ancien titre", "-write_id3v1", "1"]
    subprocess.run([*argv, *rest, str(mp3)], check=True)
    show.edit(page, "son.wav", "fini.mp3")
    return mp3


def test_an_mp3_on_target_is_published_frame_by_frame(
    show: Any, on_target: Path, store: MemoryStore, publish_show: Publish, tmp_path: Path
) -> None:
    """Its frames are in the tagged file byte by byte, and none of its old tags."""
    publish_show(show.root, store)
    enclosure = recorded(store).enclosure
    assert (enclosure.kept, enclosure.timeline, enclosure.before) == (True, None, enclosure.after)
    span = audio_span(on_target)
    assert span
    frames = on_target.read_bytes()[slice(*span)]
    published = stored(store, enclosure.key, tmp_path / "m.mp3")
    assert published.read_bytes().endswith(frames)
    assert str(ID3(published)["TIT2"]) == "Épisode 1"
    assert b"Ancien titre" not in published.read_bytes()
    assert standings(show, store) == {Standing.PUBLISHED}


@pytest.mark.parametrize(
    "settings", ["[audio]\nkeep_mp3 = false\n", '[stings]\nintro = "i.wav"\n', "[loudness]\nmono = -20\n"]
)
def test_an_mp3_is_encoded_where_the_settings_ask_for_it(
    show: Any,
    on_target: Path,
    store: MemoryStore,
    publish_show: Publish,
    write_wav: Callable[..., Path],
    settings: str,
) -> None:
    """Told so, with something to join to it, or with another target."""
    write_wav(show.root / "i.wav", seconds=1.0)
    add(show, f"\n{settings}")
    publish_show(show.root, store)
    assert not recorded(store).enclosure.kept
