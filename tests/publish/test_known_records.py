"""Records that were read are remembered without their cues, which stay where they are until somebody looks."""

from __future__ import annotations

import pytest

from podcast.content import canonical
from podcast.content.release import record_key
from podcast.publish import memory
from podcast.publish.state import read_state
from podcast.publish.workspace import Workspace

RECORDS = record_key("").removesuffix(".json")
VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nBonjour.\n"


@pytest.fixture
def workspace(show, store, publish_show) -> Workspace:
    """Give the workspace of a show with a transcript that was published."""
    page = show.episode(1)
    show.edit(page, "recording:", "transcript: t.vtt\nrecording:")
    (page.parent / "t.vtt").write_text(VTT, encoding="utf-8")
    show.article("a")
    publish_show(show.root, store)
    return Workspace(show.root)


def _records(store) -> list[str]:
    return [key for verb, key in store.calls if verb == "get" and key.startswith(RECORDS)]


def test_a_known_release_is_read_without_its_records(workspace, store, watch) -> None:
    """And is what it would be, to the byte, cues included, though no file of a record is there any more."""
    fresh = read_state(store)
    for path in (workspace.root / "records").iterdir():
        path.unlink()
    seen = watch(store)
    known = read_state(seen, workspace)
    assert len(_records(seen)) == 1  # of the show
    assert known == fresh
    assert {name: canonical.encode(one) for name, one in known.records.items()} == {
        name: canonical.encode(one) for name, one in fresh.records.items()
    }
    (cues,) = (one.transcript for one in known.records.values() if one.kind == "episode")
    assert [one.text for one in cues] == ["Bonjour."]


@pytest.mark.parametrize("damage", [b"", b"x", b"\x00" * 200])
def test_a_damaged_memory_is_no_memory(workspace, store, damage: bytes) -> None:
    """It is made again."""
    (path,) = (workspace.root / "released").iterdir()
    path.write_bytes(damage)
    assert read_state(store, workspace) == read_state(store)
    assert path.read_bytes() != damage


def test_what_is_remembered_in_another_shape_is_not_known(workspace, store) -> None:
    """Another version of this program may have written it, and render the same."""
    release = read_state(store).release
    memory.remember(workspace, "released", {one.record: {"cues": 7} for one in release.entries})
    assert read_state(store, workspace) == read_state(store)


def test_another_program_reads_again(workspace, store, watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one made of a record is nothing to another."""
    monkeypatch.setattr(memory, "renderer_digest", lambda: "another")
    for path in (workspace.root / "records").iterdir():
        path.unlink()
    seen = watch(store)
    assert read_state(seen, workspace) == read_state(store)
    assert len(_records(seen)) == 3
