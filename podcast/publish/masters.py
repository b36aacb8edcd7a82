"""From a recording to the file that listeners download, doing no work twice.

Two things are kept in the workspace: the encoded master, named by the recording's content and the
settings, and the tagged one, named by its whole recipe. So a change of title tags again and decodes
nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from podcast.audio.master import Mastered, master, settings_digest
from podcast.audio.tag import tag
from podcast.audio.tags import TagChapter, Tags
from podcast.content import canonical, keys
from podcast.content.chapters import chapter_ends
from podcast.content.episode import Episode
from podcast.content.folder import Source
from podcast.content.record import Enclosure
from podcast.content.release import ObjectFact
from podcast.content.show import LoudnessTarget, Show
from podcast.errors import ContentError, TryAgainError
from podcast.publish.images import ARTWORK_WIDTH, artwork
from podcast.publish.progress import Progress
from podcast.publish.upload import Upload, file_digest
from podcast.publish.workspace import Workspace

_TAGGING = "id3-1"
"""Changes whenever the same facts would be tagged otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ingredients:
    """All that goes into one master, known without decoding anything; `recipe` is their digest."""

    recording: Path
    recording_digest: str
    cover: Path
    recipe: str


def gather(source: Source[Episode], show: Show, cover: Path, target: LoudnessTarget) -> Ingredients:
    """Return what goes into the master of an episode.

    Raises:
        MissingInputError: the recording has gone since it was checked.
    """
    recording = source.files[source.page.recording]
    recording_digest, _ = file_digest(recording)
    tags = _tags(source, show, duration_ms=0, cover=b"", images={})
    images = {name: file_digest(path)[0] for name, path in _chapter_images(source).items()}
    facts = {
        "recording": recording_digest,
        "settings": settings_digest(target),
        "tagging": _TAGGING,
        "tags": tags,
        "cover": file_digest(cover)[0],
        "artwork": ARTWORK_WIDTH,
        "images": images,
    }
    return Ingredients(
        recording=recording,
        recording_digest=recording_digest,
        cover=cover,
        recipe=canonical.digest(canonical.encode(facts)),
    )


def make_enclosure(
    source: Source[Episode],
    show: Show,
    ingredients: Ingredients,
    *,
    target: LoudnessTarget,
    workspace: Workspace,
    progress: Progress,
) -> tuple[Enclosure, Upload]:
    """Return the enclosure and the tagged master to upload, both made now or found in the workspace.

    Raises:
        ContentError: the recording cannot be decoded, or not to its end.
        TryAgainError: the recording changed meanwhile.
    """
    encoded, facts = _encoded(source, ingredients, target, workspace, progress)
    tagged = workspace.place("tagged", f"{ingredients.recipe}.mp3")
    if not tagged.exists():
        tags = _tags(
            source,
            show,
            duration_ms=facts.duration_ms,
            cover=artwork(ingredients.cover, place=source.place("recording")),
            images={
                name: artwork(path, place=source.place("chapters"))
                for name, path in _chapter_images(source).items()
            },
        )
        tag(encoded, tagged, tags)
    sha256, size = file_digest(tagged)
    key = keys.hashed("audio", source.page.slug, sha256, ".mp3")
    fact = ObjectFact(size=size, type=keys.media_type(key), sha256=sha256)
    enclosure = Enclosure(
        key=key,
        bytes=size,
        type=fact.type,
        duration_ms=facts.duration_ms,
        sha256=sha256,
        recipe=ingredients.recipe,
        before=facts.before,
        after=facts.after,
    )
    return enclosure, Upload(key=key, body=tagged, fact=fact)


def _encoded(
    source: Source[Episode],
    ingredients: Ingredients,
    target: LoudnessTarget,
    workspace: Workspace,
    progress: Progress,
) -> tuple[Path, Mastered]:
    """Return the encoded, untagged master and what was measured, encoding only if it is not kept."""
    named = canonical.digest((ingredients.recording_digest + settings_digest(target)).encode())
    encoded = workspace.place("masters", f"{named}.mp3")
    notes = workspace.place("masters", f"{named}.json")
    if encoded.exists() and notes.exists():
        return encoded, canonical.decode(notes.read_bytes(), Mastered, where=str(notes))
    with progress.task(f"Mastering {source.page.slug}", 1000) as advance:
        facts = master(ingredients.recording, encoded, target=target, progress=_thousandths(advance))
    if file_digest(ingredients.recording)[0] != ingredients.recording_digest:
        encoded.unlink(missing_ok=True)
        raise TryAgainError(
            "the recording changed while it was being mastered",
            hint="wait until it is written, then run the same command again",
            place=source.place("recording"),
        )
    workspace.keep("masters", f"{named}.json", canonical.encode(facts))
    return encoded, facts


def _thousandths(advance: Callable[[int], None]) -> Callable[[float], None]:
    """Return a function that takes a growing fraction and tells `advance` the thousandths since."""
    shown = 0

    def report(fraction: float) -> None:
        nonlocal shown
        reached = min(1000, int(fraction * 1000))
        if reached > shown:
            advance(reached - shown)
            shown = reached

    return report


def _chapter_images(source: Source[Episode]) -> dict[str, Path]:
    names = {chapter.image for chapter in source.page.chapters if chapter.image in source.files}
    return {name: source.files[name] for name in sorted(names)}


def _tags(
    source: Source[Episode], show: Show, *, duration_ms: int, cover: bytes, images: dict[str, bytes]
) -> Tags:
    episode = source.page
    ends = chapter_ends(tuple(chapter.start_ms for chapter in episode.chapters), duration_ms)
    if duration_ms and any(chapter.start_ms >= duration_ms for chapter in episode.chapters):
        raise ContentError(
            "a chapter starts after the end of the recording",
            hint="correct its start",
            place=source.place("chapters"),
        )
    return Tags(
        title=episode.title,
        artist=show.author,
        album=show.title,
        track=episode.number,
        season=episode.season,
        date=episode.date,
        genre="Podcast",
        language=show.language,
        comment=episode.summary or episode.standfirst,
        url=keys.url_of(show.base_url, keys.episode_key(episode.slug)),
        publisher_url=show.link,
        copyright=show.copyright,
        cover=cover,
        chapters=tuple(
            TagChapter(
                start_ms=chapter.start_ms,
                end_ms=end,
                title=chapter.title,
                url=chapter.url,
                image=images.get(chapter.image),
            )
            for chapter, end in zip(episode.chapters, ends, strict=True)
        ),
    )
