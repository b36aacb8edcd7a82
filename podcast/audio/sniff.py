"""What a file is, from its first bytes. A name is never believed.

Owns the signatures of the containers that are accepted, and the refusal of everything else: nothing
reaches ffmpeg before it has passed here. Knows nothing of ffmpeg but the names of its demuxers.
"""

from pathlib import Path
from typing import BinaryIO

from podcast.errors import ContentError, DiskError, MissingInputError, Place
from podcast.messages import msg, why
from podcast.values import Struct

_WINDOW = 64 * 1024
_MOST_TAGS = 100  # one after the other; a file of nothing else has millions
_PLAYLISTS = (b"#extm3u", b"#extinf", b"ffconcat", b"[playlist]", b"[reference]")
_MPEG1_KBPS = {
    1: (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    2: (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    3: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
}
_MPEG2_KBPS = {
    1: (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    3: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MPEG1_HZ = (44100, 48000, 32000)


class Container(Struct, frozen=True, kw_only=True):
    """A kind of file: our name for it and ffmpeg's for its demuxer."""

    name: str
    demuxer: str


WAV = Container(name="wav", demuxer="wav")
W64 = Container(name="w64", demuxer="w64")
FLAC = Container(name="flac", demuxer="flac")
MP3 = Container(name="mp3", demuxer="mp3")
MP4 = Container(name="mp4", demuxer="mov")
OGG = Container(name="ogg", demuxer="ogg")
AIFF = Container(name="aiff", demuxer="aiff")
CAF = Container(name="caf", demuxer="caf")
MATROSKA = Container(name="matroska", demuxer="matroska")

_MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"skip", b"free")
_W64_GUID = bytes.fromhex("726966662e91cf11a5d628db04c10000")


def sniff(path: Path) -> Container:
    """Return what kind of audio or video file `path` is.

    Raises:
        MissingInputError: there is no such file.
        ContentError: it is empty, a web page, a playlist, text, or of no kind that is accepted.
        DiskError: it cannot be read.
    """
    place = Place(file=str(path))
    try:
        with path.open("rb") as file:
            start = skip_id3(file)
            file.seek(0)
            head = file.read(_WINDOW)
            file.seek(start)
            body = file.read(_WINDOW)
    except (FileNotFoundError, ValueError) as error:  # ValueError: a NUL in the name
        raise MissingInputError(
            msg("not found"), hint=msg("check the name of the recording"), place=place
        ) from error
    except OSError as error:
        raise DiskError(
            msg("cannot be read: {reason}", reason=why(error)), hint=msg("check the file"), place=place
        ) from error
    if not head:
        raise ContentError(msg("the file is empty"), hint=msg("export the recording again"), place=place)
    container = _container(head, body)
    if container is None:
        raise _refusal(head, place)
    return container


def skip_id3(file: BinaryIO) -> int:
    """Return where the audio begins: the offset after every ID3v2 tag at the start (ID3v2.4 section 3.1)."""
    offset = 0
    for _ in range(_MOST_TAGS):
        file.seek(offset)
        head = file.read(10)
        if len(head) < 10 or head[:3] != b"ID3" or max(head[6:10]) > 0x7F:
            break
        size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
        offset += 10 + size + (10 if head[5] & 0x10 else 0)
    return offset


def _container(head: bytes, body: bytes) -> Container | None:
    """`head` is the start of the file, `body` the start of what follows any ID3v2 tag."""
    kind, form = head[:4], head[8:12]
    if kind in (b"RIFF", b"RF64", b"BW64") and form == b"WAVE":
        return WAV
    if kind == b"FORM" and form in (b"AIFF", b"AIFC"):
        return AIFF
    if head[:16] == _W64_GUID:
        return W64
    if head[4:8] in _MP4_BOXES:
        return MP4
    simple = {b"OggS": OGG, b"caff": CAF, b"\x1aE\xdf\xa3": MATROSKA, b"fLaC": FLAC}
    if kind in simple:
        return simple[kind]
    if body[:4] == b"fLaC":
        return FLAC
    return MP3 if _has_mpeg_frames(body) else None


def _has_mpeg_frames(window: bytes) -> bool:
    """Tell whether three MPEG audio frames follow one another: one sync word may be chance.

    A file that ends before its third frame is believed for the frames that it has.
    """
    at = window.find(b"\xff")
    while 0 <= at < len(window) - 4:
        position, frames = at, 0
        while frames < 3 and (size := frame_bytes(window[position : position + 4])):
            position, frames = position + size, frames + 1
        ended = position >= len(window) and len(window) < _WINDOW
        if frames == 3 or (frames and ended and at == 0):
            return True
        at = window.find(b"\xff", at + 1)
    return False


def frame_bytes(header: bytes) -> int:
    """Return the length of the MPEG audio frame with this header, or 0 if it is none (ISO 11172-3 2.4.1.3)."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    rate, frequency = header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or layer == 4 or rate in (0, 15) or frequency == 3:
        return 0
    kbps = (_MPEG1_KBPS if version == 3 else _MPEG2_KBPS)[layer][rate - 1]
    hertz = _MPEG1_HZ[frequency] >> {3: 0, 2: 1, 0: 2}[version]
    padding = header[2] >> 1 & 1
    if layer == 1:
        return (12 * kbps * 1000 // hertz + padding) * 4
    slots = 72 if layer == 3 and version != 3 else 144
    return slots * kbps * 1000 // hertz + padding


def _refusal(head: bytes, place: Place) -> ContentError:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(_PLAYLISTS):
        return ContentError(
            msg("this is a playlist, not audio"),
            hint=msg("give the audio file that it points to"),
            place=place,
        )
    if text.startswith(b"<"):
        return ContentError(
            msg("this is a web page, not audio"),
            hint=msg("the download failed: fetch the recording again"),
            place=place,
        )
    if b"\0" not in head and _is_text(head):
        return ContentError(msg("this is text, not audio"), hint=msg("give the audio file"), place=place)
    return ContentError(
        msg("this is no audio that can be read"),
        hint=msg("export it as WAV, FLAC, MP3, M4A or Ogg"),
        place=place,
    )


def _is_text(head: bytes) -> bool:
    try:
        head[:4096].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head[:4096]) - 4  # a character cut by the window
    return True
