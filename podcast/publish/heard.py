"""What was heard of a recording the last time all of it was decoded, and what there is to say of it.

It is kept in the workspace under the file's name, size and time of change, so that a check can say it
again at once. Knows nothing of how it is found: `sound` and `masters` do.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from podcast.content import canonical
from podcast.content.episode import Episode
from podcast.content.fault import Fault
from podcast.content.folder import Source
from podcast.content.problem import Problem, Severity
from podcast.content.record import Loudness
from podcast.errors import ContentError
from podcast.messages import msg, packed, unpacked
from podcast.publish.workspace import Workspace
from podcast.values import Struct, replace

_VERSION = 2
"""Changes whenever the same recording would be judged otherwise."""


class Heard(Struct, frozen=True, kw_only=True):
    """How loud a recording is (LUFS, LU, dBTP), its length in ms, its channels, and its faults by time."""

    loudness: Loudness
    duration_ms: int
    channels: int
    faults: tuple[Fault, ...] = ()


class _Kept(Struct, frozen=True, kw_only=True):
    """The same as it is kept: with the sentences of each fault packed, so that they are told in any language."""

    loudness: Loudness
    duration_ms: int
    channels: int
    faults: tuple[Fault, ...] = ()
    sentences: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = ()


def remember(path: Path, heard: Heard, workspace: Workspace) -> None:
    """Keep what was heard of a recording."""
    kept = _Kept(
        loudness=heard.loudness,
        duration_ms=heard.duration_ms,
        channels=heard.channels,
        faults=heard.faults,
        sentences=tuple((packed(one.message), packed(one.remedy)) for one in heard.faults),
    )
    workspace.keep("heard", _name(path), canonical.encode(kept))


def remembered(path: Path, workspace: Workspace) -> Heard | None:
    """Return what was heard of a recording the last time, if it is still the same file."""
    try:
        body = (workspace.root / "heard" / _name(path)).read_bytes()
        kept = canonical.decode(body, _Kept, where=str(path))
        faults = tuple(
            replace(fault, message=unpacked(message), remedy=unpacked(remedy))
            for fault, (message, remedy) in zip(kept.faults, kept.sentences, strict=True)
        )
    except (OSError, ContentError, ValueError):
        return None
    return Heard(loudness=kept.loudness, duration_ms=kept.duration_ms, channels=kept.channels, faults=faults)


def sound_problems(source: Source[Episode], faults: Iterable[Fault]) -> list[Problem]:
    """Return the faults of an episode's recording as warnings where the recording is named."""
    return [
        Problem(
            place=source.place("recording"),
            rule=f"sound-{fault.rule}",
            message=msg(
                "“{recording}” {fault}: {reason}",
                recording=source.page.recording,
                fault=spans(fault),
                reason=fault.message,
            ),
            remedy=fault.remedy,
            severity=Severity.ERROR if fault.rule == "silent" else Severity.WARNING,
        )
        for fault in faults
    ]


def spans(fault: Fault) -> str:
    """Return from when to when a fault is heard."""
    return f"{_clock(fault.start_ms)}–{_clock(fault.end_ms)}"


def _name(path: Path) -> str:
    status = path.stat()
    identity = f"{_VERSION} {path.absolute()} {status.st_size} {status.st_mtime_ns}"
    return f"{canonical.digest(identity.encode())}.json"


def _clock(milliseconds: int) -> str:
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
