"""Templates that are compiled once for all runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from podcast.site import compiled, templating
from podcast.site.compiled import CompiledOnce, CompiledTemplates


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder beside which templates are kept, and let bytecode be written."""
    monkeypatch.setattr(compiled, "PACKAGED_FOLDER", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "__pycache__"


def _rendered(source: str, settings: bytes = b"1") -> tuple[str, bool]:
    """Return what a template renders, and whether it had to be compiled."""
    templates = Environment(
        loader=DictLoader({"a": source}), bytecode_cache=CompiledTemplates(settings), autoescape=True
    )
    asked: list[str] = []
    real = templates._compile
    templates._compile = lambda *given: asked.append("") or real(*given)  # type: ignore[method-assign]
    return templates.get_template("a").render(x="<"), bool(asked)


def test_a_template_is_compiled_once(folder: Path) -> None:
    """Whoever asks next finds its bytecode."""
    assert _rendered("{{ x }}!") == ("&lt;!", True)
    assert _rendered("{{ x }}!") == ("&lt;!", False)
    assert [one.suffix for one in folder.iterdir()] == [".pyc"]


def test_another_source_or_setting_is_compiled_again(folder: Path) -> None:
    """What is kept is of one source and one way to compile it."""
    _rendered("{{ x }}!")
    assert _rendered("{{ x }}?") == ("&lt;?", True)
    assert _rendered("{{ x }}?", b"2") == ("&lt;?", True)


@pytest.mark.parametrize("damage", [b"", b"x", b"j2" + b"\x00" * 50])
def test_damage_is_compiled_again(folder: Path, damage: bytes) -> None:
    """It is made anew."""
    _rendered("{{ x }}!")
    for path in folder.iterdir():
        path.write_bytes(damage)
    assert _rendered("{{ x }}!") == ("&lt;!", True)
    assert _rendered("{{ x }}!") == ("&lt;!", False)


def test_where_nothing_can_be_written_nothing_is_kept(folder: Path) -> None:
    """And nothing fails."""
    folder.write_text("a file where the folder would be")
    assert _rendered("{{ x }}!") == ("&lt;!", True)
    assert _rendered("{{ x }}!") == ("&lt;!", True)


def test_who_wants_no_bytecode_gets_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As of modules."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    _rendered("{{ x }}!")
    assert not folder.exists()


def test_a_designers_templates_are_never_kept() -> None:
    """They come from a store, and run in a sandbox."""
    own = templating.environment("fr", "UTC", {"a.html.jinja": "x"}).bytecode_cache
    assert isinstance(own, CompiledOnce)
    assert isinstance(templating.environment("fr", "UTC", {}).bytecode_cache, CompiledTemplates)
