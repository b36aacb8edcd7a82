"""What was found out about files of the show folder: digest, what a recording or a picture is.

It is believed as long as a file keeps its size, its times and its place on the disk, as git believes its index,
and looked at again otherwise; so a second run over a thousand episodes reads none of their sound. All of it is
kept in the workspace and can always be made again. Knows nothing of what it is needed for.
"""

import time
from contextlib import suppress
from pathlib import Path
from threading import Lock

from podcast.audio.recording import Recording
from podcast.content import canonical
from podcast.errors import ContentError, Place, PodcastError
from podcast.publish.image_facts import ImageFacts
from podcast.publish.upload import file_digest
from podcast.publish.workspace import Workspace
from podcast.values import Struct, field, names_of, replace

_KIND, _NAME = "files", "known.json"
_VERSION = 1
"""Changes whenever `probe` or `read_facts` would say something else of the same bytes."""
_SETTLED_NS = 2_000_000_000
"""A file that changed less than this before it was read may change once more within the same tick of its clock."""


class _Note(Struct, frozen=True, kw_only=True):
    """What is known of one file, while it has this signature; `recording` as `Recording`, without the path."""

    signature: tuple[int, ...]
    sha256: str = ""
    size: int = 0
    recording: dict[str, str | int | bool | None] = field(default_factory=dict)
    picture: ImageFacts | None = None


class _Kept(Struct, frozen=True, kw_only=True):
    version: int = _VERSION
    notes: dict[str, _Note] = field(default_factory=dict)


class KnownFiles:
    """Answers from memory where a file did not change; `save` writes the memory down, once, at the end."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._notes: dict[str, _Note] | None = None
        self._changed = False
        self._reading = Lock()

    def digest(self, path: Path) -> tuple[str, int]:
        """Return SHA-256 and size of a file, as `file_digest` does.

        Raises:
            MissingInputError, DiskError: as `file_digest`.
        """
        note = self._note(path)
        if note is None or not note.sha256:
            sha256, size = file_digest(path)
            self._keep(path, note, sha256=sha256, size=size)
            return sha256, size
        return note.sha256, note.size

    def is_probed(self, path: Path) -> bool:
        """Say whether `probe` answers from memory."""
        note = self._note(path)
        return bool(note and note.recording)

    def probe(self, path: Path) -> Recording:
        """Return what a recording is, as `audio.probe.probe` does.

        Raises:
            PodcastError: as `probe`. A refusal is not remembered.
        """
        note = self._note(path)
        if note and note.recording:
            kept = {"declared_ms": None, "about_ms": None, **note.recording}  # what is not known is not kept
            return Recording(path=path, **kept)  # type: ignore[arg-type]  # kept from a Recording
        found = _probe(path)
        facts = {name: getattr(found, name) for name in names_of(found) if name != "path"}
        self._keep(path, note, recording=facts)
        return found

    def picture(self, path: Path, *, place: Place) -> ImageFacts:
        """Return what a picture's header says, as `images_decode.read_facts` does.

        Raises:
            ContentError: as `read_facts`. A refusal is not remembered.
        """
        note = self._note(path)
        if note and note.picture:
            return note.picture
        from podcast.publish.images_decode import read_facts  # loads Pillow

        found = read_facts(path, place=place)
        self._keep(path, note, picture=found)
        return found

    def save(self) -> None:
        """Write down what was found out; where that is not possible, the next run finds it out again."""
        if self._changed and self._workspace.root.is_dir():
            gone = [name for name in self._known if not Path(name).exists()]
            notes = {name: note for name, note in self._known.items() if name not in gone}
            with suppress(PodcastError):
                self._workspace.keep(_KIND, _NAME, canonical.encode(_Kept(notes=notes)))
            self._changed = False

    @property
    def _known(self) -> dict[str, _Note]:
        with self._reading:  # several threads may ask at once
            if self._notes is None:
                self._notes = self._read()
            return self._notes

    def _read(self) -> dict[str, _Note]:
        try:
            body = (self._workspace.root / _KIND / _NAME).read_bytes()
            kept = canonical.decode(body, _Kept, where=_NAME)
        except (OSError, ContentError):
            return {}
        return dict(kept.notes) if kept.version == _VERSION else {}

    def _note(self, path: Path) -> _Note | None:
        """Return what is known of a file that is still the same; nothing else is ever believed."""
        signature = _signature(path)
        if signature is None:
            return None
        note = self._known.get(str(path.absolute()))
        return note if note and note.signature == signature else _Note(signature=signature)

    def _keep(self, path: Path, before: _Note | None, **found: object) -> None:
        """Remember what was just found, unless the file changed meanwhile or may still be changing."""
        signature = _signature(path)
        if before is None or signature != before.signature or time.time_ns() - signature[1] < _SETTLED_NS:
            return
        self._known[str(path.absolute())] = replace(before, **found)
        self._changed = True


def _probe(path: Path) -> Recording:
    from podcast.audio.probe import probe  # with what runs ffmpeg, which known recordings need not

    return probe(path)


def _signature(path: Path) -> tuple[int, ...] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
