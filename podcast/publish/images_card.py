"""Pictures that are drawn: the card that social networks show of a page, and the cover of a new show.

A card has no text on it: machines have different fonts, and every network writes the title beside it.
"""

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

CARD_WIDTH, CARD_HEIGHT = 1200, 630
_BAND = 18
_WIDE = 1.4
"""From this ratio on a picture may be cropped to a card's; of a squarer one too much would be lost."""


def draw_card(picture: Image.Image, *, accent: str) -> Image.Image:
    """Return 1200 × 630 pixels of a picture, over a band of the accent colour (`#rrggbb`).

    A wide picture fills the card. A square or tall one, such as a cover, stands whole on a blurred
    enlargement of itself.
    """
    card = Image.new("RGB", (CARD_WIDTH, CARD_HEIGHT), accent)
    size = (CARD_WIDTH, CARD_HEIGHT - _BAND)
    flat = _flat(picture)
    ground = ImageOps.fit(flat, size, Image.Resampling.LANCZOS)
    if picture.width < picture.height * _WIDE:
        ground = ground.filter(ImageFilter.GaussianBlur(28)).point(lambda value: value * 0.72)
        whole = ImageOps.contain(flat, size, Image.Resampling.LANCZOS)
        ground.paste(whole, ((size[0] - whole.width) // 2, (size[1] - whole.height) // 2))
    card.paste(ground, (0, 0))
    return card


def draw_title(title: str, *, accent: str, side: int) -> Image.Image:
    """Return a plain square with the title in white on the accent colour."""
    picture = Image.new("RGB", (side, side), accent)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(size=side // 10)
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pen.textlength(longer, font=font) <= side * 5 / 6:
            lines[-1] = longer
        else:
            lines.append(word)
    margin = side // 12
    pen.multiline_text((margin, margin), "\n".join(lines[:7]), fill="white", font=font, spacing=side // 50)
    return picture


def _flat(picture: Image.Image) -> Image.Image:
    """Return the picture on white where it shows through."""
    if picture.mode == "RGB":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground
