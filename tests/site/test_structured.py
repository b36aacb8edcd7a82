"""The structured data of every page, and that what is wrong with some would be seen."""

from __future__ import annotations

import copy
from datetime import UTC, datetime

import pytest

from podcast.content.record import Rendition
from podcast.site.catalogue import Catalogue
from podcast.site.render import site_views
from podcast.values import replace

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


def test_a_page_says_when_it_changed_and_has_pictures_of_several_shapes(records, show_record, photo) -> None:
    """To machines, and in the sitemap; what was never changed since its date does not."""
    card = Rendition(key="images/carte.0123456789ab.jpg", width=1200, height=630, type="image/jpeg")
    record = replace(records[2], images={"photo.jpg": replace(photo, card=card)})
    when = {
        record.slug: datetime(2025, 3, 20, 5, tzinfo=UTC),
        records[1].slug: datetime(2025, 1, 1, tzinfo=UTC),
    }
    catalogue = Catalogue(show_record, [*records[:2], record], changed=when)
    views = {key: view.make() for key, view in site_views(catalogue).items()}
    graph = graph_of(views["episodes/episode-9/index.html"])
    assert faults(graph) == []
    article, episode = graph["@graph"][:2]
    assert article["dateModified"] == episode["dateModified"] == "2025-03-20T06:00:00+01:00"
    assert [one.rpartition("/")[2] for one in article["image"]] == [
        "photo-1600.0123456789ab.jpg", "carte.0123456789ab.jpg", "cover-3000.0123456789ab.jpg"
    ]  # fmt: skip
    assert b"<lastmod>2025-03-20T06:00:00+01:00</lastmod>" in views["sitemap.xml"]
    assert b"dateModified" not in views["episodes/episode-8/index.html"]
    assert b"2025-01-01" not in views["sitemap.xml"]


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
