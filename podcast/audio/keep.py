"""An MP3 that needs nothing: its frames as they are, without the tags around them.

Owns the question whether a file is one run of constant-rate frames, and the copy of these. Encoding it
again would only lose.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from podcast.audio.sniff import frame_bytes, skip_id3

_WINDOW = 1 << 20
_MOST_REST = 1 << 24
"""Bytes of tags behind the frames; they can hold a picture."""
_TAGS = (b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"ID3", b"3DI")
_SAME = 0xFFFFFC00  # sync, version, layer, CRC, bit rate and sampling rate: constant in constant-rate files


def audio_span(path: Path) -> tuple[int, int] | None:
    """Return where the frames of a constant-rate MP3 begin and end, or nothing if it is something else:
    a variable rate, damage, what is neither frame nor tag, or two files in one.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        start = skip_id3(file)
        at, first = start, 0
        for header, size in _frames(file, start):
            if at == start:
                if _is_variable(file, start, size):
                    return None
            elif not first:
                first = header
            elif (header ^ first) & _SAME:
                return None
            at += size
        file.seek(at)
        clean = first and _is_the_end(file.read(_MOST_REST + 1), first)
    return (start, at) if clean else None


def _is_the_end(rest: bytes, first: int) -> bool:
    """Say whether what follows the frames is nothing but tags: no frame like the `first` begins in it."""
    if len(rest) > _MOST_REST or not (
        not rest.strip(b"\0") or rest.startswith(_TAGS) or rest[:16] == bytes(16)
    ):
        return False
    sync = (first >> 16).to_bytes(2, "big")
    at = rest.find(sync)
    while at >= 0:
        size = frame_bytes(rest[at : at + 4])
        following = rest[at + size : at + size + 4]
        if size and frame_bytes(following) and not (int.from_bytes(following, "big") ^ first) & _SAME:
            return False
        at = rest.find(sync, at + 1)
    return True


def copy_span(path: Path, span: tuple[int, int], out: BinaryIO) -> None:
    """Write the bytes of `path` in `span` to `out`."""
    with path.open("rb") as file:
        file.seek(span[0])
        left = span[1] - span[0]
        while left > 0 and (piece := file.read(min(_WINDOW, left))):
            out.write(piece)
            left -= len(piece)


def _frames(file: BinaryIO, start: int) -> Iterator[tuple[int, int]]:
    """Yield the header and the size of each whole frame that follows another."""
    file.seek(start)
    window, at = file.read(_WINDOW), 0
    while True:
        if at + 4 > len(window):
            window, at = window[at:] + file.read(_WINDOW), 0
        header = window[at : at + 4]
        size = frame_bytes(header)
        if not size:
            return
        if at + size > len(window):
            window, at = window[at:] + file.read(_WINDOW), 0
            if size > len(window):
                return
        yield int.from_bytes(header, "big"), size
        at += size


def _is_variable(file: BinaryIO, start: int, size: int) -> bool:
    """Say whether the first frame declares a variable rate (Xing, VBRI)."""
    here = file.tell()
    file.seek(start)
    frame = file.read(min(size, 192))
    file.seek(here)
    return b"Xing" in frame or b"VBRI" in frame
