"""MP3 on every core: the sound is cut into chunks, each is encoded by a LAME of its own, and they join exactly.

Owns the cutting, the encoders and their joining. Chunks begin on multiples of 49 frames, where the padding
of constant-rate frames repeats, and each encoder runs on into the next chunk until the two make the same
frames (`splice`). An encoder that never comes to agree goes on and does the next chunk as well, as a single
one would have done. So the result is that of one encoder, whatever the number of cores. What is encoded
lies in a file until all of it is there: memory does not grow with the length.
"""

import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np

from podcast.audio.lame import Encoder, Integers
from podcast.audio.mpeg import CYCLE, FRAME, frame_offsets, frames
from podcast.audio.splice import find_seam
from podcast.values import Struct

CHUNK, SHORTEST = 70 * CYCLE, 16 * CYCLE
"""Frames in a chunk: 90 s, or an eighth of a short recording, but 20 s at least."""
OVERLAP = 2 * CYCLE
"""Frames that every encoder runs on at least; most agree after 20 to 90. In digital silence they agree at once
and yet remember different sound: LAME lets its threshold of hearing fall by 7.5 % a frame to 1/1600, which
takes 95 frames. So it must be more than that."""

_FURTHER = CYCLE
_PRE = 5  # frames before a chunk from which its first ones may take main data

Kept = Callable[[int, int], None]


class Spool:
    """Bytes kept in a file, written at its end and read anywhere, by several threads."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lock = threading.Lock()

    def append(self, content: bytes) -> int:
        """Write `content` and return where it begins."""
        with self._lock:
            start = self._file.seek(0, 2)
            self._file.write(content)
            return start

    def read(self, start: int, size: int) -> bytes:
        with self._lock:
            self._file.seek(start)
            return self._file.read(size)


class _Segment(Struct, frozen=True):
    """What a chunk contributes to the file: its frames from `start` to `end`, kept in the spool."""

    start: int
    end: int
    offset: int


@dataclass(slots=True, eq=False)
class _Chunk:
    """A chunk on its way: its sound and what follows, its encoder if it has one, the bytes so far."""

    index: int
    samples: Integers
    last: bool
    encoder: Encoder | None
    encoded: bytearray = field(default_factory=bytearray)

    def encode(self) -> "_Chunk":
        if self.encoder:
            self.feed(self.samples, ends=self.last)
        return self

    def feed(self, samples: Integers, *, ends: bool) -> None:
        assert self.encoder  # noqa: S101  only what is being encoded is fed
        self.encoded += self.encoder.encode(samples)
        if ends:
            self.encoded += self.encoder.flush()


class Encoding:
    """One recording as MP3: encoded chunk by chunk, and some chunks again, until all is right.

    `samples` is the whole length, `kept` is called with the first frame and the one after the last
    whenever a stretch of the file is settled.
    """

    def __init__(
        self, *, samples: int, channels: int, kbps: int, spool: Spool, workers: int, kept: Kept
    ) -> None:
        self.channels = channels
        self.kbps = kbps
        self._samples = samples
        eighth = samples // FRAME // 8 // CYCLE * CYCLE
        self._chunk_frames = min(CHUNK, max(SHORTEST, eighth))
        # The last chunk is longer than an overlap, so that every other one has a whole one.
        self.chunks = max(1, -(-(samples - OVERLAP * FRAME) // (self._chunk_frames * FRAME)))
        self._spool = spool
        self._workers = workers
        self._kept = kept
        self._offsets = frame_offsets(kbps)
        self._segments: dict[int, _Segment] = {}
        self._taken_over: set[int] = set()  # chunks that the encoder of the one before has done
        self._heads: dict[int, int] = {}  # where the first OVERLAP frames of a chunk are in the spool

    @property
    def frames(self) -> int:
        """How many frames are settled, from the start on."""
        return max((one.end for one in self._segments.values()), default=0)

    def chunks_with(self, start: int, end: int) -> set[int]:
        """Return which chunks have to be encoded again when the samples from `start` to `end` change:
        all that are in them, and the one before if it ran on so far."""
        length, reach = self._chunk_frames * FRAME, (OVERLAP + 2 * _FURTHER) * FRAME
        first, last = (start - reach) // length, (end + 2 * FRAME) // length
        at = min(start // length, self.chunks - 1)
        if at in self._segments and start < (self._segments[at].start + _FURTHER) * FRAME:
            first = min(first, at - 1)  # that is where these frames were made, or nearly
        while first in self._taken_over:
            first -= 1
        return set(range(max(0, first), min(last, self.chunks - 1) + 1))

    def run(self, pool: ThreadPoolExecutor, pieces: Iterable[Integers], only: Collection[int]) -> None:
        """Encode the chunks `only` of the sound in `pieces`, all of which is given, (samples, channels).

        When it raises, what was begun ends with the pool.
        """
        waiting: deque[Future[_Chunk]] = deque()
        before: _Chunk | None = None
        try:
            for chunk in self._cut(pieces, only):
                waiting.append(pool.submit(chunk.encode))
                while len(waiting) > self._workers:
                    before = self._join(before, waiting.popleft().result())
            while waiting:
                before = self._join(before, waiting.popleft().result())
            if before:
                self._settle(before, sum(1 for _ in frames(bytes(before.encoded))))
        finally:
            for future in waiting:
                future.cancel()

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes of the settled frames from `start` to `end`."""
        found = bytearray()
        for _, segment in sorted(self._segments.items()):
            first, last = max(start, segment.start), min(end, segment.end)
            if first < last:
                origin = segment.offset - self._offset(segment.start)
                begin = origin + self._offset(first)
                found += self._spool.read(begin, origin + self._offset(last) - begin)
        return bytes(found)

    def content(self) -> Iterator[bytes]:
        """Yield all the bytes of the file in order."""
        for _, segment in sorted(self._segments.items()):
            yield self.read(segment.start, segment.end)

    def _offset(self, frame: int) -> int:
        """Return where a frame begins: chunks begin where cycles do, so this holds within each, too."""
        return self._offsets[-1] * (frame // CYCLE) + self._offsets[frame % CYCLE]

    def _cut(self, pieces: Iterable[Integers], only: Collection[int]) -> Iterator[_Chunk]:
        """Yield every chunk with its sound, which overlaps the next one's; one that is not encoded again
        has what was kept of its beginning."""
        length, overlap = self._chunk_frames * FRAME, OVERLAP * FRAME
        buffer, have, index, left = self._buffer(), 0, 0, self._samples
        for piece in pieces:
            left -= len(piece)
            if left < 0:
                raise ValueError("there is more sound than was announced")
            while len(piece):
                taken = min(len(piece), len(buffer) - have)
                buffer[have : have + taken] = piece[:taken]
                piece, have = piece[taken:], have + taken
                if have == len(buffer) and index < self.chunks - 1:
                    following = self._buffer()
                    following[:overlap] = buffer[length:]
                    yield self._chunk(index, buffer, only)
                    buffer, have, index = following, overlap, index + 1
        if have:
            yield self._chunk(index, buffer[:have], only)

    def _buffer(self) -> Integers:
        return np.empty(((self._chunk_frames + OVERLAP) * FRAME, self.channels), np.int16)

    def _chunk(self, index: int, samples: Integers, only: Collection[int]) -> _Chunk:
        if index in only:
            encoder = Encoder(channels=self.channels, kbps=self.kbps)
            return _Chunk(index, samples, index == self.chunks - 1, encoder)
        head = self._spool.read(self._heads[index], self._offset(OVERLAP)) if index else b""
        return _Chunk(index, samples, index == self.chunks - 1, None, bytearray(head))

    def _join(self, before: _Chunk | None, chunk: _Chunk) -> _Chunk | None:
        """Settle the chunk before this one; return this one if it is to be settled in its turn."""
        if before is None:
            return chunk if chunk.encoder else None
        seam, fed = self._seam(before, chunk)
        self._taken_over.discard(chunk.index)
        if seam is None:  # they never agreed: the earlier encoder has done this chunk as well
            self._taken_over.add(chunk.index)
            chunk.encoder = before.encoder
            chunk.encoded = before.encoded[self._offset(self._chunk_frames) :]
            seam = 0
        old = self._segments.get(chunk.index)
        if old and not chunk.encoder:  # what is kept of it begins there or later
            seam = max(seam, old.start - chunk.index * self._chunk_frames)
            self._run_on(before, chunk, fed, self._chunk_frames + seam)
        start = chunk.index * self._chunk_frames + seam
        if old and not chunk.encoder:
            shift = self._offset(start) - self._offset(old.start)
            self._segments[chunk.index] = _Segment(start, old.end, old.offset + shift)
        else:
            self._segments[chunk.index] = _Segment(start, start, 0)
        self._settle(before, self._chunk_frames + seam)
        if not chunk.encoder:
            return None
        chunk.samples = chunk.samples[:0].copy()  # whose buffer is large, and done with
        return chunk

    def _run_on(self, before: _Chunk, chunk: _Chunk, fed: int, until: int) -> None:
        """Let the encoder of the chunk before, which got `fed` frames of this one, make its frame `until`."""
        while len(before.encoded) < self._offset(until) and fed * FRAME < len(chunk.samples):
            more = chunk.samples[fed * FRAME : (fed + _FURTHER) * FRAME]
            fed += _FURTHER
            before.feed(more, ends=fed * FRAME >= len(chunk.samples) and chunk.last)

    def _seam(self, before: _Chunk, chunk: _Chunk) -> tuple[int | None, int]:
        """Return how many frames of `chunk` the one before makes, nothing if all of them, and how many frames of
        sound it got of it for that."""
        fed = OVERLAP
        while True:
            earlier = bytes(before.encoded[self._offset(self._chunk_frames - _PRE) :])
            later = bytes(chunk.encoded[: self._offset(fed)])
            found = find_seam(earlier, later, pre=_PRE)
            if found is not None:
                return found, fed
            more = chunk.samples[fed * FRAME : (fed + _FURTHER) * FRAME]
            fed += _FURTHER
            ends = fed * FRAME >= len(chunk.samples)
            before.feed(more, ends=ends and chunk.last)
            if ends:
                return None, fed
            if not chunk.encoder:
                chunk.encoder = Encoder(channels=self.channels, kbps=self.kbps)
                chunk.encoded = bytearray()
                chunk.encode()

    def _settle(self, chunk: _Chunk, end: int) -> None:
        """Keep the frames of a chunk from where the one before ends to its own frame `end`."""
        first = chunk.index * self._chunk_frames
        old = self._segments.get(chunk.index)
        start = old.start if old and chunk.index else 0
        content = bytes(chunk.encoded[self._offset(start - first) : self._offset(end)])
        self._segments[chunk.index] = _Segment(start, first + end, self._spool.append(content))
        if chunk.index:
            self._heads[chunk.index] = self._spool.append(bytes(chunk.encoded[: self._offset(OVERLAP)]))
        self._kept(start, first + end)
