"""What a file of sound has to be called, by its bytes, and whether apps play it as it is."""

from pathlib import Path

from podcast.audio.sniff import MP3, sniff
from podcast.errors import ContentError, Place
from podcast.messages import msg

_PLAYED = {("mp4", "aac"): ".m4a", ("mp4", "alac"): ".m4a", ("ogg", "opus"): ".opus"}
_USUAL = {"mp4": ".m4a"}

CONTAINERS = {
    ".mp3": {"mp3"},
    ".wav": {"wav"},
    ".flac": {"flac"},
    ".m4a": {"mp4"},
    ".mp4": {"mp4"},
    ".mov": {"mp4"},
    ".ogg": {"ogg"},
    ".opus": {"ogg"},
    ".aif": {"aiff"},
    ".aiff": {"aiff"},
    ".caf": {"caf"},
    ".w64": {"w64"},
    ".mkv": {"matroska"},
    ".webm": {"matroska"},
}
"""The containers that a suffix promises, by the names of `sniff`."""


def played_suffix(path: Path) -> str:
    """Return the suffix under which every app takes a file as it is: `.mp3`, `.m4a` or `.opus`.

    Raises:
        ContentError: apps do not take it; or it is no sound.
        MissingInputError, DiskError, UnavailableError: as `probe`.
    """
    if sniff(path) is MP3:
        return ".mp3"
    from podcast.audio.probe import probe  # what is in other containers takes a look by ffmpeg

    recording = probe(path)
    found = _PLAYED.get((recording.container, recording.codec))
    if found is None:
        raise ContentError(
            msg(
                "{codec} in {container} is not played by every app as it is",
                codec=recording.codec,
                container=recording.container,
            ),
            hint=msg("take the line mastering: out, so that an MP3 is made of it"),
            place=Place(file=str(path)),
        )
    return found


def usual_suffix(path: Path) -> str:
    """Return the suffix that a file's first bytes ask for, whatever its name is; see `sniff` for errors."""
    container = sniff(path).name
    return _USUAL.get(container, f".{container}")
