"""The pages besides those of episodes and articles, and the files that only machines read."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from lxml import etree, html

from podcast.content import keys
from podcast.content.episode import Review
from podcast.content.release import Tombstone
from podcast.content.show import Listing
from podcast.content.syndication import Person
from podcast.content.syndication import Season as SeasonName
from podcast.site.archive import profiles, seasons
from podcast.site.render import render_site
from podcast.site.wording import sponsor_line
from podcast.values import replace


def headings(page: html.HtmlElement) -> list[str]:
    """Return the headings of a page in order, their blanks made plain."""
    return [" ".join(one.text_content().split()) for one in page.cssselect("h1, h2, h3")]


def test_a_guest_has_a_page_with_every_episode(records, render) -> None:
    """Found from the episode, with role and own site."""
    pages = render(records)
    page = html.fromstring(pages["personnes/une-invitee/index.html"])
    assert headings(page) == ["Une invitée", "Au micro", "Comment fédérer un réseau ?"]
    assert [one.get("href") for one in page.cssselect(".person a")] == ["https://invitee.example/"]
    episode = html.fromstring(pages["episodes/episode-9/index.html"])
    assert "../../personnes/une-invitee/" in [one.get("href") for one in episode.cssselect(".persons a")]
    graph = json.loads(page.cssselect("script[type]")[0].text)["@graph"]
    assert graph[0]["mainEntity"]["jobTitle"] == "Présidente"


def test_the_host_of_the_show_has_the_episodes_that_name_no_other(records, render) -> None:
    """Under what was hosted, newest first."""
    page = html.fromstring(render(records)["personnes/une-hote/index.html"])
    assert headings(page) == ["Une hôte", "Aux commandes", "Comment fédérer un réseau ?", "Épisode 8"]


def test_a_name_is_one_person_however_it_is_accented(make_episode, show_record) -> None:
    """The newest spelling is shown; a name that makes no slug has no page."""
    new = make_episode(2, guests=(Person(name="Élodie Martin"), Person(name="李")))
    old = make_episode(1, guests=(Person(name="Elodie Martin"),))
    found = profiles(show_record, [new, old])
    assert found["elodie-martin"].shown.name == "Élodie Martin"
    assert found["elodie-martin"].guest == (new, old)
    assert "" not in found


def test_seasons_filter_without_a_script(make_episode, show_record) -> None:
    """Links from the show page to a page for each, and between them; one season alone needs none."""
    episodes = [make_episode(3, season=2), make_episode(2, season=1), make_episode(1)]
    pages = {key: body.decode() for key, body in render_site(show_record, episodes).items()}
    chips = html.fromstring(pages[keys.SHOW_PAGE]).cssselect(".filter a")
    assert [one.get("href") for one in chips] == ["./#episodes", "saisons/2/", "saisons/1/"]
    page = html.fromstring(pages["saisons/1/index.html"])
    assert headings(page) == ["Saison 1", "Épisode 2"]
    assert page.cssselect(".filter [aria-current=page]")[0].get("href") == "../../saisons/1/"
    assert not html.fromstring(render_site(show_record, episodes[:1])[keys.SHOW_PAGE]).cssselect(".filter")
    assert [one.number for one in seasons(show_record, episodes)] == [2, 1]


def test_the_frame_of_a_season_is_called_what_its_page_is_called(make_episode, show_record) -> None:
    """By the name that the show gives it, else by its number."""
    tags = replace(show_record.show.tags, seasons=(SeasonName(number=2, name="La reprise"),))
    named = replace(show_record, show=replace(show_record.show, tags=tags))
    pages = render_site(named, [make_episode(3, season=2), make_episode(2, season=1)])
    for number, name in ((1, "Saison 1"), (2, "La reprise")):
        page = html.fromstring(pages[f"saisons/{number}/index.html"].decode())
        assert headings(page)[0] == name
        frame = html.fromstring(json.loads(pages[f"saisons/{number}/oembed.json"])["html"]).find(".//iframe")
        assert frame.get("title").replace("\u00a0", " ") == f"En Toute Franchise – {name}"


def test_a_page_shows_the_way_to_it_that_it_tells_machines(records, render) -> None:
    """Newsroom, show and the page itself, wherever structured data has a trail of them."""
    pages = render(records)
    shown = ("episodes/episode-9/", "articles/un-article/", "personnes/une-invitee/", "saisons/2/")
    for key in shown:
        page = html.fromstring(pages[f"{key}index.html"])
        graph = json.loads(page.cssselect("script[type]")[0].text)["@graph"]
        (trail,) = (one["itemListElement"] for one in graph if one["@type"] == "BreadcrumbList")
        told = [" ".join(one["name"].split()) for one in trail]
        assert [" ".join(one.text_content().split()) for one in page.cssselect(".crumbs li")] == told


def test_the_show_page_subscribes_in_apps(records, render) -> None:
    """Each by its own address, and by copying the feed's where there is none."""
    page = html.fromstring(render(records)[keys.SHOW_PAGE])
    found = {one.text: one.get("href") for one in page.cssselect(".apps a")}
    assert found["Apple Podcasts"] == "podcast://podcast.example/feed.xml"
    assert found["Overcast"].endswith("?url=https%3A%2F%2Fpodcast.example%2Ffeed.xml")
    assert found["Flux RSS"] == "feed.xml"


def test_the_pages_of_the_show_in_apps_come_first(records, show_record) -> None:
    """On its page and on that of an episode; one of the same name stands for the app that takes the feed."""
    listings = (
        Listing(name="Spotify", url="https://a.example/emission"),
        Listing(name="apple podcasts", url="https://b.example/emission"),
        Listing(name="Piège", url="javascript:alert(1)"),
    )
    show = replace(show_record.show, site=replace(show_record.show.site, subscribe=listings))
    pages = render_site(replace(show_record, show=show), records)
    for key in (keys.SHOW_PAGE, "episodes/episode-9/index.html"):
        links = html.fromstring(pages[key]).cssselect(".apps a")
        assert [one.get("href") for one in links[:2]] == [
            "https://a.example/emission",
            "https://b.example/emission",
        ]
        assert [one.text for one in links[2:]] == ["Overcast", "Pocket Casts", "AntennaPod", "Flux RSS"]


def test_the_news_sitemap_counts_back_from_the_newest_page(make_episode, make_article, show_record) -> None:
    """No clock is asked: 48 hours before the newest, in the language of the show."""
    newest = make_article(title="Neuf ?")
    page = newest.article
    fresh = replace(newest, article=replace(page, slug="hier", date=page.date - timedelta(hours=47)))
    stale = replace(newest, article=replace(page, slug="avant", date=page.date - timedelta(hours=48)))
    body = render_site(show_record, [newest, fresh, stale])["news-sitemap.xml"]
    root = etree.fromstring(body)
    assert [one.text.rpartition("articles/")[2] for one in root.iter("{*}loc")] == ["un-article/", "hier/"]
    assert root.findtext(".//{*}language") == "fr"
    assert root.findtext(".//{*}title") == "Neuf\u202f?"
    assert len(etree.fromstring(render_site(show_record, [])["news-sitemap.xml"])) == 0


def test_only_players_may_stand_in_the_frames_of_others(records, render) -> None:
    """A rule for hosts, because a page cannot say it of itself."""
    rules = render(records)["_headers"].split("\n/")
    told = {rule.split("\n")[0].lstrip("/"): rule for rule in rules}
    assert "frame-ancestors 'self'" in told["*"]
    for player in (
        "embed",
        "episodes/*/embed",
        "saisons/*/embed",
    ):  # hosts may take the suffix off an address
        for path in (player, f"{player}.html"):
            assert told[path].count("Content-Security-Policy") == 2, "that of all pages is taken back"
            assert "frame-ancestors *" in told[path]
    assert "immutable" in told["audio/*"]


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("fr", "fr_FR"),
        ("en", "en_US"),
        ("en-GB", "en_GB"),
        ("pt-br", "pt_BR"),
        ("zh-Hant-TW", "zh_TW"),
        ("br", ""),
    ],
)
def test_social_networks_are_told_the_language_of_the_show(show_record, language: str, locale: str) -> None:
    """With a territory, as they want it; where none is known, nothing."""
    show = replace(show_record, show=replace(show_record.show, language=language))
    page = html.fromstring(render_site(show, [])[keys.SHOW_PAGE])
    assert [one.get("content") for one in page.cssselect("[property='og:locale']")] == (
        [locale] if locale else []
    )


def test_the_manifest_has_the_cover_for_an_icon(records, render) -> None:
    """And is linked, with a type that browsers take."""
    pages = render(records)
    made = json.loads(pages["site.webmanifest"])
    assert (made["theme_color"], made["icons"][0]["type"]) == ("#e63b11", "image/jpeg")
    assert html.fromstring(pages[keys.SHOW_PAGE]).cssselect("link[rel=manifest]")
    assert keys.media_type("site.webmanifest") == "application/manifest+json"


def test_a_renamed_page_is_found_at_its_former_address(make_article, show_record) -> None:
    """By browsers, search engines and hosts; an address that another page has is left to it."""
    one = make_article(title="Un")
    article = replace(one.article, former_slugs=("ancien", "pris"))
    records = [replace(one, article=article), replace(one, article=replace(one.article, slug="pris"))]
    pages = {key: body.decode() for key, body in render_site(show_record, records).items()}
    page = html.fromstring(pages["articles/ancien/index.html"])
    assert page.cssselect("meta[http-equiv=refresh]")[0].get("content") == "0; url=../../articles/un-article/"
    canonical = page.cssselect("link[rel=canonical]")[0].get("href")
    assert canonical == "https://podcast.example/articles/un-article/"
    assert pages["_redirects"] == "/articles/ancien/ /articles/un-article/ 301\n"
    assert 'http-equiv="refresh"' not in pages["articles/pris/index.html"]


def test_a_machine_s_summary_says_who_verified_it(make_article, show_record) -> None:
    """Above the text, with the day."""
    one = make_article()
    review = Review(reviewer="Une journaliste", date=one.article.date)
    record = replace(one, article=replace(one.article, ai_summary=review))
    page = html.fromstring(render_site(show_record, [record])["articles/un-article/index.html"])
    assert (
        page.cssselect(".reviewed")[0].text
        == "Résumé IA vérifié par Une journaliste, le\u00a01er\u00a0avril 2025"
    )


def test_what_a_sponsor_pays_for_agrees_with_its_noun(make_article) -> None:
    """An article is masculine, a piece of news feminine."""
    one = make_article()
    news = replace(one, article=replace(one.article, label="Actualité"))
    assert sponsor_line(one) == "Cet article vous est proposé par"
    assert sponsor_line(news) == "Cette actualité vous est proposée par"


def test_the_player_that_others_embedded_goes_on_after_a_rename(rich_episode, show_record) -> None:
    """It plays where it was, and what was unpublished under the former name is not said to be gone."""
    record = replace(rich_episode, episode=replace(rich_episode.episode, former_slugs=("ancien",)))
    gone = Tombstone(kind="episode", slug="ancien", identity="x", title="x", at=record.episode.date)
    pages = {key: body.decode() for key, body in render_site(show_record, [record], gone=[gone]).items()}
    page = html.fromstring(pages["episodes/ancien/index.html"])
    assert page.cssselect("meta[http-equiv=refresh]")[0].get("content") == "0; url=../../episodes/episode-9/"
    player = html.fromstring(pages["episodes/ancien/embed.html"])
    canonical = player.cssselect("link[rel=canonical]")[0].get("href")
    assert canonical == "https://podcast.example/episodes/episode-9/"
    (element,) = player.cssselect("podcast-player")
    assert element.get("data-transcript") == "../../episodes/episode-9/transcript.json"
    assert pages["_redirects"] == "/episodes/ancien/ /episodes/episode-9/ 301\n"


def test_every_page_has_an_icon(records, show_record, make_episode) -> None:
    """A browser asks for /favicon.ico where there is none, and complains that it is not there."""
    gone = Tombstone(kind="episode", slug="parti", identity="x", title="x", at=records[0].page.date)
    pages = render_site(show_record, [*records, make_episode(7, former_slugs=("ancien",))], gone=[gone])
    assert {"episodes/ancien/index.html", "episodes/parti/embed.html"} <= set(pages)
    for key, body in pages.items():
        if key.endswith(".html"):
            assert html.fromstring(body.decode()).cssselect("head > link[rel=icon]"), key


def test_a_script_is_loaded_only_where_there_is_a_player(records, make_article, render) -> None:
    """On the page of an episode and of an article that plays one; elsewhere it would only cost."""
    pages = render([*records, make_article("sans")])
    scripted = {
        key for key, body in pages.items() if key.endswith(".html") and '<script type="module"' in body
    }
    assert scripted == {
        "episodes/episode-8/index.html",
        "episodes/episode-9/index.html",
        "articles/un-article/index.html",
    }
