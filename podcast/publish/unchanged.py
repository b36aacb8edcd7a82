"""That there is nothing to publish, known without reading a page: no file of the folder changed since that was so.

It is remembered for a folder without warnings, with nothing scheduled and nothing that only the store has, and
believed while every file has the size, times and place that it had, the program is the same, and the store's newest
release is the one of then, with all its pages written. Everything else goes the whole way.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from podcast import __version__
from podcast.content import canonical
from podcast.content.fields import Fields
from podcast.content.folder import SHOW_FILE, ShowFolder, places_of
from podcast.content.problem import Problem
from podcast.content.readshow import read_show
from podcast.content.release import decode_release, release_key
from podcast.content.textfile import read_text
from podcast.content.toml import read_toml
from podcast.errors import ContentError, PodcastError
from podcast.publish.assembly import Assembly
from podcast.publish.plan import Plan
from podcast.publish.renderer import renderer_digest
from podcast.publish.state import live_release, newest_number
from podcast.publish.wanted import Notes
from podcast.publish.workspace import NAME, Workspace
from podcast.store.base import Store
from podcast.values import Struct

_KIND = "unchanged"
_SETTLED_NS = 2_000_000_000
"""A file that changed less than this ago may change once more within the same tick of its clock."""


class _Known(Struct, frozen=True, kw_only=True):
    """What was when there was nothing to publish."""

    files: str
    program: str
    release: str


def remember(root: Path, store: Store, plan: Plan, files: str, *, done: bool = False) -> None:
    """Keep that there is nothing to publish of a folder whose files were `files` before anything was read of it, if
    that is all there was to say: because this plan is empty, or because it is `done`. What changed since then is seen
    the next time."""
    if (plan.empty or done) and plan.notes == Notes() and files:
        release = plan.assembly.digest if done else plan.base_digest
        known = _Known(files=files, program=_program(), release=release)
        with suppress(PodcastError):  # it only saves time
            Workspace(root).keep_lightly(_KIND, _name(store), canonical.encode(known))


def nothing_to_publish(root: Path, store: Store, files: str) -> Plan | None:
    """Return the empty plan, if it is known that there is nothing to publish; nothing if one has to look."""
    try:
        body = (root / NAME / _KIND / _name(store)).read_bytes()
        known = canonical.decode(body, _Known, where=_KIND)
    except (OSError, ContentError):
        return None
    if not files or known.files != files or known.program != _program():
        return None
    number = newest_number(store)
    live, _ = live_release(store) if number else (0, "")
    if not number or live != number:
        return None
    key = release_key(number)
    body = store.get(key).body
    if canonical.digest(body) != known.release:
        return None
    release = decode_release(body, where=f"{store.url}/{key}")
    return Plan(
        base=number,
        assembly=Assembly(release=release, records={}, uploads={}),
        changes=(),
        uploads=(),
        views=(),
        notes=Notes(),
        base_digest=known.release,
        live=live,
    )


def show_alone(root: Path, named: str) -> ShowFolder | None:
    """Return the folder with what `show.toml` says and no pages; nothing if anything is wrong with it."""
    file = f"{named}/{SHOW_FILE}"
    tree, problems = read_toml(read_text(root / SHOW_FILE, file), file=file)
    if tree is None or problems:
        return None
    wrong: list[Problem] = []
    show, settings = read_show(Fields(tree, wrong))
    if wrong:
        return None
    return ShowFolder(root=root, file=file, show=show, settings=settings, places=places_of(tree), files={})


def signature(root: Path) -> str:
    """Return a digest of every file's name, size, times and place; nothing while one has just been written."""
    newest, facts = 0, []
    try:
        for path, status in _walk(str(root)):
            newest = max(newest, status.st_mtime_ns, status.st_ctime_ns)
            facts.append(
                f"{path!a} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
            )
    except OSError:
        return ""
    if time.time_ns() - newest < _SETTLED_NS:
        return ""
    return canonical.digest("\n".join(sorted(facts)).encode())


def _walk(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name == NAME:
                continue
            yield entry.path, entry.stat()
            if entry.is_dir():
                yield from _walk(entry.path)


def _program() -> str:
    return f"{__version__} {renderer_digest()}"


def _name(store: Store) -> str:
    return f"{canonical.digest(store.url.encode())}.json"
