"""Pictures: what is published of them, and what files from outside cannot do."""

from __future__ import annotations

import io
import random
import struct
import threading
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from podcast.errors import ContentError, Place
from podcast.publish import images_encode
from podcast.publish.images import COVER_WIDTHS, PICTURE_WIDTHS, Look, image_recipe, publish_image
from podcast.publish.images_decode import decode, read_facts
from podcast.publish.workspace import Workspace

PLACE = Place(file="episode.md", line=3, column=1)
LOOK = Look(name="photo", widths=PICTURE_WIDTHS, accent="#e63b11")


def photo(width: int = 1800, height: int = 1200, mode: str = "RGB") -> Image.Image:
    """Return a picture with something in it: red on the left, blue on the right, a gradient over both."""
    ground = Image.linear_gradient("L").resize((width, height))
    picture = Image.merge("RGB", (ground, ground, ground))
    picture.paste((220, 20, 20), (0, 0, width // 3, height))
    picture.paste((20, 20, 220), (width * 2 // 3, 0, width, height))
    return picture.convert(mode)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give an empty cache folder."""
    return Workspace(tmp_path)


def saved(tmp_path: Path, picture: Image.Image, name: str = "photo.jpg", **settings: Any) -> Path:
    """Write a picture and return its file."""
    path = tmp_path / name
    picture.save(path, **settings)
    return path


def published(path: Path, workspace: Workspace, look: Look = LOOK) -> tuple[Any, dict[str, bytes]]:
    """Return the published image and its files by key."""
    image, uploads = publish_image(path, look, workspace=workspace, place=PLACE)
    return image, {
        one.key: one.body if isinstance(one.body, bytes) else one.body.read_bytes() for one in uploads
    }


def test_a_picture_has_four_widths_in_three_formats_and_a_card(tmp_path: Path, workspace: Workspace) -> None:
    """Each as large as it says, of the type that its bytes are, and the modern ones smaller."""
    image, files = published(saved(tmp_path, photo()), workspace)
    assert [one.width for one in image.renditions] == list(PICTURE_WIDTHS)
    types = [one.type for one in image.modern]
    assert types == ["image/avif"] * 4 + ["image/webp"] * 4
    assert (image.card.width, image.card.height) == (1200, 630)
    assert set(files) == {one.key for one in image.files}
    for one in image.files:
        with Image.open(io.BytesIO(files[one.key])) as opened:
            assert (opened.width, opened.height) == (one.width, one.height)
            assert Image.MIME[opened.format] == one.type
    assert sum(len(files[one.key]) for one in image.modern[:4]) < sum(
        len(files[one.key]) for one in image.renditions
    )


def test_a_small_picture_is_not_enlarged(tmp_path: Path, workspace: Workspace) -> None:
    """Its own width is the widest."""
    image, _ = published(saved(tmp_path, photo(500, 300)), workspace)
    assert [one.width for one in image.renditions] == [320, 500]


def test_the_cover_keeps_the_size_that_directories_want(tmp_path: Path, workspace: Workspace) -> None:
    """A JPEG of 3000 pixels for the feed; no modern file that large, which nobody would load."""
    look = Look(name="cover", widths=COVER_WIDTHS, accent="#e63b11")
    image, _ = published(saved(tmp_path, photo(3000, 3000)), workspace, look)
    assert (image.largest.width, image.largest.height, image.largest.type) == (3000, 3000, "image/jpeg")
    assert max(one.width for one in image.modern) <= 1600


def test_what_was_made_is_kept_and_what_was_damaged_is_made_again(
    tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the content of the file and how it is published; nothing is decoded twice."""
    path = saved(tmp_path, photo(400, 300))
    first = published(path, workspace)
    renamed = path.rename(tmp_path / "autre.jpg")
    monkeypatch.setattr(images_encode, "decode", lambda *_, **__: pytest.fail("decoded again"))
    assert published(renamed, workspace) == first
    monkeypatch.setattr(images_encode, "decode", decode)
    kept = workspace.place("images", Path(first[0].card.key).name)
    kept.write_bytes(b"x")
    assert published(renamed, workspace) == first
    kept.unlink()
    assert published(renamed, workspace) == first
    workspace.place("images", f"{first[0].recipe}.json").write_bytes(b"{")
    assert published(renamed, workspace) == first


def test_the_recipe_tells_what_would_be_made_otherwise(tmp_path: Path) -> None:
    """Another file, name, width or accent; not another name of the file."""
    path, other = saved(tmp_path, photo(40, 30)), saved(tmp_path, photo(41, 30), "b.jpg")
    recipes = {
        image_recipe(path, LOOK),
        image_recipe(other, LOOK),
        image_recipe(path, Look(name="b", widths=PICTURE_WIDTHS, accent="#e63b11")),
        image_recipe(path, Look(name="photo", widths=(1,), accent="#e63b11")),
        image_recipe(path, Look(name="photo", widths=PICTURE_WIDTHS, accent="#e63b12")),
    }
    assert len(recipes) == 5


def test_other_encoders_do_not_publish_over_what_is_published(
    show, store, publish_show, contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second machine whose encoders differ by a bit, and has no cache, has nothing to publish."""
    path = show.episode(1)
    photo(700, 400).save(path.parent / "image.jpg")
    show.edit(path, "summary:", "image: {file: image.jpg, alt: Un restaurant}\nsummary:")
    publish_show(show.root, store)
    before = contents(store)
    assert {key.rpartition(".")[2] for key in before if key.startswith("images/")} == {"avif", "webp", "jpg"}
    for kept in (show.root / ".podcast" / "images").iterdir():
        kept.unlink()
    real = images_encode._encode
    monkeypatch.setattr(images_encode, "_encode", lambda picture, suffix: real(picture, suffix) + b"\0")
    publish_show(show.root, store)
    assert contents(store) == before


def test_what_is_encoded_together_is_as_if_it_were_alone() -> None:
    """Formats that share a picture do not mix up their settings."""
    picture = photo(320, 240)
    todo = [(picture, suffix) for _ in range(6) for suffix in (".avif", ".webp", ".jpg", ".png")]
    assert images_encode._encode_all(todo) == [images_encode._encode(*one) for one in todo]


def test_encoding_lets_other_threads_run() -> None:
    """Or several at once would take no less time."""
    beats, done = [0], threading.Event()

    def beat() -> None:
        while not done.wait(0.001):
            beats[0] += 1

    thread = threading.Thread(target=beat)
    thread.start()
    for suffix in (".avif", ".webp"):
        before = beats[0]
        images_encode._encode(photo(1600, 1000), suffix)
        assert beats[0] - before >= 3, suffix
    done.set()
    thread.join()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_as_its_camera_was_held(tmp_path: Path, orientation: int) -> None:
    """Red is on the side that EXIF says."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = decode(saved(tmp_path, photo(90, 60), quality=95, exif=exif), place=PLACE)
    assert made.size == ((90, 60) if orientation <= 4 else (60, 90))
    middle = (made.width // 2, made.height // 2)
    red = {
        1: (3, middle[1]), 2: (made.width - 3, middle[1]), 3: (made.width - 3, middle[1]), 4: (3, middle[1]),
        5: (middle[0], 3), 6: (middle[0], 3), 7: (middle[0], made.height - 3), 8: (middle[0], made.height - 3),
    }[orientation]  # fmt: skip
    pixel = made.getpixel(red)
    assert pixel[0] > 180 > 100 > pixel[2]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_is_published(tmp_path: Path, workspace: Workspace, kind: str) -> None:
    """No place where it was taken, no author, no comment, no profile."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = "SECRET"
    exif.get_ifd(0x8825)[1] = "SECRET"
    told: dict[str, Any] = {"exif": exif, "xmp": b"<x>SECRET</x>", "icc_profile": srgb("SECRET")}
    if kind == "JPEG":
        told["comment"] = b"SECRET"
    if kind == "PNG":
        told["pnginfo"] = PngImagePlugin.PngInfo()
        told["pnginfo"].add_text("Author", "SECRET")
    picture = photo(400, 300)
    if kind == "PNG":
        picture.putalpha(Image.linear_gradient("L").resize((400, 300)))
    path = saved(tmp_path, picture, "p", format=kind, **told)
    assert b"SECRET" in path.read_bytes()
    _, files = published(path, workspace)
    for key, body in files.items():
        assert b"SECRET" not in body, key
        with Image.open(io.BytesIO(body)) as opened:
            assert not opened.getexif(), key
            assert not opened.info.get("icc_profile"), key


def srgb(named: str) -> bytes:
    """Return the profile of sRGB with text in it, whose colours no program would change."""
    body = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return body.replace("sRGB built-in".encode("utf-16-be"), named.ljust(13).encode("utf-16-be"))


def swapped(mode: str = "RGB") -> bytes:
    """Return a profile in which red and blue are the other way round: what ignores it is seen at once."""
    body = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", body[128:132])[0]
    for at in range(count):
        tag = body[132 + 12 * at : 136 + 12 * at]
        if tag in (b"rXYZ", b"bXYZ"):
            body[132 + 12 * at : 136 + 12 * at] = b"bXYZ" if tag == b"rXYZ" else b"rXYZ"
    return bytes(body)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_colours_are_converted_by_the_profile(tmp_path: Path, mode: str) -> None:
    """A profile that swaps red and blue makes the left side blue, transparent or not."""
    path = saved(tmp_path, photo(90, 60, mode), "p.png", icc_profile=swapped())
    red, _, blue = decode(path, place=PLACE).convert("RGB").getpixel((3, 30))
    assert blue > 150 > red


@pytest.mark.parametrize(
    "profile", [b"", b"\0" * 200, b"no profile", swapped()[:300]], ids=["empty", "zeros", "text", "cut"]
)
def test_a_profile_that_is_none_changes_nothing(tmp_path: Path, profile: bytes) -> None:
    """The picture is taken for sRGB."""
    made = decode(saved(tmp_path, photo(90, 60), icc_profile=profile, quality=95), place=PLACE)
    red, _, blue = made.getpixel((3, 30))
    assert red > 180 > 100 > blue


def test_pictures_for_print_become_pictures_for_screens(tmp_path: Path, workspace: Workspace) -> None:
    """CMYK, which browsers show in wrong colours."""
    path = saved(tmp_path, photo(400, 300, "CMYK"), quality=95)
    image, files = published(path, workspace)
    for one in image.files:
        with Image.open(io.BytesIO(files[one.key])) as opened:
            assert opened.mode == "RGB"
    red, _, blue = decode(path, place=PLACE).getpixel((3, 150))
    assert red > 150 > 100 > blue


def test_what_shows_through_still_does(tmp_path: Path, workspace: Workspace) -> None:
    """In every format but the card, which stands on white."""
    picture = photo(400, 300, "RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 100, 300))
    image, files = published(saved(tmp_path, picture, "p.png"), workspace)
    assert {one.type for one in image.renditions} == {"image/png"}
    for one in (*image.renditions, *image.modern):
        with Image.open(io.BytesIO(files[one.key])) as opened:
            assert opened.convert("RGBA").getpixel((2, 20))[3] < 20, one
    assert image.card.type == "image/jpeg"


def test_an_alpha_channel_that_hides_nothing_costs_nothing(tmp_path: Path, workspace: Workspace) -> None:
    """A screenshot saved with transparency becomes a JPEG, not a PNG ten times its size."""
    image, _ = published(saved(tmp_path, photo(400, 300, "RGBA"), "p.png"), workspace)
    assert {one.type for one in image.renditions} == {"image/jpeg"}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16"])
def test_every_kind_of_png_is_seen_as_it_is(tmp_path: Path, mode: str) -> None:
    """Half grey stays half grey, whatever the depth."""
    ground = Image.new("L", (64, 64), 128)
    picture = (
        Image.new("I;16", (64, 64), 128 * 257)
        if mode == "I;16"
        else ground.convert("RGB").convert("P")
        if mode == "P"
        else ground.convert(mode)
    )
    made = decode(saved(tmp_path, picture, "p.png"), place=PLACE).convert("L").resize((1, 1))
    assert abs(made.getpixel((0, 0)) - 128) <= 3


def test_a_telephone_s_double_picture_is_a_jpeg(tmp_path: Path) -> None:
    """Its second picture is of no interest."""
    path = saved(tmp_path, photo(64, 48), save_all=True, append_images=[photo(32, 24)], format="MPO")
    assert read_facts(path, place=PLACE).format == "JPEG"
    assert decode(path, place=PLACE).size == (64, 48)


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bomb(width: int, height: int) -> bytes:
    """Return a PNG that says it is this large and is a few bytes."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ((8000, 8000), "pixels"),
        ((30_000, 10), "pixels"),
        ((60_000, 60_000), "far too many pixels"),
        ((2**31 - 1, 2**31 - 1), "far too many pixels"),
    ],
)
def test_a_bomb_is_refused_by_its_header(
    tmp_path: Path, size: tuple[int, int], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it is decoded."""
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("decoded"))
    path = tmp_path / "p.png"
    path.write_bytes(bomb(*size))
    for look in (read_facts, decode):
        with pytest.raises(ContentError, match=said):
            look(path, place=PLACE)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_moves_is_refused_instead_of_standing_still(tmp_path: Path, kind: str) -> None:
    """A listener would see its first frame only, which need not be what was meant."""
    frames = [photo(64, 48).rotate(90 * at) for at in range(1, 4)]
    path = saved(tmp_path, photo(64, 48), "p", format=kind, save_all=True, append_images=frames)
    with pytest.raises(ContentError, match="animated"):
        read_facts(path, place=PLACE)


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    """100 MB are no picture."""
    path = tmp_path / "p.jpg"
    with path.open("wb") as file:
        file.truncate(100_000_001)
    with pytest.raises(ContentError, match="larger than 100 MB"):
        read_facts(path, place=PLACE)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"GIF89a\1\0\1\0\0\0\0;",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file",
        b"II*\0\x08\0\0\0\0\0",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
    ],
)
def test_other_formats_are_not_even_tried(tmp_path: Path, body: bytes) -> None:
    """Whatever the file is called: least of all those that run programs."""
    path = tmp_path / "p.jpg"
    path.write_bytes(body)
    with pytest.raises(ContentError, match="is not a JPEG, PNG or WebP picture"):
        decode(path, place=PLACE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_picture_is_one_clear_error(tmp_path: Path, kind: str) -> None:
    """Whichever bytes are wrong or missing, a picture comes out or one error does."""
    exif = Image.Exif()
    exif[0x0112] = 6
    held = io.BytesIO()
    photo(80, 60).save(held, kind, exif=exif, icc_profile=srgb("x"))
    whole, chance = held.getvalue(), random.Random(6)  # noqa: S311
    path = tmp_path / "p"
    outcomes = set()
    for turn in range(300):
        body = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        if turn % 3 == 0:
            del body[chance.randrange(len(body)) :]
        path.write_bytes(body)
        try:
            outcomes.add(decode(path, place=PLACE).mode)
        except ContentError as error:
            outcomes.add(f"refused at {error.place}")
    assert outcomes == {"RGB", f"refused at {PLACE}"}
