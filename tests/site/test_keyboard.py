"""The pages by keyboard alone, and what a screen reader is told at each step: docs/accessibility.md as a test.

Names are those of the accessibility tree, which assistive technology reads.
"""

from __future__ import annotations

import pytest

from .chromium import PROGRAM, Chromium
from .conditions import PLAYER, READY

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed: apt install chromium")

EPISODE = "episodes/episode-9/"
# The outline of a card is that of the whole card, which its link covers.
OUTLINED = """((one) => [getComputedStyle(one), getComputedStyle(one, "::after")].some((style) =>
  style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2))(document.activeElement)"""
IN_SIGHT = """((box) => box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0
  && box.left < innerWidth)(document.activeElement.getBoundingClientRect())"""


def tab(browser: Chromium, times: int = 1) -> list[str]:
    """Press Tab, and return what is told each time; what has the focus is in sight and shows it."""
    told = []
    for _ in range(times):
        browser.press("Tab")
        told.append(browser.focused())
        assert browser.run(OUTLINED), told[-1]
        assert browser.until(IN_SIGHT), told[-1]  # for most readers the page scrolls smoothly
    return told


def tab_to(browser: Chromium, name: str) -> str:
    """Press Tab until something with this name has the focus, and return what is told of it."""
    for _ in range(60):
        (told,) = tab(browser)
        if f"« {name} »" in told:
            return told
    raise AssertionError(f"{name} is never reached")


def open_page(browser: Chromium, address: str) -> None:
    """Open a page with a player, with nobody's position left from before."""
    browser.window()
    browser.visit(address)
    browser.until(READY)
    browser.run("localStorage.clear()")


def test_the_head_can_be_skipped(browser: Chromium, site: str) -> None:
    """By the first link, which is seen when it has the focus; after it comes what is in the page."""
    open_page(browser, f"{site}{EPISODE}")
    assert tab(browser) == ["link « Aller au contenu »"]
    browser.press("Enter")
    assert tab(browser, 2) == ["link « L’Express Franchise »", "link « En Toute Franchise »"]
    assert browser.run("document.activeElement.closest('nav').ariaLabel") == "Fil d’Ariane"


def test_an_episode_is_read_in_this_order(browser: Chromium, site: str) -> None:
    """Where one is, the player, who speaks, the chapters, the text, the transcript, what can be taken away."""
    open_page(browser, f"{site}{EPISODE}")
    tab(browser, 5)
    assert tab(browser, 18) == [
        "link « Une enseigne »",
        "link « Comment fédérer un réseau ? »",
        "slider « Position » = 0 seconde sur 1 minute 1 seconde",
        "button « −15 s : reculer de 15 secondes »",
        "button « Lire »",
        "button « +30 s : avancer de 30 secondes »",
        "combobox « Vitesse de lecture » = 1× collapsed",
        "DisclosureTriangleGrouped « Partager » collapsed",
        "DisclosureTriangleGrouped « Réglages » collapsed",
        "DisclosureTriangle « S’abonner au podcast » collapsed",
        "link « Une hôte »",
        "link « Une invitée »",
        "link « 0:00 Début »",
        "link « 0:30 Suite »",
        "link « En savoir plus sur « Suite » »",
        "link « 500 points de vente »",
        "link « Épisode 8 »",
        "DisclosureTriangle « Transcription de l’épisode » collapsed",
    ]


def test_the_player_is_played_by_its_keys(browser: Chromium, site: str) -> None:
    """The slider says where it is, the button what it will do, a panel whether it is open."""
    open_page(browser, f"{site}{EPISODE}")
    tab_to(browser, "Position")
    browser.press("ArrowRight", "PageUp", "ArrowLeft")
    assert browser.focused() == "slider « Position » = 56 secondes sur 1 minute 1 seconde"
    browser.press("Home")
    tab_to(browser, "Lire")
    browser.press(" ")
    browser.until("document.activeElement.ariaLabel === 'Pause'")
    assert browser.focused() == "button « Pause »"
    browser.press(" ")
    browser.until("document.activeElement.ariaLabel === 'Lire'")
    tab_to(browser, "Partager")
    browser.press("Enter")
    assert browser.focused() == "DisclosureTriangleGrouped « Partager » expanded"
    assert tab(browser, 3) == [
        f"textbox « Adresse » = {site}{EPISODE}",
        "button « Copier »",
        "checkbox « À partir de 0:00 »",
    ]
    browser.press(" ")
    assert browser.focused() == "checkbox « À partir de 0:00 » checked"
    tab_to(browser, "Réglages")
    browser.press("Enter")
    assert browser.run("document.querySelectorAll('.player-panel[open]').length") == 1


def test_the_transcript_is_searched_and_played_by_its_keys(browser: Chromium, site: str) -> None:
    """What is found is told without moving the focus; a passage is a link to its moment."""
    open_page(browser, f"{site}{EPISODE}")
    tab_to(browser, "Transcription de l’épisode")
    browser.press("Enter")
    assert tab(browser) == ["searchbox « Chercher dans la transcription »"]
    browser.send("Input.insertText", text="reseau")
    assert ("status", "2 passages") in [
        (role, name or browser.run("document.querySelector('.transcript-found').textContent"))
        for role, name in browser.tree()
    ]
    assert tab(browser)[0] == "button « Copier la citation »"
    passage = tab_to(browser, "0:10")
    assert passage == "link « 0:10 »"
    browser.press("Enter")
    browser.until(f"{PLAYER}.audio.currentTime >= 10 && !{PLAYER}.audio.paused")
    assert browser.focused() == "link « 0:10 »"


def test_the_panels_of_a_frame_open_one_at_a_time(browser: Chromium, site: str) -> None:
    """Chapters and text are reached from the player, in the frame as well."""
    open_page(browser, f"{site}{EPISODE}embed.html")
    tab_to(browser, "Chapitres")
    browser.press("Enter")
    assert tab(browser, 2) == ["link « 0:00 Début »", "link « 0:30 Suite »"]
    browser.press("Enter")
    browser.until(f"{PLAYER}.audio.currentTime >= 30 && !{PLAYER}.audio.paused")
    assert tab(browser, 2) == [
        "link « En savoir plus sur « Suite » »",
        "DisclosureTriangleGrouped « Texte » collapsed",
    ]
    browser.press(" ")
    assert browser.focused() == "DisclosureTriangleGrouped « Texte » expanded"
    assert browser.run("document.querySelectorAll('details[open]').length") == 1


def test_a_playlist_is_a_list_of_its_episodes(browser: Chromium, site: str) -> None:
    """The sign before what is heard is for the eye; the list says it by itself."""
    open_page(browser, f"{site}embed.html")
    assert (
        tab_to(browser, "Comment fédérer un réseau ? 1 min") == "link « Comment fédérer un réseau ? 1 min »"
    )
    assert browser.run("document.activeElement.ariaCurrent") == "true"
    assert ("list", "Épisodes") in browser.tree()


@pytest.mark.parametrize(
    "page", ["", EPISODE, "articles/un-article/", "personnes/une-invitee/", "saisons/2/", "404.html"]
)
def test_every_page_has_the_same_landmarks(browser: Chromium, site: str, page: str) -> None:
    """Head, content and foot once each, and one heading of the first level."""
    browser.window()
    browser.visit(f"{site}{page}")
    roles = [role for role, _ in browser.tree()]
    assert [roles.count(one) for one in ("banner", "main", "contentinfo")] == [1, 1, 1]
    assert browser.run("document.querySelectorAll('h1').length") == 1
