"""The structured data of every page, and that what is wrong with some would be seen."""

from __future__ import annotations

import copy

import pytest

from .structured import faults, graph_of

KINDS = {
    "index.html": ["PodcastSeries", "BreadcrumbList"],
    "articles/un-article/index.html": ["NewsArticle", "BreadcrumbList"],
    "episodes/episode-9/index.html": ["NewsArticle", "PodcastEpisode", "PodcastSeries", "BreadcrumbList"],
    "personnes/une-invitee/index.html": ["ProfilePage", "BreadcrumbList"],
    "saisons/2/index.html": ["CollectionPage", "PodcastSeries", "BreadcrumbList"],
}


def test_structured_data_is_what_search_engines_ask_for(records, render) -> None:
    """On every page that they may show; others have none."""
    pages = render(records)
    for page, kinds in KINDS.items():
        graph = graph_of(pages[page])
        assert faults(graph) == [], page
        assert [one["@type"] for one in graph["@graph"]] == kinds
    for key, body in pages.items():
        if key.endswith(".html"):
            assert ("application/ld+json" in body) == ('rel="canonical"' in body and "noindex" not in body), (
                key
            )


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("datePublished", "hier", "NewsArticle.datePublished is 'hier'"),
        ("datePublished", "2025-03-01T05:00:00", "NewsArticle.datePublished is '2025-03-01T05:00:00'"),
        ("image", ["photo.jpg"], "NewsArticle.image is ['photo.jpg']"),
        ("headline", "", "NewsArticle.headline is ''"),
        ("publisher", {"@id": "https://nowhere.example/"}, "https://nowhere.example/ is nowhere"),
        ("url", "https://podcast.example/", "NewsArticle has url, which it does not know"),
    ],
)
def test_what_is_wrong_is_told(records, render, name: str, value: object, told: str) -> None:
    """A date without an offset, an address that is relative, a name of nothing, a property that there is not."""
    graph = copy.deepcopy(graph_of(render(records)["episodes/episode-9/index.html"]))
    graph["@graph"][0][name] = value
    assert faults(graph) == [told]
