#!/usr/bin/env python3
"""Draw the pictures of the sample show: the cover, one illustration per page, one chapter image.

Everything is flat geometry drawn with Pillow at twice the final size, then reduced; there is no
photo, no logo and no randomness, so the same Pillow and the same fonts give the same bytes.
Fonts are asked from fontconfig (``fc-match``); ``--font`` names a bold font file instead.

    python episodes/_demo/make_images.py                 # everything
    python episodes/_demo/make_images.py --only cover    # one picture
"""

# ruff: noqa: S603  (fc-match is run on constants only)

from __future__ import annotations

import argparse
import math
import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

EPISODES = Path(__file__).resolve().parent.parent
SCALE = 2  # drawn twice as large, then reduced: smooth edges without a vector library

ACCENT, BRICK, INK = "#e63b11", "#b92c0a", "#211a1d"
CREAM, SAND, WHITE = "#fff4e8", "#f4dcc3", "#ffffff"
TEAL, MINT, SKY = "#1d5b62", "#8fc7b5", "#cfe6e4"
GOLD, PEACH, LEAF, WOOD = "#f5b335", "#f9bfa4", "#5c9a4f", "#a4683c"

Point = tuple[float, float]


class Board:
    """A canvas in final pixels; it multiplies every length by SCALE before drawing."""

    def __init__(self, width: int, height: int, background: str) -> None:
        self.size = (width, height)
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), background)
        self.draw = ImageDraw.Draw(self.image)

    def box(self, x: float, y: float, w: float, h: float, fill: str, radius: float = 0) -> None:
        """A rectangle, with round corners if `radius` is given."""
        xy = [v * SCALE for v in (x, y, x + w, y + h)]
        xy[2], xy[3] = xy[2] - 1, xy[3] - 1
        self.draw.rounded_rectangle(xy, radius * SCALE, fill)

    def disc(self, x: float, y: float, r: float, fill: str, squash: float = 1) -> None:
        """A disc, or an ellipse when `squash` is not 1."""
        self.draw.ellipse([v * SCALE for v in (x - r, y - r * squash, x + r, y + r * squash)], fill)

    def pie(self, x: float, y: float, r: float, start: float, end: float, fill: str) -> None:
        """A sector; angles in degrees, clockwise from three o'clock."""
        self.draw.pieslice([v * SCALE for v in (x - r, y - r, x + r, y + r)], start, end, fill)

    def arc(self, x: float, y: float, r: float, start: float, end: float, fill: str, width: float) -> None:
        """A stroked arc with round ends."""
        xy = [v * SCALE for v in (x - r, y - r, x + r, y + r)]
        self.draw.arc(xy, start, end, fill, round(width * SCALE))
        for angle in (start, end):
            cx, cy = turn(x, y, r - width / 2, angle)
            self.disc(cx, cy, width / 2, fill)

    def poly(self, points: Sequence[Point], fill: str) -> None:
        """A filled polygon."""
        self.draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def line(self, points: Sequence[Point], fill: str, width: float) -> None:
        """A stroke with round joints and ends."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.draw.line(scaled, fill, round(width * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, fill)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        font: ImageFont.FreeTypeFont,
        fill: str,
        spacing: float = 0,
    ) -> float:
        """Text on the baseline `y`, letter by letter so that it can be tightened; its end."""
        x *= SCALE
        for here, after in zip(words, [*words[1:], ""], strict=True):
            self.draw.text((x, y * SCALE), here, fill, font, anchor="ls")
            x += font.getlength(here + after) - font.getlength(after) + spacing * SCALE
        return x / SCALE

    def save(self, path: Path, quality: int) -> None:
        """Reduce, write to a temporary file next to `path`, then rename it into place."""
        picture = self.image.resize(self.size, Image.Resampling.LANCZOS)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        with os.fdopen(handle, "wb") as stream:
            picture.save(stream, "JPEG", quality=quality, optimize=True, subsampling=0)
        Path(name).chmod(0o644)
        Path(name).replace(path)


def turn(x: float, y: float, r: float, angle: float) -> Point:
    """The point at distance `r` of (x, y), `angle` in degrees, clockwise from three o'clock."""
    return x + r * math.cos(math.radians(angle)), y + r * math.sin(math.radians(angle))


def rotated(points: Sequence[Point], centre: Point, angle: float) -> list[Point]:
    """`points` turned around `centre` by `angle` degrees."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    cx, cy = centre
    return [(cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos) for x, y in points]


def find_font(chosen: Path | None) -> Path:
    """The bold font of the cover: the chosen file, or what fontconfig has nearest to it."""
    if chosen:
        return chosen
    command = ["fc-match", "-f", "%{file}", "Liberation Sans Narrow:bold"]
    return Path(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def awning(
    board: Board, x: float, y: float, w: float, h: float, stripes: int, colours: tuple[str, str]
) -> None:
    """A shop awning: stripes that end in half discs."""
    step = w / stripes
    for i in range(stripes):
        board.box(x + i * step, y, step + 0.5, h - step / 2 + 1, colours[i % 2])
        board.pie(x + (i + 0.5) * step, y + h - step / 2, step / 2, 0, 180, colours[i % 2])


def shop(
    board: Board, x: float, base: float, w: float, h: float, wall: str, stripes: tuple[str, str]
) -> None:
    """A small shop front standing on `base`: wall, door, window and awning."""
    board.box(x, base - h, w, h, wall, w * 0.05)
    board.box(x + w * 0.12, base - h * 0.52, w * 0.44, h * 0.36, SKY, w * 0.03)
    board.box(x + w * 0.66, base - h * 0.52, w * 0.22, h * 0.52, INK, w * 0.03)
    awning(board, x - w * 0.05, base - h * 0.94, w * 1.1, h * 0.36, 5, stripes)


def cover(board: Board, font: Path) -> None:
    """Frankness and shops in one shape: a speech bubble that wears an awning."""
    left, top, width, bottom = 225, 265, 2550, 2370
    board.poly([(470, bottom - 60), (1000, bottom - 60), (520, 2745)], CREAM)
    board.box(left, top + 200, width, bottom - top - 200, CREAM, 190)
    stripes, depth = 7, 640
    step = (width + 140) / stripes
    edge = left - 70
    for i in range(stripes):  # the shade under the awning, one flat tone
        board.pie(edge + (i + 0.5) * step, top + depth - step / 2 + 58, step / 2, 0, 180, SAND)
    board.box(left - 70, top + depth - step / 2 - 60, width + 140, 70, SAND)
    for x in (edge, left + width):  # the shade stays on the bubble
        board.box(x, top + 200, 70, 600, ACCENT)
    awning(board, edge, top, width + 140, depth, stripes, (INK, WHITE))
    board.box(edge, top, width + 140, 66, INK)
    big = fit(font, "Franchise", 2150, -6)
    x = left + 190
    board.text(x, 1535, "En Toute", big, INK, -6)
    board.text(x, 2110, "Franchise", big, ACCENT, -6)
    small = fit(font, "L’Express Franchise", 1480, 4)
    board.text(2775 - 1480, 2680, "L’Express Franchise", small, WHITE, 4)


def fit(font: Path, words: str, width: float, spacing: float) -> ImageFont.FreeTypeFont:
    """The font at the size where `words` take `width` pixels."""
    trial = ImageFont.truetype(str(font), 1000)
    room = (width - spacing * len(words)) * SCALE
    return ImageFont.truetype(str(font), int(1000 * room / trial.getlength(words)))


def fourteen_shops(board: Board) -> None:
    """Episode 8: fourteen fronts in a row, each a little taller than the one before."""
    board.disc(1265, 330, 215, GOLD)
    board.disc(330, 1120, 560, MINT)
    board.disc(1180, 1260, 620, "#a9d5c6")
    base, w, gap = 770, 84, 18
    walls = (CREAM, PEACH, WHITE, SAND)
    for i in range(14):
        x = 95 + i * (w + gap)
        h = 120 + i * 31
        last = i == 13
        board.box(x, base - h, w, h, ACCENT if last else walls[i % 4], 5)
        for row in range(int((h - 150) // 62)):  # windows above the shop
            top = base - h + 22 + row * 62
            pane = CREAM if last else TEAL
            board.box(x + 14, top, 22, 34, pane, 3)
            board.box(x + 48, top, 22, 34, pane, 3)
        board.box(x + 10, base - 64, 36, 40, SKY, 3)
        board.box(x + 54, base - 64, 20, 64, INK, 3)
        awning(board, x - 5, base - 104, w + 10, 38, 4, (INK, WHITE) if last else (ACCENT, WHITE))
    board.box(0, base, 1600, 130, TEAL)
    board.box(0, base, 1600, 16, INK)
    for i in range(11):
        board.box(40 + i * 148, base + 66, 76, 10, MINT, 5)
    for x, size in ((46, 36), (1553, 38)):
        board.box(x - 5, base - 120, 10, 120, WOOD)
        board.disc(x, base - 140, size, LEAF)


def burger(board: Board, x: float, y: float, r: float) -> None:
    """A burger in five shapes."""
    board.pie(x, y - r * 0.08, r, 180, 360, GOLD)
    for dx, dy in ((-0.5, -0.5), (-0.12, -0.72), (0.3, -0.58), (0.58, -0.36), (-0.2, -0.38)):
        board.disc(x + dx * r, y + dy * r, r * 0.045, CREAM, 0.7)
    board.box(x - r * 1.06, y - r * 0.04, r * 2.12, r * 0.18, LEAF, r * 0.09)
    for i in range(6):
        board.pie(x - r * 0.88 + i * r * 0.352, y + r * 0.11, r * 0.176, 0, 180, LEAF)
    board.box(x - r, y + r * 0.24, r * 2, r * 0.26, WOOD, r * 0.12)
    board.poly([(x - r * 0.7, y + r * 0.22), (x + r * 0.5, y + r * 0.22), (x, y + r * 0.5)], ACCENT)
    board.box(x - r, y + r * 0.55, r * 2, r * 0.34, GOLD, r * 0.14)


def network(board: Board, x: float, y: float, reach: Point, size: float, line: str) -> None:
    """A hub, eight shops around it, and the threads between them."""
    angles = [-90, -45, 0, 45, 90, 135, 180, 225]
    places = [
        (
            x + reach[0] * math.cos(math.radians(a)),
            y + reach[1] * math.sin(math.radians(a)),
        )
        for a in angles
    ]
    for i, place in enumerate(places):
        board.line([(x, y), place], line, size * 0.09)
        board.line([place, places[(i + 1) % 8]], line, size * 0.05)
    walls = (CREAM, PEACH)
    for i, (px, py) in enumerate(places):
        board.disc(px, py, size * 0.86, WHITE)
        wide, high = size * 0.92, size * 0.84
        shop(
            board,
            px - wide / 2,
            py + high / 2,
            wide,
            high,
            SAND if i % 2 else walls[1],
            (ACCENT, CREAM) if i % 2 else (TEAL, CREAM),
        )
    board.disc(x, y, size * 1.62, WHITE)
    burger(board, x, y - size * 0.02, size * 0.98)


def federation(board: Board) -> None:
    """Episode 9: the restaurants of a network and the recipe that holds them together."""
    board.disc(800, 450, 640, "#26707a")
    board.disc(800, 450, 420, "#2f8089")
    network(board, 800, 450, (600, 318), 110, GOLD)


def chapter(board: Board) -> None:
    """Episode 9, one chapter: the same network, square."""
    board.disc(700, 700, 640, "#ef5a33")
    board.disc(700, 700, 400, "#f37a58")
    network(board, 700, 700, (500, 500), 138, CREAM)


def handover(board: Board) -> None:
    """Third episode: a contract, and a key whose bow holds a network."""
    board.disc(1320, 120, 420, "#f7c9ae")
    centre, tilt = (560, 470), -7
    for dx, fill in ((34, "#e2b48f"), (0, WHITE)):
        page = [
            (300 + dx, 70 + dx),
            (820 + dx, 70 + dx),
            (820 + dx, 806 + dx),
            (300 + dx, 806 + dx),
        ]
        board.poly(rotated(page, centre, tilt), fill)
    title = [(360, 140), (640, 140), (640, 172), (360, 172)]
    board.poly(rotated(title, centre, tilt), INK)
    for i, length in enumerate((400, 400, 340, 400, 400, 260, 400, 330)):
        row = [(360, 228 + i * 46), (360 + length, 228 + i * 46)]
        board.line(rotated(row, centre, tilt), SAND, 14)
    wave = [(505 + i * 6, 712 + 17 * math.sin(i / 2.1) * (1 - i / 44)) for i in range(38)]
    board.line(rotated(wave, centre, tilt), TEAL, 7)
    [(sx, sy)] = rotated([(410, 706)], centre, tilt)
    for i in range(12):
        px, py = turn(sx, sy, 58, i * 30)
        board.disc(px, py, 19, ACCENT)
    board.disc(sx, sy, 62, ACCENT)
    board.arc(sx, sy, 44, 0, 359, CREAM, 5)
    bow, angle, radius = (1110, 312), 128, 205
    tip = turn(*bow, 640, angle)
    shaft = turn(*bow, radius - 20, angle)
    board.line([shaft, tip], INK, 54)
    for along, length in ((520, 128), (600, 96)):
        root = turn(*bow, along, angle)
        board.line([root, turn(*root, length, angle - 90)], INK, 46)
    board.disc(*bow, radius, INK)
    board.disc(*bow, radius - 52, CREAM)
    nodes = [turn(*bow, 94, a) for a in (-90, -18, 54, 126, 198)]
    for i, node in enumerate(nodes):
        board.line([bow, node], TEAL, 9)
        board.line([node, nodes[(i + 1) % 5]], MINT, 6)
    for i, node in enumerate(nodes):
        board.disc(*node, 25, (TEAL, GOLD)[i % 2])
    board.disc(*bow, 36, ACCENT)


def second_life(board: Board) -> None:
    """Back Market: a telephone in the loop of its second life, and shops on both sides."""
    board.disc(800, 450, 560, "#d9ece8")
    for i in range(4):
        for side in (-1, 1):
            x = 800 + side * (560 + (i % 2) * 150) - 58
            shop(board, x, 250 + i * 180, 116, 118, WHITE if i % 2 else PEACH, (ACCENT, CREAM))
    for start in (-62, 118):
        board.arc(800, 450, 362, start, start + 128, TEAL, 46)
        head = start + 128
        tip = turn(800, 450, 339, head + 19)
        board.poly([turn(800, 450, 282, head), turn(800, 450, 396, head), tip], TEAL)
    board.box(672, 196, 256, 508, INK, 40)
    board.box(690, 214, 220, 472, CREAM, 26)
    board.box(756, 228, 88, 16, INK, 8)
    board.disc(800, 404, 82, ACCENT)
    board.line([(762, 406), (790, 434), (842, 376)], WHITE, 20)
    for i, w in enumerate((150, 150, 100)):
        board.box(725, 532 + i * 42, w, 18, SAND, 9)


def crepes(board: Board) -> None:
    """Crêperie: the griddle seen from above, its spreader, a folded galette and a bowl of cider."""
    for i in range(9):
        board.box(i * 200, 0, 100, 900, "#f9e6d0")
    board.disc(690, 470, 372, "#d9bfa3")
    board.disc(680, 450, 372, INK)
    board.disc(680, 450, 338, "#3a3236")
    board.disc(680, 450, 288, GOLD)
    board.disc(680, 450, 262, "#f8c65f")
    for x, y, r in (
        (590, 360, 22),
        (770, 330, 15),
        (820, 470, 26),
        (640, 560, 18),
        (540, 470, 12),
        (730, 600, 24),
        (700, 430, 14),
        (600, 620, 11),
        (850, 390, 10),
    ):
        board.disc(x, y, r, "#e5a23a")
    board.line([(905, 250), (1120, 62)], WOOD, 22)
    board.line(rotated([(800, 250), (1010, 250)], (905, 250), 49), "#8a5430", 34)
    board.disc(1282, 600, 224, "#d9bfa3")
    board.disc(1274, 586, 224, WHITE)
    board.disc(1274, 586, 186, SKY)
    centre = (1274, 586)
    square = [(1154, 466), (1394, 466), (1394, 706), (1154, 706)]
    board.poly(rotated(square, centre, 45), "#7a4a2b")
    fold = [(1207, 519), (1341, 519), (1341, 653), (1207, 653)]
    board.poly(rotated(fold, centre, 45), "#94603c")
    board.disc(*centre, 68, WHITE, 0.9)
    board.disc(1278, 582, 33, GOLD)
    for dx, dy in ((-78, 62), (84, -58), (70, 70)):
        board.disc(centre[0] + dx, centre[1] + dy, 11, LEAF)
    board.disc(1362, 206, 118, "#d9bfa3")
    board.box(1452, 184, 84, 30, ACCENT, 15)
    board.disc(1356, 198, 118, ACCENT)
    board.disc(1356, 198, 94, "#f2a33a")
    for x, y, r in ((1322, 178, 9), (1372, 224, 7), (1396, 172, 10), (1346, 236, 5)):
        board.disc(x, y, r, CREAM)
    board.poly([(0, 640), (0, 900), (330, 900)], ACCENT)
    board.line([(0, 612), (362, 900)], CREAM, 18)


def glasses(board: Board) -> None:
    """Sponsored article: five glasses on a counter, one for each reason."""
    for i, x in enumerate((320, 560, 800, 1040, 1280)):
        board.line([(x, 0), (x, 96 + (i % 2) * 40)], INK, 7)
        y = 96 + (i % 2) * 40
        board.poly([(x - 200, 690), (x + 200, 690), (x + 42, y + 50), (x - 42, y + 50)], "#26666e")
    for i, x in enumerate((320, 560, 800, 1040, 1280)):
        y = 96 + (i % 2) * 40
        board.pie(x, y + 62, 72, 180, 360, ACCENT)
        board.pie(x, y + 62, 22, 0, 180, GOLD)
    board.box(0, 690, 1600, 210, WOOD)
    board.box(0, 690, 1600, 30, "#c98a58")
    for i in range(8):
        board.box(60 + i * 200, 760, 100, 140, "#8f5730", 8)
    for x, top, w, narrow, beer in (
        (320, 420, 150, 0.72, GOLD),
        (560, 470, 168, 0.86, "#d9822b"),
        (800, 380, 132, 0.62, "#f7cf6a"),
        (1040, 470, 168, 0.86, "#8a3b1c"),
        (1280, 420, 150, 0.72, "#f0a02c"),
    ):
        half, foot = w / 2, w / 2 * narrow
        board.poly([(x - half, top), (x + half, top), (x + foot, 690), (x - foot, 690)], SKY)
        inner = 0.86
        board.poly(
            [
                (x - half * inner, top + 30),
                (x + half * inner, top + 30),
                (x + foot * inner, 668),
                (x - foot * inner, 668),
            ],
            beer,
        )
        board.box(x - half * inner, top - 4, w * inner, 66, CREAM, 20)
        for dx, r in ((-0.5, 30), (0.0, 38), (0.5, 30)):
            board.disc(x + dx * half * inner, top + 4, r, CREAM)
        for dx, dy in ((-0.28, 0.42), (0.2, 0.56), (-0.06, 0.74)):
            board.disc(x + dx * w, top + dy * (690 - top), 7, CREAM)
    for x in (560, 1040):
        board.arc(x + 82, 575, 62, -80, 80, SKY, 20)


Drawing = Callable[[Board], None]
PICTURES: dict[str, tuple[str, tuple[int, int], str, Drawing]] = {
    "008": (
        "008-jai-ouvert-une-franchise-par-an/image.jpg",
        (1600, 900),
        SKY,
        fourteen_shops,
    ),
    "009": ("009-comment-federer-un-reseau/image.jpg", (1600, 900), TEAL, federation),
    "chapter": ("009-comment-federer-un-reseau/chapitre-reseau.jpg", (1400, 1400), ACCENT, chapter),
    "reprendre": ("reprendre-un-reseau/image.jpg", (1600, 900), PEACH, handover),
    "back-market": ("articles/back-market-500-points-de-vente.jpg", (1600, 900), MINT, second_life),
    "creperie": ("articles/ouvrir-une-creperie-en-2025.jpg", (1600, 900), CREAM, crepes),
    "beers-corner": (
        "articles/5-raisons-de-rejoindre-beers-corner.jpg",
        (1600, 900),
        TEAL,
        glasses,
    ),
}


def main() -> None:
    """Draw all pictures, or those named by --only."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the sample show.")
    parser.add_argument("--font", type=Path, help="bold font file for the cover")
    parser.add_argument("--only", nargs="+", choices=["cover", *PICTURES], metavar="NAME")
    args = parser.parse_args()
    wanted = args.only or ["cover", *PICTURES]
    if "cover" in wanted:
        board = Board(3000, 3000, ACCENT)
        cover(board, find_font(args.font))
        board.save(EPISODES / "cover.jpg", 88)
    for name, (path, (width, height), background, draw) in PICTURES.items():
        if name in wanted:
            board = Board(width, height, background)
            draw(board)
            board.save(EPISODES / path, 82)


if __name__ == "__main__":
    main()
