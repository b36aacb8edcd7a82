"""What WAV and MP4 headers declare and ffmpeg does not tell: the length of the sound, and DRM.

ffmpeg trims a WAV's length to the size of the file, gives an MP4 the length of its longest stream,
and decodes an encrypted one to noise without a word. Says also where a WAV's samples lie, if they can be
read as they are. Owns two small readers, bounded in what they
read and never recursing deeper than a file needs. Knows nothing of ffmpeg.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from podcast.values import Struct

_MOOV_BYTES = 64 * 1024 * 1024  # the index of some two hundred hours
_CHUNKS = 1000
_UNKNOWN = 0xFFFFFFFF
_EXTENSIBLE = 0xFFFE
_SUBFORMAT = bytes.fromhex("000000001000800000aa00389b71")  # the end of every GUID of a WAVE format
_FORMS = {(1, 16): "s16", (1, 24): "s24", (1, 32): "s32", (3, 32): "f32"}
_PROTECTED = {b"drms", b"enca", b"aavd", b"drmi"}


class Header(Struct, frozen=True, kw_only=True):
    """What a header says of the first sound: its length in ms when it says so, and whether it has DRM.

    `complete` is false when the file ends before the header's index (an MP4 without `moov`); `audio`
    is false when there is an index and no sound in it.
    """

    declared_ms: int | None = None
    protected: bool = False
    complete: bool = True
    audio: bool = True


class Samples(Struct, frozen=True, kw_only=True):
    """Where the samples of a WAV lie, and what they are: `s16`, `s24`, `s32` or `f32`, little-endian."""

    start: int
    bytes: int
    form: str
    rate: int
    channels: int


def read_wav(path: Path) -> Header:
    """Read a RIFF, RF64 or BW64 WAVE header (EBU Tech 3306). Streamed files declare nothing."""
    with path.open("rb") as file:
        form, _, size = _wav_chunks(file)
    byte_rate = int.from_bytes(form[8:12], "little")
    return Header(declared_ms=size * 1000 // byte_rate if byte_rate and size else None)


def read_samples(path: Path, container: str) -> Samples | None:
    """Return where the samples of a WAV lie, or nothing if it is none, or they are of another form.

    Raises:
        OSError: the file cannot be read.
    """
    if container != "wav":
        return None
    with path.open("rb") as file:
        form, start, size = _wav_chunks(file)
        held = file.seek(0, 2) - start
    if len(form) < 16 or not start:
        return None
    kind, channels, rate, _, align, bits = struct.unpack("<HHIIHH", form[:16])
    if kind == _EXTENSIBLE and form[26:40] == _SUBFORMAT:
        kind = int.from_bytes(form[24:26], "little")
    name = _FORMS.get((kind, bits))
    if name is None or not channels or align * 8 != bits * channels:
        return None
    return Samples(
        start=start, bytes=min(size, held) if size else held, form=name, rate=rate, channels=channels
    )


def _wav_chunks(file: BinaryIO) -> tuple[bytes, int, int]:
    """Return the format chunk, and where the samples begin and how many bytes are declared; 0 if unknown."""
    form, long_size = b"", 0
    file.seek(12)
    for _ in range(_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            break
        kind, size = head[:4], int.from_bytes(head[4:], "little")
        if kind == b"data":
            return form, file.tell(), long_size if size == _UNKNOWN else size
        body = file.read(min(size, 64))
        if kind == b"fmt ":
            form = body
        if kind == b"ds64" and len(body) >= 16:
            long_size = int.from_bytes(body[8:16], "little")
        file.seek(size - len(body) + size % 2, 1)
    return form, 0, 0


def read_mp4(path: Path) -> Header:
    """Read the `moov` of an MP4, M4A or QuickTime file (ISO 14496-12): its first track of sound."""
    with path.open("rb") as file:
        moov = _find_moov(file)
    if moov is None:
        return Header(complete=False)
    timescale = _movie_timescale(_child(moov, b"mvhd"))
    for kind, track in _boxes(moov):
        media = _child(track, b"mdia") if kind == b"trak" else b""
        if _child(media, b"hdlr")[8:12] != b"soun":
            continue
        entries = _child(_child(_child(media, b"minf"), b"stbl"), b"stsd")[8:]
        return Header(
            declared_ms=_track_ms(_child(track, b"tkhd"), timescale),
            protected=any(name in _PROTECTED for name, _ in _boxes(entries)),
        )
    return Header(audio=False)


def _find_moov(file: BinaryIO) -> bytes | None:
    end = file.seek(0, 2)
    at = 0
    for _ in range(_CHUNKS):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return None
        size, skipped = int.from_bytes(head[:4], "big"), 8
        if size == 1 and len(head) == 16:
            size, skipped = int.from_bytes(head[8:], "big"), 16
        elif size == 0:
            size = end - at
        if size < skipped:
            return None
        if head[4:8] == b"moov":
            if at + size > end or size > _MOOV_BYTES:
                return None
            file.seek(at + skipped)
            return file.read(size - skipped)
        at += size
    return None


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size < 8:
            return
        yield data[at + 4 : at + 8], data[at + 8 : at + size]
        at += size


def _child(data: bytes, kind: bytes) -> bytes:
    return next((body for name, body in _boxes(data) if name == kind), b"")


def _movie_timescale(mvhd: bytes) -> int:
    at = 20 if mvhd[:1] == b"\1" else 12
    return int.from_bytes(mvhd[at : at + 4], "big")


def _track_ms(tkhd: bytes, timescale: int) -> int | None:
    """Length after the edit list, which is what is played; a fragmented file says 0."""
    long = tkhd[:1] == b"\1"
    form, at = (">Q", 28) if long else (">I", 20)
    if not timescale or len(tkhd) < at + struct.calcsize(form):
        return None
    ticks: int = struct.unpack_from(form, tkhd, at)[0]
    return ticks * 1000 // timescale if 0 < ticks < (1 << (64 if long else 32)) - 1 else None
