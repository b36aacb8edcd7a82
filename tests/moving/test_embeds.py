"""Players of the old host in articles, and what becomes of them."""

from __future__ import annotations

import time

import pytest

from podcast.moving.embeds import Player, rewrite

SCRIPT = '<script src="https://player.ausha.co/ausha-player.js"></script>'
OURS = '<iframe src="https://podcast.example/episodes/a/embed.html" height="220"></iframe>'


def old(name: str, *, colour: str = "%23e63b11", height: int = 220) -> str:
    """Return the code that Ausha gives for an episode."""
    return (
        f'<iframe name="Ausha Podcast Player" frameborder="0" loading="lazy" id="ausha-x" height="{height}" '
        f'style="border: none; width:100%; height:{height}px" src="https://player.ausha.co/?showId=s&color={colour}'
        f'&podcastId={name}&v=3&playerId=ausha-x"></iframe>'
    )


def match(name: str) -> Player | None:
    """Know one episode."""
    return Player(slug="a", html=OURS, accent="#e63b11") if name == "known" else None


def test_a_player_and_its_script_are_replaced_and_nothing_else_changes() -> None:
    """Not a byte around them, whatever its encoding."""
    before, after = (
        "<p>Avant\r\n\udce9 </p>\n",
        "\n<p>Après <iframe src='https://video.example/'></iframe></p>",
    )
    new, found = rewrite(f"{before}{old('known')}{SCRIPT}{after}", match)
    assert new == f"{before}{OURS}{after}"
    assert [(one.line, one.slug, one.reason) for one in found] == [(3, "a", "")]
    assert rewrite(new, match) == (new, ())


def test_what_cannot_be_matched_stays_with_its_script() -> None:
    """An unknown episode, and a player of the whole show."""
    show = '<iframe src="//player.ausha.co/?showId=s&amp;playlist=true"></iframe>'
    text = f"{old('known')}{SCRIPT}<p>\n{old('other')}{show}"
    new, found = rewrite(text, match)
    assert new == text.replace(old("known"), OURS)
    assert [(one.slug, one.episode) for one in found] == [("a", "known"), ("", "other"), ("", "")]
    assert "whole show" in found[2].reason


def test_an_export_of_wordpress_is_one_article_after_the_other() -> None:
    """A player that stays in one item keeps the script of that item alone."""
    export = (
        '<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
        "<item><content:encoded><![CDATA[<!-- wp:html -->"
        f"{old('known').replace('&', '&amp;')}\n{SCRIPT}<!-- /wp:html -->]]></content:encoded></item>"
        f"<item><content:encoded><![CDATA[{old('other')}{SCRIPT}]]></content:encoded></item></channel></rss>"
    )
    new, found = rewrite(export, match)
    assert f"<![CDATA[<!-- wp:html -->{OURS}<!-- /wp:html -->]]>" in new
    assert f"<![CDATA[{old('other')}{SCRIPT}]]>" in new
    assert [one.slug for one in found] == ["a", ""]


def test_what_will_look_otherwise_is_said() -> None:
    """Another colour, another height."""
    _, (found,) = rewrite(old("known", colour="%23000000", height=420), match)
    assert found.slug == "a"
    assert "#000000" in found.reason
    assert "420" in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "[iframe src=https://player.ausha.co/?podcastId=known]",
        "&lt;iframe src=&quot;https://player.ausha.co/?podcastId=known&quot;&gt;",
    ],
)
def test_what_is_no_iframe_is_pointed_at(text: str) -> None:
    """A shortcode, or HTML that is shown as text: for somebody to look at."""
    new, (found,) = rewrite(f"\n{text}", match)
    assert (new, found.line, found.slug) == (f"\n{text}", 2, "")


def test_many_openings_take_no_long_time() -> None:
    """A hostile article of half a megabyte is looked at in a moment."""
    start = time.perf_counter()
    rewrite("<iframe src='https://player.ausha.co/" * 15_000, match)
    assert time.perf_counter() - start < 5
