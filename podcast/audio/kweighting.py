"""K-weighting: how loud the ear finds each frequency (ITU-R BS.1770-4, annex 1)."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from podcast.audio.analysis import SAMPLE_RATE


def k_weighting(hertz: NDArray[np.floating[Any]]) -> NDArray[np.complex128]:
    """Return the response of BS.1770's two filters at frequencies in Hz, designed for 44.1 kHz as the
    standard's coefficients are for 48 kHz (the shelf and the high-pass as analogue prototypes)."""
    back: NDArray[np.complex128] = np.exp(-2j * np.pi * hertz / SAMPLE_RATE)

    def biquad(b: tuple[float, float, float], a1: float, a2: float) -> NDArray[np.complex128]:
        found: NDArray[np.complex128] = (b[0] + b[1] * back + b[2] * back**2) / (1 + a1 * back + a2 * back**2)
        return found

    quality, edge = 0.7071752369554196, math.tan(math.pi * 1681.974450955533 / SAMPLE_RATE)
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    norm = 1 + edge / quality + edge**2
    a1, a2 = 2 * (edge**2 - 1) / norm, (1 - edge / quality + edge**2) / norm
    numerator = (
        (high + band * edge / quality + edge**2) / norm,
        2 * (edge**2 - high) / norm,
        (high - band * edge / quality + edge**2) / norm,
    )
    shelf = biquad(numerator, a1, a2)
    quality, edge = 0.5003270373238773, math.tan(math.pi * 38.13547087602444 / SAMPLE_RATE)
    norm = 1 + edge / quality + edge**2
    a1, a2 = 2 * (edge**2 - 1) / norm, (1 - edge / quality + edge**2) / norm
    response: NDArray[np.complex128] = shelf * biquad((1.0, -2.0, 1.0), a1, a2)
    return response
