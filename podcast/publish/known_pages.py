"""What was read of the pages of a show folder, so that a second run reads only those that changed.

A page of which nothing was wrong is believed while its file, and every file that it names, keeps its size, its times
and its place on the disk, as git believes its index. It is kept in the workspace and can always be made again. Knows
how a page is written down, and nothing of what it is needed for.
"""

import os
import stat
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from podcast.content import canonical
from podcast.content.cues import Cues
from podcast.content.episode import Article, Episode
from podcast.content.folder import Source
from podcast.content.packed import Part, pack_part, unpack_part
from podcast.content.places import Places
from podcast.errors import Place, PodcastError, TryAgainError
from podcast.messages import msg
from podcast.publish.memory import recalled, remember
from podcast.publish.processes import spread
from podcast.publish.workspace import Workspace
from podcast.values import Struct, replace

_KIND, _CUES = "pages", "cues"
_SETTLED_NS = 2_000_000_000
"""A file that changed less than this before it was read may change once more within the same tick of its clock."""

_WORTH = 64
"""Pages that take as long to read as another process does to begin."""

_Signature = tuple[int, int, int, int]
Read = Callable[[Path, str], Source[Any] | None]


class _Note(Struct, frozen=True, kw_only=True):
    """A page as it was read. `signatures` are those of its file and of the `files` that it names, by their paths below
    the show folder, none if one may still be changing; `places` are lines and columns; `cues` is the digest of its
    transcript, whose last cue begins at `last_ms`; `clean` says for what an editor, too, found nothing."""

    signatures: dict[str, _Signature]
    episode: Episode | None = None
    article: Article | None = None
    places: dict[str, tuple[int, int]]
    files: dict[str, str]
    body_line: int
    cues: str = ""
    last_ms: int = 0
    clean: str = ""


class KnownPages:
    """Answers from memory where nothing changed; `save` writes the memory down, once, at the end."""

    def __init__(self, workspace: Workspace, meanwhile: Callable[[], object] | None = None) -> None:
        """Remember in this workspace. While other processes read many pages, this one may do something `meanwhile`."""
        self._workspace = workspace
        self._meanwhile = meanwhile
        self._root = workspace.root.parent
        self._prefix = f"{self._root}{os.sep}"
        self._before = recalled(workspace, _KIND, dict[str, Part]) or {}
        self._now: dict[str, _Note] = {}
        self._same: set[str] = set()
        self._looked: dict[str, _Note | None] = {}
        self._ahead: dict[str, tuple[_Note, Cues]] = {}
        self._cues: dict[str, Cues] = {}
        self._there: set[str] | None = None

    def ahead(self, read: Read, pages: Sequence[tuple[Path, str]]) -> None:
        """Read pages that are not known, on every core if there are many of them."""
        names = [self._name(path) for path, _ in pages]
        self._looked = {name: self._known(name) for name in names}
        todo = [page for page, name in zip(pages, names, strict=True) if not self._looked[name]]

        here = os.getpid()

        def packed(page: tuple[Path, str]) -> tuple[bytes, bytes]:
            source = read(*page)
            if source is None:
                return b"", b""
            note = self._written(page[0], source)
            if os.getpid() == here:  # which need not tell itself
                self._ahead[self._name(page[0])] = (note, source.transcript)
                return b"", b""
            return bytes(pack_part(note)), source.transcript.json

        if len(todo) < 2 * _WORTH:
            return
        read_out = spread(packed, todo, tuple[bytes, bytes], least=_WORTH, meanwhile=self._meanwhile)
        for (path, _), (part, cues) in zip(todo, read_out, strict=True):
            if note := unpack_part(Part(part), _Note):
                self._ahead[self._name(path)] = (note, Cues(json=cues))

    def find(self, path: Path, file: str) -> Source[Any] | None:
        """Return the page at `path`, which places call `file`, if it is as it was or was read ahead."""
        name = self._name(path)
        if name in self._ahead:
            written, cues = self._ahead.pop(name)
            self._remember(name, written, cues)
            return self._read_out(path, file, written, cues)
        note = self._looked.pop(name) if name in self._looked else self._known(name)
        if note is None or (note.cues and f"{note.cues}.json" not in self._kept_cues):
            return None
        self._now[name] = note
        self._same.add(name)
        read = partial(self._read_cues, note, path, file)
        return self._read_out(path, file, note, Cues.stored(note.cues, note.last_ms, read))

    def keep(self, path: Path, source: Source[Any]) -> None:
        """Remember a page with which nothing is wrong, unless a file of it may still be changing."""
        self._remember(self._name(path), self._written(path, source), source.transcript)

    def _remember(self, name: str, note: _Note, cues: Cues) -> None:
        if note.signatures:
            self._now[name] = note
            self._same.discard(name)
            self._cues[note.cues] = cues

    def _known(self, name: str) -> _Note | None:
        """Return what is known of a page all of whose files are as they were."""
        note = unpack_part(self._before.get(name), _Note)
        if note is None:
            return None
        same = all(_signature(f"{self._prefix}{one}") == known for one, known in note.signatures.items())
        return note if same else None

    def _written(self, path: Path, source: Source[Any]) -> _Note:
        is_episode = isinstance(source.page, Episode)
        return _Note(
            signatures=self._signatures((path, *source.files.values())),
            episode=source.page if is_episode else None,
            article=None if is_episode else source.page,
            places=source.places.at,
            files={named: self._name(one) for named, one in source.files.items()},
            body_line=source.body_line,
            cues=source.transcript.digest,
            last_ms=source.transcript.last_ms,
        )

    def _signatures(self, files: Iterable[Path]) -> dict[str, _Signature]:
        """Return those of files by their names, and none if one of them may still be changing."""
        signatures: dict[str, _Signature] = {}
        settled = time.time_ns() - _SETTLED_NS
        for one in files:
            found = _signature(one)
            if found is None or max(found[1], found[2]) > settled:
                return {}
            signatures[self._name(one)] = found
        return signatures

    def _read_out(self, path: Path, file: str, note: _Note, cues: Cues) -> Source[Any]:
        page = note.episode or note.article
        assert page is not None  # noqa: S101  it was written down
        return Source(
            page=page,
            file=file,
            folder=path.parent,
            places=Places(file, note.places),
            files={named: self._root / one for named, one in note.files.items()},
            body_line=note.body_line,
            transcript=cues,
        )

    def is_clean(self, path: Path, rules: str) -> bool:
        """Say whether an editor who goes by these `rules` is known to find nothing in a page."""
        note = self._now.get(self._name(path))
        return note is not None and note.clean == rules

    def found_clean(self, path: Path, rules: str) -> None:
        """Remember that an editor who goes by these `rules` finds nothing in a page."""
        name = self._name(path)
        if note := self._now.get(name):
            self._now[name] = replace(note, clean=rules)
            self._same.discard(name)

    def save(self) -> None:
        """Write down what was read; where that is not possible, the next run reads it again."""
        if self._same == self._before.keys() == self._now.keys() or not self._workspace.root.is_dir():
            return
        with suppress(PodcastError, OSError):
            for digest, cues in self._cues.items():
                if digest:
                    self._workspace.keep_lightly(_CUES, f"{digest}.json", cues.json)
            notes = {
                name: self._before[name] if name in self._same else note for name, note in self._now.items()
            }
            remember(self._workspace, _KIND, notes)
            wanted = {f"{note.cues}.json" for note in self._now.values()}
            for path in (self._workspace.root / _CUES).glob("*.json"):
                if path.name not in wanted:
                    path.unlink()

    def _name(self, path: Path) -> str:
        return str(path).removeprefix(self._prefix).replace(os.sep, "/")

    def _read_cues(self, note: _Note, path: Path, file: str) -> bytes:
        """Return the cues of a known page, from its transcript again if they are not here as they were."""
        with suppress(OSError):
            body = (self._workspace.root / _CUES / f"{note.cues}.json").read_bytes()
            if canonical.digest(body) == note.cues:
                return body
        from podcast.content.load_page import load_transcript

        episode = note.episode
        assert episode is not None  # noqa: S101  articles have no cues
        files = {named: self._root / one for named, one in note.files.items()}
        cues = load_transcript(episode, files, file.removesuffix(path.name), [])
        if cues.digest != note.cues:
            raise TryAgainError(
                msg("the transcript changed while it was read"),
                hint=msg("run the same command again"),
                place=Place(file=file),
            )
        return cues.json

    @property
    def _kept_cues(self) -> set[str]:
        """The names of the files of cues that are here."""
        if self._there is None:
            with suppress(OSError):
                self._there = set(os.listdir(self._workspace.root / _CUES))  # noqa: PTH208  names alone
        return self._there or set()


def _signature(path: Path | str) -> _Signature | None:
    """Return what changes when a file does; nothing for a link, which shows nothing of what it leads to."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
