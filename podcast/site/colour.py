"""The colours of the site: a newsroom's accent made readable on light and on dark.

An accent is chosen for a logo, not for text: #e63b11 has 4.2:1 on white and 4.3:1 on near-black, too
little for either. It is kept as it is for large shapes, and shades of the same hue are derived for text.
The arithmetic is in `content.colour`. This module knows nothing of pages: it takes a colour
and returns colours, or the stylesheet that names them.
"""

from functools import lru_cache

from podcast.content.colour import PAPERS, SHAPE, contrast, is_colour, mixed, readable
from podcast.errors import ContentError
from podcast.messages import msg
from podcast.values import Struct

TEXT = 7.0

LIGHT = {
    "paper": PAPERS["light"],
    "panel": "#f7f1ea",
    "ink": "#1d1714",
    "muted": "#574c45",
    "rule": "#dccfc3",
}
DARK = {"paper": PAPERS["dark"], "panel": "#221c19", "ink": "#f6efe9", "muted": "#c4b8af", "rule": "#443a34"}
# The player and the footer are dark in both schemes: one object that looks the same everywhere.
DECK = {"deck": "#1f1815", "deck-2": "#2e2521", "deck-ink": "#fff7f0", "deck-muted": "#d3c6bc"}
_WHITE, _BLACK = "#ffffff", "#14100e"


class Shades(Struct, frozen=True, kw_only=True):
    """What becomes of the accent: `ink_*` are for text, `wash_*` for the ground behind a box.

    `deck` is for what is drawn on the player, `on` for a sign on that.
    """

    accent: str
    on: str
    ink_light: str
    ink_dark: str
    wash_light: str
    wash_dark: str
    deck: str


@lru_cache(maxsize=8)  # which two stylesheets ask for
def shades(accent: str) -> Shades:
    """Derive the shades of `accent` (`#rrggbb`).

    Raises:
        ContentError: not such a colour.
    """
    if not is_colour(accent):
        raise ContentError(
            msg("{accent!r} is not a colour", accent=accent),
            hint=msg("write the accent as # and six hexadecimal digits, as #e63b11"),
        )
    accent = accent.lower()
    wash_light = mixed(accent, LIGHT["paper"], 0.08)
    wash_dark = mixed(accent, DARK["paper"], 0.14)
    deck = readable(accent, (DECK["deck"], DECK["deck-2"]), SHAPE, lighter=True)
    return Shades(
        accent=accent,
        on=_WHITE if contrast(deck, _WHITE) >= SHAPE else _BLACK,
        ink_light=readable(accent, (LIGHT["paper"], LIGHT["panel"], wash_light), TEXT, lighter=False),
        ink_dark=readable(accent, (DARK["paper"], DARK["panel"], wash_dark), TEXT, lighter=True),
        wash_light=wash_light,
        wash_dark=wash_dark,
        deck=deck,
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
