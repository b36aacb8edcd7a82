"""A second publish of the same folder looks at no page, and everything that may matter makes it look."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from podcast.cli.main import main
from podcast.publish import unchanged
from podcast.store.directory import DirectoryStore

HEAVY = ("feedgen", "jinja2", "scipy", "numpy", "PIL", "mutagen", "cmarkgfm", "nh3")
PUBLISH = ("publish", "--yes", "--show")


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file be old as soon as it is written: the tests wait for nothing."""
    monkeypatch.setattr(unchanged, "_SETTLED_NS", 0)


@pytest.fixture
def stable(show) -> Path:
    """Give a published folder without warnings, of which it is known that there is nothing to do."""
    show.article()
    assert main([*PUBLISH, str(show.root)]) == 0
    return show.root


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch):
    """Give a function that runs a command and says whether it looked at the pages."""
    import podcast.publish.check as module

    asked: list[object] = []
    real = module.checked_show
    monkeypatch.setattr(module, "checked_show", lambda *a, **k: (asked.append(a), real(*a, **k))[1])

    def run(root: Path, *command: str) -> bool:
        asked.clear()
        assert main([*(command or PUBLISH), str(root)]) == 0
        return bool(asked)

    return run


def test_nothing_is_looked_at_and_the_same_is_said(
    stable: Path, looks, capfd: pytest.CaptureFixture[str]
) -> None:
    """In words and as JSON, by a plan, too."""
    capfd.readouterr()
    assert not looks(stable)
    words = capfd.readouterr()
    assert not looks(stable, "plan", "--json", "--show")
    quick = json.loads(capfd.readouterr().out)
    (stable / "articles" / "un-article.md").touch()
    assert looks(stable)
    assert capfd.readouterr() == words
    (stable / "articles" / "un-article.md").touch()
    assert looks(stable, "plan", "--json", "--show")
    assert json.loads(capfd.readouterr().out) == quick


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "articles" / "un-article.md").touch(),
        lambda root: (root / "articles" / "_plus-tard.md").write_text("x"),
        lambda root: (root / "articles" / "un-article.md").rename(root / "articles" / "autre.md"),
        lambda root: (root / "templates").mkdir(),
        lambda root: (root / "cover.jpg").write_bytes((root / "cover.jpg").read_bytes()),
        lambda root: next((root / ".podcast" / "unchanged").iterdir()).write_bytes(b"{}"),
    ],
)
def test_a_file_that_may_have_changed_is_looked_at(stable: Path, looks, change) -> None:
    """Also when nothing of it did, and when what is remembered is damaged."""
    change(stable)
    assert looks(stable)


def test_what_others_publish_is_looked_at(stable: Path, looks, tmp_path: Path) -> None:
    """Another release, pages that are not written, and another store."""
    from podcast.content import keys

    public = DirectoryStore(stable.parent / "public")
    body = public.get(keys.FEED).body
    public.put(keys.FEED, body.replace(b"(release 1)", b"(release 0)"), type="", cache="")
    assert looks(stable)
    assert public.get(keys.FEED).body == body, "and its pages are written"
    assert main(["unpublish", "--yes", "un-article", "--show", str(stable)]) == 0
    assert looks(stable)
    assert looks(stable, "publish", "--yes", "--store", str(tmp_path / "autre"), "--show")


def test_another_version_of_the_program_looks(stable: Path, looks, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may render otherwise."""
    monkeypatch.setattr(unchanged, "renderer_digest", lambda: "another")
    assert looks(stable)


@pytest.mark.parametrize(
    "extra", ["image:\n  file: nulle-part.jpg\n  alt: Rien\ndraft: true\n", "draft: true\n"]
)
def test_where_there_is_more_to_say_it_is_said_each_time(show, looks, extra: str) -> None:
    """A draft is held back, and a warning is a warning."""
    show.article()
    show.article("brouillon", extra=extra)
    for _ in range(3):
        assert looks(show.root)


def test_it_needs_none_of_what_builds_and_renders(stable: Path) -> None:
    """Which takes most of a second to load."""
    script = (
        "import sys; from podcast.publish import unchanged; unchanged._SETTLED_NS = 0\n"
        "from podcast.cli.main import main; code = main(sys.argv[1:])\n"
        f"print([one for one in {HEAVY!r} if one in sys.modules]); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *PUBLISH, str(stable)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert done.stdout.startswith("Nothing to publish")
