"""The one reader of the show folder: files in, values and problems out. Nothing is ever written.

An episode is a folder with an `episode.md`; a folder whose name begins with `.` or `_` is none of ours.
Names compare in NFC, because some systems store accents in pieces.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from podcast.content.episode import Article, Episode
from podcast.content.fields import Fields
from podcast.content.filenames import with_names
from podcast.content.folder import (
    ARTICLES,
    EPISODE_FILE,
    SHOW_FILE,
    PageT,
    ShowFolder,
    Source,
    places_of,
    referenced_pictures,
)
from podcast.content.node import Mapping
from podcast.content.overrides import read_overrides
from podcast.content.problem import Problem
from podcast.content.readshow import read_show
from podcast.content.resolve import keep_file, resolve
from podcast.content.show import Settings, Show
from podcast.content.textfile import read_text
from podcast.content.toml import read_toml
from podcast.errors import MissingInputError, Place
from podcast.messages import msg


class Memory(Protocol):
    """What remembers the pages that were read before, with which nothing was wrong. It may read ahead: many at once,
    by what returns a page if nothing is wrong with it."""

    def ahead(
        self, read: Callable[[Path, str], Source[Any] | None], pages: Sequence[tuple[Path, str]]
    ) -> None: ...

    def find(self, path: Path, file: str) -> Source[Any] | None: ...

    def keep(self, path: Path, source: Source[Any]) -> None: ...


def find_show(start: Path) -> Path:
    """Return the nearest folder with a `show.toml`, from `start` upward, else `start/episodes`.

    Raises:
        MissingInputError: there is none.
    """
    for folder in (start, *start.parents):
        if (folder / SHOW_FILE).is_file():
            return folder
    if (start / "episodes" / SHOW_FILE).is_file():
        return start / "episodes"
    raise MissingInputError(
        msg("no {show_file} here or above", show_file=SHOW_FILE),
        hint=msg("go to the show folder, name it with --show DIR, or make one with `podcast init DIR`"),
        place=Place(file=str(start)),
    )


def load_show(root: Path, *, named: str = "", memory: Memory | None = None) -> ShowFolder:
    """Read the show folder at `root`, which places call `named` (default: its path).

    Pages that `memory` finds are not read.

    Raises:
        MissingInputError: there is no `show.toml` in it.
    """
    problems: list[Problem] = []
    name = named or str(root)
    show_file = f"{name}/{SHOW_FILE}"
    text = read_text(root / SHOW_FILE, show_file)
    tree, syntax = read_toml(text, file=show_file)
    problems += syntax
    show, settings, files = _read_show(tree, root, problems)
    zone = ZoneInfo(show.time_zone if show else "Europe/Paris")
    of_episodes = with_names(_episode_files(root), root, name, problems)
    of_articles = with_names(_article_files(root), root, name, problems)
    episodes = _pages(_read_episode, of_episodes, zone, problems, memory)
    articles = _pages(_read_article, of_articles, zone, problems, memory)
    templates = read_overrides(root, name, read_text, problems)
    return ShowFolder(
        root=root,
        file=show_file,
        show=show,
        settings=settings,
        places=places_of(tree),
        files=files,
        episodes=episodes,
        articles=articles,
        problems=tuple(problems),
        templates=templates,
    )


def _read_show(
    tree: Mapping | None, root: Path, problems: list[Problem]
) -> tuple[Show | None, Settings | None, dict[str, Path]]:
    if tree is None:
        return None, None, {}
    show, settings = read_show(Fields(tree, problems))
    files: dict[str, Path] = {}
    wanted = {"cover": show.cover, **referenced_pictures(show)}
    wanted |= {"stings.intro": settings.stings.intro, "stings.outro": settings.stings.outro}
    wanted |= {f"stings.jingles.{at}.file": one.file for at, one in enumerate(settings.stings.jingles)}
    for where, name in wanted.items():
        if name:
            place = places_of(tree).get(where, tree.place)
            keep_file(resolve(name, root, place), name, files, problems)
    return show, settings, files


def _episode_files(root: Path) -> list[Path]:
    folders = (one for one in root.iterdir() if one.name[:1] not in "._" and one.is_dir())
    return sorted(path for one in folders if (path := one / EPISODE_FILE).is_file())


def _article_files(root: Path) -> list[Path]:
    articles = root / ARTICLES
    if not articles.is_dir():
        return []
    with os.scandir(articles) as found:  # which says without a further look that something is a file
        names = [
            one.name
            for one in found
            if one.name.endswith(".md") and one.name[0] not in "._" and one.is_file()
        ]
    return [articles / name for name in sorted(names)]


def _pages(
    load: Callable[[Path, str, ZoneInfo, list[Problem]], Source[PageT] | None],
    pages: Sequence[tuple[Path, str]],
    zone: ZoneInfo,
    problems: list[Problem],
    memory: Memory | None,
) -> tuple[Source[PageT], ...]:
    """Return pages as they are remembered, else as `load` reads them."""

    def faultless(path: Path, file: str) -> Source[PageT] | None:
        wrong: list[Problem] = []
        source = load(path, file, zone, wrong)
        return None if wrong else source

    if memory:
        memory.ahead(faultless, pages)
    found: list[Source[PageT] | None] = []
    for path, file in pages:
        source = memory.find(path, file) if memory else None
        if source is None:
            before = len(problems)
            source = load(path, file, zone, problems)
            if memory and source and len(problems) == before:
                memory.keep(path, source)
        found.append(source)
    return tuple(one for one in found if one)


def _read_episode(path: Path, file: str, zone: ZoneInfo, problems: list[Problem]) -> Source[Episode] | None:
    # with YAML and the readers of transcripts, neither of which pages that are known need
    from podcast.content.load_page import load_episode

    return load_episode(path, file, zone, problems)


def _read_article(path: Path, file: str, zone: ZoneInfo, problems: list[Problem]) -> Source[Article] | None:
    from podcast.content.load_page import load_article

    return load_article(path, file, zone, problems)
