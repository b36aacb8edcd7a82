"""`make site-check`: both shows published, looked at by every checker, and one table of what was found.

It ends with 1 when a figure that was demanded is missed. What cannot be looked at on this machine is said.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from podcast.store.directory import DirectoryStore
from podcast.store.serve import PreviewServer

from ..site.chromium import PROGRAM, Chromium
from . import looks, programs
from .compressed import Compressed
from .figures import Figure, table
from .lighthouse import lighthouse
from .shows import Published, publish

PARTS = ("programs", "browser", "lighthouse")


def main() -> int:
    """Look at everything that was asked for, and return the exit code."""
    asked = argparse.ArgumentParser(prog="make site-check", description=__doc__)
    asked.add_argument("--only", choices=PARTS, action="append", help="look at this alone")
    asked.add_argument("--runs", type=int, default=5, help="runs of Lighthouse on each page")
    asked.add_argument(
        "--plain", action="store_true", help="serve pages to Lighthouse without compressing them"
    )
    options = asked.parse_args()
    if PROGRAM is None or not programs.MODULES.is_dir():
        sys.stderr.write("Chromium and the packages of tests/site_check are needed: see CONTRIBUTING.md\n")
        return 69
    figures = []
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        shows = publish(Path(place))
        urls = [
            stack.enter_context(PreviewServer(DirectoryStore(one.folder), public_url=one.base_url)).url
            for one in shows
        ]
        for figure in _look(shows, urls, options, Path(place) / "profile"):
            sys.stderr.write(f"{figure.what}: {figure.found}\n")
            figures.append(figure)
    sys.stdout.write(f"\n{table(figures)}\n")
    return 1 if any(one.held is False for one in figures) else 0


def _look(
    shows: list[Published], urls: list[str], options: argparse.Namespace, profile: Path
) -> Iterator[Figure]:
    only = options.only or PARTS
    if "programs" in only:
        yield programs.vnu(shows)
        yield programs.html_validate(shows)
        yield programs.linkinator(urls)
        yield programs.stylelint()
        yield programs.structured(shows)
        yield looks.json_ld(shows)
    if "browser" in only:
        yield from looks.sizes(shows[0])
        with Chromium(profile) as browser:
            yield from _browse(browser, shows, urls)
    if "lighthouse" in only:
        with Compressed(urls[0]) as server:
            url = urls[0] if options.plain else server.url
            for name, page in _kinds(shows[0]).items():
                yield lighthouse(name, f"{url}{page}", options.runs)


def _browse(browser: Chromium, shows: list[Published], urls: list[str]) -> Iterator[Figure]:
    places = [
        url + page.removesuffix("index.html")
        for show, url in zip(shows, urls, strict=True)
        for page in show.pages
    ]
    yield looks.console(browser, places)
    kinds = _kinds(shows[0])
    # A page that only leads elsewhere is the other page by the time that one looks.
    yield from looks.axe(
        browser, [one for one in places if "ouvrir-une-creperie/" not in one.removeprefix(urls[0])]
    )
    players = [one for one in places if one.endswith("embed.html") and "ouvrir-une-creperie/" not in one]
    yield looks.framed(browser, players)
    yield from looks.matrix(browser, [urls[0] + kinds["episode"], urls[0] + kinds["embed"]])
    with Compressed(urls[0]) as server:
        yield from looks.weights(browser, [f"{server.url}{page}" for page in kinds.values()])


def _kinds(show: Published) -> dict[str, str]:
    """Return a page of each kind that Lighthouse looks at: the episode that has chapters and a transcript."""
    episode = next(one for one in show.pages if (show.folder / one).with_name("transcript.vtt").is_file())
    folder = episode.rpartition("/")[0]
    article = next(one for one in show.pages if one.startswith("articles/"))
    return {
        "show": "",
        "episode": f"{folder}/",
        "article": article.removesuffix("index.html"),
        "embed": f"{folder}/embed.html",
    }


if __name__ == "__main__":
    sys.exit(main())
