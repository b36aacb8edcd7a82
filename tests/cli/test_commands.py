"""Each command: what it prints where, and its exit code."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from podcast.cli.main import COMMANDS, main
from podcast.cli.reference import reference

ROOT = Path(__file__).parents[2]


def test_a_show_from_nothing_to_published(run, tmp_path: Path, write_wav) -> None:
    """The way of the README: init, new, check, plan, publish, status, embed, verify."""
    assert run("init", "emission", "--title", "Mon « émission »").code == 0
    made = run("new", "Ouvrir une crêperie", "--show", "emission")
    assert made.out.startswith("made emission/001-ouvrir-une-creperie/episode.md\n")
    folder = tmp_path / "emission" / "001-ouvrir-une-creperie"
    checked = run("check", "--show", "emission")
    assert (checked.code, checked.out) == (0, "1 episode, 0 articles: 0 errors, 2 warnings\n")
    assert "emission/001-ouvrir-une-creperie/episode.md:16:12: warning: the file" in checked.err
    write_wav(folder / "recording.wav")
    text = (folder / "episode.md").read_text(encoding="utf-8").replace("draft: true", "draft: false")
    dated = "\n".join(
        "date: 2025-01-02T06:00:00+01:00" if one.startswith("date:") else one for one in text.split("\n")
    )
    (folder / "episode.md").write_text(dated, encoding="utf-8")

    planned = run("plan", "--show", "emission", "--json")
    assert [one["kind"] for one in planned.json()["changes"]] == ["add", "add"]
    assert not (tmp_path / "public").exists()
    asked = run("publish", "--show", "emission")
    assert (asked.code, "say --yes" in asked.err) == (2, True)
    assert run("publish", "--show", "emission", "--json").code == 2
    assert not (tmp_path / "public").exists()
    published = run("publish", "--show", "emission", "--yes")
    assert published.code == 0, published.err
    assert "Published release 1" in published.out
    assert "https://podcast.example/episodes/ouvrir-une-creperie/" in published.out
    assert "→ -19" in published.out
    assert published.out.rstrip().endswith(" serve --show emission")

    again = run("publish", "--show", "emission", "--yes")
    assert (again.code, again.out.split("\n")[0][:18]) == (0, "Nothing to publish")
    status = run("status", "--show", "emission", "--json").json()
    assert [(one["slug"], one["standing"]) for one in status["pages"]] == [
        ("ouvrir-une-creperie", "published")
    ]
    embed = run("embed", "ouvrir-une-creperie", "--store", "public")
    assert '<iframe src="https://podcast.example/episodes/ouvrir-une-creperie/embed.html"' in embed.out
    assert (
        '<podcast-player src="https://podcast.example/episodes/ouvrir-une-creperie/embed.html">' in embed.out
    )
    playlist = run("embed", "--store", "public")
    assert '<iframe src="https://podcast.example/embed.html"' in playlist.out
    missing = run("embed", "--season", "7", "--store", "public")
    assert (missing.code, missing.out) == (66, "")
    assert "no episode of season 7" in missing.err
    assert run("embed", "ouvrir-une-creperie", "--season", "7", "--store", "public").code == 2
    assert run("verify", "--store", "public", "--json").json()["findings"] == []


def test_status_says_where_each_page_stands(run, show) -> None:
    """Published, changed, new, draft, scheduled."""
    first = show.episode(1)
    show.episode(2)
    assert run("publish", "--show", show.root, "--yes").code == 0
    show.edit(first, "Un résumé.", "Un autre.")
    show.episode(3)
    show.edit(show.episode(4), "2025-03-04", "2999-03-04")
    show.edit(show.episode(5), "recording:", "draft: true\nrecording:")
    pages = run("status", "--show", show.root, "--json").json()["pages"]
    assert {one["slug"]: one["standing"] for one in pages} == {
        "episode-1": "changed",
        "episode-2": "published",
        "episode-3": "new",
        "episode-4": "scheduled",
        "episode-5": "draft",
    }


def test_a_new_recording_makes_an_episode_changed(run, show, write_wav) -> None:
    """Status compares sound by its content, without decoding it."""
    path = show.episode(1)
    assert run("publish", "--show", show.root, "--yes").code == 0
    write_wav(path.parent / "son.wav", seconds=1.5)
    assert run("status", "--show", show.root, "--json").json()["pages"][0]["standing"] == "changed"


def test_an_unknown_slug_has_a_suggestion(run, show) -> None:
    """A slip of the finger is recognised, and exits with 66."""
    show.episode(1)
    run("publish", "--show", show.root, "--yes")
    ran = run("embed", "episode-11", "--show", show.root)
    assert (ran.code, ran.out) == (66, "")
    assert "did you mean “episode-1”?" in ran.err


def test_a_show_that_moves_here_keeps_its_identity(run, tmp_path) -> None:
    """The podcast:guid is that of its old address, and of no other."""
    assert run("init", "a", "--old-feed", "https://feed.ausha.co/BNkjVeCqNPm6").code == 0
    assert 'guid = "df9aa69e-2b17-53e9-935b-1127794471bb"' in (tmp_path / "a" / "show.toml").read_text(
        "utf-8"
    )
    assert run("init", "b", "--old-feed", "ausha").code == 2


def test_init_overwrites_nothing(run) -> None:
    """A show that is there stays as it is."""
    run("init", "a")
    before = Path("a/show.toml").read_bytes()
    ran = run("init", "a", "--title", "B")
    assert (ran.code, Path("a/show.toml").read_bytes()) == (73, before)


def test_every_command_has_help_an_example_and_its_place_in_the_reference() -> None:
    """docs/commands.md is what the commands say; `make docs` writes it."""
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == reference()
    for name in COMMANDS:
        section = written.split(f"## podcast {name}\n")[1].split("\n## ")[0]
        assert "Example:" in section


_NEVER_TO_CHECK = (
    *("boto3", "botocore", "lxml", "feedgen", "dateutil", "mutagen", "jinja2", "cmarkgfm", "nh3", "rich"),
    *("numpy", "scipy", "pydub", "lameenc", "miniaudio", "PIL.ImageDraw", "http.server", "urllib.request"),
    *("podcast.content.yaml_faults", "podcast.content.toml_faults", "ssl", "http.client"),
)
_NEVER_TO_HELP = (
    *_NEVER_TO_CHECK,
    "PIL",
    "yaml",
    "msgspec",
    "imageio_ffmpeg",
    "subprocess",
    "tomllib",
    "json",
    "zoneinfo",
    "shutil",
    "podcast.publish",
    *(f"podcast.cli.{name.replace('-', '_')}" for name in COMMANDS if name not in ("import", "completion")),
)
_NEVER_TO_KNOWN = (
    *_NEVER_TO_CHECK,
    *("PIL", "yaml", "imageio_ffmpeg", "podcast.content.load_page", "podcast.content.editorial_words"),
)


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [(["--help"], _NEVER_TO_HELP), (["check", "--show", str(ROOT / "episodes")], _NEVER_TO_CHECK)],
    ids=["help", "check"],
)
def test_what_is_asked_most_imports_nothing_heavy(arguments: list[str], heavy: tuple[str, ...]) -> None:
    """So that `podcast --help` answers in 150 ms, and `podcast check` on the sample show in 400."""
    code = (
        f"import sys\nfrom podcast.cli.main import main\nmain({arguments!r})\n"
        f"print('heavy:', [one for one in {heavy!r} if one in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.endswith("heavy: []\n")


def test_a_check_of_what_is_known_loads_nothing_that_reads_it(tmp_path: Path) -> None:
    """Neither pages nor pictures nor recordings of a show that was looked at a while ago are opened."""
    show = tmp_path / "show"
    shutil.copytree(ROOT / "episodes", show, ignore=shutil.ignore_patterns(".podcast"))
    (show / ".podcast").mkdir()
    time.sleep(2.1)  # what is younger is not believed
    arguments = ["check", "--show", str(show)]
    assert main(arguments) == 0
    code = (
        f"import sys\nfrom podcast.cli.main import main\nmain({arguments!r})\n"
        f"print('heavy:', [one for one in {_NEVER_TO_KNOWN!r} if one in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.endswith("heavy: []\n")


def test_pages_are_made_without_what_feeds_and_the_network_need() -> None:
    """Whoever makes a feed loads lxml, beside those who make pages."""
    heavy = ("feedgen", "lxml", "urllib.request", "ssl", "http.client", "boto3", "podcast.content.transcript")
    code = f"import sys, podcast.publish.rendered\nprint([one for one in {heavy!r} if one in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


@pytest.mark.parametrize("arguments", [["nonsense"], ["publish", "--nonsense"], ["serve", "--port", "x"]])
def test_wrong_usage_exits_with_2(run, arguments: list[str]) -> None:
    """And says how to go on, on standard error."""
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "--help" in ran.err or "Usage" in ran.err


def test_an_internal_error_is_one_line_and_a_traceback_in_the_log(
    run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A traceback is for us, not for a producer."""
    monkeypatch.setattr("podcast.publish.check.check_show", lambda *_, **__: 1 / 0)
    monkeypatch.setattr("podcast.cli.check.show_root", lambda _: (Path(), ""))
    ran = run("check")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "Internal error: ZeroDivisionError" in ran.err
    ran = run("--debug", "check")
    assert "Traceback" not in ran.err
    assert "Traceback" in Path(ran.err.split("The log is ")[1].strip()).read_text("utf-8")
