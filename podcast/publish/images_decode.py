"""Pictures from outside, opened and decoded. Nothing in a file is believed before its header was looked at.

What comes out is upright, in sRGB, eight bits deep, RGB or RGBA, and carries nothing but pixels: no place
where it was taken, no name, no profile, no comment.
"""

import io
import struct
import warnings
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from podcast.errors import ContentError, Place
from podcast.messages import msg
from podcast.publish.image_facts import ImageFacts

MOST_BYTES = 100_000_000
MOST_PIXELS = 60_000_000
MOST_SIDE = 20_000

_FORMATS = ("JPEG", "PNG", "WEBP")
_FAULTS = (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError)
"""What Pillow raises of files that are damaged or made to do harm."""


def read_facts(path: Path, *, place: Place) -> ImageFacts:
    """Return what the header says, without decoding the picture.

    Raises:
        ContentError: not a JPEG, PNG or WebP picture, animated, or too large to be one: more than
            100 MB, 60 million pixels or 20,000 on a side.
    """
    with _opened(path, place) as image:
        # telephones put a second picture into a JPEG: Pillow calls that MPO
        kind = "JPEG" if image.format == "MPO" else image.format or ""
        return ImageFacts(format=kind, width=image.width, height=image.height, mode=image.mode)


def decode(path: Path, *, place: Place) -> Image.Image:
    """Return the picture upright, in sRGB, as RGB, or as RGBA when something shows through it.

    Raises:
        ContentError: see `read_facts`; or it is damaged.
    """
    with _opened(path, place) as image:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of metadata, which goes anyway
                image.load()
                return _bare(_in_srgb(_eight_bits(_upright(image))))
        except (*_FAULTS, MemoryError) as error:
            raise ContentError(
                msg("“{path}” is damaged: it cannot be decoded", path=path.name),
                hint=msg("export it again"),
                place=place,
            ) from error


def _opened(path: Path, place: Place) -> Image.Image:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(path, msg("is larger than 100 MB"), place)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of more pixels, which is decided below, and of odd metadata
            image = Image.open(path, formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_large(path, msg("has far too many pixels"), place) from error
    except (UnidentifiedImageError, *_FAULTS) as error:
        raise ContentError(
            msg("“{path}” is not a JPEG, PNG or WebP picture", path=path.name),
            hint=msg("export it again as JPEG"),
            place=place,
        ) from error
    if image.width * image.height > MOST_PIXELS or max(image.size) > MOST_SIDE:
        image.close()
        raise _too_large(
            path, msg("has {width} × {height} pixels", width=image.width, height=image.height), place
        )
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        image.close()
        raise ContentError(
            msg("“{path}” is animated", path=path.name),
            hint=msg("export one frame of it as JPEG"),
            place=place,
        )
    return image


def _too_large(path: Path, why: str, place: Place) -> ContentError:
    return ContentError(
        msg("“{name}” {why}", name=path.name, why=why),
        hint=msg("export it with at most 3000 pixels on a side"),
        place=place,
    )


def _upright(image: Image.Image) -> Image.Image:
    """Return the picture turned as its camera was held; what cannot be read of that turns nothing."""
    try:
        return ImageOps.exif_transpose(image)
    except (*_FAULTS, KeyError, TypeError, AttributeError, ZeroDivisionError):
        return image


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return grey of 16 or 32 bits as grey of 8: Pillow would cut it off instead of scaling it."""
    if not image.mode.startswith("I"):
        return image
    grey = image.convert("I").point(lambda value: value * (1 / 257))
    return grey.convert("L")


def _in_srgb(image: Image.Image) -> Image.Image:
    """Return the picture in sRGB, by its own profile if it has one that can be used."""
    profile = image.info.get("icc_profile")
    if not profile:
        return image
    if image.mode in ("P", "PA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return converted or image


def _bare(image: Image.Image) -> Image.Image:
    picture = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    if picture is image:
        picture = image.copy()
    picture.info = {}  # encoders would write on what is in it
    return picture
