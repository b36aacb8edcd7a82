"""The rules that need no network."""

from __future__ import annotations

import pytest

from podcast.content.checks import check_folder
from podcast.content.load import load_show


def found(show) -> list[tuple[str, str, str]]:
    """Return file and line, rule and severity of what the checks find."""
    folder = load_show(show.root, named="S")
    assert folder.problems == ()
    return [
        (f"{one.place.file}:{one.place.line}", one.rule, one.severity.value) for one in check_folder(folder)
    ]


def test_a_guid_that_stands_twice_is_an_error_at_the_second(show) -> None:
    """Apps would show only one of the two episodes."""
    show.episode(1)
    show.episode(2, guid="guid-1")
    assert found(show) == [("S/002-episode-2/episode.md:5", "duplicate-guid", "error")]


def test_a_slug_that_an_article_has_too_is_an_error(show) -> None:
    """Links name pages by slug."""
    show.episode(1)
    show.article("episode-1")
    assert [rule for _, rule, _ in found(show)] == ["duplicate-slug"]


@pytest.mark.parametrize(
    ("old", "new", "rule", "severity"),
    [
        ('start: "00:01"', 'start: "00:00"', "chapter-order", "error"),
        ('start: "00:00"', 'start: "00:00.5"', "chapter-zero", "warning"),
        ("recording:", "related: [nulle-part]\nrecording:", "unknown-link", "warning"),
        ("Le texte", "[[listen: nulle-part]]\n\nLe texte", "unknown-link", "warning"),
        ("recording:", "related: [episode-1]\nrecording:", "unknown-link", "warning"),
        ("Le texte", "[[read-also: episode-1]]\n\nLe texte", "unknown-link", "warning"),
        ("Le texte", "[[lisen: episode-1]]\n\nLe texte", "directive", "error"),
        ("guid-1", "https://a.example/1", "guid", "warning"),
        ('"Épisode 1"', '"Émission d’essai, la suite"', "title", "warning"),
        (
            "recording:",
            'soundbites:\n  - start: "0:00"\n    duration: "3"\nrecording:',
            "soundbite-length",
            "warning",
        ),
    ],
)
def test_each_rule_finds_its_fault_and_nothing_else(
    show, old: str, new: str, rule: str, severity: str
) -> None:
    """One seeded fault, one finding."""
    show.edit(show.episode(1), old, new)
    assert [(name, level) for _, name, level in found(show)] == [(rule, severity)]


def test_a_show_that_is_not_french_is_told_that_its_pages_are(show) -> None:
    """Feed and player speak its language, the words around a text do not."""
    show.edit(show.root / "show.toml", 'language = "fr"', 'language = "fr-CA"')
    assert found(show) == []
    show.edit(show.root / "show.toml", 'language = "fr-CA"', 'language = "en"')
    assert found(show) == [("S/show.toml:3", "page-language", "warning")]


def test_what_names_a_draft_is_warned_of(show) -> None:
    """Readers do not see it; a draft may name another."""
    show.edit(show.article("un-brouillon"), "summary:", "draft: true\nsummary:")
    show.article("un", body="[[read-also: un-brouillon]]", extra="related: [un-brouillon]\n")
    show.article("deux", body="[[read-also: un-brouillon]]", extra="draft: true\n")
    assert found(show) == [
        ("S/articles/un.md:5", "unknown-link", "warning"),
        ("S/articles/un.md:8", "unknown-link", "warning"),
    ]
