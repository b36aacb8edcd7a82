"""A recording that is published as it is: what a master's facts are when nothing is made.

An archive is not perfect: one that cannot be decoded to its
end is published all the same, with the length that its header claims.
"""

from pathlib import Path

from podcast.audio.analysis import SILENCE_DBTP, SILENCE_LUFS
from podcast.audio.lint import find_faults
from podcast.audio.loudness import measure
from podcast.audio.master import Mastered
from podcast.audio.probe import probe
from podcast.audio.progress import Progress
from podcast.audio.recording import Recording
from podcast.audio.suffix import played_suffix
from podcast.audio.waveform import waveform
from podcast.content.fault import Fault
from podcast.content.record import Loudness
from podcast.errors import ContentError
from podcast.messages import msg

_QUIET = Loudness(integrated=SILENCE_LUFS, range=0.0, true_peak=SILENCE_DBTP)


def as_is(path: Path, *, progress: Progress | None = None) -> Mastered:
    """Return what is measured of a recording that is not changed.

    Raises:
        ContentError: it is no audio, or of a kind that apps do not play.
    """
    recording = probe(path)
    played_suffix(path)
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
        remedy=msg("listen to it; it is published as it is"),
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
