"""Rows 14 to 25: what a producer, or somebody else, wrote into a show folder."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from PIL import Image

from podcast.content.load import load_show
from podcast.feed.read import read_feed

from . import corpus
from .scene import PUBLISH, Scene, snapshot

PAGE = "emission/002-episode-2/episode.md"


def titles(scene: Scene) -> list[str]:
    """Return the titles in the feed."""
    feed = read_feed((scene.public / "feed.xml").read_bytes(), where="feed.xml")
    return [one.title for one in feed.items]


def spoilt(scene: Scene, old: str, new: str, code: int, *says: str, lines: int = 1) -> None:
    """Change a text of a new episode's page: it is refused, by `check` too; changed back, it is published."""
    scene.episode()
    page = scene.page()
    good = page.read_bytes()
    scene.edit(page, old, new)
    scene.refused(code, *says, lines=lines)
    page.write_bytes(good)
    scene.accepted()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("---\n\nLe texte", "\nLe texte", (f"{PAGE}:1:1", "not closed", "---")),
        (
            'title: "Épisode 2"',
            "title: Franchise: un métier",
            (f"{PAGE}:2:17", "no quotes", 'put the value between quotes: title: "'),
        ),
        ("summary:", "\tsummary:", (f"{PAGE}:7:1", "a tab stands where")),
    ],
)
def test_14_front_matter_that_is_no_yaml(scene: Scene, old: str, new: str, says: tuple[str, ...]) -> None:
    """Line and column, and for a colon the quotes that it needs."""
    spoilt(scene, old, new, 65, *says)


@pytest.mark.parametrize("word", ["no", "012", "1:02:03", "1.10"])
def test_15_words_stay_text(scene: Scene, word: str) -> None:
    """A title that YAML would take for a truth, an octal number, a sexagesimal or a float."""
    scene.episode()
    scene.edit(scene.page(), '"Épisode 2"', word)
    scene.accepted(f": {word}")
    assert word in titles(scene)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("slug:", "title: Encore\nslug:", (f"{PAGE}:6:1", "stands twice, first on line 2", " — ")),
        ("summary:", "sumary:", (f"{PAGE}:7:1", "unknown key “sumary”", "did you mean “summary”?")),
    ],
)
def test_16_key_twice_or_unknown(scene: Scene, old: str, new: str, says: tuple[str, ...]) -> None:
    """Both places, or the key that was meant."""
    spoilt(scene, old, new, 65, *says)


BOMB = "\n".join(["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30)])


@pytest.mark.parametrize(
    ("new", "fault"), [("summary: !!python/object:os.system {}", "no meaning here"), (BOMB, "alias")]
)
def test_17_yaml_that_builds_things(scene: Scene, new: str, fault: str) -> None:
    """No alias is expanded, and no tag obeyed."""
    scene.episode()
    page = scene.page()
    good = page.read_bytes()
    scene.edit(page, "summary: Un résumé.", new)
    ran = scene.run(*PUBLISH, "--show", "emission")
    assert (ran.code, ran.out) == (65, "")
    assert fault in ran.err
    assert f"{PAGE}:7:" in ran.err
    assert len(ran.err) < 20_000
    page.write_bytes(good)
    scene.accepted()


@pytest.mark.parametrize(
    ("encoding", "fault"), [("cp1252", "probably Windows-1252"), ("utf-16", "is UTF-16")]
)
def test_18_other_encodings(scene: Scene, encoding: str, fault: str) -> None:
    """The encoding is named; a byte-order mark of UTF-8 is no fault."""
    scene.episode()
    page = scene.page()
    text = page.read_text(encoding="utf-8")
    page.write_bytes(text.encode(encoding))
    scene.refused(65, f"{PAGE}:", fault, "save it again as UTF-8")
    page.write_bytes(text.encode("utf-8-sig"))
    scene.accepted()


def test_19_characters_that_xml_cannot_hold(scene: Scene) -> None:
    """Escaped or as they are, in the front matter: where each is."""
    scene.episode()
    page = scene.page()
    good = page.read_bytes()
    for bad in ("\\0", "\\a", "\\ud800", "\\uFFFE", "\x00", "\x07", "\ufffe"):
        scene.edit(page, '"Épisode 2"', f'"Épi{bad}sode"')
        scene.refused(65, f"{PAGE}:2:", " — ")
        page.write_bytes(good)
    scene.accepted()


def test_19_control_characters_in_the_article(scene: Scene) -> None:
    """The text below is looked at as well."""
    spoilt(scene, "Le texte", "Le \x0b texte", 65, f"{PAGE}:11:")


@pytest.mark.parametrize(
    "title", ["[live] [/b] & ]]> <b>", "a \u202egnp.exe \u2066x", "&amp; &lt;i&gt;", "\u009b31m x"]
)
def test_20_title_with_markup(scene: Scene, title: str) -> None:
    """Shown as it is or made visible, exact in the feed, escaped once in the page."""
    scene.episode()
    scene.edit(scene.page(), '"Épisode 2"', f"'{title}'")
    if "\u009b" in title:
        ran = scene.run(*PUBLISH, "--show", "emission")
        assert "\u009b" not in ran.out + ran.err
        return
    ran = scene.accepted()
    shown = title
    for steering in "\u202e\u2066":
        shown = shown.replace(steering, f"\\u{ord(steering):04x}")
        assert steering not in ran.out + ran.err
    assert shown in ran.out
    assert title in titles(scene)
    page = (scene.public / "episodes/episode-2/index.html").read_text(encoding="utf-8")
    heading = page.partition("<h1")[2].partition("</h1>")[0].partition(">")[2]
    assert "<b>" not in heading
    assert heading.count("&amp;amp") == title.count("&amp")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("guid-2", "guid-1", ("guid “guid-1”", "emission/001-episode-1/episode.md")),
        ("slug: episode-2", "slug: episode-1", ("episode-1", "emission/001-episode-1/episode.md")),
        ("slug: episode-2", "slug: Episode-9", (f"{PAGE}:6:7", "slug", "episode-9")),
    ],
)
def test_21_two_with_the_same_name(scene: Scene, old: str, new: str, says: tuple[str, ...]) -> None:
    """Both files are named; a slug has no capitals, so two never differ by case alone."""
    spoilt(scene, old, new, 65, *says)


@pytest.mark.parametrize(
    ("file", "old", "new", "option"),
    [
        ("001-episode-1/episode.md", "guid-1", "guid-other", "--allow-guid-change"),
        ("show.toml", "917393e3-1b1e", "917393e3-1b1f", "--allow-guid-change"),
    ],
)
def test_22_what_apps_know_would_change(scene: Scene, file: str, old: str, new: str, option: str) -> None:
    """A published guid is not changed without a flag; a slug, once published, is another page."""
    good = (scene.show / file).read_bytes()
    scene.edit(scene.show / file, old, new)
    scene.refused(65, "guid", option)
    (scene.show / file).write_bytes(good)
    scene.accepted("Nothing to publish")


def test_22_published_bytes_never_change(scene: Scene) -> None:
    """A new recording gets a new address; the old file stays for who has the old feed."""
    before = {path.name: path.read_bytes() for path in (scene.public / "audio").iterdir()}
    corpus.encode(scene.show / "001-episode-1" / "son.wav", seconds=3)
    scene.accepted()
    after = {path.name: path.read_bytes() for path in (scene.public / "audio").iterdir()}
    assert before.items() < after.items()


def test_23_name_from_a_mac(scene: Scene) -> None:
    """A decomposed file name is what a composed reference means."""
    recording = scene.episode()
    name = unicodedata.normalize("NFC", "épisode à écouter.wav")
    recording.rename(recording.with_name(unicodedata.normalize("NFD", name)))
    scene.edit(scene.page(), "son.wav", name)
    scene.accepted()


def test_24_image_bomb(scene: Scene) -> None:
    """A small file that declares 2.5 gigapixels is refused from its header, in little memory."""
    scene.episode()
    scene.edit(
        scene.page(),
        "summary:",
        "image:\n  file: bombe.png\n  alt: Une bombe\n  credit: La rédaction\nsummary:",
    )
    picture = scene.page().with_name("bombe.png")
    picture.write_bytes(corpus.png_that_declares(50_000, 50_000))
    scene.refused(65, f"{PAGE}:8:9", "bombe.png", "pixels")
    code, shown = scene.measured("check", "--show", "emission")
    assert code == 65
    assert int(shown.split()[-1]) < 100_000
    Image.new("RGB", (800, 600)).save(picture)
    scene.accepted()


def _small(path: Path) -> None:
    Image.new("RGB", (300, 300)).save(path, format="JPEG")


def _cmyk(path: Path) -> None:
    Image.new("CMYK", (1400, 1400)).save(path, format="JPEG")


def _oblong(path: Path) -> None:
    Image.new("RGB", (1600, 1400)).save(path, format="JPEG")


def _svg(path: Path) -> None:
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [(_small, "300 pixels wide"), (_cmyk, "colour mode CMYK"), (_oblong, "not square"), (_svg, "not a JPEG")],
)
def test_25_cover_that_directories_refuse(scene: Scene, spoil: object, fault: str) -> None:
    """Refused with what to export instead."""
    assert callable(spoil)
    cover = scene.show / "cover.jpg"
    good = cover.read_bytes()
    spoil(cover)
    scene.refused(65, "emission/show.toml:8:9", fault, "JPEG")
    cover.write_bytes(good)
    scene.accepted()
    assert load_show(scene.show).problems == ()
    assert snapshot(scene.work)
