"""Where things stand on a page, on a screen and on paper: nothing is broken, cut off or left over."""

from __future__ import annotations

import pytest

from .chromium import PROGRAM, Chromium

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed: apt install chromium")

EPISODE = "episodes/episode-9/"
LINKS = """document.querySelector('.top .wrap').insertAdjacentHTML('beforeend',
  '<nav>' + '<a href="#">Référencer sa franchise</a>'.repeat(%d) + '</nav>')"""
EDGES = """[...document.querySelectorAll('.brand, .top nav')].map((one) => {
  const { left, top, right } = one.getBoundingClientRect();
  return [left, top, document.documentElement.clientWidth - right].map(Math.round); })"""


@pytest.mark.parametrize("width", [360, 641, 700, 850])
def test_the_head_keeps_its_distance_from_the_window_when_it_wraps(
    browser: Chromium, site: str, width: int
) -> None:
    """Links without room beside the names begin a line of their own, at the same edge."""
    browser.window(width=width)
    browser.visit(f"{site}{EPISODE}")
    browser.run(LINKS % 3)
    (left, top, _), (below_left, below_top, _) = browser.run(EDGES)
    assert top >= 8
    assert below_top > top
    assert below_left == left


def test_links_with_room_stand_at_the_other_edge(browser: Chromium, site: str) -> None:
    """As far from it as the name of the newsroom is from its own."""
    browser.window(width=1280)
    browser.visit(f"{site}{EPISODE}")
    browser.run(LINKS % 1)
    (left, _, _), (_, _, right) = browser.run(EDGES)
    assert left == right


def test_no_line_of_badges_begins_with_the_sign_between_them(browser: Chromium, site: str) -> None:
    """It stands before a badge, where nothing is shown at the beginning of a line."""
    browser.window(width=320)
    browser.visit(f"{site}{EPISODE}")
    browser.run("document.querySelector('.badges').innerHTML += '<li>Une autre étiquette</li>'.repeat(2)")
    starts, signs, shown = browser.run(
        "(() => { const list = document.querySelector('.badges'), all = [...list.children];"
        " return [all.map((one) => one.offsetLeft - list.offsetLeft),"
        " all.map((one) => parseFloat(getComputedStyle(one, '::before').left)), getComputedStyle(list).overflow]; })()"
    )
    assert starts.count(0) > 1, "the badges take several lines"
    assert shown == "hidden"
    assert all(start + sign < 0 for start, sign in zip(starts, signs, strict=True) if start == 0)
    assert all(start + sign > 0 for start, sign in zip(starts, signs, strict=True) if start > 0)


def test_a_card_without_a_picture_leaves_no_hole_in_its_line(browser: Chromium, site: str) -> None:
    """What it says stands beside what the others say."""
    browser.window()
    browser.visit(f"{site}articles/un-article/")
    pictures = browser.run("document.querySelectorAll('.card img').length")
    tops = browser.run(
        "[...document.querySelectorAll('.card .meta')].map((one) => one.getBoundingClientRect().top)"
    )
    assert pictures < len(tops)
    assert len(set(tops)) == 1


@pytest.mark.parametrize("page", ["404.html", "episodes/parti/", EPISODE])
def test_below_the_foot_is_nothing(browser: Chromium, site: str, page: str) -> None:
    """A page is as high as the window, however little there is to say."""
    browser.window(height=1400)
    browser.visit(f"{site}{page}")
    bottom = "document.querySelector('.foot').getBoundingClientRect().bottom + scrollY"
    assert browser.run(f"Math.round({bottom}) === document.documentElement.scrollHeight")
    assert browser.run("document.documentElement.scrollHeight") >= 1400


def test_paper_has_no_heading_of_nothing_and_cuts_nothing_in_two(browser: Chromium, site: str) -> None:
    """What can only be pressed goes with its heading; a row, a card and a picture with its title stay whole."""
    browser.window(width=794)
    wholes = ".card, .row, .lead, .rows li"
    for page in (EPISODE, "", "articles/un-article/"):
        browser.visit(f"{site}{page}")
        browser.send("Emulation.setEmulatedMedia", media="print", features=[])
        assert not browser.run("document.querySelector('.subscribe')?.checkVisibility()")
        cut = f"[...document.querySelectorAll('{wholes}')].map((one) => getComputedStyle(one).breakInside)"
        assert set(browser.run(cut)) == {"avoid"}
