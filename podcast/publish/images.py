"""Pictures for the web, for feeds and for tags: each in a few widths and formats, and as a card.

JPEG, or PNG where something shows through, is what feeds and old browsers get; AVIF and WebP are for
pages. The same picture gives the same files on one machine; on another, whose encoders may differ by a
bit, what is published with the same recipe is kept (`build`). What was made is kept in the workspace.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from podcast.content import canonical, keys
from podcast.content.record import PublishedImage, Rendition
from podcast.content.release import ObjectFact
from podcast.errors import ContentError, Place, PodcastError
from podcast.publish.upload import Digest, Upload, file_digest
from podcast.publish.workspace import Workspace
from podcast.values import Struct

if TYPE_CHECKING:
    from podcast.publish.images_encode import EncodedImage

COVER_WIDTHS = (320, 640, 1280, 3000)
PICTURE_WIDTHS = (320, 640, 960, 1600)
ARTWORK_WIDTH = 1000
"""Pixels of a picture in the tags of an audio file."""

_ENGINE = "avif-60-8 webp-80-4 jpeg-82-progressive card-1"
"""Changes whenever `images_encode` would make something else of the same picture."""
_KIND = "images"


class Look(Struct, frozen=True, kw_only=True):
    """How a picture is published: `name` becomes part of its keys; with an `accent` it gets a card."""

    name: str
    widths: tuple[int, ...]
    accent: str = ""


class _Kept(Struct, frozen=True, kw_only=True):
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
    from podcast.publish.images_encode import encoded  # with Pillow, which most publishes can do without

    files = encoded(path, widths=look.widths, accent=look.accent, place=place)
    image = PublishedImage(
        renditions=tuple(_rendition(look.name, one) for one in files.plain),
        modern=tuple(_rendition(look.name, one) for one in files.modern),
        card=_rendition(look.name, files.card) if files.card else None,
        recipe=recipe,
    )
    bodies = [one.body for one in (*files.plain, *files.modern, *((files.card,) if files.card else ()))]
    return image, _keep(image, bodies, workspace)


def _rendition(name: str, file: "EncodedImage") -> Rendition:
    key = keys.hashed("images", name, canonical.digest(file.body), file.suffix)
    return Rendition(key=key, width=file.width, height=file.height, type=keys.media_type(key))


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
