"""Pieces of long views, remembered."""

from pathlib import Path

import pytest

from podcast.publish import memory
from podcast.publish.known_pieces import KnownPieces
from podcast.publish.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path)
    made.make()
    return made


def _kept(workspace: Workspace, **pieces: bytes) -> None:
    known = KnownPieces(workspace)
    for key, piece in pieces.items():
        known.keep(key, piece)
    known.save()


def test_what_was_made_is_known_the_next_time(workspace: Workspace) -> None:
    """And what was not is not."""
    _kept(workspace, a=b"<li>", b=b"\xff")
    known = KnownPieces(workspace)
    assert [known.get(key) for key in "abc"] == [b"<li>", b"\xff", None]


def test_what_was_not_asked_for_goes(workspace: Workspace) -> None:
    """The memory does not grow for ever."""
    _kept(workspace, a=b"1", b=b"2")
    known = KnownPieces(workspace)
    known.get("b")
    known.save()
    assert KnownPieces(workspace).get("a") is None
    assert KnownPieces(workspace).get("b") == b"2"


def test_another_program_knows_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may make other pieces of the same."""
    _kept(workspace, a=b"1")
    monkeypatch.setattr(memory, "renderer_digest", lambda: "another")
    assert KnownPieces(workspace).get("a") is None


@pytest.mark.parametrize("damage", [b"", b"x" * 100])
def test_a_damaged_memory_is_no_memory(workspace: Workspace, damage: bytes) -> None:
    """It is made again."""
    _kept(workspace, a=b"1")
    (workspace.root / "pieces" / "known.bin").write_bytes(damage)
    assert KnownPieces(workspace).get("a") is None


def test_without_a_workspace_nothing_is_written(tmp_path: Path) -> None:
    """Looking makes no folder."""
    known = KnownPieces(Workspace(tmp_path / "show"))
    known.keep("a", b"1")
    known.save()
    assert not (tmp_path / "show").exists()
