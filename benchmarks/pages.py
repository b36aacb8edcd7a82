"""Pages with a player beside those of peers, looked at in one run by checkers that nobody of us wrote.

    python -m benchmarks.pages --modules node_modules --castanet SITE     all of them
    python -m benchmarks.pages --runs 1                                   ours alone, quickly

`--modules` is a folder with `plyr` and `@podlove/web-player` as npm installs them, `--castanet` the example site of
that Hugo theme as Hugo built it with `--baseURL /castanet/`; what it asks other hosts for is counted and not
waited for. Nothing of them is kept here. Plyr and Podlove's player stand on the same page with the text and the sound
of our episode. All are served compressed from one loopback server. Lighthouse and axe-core are those of
`make site-check`, which has to have run once.

What is counted before play is what the browser was sent. `policy` counts what the console says under a policy that
allows only what is the page's own; `no script` says whether there is anything to play without JavaScript.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from podcast.store.directory import DirectoryStore
from podcast.store.serve import PreviewServer
from tests.site.accessible import violations
from tests.site.chromium import Chromium
from tests.site_check.compressed import Compressed
from tests.site_check.lighthouse import lighthouse
from tests.site_check.shows import publish

EPISODE = "episodes/comment-federer-un-reseau-de-franchise/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self';"
    " connect-src 'self'; font-src 'self'; frame-src 'self'"
)
PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Comment fédérer un réseau de franchise</title><meta name="description" content="Un épisode.">
{policy}<link rel="icon" href="data:,"><link rel="stylesheet" href="/peers/text.css">{head}</head>
<body><main><h1>Comment fédérer un réseau de franchise</h1>{player}{text}</main>{end}</body></html>
"""
STYLE = "body{max-width:40rem;margin:2rem auto;padding:0 1rem;font:1.125rem/1.6 sans-serif}"
SETTLE = "new Promise((done) => setTimeout(done, 1500))"


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A page to look at, and the same under the policy."""

    name: str
    page: str
    strict: str


def ours() -> list[Peer]:
    """Return our pages, which have the policy themselves."""
    pages = {"ours: episode": EPISODE, "ours: embed": f"{EPISODE}embed.html", "ours: show": ""}
    return [Peer(name=name, page=page, strict=page) for name, page in pages.items()]


def players(folder: Path, modules: Path) -> Iterator[Peer]:
    """Put the players of others onto pages in `folder` with our text and sound."""
    place = folder / "peers"
    place.mkdir()
    (place / "text.css").write_text(STYLE, encoding="utf-8")
    sound = next((folder / "audio").glob("comment*.mp3")).relative_to(folder).as_posix()
    text = "<p>Un réseau de franchise réunit des indépendants sous une même enseigne.</p>" * 12
    for name, (head, player, end) in {
        "Plyr": _plyr(modules, place, sound),
        "Podlove": _podlove(modules, place, sound),
    }.items():
        for kind, policy in (
            ("", ""),
            ("strict", f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'),
        ):
            page = PAGE.format(policy=policy, head=head, player=player, text=text, end=end)
            (place / f"{name}{kind}.html").write_text(page, encoding="utf-8")
        yield Peer(name=name, page=f"peers/{name}.html", strict=f"peers/{name}strict.html")


def _plyr(modules: Path, place: Path, sound: str) -> tuple[str, str, str]:
    for one in ("plyr.css", "plyr.min.js", "plyr.svg"):
        shutil.copy(modules / "plyr/dist" / one, place / one)
    start = 'new Plyr("audio", { iconUrl: "/peers/plyr.svg", blankVideo: "" });'
    (place / "start.js").write_text(start, encoding="utf-8")
    return (
        '<link rel="stylesheet" href="/peers/plyr.css">',
        f'<audio controls preload="none" src="/{sound}"></audio>',
        '<script src="/peers/plyr.min.js"></script><script src="/peers/start.js"></script>',
    )


def _podlove(modules: Path, place: Path, sound: str) -> tuple[str, str, str]:
    shutil.copytree(modules / "@podlove/web-player", place / "podlove")
    covers = (place.parent / "images").glob("cover*.jpg")
    cover = f"/images/{min(covers, key=lambda one: one.stat().st_size).name}"
    episode = {
        "version": 5,
        "title": "Comment fédérer un réseau de franchise",
        "duration": "00:01:59",
        "poster": cover,
        "show": {"title": "En Toute Franchise", "poster": cover},
        "audio": [{"url": f"/{sound}", "size": 1900000, "title": "MP3", "mimeType": "audio/mpeg"}],
        "chapters": [{"start": "00:00:00", "title": "Début"}],
    }
    config = {"version": 5, "base": "/peers/podlove/", "activeTab": "chapters"}
    (place / "podlove.js").write_text(
        f"podlovePlayer('#player', {json.dumps(episode)}, {json.dumps(config)});", encoding="utf-8"
    )
    end = '<script src="/peers/podlove/embed.js"></script><script src="/peers/podlove.js"></script>'
    return "", '<div id="player"></div>', end


def castanet(folder: Path) -> Peer:
    """Return the page of one of the theme's own episodes."""
    page = "castanet/oct/index.html"
    html = (folder / page).read_text(encoding="utf-8")
    policy = f'<head><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    (folder / "castanet/strict.html").write_text(html.replace("<head>", policy, 1), encoding="utf-8")
    return Peer(name="Castanet", page=page, strict="castanet/strict.html")


def look(browser: Chromium, peer: Peer, base: str, runs: int) -> str:
    """Return the row of a page."""
    browser.window(width=412, height=823)
    browser.send("Network.clearBrowserCache")
    browser.visit(base + peer.page)
    browser.run(SETTLE)
    asked = {one for one in browser.requests if not one.startswith(("data:", "blob:", "about:"))}
    weight = browser.received / 1024
    others = len({one.split("/")[2] for one in asked if not one.startswith(base)})
    broken, _ = violations(browser)
    has_player = browser.run("Boolean(document.querySelector('audio, video, iframe'))")
    browser.window()
    browser.visit(base + peer.strict)
    browser.run(SETTLE)
    complaints = len(browser.complaints)
    browser.window(scripts=False)
    browser.visit(base + peer.page)
    playable = browser.run("Boolean(document.querySelector('audio, video')?.checkVisibility())")
    told = lighthouse(peer.name, base + peer.page, runs).found
    facts = (
        peer.name,
        told,
        f"{weight:.0f}",
        len(asked),
        others,
        len(broken),
        complaints,
        ("plays" if playable else "nothing") if has_player else "no player",
    )
    return "| " + " | ".join(map(str, facts)) + " |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--modules", type=Path, help="where npm put plyr and @podlove/web-player")
    parser.add_argument("--castanet", type=Path, help="Castanet's example site, built")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, Chromium(Path(place) / "profile") as browser:
        folder = publish(Path(place))[0].folder
        peers = ours()
        if given.modules:
            peers += players(folder, given.modules)
        if given.castanet:
            shutil.copytree(given.castanet, folder / "castanet")
            peers.append(castanet(folder))
        print(
            "| page | Lighthouse: scores; times | KB before play | requests | other hosts | axe | policy | no script |"
        )
        print("|---|---|---|---|---|---|---|---|")
        with PreviewServer(DirectoryStore(folder)) as server, Compressed(server.url) as front:
            for peer in peers:
                print(look(browser, peer, front.url, given.runs), flush=True)


if __name__ == "__main__":
    main()
