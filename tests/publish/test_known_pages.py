"""What is remembered of pages is believed only while nothing changed."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from podcast.content import canonical, load, load_page, textfile
from podcast.content.load import load_show
from podcast.errors import TryAgainError
from podcast.publish import known_pages, memory, processes
from podcast.publish.check import check_show
from podcast.publish.known_pages import KnownPages
from podcast.publish.workspace import Workspace
from tests.everything import write_everything

SAMPLE = Path(__file__).parents[2] / "episodes"
SETTLED = 0.15
"""Seconds, longer than a tick of any disk's clock. Two are waited for in earnest, as there are coarse ones."""
LONG_AGO = time.time_ns() - 60_000_000_000


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file be old sooner than two seconds after it was written."""
    monkeypatch.setattr(known_pages, "_SETTLED_NS", round(SETTLED / 2 * 1e9))


@pytest.fixture
def show(tmp_path: Path) -> Path:
    """Give a copy of the sample show that was written a while ago, with its pages remembered."""
    root = tmp_path / "show"
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns(".podcast"))
    time.sleep(SETTLED)  # the disk says when a file was copied, and what is younger is not believed
    Workspace(root).make()
    check_show(root)
    return root


def _read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return where the files that are read from here on will be noted."""
    asked: list[str] = []
    real = textfile.read_text

    def read(path: Path, file: str) -> str:
        asked.append(path.name)
        return real(path, file)

    for module in (load, load_page):
        monkeypatch.setattr(module, "read_text", read)
    return asked


def test_pages_that_did_not_change_are_not_read(show: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And are what they would be if they were, problems and places included."""
    fresh = load_show(show)
    asked = _read(monkeypatch)
    known = load_show(show, memory=KnownPages(Workspace(show)))
    assert asked == ["show.toml"]
    assert known == fresh
    # equal moments may be written otherwise
    assert [one.page.date.isoformat() for one in known.pages()] == [
        one.page.date.isoformat() for one in fresh.pages()
    ]
    assert any(one.page.date.utcoffset() for one in known.pages())
    assert [one.transcript for one in known.episodes] == [one.transcript for one in fresh.episodes]
    assert any(one.transcript for one in known.episodes)


def test_every_key_comes_back_as_it_was_written(tmp_path: Path, write_wav: Callable[..., Path]) -> None:
    """A memory that lost something would publish another show on the second run."""
    root = write_everything(tmp_path / "show", write_wav)
    time.sleep(SETTLED)
    Workspace(root).make()
    check_show(root)
    fresh, known = load_show(root), load_show(root, memory=KnownPages(Workspace(root)))
    assert [canonical.encode(one.page) for one in known.pages()] == [
        canonical.encode(one.page) for one in fresh.pages()
    ]
    assert known == fresh


def test_a_second_check_says_the_same(show: Path) -> None:
    """What was said once of a page, and what follows from all of them."""
    page = next((show / "articles").glob("*.md"))
    page.write_text(
        page.read_text(encoding="utf-8").replace("---\n", "---\ndraft: peut-être\n", 1), encoding="utf-8"
    )
    first = check_show(show)[1]
    assert any(one.rule == "flag" for one in first)
    assert check_show(show)[1] == first


def _append(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("\nEncore.\n")


def _same_size(path: Path) -> None:
    body = path.read_bytes()
    path.write_bytes(body[:-2] + b"!\n")


def _replaced(path: Path) -> None:
    other = path.with_name("other")
    shutil.copy2(path, other)
    other.replace(path)


def _dated_back(path: Path) -> None:
    _append(path)
    os.utime(path, ns=(LONG_AGO, LONG_AGO))


@pytest.mark.parametrize("change", [_append, _same_size, _replaced, _dated_back])
def test_a_page_that_changed_is_read(
    show: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    """However it changed."""
    change(next(show.glob("*/episode.md")))
    asked = _read(monkeypatch)
    assert load_show(show, memory=KnownPages(Workspace(show))) == load_show(show)
    assert asked.count("episode.md") == 1 + len(list(show.glob("*/episode.md")))


def test_a_transcript_that_changed_is_read(show: Path) -> None:
    """Though its episode says the same."""
    source = next(one for one in load_show(show).episodes if one.transcript)
    _append(source.files[source.page.transcript])
    assert load_show(show, memory=KnownPages(Workspace(show))) == load_show(show)


def test_a_file_that_went_is_missed(show: Path) -> None:
    """A page is as good as what it names."""
    source = load_show(show).episodes[0]
    source.files[source.page.recording].unlink()
    found = load_show(show, memory=KnownPages(Workspace(show)))
    assert [one.rule for one in found.problems] == ["file-missing"]


def test_a_link_is_never_believed(show: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It shows nothing of what happens to what it leads to."""
    page = next(show.glob("*/episode.md"))
    page.rename(show / "_kept.md")
    page.symlink_to(show / "_kept.md")
    time.sleep(SETTLED)
    check_show(show)
    asked = _read(monkeypatch)
    load_show(show, memory=KnownPages(Workspace(show)))
    assert asked.count("episode.md") == 1


@pytest.mark.parametrize("name", ["pages", "cues"])
@pytest.mark.parametrize("damage", [b"", b"x", b"\x00" * 200])
def test_a_damaged_memory_is_no_memory(show: Path, name: str, damage: bytes) -> None:
    """It is made again."""
    for path in (show / ".podcast" / name).iterdir():
        path.write_bytes(damage)
    found, fresh = load_show(show, memory=KnownPages(Workspace(show))), load_show(show)
    assert found == fresh
    assert [tuple(one.transcript) for one in found.episodes] == [
        tuple(one.transcript) for one in fresh.episodes
    ]
    assert any(one.transcript for one in found.episodes)


def test_what_is_remembered_in_another_shape_is_not_known(
    show: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version of this program may have written it, and render the same."""
    workspace, names = Workspace(show), [str(path.relative_to(show)) for path in show.glob("*/episode.md")]
    memory.remember(workspace, "pages", {name: {"signatures": 7} for name in names})
    asked = _read(monkeypatch)
    assert load_show(show, memory=KnownPages(workspace)) == load_show(show)
    assert asked.count("episode.md") == 2 * len(names)


def test_cues_that_changed_while_they_were_read_are_not_believed(show: Path) -> None:
    """A page is known, its cues are damaged, and its transcript is another one now: one has to look again."""
    found = load_show(show, memory=KnownPages(Workspace(show)))
    source = next(one for one in found.episodes if one.transcript)
    for path in (show / ".podcast" / "cues").iterdir():
        path.write_bytes(b"[]")
    text = source.files[source.page.transcript]
    text.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nAutre chose.\n", encoding="utf-8")
    with pytest.raises(TryAgainError, match="changed while it was read"):
        list(source.transcript)


def test_what_nobody_needs_any_more_goes(show: Path) -> None:
    """Transcripts that changed leave nothing behind."""
    source = next(one for one in load_show(show).episodes if one.transcript)
    before = {one.name for one in (show / ".podcast" / "cues").iterdir()}
    text = source.files[source.page.transcript]
    text.write_text(
        text.read_text(encoding="utf-8") + "\n09:00.000 --> 09:01.000\nEncore.\n", encoding="utf-8"
    )
    time.sleep(SETTLED)
    check_show(show)
    after = {one.name for one in (show / ".podcast" / "cues").iterdir()}
    assert len(after) == len(before)
    assert after != before


def test_looking_makes_no_folder(tmp_path: Path) -> None:
    """A check leaves the show folder as it is."""
    root = tmp_path / "show"
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns(".podcast"))
    check_show(root)
    assert not (root / ".podcast").exists()


def test_many_pages_are_read_by_several_processes(show: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And are what they are when one reads them, with all that is wrong."""
    monkeypatch.setattr(known_pages, "_WORTH", 1)
    monkeypatch.setattr(processes, "cores", lambda: 3)
    page = next((show / "articles").glob("*.md"))
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("---\n", "---\ndraft: peut-être\n", 1), encoding="utf-8")
    fresh = load_show(show)
    for path in (show / ".podcast" / "pages").iterdir():
        path.unlink()
    time.sleep(SETTLED)
    pages = KnownPages(Workspace(show))
    found = load_show(show, memory=pages)
    assert found == fresh
    assert [one.rule for one in found.problems] == ["flag"]
    assert [one.page.date.isoformat() for one in found.pages()] == [
        one.page.date.isoformat() for one in fresh.pages()
    ]
    pages.save()
    asked = _read(monkeypatch)
    assert load_show(show, memory=KnownPages(Workspace(show))) == fresh
    assert asked == ["show.toml", page.name]
