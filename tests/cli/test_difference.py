"""What changed in a text, word by word."""

from __future__ import annotations

import pytest

from podcast.cli.difference import changed_lines, say_difference


def said(capsys: pytest.CaptureFixture[str], before: str, after: str) -> str:
    """Return what is printed of a difference."""
    say_difference("summary", before, after, indent=2)
    return capsys.readouterr().out


def test_short_values_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    """And what was not there, or is no more, is said so."""
    assert said(capsys, "7", "8") == "  summary: 7 → 8\n"
    assert said(capsys, "", "8") == "  summary: nothing → 8\n"


def test_of_a_long_text_only_what_changed_is_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a few words around it, in as many lines as the terminal needs."""
    monkeypatch.setenv("COLUMNS", "40")
    words = [f"mot{at}" for at in range(60)]
    changed = [*words[:30], "neuf", *words[31:]]
    text = said(capsys, " ".join(words), " ".join(changed))
    assert "[-mot30-] {+neuf+}" in " ".join(text.split())
    assert "mot20" not in text
    assert max(map(len, text.splitlines())) <= 40


def test_paragraphs_that_stay_are_left_out() -> None:
    """A new one is new as a whole, and one that is gone is gone."""
    before = "Le même.\nParti pour de bon."
    assert list(changed_lines(before, "Le même.")) == [
        [("-", one) for one in ["Parti", "pour", "de", "bon."]]
    ]
    assert list(changed_lines("Le même.", "Le même.\nVenu.")) == [[("+", "Venu.")]]


def test_nothing_in_a_text_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever somebody wrote into a title."""
    assert "\x1b" not in said(capsys, "a\x1b[31m", "b\x1b]0;titre\x07 " * 20)


def test_colours_are_for_terminals_that_want_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_COLOR is respected; the marks say the same."""
    monkeypatch.setattr("podcast.cli.terminal.is_terminal", lambda _: True)
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[31m" in said(capsys, "a " * 40, "b " * 40)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in said(capsys, "a " * 40, "b " * 40)
