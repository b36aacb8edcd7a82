"""What is looked at in a browser: the console, axe-core, the conditions to play in, and what is loaded before play."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence

from podcast.store.memory import MemoryStore
from podcast.store.serve import PreviewServer

from ..site.accessible import AXE, MISSING, open_all, violations
from ..site.chromium import Chromium
from ..site.conditions import CONDITIONS, PLAYER, READY, arrive, chapters_seek, plays
from ..site.structured import faults, graph_of
from .figures import Figure, absent, none_of
from .shows import Published

MEDIA = {
    "light": {"prefers_color_scheme": "light"},
    "dark": {"prefers_color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "320 px": {"width": 320},
}
_KB = 1024
_WIDE = "document.documentElement.scrollWidth > innerWidth"


def console(browser: Chromium, places: Sequence[str]) -> Figure:
    """Return what every page complained of, above all of its policy, and whom else it asked."""
    told = []
    for place in places:
        browser.window()
        browser.visit(place)
        _settle(browser)
        told += [f"{place}: {one}" for one in browser.complaints]
        origin = "/".join(place.split("/")[:3])
        told += [f"{place} asked {one}" for one in browser.requests if not one.startswith((origin, "data:"))]
    return none_of("console and third parties", told, of=f"{len(places)} pages")


def axe(browser: Chromium, places: Sequence[str]) -> Iterator[Figure]:
    """Return what axe-core finds on every page in each scheme, before play and playing with all panels open."""
    if not AXE.is_file():
        yield absent("axe", MISSING)
        return
    undecided: set[str] = set()
    for name, media in MEDIA.items():
        told = []
        for place in places:
            browser.window(**media)
            browser.visit(place)
            _settle(browser)
            told += [f"{place} is wider than its window"] if browser.run(_WIDE) else []
            for moment in ("", " playing"):
                if moment and browser.run(f"Boolean({PLAYER})"):
                    plays(browser, "", CONDITIONS[0])
                if moment:
                    open_all(browser)
                broken, unsure = violations(browser, forced="forced" in name)
                told += [f"{place}{moment}: {rule} {nodes}" for rule, nodes in broken]
                undecided |= {str(rule) for rule, _ in unsure}
        detail = f", undecided: {', '.join(sorted(undecided))}" if undecided else ""
        yield none_of(f"axe, {name}", told, of=f"{len(places)} pages{detail}")


def framed(browser: Chromium, players: Sequence[str]) -> Figure:
    """Return what axe-core finds in the frame of each player on somebody's page, playing, and around it."""
    if not AXE.is_file():
        return absent("axe, in frames", MISSING)
    told, store = [], MemoryStore()
    with PreviewServer(store) as server:
        for place in players:
            frame = f'<iframe name="frame" title="Lecteur" width="700" height="300" src="{place}"></iframe>'
            page = f'<!DOCTYPE html><html lang="fr"><title>h</title><main><h1>h</h1>{frame}</main>'
            store.put("index.html", page.encode(), type="text/html", cache="")
            browser.window()
            browser.visit(server.url)
            browser.until(READY, frame="frame")
            plays(browser, "frame", CONDITIONS[0])
            open_all(browser, "frame")
            for inside in ("frame", ""):
                told += [
                    f"{place} {inside}: {rule} {nodes}" for rule, nodes in violations(browser, inside)[0]
                ]
    return none_of("axe, in frames", told, of=f"{len(players)} players")


def matrix(browser: Chromium, players: Sequence[str]) -> Iterator[Figure]:
    """Return for each condition whether every player plays and its chapters seek."""
    store = MemoryStore()
    with PreviewServer(store) as server:

        def host(attributes: str) -> str:
            frame = f'<iframe name="frame" width="700" height="300" {attributes}></iframe>'
            page = f"<!DOCTYPE html><title>h</title>{frame}"
            store.put("index.html", page.encode(), type="text/html", cache="")
            return server.url

        for condition in CONDITIONS:
            told = []
            places = [one for one in players if one.endswith("embed.html") or not condition.sandbox]
            for place in places:
                for question in (plays, chapters_seek):
                    try:
                        frame = arrive(browser, place, condition, host)
                        held = question(browser, frame, condition)
                    except AssertionError as error:
                        held, told = False, [*told, f"{place}: {error}"]
                    told += [] if held else [f"{place}: {question.__name__} does not hold"]
            yield none_of(f"plays and seeks: {condition.name}", told, of=f"{len(places)} players")


def weights(browser: Chromium, places: Sequence[str]) -> Iterator[Figure]:
    """Return what each page asks for before play, as it is carried: text is compressed, as Lighthouse gets it."""
    for place in places:
        browser.window(width=412, height=823)
        browser.send("Network.clearBrowserCache")
        browser.visit(place)
        _settle(browser)
        asked = {one for one in browser.requests if not one.startswith("data:")}
        entries = "['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))"
        weight = sum(browser.run(f"{entries}.map((one) => one.transferSize)")) / _KB
        sounds = [one for one in asked if one.rpartition(".")[2] in ("mp3", "m4a", "opus")]
        yield Figure(
            what=f"before play: {place.split('/', 3)[3] or 'show'}",
            demanded="≤ 100 KB, ≤ 8 requests, 0 audio",
            found=f"{weight:.0f} KB, {len(asked)} requests, {len(sounds)} audio",
            held=weight <= 100 and len(asked) <= 8 and not sounds,
            detail=tuple(sorted(asked)),
        )


def sizes(show: Published) -> Iterator[Figure]:
    """Return what the builds of the player weigh, compressed."""
    limits = {"player.*.js": 6, "embed.*.js": 6, "playlist.*.js": 6}
    for pattern, limit in limits.items():
        (path,) = (show.folder / "assets").glob(pattern)
        yield _size(pattern.replace(".*", ""), path.read_bytes(), limit)
    yield _size("player.css", (show.folder / "player.css").read_bytes(), 4)
    page = next(one for one in show.pages if one.startswith("episodes/") and one.endswith("embed.html"))
    parts = [
        show.folder / page,
        *(show.folder / "assets").glob("frame.*.css"),
        *(show.folder / "assets").glob("embed.*.js"),
    ]
    whole = sum(len(gzip.compress(one.read_bytes(), 9)) for one in parts) / _KB
    yield Figure(
        what="embed without its cover", demanded="≤ 20 KB", found=f"{whole:.1f} KB", held=whole <= 20
    )


def json_ld(shows: Sequence[Published]) -> Figure:
    """Return what is wrong with the structured data of each page that search engines may show."""
    told, seen = [], 0
    for show in shows:
        for page in show.pages:
            body = (show.folder / page).read_text(encoding="utf-8")
            if "application/ld+json" in body:
                seen += 1
                told += [f"{show.name}/{page}: {one}" for one in faults(graph_of(body))]
    return none_of("JSON-LD (our own questions)", told, of=f"{seen} pages")


def _size(name: str, body: bytes, limit: int) -> Figure:
    weight = len(gzip.compress(body, 9)) / _KB
    return Figure(what=name, demanded=f"≤ {limit} KB gz", found=f"{weight:.2f} KB", held=weight <= limit)


def _settle(browser: Chromium) -> None:
    """Wait until the player is there, and until the browser has nothing better to do."""
    browser.until(f"!{PLAYER} || {READY}")
    browser.run("new Promise((done) => requestIdleCallback(() => setTimeout(done, 300)))")
