"""Pictures for the web, for feeds and for tags. The one home of Pillow.

A picture is read only after its header says that it is one of a few formats and not a bomb. It is
published in a few widths, as JPEG, or as PNG when it has transparency; the same picture gives the same
bytes.
"""

import io
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageCms, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from podcast.content import canonical, keys
from podcast.content.record import PublishedImage, Rendition
from podcast.errors import ContentError, Place
from podcast.publish.upload import Upload, file_digest, upload_of

MOST_PIXELS = 60_000_000
COVER_WIDTHS = (300, 600, 3000)
PICTURE_WIDTHS = (480, 960, 1600)
ARTWORK_WIDTH = 1000
COVER_LEAST, COVER_MOST = 1400, 3000

_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 82
_ENGINE = "jpeg-82-progressive-1"
"""Changes whenever the same picture would be encoded otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImageFacts:
    """What a picture's header says: its format, pixels and colour mode."""

    format: str
    width: int
    height: int
    mode: str


def read_facts(path: Path, *, place: Place) -> ImageFacts:
    """Return what the header says, without decoding the picture.

    Raises:
        ContentError: not a JPEG, PNG or WebP picture, or one of more than 60 million pixels.
    """
    with _opened(path, place) as image:
        return ImageFacts(format=image.format or "", width=image.width, height=image.height, mode=image.mode)


def image_recipe(path: Path, *, name: str, widths: tuple[int, ...]) -> str:
    """Return a digest of everything that shapes what `publish_image` makes."""
    facts = {"source": file_digest(path)[0], "name": name, "widths": widths, "engine": _ENGINE}
    return canonical.digest(canonical.encode(facts))


def is_rendition(path: Path, image: PublishedImage) -> bool:
    """Say whether a file is a published picture itself, as it is in a folder that was pulled."""
    return file_digest(path)[0][:12] in image.largest.key.split(".")


def publish_image(
    path: Path, *, name: str, widths: tuple[int, ...], place: Place
) -> tuple[PublishedImage, tuple[Upload, ...]]:
    """Return the picture in each of `widths` that it can fill, smallest first, and what to upload.

    `name` becomes part of the keys.

    Raises:
        ContentError: it is no picture that can be published.
    """
    picture = _decode(path, place)
    chosen = sorted({min(width, picture.width) for width in widths})
    renditions, uploads = [], []
    for width in chosen:
        sized = _resized(picture, width)
        body, suffix = _encode(sized)
        key = keys.hashed("images", name, canonical.digest(body), suffix)
        renditions.append(
            Rendition(key=key, width=sized.width, height=sized.height, type=keys.media_type(key))
        )
        uploads.append(upload_of(key, body))
    recipe = image_recipe(path, name=name, widths=widths)
    return PublishedImage(renditions=tuple(renditions), recipe=recipe), tuple(uploads)


def artwork(path: Path, *, place: Place) -> bytes:
    """Return a picture as a JPEG small enough for the tags of an audio file.

    Raises:
        ContentError: it is no picture that can be published.
    """
    picture = _decode(path, place).convert("RGB")
    return _encode(_resized(picture, min(ARTWORK_WIDTH, picture.width)))[0]


def draw_cover(title: str, *, accent: str) -> bytes:
    """Return a plain cover of 3000 pixels with the title on the accent colour, to be replaced some day."""
    picture = Image.new("RGB", (COVER_MOST, COVER_MOST), accent)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(size=300)
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pen.textlength(longer, font=font) <= COVER_MOST - 500:
            lines[-1] = longer
        else:
            lines.append(word)
    pen.multiline_text((250, 250), "\n".join(lines[:7]), fill="white", font=font, spacing=60)
    return _encode(picture)[0]


def _opened(path: Path, place: Place) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(path, formats=_FORMATS)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError) as error:
        raise ContentError(
            f"“{path.name}” is not a JPEG, PNG or WebP picture",
            hint="export it again as JPEG",
            place=place,
        ) from error
    if image.width * image.height > MOST_PIXELS:
        image.close()
        raise ContentError(
            f"“{path.name}” has {image.width} × {image.height} pixels",
            hint="export it with at most 3000 pixels on a side",
            place=place,
        )
    return image


def _decode(path: Path, place: Place) -> Image.Image:
    """Return the picture upright, in sRGB, as RGB, or as RGBA when it has transparency."""
    try:
        with _opened(path, place) as image:
            upright = ImageOps.exif_transpose(image)
            has_alpha = "A" in upright.getbands() or "transparency" in upright.info
            return _in_srgb(upright).convert("RGBA" if has_alpha else "RGB")
    except (OSError, SyntaxError, ValueError) as error:
        raise ContentError(
            f"“{path.name}” is damaged: it cannot be decoded", hint="export it again", place=place
        ) from error


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except ImageCms.PyCMSError:
        return image
    return converted or image


def _resized(picture: Image.Image, width: int) -> Image.Image:
    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encode(picture: Image.Image) -> tuple[bytes, str]:
    held = io.BytesIO()
    if picture.mode == "RGBA":
        picture.save(held, "PNG", optimize=True)
        return held.getvalue(), ".png"
    picture.save(held, "JPEG", quality=_QUALITY, progressive=True, optimize=True)
    return held.getvalue(), ".jpg"
