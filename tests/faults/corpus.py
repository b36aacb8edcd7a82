"""Broken and hostile recordings and pictures, each made on the spot from a few lines. No binaries are kept."""

from __future__ import annotations

import struct
import subprocess
import zlib
from pathlib import Path

from podcast.audio.ffmpeg import executable

TONE = "aevalsrc=exprs='0.3*(0.5+0.5*sin(7*t))*sin(2*PI*220*t)':s=44100:d={seconds}"


def encode(path: Path, *arguments: str, seconds: float = 2.0, source: str = "") -> Path:
    """Write `path` with ffmpeg: a tone that rises and falls, or another lavfi source."""
    given = source or TONE.format(seconds=seconds)
    argv = [executable(), "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", given, *arguments]
    subprocess.run([*argv, f"file:{path}"], check=True)
    return path


def halved(path: Path) -> None:
    """Cut the second half of a file off."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def corrupted(path: Path) -> None:
    """Overwrite a stretch in the middle of a file."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2000] = bytes(at * 37 & 0xFF for at in range(2000))
    path.write_bytes(content)


def png_that_declares(width: int, height: int) -> bytes:
    """Return a small PNG whose header says that it is huge."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
        + chunk(b"IEND", b"")
    )
