"""The player as files and as HTML: what is built, how large it is, what stands in the page without a script."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise

import pytest
from lxml import html

from podcast.content import keys
from podcast.content.episode import EpisodeType
from podcast.content.record import EpisodeRecord
from podcast.site import bundle
from podcast.site.bundle import assets, loose
from podcast.site.embed import element, following, playlist_iframe, playlists
from podcast.values import replace

EMBED = "episodes/episode-9/embed.html"
KB = 1024


def size(body: bytes) -> int:
    """Return what a body weighs on its way."""
    return len(gzip.compress(body, 9))


@pytest.mark.parametrize("name", ["player.js", "embed.js", "playlist.js"])
def test_each_build_of_the_player_stays_small(show_record, name: str) -> None:
    """At most 6 KB."""
    assert size(bundle.bundle(show_record)[name]) <= 6 * KB


def test_what_other_people_s_pages_load_stays_small(show_record) -> None:
    """At most 6 KB and 4 KB, the colours included."""
    made = loose(show_record)
    assert size(made["player.js"]) <= 6 * KB
    assert size(made["player.css"]) <= 4 * KB


def test_an_embed_weighs_at_most_20_kb_without_its_cover(records, show_record, render) -> None:
    """Page, styles and script, as a frame loads them before play."""
    page = render(records)[EMBED]
    names = {address for _, name, address, _ in html.fromstring(page).iterlinks() if name in ("href", "src")}
    loaded = [body for key, body in assets(show_record).items() if any(one.endswith(key) for one in names)]
    assert len(loaded) == 2
    assert sum(size(one) for one in (page.encode(), *loaded)) <= 20 * KB


def test_a_build_keeps_what_is_said_and_drops_what_explains(show_record) -> None:
    """No comment, no import; a pattern and a text are as they were written."""
    made = bundle.script("embed.js").decode()
    assert "//" not in made.replace("http://www.w3.org", "")
    assert "import" not in made
    assert "export" not in made
    assert r"/[?#&]t=([\d:.]+)/" in made
    assert "`${hours}:${two(minutes)}:${two(rest)}`" in made
    assert made.startswith('"use strict";(()=>{')


def test_styles_are_one_file_without_what_explains(show_record) -> None:
    """Comments and blanks go; a text, and the blank that means an element within another, stay."""
    made = bundle.bundle(show_record)
    page, frame = made["page.css"].decode(), made["frame.css"].decode()
    assert page.startswith(":root{color-scheme:light dark;--accent:#e63b11;")
    assert "/*" not in page + frame
    assert "\n" not in page + frame
    assert 'content:" (" attr(href) ")"' in page
    assert ".player :focus-visible{outline:3px solid var(--deck-ink);outline-offset:2px}" in page
    assert ".player :focus-visible{" in frame
    assert ".crumbs" not in frame
    assert size(made["page.css"]) <= 8 * KB


def test_without_a_script_the_audio_plays_and_chapters_are_links(records, render) -> None:
    """What only a script can do is hidden; nothing is fetched before play."""
    page = html.fromstring(render(records)[EMBED])
    (audio,) = page.cssselect("audio")
    assert dict(audio.attrib) == {
        "controls": "",
        "preload": "none",
        "src": "../../audio/episode-9.0123456789ab.mp3",
    }
    assert [one.get("href") for one in page.cssselect(".player-panel .rows a[data-chapter]")] == [
        "../../audio/episode-9.0123456789ab.mp3#t=0",
        "../../audio/episode-9.0123456789ab.mp3#t=90.5",
    ]
    for one in page.cssselect("button, select, input"):
        assert any("hidden" in above.attrib for above in one.iterancestors())


def test_every_control_is_called_what_it_shows(records, render) -> None:
    """WCAG 2.5.3: who speaks to the player says what stands there."""
    for key, body in render(records).items():
        if not key.endswith(".html"):
            continue
        for one in html.fromstring(body).cssselect("[aria-label]:not(section):not(select)"):
            shown = " ".join(one.text_content().split())
            if one.tag in ("a", "button", "input"):
                assert shown in one.get("aria-label"), key


def test_the_player_speaks_the_language_of_the_show(records, show_record) -> None:
    """French or English, in what stands there and in what the script says."""
    from podcast.site.render import render_site

    english = replace(show_record, show=replace(show_record.show, language="en-GB"))
    page = html.fromstring(render_site(english, records)[EMBED].decode())
    (player,) = page.cssselect("podcast-player")
    assert player.get("aria-label") == "Player: Comment fédérer un réseau ?"
    assert json.loads(player.get("data-words"))["units"] == ["hour", "minute", "second"]
    assert [one.text for one in page.cssselect("summary")] == ["Chapters", "Transcript", "Share", "Settings"]


def test_a_playlist_plays_the_show_or_a_season(records, show_record, make_episode) -> None:
    """Newest first, or from the beginning for a serial; a season that has no episode has no playlist."""
    ordered = sorted(
        [*records, make_episode(7, season=2)], key=lambda one: (one.page.date, one.slug), reverse=True
    )
    show, second = playlists(show_record, ordered)
    assert (show.key, second.key, second.oembed) == (
        "embed.html",
        "saisons/2/embed.html",
        "saisons/2/oembed.json",
    )
    assert (show.page, second.page) == ("index.html", "saisons/2/index.html")
    assert [one.slug for one in show.records] == ["episode-9", "episode-8", "episode-7"]
    assert [one.slug for one in second.records] == ["episode-9", "episode-7"]
    serial = replace(show_record, show=replace(show_record.show, type="serial"))
    assert [one.slug for one in playlists(serial, ordered)[1].records] == ["episode-7", "episode-9"]
    assert second.title == "En Toute Franchise – Saison\u00a02"


def test_a_playlist_without_a_script_leads_to_the_player_of_each_episode(
    records, render, show_record
) -> None:
    """In the same frame; and oEmbed hands out the frame."""
    made = render(records)
    page = html.fromstring(made["embed.html"])
    assert [one.get("href") for one in page.cssselect(".player-list a")] == [
        "episodes/episode-9/embed.html",
        "episodes/episode-8/embed.html",
    ]
    assert page.cssselect(".player-list a")[0].get("target") is None
    answer = json.loads(made["oembed.json"])
    (show, _) = playlists(show_record, sorted(records, key=lambda one: one.page.date, reverse=True))
    assert answer["html"].endswith(f"</blockquote>{playlist_iframe(show_record, show)}")
    found = html.fromstring(made["index.html"]).cssselect('link[type="application/json+oembed"]')
    assert [one.get("href") for one in found] == ["https://podcast.example/oembed.json"]


def after(show, *episodes) -> dict[str, str]:
    """Return the slug of what is to be heard after each episode."""
    ordered = sorted(episodes, key=lambda one: (one.page.date, one.slug), reverse=True)
    return {slug: one.slug for slug, one in following(show, ordered).items()}


def test_after_an_episode_comes_the_next_newer_one(show_record, records, make_episode) -> None:
    """And after the newest nothing: what is older was there before. Articles are not heard."""
    assert after(show_record, *records, make_episode(7)) == {
        "episode-7": "episode-8",
        "episode-8": "episode-9",
    }


def test_a_trailer_is_heard_only_when_nothing_else_is_left(show_record, make_episode) -> None:
    """It is passed over on the way to an episode; the one of what is to come is all that there is yet."""
    first, second, third = make_episode(1), make_episode(2, type=EpisodeType.TRAILER), make_episode(3)
    coming = make_episode(4, type=EpisodeType.TRAILER)
    assert after(show_record, first, second, third) == {"episode-1": "episode-3", "episode-2": "episode-3"}
    assert after(show_record, first, coming) == {"episode-1": "episode-4"}
    assert after(show_record, first, make_episode(5, type=EpisodeType.BONUS)) == {"episode-1": "episode-5"}


def numbered(record: EpisodeRecord, season: int | None, number: int | None) -> EpisodeRecord:
    """Return an episode with this place in a serial."""
    return replace(record, episode=replace(record.episode, season=season, number=number))


def test_a_serial_goes_on_by_season_and_number(show_record, make_episode) -> None:
    """Whenever they appeared; a bonus comes after the episode that it followed."""
    serial = replace(show_record, show=replace(show_record.show, type="serial"))
    told = [
        numbered(make_episode(1, slug="bande-annonce", type=EpisodeType.TRAILER), None, None),
        numbered(make_episode(2, slug="deux"), 1, 2),
        numbered(make_episode(3, slug="bonus", type=EpisodeType.BONUS), 1, None),
        numbered(make_episode(4, slug="un"), 1, 1),
        numbered(make_episode(5, slug="suite"), 2, 1),
    ]
    wanted = ["bande-annonce", "un", "deux", "bonus", "suite"]
    assert after(serial, *told) == dict(pairwise(wanted))
    (whole, *_) = playlists(serial, told[::-1])
    assert [one.slug for one in whole.records] == wanted


def test_the_element_plays_without_our_script(show_record, rich_episode) -> None:
    """Native controls stand in it; its script and styles keep their address for good."""
    made = html.fromstring(f"<div>{element(show_record, rich_episode)}</div>")
    (player,) = made.cssselect("podcast-player")
    assert player.get("src") == "https://podcast.example/episodes/episode-9/embed.html"
    assert (
        made.cssselect("audio[controls]")[0].get("src")
        == "https://podcast.example/audio/episode-9.0123456789ab.mp3"
    )
    assert made.cssselect("script")[0].get("src") == "https://podcast.example/player.js"
    assert set(loose(show_record)) == {"player.js", "player.css"}
    assert keys.cache_control("player.js") == keys.BRIEF


def test_the_colours_of_the_element_stay_in_the_element(show_record) -> None:
    """The page around it has its own."""
    made = loose(show_record)["player.css"].decode()
    assert ":root" not in made
    assert "color-scheme:light" not in made
    assert made.startswith("podcast-player{--accent:#e63b11")
