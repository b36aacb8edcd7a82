"""Values written as a producer would write them are read back as the same values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.content.episode import Article, Chapter, Episode, Sponsor
from podcast.content.fields import Fields
from podcast.content.frontmatter import read_document, write_document
from podcast.content.plain import page_keys, show_keys
from podcast.content.problem import Problem
from podcast.content.readpage import read_article, read_episode
from podcast.content.readshow import read_show
from podcast.content.show import Show
from podcast.content.toml import read_toml, write_toml
from tests.everything import EPISODE, SHOW, TRAILER

PARIS = ZoneInfo("Europe/Paris")
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Co")), min_size=1, max_size=80).map(
    lambda text: " ".join(text.split()) or "x"
)


def show_of(text: str) -> tuple[Show, list[Problem]]:
    """Read a `show.toml`."""
    problems: list[Problem] = []
    tree, syntax = read_toml(text, file="show.toml")
    assert tree is not None, syntax
    show, _ = read_show(Fields(tree, problems))
    return show, problems


def episode_of(text: str) -> tuple[Episode, list[Problem]]:
    """Read an `episode.md`."""
    problems: list[Problem] = []
    document = read_document(text, file="episode.md")
    assert document.fields is not None, document.problems
    return read_episode(Fields(document.fields, problems), body=document.body, zone=PARIS), problems


def test_a_show_with_every_key_comes_back() -> None:
    """All of it, but what listeners do not see: the formats that a feed is made of have to be named."""
    show, _ = show_of(SHOW)
    written = show_keys(show, store="../public") | {"audio": {"alternates": ["opus"]}}
    assert show_of(write_toml(written)) == (show, [])


@pytest.mark.parametrize("text", [EPISODE, TRAILER])
def test_an_episode_with_every_key_comes_back(text: str) -> None:
    """Its body, too."""
    episode, _ = episode_of(text)
    assert episode_of(write_document(page_keys(episode), episode.body)) == (episode, [])


@given(title=TEXT, label=TEXT, start=st.integers(0, 10**8), minutes=st.integers(-720, 840))
def test_any_text_and_time_comes_back(title: str, label: str, start: int, minutes: int) -> None:
    """Colons, quotes, dashes, `no`, `012` and whatever else YAML could mean something by."""
    zone = timezone(timedelta(minutes=minutes))
    episode = Episode(
        slug="un-titre",
        title=title,
        date=datetime(2025, 3, 1, 6, tzinfo=zone),
        label=label[:60].strip(),
        guid="guid",
        recording="son.wav",
        sponsor=Sponsor(name=label),
        chapters=(Chapter(start_ms=start, title=title),),
    )
    again, _ = episode_of(write_document(page_keys(episode), ""))
    assert write_document(page_keys(again), "") == write_document(page_keys(episode), "")
    assert (again.chapters[0].start_ms, again.date) == (start, episode.date)


@given(text=st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_any_text_stands_in_toml(text: str) -> None:
    """Also control characters, which are refused later, where they are read."""
    tree, problems = read_toml(write_toml({"a": text, "b": [text], "c": {"d": text}}), file="show.toml")
    assert problems == ()
    assert tree is not None
    leaf = tree.entries[0][1]
    assert getattr(leaf, "value", None) == text


def test_the_slug_of_an_article_is_written_if_its_file_is_named_otherwise() -> None:
    """Else it follows from the file."""
    article = Article(slug="un-titre", title="Un titre", date=datetime(2025, 1, 1, tzinfo=UTC), body="Texte.")
    for stem in ("un-titre", "autre"):
        text = write_document(page_keys(article, stem=stem), article.body)
        assert ("slug:" in text) == (stem == "autre")
        document = read_document(text, file="article.md")
        assert document.fields is not None
        assert read_article(Fields(document.fields, []), body=document.body, stem=stem, zone=PARIS) == article
