"""Intro, recording, jingles and outro as one stream, each going over into the next.

Owns what the program of a master is made of, and the crossfade, whose two sides add up to constant power,
as what is joined is not alike. The recording streams; only the stings, which are short, are in memory.
"""

from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import numpy as np

from podcast.audio.analyse import analyse
from podcast.audio.analysis import SAMPLE_RATE, Analysis, Doubles, Floats, integrated
from podcast.audio.decode import Sound
from podcast.audio.meter import PIECE
from podcast.audio.pauses import speech_bounds
from podcast.audio.program import Recorded
from podcast.audio.sting import Stings
from podcast.audio.stings import matched, prepare
from podcast.content.show import AudioSettings
from podcast.content.timeline import INTRO, OUTRO, Piece, Timeline, lay_out
from podcast.values import Struct


class Mixed(Struct, frozen=True, kw_only=True, eq=False):
    """A recording laid out on a timeline with `stings`: (samples, channels) by name."""

    recorded: Recorded
    timeline: Timeline
    stings: Mapping[str, Floats]

    @property
    def samples(self) -> int:
        return self.timeline.samples

    @property
    def channels(self) -> int:
        return self.recorded.channels

    def pieces(self) -> Generator[Floats, None, None]:
        """Yield the mix, PIECE samples at a time, the last less."""
        with closing(self.recorded.pieces()) as recording:
            yield from _evened(self._joined(_Reader(recording)))

    def _joined(self, reader: "_Reader") -> Iterator[Floats]:
        """Hold back the end of every piece until the next one has begun."""
        fade = self.timeline.fade
        way = np.linspace(0, np.pi / 2, fade, endpoint=False, dtype=np.float32)[:, None]
        rising, falling = np.sin(way), np.cos(way)
        tail = np.zeros((0, self.channels), np.float32)
        for at, piece in enumerate(self.timeline.pieces):
            last = at == len(self.timeline.pieces) - 1
            left = piece.samples
            if len(tail):
                head = self._take(reader, piece, piece.start, fade)
                yield tail * falling + head * rising
                left -= fade
            while left > (0 if last else fade):
                count = min(PIECE, left - (0 if last else fade))
                yield self._take(reader, piece, piece.end - left, count)
                left -= count
            tail = self._take(reader, piece, piece.end - fade, fade) if fade and not last else tail[:0]
        reader.drain()

    def _take(self, reader: "_Reader", piece: Piece, start: int, count: int) -> Floats:
        if piece.source:
            return self.stings[piece.source][start : start + count]
        return reader.take(start, count)


def compose(
    sound: Sound, before: Analysis, audio: AudioSettings, stings: Stings, pool: ThreadPoolExecutor
) -> tuple[Recorded | Mixed, Analysis]:
    """Return the program of a master and its analysis, `before` being that of the recording.

    Raises:
        ContentError: a sting cannot be used, or not where it is called for.
    """
    channels = _channels(before, audio)
    if audio.level_voices:
        sound = Sound(sound.recording, levelled=True)
    recorded = Recorded(sound=sound, samples=before.samples, channels=channels)
    measured = before
    if audio.level_voices or (channels == 1 and before.channels == 2 and not before.identical):
        measured = analyse(recorded.pieces(), pool, channels=channels)
    loudness = integrated(heard_energy(measured, channels))
    clips = {
        name: matched(prepare(path, channels=channels), loudness=loudness)
        for name, path in stings.files().items()
    }
    timeline = lay_out(
        before.samples,
        trim=speech_bounds(before) if audio.trim_silence else None,
        intro=len(clips.get(INTRO, ())),
        outro=len(clips.get(OUTRO, ())),
        jingles=[(at * SAMPLE_RATE // 1000, name, len(clips[name])) for at, name in stings.calls],
        fade=stings.crossfade_ms * SAMPLE_RATE // 1000,
    )
    if timeline.is_plain(before.samples):
        return recorded, measured
    mixed = Mixed(recorded=recorded, timeline=timeline, stings=clips)
    return mixed, analyse(mixed.pieces(), pool, channels=channels)


def heard_energy(analysis: Analysis, channels: int) -> Doubles:
    """Return K-weighted energies as they are with so many channels that carry the same."""
    return analysis.windows.energy[: analysis.whole] * (channels / analysis.channels)


def _channels(before: Analysis, audio: AudioSettings) -> int:
    if audio.channels == "auto":
        return 1 if before.channels == 1 or before.identical else 2
    return 1 if audio.channels == "mono" else 2


class _Reader:
    """Takes stretches out of a stream, in order."""

    def __init__(self, pieces: Iterator[Floats]) -> None:
        self._pieces = pieces
        self._held: Floats | None = None
        self._at = 0

    def take(self, start: int, count: int) -> Floats:
        """Return `count` samples from `start` on, which is not before the last one taken."""
        taken: list[Floats] = []
        while count > 0:
            if self._held is None or start >= self._at + len(self._held):
                self._at += len(self._held) if self._held is not None else 0
                self._held = next(self._pieces)
                continue
            found = self._held[start - self._at : start - self._at + count]
            taken.append(found)
            start, count = start + len(found), count - len(found)
        return np.concatenate(taken)

    def drain(self) -> None:
        """Read to the end, where a recording that has changed is noticed."""
        for _ in self._pieces:
            pass


def _evened(pieces: Iterator[Floats]) -> Iterator[Floats]:
    held: list[Floats] = []
    have = 0
    for piece in pieces:
        held.append(piece)
        have += len(piece)
        while have >= PIECE:
            whole = np.concatenate(held)
            yield whole[:PIECE]
            held, have = [whole[PIECE:]], have - PIECE
    if have:
        yield np.concatenate(held)
