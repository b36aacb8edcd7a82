"""Pictures encoded: each in a few widths, as JPEG or PNG and in the formats for pages, and as a card.

The same picture gives the same bytes on one machine. Knows nothing of keys, nor of what is kept.
"""

import io
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PIL import Image

from podcast.errors import Place
from podcast.publish.image_facts import COVER_MOST
from podcast.publish.images_card import draw_card, draw_title
from podcast.publish.images_decode import decode
from podcast.values import Struct

_SETTINGS: dict[str, dict[str, Any]] = {
    # one thread for each file: what several threads make may depend on how many they are
    ".avif": {"format": "AVIF", "quality": 60, "speed": 8, "max_threads": 1},
    ".webp": {"format": "WEBP", "quality": 80, "method": 4},
    ".jpg": {"format": "JPEG", "quality": 82, "progressive": True, "optimize": True},
    ".png": {"format": "PNG", "optimize": True},
}
_MODERN = (".avif", ".webp")
WIDEST_MODERN = 1600
"""No page shows more; what is wider is for feeds, which take JPEG and PNG alone."""


class EncodedImage(Struct, frozen=True, kw_only=True):
    """A file of a picture: its pixels, the suffix of its format, its bytes."""

    width: int
    height: int
    suffix: str
    body: bytes


class EncodedImages(Struct, frozen=True, kw_only=True):
    """The files of one picture: `plain` ones that everything reads, smallest first, the same in `modern` formats, and a
    `card` if it was to have one."""

    plain: tuple[EncodedImage, ...]
    modern: tuple[EncodedImage, ...]
    card: EncodedImage | None


def encoded(path: Path, *, widths: Sequence[int], accent: str, place: Place) -> EncodedImages:
    """Return the picture in each of the `widths` that it can fill; with an `accent`, as a card too.

    Raises:
        ContentError: it is no picture that can be published.
    """
    picture = decode(path, place=place)
    sizes = [_resized(picture, width) for width in sorted({min(one, picture.width) for one in widths})]
    plain = ".png" if picture.mode == "RGBA" else ".jpg"
    todo = [(sized, plain) for sized in sizes]
    small = [sized for sized in sizes if sized.width <= WIDEST_MODERN]
    todo += [(sized, suffix) for suffix in _MODERN for sized in small]
    if accent:
        todo.append((draw_card(picture, accent=accent), ".jpg"))
    made = [
        EncodedImage(width=sized.width, height=sized.height, suffix=suffix, body=body)
        for (sized, suffix), body in zip(todo, _encode_all(todo), strict=True)
    ]
    card = made.pop() if accent else None
    return EncodedImages(plain=tuple(made[: len(sizes)]), modern=tuple(made[len(sizes) :]), card=card)


def artwork(path: Path, *, width: int, place: Place) -> bytes:
    """Return a picture as a JPEG of at most `width` pixels, for the tags of an audio file.

    Raises:
        ContentError: it is no picture that can be published.
    """
    picture = decode(path, place=place).convert("RGB")
    return _encode(_resized(picture, min(width, picture.width)), ".jpg")


def draw_cover(title: str, *, accent: str) -> bytes:
    """Return a plain cover of 3000 pixels with the title on the accent colour, to be replaced some day."""
    return _encode(draw_title(title, accent=accent, side=COVER_MOST), ".jpg")


def _resized(picture: Image.Image, width: int) -> Image.Image:
    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encode_all(todo: Sequence[tuple[Image.Image, str]]) -> list[bytes]:
    """Return the bytes of each, in order; Pillow's encoders let other threads run."""
    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        return list(pool.map(lambda one: _encode(*one), todo))


def _encode(picture: Image.Image, suffix: str) -> bytes:
    held = io.BytesIO()
    # a copy: Pillow keeps the settings of a format on the picture while it saves, for all threads to see
    picture.copy().save(held, **_SETTINGS[suffix])
    return held.getvalue()
