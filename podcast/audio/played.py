"""What listeners hear of an MP3: its frames decoded again, by a decoder that has nothing to do with LAME.

Owns the measuring of the encoded file, a half minute at a time, on any thread, while the rest of it is
still being encoded. The one home of miniaudio, which decodes in this process, and is only ever given
what was encoded here.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import miniaudio
import numpy as np
from numpy.typing import NDArray

from podcast.audio.analysis import BLOCK, SAMPLE_RATE, WINDOW, Analysis, Floats
from podcast.audio.meter import BEFORE, Hot, Meter, Part, measure_piece
from podcast.audio.mpeg import DECODER_DELAY, DELAY, FRAME
from podcast.values import Struct, replace

PRE_ROLL = 16
"""Frames after which a decoder that started in the middle plays what one from the beginning plays: some
for the bit reservoir, one each for the overlap of the transform and of the filter bank."""
UNIT = 256 * WINDOW
"""Samples that are measured together: 25.6 s."""

_LATE = DELAY + DECODER_DELAY
_AT_A_TIME = 64 * FRAME
_READY = 2  # frames after a sample that its decoding needs

Read = Callable[[int, int], bytes]


class Overs(Struct, frozen=True):
    """Where the encoded sound exceeds a limit: blocks counted from the start, and their peaks."""

    blocks: NDArray[np.intp]
    peaks: NDArray[np.float64]


class Listener:
    """Measures the encoded file of `samples` as far as it is there. `read` gives bytes by frame numbers, `limit` is
    the amplitude that nothing should exceed."""

    def __init__(
        self, read: Read, pool: ThreadPoolExecutor, *, samples: int, channels: int, limit: float
    ) -> None:
        self._read = read
        self._pool = pool
        self._samples = samples
        self._channels = channels
        self._limit = limit
        self._results: dict[int, Future[Part]] = {}
        self._ready = 0

    def kept(self, start: int, end: int) -> None:
        """Be told that the frames from `start` to `end` are settled, or settled anew."""
        self._ready = max(self._ready, end)
        for unit in range(self._unit_of(start), self._unit_of(end) + 1):
            if unit * UNIT < self._samples and self._last_frame(unit) <= self._ready:
                self._results[unit] = self._pool.submit(self._measure, unit)

    def finish(self) -> None:
        """Be told that all frames are settled: the end is measured, too."""
        last = (self._samples - 1) // UNIT
        for unit in range(last + 1):
            if unit not in self._results:
                self._results[unit] = self._pool.submit(self._measure, unit)

    def result(self) -> Analysis:
        """Return the analysis of the whole file."""
        meter = Meter(self._channels)
        for _, future in sorted(self._results.items()):
            meter.add(future.result())
        return meter.result(self._samples)

    def overs(self) -> Overs:
        """Return where the file exceeds the limit."""
        blocks, peaks = [], []
        for unit, future in sorted(self._results.items()):
            hot = future.result().hot
            over = hot.peaks > self._limit
            blocks.append(hot.blocks[over] + unit * (UNIT // BLOCK))
            peaks.append(hot.peaks[over].astype(np.float64))
        return Overs(np.concatenate(blocks), np.concatenate(peaks))

    def _unit_of(self, frame: int) -> int:
        return max(0, frame * FRAME - _LATE - FRAME) // UNIT

    def _last_frame(self, unit: int) -> int:
        end = min((unit + 1) * UNIT, self._samples)
        return -(-(end + _LATE) // FRAME) + _READY

    def _measure(self, unit: int) -> Part:
        start, end = unit * UNIT, min((unit + 1) * UNIT, self._samples)
        last = end == self._samples
        first = max(0, (start - BEFORE + _LATE) // FRAME)
        until = -(-(end + _LATE) // FRAME)
        encoded = self._read(max(0, first - PRE_ROLL), until + (0 if last else _READY))
        spare = first * FRAME - _LATE - (start - BEFORE)  # at the very start there is nothing before
        count = until - first + (0 if last else _READY)
        silence = np.zeros((max(0, spare), self._channels), np.float32)
        decoded = decode_frames(encoded, count=count, channels=self._channels)
        sound = np.concatenate([silence, *decoded])[max(0, -spare) :]
        part = measure_piece(sound[BEFORE : BEFORE + end - start], sound[:BEFORE], last=last, full=False)
        return replace(part, hot=self._worth_keeping(part.hot))

    def _worth_keeping(self, hot: Hot) -> Hot:
        """Return what exceeds the limit, else the highest alone: of an even sound every block is near the highest, and
        ten hours of them are 300 MB."""
        over = hot.peaks > self._limit
        chosen = np.flatnonzero(over) if over.any() else np.argsort(hot.peaks)[-1:]
        return Hot(hot.blocks[chosen], hot.peaks[chosen])


def decode_frames(encoded: bytes, *, count: int, channels: int) -> Iterator[Floats]:
    """Yield the sound of the last `count` frames of `encoded` as (samples, channels) in pieces.

    The frames before these are there for the decoder to find its feet, or there are none because it is
    the beginning. Frames that it cannot decode yet, at the start, give nothing.
    """
    decoded = miniaudio.stream_memory(
        encoded,
        output_format=miniaudio.SampleFormat.FLOAT32,
        nchannels=channels,
        sample_rate=SAMPLE_RATE,
        frames_to_read=_AT_A_TIME,
    )
    pieces = [np.frombuffer(piece, np.float32).reshape(-1, channels) for piece in decoded]
    spare = sum(map(len, pieces)) - count * FRAME
    for piece in pieces:
        skipped = min(max(0, spare), len(piece))
        spare -= skipped
        if skipped < len(piece):
            yield piece[skipped:]
