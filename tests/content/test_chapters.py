"""Chapters as a file for apps, and as the times that Apple reads out of notes."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.content.chapters import chapter_ends, chapters_html, chapters_json
from podcast.content.episode import Chapter
from podcast.content.record import PublishedImage, Rendition


def chapters(*starts: int) -> tuple[Chapter, ...]:
    """Return chapters that start so many ms from the beginning."""
    return tuple(Chapter(start_ms=at, title=f"C{number}") for number, at in enumerate(starts))


def test_the_file_has_seconds_titles_and_absolute_addresses(make_episode) -> None:
    """As version 1.2.0 of the specification says."""
    picture = Rendition(key="images/c.jpg", width=3, height=3, type="image/jpeg")
    record = make_episode(
        chapters=(
            Chapter(start_ms=0, title="Début"),
            Chapter(start_ms=62_500, title="Suite", url="https://lien.example/", image="c.jpg"),
        )
    )
    record.images["c.jpg"] = PublishedImage(renditions=(picture,))
    assert json.loads(chapters_json(record, "https://podcast.example/")) == {
        "version": "1.2.0",
        "title": "Épisode 1",
        "chapters": [
            {"startTime": 0.0, "title": "Début"},
            {
                "startTime": 62.5,
                "title": "Suite",
                "url": "https://lien.example/",
                "img": "https://podcast.example/images/c.jpg",
            },
        ],
    }


def test_notes_list_hours_minutes_and_seconds() -> None:
    """From 00:00:00, one line each."""
    assert chapters_html(chapters(0, 62_999, 3_723_000), "fr") == (
        "<p>Chapitres</p>\n<ul>\n<li>00:00:00 C0</li>\n<li>00:01:02 C1</li>\n<li>01:02:03 C2</li>\n</ul>\n"
    )


@pytest.mark.parametrize("starts", [(), (0,), (0, 5_000), (1, 5_000, 9_000)])
def test_notes_list_nothing_that_apple_would_not_read(starts: tuple[int, ...]) -> None:
    """It asks for three, the first of them at 0."""
    assert chapters_html(chapters(*starts), "fr") == ""


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("fr", "Chapitres"),
        ("FR-ca", "Chapitres"),
        ("fr_FR", "Chapitres"),
        ("en", "Chapters"),
        ("frr", "Chapters"),
    ],
)
def test_the_heading_speaks_the_language_of_the_show(language: str, heading: str) -> None:
    """French, or else English."""
    assert chapters_html(chapters(0, 1, 2), language).startswith(f"<p>{heading}</p>")


@given(st.text(max_size=60))
def test_no_title_becomes_markup(title: str) -> None:
    """Whatever a title holds, the list has its own tags only."""
    made = chapters_html((Chapter(start_ms=0, title=title), *chapters(1_000, 2_000)), "fr")
    assert re.findall("<[^>]*>", made) == ["<p>", "</p>", "<ul>", *["<li>", "</li>"] * 3, "</ul>"]
    assert "]]>" not in made


def test_a_chapter_ends_where_the_next_one_starts() -> None:
    """The last one with the recording."""
    assert chapter_ends((0, 5, 9), 12) == (5, 9, 12)
    assert chapter_ends((), 12) == ()
