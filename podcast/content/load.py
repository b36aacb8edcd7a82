"""The one reader of the show folder: files in, values and problems out. Nothing is ever written.

An episode is a folder with an `episode.md`; a folder whose name begins with `.` or `_` is none of ours.
Names compare in NFC, because some systems store accents in pieces.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from podcast.content.cues import Cues
from podcast.content.episode import Article, Episode
from podcast.content.fields import Fields
from podcast.content.filenames import with_names
from podcast.content.folder import (
    PageT,
    ShowFolder,
    Source,
    is_inside,
    places_in,
    places_of,
    referenced_files,
    referenced_pictures,
)
from podcast.content.frontmatter import Document, read_document
from podcast.content.named import find_named
from podcast.content.node import Mapping
from podcast.content.overrides import read_overrides
from podcast.content.problem import Problem, Severity, problem_of
from podcast.content.readpage import read_article, read_episode
from podcast.content.readshow import read_show
from podcast.content.show import Settings, Show
from podcast.content.textfile import read_text
from podcast.content.toml import read_toml
from podcast.content.transcript import parse_transcript
from podcast.errors import ExitCode, MissingInputError, Place, PodcastError
from podcast.messages import msg

SHOW_FILE = "show.toml"
EPISODE_FILE = "episode.md"
ARTICLES = "articles"


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
    episodes = _pages(_load_episode, of_episodes, zone, problems, memory)
    articles = _pages(_load_article, of_articles, zone, problems, memory)
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
            _keep(_resolve(name, root, place), name, files, problems)
    return show, settings, files


def _episode_files(root: Path) -> list[Path]:
    folders = (one for one in root.iterdir() if one.name[:1] not in "._" and one.is_dir())
    return sorted(path for one in folders if (path := one / EPISODE_FILE).is_file())


def _article_files(root: Path) -> list[Path]:
    found = (path for path in (root / ARTICLES).glob("*.md") if path.name[:1] not in "._")
    return sorted(path for path in found if path.is_file())


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


def _load_episode(path: Path, file: str, zone: ZoneInfo, problems: list[Problem]) -> Source[Episode] | None:
    document = _document(path, file, problems)
    if document is None or document.fields is None:
        return None
    page = read_episode(Fields(document.fields, problems), body=document.body, zone=zone)
    places = places_of(document.fields) | places_in(file, page, document.body_line)
    files = _resolve_all(page, places, path.parent, problems)
    return Source(
        page=page,
        file=file,
        folder=path.parent,
        places=places,
        files=files,
        body_line=document.body_line,
        transcript=_load_transcript(page, files, file.removesuffix(EPISODE_FILE), problems),
    )


def _load_article(path: Path, file: str, zone: ZoneInfo, problems: list[Problem]) -> Source[Article] | None:
    document = _document(path, file, problems)
    if document is None or document.fields is None:
        return None
    fields = Fields(document.fields, problems)
    page = read_article(fields, body=document.body, stem=path.stem, zone=zone)
    places = places_of(document.fields) | places_in(file, page, document.body_line)
    return Source(
        page=page,
        file=file,
        folder=path.parent,
        places=places,
        files=_resolve_all(page, places, path.parent, problems),
        body_line=document.body_line,
    )


def _document(path: Path, file: str, problems: list[Problem]) -> Document | None:
    try:
        document = read_document(read_text(path, file), file=file)
    except PodcastError as error:
        problems.append(problem_of(error, rule="encoding", place=Place(file=file)))
        return None
    problems += document.problems
    return document


def _resolve_all(
    page: Article, places: dict[str, Place], folder: Path, problems: list[Problem]
) -> dict[str, Path]:
    files: dict[str, Path] = {}
    start = next(iter(places.values()), Place(file=folder.name))
    for where, name in referenced_files(page).items():
        # an entry of a list that could not be read shifts those after it
        place = places.get(where, start)
        _keep(_resolve(name, folder, place, draft=page.draft), name, files, problems)
    return files


def _resolve(name: str, folder: Path, place: Place, *, draft: bool = False) -> Path | Problem:
    """Return the file that `name` means in `folder`, or what is wrong; a draft may still lack it."""
    if not is_inside(name):
        return Problem(
            place=place,
            rule="file-outside",
            message=msg("“{name}” is outside the folder", name=name),
            remedy=msg("copy the file beside this one and write its name alone"),
        )
    found = find_named(folder, name)
    if found is not None and (fault := _no_file(found, folder)):
        return Problem(
            place=place,
            rule="file-kind",
            message=msg("“{name}” {fault}", name=name, fault=fault),
            remedy=msg("put a copy of the file itself there"),
        )
    return found or Problem(
        place=place,
        rule="file-missing",
        message=msg("the file “{name}” is not there", name=name),
        remedy=msg("put it into {folder}/, or correct its name", folder=folder.name),
        severity=Severity.WARNING if draft else Severity.ERROR,
        exit_code=ExitCode.MISSING_INPUT,
    )


def _keep(found: Path | Problem, name: str, files: dict[str, Path], problems: list[Problem]) -> None:
    if isinstance(found, Problem):
        problems.append(found)
    else:
        files[name] = found


def _no_file(path: Path, folder: Path) -> str:
    """Say what keeps something from being a file of this folder: a link may publish what it should not."""
    if path.is_dir():
        return msg("is a folder, not a file")
    if not path.is_file():
        return msg("is no file")
    root = folder if (folder / SHOW_FILE).exists() else folder.parent
    return (
        ""
        if path.resolve().is_relative_to(root.resolve())
        else msg("is a link to a file outside the show folder")
    )


def _load_transcript(page: Episode, files: dict[str, Path], named: str, problems: list[Problem]) -> Cues:
    path = files.get(page.transcript)
    if path is None:
        return Cues()
    file = f"{named}{page.transcript}"
    try:
        speakers = [person.name for person in (*page.hosts, *page.guests)]
        return Cues(parse_transcript(read_text(path, file), file=file, speakers=speakers))
    except PodcastError as error:
        problems.append(problem_of(error, rule="transcript", place=Place(file=file)))
        return Cues()
