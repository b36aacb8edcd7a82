"""MPEG-1 layer III as bytes: frames, what each carries, and the header that gives the exact length.

Specifications: ISO/IEC 11172-3 (frame header 2.4.1.3, side information 2.4.1.7, main data 2.4.3.1); the
Info frame as LAME writes it (http://gabriel.mp3-tech.org/mp3infotag.html). Owns nothing but the format:
no encoder, no decoder, no files.
"""

import struct
from collections.abc import Iterator

from podcast.values import Struct

FRAME = 1152
"""Samples a channel in a frame."""
CYCLE = 49
"""Frames after which the padding of constant-rate frames at 44.1 kHz repeats."""
DELAY = 576
"""Samples that LAME puts before the first one."""
DECODER_DELAY = 529
"""Samples by which every decoder is late."""

_RATE = 44_100
KBPS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_HEADER = 0xFFFB  # MPEG-1, layer III, no CRC
_MONO = 3
_VERSION = b"LAME3.100"
_LOWPASS = {64: 11, 80: 14, 96: 15, 112: 16, 128: 17}  # kHz, for information


class Frame(Struct, frozen=True):
    """What decides how a frame sounds, apart from those before it: its header without the padding bit,
    its side information, how far back its main data begin, and how many bits they have."""

    start: int
    end: int
    main: int
    back: int
    side: int
    bits: int


def frames(encoded: bytes) -> Iterator[Frame]:
    """Yield the frames of constant-rate MPEG-1 layer III at 44.1 kHz without CRC; a cut one is left out.

    Raises:
        ValueError: there is something else between two frames.
    """
    at = 0
    while at + 4 <= len(encoded):
        header = int.from_bytes(encoded[at : at + 4], "big")
        index = header >> 12 & 15
        if header >> 16 != _HEADER or not 1 <= index <= len(KBPS) or header >> 10 & 3:
            raise ValueError(f"no frame at byte {at}")
        end = at + 144_000 * KBPS[index - 1] // _RATE + (header >> 9 & 1)
        if end > len(encoded):
            return
        yield _frame(encoded, at, end, mono=header >> 6 & 3 == _MONO)
        at = end


def _frame(encoded: bytes, at: int, end: int, *, mono: bool) -> Frame:
    channels, length = (1, 17) if mono else (2, 32)
    side = int.from_bytes(encoded[at + 4 : at + 4 + length], "big")
    bits = length * 8
    position = 9 + (5 if mono else 3) + 4 * channels
    main_bits = 0
    for _ in range(2 * channels):
        main_bits += side >> (bits - position - 12) & 0xFFF
        position += 59
    return Frame(
        start=at,
        end=end,
        main=at + 4 + length,
        back=side >> (bits - 9),
        side=side & ((1 << (bits - 9)) - 1),
        bits=main_bits,
    )


def main_data(found: list[Frame], encoded: bytes) -> list[bytes | None]:
    """Return the main data of each frame, out of the bit reservoir and without stuffing; nothing for a
    frame whose data begin before the first one."""
    reservoir = bytearray()
    pieces: list[bytes | None] = []
    for frame in found:
        start = len(reservoir) - frame.back
        reservoir += encoded[frame.main : frame.end]
        if start < 0:
            pieces.append(None)
            continue
        piece = bytearray(reservoir[start : start + (frame.bits + 7) // 8])
        if frame.bits % 8:
            piece[-1] &= 0xFF << (8 - frame.bits % 8) & 0xFF
        pieces.append(bytes(piece))
    return pieces


def frame_offsets(kbps: int) -> tuple[int, ...]:
    """Return where each frame of a cycle begins, and where the cycle ends: padded when the remainder of
    the division overflows, as LAME counts it."""
    whole, remainder = divmod(144_000 * kbps, _RATE)
    offsets, lag = [0], remainder
    for _ in range(CYCLE):
        lag -= remainder
        padded = lag < 0
        lag += _RATE if padded else 0
        offsets.append(offsets[-1] + whole + padded)
    return tuple(offsets)


def info_frame(*, kbps: int, mono: bool, count: int, size: int, samples: int) -> bytes:
    """Return the frame that goes before `count` frames of `size` bytes, which hold `samples` of sound.

    It is silent. It says that the rate is constant, how many frames there are, and how many samples at
    the start and the end are not sound, so that players seek right and play no gap.
    """
    length = 144_000 * kbps // _RATE
    frame = bytearray(length)
    mode = _MONO if mono else 1
    header = _HEADER << 16 | (KBPS.index(kbps) + 1) << 12 | mode << 6 | 1 << 2
    struct.pack_into(">I", frame, 0, header)
    at = 4 + (17 if mono else 32)
    frame[at : at + 4] = b"Info"
    struct.pack_into(">III", frame, at + 4, 0b1111, count, size + length)
    frame[at + 16 : at + 116] = bytes(part * 256 // 100 for part in range(100))
    at += 120  # the quality that follows is left at 0: it is not measured
    padding = count * FRAME - samples - DELAY
    frame[at : at + 9] = _VERSION
    frame[at + 9] = 1  # constant rate
    frame[at + 10] = _LOWPASS.get(kbps, 20) * 10
    frame[at + 20] = min(255, kbps)
    frame[at + 21 : at + 24] = (DELAY << 12 | min(padding, 0xFFF)).to_bytes(3, "big")
    frame[at + 24] = 0x40 | (0 if mono else 3) << 2  # 44.1 kHz; mono or joint stereo
    struct.pack_into(">I", frame, at + 28, size + length)
    struct.pack_into(">H", frame, at + 34, _crc16(frame[: at + 34]))
    return bytes(frame)


def _crc16(content: bytes | bytearray) -> int:
    """CRC-16/ARC, as LAME's tag has it."""
    crc = 0
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc
