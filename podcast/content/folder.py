"""A show folder as it was read: pages with the places of their fields, and everything that is wrong."""

import re
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Generic, TypeVar

from podcast.content.body import illustrations
from podcast.content.cues import Cues
from podcast.content.episode import Article, Episode
from podcast.content.node import Mapping, Node, Sequence
from podcast.content.places import Places
from podcast.content.problem import Problem
from podcast.content.show import Settings, Show
from podcast.errors import ContentError, Place
from podcast.messages import msg
from podcast.values import Struct, field, replace

SHOW_FILE = "show.toml"
EPISODE_FILE = "episode.md"
ARTICLES = "articles"
NO_PICTURES = ("recording", "transcript", "alternates.")
"""How fields begin that name other files than pictures."""

PageT = TypeVar("PageT", bound=Article, covariant=True)


class Source(Struct, Generic[PageT], frozen=True, kw_only=True):
    """A page, the folder that its file names are relative to, and where its fields are written.

    `places` maps a field (`guid`, `image.file`, `chapters.2.start`, `body.7` for what line 7 of the body names) to
    its place. `files` maps each file name that the page uses and that exists to its path. `body_line` is the line
    its body begins on.
    """

    page: PageT
    file: str
    folder: Path
    places: Places
    files: dict[str, Path]
    body_line: int = 1
    transcript: Cues = Cues()

    @property
    def path(self) -> Path:
        """The file that the page is in."""
        return self.folder / self.file.rpartition("/")[2]

    def place(self, field_name: str) -> Place:
        """Return where a field is written, or where the page begins."""
        return self.places.get(field_name, Place(file=self.file, line=1, column=1))


class ShowFolder(Struct, frozen=True, kw_only=True):
    """Everything a producer wrote. `show` and `settings` are nothing when `show.toml` cannot be read; `templates` are
    the texts of a designer's own templates by name."""

    root: Path
    file: str
    show: Show | None
    settings: Settings | None
    places: Places
    files: dict[str, Path]
    episodes: tuple[Source[Episode], ...] = ()
    articles: tuple[Source[Article], ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    templates: dict[str, str] = field(default_factory=dict)

    def place(self, field_name: str) -> Place:
        return self.places.get(field_name, Place(file=self.file, line=1, column=1))

    def show_and_settings(self) -> tuple[Show, Settings]:
        """Return both of a folder that was checked.

        Raises:
            ContentError: `show.toml` could not be read after all.
        """
        if self.show is None or self.settings is None:
            raise ContentError(msg("show.toml cannot be read"), hint=msg("run `podcast check`"))
        return self.show, self.settings

    def pages(self) -> tuple[Source[Article], ...]:
        return (*self.episodes, *self.articles)

    def unread_slugs(self) -> set[str]:
        """Return the slugs that pages which could not be read have by the names of their files, as they are usual."""
        read = {one.file for one in self.pages() if one.page.slug}
        files = [PurePosixPath(one.place.file) for one in self.problems if one.place.file not in read]
        names = [
            one.parent.name if one.name == "episode.md" else one.stem for one in files if one.suffix == ".md"
        ]
        return {re.sub(r"^\d+-", "", name) for name in names}

    def without(self, files: Collection[str]) -> "ShowFolder":
        """Return the folder without the pages that are in these files."""
        return replace(
            self,
            episodes=tuple(one for one in self.episodes if one.file not in files),
            articles=tuple(one for one in self.articles if one.file not in files),
        )


def places_of(tree: Node | None, lines: dict[str, tuple[int, int]] | None = None) -> Places:
    """Return the place of every value in `tree`, which is of one file, by its dotted path, and after them those of
    `lines`, which are of the same file."""
    found: dict[str, tuple[int, int]] = {}
    if tree:
        _note(tree, "", found)
    found |= lines or {}
    return Places(tree.at[0] if tree else "", found)


def _note(node: Node, path: str, found: dict[str, tuple[int, int]]) -> None:
    if path:
        found[path] = node.at[1:]
    dot = f"{path}." if path else ""
    if isinstance(node, Mapping):
        for key, value in node.entries:
            _note(value, f"{dot}{key.name}", found)
    elif isinstance(node, Sequence):
        for number, item in enumerate(node.items):
            _note(item, f"{dot}{number}", found)


def referenced_files(page: Article) -> dict[str, str]:
    """Return the field and the name of every file that a page names."""
    names: dict[str, str] = {}
    if page.image:
        names["image.file"] = page.image.file
    if isinstance(page, Episode):
        names["recording"] = page.recording
        names["transcript"] = page.transcript
        names |= {f"alternates.{at}": name for at, name in enumerate(page.alternates)}
        names |= {f"chapters.{at}.image": chapter.image for at, chapter in enumerate(page.chapters)}
        names |= {f"hosts.{at}.img": person.img for at, person in enumerate(page.hosts)}
        names |= {f"guests.{at}.img": person.img for at, person in enumerate(page.guests)}
        names |= {f"credits.{at}.img": person.img for at, person in enumerate(page.tags.credits)}
    names |= {f"body.{one.line}": one.file for one in illustrations(page.body)}
    return _files(names)


def lines_in(page: Article, body_line: int) -> dict[str, tuple[int, int]]:
    """Return line and column of every file that the body of a page names, by its field."""
    return {f"body.{one.line}": (body_line + one.line - 1, 1) for one in illustrations(page.body)}


def referenced_pictures(show: Show) -> dict[str, str]:
    """Return the field and the name of every picture that `show.toml` names, besides the cover."""
    names = {f"images.{at}.file": image.file for at, image in enumerate(show.tags.images)}
    names |= {f"hosts.{at}.img": person.img for at, person in enumerate(show.hosts)}
    names |= {f"credits.{at}.img": person.img for at, person in enumerate(show.tags.credits)}
    for number, live in enumerate(show.tags.live):
        names |= {f"live.{number}.persons.{at}.img": one.img for at, one in enumerate(live.persons)}
    return _files(names)


def _files(names: dict[str, str]) -> dict[str, str]:
    return {where: name for where, name in names.items() if name and not name.startswith("https:")}


def is_inside(name: str) -> bool:
    """Say whether a file name stays inside the folder it is relative to."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and "\0" not in name
