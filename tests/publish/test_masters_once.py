"""No work twice: what is encoded again, what is only tagged again, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from podcast.publish import masters
from podcast.publish.check import checked_show
from podcast.publish.ingredients import Ingredients, gather
from podcast.publish.status import Standing
from podcast.store.memory import MemoryStore

from .stung import Publish, add, make_stung, page_of, recorded, standings


@pytest.fixture
def stung(show: Any, write_wav: Callable[..., Path]) -> Any:
    """Give a show whose one episode of 5 s has an intro, a jingle at 3 s, an outro and a transcript."""
    return make_stung(show, write_wav)


@pytest.fixture
def unmade(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Give a function after which nothing may be encoded any more."""

    def never(*given: object, **more: object) -> None:
        raise AssertionError("encoded")

    def unmade() -> None:
        monkeypatch.setattr(masters, "master", never)
        monkeypatch.setattr(masters, "make_alternate", never)

    return unmade


def repaint(show: Any) -> None:
    """Give a show another cover."""
    Image.new("RGB", (1400, 1400), "#123456").save(show.root / "cover.jpg", quality=50)


WORDS = {
    "title": lambda show: show.edit(page_of(show), "Épisode 1", "Un autre titre"),
    "chapter": lambda show: show.edit(page_of(show), "title: Suite", "title: La suite"),
    "cover": repaint,
}


def test_other_words_and_pictures_in_the_tags_encode_nothing(
    stung: Any, store: MemoryStore, publish_show: Publish, unmade: Callable[[], None]
) -> None:
    """A title, a chapter's title, the cover: every format is tagged again, and sounds as before."""
    add(stung, '\n[audio]\nalternates = ["opus"]\n')
    publish_show(stung.root, store)
    unmade()
    for change in WORDS.values():
        before = recorded(store).enclosure
        change(stung)
        assert standings(stung, store) == {Standing.CHANGED}
        publish_show(stung.root, store)
        after = recorded(store).enclosure
        assert after.key != before.key
        assert after.alternates[0].key != before.alternates[0].key
        assert (after.timeline, after.after) == (before.timeline, before.after)
        assert after.duration_ms == before.duration_ms
    assert standings(stung, store) == {Standing.PUBLISHED}


def test_words_that_no_tag_has_leave_every_file_alone(
    stung: Any, store: MemoryStore, publish_show: Publish, unmade: Callable[[], None]
) -> None:
    """The text of the page is in the page only."""
    publish_show(stung.root, store)
    unmade()
    before = recorded(store).enclosure
    stung.edit(page_of(stung), "Le texte de", "Un autre texte de")
    publish_show(stung.root, store)
    assert recorded(store).enclosure == before


CHANGES = {
    "intro": lambda show, write: write(show.root / "intro.wav", seconds=1.2),
    "jingle": lambda show, write: write(show.root / "virgule.wav", seconds=0.9),
    "recording": lambda show, write: write(page_of(show).with_name("son.wav"), seconds=5.5),
    "place": lambda show, write: show.edit(page_of(show), '"00:03"\n    name', '"00:02"\n    name'),
    "crossfade": lambda show, write: show.edit(show.root / "show.toml", '"0.2"', '"0.1"'),
    "without": lambda show, write: show.edit(page_of(show), "recording:", "stings: false\nrecording:"),
    "audio": lambda show, write: add(show, "\n[audio]\nmono_kbps = 64\n"),
    "loudness": lambda show, write: add(show, "\n[loudness]\nmono = -18\n"),
}


def ingredients(show: Any) -> Ingredients:
    """Return what goes into the master of the one episode."""
    folder, _ = checked_show(show.root)
    return gather(folder.episodes[0], folder)


def test_another_sound_is_encoded(
    stung: Any,
    store: MemoryStore,
    publish_show: Publish,
    write_wav: Callable[..., Path],
    unmade: Callable[[], None],
) -> None:
    """A sting, its place, the recording or a setting: each is another master, and it has to be made."""
    publish_show(stung.root, store)
    unmade()
    seen = [ingredients(stung)]
    for change in CHANGES.values():
        change(stung, write_wav)
        seen.append(ingredients(stung))
    assert standings(stung, store) == {Standing.CHANGED}
    with pytest.raises(AssertionError, match="encoded"):
        publish_show(stung.root, store)
    assert len({one.encoding for one in seen}) == len({one.recipe for one in seen}) == len(CHANGES) + 1


def test_a_jingle_that_nobody_calls_for_changes_nothing(
    stung: Any, store: MemoryStore, publish_show: Publish
) -> None:
    """Stings are ingredients of the episodes that play them only."""
    publish_show(stung.root, store)
    add(stung, '\n[[stings.jingles]]\nname = "rideau"\nfile = "intro.wav"\n')
    assert standings(stung, store) == {Standing.PUBLISHED}
    assert publish_show(stung.root, store).plan.empty


def test_another_format_is_added_without_a_new_master(
    stung: Any, store: MemoryStore, publish_show: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The MP3 stays where it is; a format that is taken away again is only no longer told of."""
    publish_show(stung.root, store)
    before = recorded(store).enclosure
    monkeypatch.setattr(masters, "master", None)
    add(stung, '\n[audio]\nalternates = ["opus"]\n')
    publish_show(stung.root, store)
    after = recorded(store).enclosure
    assert [one.type for one in after.alternates] == ["audio/ogg"]
    assert (after.sha256, after.timeline) == (before.sha256, before.timeline)
    monkeypatch.setattr(masters, "make_alternate", None)
    stung.edit(stung.root / "show.toml", '["opus"]', "[]")
    publish_show(stung.root, store)
    assert recorded(store).enclosure.alternates == ()
