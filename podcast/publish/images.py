"""Pictures for the web, for feeds and for tags: each in a few widths and formats, and as a card.

JPEG, or PNG where something shows through, is what feeds and old browsers get; AVIF and WebP are for
pages. The same picture gives the same files on one machine; on another, whose encoders may differ by a
bit, what is published with the same recipe is kept (`build`). What was made is kept in the workspace.
"""

import io
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from podcast.content import canonical, keys
from podcast.content.record import PublishedImage, Rendition
from podcast.content.release import ObjectFact
from podcast.errors import ContentError, Place, PodcastError
from podcast.publish.image_facts import COVER_MOST
from podcast.publish.images_card import draw_card, draw_title
from podcast.publish.images_decode import decode
from podcast.publish.upload import Digest, Upload, file_digest
from podcast.publish.workspace import Workspace

__all__ = [
    "Look",
    "artwork",
    "draw_cover",
    "image_recipe",
    "is_rendition",
    "publish_image",
]

COVER_WIDTHS = (320, 640, 1280, 3000)
PICTURE_WIDTHS = (320, 640, 960, 1600)
WIDEST_MODERN = 1600
"""No page shows more; what is wider is for feeds, which take JPEG and PNG alone."""
ARTWORK_WIDTH = 1000

_ENGINE = "avif-60-8 webp-80-4 jpeg-82-progressive card-1"
"""Changes whenever the same picture would be encoded otherwise."""
_SETTINGS: dict[str, dict[str, Any]] = {
    # one thread for each file: what several threads make may depend on how many they are
    ".avif": {"format": "AVIF", "quality": 60, "speed": 8, "max_threads": 1},
    ".webp": {"format": "WEBP", "quality": 80, "method": 4},
    ".jpg": {"format": "JPEG", "quality": 82, "progressive": True, "optimize": True},
    ".png": {"format": "PNG", "optimize": True},
}
_MODERN = (".avif", ".webp")
_KIND = "images"


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How a picture is published: `name` becomes part of its keys; with an `accent` it gets a card."""

    name: str
    widths: tuple[int, ...]
    accent: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kept:
    """What the workspace knows of a picture: the files it became, in order."""

    image: PublishedImage
    facts: dict[str, ObjectFact]


def image_recipe(path: Path, look: Look, *, digest: Digest = file_digest) -> str:
    """Return a digest of everything that shapes what `publish_image` makes."""
    facts = {
        "source": digest(path)[0],
        "name": look.name,
        "widths": look.widths,
        "accent": look.accent,
        "engine": _ENGINE,
    }
    return canonical.digest(canonical.encode(facts))


def is_rendition(path: Path, image: PublishedImage, *, digest: Digest = file_digest) -> bool:
    """Say whether a file is a published picture itself, as it is in a folder that was pulled."""
    return digest(path)[0][:12] in image.largest.key.split(".")


def publish_image(
    path: Path, look: Look, *, workspace: Workspace, place: Place
) -> tuple[PublishedImage, tuple[Upload, ...]]:
    """Return the picture in each of the widths that it can fill, and what to upload.

    Raises:
        ContentError: it is no picture that can be published.
    """
    recipe = image_recipe(path, look)
    if kept := _kept(recipe, workspace):
        return kept
    picture = decode(path, place=place)
    sizes = [_resized(picture, width) for width in sorted({min(one, picture.width) for one in look.widths})]
    plain = ".png" if picture.mode == "RGBA" else ".jpg"
    todo = [(sized, plain) for sized in sizes]
    small = [sized for sized in sizes if sized.width <= WIDEST_MODERN]
    todo += [(sized, suffix) for suffix in _MODERN for sized in small]
    if look.accent:
        todo.append((draw_card(picture, accent=look.accent), ".jpg"))
    bodies = _encode_all(todo)
    made = [
        _rendition(look.name, sized, suffix, body) for (sized, suffix), body in zip(todo, bodies, strict=True)
    ]
    card = made.pop() if look.accent else None
    image = PublishedImage(
        renditions=tuple(made[: len(sizes)]), modern=tuple(made[len(sizes) :]), card=card, recipe=recipe
    )
    uploads = _keep(image, bodies, workspace)
    return image, uploads


def artwork(path: Path, *, place: Place) -> bytes:
    """Return a picture as a JPEG small enough for the tags of an audio file.

    Raises:
        ContentError: it is no picture that can be published.
    """
    picture = decode(path, place=place).convert("RGB")
    return _encode(_resized(picture, min(ARTWORK_WIDTH, picture.width)), ".jpg")


def draw_cover(title: str, *, accent: str) -> bytes:
    """Return a plain cover of 3000 pixels with the title on the accent colour, to be replaced some day."""
    return _encode(draw_title(title, accent=accent, side=COVER_MOST), ".jpg")


def _rendition(name: str, sized: Image.Image, suffix: str, body: bytes) -> Rendition:
    key = keys.hashed("images", name, canonical.digest(body), suffix)
    return Rendition(key=key, width=sized.width, height=sized.height, type=keys.media_type(key))


def _keep(image: PublishedImage, bodies: Sequence[bytes], workspace: Workspace) -> tuple[Upload, ...]:
    """Write the files of a picture into the workspace, then the note that names them."""
    uploads = []
    for one, body in zip(image.files, bodies, strict=True):
        path = workspace.keep(_KIND, Path(one.key).name, body)
        fact = ObjectFact(size=len(body), type=one.type, sha256=canonical.digest(body))
        uploads.append(Upload(key=one.key, body=path, fact=fact))
    note = _Kept(image=image, facts={one.key: one.fact for one in uploads})
    workspace.keep(_KIND, f"{image.recipe}.json", canonical.encode(note))
    return tuple(uploads)


def _kept(recipe: str, workspace: Workspace) -> tuple[PublishedImage, tuple[Upload, ...]] | None:
    """Return what was made before, if every file of it is there as it was."""
    note = workspace.place(_KIND, f"{recipe}.json")
    with suppress(OSError, ContentError):  # what was damaged or is of another version is made again
        known = canonical.decode(note.read_bytes(), _Kept, where=str(note))
        uploads = []
        for one in known.image.files:
            path, fact = workspace.place(_KIND, Path(one.key).name), known.facts.get(one.key)
            if fact is None or not _is_there(path, fact):
                return None
            uploads.append(Upload(key=one.key, body=path, fact=fact))
        return known.image, tuple(uploads)
    return None


def _is_there(path: Path, fact: ObjectFact) -> bool:
    try:
        return file_digest(path) == (fact.sha256, fact.size)
    except PodcastError:
        return False


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
