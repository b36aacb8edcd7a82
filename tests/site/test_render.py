"""What stands on the pages, and for whom."""

from __future__ import annotations

import json
import posixpath
from threading import Thread
from typing import Any

from lxml import html

from podcast.content import keys
from podcast.content.cues import Cues
from podcast.content.episode import Chapter
from podcast.content.syndication import License
from podcast.content.transcript import Cue
from podcast.site.bundle import assets
from podcast.site.catalogue import Catalogue
from podcast.site.embed import iframe
from podcast.site.notes import Notes
from podcast.site.pages import Pages
from podcast.site.render import render_site
from podcast.values import replace

EPISODE = "episodes/episode-9/index.html"
ARTICLE = "articles/un-article/index.html"


def text_of(page: html.HtmlElement, css: str) -> list[str]:
    """Return the text of each element that a selector finds, blanks made plain."""
    return [" ".join(one.text_content().split()) for one in page.cssselect(css)]


def test_an_article_has_all_that_the_newsroom_s_own_page_has(records, render) -> None:
    """Reading time, title, figure with caption and credit apart from alt, chapô, boxes, cards, sponsor."""
    page = html.fromstring(render(records)[ARTICLE])
    assert text_of(page, "h1") == ["500 points de vente"]
    assert text_of(page, ".facts")[0] == "Publié le 1er avril 2025 · 1 min de lecture"
    assert page.cssselect("figure img")[0].get("alt") == "Une boutique"
    assert text_of(page, "figcaption .caption") == ["La boutique", "La vitrine : le soir"]
    assert text_of(page, "figcaption .credit") == ["© Un photographe"]
    assert text_of(page, ".standfirst") == ["Le chapô de l’article."]
    (box,) = page.cssselect("aside.read-also")
    assert text_of(box, ".tag, a") == ["À lire aussi", "Comment fédérer un réseau ?"]
    assert box.cssselect("a")[0].get("href") == "../../episodes/episode-9/"
    assert text_of(page, ".sponsor") == ["Cet article vous est proposé par Une marque."]
    assert page.cssselect(".sponsor a")[0].get("rel") == "sponsored noopener"
    assert len(page.cssselect("podcast-player.player")) == 1
    assert text_of(page, ".cards-section h2") == ["Vous aimerez aussi"]
    assert text_of(page, ".card h3") == ["Épisode 8", "Comment fédérer un réseau ?"]
    assert text_of(page, ".card .paid") == ["Cet épisode vous est proposé par Une enseigne."]
    assert text_of(page, ".card .meta")[1].startswith("Podcast · 1 min · Parole d’expert · le 9 mars 2025")


def test_a_card_names_its_format_once(render, make_episode) -> None:
    """A label may say itself that it is a podcast; another stands beside that."""
    said = make_episode(8, label="Podcast – résumé IA vérifié", related=("episode-7",))
    pages = render([said, make_episode(7, label="Parole d’expert", related=("episode-8",))])
    shown = [html.fromstring(pages[f"episodes/episode-{number}/index.html"]) for number in (7, 8)]
    assert [text_of(page, ".card .meta") for page in shown] == [
        ["Podcast – résumé IA vérifié · 1 min · le 8 mars 2025"],
        ["Podcast · 1 min · Parole d’expert · le 7 mars 2025"],
    ]


def test_an_episode_page_is_in_the_order_that_listeners_need(records, render) -> None:
    """Badges, title, player, chapô, persons, picture, chapters, text, transcript, download, cards."""
    page = html.fromstring(render(records)[EPISODE])
    assert text_of(page, ".badges li") == ["Podcast", "Parole d’expert", "Saison 2", "Épisode 9"]
    order = [
        ".badges",
        "h1",
        ".player",
        ".standfirst",
        ".persons",
        ".hero",
        ".chapters",
        ".body",
        ".transcript",
    ]
    places = [
        page.xpath("//*").index(page.cssselect(css)[0]) for css in [*order, "a[download].button", ".cards"]
    ]
    assert places == sorted(places)
    assert text_of(page, ".persons li") == ["Une hôte Animation", "Une invitée Présidente"]
    chapters = page.cssselect(".chapters a[data-start]")
    assert [one.get("href") for one in chapters] == [
        "../../audio/episode-9.0123456789ab.mp3#t=0",
        "../../audio/episode-9.0123456789ab.mp3#t=90.5",
    ]
    (box,) = page.cssselect(".read-also")
    assert text_of(box, "a") == ["500 points de vente", "Épisode 8"]
    assert text_of(page, ".transcript p[id]") == ["0:00Elle : Bonjour.", "0:04Lui : Merci. Allons-y."]
    assert text_of(page, "a.button[download]") == ["Télécharger l’épisode (MP3, 123 ko)"]
    assert text_of(page, "a[rel=license]") == ["CC BY-SA 4.0"]
    (audio,) = page.cssselect("audio")
    assert dict(audio.attrib) == {
        "controls": "",
        "preload": "none",
        "src": "../../audio/episode-9.0123456789ab.mp3",
    }


def test_machines_find_feed_picture_oembed_and_structured_data(records, render) -> None:
    """Absolute addresses, dates with an offset, durations as ISO 8601."""
    page = html.fromstring(render(records)[EPISODE])
    linked = {one.get("type") or one.get("rel"): one.get("href") for one in page.cssselect("head link")}
    assert linked["canonical"] == "https://podcast.example/episodes/episode-9/"
    assert linked["application/rss+xml"] == "https://podcast.example/feed.xml"
    assert linked["application/json+oembed"] == "https://podcast.example/episodes/episode-9/oembed.json"
    told = {one.get("property"): one.get("content") for one in page.cssselect("meta[property]")}
    assert told["og:audio"] == "https://podcast.example/audio/episode-9.0123456789ab.mp3"
    assert told["og:image"] == "https://podcast.example/images/photo-1600.0123456789ab.jpg"
    assert told["article:published_time"] == "2025-03-09T06:00:00+01:00"
    graph = {one["@type"]: one for one in json.loads(page.cssselect("script[type]")[0].text)["@graph"]}
    assert set(graph) == {"NewsArticle", "PodcastEpisode", "PodcastSeries", "BreadcrumbList"}
    assert graph["PodcastEpisode"]["episodeNumber"] == 9
    assert graph["PodcastEpisode"]["associatedMedia"]["duration"] == "PT1M1S"
    assert graph["PodcastSeries"]["webFeed"] == "https://podcast.example/feed.xml"


def test_every_relative_link_leads_to_something_published(records, show_record, render) -> None:
    """Among pages, assets, images and audio, from every page."""
    pages = render(records)
    known = set(pages) | set(assets(show_record)) | {keys.FEED}
    known |= {one.key for one in show_record.cover.renditions}
    for record in records:
        known |= {one.key for image in record.images.values() for one in image.renditions}
        if record.kind == "episode":
            views = [keys.episode_key(record.slug, name) for name in ("transcript.vtt", "chapters.json")]
            known |= {record.enclosure.key, *views}
    for key, body in pages.items():
        if not key.endswith(".html") or key == keys.NOT_FOUND:
            continue
        for _, _, address, _ in html.fromstring(body).iterlinks():
            if "://" in address or address.startswith("#"):
                continue
            for part in address.split(", "):
                path = part.split(" ")[0].split("#")[0]
                target = posixpath.normpath(posixpath.join(posixpath.dirname(key), path)).removeprefix("./")
                assert target in known or posixpath.normpath(f"{target}/index.html") in known, (key, address)


def test_the_bytes_do_not_depend_on_the_order_of_records(records, show_record) -> None:
    """A folder lists its files in any order."""
    assert render_site(show_record, records) == render_site(show_record, records[::-1])


def test_pages_carry_a_strict_policy_and_obey_it(records, render) -> None:
    """No inline script or style, nothing from elsewhere."""
    for key, body in render(records).items():
        if not key.endswith(".html"):
            continue
        page = html.fromstring(body)
        (policy,) = page.cssselect('meta[http-equiv="Content-Security-Policy"]')
        assert policy.get("content").startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy.get("content")
        assert not page.cssselect("style, [style]")
        assert not [one for one in page.iter() for name in one.attrib if name.startswith("on")]
        for script in page.cssselect("script"):
            assert script.get("src") or script.get("type") == "application/ld+json"


def test_the_embed_is_one_player_that_opens_links_outside(records, render) -> None:
    """For an iframe: not indexed, classic script, links out of the frame."""
    page = html.fromstring(render(records)["episodes/episode-9/embed.html"])
    assert len(page.cssselect("audio[controls][preload=none]")) == 1
    assert page.cssselect('meta[name="robots"]')[0].get("content") == "noindex"
    (script,) = page.cssselect("script")
    assert (script.get("type"), "defer" in script.attrib) == (None, True)
    (link,) = page.cssselect("h1 a")
    assert (link.get("href"), link.get("target")) == ("https://podcast.example/episodes/episode-9/", "_blank")
    for one in page.cssselect("body a:not([data-start])"):
        assert one.get("target") == "_blank"


def test_oembed_hands_out_the_same_iframe_as_the_command(records, render, show_record, rich_episode) -> None:
    """Rich, version 1.0, with a title that names the episode."""
    answer = json.loads(render(records)["episodes/episode-9/oembed.json"])
    assert (answer["type"], answer["version"], answer["height"]) == ("rich", "1.0", 220)
    frame = iframe(show_record, rich_episode)
    assert answer["html"].endswith(f"</blockquote>{frame}")
    frame = html.fromstring(frame)
    assert frame.get("src") == "https://podcast.example/episodes/episode-9/embed.html"
    assert frame.get("title") == "Comment fédérer un réseau ? – En Toute Franchise"


def test_notes_for_the_feed_link_instead_of_embedding(records, show_record) -> None:
    """What an app shows: safe HTML, absolute links, no boxes."""
    notes = Notes(Catalogue(show_record, records))["episode-9"]
    assert "<h2>Une partie</h2>" in notes
    assert (
        '<p>À lire aussi\u00a0: <a href="https://podcast.example/articles/un-article/" rel="noopener">'
        "500 points de vente</a></p>" in notes
    )
    assert "<aside" not in notes


def test_a_page_that_is_paid_for_marks_its_links_to_who_pays(records, render) -> None:
    """Those in the text as the one that names the sponsor."""
    page = html.fromstring(render(records)["articles/un-article/index.html"])
    (link,) = page.cssselect(".body > p > a[href*='marque.example']")
    assert link.get("rel") == "sponsored noopener"


def test_pictures_of_the_text_are_shown_on_pages_and_in_notes(records, render, show_record) -> None:
    """In every width with a caption on pages, as a plain image in apps; what is not published leaves nothing."""
    page = html.fromstring(render(records)["articles/un-article/index.html"])
    (figure,) = page.cssselect(".body figure")
    (image,) = figure.cssselect("img")
    assert (image.get("alt"), image.get("loading"), image.get("width")) == (
        'Une vitrine "éclairée"',
        "lazy",
        "960",
    )
    assert "../../images/photo-1600.0123456789ab.jpg 1600w" in image.get("srcset")
    assert text_of(page, ".body figcaption") == ["La vitrine : le soir"]
    notes = Notes(Catalogue(show_record, records))["episode-9"]
    assert (
        '<p><img alt="Une salle &amp; des gens" height="540"'
        ' src="https://podcast.example/images/photo-960.0123456789ab.jpg" width="960" /></p>\n' in notes
    )
    assert notes.count("<img") == 1
    assert "<p></p>" not in notes


def test_the_sitemap_names_every_page_once(records, render) -> None:
    """And the robots file names the sitemap."""
    pages = render(records)
    assert pages["sitemap.xml"].count("<loc>") == 7  # the show, three pages, a season and two people
    assert (
        "<loc>https://podcast.example/episodes/episode-9/</loc><lastmod>2025-03-09T06:00:00+01:00"
        in pages["sitemap.xml"]
    )
    assert "Sitemap: https://podcast.example/sitemap.xml" in pages["robots.txt"]


def test_the_show_page_helps_to_choose_an_episode(records, render) -> None:
    """Number, season, label, date, guests, summary, duration, and the sound one click away."""
    page = html.fromstring(render(records)["index.html"])
    assert text_of(page, ".lead h2, .row h3") == ["Comment fédérer un réseau ?", "Épisode 8"]
    row = page.cssselect(".lead")[0]
    assert text_of(row, ".meta") == [
        "Podcast · Parole d’expert · Saison 2 · Épisode 9 · le 9 mars 2025",
    ]
    assert text_of(row, ".guests") == ["Avec Une invitée"]
    assert text_of(row, ".paid") == ["Cet épisode vous est proposé par Une enseigne."]
    (listen,) = row.cssselect(".listen a")
    assert listen.get("href") == "audio/episode-9.0123456789ab.mp3"
    assert text_of(row, ".listen a") == ["Écouter « Comment fédérer un réseau ? » · 1 min"]
    assert text_of(page, ".card h3") == ["500 points de vente"]


def test_an_episode_page_names_its_files_and_its_sponsor_again_at_the_end(records, render) -> None:
    """Chapters and transcript for machines; who paid, for who has read to the end."""
    page = html.fromstring(render(records)[EPISODE])
    found = {one.get("type"): one.get("href") for one in page.cssselect("link[rel=alternate]")}
    assert found["application/json+chapters"] == "chapters.json"
    assert found["text/vtt"] == "transcript.vtt"
    assert text_of(page, ".sponsor") == ["Cet épisode vous est proposé par Une enseigne."] * 2
    assert {one.get("rel") for one in page.cssselect(".sponsor a")} == {"sponsored noopener"}


def test_a_chapter_shows_its_picture(records, rich_episode, photo, render) -> None:
    """Small, with its size, and not before it is needed."""
    chapter = Chapter(start_ms=0, title="Début", image="photo.jpg")
    record = replace(rich_episode, episode=replace(rich_episode.episode, chapters=(chapter,)))
    page = html.fromstring(render([*records[:2], record])[EPISODE])
    (image,) = page.cssselect(".chapters a img")
    assert (image.get("src"), image.get("loading")) == (
        "../../images/photo-480.0123456789ab.jpg",
        "lazy",
    )


def test_people_who_speak_at_once_do_not_share_an_anchor(records, rich_episode, render) -> None:
    """An identifier stands once on a page."""
    cues = tuple(Cue(start_ms=0, end_ms=1000, text="Oui.", speaker=one) for one in ("Elle", "Lui"))
    page = html.fromstring(render([*records[:2], replace(rich_episode, transcript=Cues(cues))])[EPISODE])
    found = [one.get("id") for one in page.xpath("//*[@id]")]
    assert len(found) == len(set(found))
    assert len(page.cssselect(".transcript .speaker")) == 2


def test_the_foot_of_every_page_names_the_licence_of_the_show(records, show_record) -> None:
    """By the name that people know it by."""
    facts = replace(show_record.show, license=License(slug="cc-by-4.0"))
    page = html.fromstring(render_site(replace(show_record, show=facts), records)["index.html"].decode())
    (link,) = page.cssselect("footer a[rel=license]")
    assert link.get("href") == "https://creativecommons.org/licenses/by/4.0/deed.fr"


def test_pages_are_rendered_by_many_threads_at_once(records, show_record, monkeypatch) -> None:
    """Those that nobody holds are rendered where they are uploaded: what one sets up, another finds whole."""
    pages, known = Pages(Catalogue(show_record, records)), Pages._known
    record, others, made = records[0], [], []

    def interrupted(self: Pages, page: str) -> dict[str, Any]:
        if not others:  # another one comes while this one is setting up
            others.append(Thread(target=lambda: made.append(pages.record(record))))
            others[0].start()
            others[0].join(30)
        return known(self, page)

    monkeypatch.setattr(Pages, "_known", interrupted)
    assert [pages.record(record)] == made
