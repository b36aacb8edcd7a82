"""From a recording to the files that listeners download, doing no work twice.

Two things are kept in the workspace: the encoded master, named by the recording's content, its stings and
the settings, and the tagged one, named by its whole recipe. So a change of title tags again and decodes
nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from podcast.audio.alternate import ENGINE as ALTERNATES
from podcast.audio.alternate import FORMATS, make_alternate
from podcast.audio.master import Mastered, master, settings_digest
from podcast.audio.stings import Stings
from podcast.audio.tag import tag
from podcast.audio.tag_mp4 import tag_mp4
from podcast.audio.tag_ogg import tag_ogg
from podcast.audio.tags import Tags
from podcast.content import canonical, keys
from podcast.content.episode import Episode
from podcast.content.fault import Fault
from podcast.content.folder import ShowFolder, Source
from podcast.content.record import Alternate, Enclosure
from podcast.content.release import ObjectFact
from podcast.content.show import Settings, Show
from podcast.content.timeline import shift_episode
from podcast.content.transcript import Cue
from podcast.errors import ContentError, TryAgainError
from podcast.publish.heard import Heard, remember
from podcast.publish.images import ARTWORK_WIDTH
from podcast.publish.progress import Progress, thousandths
from podcast.publish.tagging import (
    TAGGING,
    chapter_images,
    full_tags,
    plain_tags,
    refuse_too_late,
)
from podcast.publish.upload import Upload, file_digest, upload_of
from podcast.publish.workspace import Workspace

_TAGGERS: dict[str, Callable[[Path, Path, Tags], None]] = {"m4a": tag_mp4, "opus": tag_ogg}


@dataclass(frozen=True, kw_only=True, slots=True)
class Ingredients:
    """All that goes into one master, known without decoding anything.

    `recipe` is a digest of what the producer put in; it says nothing of the version of this program, so a
    new one does not make every published master anew. `encoding` names the encoded master in the cache.
    """

    recording: Path
    recording_digest: str
    cover: Path
    stings: Stings
    show: Show
    settings: Settings
    recipe: str
    encoding: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """An enclosure, the objects that it needs, and what one hears in the recording."""

    enclosure: Enclosure
    uploads: tuple[Upload, ...]
    faults: tuple[Fault, ...]


def gather(source: Source[Episode], folder: ShowFolder) -> Ingredients:
    """Return what goes into the master of an episode.

    Raises:
        MissingInputError: the recording or a sting has gone since it was checked.
    """
    show, settings = folder.show_and_settings()
    recording, cover = source.files[source.page.recording], folder.files[show.cover]
    recording_digest, _ = file_digest(recording)
    stings = stings_of(source.page, folder)
    heard = {
        "recording": recording_digest,
        "stings": {name: file_digest(path)[0] for name, path in stings.files().items()},
        "calls": stings.calls,
        "crossfade": stings.crossfade_ms if stings else 0,
        "loudness": settings.loudness,
        "audio": replace(settings.audio, alternates=()),
    }
    seen = {
        "tags": plain_tags(source.page, show),
        "cover": file_digest(cover)[0],
        "artwork": ARTWORK_WIDTH,
        "images": {name: file_digest(path)[0] for name, path in chapter_images(source).items()},
        "alternates": settings.audio.alternates,
    }
    engine = settings_digest(settings.loudness, settings.audio)
    return Ingredients(
        recording=recording,
        recording_digest=recording_digest,
        cover=cover,
        stings=stings,
        show=show,
        settings=settings,
        recipe=canonical.digest(canonical.encode(heard | seen)),
        encoding=canonical.digest(canonical.encode(heard | {"engine": engine})),
    )


def stings_of(episode: Episode, folder: ShowFolder) -> Stings:
    """Return the clips that an episode gets."""
    _, settings = folder.show_and_settings()
    given, files = settings.stings, folder.files
    called = {call.name: files[given.file_of(call.name)] for call in episode.jingles}
    return Stings(
        intro=files.get(given.intro) if episode.stings else None,
        outro=files.get(given.outro) if episode.stings else None,
        jingles=called,
        calls=tuple((call.at_ms, call.name) for call in episode.jingles),
        crossfade_ms=given.crossfade_ms,
    )


def in_master(source: Source[Episode], enclosure: Enclosure) -> tuple[Episode, tuple[Cue, ...]]:
    """Return an episode and its transcript with the times that they have in the master."""
    if enclosure.timeline is None:
        return source.page, source.transcript
    return shift_episode(source.page, source.transcript, enclosure.timeline)


def make_enclosure(
    source: Source[Episode], ingredients: Ingredients, *, workspace: Workspace, progress: Progress
) -> Made:
    """Return the enclosure and what to upload for it, all made now or found in the workspace.

    Raises:
        ContentError: the recording cannot be decoded, or not to its end.
        TryAgainError: the recording changed meanwhile.
    """
    encoded, facts = _encoded(source, ingredients, workspace, progress)
    tagging = _Tagging(source, ingredients, facts, workspace)
    main = tagging.upload(encoded, tag)
    others = [
        _alternate(tagging.upload(path, _TAGGERS[kind]), kbps)
        for kind, path, kbps in _alternates(source, ingredients, facts, workspace, progress)
    ]
    outline = facts.waveform.encode()
    outline_key = keys.hashed("audio", source.page.slug, canonical.digest(outline), ".json")
    enclosure = Enclosure(
        key=main.key,
        bytes=main.fact.size,
        type=main.fact.type,
        duration_ms=facts.duration_ms,
        sha256=main.fact.sha256,
        recipe=ingredients.recipe,
        before=facts.before,
        after=facts.after,
        kept=facts.kept,
        waveform=outline_key,
        alternates=tuple(others),
        timeline=facts.timeline,
    )
    return Made(
        enclosure=enclosure,
        uploads=(*tagging.uploads, upload_of(outline_key, outline)),
        faults=facts.faults,
    )


class _Tagging:
    """The encoded files of one master with their tags, made once for all of them if any has to be."""

    def __init__(
        self, source: Source[Episode], ingredients: Ingredients, facts: Mastered, workspace: Workspace
    ) -> None:
        self.uploads: list[Upload] = []
        self._source = source
        self._ingredients = ingredients
        self._facts = facts
        self._workspace = workspace
        named = f"{ingredients.recipe} {ingredients.encoding} {TAGGING}"
        self._name = canonical.digest(named.encode())

    def upload(self, encoded: Path, write: Callable[[Path, Path, Tags], None]) -> Upload:
        """Return the tagged copy of `encoded`, tagged now if it is not kept."""
        path = self._workspace.place("tagged", f"{self._name}{encoded.suffix}")
        if not path.exists():
            write(encoded, path, self._tags)
        self.uploads.append(_upload(self._source.page.slug, path))
        return self.uploads[-1]

    @cached_property
    def _tags(self) -> Tags:
        source, facts, show = self._source, self._facts, self._ingredients.show
        episode = source.page
        refuse_too_late(episode, facts.recorded_ms, source)
        if facts.timeline:
            episode, _ = shift_episode(episode, (), facts.timeline)
        return full_tags(source, episode, show, self._ingredients.cover, duration_ms=facts.duration_ms)


def _upload(slug: str, path: Path) -> Upload:
    sha256, size = file_digest(path)
    key = keys.hashed("audio", slug, sha256, path.suffix)
    return Upload(key=key, body=path, fact=ObjectFact(size=size, type=keys.media_type(key), sha256=sha256))


def _alternate(upload: Upload, kbps: int) -> Alternate:
    fact = upload.fact
    return Alternate(key=upload.key, bytes=fact.size, type=fact.type, sha256=fact.sha256, kbps=kbps)


def _encoded(
    source: Source[Episode], ingredients: Ingredients, workspace: Workspace, progress: Progress
) -> tuple[Path, Mastered]:
    """Return the encoded, untagged master and what was measured, encoding only if it is not kept."""
    encoded = workspace.place("masters", f"{ingredients.encoding}.mp3")
    notes = workspace.place("masters", f"{ingredients.encoding}.json")
    with suppress(OSError, ContentError):  # what was damaged or is of another version is made again
        known = canonical.decode(notes.read_bytes(), Mastered, where=str(notes))
        if encoded.stat().st_size == known.bytes:
            return encoded, known
    settings = ingredients.settings
    with progress.task(f"Mastering {source.page.slug}", 1000) as task, _placed(source):
        facts = master(
            ingredients.recording,
            encoded,
            target=settings.loudness,
            audio=settings.audio,
            stings=ingredients.stings,
            progress=thousandths(task),
            stage=task.stage,
        )
    _refuse_changed(source, ingredients, encoded)
    workspace.keep("masters", notes.name, canonical.encode(facts))
    heard = Heard(
        loudness=facts.before,
        duration_ms=facts.recorded_ms,
        channels=facts.recorded_channels,
        faults=facts.faults,
    )
    remember(ingredients.recording, heard, workspace)
    return encoded, facts


@contextmanager
def _placed(source: Source[Episode]) -> Iterator[None]:
    """Say of an error without a place which episode it is in: where its jingles are, or its recording."""
    try:
        yield
    except ContentError as error:
        if error.place:
            raise
        place = source.place("jingles" if source.page.jingles else "recording")
        raise ContentError(error.message, hint=error.hint, place=place) from error


def _alternates(
    source: Source[Episode],
    ingredients: Ingredients,
    facts: Mastered,
    workspace: Workspace,
    progress: Progress,
) -> list[tuple[str, Path, int]]:
    """Return the kind, the encoded file and the kbit/s of every alternate."""
    made = []
    settings = ingredients.settings
    for kind in settings.audio.alternates:
        named = canonical.digest(f"{ingredients.encoding} {ALTERNATES} {FORMATS[kind]}".encode())
        path = workspace.place("masters", f"{named}{FORMATS[kind].suffix}")
        if not path.exists():
            with progress.task(f"Encoding {source.page.slug} as {kind}", 1000) as task:
                make_alternate(
                    ingredients.recording,
                    path,
                    kind,
                    mastered=facts,
                    true_peak=settings.loudness.true_peak,
                    audio=settings.audio,
                    stings=ingredients.stings,
                    progress=thousandths(task),
                )
            _refuse_changed(source, ingredients, path)
        made.append((kind, path, FORMATS[kind].kbps(facts.channels)))
    return made


def _refuse_changed(source: Source[Episode], ingredients: Ingredients, made: Path) -> None:
    if file_digest(ingredients.recording)[0] == ingredients.recording_digest:
        return
    made.unlink(missing_ok=True)
    raise TryAgainError(
        "the recording changed while it was being mastered",
        hint="wait until it is written, then run the same command again",
        place=source.place("recording"),
    )
