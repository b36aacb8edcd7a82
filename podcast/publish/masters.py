"""From a recording to the files that listeners download, doing no work twice.

Two things are kept in the workspace: the encoded master, named by the recording's content, its stings and
the settings, and the tagged one, named by its whole recipe. So a change of title tags again and decodes
nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from podcast.audio.alternate import ENGINE as ALTERNATES
from podcast.audio.alternate import FORMATS, make_alternate
from podcast.audio.as_is import as_is
from podcast.audio.master import Mastered, master
from podcast.audio.suffix import played_suffix
from podcast.audio.tag import tag
from podcast.audio.tag_mp4 import tag_mp4
from podcast.audio.tag_ogg import tag_ogg
from podcast.audio.tags import Tags
from podcast.content import canonical, keys
from podcast.content.episode import Episode, Mastering
from podcast.content.fault import Fault
from podcast.content.folder import Source
from podcast.content.record import Alternate, Enclosure
from podcast.content.release import ObjectFact
from podcast.content.timeline import shift_episode
from podcast.errors import ContentError, TryAgainError
from podcast.messages import msg
from podcast.publish.heard import Heard, remember
from podcast.publish.ingredients import Ingredients
from podcast.publish.progress import Progress, thousandths
from podcast.publish.tagging import TAGGING, full_tags, refuse_too_late
from podcast.publish.upload import Upload, file_digest, upload_of
from podcast.publish.workspace import Workspace
from podcast.values import Struct

_TAGGERS: dict[str, Callable[[Path, Path, Tags], None]] = {"m4a": tag_mp4, "opus": tag_ogg}


class Made(Struct, frozen=True, kw_only=True):
    """An enclosure, the objects that it needs, and what one hears in the recording."""

    enclosure: Enclosure
    uploads: tuple[Upload, ...]
    faults: tuple[Fault, ...]


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
    if source.page.mastering is Mastering.FULL:
        main = tagging.upload(encoded, tag)
    else:
        main = tagging.upload_given(ingredients.recording)
    others = [
        _alternate(tagging.upload(path, _TAGGERS[kind]), kbps)
        for kind, path, kbps in _alternates(source, ingredients, facts, workspace, progress)
    ]
    others += tagging.given_alternates()
    outline = facts.waveform.encode()
    outlines = [upload_of(_outline_key(source, outline), outline)] if outline else []
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
        waveform=outlines[0].key if outlines else "",
        alternates=tuple(others),
        timeline=facts.timeline,
    )
    return Made(
        enclosure=enclosure,
        uploads=(*tagging.uploads, *outlines),
        faults=facts.faults,
    )


def made_already(ingredients: Ingredients, workspace: Workspace) -> bool:
    """Say whether the encoded master of these is kept, so that `make_enclosure` would not encode it."""
    return (workspace.root / "masters" / f"{ingredients.encoding}.json").exists()


def _outline_key(source: Source[Episode], outline: bytes) -> str:
    return keys.hashed("audio", source.page.slug, canonical.digest(outline), ".json")


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
        return self._add(path, path.suffix)

    def upload_given(self, path: Path) -> Upload:
        """Return a file that is published as it is, or with new tags if the episode asks for these."""
        suffix = played_suffix(path)
        if self._source.page.mastering is Mastering.NONE:
            return self._add(path, suffix)
        tagged = self._workspace.place("tagged", f"{self._name}{suffix}")
        if not tagged.exists():
            _TAGGERS.get(suffix[1:], tag)(path, tagged, self._tags)
        return self._add(tagged, suffix)

    def given_alternates(self) -> list[Alternate]:
        """Return the files that the producer gave in other formats."""
        made = []
        for name in self._source.page.alternates:
            path = self._source.files[name]
            suffix = played_suffix(path)
            kbps = FORMATS[suffix[1:]].kbps(self._facts.channels) if suffix[1:] in FORMATS else 0
            upload = self._add(path, suffix)
            about = upload.fact.size * 8 // max(1, self._facts.duration_ms)
            made.append(_alternate(upload, kbps or max(1, about)))
        return made

    def _add(self, path: Path, suffix: str) -> Upload:
        self.uploads.append(_upload(self._source.page.slug, path, suffix))
        return self.uploads[-1]

    @cached_property
    def _tags(self) -> Tags:
        source, facts, show = self._source, self._facts, self._ingredients.show
        episode = source.page
        refuse_too_late(episode, facts.recorded_ms, source)
        if facts.timeline:
            episode, _ = shift_episode(episode, (), facts.timeline)
        return full_tags(source, episode, show, self._ingredients.cover, duration_ms=facts.duration_ms)


def _upload(slug: str, path: Path, suffix: str) -> Upload:
    sha256, size = file_digest(path)
    key = keys.hashed("audio", slug, sha256, suffix)
    return Upload(key=key, body=path, fact=ObjectFact(size=size, type=keys.media_type(key), sha256=sha256))


def _alternate(upload: Upload, kbps: int) -> Alternate:
    fact = upload.fact
    return Alternate(key=upload.key, bytes=fact.size, type=fact.type, sha256=fact.sha256, kbps=kbps)


def _encoded(
    source: Source[Episode], ingredients: Ingredients, workspace: Workspace, progress: Progress
) -> tuple[Path, Mastered]:
    """Return the encoded, untagged master and what was measured, encoding only if it is not kept."""
    is_made = source.page.mastering is Mastering.FULL
    encoded = workspace.place("masters", f"{ingredients.encoding}.mp3") if is_made else ingredients.recording
    notes = workspace.place("masters", f"{ingredients.encoding}.json")
    with suppress(OSError, ContentError):  # what was damaged or is of another version is made again
        known = canonical.decode(notes.read_bytes(), Mastered, where=str(notes))
        if encoded.stat().st_size == known.bytes:
            return encoded, known
    settings = ingredients.settings
    with progress.task(msg("Mastering {slug}", slug=source.page.slug), 1000) as task, _placed(source):
        if is_made:
            facts = master(
                ingredients.recording,
                encoded,
                target=settings.loudness,
                audio=settings.audio,
                stings=ingredients.stings,
                progress=thousandths(task),
                stage=task.stage,
            )
        else:
            facts = as_is(encoded, progress=thousandths(task))
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
    given = {Path(name).suffix[1:] for name in source.page.alternates}
    for kind in settings.audio.alternates:
        if kind in given:
            continue
        named = canonical.digest(f"{ingredients.encoding} {ALTERNATES} {FORMATS[kind]}".encode())
        path = workspace.place("masters", f"{named}{FORMATS[kind].suffix}")
        if not path.exists():
            with progress.task(
                msg("Encoding {slug} as {kind}", slug=source.page.slug, kind=kind), 1000
            ) as task:
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
    if made != ingredients.recording:
        made.unlink(missing_ok=True)
    raise TryAgainError(
        msg("the recording changed while it was being mastered"),
        hint=msg("wait until it is written, then run the same command again"),
        place=source.place("recording"),
    )
