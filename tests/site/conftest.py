"""A small published show with everything in it that a page can show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from podcast.content.episode import Chapter, Picture, Sponsor
from podcast.content.record import ArticleRecord, EpisodeRecord, PublishedImage, Record, Rendition, ShowRecord
from podcast.content.syndication import License, Person
from podcast.content.transcript import Cue

from .chromium import Chromium


def _with(record: Any, **changes: Any) -> Any:
    for name, value in changes.items():
        object.__setattr__(record, name, value)
    return record


@pytest.fixture
def photo() -> PublishedImage:
    """Give a published illustration in three widths."""
    return PublishedImage(
        renditions=tuple(
            Rendition(
                key=f"images/photo-{one}.0123456789ab.jpg", width=one, height=one * 9 // 16, type="image/jpeg"
            )
            for one in (480, 960, 1600)
        )
    )


@pytest.fixture
def rich_episode(make_episode: Callable[..., EpisodeRecord], photo: PublishedImage) -> EpisodeRecord:
    """Give an episode that uses every field."""
    record = make_episode(
        9,
        title="Comment fédérer un réseau ?",
        standfirst="Le chapô de l’épisode.",
        label="Parole d’expert",
        body="## Une partie\n\nDu texte.\n\n[[read-also: un-article]]\n[[read-also: episode-8]]\n\nLa fin.",
        guests=(Person(name="Une invitée", role="Présidente", url="https://invitee.example/"),),
        image=Picture(file="photo.jpg", alt="Un restaurant", caption="La salle", credit="Une photographe"),
        chapters=(
            Chapter(start_ms=0, title="Début"),
            Chapter(start_ms=90_500, title="Suite", url="https://suite.example/"),
        ),
        sponsor=Sponsor(name="Une enseigne", url="https://enseigne.example/"),
        related=("un-article", "nulle-part"),
        keywords=("réseau",),
        season=2,
        license=License(slug="cc-by-sa-4.0"),
    )
    cues = (
        Cue(start_ms=0, end_ms=4000, text="Bonjour.", speaker="Elle"),
        Cue(start_ms=4000, end_ms=8000, text="Merci.", speaker="Lui"),
        Cue(start_ms=8000, end_ms=9000, text="Allons-y.", speaker="Lui"),
    )
    episode: EpisodeRecord = _with(record, images={"photo.jpg": photo}, transcript=cues)
    return episode


@pytest.fixture
def rich_article(make_article: Callable[..., ArticleRecord], photo: PublishedImage) -> ArticleRecord:
    """Give an article with everything that the newsroom's own page has."""
    record = make_article(
        title="500 points de vente",
        standfirst="Le chapô de l’article.",
        summary="Le résumé de l’article.",
        body="Un.\n\n[[read-also: episode-9]]\n\nDeux.\n\n[[listen: episode-9]]\n\n[[listen: nulle-part]]",
        image=Picture(file="photo.jpg", alt="Une boutique", caption="La boutique", credit="Un photographe"),
        sponsor=Sponsor(name="Une marque", url="https://marque.example/"),
        related=("episode-8", "episode-9"),
        keywords=("réseau",),
    )
    article: ArticleRecord = _with(record, images={"photo.jpg": photo})
    return article


@pytest.fixture
def records(
    rich_episode: EpisodeRecord, rich_article: ArticleRecord, make_episode: Callable[..., EpisodeRecord]
) -> list[Record]:
    """Give the records of a release."""
    return [rich_article, make_episode(8), rich_episode]


@pytest.fixture
def render(show_record: ShowRecord) -> Callable[[list[Record]], dict[str, str]]:
    """Give the function that renders these records, as text by key."""
    from podcast.site.render import render_site

    return lambda records: {key: body.decode() for key, body in render_site(show_record, records).items()}


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """Give one browser for all the tests that look at pages with it."""
    with Chromium(tmp_path_factory.mktemp("profile")) as chromium:
        yield chromium
