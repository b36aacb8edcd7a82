"""WordPress: it finds the player by a page's address, keeps of our answer what it trusts, and follows its height.

What WordPress does is written here from its source (WP_oEmbed::discover, wp_filter_oembed_result, wp-embed.js) and
held to what WordPress 6.1.9 was seen to make of an answer; see docs/wordpress.md.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from urllib.request import urlopen

import pytest
from lxml import html as lxml_html

from tests.site.chromium import PROGRAM, Chromium
from tests.site.conditions import CONDITIONS, PLAYER, READY, plays

needs_chromium = pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed: apt install chromium")

SECRET = "2f0OGn1Om2"  # noqa: S105  of a frame, not of a person
PAGES = {
    "episodes/episode-9/": "episodes/episode-9/embed.html",
    "": "embed.html",
    "saisons/2/": "saisons/2/embed.html",
}
# An answer of ours, and what WordPress 6.1.9 put onto the page for it on 23 November 2026.
GIVEN = (
    '<blockquote hidden><a href="https://podcast.example/episodes/reseau/">Un réseau ?</a></blockquote>'
    '<iframe src="https://podcast.example/episodes/reseau/embed.html" title="Un réseau ? – En Toute Franchise"'
    ' width="100%" height="220" frameborder="0" loading="lazy" allow="autoplay; clipboard-write; web-share">'
    '<a href="https://podcast.example/episodes/reseau/">Un réseau ?</a></iframe>'
)
MADE = (
    '<blockquote class="wp-embedded-content" data-secret="2f0OGn1Om2">'
    '<a href="https://podcast.example/episodes/reseau/">Un réseau ?</a></blockquote>'
    '<iframe class="wp-embedded-content" sandbox="allow-scripts" security="restricted"'
    ' style="position: absolute; clip: rect(1px, 1px, 1px, 1px);" title="Un réseau ? – En Toute Franchise"'
    ' src="https://podcast.example/episodes/reseau/embed.html#?secret=2f0OGn1Om2" data-secret="2f0OGn1Om2"'
    ' width="100%" height="220" frameborder="0">'
    '<a href="https://podcast.example/episodes/reseau/">Un réseau ?</a></iframe>'
)
_KEPT = {
    "a": ("href",),
    "blockquote": (),
    "iframe": (
        "src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title",
    ),
}  # fmt: skip
# What wp-embed.js does, once it is there: it listens, then greets the frame.
ARTICLE = """<!DOCTYPE html><html lang="fr"><title>a</title><p>Avant.<div style="width: 650px">{made}</div><p>Après.
<script>
const frame = document.querySelector("iframe"), followed = [];
const embed = () => {
  addEventListener("message", ({ data, source }) => {
    if (!data?.secret || /[^a-zA-Z0-9]/.test(data.secret)) return;
    const named = `[data-secret="${data.secret}"]`;
    for (const one of document.querySelectorAll(`blockquote${named}`)) one.style.display = "none";
    for (const one of document.querySelectorAll(`iframe${named}`)) {
      if (source !== one.contentWindow) continue;
      one.removeAttribute("style");
      if (data.message === "height") one.height = Math.min(1000, Math.max(200, parseInt(data.value, 10)));
      const own = data.message === "link" && new URL(data.value).host === new URL(one.src).host;
      if (own && document.activeElement === one) followed.push(data.value);
    }
  });
  frame.contentWindow.postMessage({ message: "ready", secret: frame.dataset.secret }, "*");
};
</script>"""


def discovered(body: bytes) -> str:
    """Return the address of the oEmbed answer that WordPress finds in a page, as WP_oEmbed::discover() does."""
    head = body[:153_600].decode(errors="ignore").split("</head>")[0]
    for link in re.findall(r"<link([^<>]+?)/?>", head, re.IGNORECASE):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', link))
        if said.get("type") == "application/json+oembed" and said.get("href"):
            return html.unescape(said["href"])
    return ""


def sanitised(answer: str, secret: str) -> str:
    """Return what WordPress puts onto the page for the `html` of an answer, as wp_filter_oembed_result() does."""

    def keep(tag: re.Match[str]) -> str:
        said = re.findall(r' (([\w-]+)="[^"]*")', tag[2])
        return f"<{' '.join((tag[1], *(whole for whole, name in said if name in _KEPT[tag[1]])))}>"

    found = re.search(
        "(<blockquote>.*?</blockquote>)?.*(<iframe.*?></iframe>)",
        re.sub(r"<(\w+)((?: [^<>]*)?)>", keep, answer),
        re.DOTALL,
    )
    assert found, "WordPress drops what has no frame"
    assert found[1], "without a blockquote WordPress does not load the script that follows the height"
    quote = found[1].replace("<blockquote", f'<blockquote class="wp-embedded-content" data-secret="{secret}"')
    (title,) = re.findall(r' title="[^"]*"', found[2])
    frame = re.sub(r' src="(.*?)"', rf' src="\1#?secret={secret}" data-secret="{secret}"', found[2])
    attributes = (
        ' class="wp-embedded-content" sandbox="allow-scripts" security="restricted"'
        f' style="position: absolute; clip: rect(1px, 1px, 1px, 1px);"{title}'
    )
    return quote + frame.replace(title, "").replace("<iframe", f"<iframe{attributes}")


@pytest.fixture
def article(site: str, host: Callable[..., str]) -> Callable[..., str]:
    """Give a function that embeds a page by its address, as WordPress does, and returns the article's address.

    `early`: WordPress's script is there before the frame's own; then nobody hears its greeting.
    """

    def embedded(page: str, *, early: bool = False) -> str:
        with urlopen(f"{site}{page}") as asked:
            found = discovered(asked.read())
        with urlopen(f"{found}?maxwidth=650&maxheight=975&dnt=1&format=json") as asked:
            made = sanitised(json.load(asked)["html"], SECRET)
        # Only the name is ours: our client finds the frame by it.
        body = ARTICLE.replace("{", "{{").replace("}", "}}").replace("{{made}}", made)
        body = body.replace("<iframe", '<iframe name="frame"')
        return host("", body + "<script>embed()</script>" * early)

    return embedded


def test_what_is_tested_here_is_what_wordpress_did() -> None:
    """To the byte."""
    assert sanitised(GIVEN, SECRET) == MADE


@pytest.mark.parametrize("page", PAGES)
def test_wordpress_finds_the_answer_in_the_head_of_the_page(records, render, page: str) -> None:
    """Of an episode, the show and a season: within 150 kB, as WordPress reads a head and as a parser does."""
    made = render(records)
    body = made[f"{page}index.html"].encode()
    wanted = f"https://podcast.example/{page}oembed.json"
    assert discovered(body) == wanted
    links = lxml_html.fromstring(body[:153_600]).cssselect("head > link[rel=alternate]")
    assert [one.get("href") for one in links if one.get("type") == "application/json+oembed"] == [wanted]
    frame = lxml_html.fragment_fromstring(json.loads(made[f"{page}oembed.json"])["html"], create_parent=True)
    assert frame.find("iframe").get("src") == f"https://podcast.example/{PAGES[page]}"
    assert frame.find("blockquote/a").get("href") == f"https://podcast.example/{page}"
    assert "hidden" in frame.find("blockquote").attrib


def test_a_title_full_of_signs_hides_nothing_from_wordpress(records, render, make_episode) -> None:
    """WordPress reads the head by a pattern that a stray sign would end."""
    title = 'Le « <réseau> » & "l’enseigne" > tout </head>'
    made = render([*records, make_episode(7, title=title)])
    assert discovered(made["episodes/episode-7/index.html"].encode()).endswith("/episode-7/oembed.json")
    shown = sanitised(json.loads(made["episodes/episode-7/oembed.json"])["html"], SECRET)
    quote, frame = lxml_html.fragments_fromstring(shown)
    assert quote.text_content() == title
    assert frame.get("title") == f"{title} – En Toute Franchise"


@needs_chromium
@pytest.mark.parametrize("page", PAGES)
def test_the_frame_comes_to_light_takes_its_height_and_plays(
    browser: Chromium, article: Callable[..., str], page: str
) -> None:
    """WordPress clips it away until it says its height; then it follows what is opened and closed in it."""
    browser.window()
    browser.visit(article(page, early=True))
    browser.until("!frame.hasAttribute('style')")
    assert browser.run("document.querySelector('blockquote').style.display") == "none"
    browser.until(READY, frame="frame")
    closed = _fits(browser)
    assert closed >= 220
    browser.run("document.querySelector('.player-panel').open = true", frame="frame")
    browser.until(f"frame.height > {closed}")
    assert closed < _fits(browser) <= 1000
    browser.run("document.querySelector('.player-panel').open = false", frame="frame")
    browser.until(f"Number(frame.height) === {closed}")
    browser.run("frame.focus()")
    assert plays(browser, "frame", CONDITIONS[0])


@needs_chromium
def test_the_frame_says_its_height_again_to_a_script_that_comes_late(
    browser: Chromium, article: Callable[..., str]
) -> None:
    """WordPress's script stands at the end of the page: the frame may have spoken before anybody listened."""
    browser.window()
    browser.visit(article("episodes/episode-9/"))
    browser.until(READY, frame="frame")
    assert browser.run("frame.hasAttribute('style')")
    browser.run("embed()")
    browser.until("!frame.hasAttribute('style')")
    assert _fits(browser) == 220


@needs_chromium
def test_an_episode_that_was_renamed_is_embedded_by_its_former_address(
    browser: Chromium, site: str, host: Callable[..., str], article: Callable[..., str]
) -> None:
    """Pasted anew its answer is found; in an old article the frame has the secret by which it is let out."""
    browser.window()
    browser.visit(article("episodes/ancien/", early=True))
    browser.until(READY, frame="frame")
    browser.until("!frame.hasAttribute('style')")
    old = f"{site}episodes/ancien/embed.html?t=40#?secret={SECRET}"
    browser.window()
    browser.visit(host(f'sandbox="allow-scripts" src="{old}"') + "?again")
    browser.until(READY, frame="frame")
    told = browser.until("heard.find((one) => one.message === 'height')")
    assert told == {"message": "height", "value": 220, "secret": SECRET}
    assert browser.run(f"{PLAYER}.find('now').textContent", frame="frame") == "0:40"


@needs_chromium
def test_wordpress_opens_the_episode_and_nothing_of_other_hosts(
    browser: Chromium, site: str, article: Callable[..., str]
) -> None:
    """The link above the player leads to the page that was embedded."""
    browser.window(width=360)
    browser.visit(article("episodes/episode-9/"))
    browser.until(READY, frame="frame")
    browser.run("embed()")
    browser.run("frame.focus()")
    browser.run("document.querySelector('.player-title a').click()", frame="frame")
    assert browser.until("followed.length && followed") == [f"{site}episodes/episode-9/"]


@needs_chromium
@pytest.mark.parametrize("link", [".player-download", ".player-trouble a"])
def test_wordpress_opens_the_file_and_the_player_stays(
    browser: Chromium, site: str, article: Callable[..., str], link: str
) -> None:
    """A sandbox lets nothing be saved: the frame would show the bare file in the player's place."""
    browser.window()
    browser.visit(article("episodes/episode-9/"))
    browser.until(READY, frame="frame")
    browser.run("embed()")
    browser.run("frame.focus()")
    browser.run(f"{PLAYER}.fail()", frame="frame")
    browser.run(f"document.querySelector('{link}').click()", frame="frame")
    assert browser.until("followed.length && followed") == [f"{site}audio/episode-9.0123456789ab.mp3"]
    assert browser.run(READY, frame="frame")


def _fits(browser: Chromium) -> int:
    """Return the height of the frame, which is that of what it shows: nothing scrolls in it."""
    browser.until(f"{PLAYER}.closest('html').scrollHeight === innerHeight", frame="frame")
    return int(browser.run("frame.height"))
