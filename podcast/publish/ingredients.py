"""All that goes into one master, known without decoding anything, and the names that follow from it."""

from collections.abc import Mapping
from pathlib import Path

from podcast.audio.recipe import settings_digest
from podcast.audio.sting import Stings
from podcast.content import canonical
from podcast.content.episode import Episode, Mastering
from podcast.content.folder import ShowFolder, Source
from podcast.content.show import Settings, Show
from podcast.publish.images import ARTWORK_WIDTH
from podcast.publish.tagging import chapter_images, plain_tags
from podcast.publish.upload import Digest, file_digest
from podcast.values import Struct, replace


class Ingredients(Struct, frozen=True, kw_only=True):
    """All that goes into one master, known without decoding anything.

    `recipe` is a digest of what the producer put in; it says nothing of the version of this program, so a
    new one does not make every published master anew. `heard` is what decides the sound.
    """

    recording: Path
    recording_digest: str
    cover: Path
    stings: Stings
    show: Show
    settings: Settings
    recipe: str
    heard: Mapping[str, object]

    @property
    def encoding(self) -> str:
        """What names the encoded master in the cache."""
        engine = settings_digest(self.settings.loudness, self.settings.audio)
        return canonical.digest(canonical.encode({**self.heard, "engine": engine}))


def gather(source: Source[Episode], folder: ShowFolder, *, digest: Digest = file_digest) -> Ingredients:
    """Return what goes into the master of an episode; `digest` says what a file holds.

    Raises:
        MissingInputError: the recording or a sting has gone since it was checked.
    """
    show, settings = folder.show_and_settings()
    recording, cover = source.files[source.page.recording], folder.files[show.cover]
    recording_digest, _ = digest(recording)
    stings = stings_of(source.page, folder)
    heard: dict[str, object] = {
        "recording": recording_digest,
        "stings": {name: digest(path)[0] for name, path in stings.files().items()},
        "calls": stings.calls,
        "crossfade": stings.crossfade_ms if stings else 0,
        "loudness": settings.loudness,
        "audio": replace(settings.audio, alternates=()),
    }
    if source.page.mastering is not Mastering.FULL:
        heard = {"recording": recording_digest, "mastering": source.page.mastering}
    if given := [digest(source.files[name])[0] for name in source.page.alternates]:
        heard |= {"given": given}
    seen: dict[str, object] = {
        "tags": plain_tags(source.page, show),
        "cover": digest(cover)[0],
        "artwork": ARTWORK_WIDTH,
        "images": {name: digest(path)[0] for name, path in chapter_images(source).items()},
        "alternates": settings.audio.alternates,
    }
    if source.page.mastering is Mastering.NONE:
        seen = {"alternates": settings.audio.alternates}
    return Ingredients(
        recording=recording,
        recording_digest=recording_digest,
        cover=cover,
        stings=stings,
        show=show,
        settings=settings,
        recipe=canonical.digest(canonical.encode(heard | seen)),
        heard=heard,
    )


def stings_of(episode: Episode, folder: ShowFolder) -> Stings:
    """Return the clips that an episode gets."""
    if episode.mastering is not Mastering.FULL:
        return Stings()
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
