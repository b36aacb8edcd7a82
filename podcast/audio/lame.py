"""LAME, the MP3 encoder, and what it does to levels. The one home of lameenc.

Owns its settings: constant rate, joint stereo or mono, 44.1 kHz. Quality 5 is what LAME and ffmpeg use
when nobody chooses; 3 takes a quarter longer, and 7 half as long but does without noise shaping.
"""

# mypy: disallow-untyped-calls=False
# (lameenc has no types)

import lameenc
import numpy as np
from numpy.typing import NDArray

from podcast.audio.mpeg import FRAME
from podcast.audio.recipe import QUALITY

_AT_A_TIME = 64 * FRAME  # samples that LAME is given at once: its buffers grow with it

Integers = NDArray[np.int16]


class Encoder:
    """Encodes one stretch of sound; the bytes of a frame come out some frames after its samples went in."""

    def __init__(self, *, channels: int, kbps: int) -> None:
        encoder = lameenc.Encoder()
        encoder.silence()
        encoder.set_in_sample_rate(44_100)
        encoder.set_out_sample_rate(44_100)
        encoder.set_channels(channels)
        encoder.set_bit_rate(kbps)
        encoder.set_quality(QUALITY)
        self._encoder = encoder

    def encode(self, samples: Integers) -> bytes:
        """Encode (samples, channels); the bytes are those of whole frames. Other threads run meanwhile."""
        made = bytearray()
        for start in range(0, len(samples), _AT_A_TIME):
            made += self._encoder.encode(samples[start : start + _AT_A_TIME].tobytes())
        return bytes(made)

    def flush(self) -> bytes:
        """End it, and return the frames that were held back."""
        return bytes(self._encoder.flush())


def loss_db(kbps: int) -> float:
    """Return by how much LAME lowers the level at this rate, against clipping in what it discards."""
    if kbps <= 160:
        return 0.4455  # it scales by 0.95
    return 0.2646 if kbps <= 192 else 0.0  # by 0.97
