"""What a picture's header says, and what directories want of a cover. Without Pillow, as who remembers it is."""

from podcast.values import Struct

COVER_LEAST, COVER_MOST = 1400, 3000
"""Pixels of a side of the cover that directories take."""


class ImageFacts(Struct, frozen=True, kw_only=True):
    """A picture's format, pixels and colour mode."""

    format: str
    width: int
    height: int
    mode: str
