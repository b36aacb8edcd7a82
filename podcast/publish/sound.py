"""Listening to a recording: how loud it is, how long, what is wrong with it, where chapters could begin."""

from contextlib import suppress
from pathlib import Path

from podcast.audio.lint import find_faults
from podcast.audio.loudness import Measurement, measure
from podcast.audio.pauses import propose_chapters
from podcast.content.episode import Episode
from podcast.content.folder import ShowFolder, Source
from podcast.content.suggest import did_you_mean
from podcast.errors import MissingInputError, UsageError
from podcast.messages import msg
from podcast.publish.heard import Heard, remember
from podcast.publish.progress import Progress, thousandths
from podcast.publish.workspace import Workspace


def listen(path: Path, workspace: Workspace | None, progress: Progress) -> tuple[Heard, Measurement]:
    """Decode all of a recording and return what is heard of it; remember it in `workspace`.

    Raises:
        PodcastError: it cannot be decoded, or not to its end.
    """
    with progress.task(msg("Listening to {path}", path=path.name), 1000) as task:
        measured = measure(path, progress=thousandths(task))
    heard = Heard(
        loudness=measured.loudness,
        duration_ms=measured.duration_ms,
        channels=measured.recording.channels,
        faults=find_faults(measured.analysis),
    )
    if workspace:
        remember(path, heard, workspace)
    return heard, measured


def find_recording(name: str, folder: ShowFolder | None) -> tuple[Path, Source[Episode] | None]:
    """Return the recording that `name` means: a file, or the slug of an episode of `folder`.

    Raises:
        UsageError: it is neither.
        MissingInputError: the episode's recording is not there.
    """
    source = next((one for one in folder.episodes if one.page.slug == name), None) if folder else None
    if source is None:
        with suppress(OSError):
            if Path(name).is_file():
                return Path(name), None
        known = [one.page.slug for one in folder.episodes] if folder else []
        raise UsageError(
            msg("“{name}” is no file and no episode", name=name),
            hint=did_you_mean(name, known) or msg("give a slug of `podcast status`"),
        )
    path = source.files.get(source.page.recording)
    if path is None:
        raise MissingInputError(
            msg("the recording “{recording}” is not there", recording=source.page.recording),
            hint=msg("put it beside the episode.md"),
            place=source.place("recording"),
        )
    return path, source


def proposed_chapters(measured: Measurement) -> tuple[int, ...]:
    """Return where chapters could begin, in ms: at the longest pauses, some minutes apart."""
    return propose_chapters(measured.analysis)
