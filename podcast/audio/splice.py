"""Where one encode of a recording can go over into another that began later, without a sample changing.

An encoder that starts in the middle of the sound makes other frames at first, and after some tens of
frames the same ones as an encoder that has been at it from the beginning: what it remembers fades. The
last frames of the overlap are compared: side information, main data, and how full the bit reservoir is.
From where they are all equal, the later encode is the earlier one. Owns this comparison only.
"""

from podcast.audio.mpeg import Frame, frames, main_data

SURE = 24
"""Frames in a row that have to be equal: 0.6 s."""

_EDGE = 2  # equal frames that are left on the earlier side, so that what decoders carry over is equal too


def find_seam(earlier: bytes, later: bytes, *, pre: int) -> int | None:
    """Return how many frames of `later` to drop, or nothing if the two have not become equal.

    `later` begins with a frame that stands for the same sound as frame `pre` of `earlier`; `pre` is 5, or
    fewer at the beginning of a file. Both end with whole frames, not necessarily the same one.
    """
    first, second = list(frames(earlier)), list(frames(later))
    count = min(len(first) - pre, len(second))
    ours = list(zip(first[pre : pre + count], main_data(first, earlier)[pre : pre + count], strict=True))
    theirs = list(zip(second[:count], main_data(second, later)[:count], strict=True))
    at = count
    while at > 0 and _equal(*ours[at - 1], *theirs[at - 1]):
        at -= 1
    return at + _EDGE if count - at >= SURE + _EDGE else None


def _equal(one: Frame, data: bytes | None, other: Frame, other_data: bytes | None) -> bool:
    return (
        data is not None
        and data == other_data
        and one.back == other.back
        and one.side == other.side
        and one.end - one.start == other.end - other.start
    )
