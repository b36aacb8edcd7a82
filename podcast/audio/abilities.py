"""What the ffmpeg of this machine can do: its version, and which of the decoders and encoders that we use it lacks."""

import re

from podcast.audio.ffmpeg import DECODERS, executable, run
from podcast.values import Struct

ENCODERS = ("aac", "libopus")
"""Those of alternate enclosures; the MP3 is made without ffmpeg."""

_VERSION = re.compile(r"ffmpeg version (\S+)")
_CODER = re.compile(r" [A-Z.]{6} (\S+)")


class Abilities(Struct, frozen=True, kw_only=True):
    """Where ffmpeg is, its version (empty if it does not say), and the names of what it lacks."""

    path: str
    version: str
    decoders: tuple[str, ...]
    encoders: tuple[str, ...]


def abilities() -> Abilities:
    """Ask ffmpeg what it can do.

    Raises:
        UnavailableError: there is none, or it cannot be run.
    """
    version = _VERSION.match("".join(_printed("-version")[:1]))
    return Abilities(
        path=executable(),
        version=version[1][:40] if version else "",
        decoders=_lacking("-decoders", DECODERS.split(",")),
        encoders=_lacking("-encoders", ENCODERS),
    )


def _lacking(question: str, wanted: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    known = {found[1] for line in _printed(question) if (found := _CODER.match(line))}
    return tuple(sorted(set(wanted) - known))


def _printed(question: str) -> list[str]:
    lines: list[str] = []
    run([question], on_line=lines.append)
    return lines
