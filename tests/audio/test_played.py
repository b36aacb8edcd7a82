"""What is kept of the encoded sound while it is measured: little, however long it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from podcast.audio.meter import Hot
from podcast.audio.played import Listener


def test_of_an_even_sound_the_highest_block_alone_is_kept() -> None:
    """Every block of a tone is near the highest: ten hours of them were 300 MB. What exceeds the limit is all kept."""
    peaks = np.array([0.31, 0.32, 0.4, 0.39, 0.33], np.float32)
    with ThreadPoolExecutor(1) as pool:
        found = {
            limit: Listener(
                lambda _start, _end: b"", pool, samples=1, channels=1, limit=limit
            )._worth_keeping(Hot(np.arange(-1, 4), peaks))
            for limit in (0.5, 0.32, 0.1)
        }
    assert found[0.5].blocks.tolist() == [1]
    assert found[0.5].peaks.max() == peaks.max()
    assert found[0.32].blocks.tolist() == [1, 2, 3]
    assert found[0.1].blocks.tolist() == [-1, 0, 1, 2, 3]
