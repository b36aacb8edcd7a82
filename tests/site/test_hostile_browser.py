"""Every text that a producer can write, with every attack that we know, on every kind of page in a real browser.

A world is a show whose every text is some attacks in a row, and whose every address is one of them. Its pages are
opened all at once, in frames of one page, and clicked through; then nothing may have run, gone elsewhere or been
asked of anybody else. `PODCAST_VECTORS=1` gives each attack a world of its own, which takes minutes.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import pytest

from podcast.content import keys
from podcast.content.cues import Cues
from podcast.content.episode import Article, Episode
from podcast.content.record import ArticleRecord, EpisodeRecord, PublishedImage, Record, ShowRecord
from podcast.content.release import Tombstone
from podcast.content.show import Show
from podcast.content.transcript import Cue
from podcast.site.bundle import assets
from podcast.site.render import render_site
from podcast.store.memory import MemoryStore
from podcast.store.serve import PreviewServer
from podcast.values import replace

from .chromium import PROGRAM, Chromium
from .filled import filled
from .sound import silence
from .vectors import VECTORS

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed: apt install chromium")

BASE_URL = "https://podcast.example/"
AUDIO = "audio/sound.0123456789ab.mp3"
WORLDS = len(VECTORS) // int(os.environ.get("PODCAST_VECTORS", "10"))
# What the readers of a show folder let through in one shape only; all other texts are the attack.
SHAPED = {
    "Show.base_url": BASE_URL,
    "Show.language": "fr",
    "Show.time_zone": "Europe/Paris",
    "Show.feed_length": 10,
    "Site.accent": "#e63b11",
    "Article.draft": False,
    "Episode.draft": False,
    "Article.slug": "un-article",
    "Article.related": (),
    "Article.former_slugs": ("ancien",),
    "Episode.related": ("un-article",),
    "Episode.former_slugs": ("ancien",),
    "Picture.file": "photo.jpg",
    "Chapter.image": "photo.jpg",
}
# What must begin as an attack does for it to be one.
ADDRESSES = re.compile(r"\.(?:\w*ur[il]|link|img|server)$")
DOT = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
# Where on which page which text is read: all of them are the attack.
SHOWN = {
    "index.html": (
        ".brand", ".show-name", "h1", ".intro .standfirst", ".intro .facts", ".foot", "nav a", ".lead h2", ".row .h3",
        ".filter li + li a", ".card h3", ".guests", ".paid",
    ),
    "404.html": (".brand", ".foot .foot-name"),
    "embed.html": ("h1", ".player-show", ".player-list .title"),
    "saisons/1/index.html": ("h1", ".row .h3"),
    "episodes/episode-9/index.html": (
        "h1", ".player-title", ".player-show", ".player-chapter", ".standfirst", ".persons a", ".persons .role",
        ".caption", ".credit", ".chapters .title", ".sponsor", ".reviewed", ".speaker", ".transcript-text p",
        ".badges", ".measure > .facts:last-child",
    ),
    "episodes/episode-9/embed.html": (
        "h1", ".player-show", ".rows .title", ".transcript-text p", ".transcript-text b", ".player-next",
    ),
    "episodes/parti/embed.html": (".gone a",),
    "articles/un-article/index.html": (
        "h1", ".crumbs a", ".standfirst", ".sponsor", ".caption", ".read-also a", ".body .player-title", ".reviewed",
    ),
}  # fmt: skip
# Opens every panel, goes to every chapter and passage, and tells all that should not be there.
HOST = """<!DOCTYPE html><html lang="fr"><title>h</title><body><script>
const PAGES = %s, SHOWN = %s;
const SCHEMES = ["http:", "https:", "mailto:", "podcast:", "overcast:", "pktc:", "antennapod-subscribe:"];
const ADDRESSES = ["href", "src", "action", "formaction", "data", "poster", "ping", "background", "xlink:href"];
const FOREIGN = "script:not([src], [type='application/ld+json']), object, embed, base, iframe, frame, math, template,"
  + "form:not(.search), style, marquee, noscript:not(.search + noscript), video, [style]:not(podcast-player),"
  + "[autofocus], [srcdoc], svg:not(.player-scale > svg), meta[http-equiv=refresh i]";
const wait = (time) => new Promise((done) => setTimeout(done, time));
const until = async (test) => { for (let tries = 0; tries < 500 && !test(); tries++) await wait(10); };
const wrong = (page, inside) => {
  const told = [...inside.querySelectorAll(FOREIGN)].map((one) => `${page}: ${one.outerHTML}`);
  for (const one of inside.querySelectorAll("*")) for (const { name, value } of one.attributes) {
    if (name.startsWith("on")) told.push(`${page}: ${name} on ${one.localName}`);
    if (!ADDRESSES.includes(name)) continue;
    const address = URL.canParse(value, location.href) ? new URL(value, location.href) : { protocol: "none" };
    const loaded = name !== "href" || (one.localName === "link" && /stylesheet|icon|manifest/.test(one.rel));
    if (!SCHEMES.includes(address.protocol) || (loaded && address.origin !== location.origin))
      told.push(`${page}: ${one.localName} ${name}=${value}`);
  }
  return told;
};
const explore = (inside) => {
  for (const one of inside.querySelectorAll("details")) { one.name = ""; one.open = true; }
  const clicked = "[data-start], [data-copy], .player button:not([hidden]), .transcript-quote, .player-list a";
  for (const one of inside.querySelectorAll(clicked)) one.click();
  for (const one of inside.querySelectorAll("a, button, input, select, summary")) {
    one.focus();
    for (const type of ["pointerover", "pointerdown"]) one.dispatchEvent(new Event(type, { bubbles: true }));
  }
};
const frames = PAGES.map((page) => {
  const frame = Object.assign(document.createElement("iframe"), { src: page, width: 900, height: 300 });
  document.body.append(frame);
  return frame;
});
const all = async () => {
  const told = [], texts = {};
  const ready = (page) => page?.readyState === "complete" && page.URL !== "about:blank"
    && !page.querySelector("[http-equiv=refresh]")
    && [...page.querySelectorAll("podcast-player")].every((one) => one.dataset.ready === "");
  await until(() => frames.every((frame) => ready(frame.contentDocument)));
  const pages = frames.map((frame) => frame.contentDocument);
  pages.forEach(explore);
  const panels = pages.map((page) => page.querySelector("[data-transcript] .transcript-text")).filter(Boolean);
  await until(() => panels.every((one) => one.querySelector("b")));
  for (const [at, name] of PAGES.entries()) {
    told.push(...wrong(name, pages[at]));
    const read = (css) => [css, [...pages[at].querySelectorAll(css)].map((one) => one.textContent)];
    texts[name] = (SHOWN[name] ?? []).map(read);
    if (frames[at].contentDocument !== pages[at]) told.push(`${name} went elsewhere`);
    if (!name.includes("ancien")) continue;
    const left = new DOMParser().parseFromString(await (await fetch(name)).text(), "text/html");
    told.push(...wrong(name, left).filter((one) => !one.includes('<meta http-equiv="refresh" content="0; url=../')));
  }
  return { told, texts };
};
</script>"""


def texts_of(vectors: tuple[str, ...], between: str = " ") -> Callable[[str], str]:
    """Return what gives all of the attacks for a text, and one after the other for an address."""
    turns: dict[str, Iterator[str]] = {}

    def text(path: str) -> str:
        if ADDRESSES.search(path):
            return next(turns.setdefault(path, cycle(vectors)))
        return between.join(vectors)

    return text


def world(
    vectors: tuple[str, ...], show_record: ShowRecord, make_episode: Any, photo: Any
) -> dict[str, bytes]:
    """Return the pages of a show all of whose texts are attacks."""
    text, attacks = texts_of(vectors), "\n\n".join(vectors)
    show: Show = filled(Show, text, SHAPED)
    body = f"{attacks}\n\n[[read-also: un-article]]\n\n{attacks}"
    cues = tuple(
        Cue(start_ms=at * 100, end_ms=at * 100 + 99, text=one, speaker=one) for at, one in enumerate(vectors)
    )
    records: list[Record] = [
        EpisodeRecord(
            episode=filled(
                Episode,
                text,
                {**SHAPED, "Episode.slug": slug, "Episode.season": season, "Episode.body": body},
            ),
            enclosure=replace(make_episode().enclosure, key=AUDIO),
            images={"photo.jpg": photo},
            transcript=Cues(cues),
        )
        for slug, season in (("episode-9", 1), ("episode-99", 2))
    ]
    body = f"{attacks}\n\n[[read-also: episode-9]]\n\n[[listen: episode-99]]\n\n{attacks}"
    article = filled(Article, text, {**SHAPED, "Article.body": body})
    records.append(ArticleRecord(article=article, images={"photo.jpg": photo}))
    kinds, now = ("episode", "article"), article.date
    gone = [Tombstone(kind=kind, slug="parti", identity="x", title=attacks, at=now) for kind in kinds]
    record = replace(show_record, show=show)
    made = {**render_site(record, records, gone=gone), **assets(record)}
    segments = [{"speaker": one.speaker, "startTime": 0, "endTime": 1, "body": one.text} for one in cues]
    for slug in ("episode-9", "episode-99"):
        made[f"episodes/{slug}/transcript.json"] = json.dumps(
            {"version": "1.0.0", "segments": segments}
        ).encode()
    return made


def read(text: str) -> str:
    """Return what typography does not change."""
    return "".join(one for one in text.casefold() if one.isalnum() or one in "<>=/")


class Worlds:
    """Publishes one world after the other at the same address; `frames` shows pages in frames and looks at them."""

    def __init__(self, store: MemoryStore, url: str) -> None:
        self._store, self.url = store, url

    def publish(self, made: dict[str, bytes], shown: dict[str, tuple[str, ...]]) -> None:
        """Write the pages, and the page that shows all of them."""
        pages = [key for key in made if key.endswith(".html") and "episode-99" not in key]
        frames = (HOST % (json.dumps(pages), json.dumps(shown))).encode()
        for key, body in {**made, AUDIO: silence(2), "favicon.ico": b"", "frames.html": frames}.items():
            self._store.put(key, body, type=keys.media_type(key), cache="")


@pytest.fixture
def worlds() -> Iterator[Worlds]:
    """Give a place on the web for them."""
    store = MemoryStore()
    with PreviewServer(store, public_url=BASE_URL) as server:
        yield Worlds(store, server.url)


@pytest.mark.parametrize("at", range(WORLDS))
def test_nothing_hostile_runs_or_leaves_and_all_of_it_is_read(
    browser: Chromium,
    worlds: Worlds,
    show_record: ShowRecord,
    make_episode: Any,
    photo: PublishedImage,
    at: int,
) -> None:
    """Without our policy, because all is escaped; with it, in every other world, nothing even tries to."""
    vectors = VECTORS[at::WORLDS]
    made = world(vectors, show_record, make_episode, photo)
    people = {key: ("h1", ".person p") for key in made if key.startswith("personnes/")}
    worlds.publish(made | {one.key: DOT for one in (*show_record.cover.files, *photo.files)}, SHOWN | people)
    for without_policy in (True, False) if at % 2 == 0 else (True,):
        browser.window()
        browser.send("Page.setBypassCSP", enabled=without_policy)
        browser.visit(f"{worlds.url}frames.html")
        found = browser.run("all()")
        assert found["told"] == []
        assert browser.complaints == []
        assert [one for one in browser.requests if not one.startswith((worlds.url, "data:image/"))] == []
        for page, texts in found["texts"].items():
            for css, shown in texts:
                read_there = [read(text) for text in shown]
                unread = [one for one in vectors if not any(read(one) in text for text in read_there)]
                assert unread == [], (page, css, shown)


def test_what_would_be_wrong_is_noticed(browser: Chromium, worlds: Worlds) -> None:
    """A page that runs an attack, asks somebody else or has a handler fails the test above."""
    live = b'<!DOCTYPE html><img src="//evil.example/x.png" onerror="alert(1)"><a href="javascript:alert(2)">x</a>'
    worlds.publish({"live.html": live}, {"live.html": ("a",)})
    browser.window()
    browser.visit(f"{worlds.url}frames.html")
    browser.until("frames[0].contentDocument.querySelector('img')?.complete")
    assert browser.run("all()") == {
        "told": [
            "live.html: img src=//evil.example/x.png",
            "live.html: onerror on img",
            "live.html: a href=javascript:alert(2)",
        ],
        "texts": {"live.html": [["a", ["x"]]]},
    }
    assert any(one.startswith("alert(1) on ") for one in browser.complaints)
    assert any("evil.example" in one for one in browser.requests)
