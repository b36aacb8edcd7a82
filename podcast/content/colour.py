"""Colours as `#rrggbb`: contrast, shades of the same hue, and which accent cannot be told from a page.

Contrast is that of WCAG 2.2 (relative luminance), from 1 to 21. Hue and saturation are those of HLS. Must not know
what is drawn in a colour.
"""

import colorsys
import re
from collections.abc import Iterable
from functools import lru_cache

PAPERS = {"light": "#fffdfa", "dark": "#161210"}
"""The ground of pages in each scheme."""

SHAPE = 3.0
"""What a shape needs to be seen (WCAG 2.2, 1.4.11)."""

TOLD = 1.3
"""Below this, what is drawn looks like its ground."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 200


def is_colour(text: str) -> bool:
    """Say whether a text is `#rrggbb`."""
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lost_in(accent: str) -> str:
    """Return the scheme in which a colour cannot be told from the page, or nothing."""
    return next((scheme for scheme, paper in PAPERS.items() if contrast(accent, paper) < TOLD), "")


def nearest_seen(accent: str) -> str:
    """Return the shade of a colour, as near to it as there is one, that is seen as a shape in every scheme."""
    shades = sorted(_shades(accent), key=lambda shade: abs(_luminance(shade) - _luminance(accent)))
    return next(one for one in shades if all(contrast(one, paper) >= SHAPE for paper in PAPERS.values()))


def readable(colour: str, grounds: Iterable[str], least: float, *, lighter: bool) -> str:
    """Return the nearest lighter or darker shade of a colour with this contrast on every ground, or white or black."""
    grounds = tuple(grounds)
    hue, start, saturation = colorsys.rgb_to_hls(*_parts(colour))
    end = 1.0 if lighter else 0.0
    for step in range(_STEPS + 1):
        shade = _hex(colorsys.hls_to_rgb(hue, start + (end - start) * step / _STEPS, saturation))
        if all(contrast(shade, ground) >= least for ground in grounds):
            return shade
    return "#ffffff" if lighter else "#000000"


def mixed(colour: str, ground: str, share: float) -> str:
    """Return `share` (0 to 1) of a colour on a ground."""
    pairs = zip(_parts(colour), _parts(ground), strict=True)
    return _hex(tuple(one * share + other * (1 - share) for one, other in pairs))


def _shades(colour: str) -> list[str]:
    hue, _, saturation = colorsys.rgb_to_hls(*_parts(colour))
    return [_hex(colorsys.hls_to_rgb(hue, step / _STEPS, saturation)) for step in range(_STEPS + 1)]


@lru_cache(maxsize=64)  # the grounds are few, and each shade is held against several
def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(parts: Iterable[float]) -> str:
    return "#" + "".join(f"{round(min(max(part, 0.0), 1.0) * 255):02x}" for part in parts)
