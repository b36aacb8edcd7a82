"""The sound of a master before its gain: a stream that can be read again, with as many channels as it gets."""

from collections.abc import Generator
from contextlib import closing
from typing import Protocol

import numpy as np

from podcast.audio.analysis import Floats
from podcast.audio.decode import Sound
from podcast.values import Struct


class Program(Protocol):
    """`samples` of sound with `channels`, given from the start as often as asked for, always the same."""

    @property
    def samples(self) -> int: ...

    @property
    def channels(self) -> int: ...

    def pieces(self) -> Generator[Floats, None, None]:
        """Yield (samples, channels) in order."""
        ...


class Recorded(Struct, frozen=True, kw_only=True):
    """A recording as it is, `samples` long, mixed to one channel or given two."""

    sound: Sound
    samples: int
    channels: int

    def pieces(self) -> Generator[Floats, None, None]:
        """Raises:
        TryAgainError: the recording is not as long as it was.
        """
        with closing(self.sound.again(self.samples)) as pieces:
            for piece in pieces:
                yield with_channels(piece, self.channels)


def with_channels(piece: Floats, channels: int) -> Floats:
    """Return (samples, channels): the mean of two channels, or the same in both."""
    if piece.shape[1] == channels:
        return piece
    if channels == 1:
        mean: Floats = piece.mean(axis=1, keepdims=True)
        return mean
    return np.repeat(piece, channels, axis=1)
