"""A recording that is published as it is: what a master's facts are when nothing is made.

Owns which files players can be given untouched. An archive is not perfect: one that cannot be decoded to its
end is published all the same, with the length that its header claims.
"""

from pathlib import Path

from podcast.audio.analysis import SILENCE_DBTP, SILENCE_LUFS
from podcast.audio.lint import find_faults
from podcast.audio.loudness import measure
from podcast.audio.master import Mastered
from podcast.audio.probe import Recording, probe
from podcast.audio.progress import Progress
from podcast.audio.sniff import sniff
from podcast.audio.waveform import waveform
from podcast.content.fault import Fault
from podcast.content.record import Loudness
from podcast.errors import ContentError, Place

_SUFFIXES = {
    ("mp3", "mp3"): ".mp3",
    ("mp4", "aac"): ".m4a",
    ("mp4", "alac"): ".m4a",
    ("ogg", "opus"): ".opus",
}
_QUIET = Loudness(integrated=SILENCE_LUFS, range=0.0, true_peak=SILENCE_DBTP)


def suffix_of(recording: Recording) -> str:
    """Return the suffix under which apps take a recording as it is.

    Raises:
        ContentError: they do not take it.
    """
    found = _SUFFIXES.get((recording.container, recording.codec))
    if found is None:
        raise ContentError(
            f"{recording.codec} in {recording.container} is not played by every app as it is",
            hint="take the line mastering: out, so that an MP3 is made of it",
            place=Place(file=str(recording.path)),
        )
    return found


def guess_suffix(path: Path) -> str:
    """Return the suffix that a file's first bytes ask for, whatever its name is; see `sniff` for errors."""
    container = sniff(path).name
    return {"mp3": ".mp3", "mp4": ".m4a", "ogg": ".ogg", "wav": ".wav", "flac": ".flac"}.get(
        container, f".{container}"
    )


def as_is(path: Path, *, progress: Progress | None = None) -> Mastered:
    """Return what is measured of a recording that is not changed.

    Raises:
        ContentError: it is no audio, or of a kind that apps do not play.
    """
    recording = probe(path)
    suffix_of(recording)
    size = path.stat().st_size
    try:
        measured = measure(path, progress=progress)
    except ContentError as error:
        return _unmeasured(recording, size, error)
    return Mastered(
        before=measured.loudness,
        after=measured.loudness,
        duration_ms=measured.duration_ms,
        channels=measured.analysis.channels,
        bytes=size,
        waveform=waveform(measured.analysis).decode(),
        recorded_ms=measured.duration_ms,
        recorded_channels=recording.channels,
        kept=True,
        faults=find_faults(measured.analysis),
    )


def _unmeasured(recording: Recording, size: int, error: ContentError) -> Mastered:
    length = recording.declared_ms or recording.about_ms or 0
    fault = Fault(
        rule="damaged",
        start_ms=0,
        end_ms=length,
        message=error.message,
        remedy="listen to it; it is published as it is",
    )
    return Mastered(
        before=_QUIET,
        after=_QUIET,
        duration_ms=length,
        channels=min(2, recording.channels),
        bytes=size,
        waveform="",
        recorded_ms=length,
        recorded_channels=recording.channels,
        kept=True,
        faults=(fault,),
    )
