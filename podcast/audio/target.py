"""An MP3 at its target: encoded, listened to, and corrected until it is right.

Owns the loop around the encoder: the gain that is solved beforehand, the places where the encoded sound
exceeds the true peak, which are limited more and encoded again, and, rarely, another gain for all of it.
Knows nothing of recordings: it is given a program.
"""

import tempfile
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from podcast.audio.analysis import BLOCK, Analysis, Doubles, Floats
from podcast.audio.encode import Encoding, Spool
from podcast.audio.lame import Integers, loss_db
from podcast.audio.limiter import Cap, limit, lowered
from podcast.audio.loudness import workers
from podcast.audio.mpeg import info_frame
from podcast.audio.played import Listener
from podcast.audio.program import Program
from podcast.audio.progress import Steps
from podcast.audio.solve import solve_gain
from podcast.messages import msg
from podcast.values import Struct

TOLERANCE_LU = 0.12  # within 0.2 by other meters, too, which differ by some hundredths
LIMITED_TOLERANCE_LU = 0.5

_FAR_LU = 0.4
_ATTEMPTS = 5
_REPAIRS = 5
_OVERSHOOT_DB = 1.0  # how far an MP3 at these rates exceeds the peaks that it was given, as a rule
_LEAST_SLOPE, _MOST_STEP_DB = 0.2, 12.0
_DOWN, _UP = 20, 400  # blocks before and after a peak in which the limiter works: 29 ms, and 0.6 s


class Shape(Struct, frozen=True, kw_only=True):
    """What an MP3 is to be: kbit/s, integrated loudness in LUFS, and the true peak in dBTP to keep under."""

    kbps: int
    loudness: float
    true_peak: float


class Landed(Struct, frozen=True, kw_only=True, eq=False):
    """What is heard of the MP3, the gain in dB that brought it there, and where more was limited."""

    heard: Analysis
    gain: float
    ceiling: float
    caps: tuple[Cap, ...]
    on_target: bool


def first_gain(shape: Shape, energy: Doubles, peaks: NDArray[np.uint8]) -> float:
    """Return the gain in dB that should bring a program to its target; `energy` and `peaks` are measured of
    it, as `Windows` has them."""
    loss = loss_db(shape.kbps)
    return solve_gain(energy, peaks, target=shape.loudness + loss, ceiling=_ceiling(shape))


def _ceiling(shape: Shape) -> float:
    """Return the ceiling in dBTP before the encoder, which exceeds what it is given, but lowers it, too."""
    return shape.true_peak - _OVERSHOOT_DB + loss_db(shape.kbps)


class Landing:
    """One program becoming an MP3."""

    def __init__(self, program: Program, shape: Shape, *, pool: ThreadPoolExecutor, steps: Steps) -> None:
        self._program = program
        self._shape = shape
        self._pool = pool
        self._steps = steps
        self._ceiling_db = _ceiling(shape)
        self._caps: list[Cap] = []

    def write(self, out: Path, gain: float) -> Landed:
        """Encode, first with `gain` (dB), until it is right or as near as it gets; write it at `out`."""
        step = was_off = 0.0
        with tempfile.TemporaryFile(dir=out.parent) as file:
            for attempt in range(_ATTEMPTS):
                encoding, heard = self._encode(Spool(file), gain, attempt)
                off = self._shape.loudness - heard.loudness.integrated
                under = heard.true_peak <= self._shape.true_peak
                if (under and abs(off) <= TOLERANCE_LU) or attempt == _ATTEMPTS - 1:
                    break
                slope = max(_LEAST_SLOPE, (was_off - off) / step) if step else 1.0  # LU for each dB of gain
                step, was_off = round(max(-_MOST_STEP_DB, min(off / slope, _MOST_STEP_DB)), 2), off
                gain = round(gain + step, 2)
            self._assemble(encoding, out)
        return Landed(
            heard=heard,
            gain=gain,
            ceiling=self._ceiling_db,
            caps=tuple(self._caps),
            on_target=under and abs(off) <= LIMITED_TOLERANCE_LU,
        )

    def _encode(self, spool: Spool, gain: float, attempt: int) -> tuple[Encoding, Analysis]:
        program = self._program
        listener: Listener
        encoding = Encoding(
            samples=program.samples,
            channels=program.channels,
            kbps=self._shape.kbps,
            spool=spool,
            workers=workers(),
            kept=lambda start, end: listener.kept(start, end),
        )
        limit = 10 ** (self._shape.true_peak / 20)
        listener = Listener(
            encoding.read, self._pool, samples=program.samples, channels=program.channels, limit=limit
        )
        share = 1 / (attempt + 2)  # of what is left of the bar: one attempt is the rule
        self._pass(encoding, gain, set(range(encoding.chunks)), share, msg("encoding"))
        listener.finish()
        for _ in range(_REPAIRS):
            heard = listener.result()
            overs = listener.overs()
            if not len(overs.blocks) or abs(self._shape.loudness - heard.loudness.integrated) > _FAR_LU:
                break  # or it will be encoded with another gain anyway
            blocks, factors = overs.blocks.tolist(), (overs.peaks / limit).tolist()
            ceiling = 10 ** (self._ceiling_db / 20)
            self._caps = lowered(self._caps, blocks, factors, ceiling=ceiling)
            self._pass(encoding, gain, _touched(encoding, blocks), share / 2, msg("peaks"))
            listener.finish()
        return encoding, listener.result()

    def _pass(self, encoding: Encoding, gain: float, only: set[int], share: float, stage: str) -> None:
        """Render all of the sound and encode some of its chunks."""
        rendered = render(self._program, gain=gain, ceiling=self._ceiling_db, caps=self._caps)
        with closing(rendered):
            encoding.run(self._pool, self._counted(rendered, share, stage), only)

    def _counted(self, rendered: Iterator[Floats], share: float, stage: str) -> Iterator[Integers]:
        report, done = self._steps.next(share, stage), 0
        for piece in rendered:
            done += len(piece)
            report(min(1.0, done / self._program.samples))
            yield integers(piece)

    def _assemble(self, encoding: Encoding, out: Path) -> None:
        size = sum(map(len, encoding.content()))
        info = info_frame(
            kbps=self._shape.kbps,
            mono=self._program.channels == 1,
            count=encoding.frames,
            size=size,
            samples=self._program.samples,
        )
        with out.open("wb") as file:
            file.write(info)
            for content in encoding.content():
                file.write(content)


def render(
    program: Program, *, gain: float, ceiling: float, caps: tuple[Cap, ...] | list[Cap]
) -> Generator[Floats, None, None]:
    """Yield the sound of `program` after its gain in dB, limited to the `ceiling` in dBTP."""
    with closing(program.pieces()) as pieces:
        yield from limit(pieces, gain=10 ** (gain / 20), ceiling=10 ** (ceiling / 20), caps=caps)


def integers(samples: Floats) -> Integers:
    """Return floating point as 16 bits, to the nearest."""
    scaled = samples * np.float32(32767)
    np.rint(scaled, out=scaled)
    return scaled.astype(np.int16)


def _touched(encoding: Encoding, blocks: list[int]) -> set[int]:
    """Return the chunks to encode again when the sound around `blocks` is limited more."""
    return {
        chunk
        for block in blocks
        for chunk in encoding.chunks_with((block - _DOWN) * BLOCK, (block + _UP) * BLOCK)
    }
