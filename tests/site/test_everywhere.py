"""Pages in a browser, each of them: what plays where, what is loaded before play, and what axe-core says."""

from __future__ import annotations

import pytest

from podcast.content import keys
from podcast.site.bundle import assets
from podcast.site.render import render_site
from podcast.store.memory import MemoryStore
from podcast.store.serve import PreviewServer
from podcast.values import replace

from .accessible import AXE, MISSING, open_all, violations
from .chromium import PROGRAM, Chromium
from .conditions import CONDITIONS, PLAYER, READY, Condition, arrive, chapters_seek, plays

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed: apt install chromium")

EPISODE = "episodes/episode-9/"
EMBED = f"{EPISODE}embed.html"
# A page is not put in a frame; a player is.
PLACES = [(page, one) for page in (EPISODE, EMBED) for one in CONDITIONS if page == EMBED or not one.sandbox]


@pytest.mark.parametrize(("page", "condition"), PLACES, ids=lambda one: getattr(one, "name", one))
def test_it_plays_and_chapters_seek_everywhere(
    browser: Chromium, site: str, host, page: str, condition: Condition
) -> None:
    """By the keyboard, with our controls or the browser's own, without a complaint."""
    frame = arrive(browser, f"{site}{page}", condition, host)
    assert plays(browser, frame, condition)
    assert chapters_seek(browser, frame, condition)
    unlike = ("favicon", "ERR_BLOCKED_BY_CLIENT")
    assert [one for one in browser.complaints if not any(word in one for word in unlike)] == []


def test_a_page_weighs_little_before_play(browser: Chromium, site: str) -> None:
    """At most 8 requests and 100 KB as they are, not compressed; all of them of this site, none of them sound."""
    for page in (EPISODE, EMBED, "articles/un-article/"):
        browser.window(width=412, height=823)
        browser.visit(f"{site}{page}")
        browser.until(READY)
        browser.until("performance.getEntriesByType('resource').some((one) => one.name.endsWith('.json'))")
        asked = {one for one in browser.requests if not one.startswith("data:")}
        assert len(asked) <= 8, (page, asked)
        assert all(one.startswith(site) for one in asked)
        assert not [one for one in asked if one.endswith((".mp3", ".m4a", ".opus"))]
        entries = "['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))"
        assert sum(browser.run(f"{entries}.map((one) => one.transferSize)")) <= 100_000, page


PAGES = [
    EPISODE, EMBED, "embed.html", "saisons/2/embed.html", "", "articles/un-article/", "personnes/une-invitee/",
    "saisons/2/", "404.html", "episodes/parti/", "episodes/parti/embed.html",
]  # fmt: skip
MEDIA = {
    "light": {"prefers_color_scheme": "light"},
    "dark": {"prefers_color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}


# Contrast is the system's in forced colours: what is left is the same on pages of the same pieces.
LOOKS = [(page, one) for page in PAGES for one in MEDIA if one != "forced" or page in (EPISODE, EMBED, "")]


@pytest.mark.parametrize(("page", "media"), LOOKS)
def test_axe_finds_nothing(browser: Chromium, site: str, page: str, media: str) -> None:
    """On every kind of page, in every scheme; players play and have every panel open."""
    if not AXE.is_file():
        pytest.skip(MISSING)
    browser.window(**MEDIA[media])
    browser.visit(f"{site}{page}")
    if browser.run(f"Boolean({PLAYER})"):
        browser.until(READY)
        plays(browser, "", CONDITIONS[0])
    open_all(browser)
    assert violations(browser, forced=media == "forced")[0] == []


def test_axe_finds_nothing_in_a_frame_nor_around_it(browser: Chromium, site: str, host) -> None:
    """The frame that we give to be pasted, before and after play."""
    if not AXE.is_file():
        pytest.skip(MISSING)
    around = '<!DOCTYPE html><html lang="fr"><title>a</title><main><h1>a</h1>{frame}</main>'
    browser.window(height=600)
    browser.visit(host(f'title="Un lecteur" src="{site}{EMBED}"', around))
    browser.until(READY, frame="frame")
    assert violations(browser, "frame")[0] == []
    plays(browser, "frame", CONDITIONS[0])
    open_all(browser, "frame")
    assert violations(browser, "frame")[0] == []
    assert violations(browser)[0] == []


def test_paper_has_the_transcript_and_addresses_and_no_controls(browser: Chromium, site: str) -> None:
    """Whatever is closed on the screen; what can only be pressed is left out."""
    browser.window(width=794)
    browser.visit(f"{site}{EPISODE}")
    browser.until(READY)
    browser.send("Emulation.setEmulatedMedia", media="print", features=[])
    seen = "[...document.querySelectorAll('%s')].filter((one) => one.checkVisibility()).length"
    assert browser.run(seen % ".transcript-text p") == 4
    gone = "button, .player, nav, .foot, .embed-code, a[download], .cards-section"
    assert browser.run(seen % gone) == 0
    browser.run("document.querySelector('.body').innerHTML += '<a href=\"https://a.example/\">x</a>'; 0")
    after = "getComputedStyle(document.querySelector('.body a[href^=http]'), '::after').content"
    assert browser.run(after) == '" (https://a.example/)"'


def test_a_picture_leaves_no_gap_for_what_it_might_have_been(browser: Chromium, site: str) -> None:
    """The sources of a picture stand in no row of a grid; and the page is no wider than a small telephone."""
    browser.window(width=320)
    browser.visit(site)
    browser.run("document.querySelector('.intro').prepend(document.createElement('source'))")
    assert browser.run("getComputedStyle(document.querySelector('source')).display") == "none"
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("media", MEDIA)
def test_axe_finds_nothing_on_the_search_page(browser: Chromium, show_record, records, media: str) -> None:
    """Which a show has that wants one; without an index it says that it cannot search."""
    if not AXE.is_file():
        pytest.skip(MISSING)
    show = replace(show_record.show, site=replace(show_record.show.site, search=True))
    searched = replace(show_record, show=show)
    store = MemoryStore()
    for key, body in {**render_site(searched, records), **assets(searched)}.items():
        store.put(key, body, type=keys.media_type(key), cache="")
    with PreviewServer(store, public_url=show.base_url) as server:
        browser.window(**MEDIA[media])
        browser.visit(server.url + keys.SEARCH_PAGE.removesuffix("index.html"))
        browser.until("!document.querySelector('.search').hidden")
        assert violations(browser, forced=media == "forced")[0] == []
        browser.run("document.querySelector('#mots').focus()")
        browser.send("Input.insertText", text="réseau")
        browser.press("Enter")
        browser.until("document.querySelector('.search-said').textContent")
        assert violations(browser, forced=media == "forced")[0] == []
