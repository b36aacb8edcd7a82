"""The soundbites of an episode as files, to hear what would be shared."""

from pathlib import Path

from podcast.audio.clip import cut_clip
from podcast.content.episode import Episode, Soundbite
from podcast.content.folder import ShowFolder, Source
from podcast.content.record import Loudness
from podcast.errors import CannotWriteError, ContentError, MissingInputError, Place
from podcast.messages import msg
from podcast.values import Struct


class Clip(Struct, frozen=True, kw_only=True):
    """A soundbite that was written, and how loud it is."""

    file: Path
    soundbite: Soundbite
    after: Loudness


def write_soundbites(source: Source[Episode], folder: ShowFolder, out: Path) -> list[Clip]:
    """Write every soundbite of an episode as `<slug>-<number>.mp3` into the folder `out`.

    Raises:
        ContentError: the episode has none, or one lies outside of the recording.
        MissingInputError: there is no recording.
        CannotWriteError, DiskError: `out` cannot be written.
    """
    _, settings = folder.show_and_settings()
    path = source.files.get(source.page.recording)
    if path is None:
        raise MissingInputError(
            msg("the recording is not there"),
            hint=msg("put it beside the episode.md"),
            place=source.place("recording"),
        )
    if not source.page.soundbites:
        raise ContentError(
            msg("this episode has no soundbites"),
            hint=msg('add soundbites: with start: "12:30", duration: "30" and title'),
            place=source.place("soundbites"),
        )
    clips = []
    for number, bite in enumerate(source.page.soundbites, start=1):
        file = out / f"{source.page.slug}-{number}.mp3"
        if file.exists():
            raise CannotWriteError(
                msg("there is such a file already"),
                hint=msg("move it, or say --out DIR"),
                place=Place(file=str(file)),
            )
        made = cut_clip(
            path,
            file,
            start_ms=bite.start_ms,
            duration_ms=bite.duration_ms,
            target=settings.loudness,
            audio=settings.audio,
        )
        clips.append(Clip(file=file, soundbite=bite, after=made.after))
    return clips
