"""What a recording is: container, codec, rate, channels and the length that it claims.

Owns the order of belief: first the bytes (`sniff`), then the headers, then ffmpeg restricted to what
was sniffed. Decodes nothing, so a claim is only a claim: `loudness` finds out the truth.
"""

import re
from pathlib import Path

from podcast.audio import sniff as kinds
from podcast.audio.ffmpeg import Report, input_arguments, run
from podcast.audio.headers import Header, read_mp4, read_wav
from podcast.audio.recording import Recording
from podcast.audio.sniff import Container, sniff
from podcast.errors import ContentError, DiskError, Place
from podcast.messages import msg, why

_DURATION = re.compile(r"\[info\]   Duration: (?:(\d+):(\d\d):(\d\d)\.(\d\d)|N/A)")
_AUDIO = re.compile(r"\[info\]   Stream #0:\d+\S*: Audio: (\w+).*?, (\d+) Hz, ([^,]+)")
_OTHER = re.compile(r"\[info\]   Stream #0:\d+\S*: Video: ")
_LAYOUTS = {"mono": 1, "stereo": 2, "downmix": 2, "quad": 4, "quad(side)": 4, "hexagonal": 6, "octagonal": 8}
_SELF_TIMED = {kinds.FLAC, kinds.MP3, kinds.AIFF, kinds.CAF, kinds.W64}


def probe(path: Path) -> Recording:
    """Say what the first sound in `path` is.

    Raises:
        MissingInputError: there is no such file.
        ContentError: it is empty, no audio, protected, without sound, or cut before its index.
        UnavailableError: ffmpeg is absent or failed.
        DiskError: the file cannot be read.
    """
    container = sniff(path)
    header = _header(path, container)
    report = run(input_arguments(path, container.demuxer))
    description = _after_last_duration(report)
    found = next(filter(None, map(_AUDIO.match, description)), None)
    if found is None:
        raise _refusal(path, report, description)
    about = _duration_ms(description[0])
    return Recording(
        path=path,
        container=container.name,
        demuxer=container.demuxer,
        codec=found[1],
        sample_rate=int(found[2]),
        channels=_channels(found[3], path),
        named_layout=not re.match(r"\s*\d+ channels", found[3]),
        declared_ms=_declared_ms(container, header, report, description),
        about_ms=header.declared_ms or about,
    )


def _header(path: Path, container: Container) -> Header:
    place = Place(file=str(path))
    try:
        if container == kinds.WAV:
            return read_wav(path)
        header = read_mp4(path) if container == kinds.MP4 else Header()
    except OSError as error:
        raise DiskError(
            msg("cannot be read: {reason}", reason=why(error)), hint=msg("check the file"), place=place
        ) from error
    if not header.complete:
        raise ContentError(
            msg("the file ends before its index (no moov): it was cut short or never finished"),
            hint=msg("export or copy the recording again"),
            place=place,
        )
    if not header.audio:
        raise _no_audio(place)
    if header.protected:
        raise ContentError(
            msg("protected by DRM, it cannot be decoded"),
            hint=msg("export it without protection"),
            place=place,
        )
    return header


def _after_last_duration(report: Report) -> list[str]:
    """Return ffmpeg's description of the input from its duration on.

    The last one counts: the file's name comes before it, and a name may look like a description.
    """
    at = [number for number, line in enumerate(report.log) if _DURATION.match(line)]
    return list(report.log[at[-1] :]) if at else []


def _declared_ms(container: Container, header: Header, report: Report, description: list[str]) -> int | None:
    if container in (kinds.WAV, kinds.MP4):
        return header.declared_ms
    if any("Estimating duration from bitrate" in line for line in report.log):
        return None
    alone = container == kinds.MATROSKA and not any(map(_OTHER.match, description))
    return _duration_ms(description[0]) if container in _SELF_TIMED or alone else None


def _duration_ms(line: str) -> int | None:
    found = _DURATION.match(line)
    if not found or found[1] is None:
        return None
    hours, minutes, seconds, hundredths = map(int, found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10


def _channels(layout: str, path: Path) -> int:
    layout = layout.strip()
    if layout in _LAYOUTS:
        return _LAYOUTS[layout]
    if counted := re.match("(\\d+) channels", layout):
        return int(counted[1])
    if dotted := re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", layout):
        return sum(int(part) for part in dotted.groups() if part)
    raise ContentError(
        msg("its channels are not understood: {layout}", layout=layout),
        hint=msg("export it in stereo"),
        place=Place(file=str(path)),
    )


def _refusal(path: Path, report: Report, description: list[str]) -> ContentError:
    place = Place(file=str(path))
    if description and not any(": Audio: " in line for line in description):
        return _no_audio(place)
    return ContentError(
        msg("cannot be read as audio: {reason}", reason=report.reason)
        if not description
        else msg("its sound is of no kind that can be read"),
        hint=msg("export it as WAV, FLAC, MP3, M4A or Ogg"),
        place=place,
    )


def _no_audio(place: Place) -> ContentError:
    return ContentError(
        msg("there is no sound in this file"), hint=msg("give the audio, or a video with sound"), place=place
    )
