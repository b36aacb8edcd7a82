"""The colours of the site: a newsroom's accent made readable on light and on dark.

An accent is chosen for a logo, not for text: #e63b11 has 4.2:1 on white and 4.3:1 on near-black, too
little for either. It is kept as it is for large shapes, and shades of the same hue are derived for text.
Contrast is that of WCAG 2.2 (relative luminance). This module knows nothing of pages: it takes a colour
and returns colours, or the stylesheet that names them.
"""

import colorsys
import re
from collections.abc import Iterable
from dataclasses import dataclass

from podcast.errors import ContentError

TEXT = 7.0
SHAPE = 3.0
_STEPS = 200
_HEX = re.compile(r"#[0-9a-fA-F]{6}")

LIGHT = {"paper": "#fffdfa", "panel": "#f7f1ea", "ink": "#1d1714", "muted": "#574c45", "rule": "#dccfc3"}
DARK = {"paper": "#161210", "panel": "#221c19", "ink": "#f6efe9", "muted": "#c4b8af", "rule": "#443a34"}
# The player and the footer are dark in both schemes: one object that looks the same everywhere.
DECK = {"deck": "#1f1815", "deck-2": "#2e2521", "deck-ink": "#fff7f0", "deck-muted": "#d3c6bc"}
_WHITE, _BLACK = "#ffffff", "#14100e"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shades:
    """What becomes of the accent: `ink_*` are for text, `wash_*` for the ground behind a box.

    `on` is for a sign on the plain accent, `deck` for the bar of the player.
    """

    accent: str
    on: str
    ink_light: str
    ink_dark: str
    wash_light: str
    wash_dark: str
    deck: str


def contrast(one: str, other: str) -> float:
    """Return the contrast of two `#rrggbb` colours, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def shades(accent: str) -> Shades:
    """Derive the shades of `accent` (`#rrggbb`).

    Raises:
        ContentError: not such a colour.
    """
    if not _HEX.fullmatch(accent):
        raise ContentError(
            f"{accent!r} is not a colour", hint="write the accent as # and six hexadecimal digits, as #e63b11"
        )
    accent = accent.lower()
    wash_light = _mix(accent, LIGHT["paper"], 0.08)
    wash_dark = _mix(accent, DARK["paper"], 0.14)
    return Shades(
        accent=accent,
        on=_WHITE if contrast(accent, _WHITE) >= SHAPE else _BLACK,
        ink_light=_readable(accent, (LIGHT["paper"], LIGHT["panel"], wash_light), TEXT, lighter=False),
        ink_dark=_readable(accent, (DARK["paper"], DARK["panel"], wash_dark), TEXT, lighter=True),
        wash_light=wash_light,
        wash_dark=wash_dark,
        deck=_readable(accent, (DECK["deck"], DECK["deck-2"]), SHAPE, lighter=True),
    )


def stylesheet(accent: str) -> str:
    """Return the CSS that names every colour of the site, for light and dark.

    Raises:
        ContentError: `accent` is not `#rrggbb`.
    """
    made = shades(accent)
    both = {"accent": made.accent, "on-accent": made.on, "accent-deck": made.deck, **DECK}
    light = {**LIGHT, "accent-ink": made.ink_light, "wash": made.wash_light, "awning": LIGHT["ink"]}
    dark = {**DARK, "accent-ink": made.ink_dark, "wash": made.wash_dark, "awning": DARK["ink"]}
    return (
        f":root{{color-scheme:light dark;{_declared({**both, **light})}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{_declared(dark)}}}}}\n"
        f"@media print{{:root{{color-scheme:light;{_declared(light)}}}}}\n"
    )


def _declared(colours: dict[str, str]) -> str:
    return ";".join(f"--{name}:{colour}" for name, colour in colours.items())


def _readable(colour: str, grounds: Iterable[str], least: float, *, lighter: bool) -> str:
    """Move the lightness of `colour` until it reaches `least` on every ground; hue and saturation stay."""
    grounds = tuple(grounds)
    hue, start, saturation = colorsys.rgb_to_hls(*_parts(colour))
    end = 1.0 if lighter else 0.0
    for step in range(_STEPS + 1):
        shade = _hex(colorsys.hls_to_rgb(hue, start + (end - start) * step / _STEPS, saturation))
        if all(contrast(shade, ground) >= least for ground in grounds):
            return shade
    return _WHITE if lighter else _BLACK


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mix(colour: str, ground: str, share: float) -> str:
    pairs = zip(_parts(colour), _parts(ground), strict=True)
    return _hex(tuple(one * share + other * (1 - share) for one, other in pairs))


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(parts: Iterable[float]) -> str:
    return "#" + "".join(f"{round(min(max(part, 0.0), 1.0) * 255):02x}" for part in parts)
