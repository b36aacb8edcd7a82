"""The sample show, published: what a producer sees, and what listeners get."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest
from lxml import etree

TARGETS = {"reprendre": -19.0, "comment": -16.0, "jai": -19.0}


def tree(folder: Path) -> dict[str, str]:
    """Return the digest of every published file."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def items_of(folder: Path) -> list[etree._Element]:
    """Return the items of the published feed."""
    return etree.parse(folder / "feed.xml").findall("channel/item")


def test_it_ends_by_saying_what_was_published_and_how_to_look_at_it(sample: Path) -> None:
    """Addresses, lengths, loudness before and after, and the next command."""
    printed = (sample / "printed.txt").read_text(encoding="utf-8")
    assert "Published release 1" in printed
    assert (
        "https://podcast.lexpress-franchise.example/episodes/comment-federer-un-reseau-de-franchise/"
        in printed
    )
    assert re.search(r"1:59, \d\.\d MB, -20\.\d → -16\.\d LUFS, -\d\.\d dBTP", printed)
    assert printed.rstrip().split("\n")[-4].endswith("all as they claim.")
    assert printed.rstrip().split("\n")[-3].startswith("That was read in the store.")
    assert "To embed it: " in printed.rstrip().split("\n")[-2]
    assert printed.rstrip().split("\n")[-1].startswith("To look at it: ")
    assert printed.rstrip().endswith(" serve")


def test_publishing_again_changes_nothing_and_says_so(sample: Path, run_podcast) -> None:
    """Not a byte, not a time stamp."""
    before = {path: path.stat().st_mtime_ns for path in (sample / "public").rglob("*")}
    done = run_podcast("publish", "--yes", cwd=sample)
    assert (done.returncode, done.stdout.startswith("Nothing to publish: ")) == (0, True)
    assert {path: path.stat().st_mtime_ns for path in (sample / "public").rglob("*")} == before


def test_another_machine_publishes_the_same_bytes(sample: Path, run_podcast, tmp_path: Path) -> None:
    """In another place, another locale and another time zone, from nothing."""
    shutil.copytree(sample / "episodes", tmp_path / "e", ignore=shutil.ignore_patterns(".podcast"))
    done = run_podcast(
        "publish",
        "--yes",
        "--show",
        "e",
        "--store",
        "elsewhere",
        cwd=tmp_path,
        TZ="Asia/Tokyo",
        LC_ALL="fr_FR.UTF-8",
    )
    assert done.returncode == 0, done.stderr
    made, expected = tree(tmp_path / "elsewhere"), tree(sample / "public")
    # only who made the release and when is not the same
    notes = {path for path in made | expected if "commits" in str(path)}
    assert len(notes) == 1
    assert {path: made[path] for path in made.keys() - notes} == {
        path: expected[path] for path in expected.keys() - notes
    }


def test_enclosures_are_exactly_what_the_feed_claims(sample: Path) -> None:
    """Length in bytes, type, and a name that contains the content's digest."""
    for item in items_of(sample / "public"):
        enclosure = item.find("enclosure")
        assert enclosure is not None
        key = enclosure.get("url", "").removeprefix("https://podcast.lexpress-franchise.example/")
        body = (sample / "public" / key).read_bytes()
        assert int(enclosure.get("length", "0")) == len(body)
        assert hashlib.sha256(body).hexdigest()[:12] in key
        assert enclosure.get("type") == "audio/mpeg"


def test_an_independent_meter_finds_each_master_on_target(sample: Path) -> None:
    """ffmpeg's ebur128: within 0.5 LU of the target and not above -1 dBTP."""
    masters = sorted((sample / "public" / "audio").glob("*.mp3"))
    assert len(masters) == 3
    for master in masters:
        measured = subprocess.run(
            [
                imageio_ffmpeg.get_ffmpeg_exe(),
                "-nostdin",
                "-i",
                master,
                "-af",
                "ebur128=peak=true",
                "-f",
                "null",
                "-",
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stderr
        summary = measured[measured.rindex("Summary:") :]
        loudness = float(re.findall(r"I:\s+(-?[\d.]+) LUFS", summary)[0])
        peak = float(re.findall(r"Peak:\s+(-?[\d.]+) dBFS", summary)[0])
        target = TARGETS[master.name.split("-")[0]]
        assert abs(loudness - target) <= 0.5, master.name
        assert peak <= -1.0, master.name


def test_chapters_and_tags_are_in_the_file(sample: Path) -> None:
    """Read by a program that did not write them."""
    master = next((sample / "public" / "audio").glob("comment-*.mp3"))
    told = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-i", master, "-f", "ffmetadata", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.count("[CHAPTER]") == 5
    assert "title=Comment fédérer un réseau de franchise\u202f?" in told
    assert "album=En Toute Franchise" in told
    assert "title=Un réseau, des patrons indépendants" in told


@pytest.mark.parametrize("key", ["index.html", "404.html", "sitemap.xml", "robots.txt"])
def test_files_of_a_site_are_there(sample: Path, key: str) -> None:
    """What a web host expects."""
    assert (sample / "public" / key).stat().st_size > 0


def test_a_recording_is_never_changed(sample: Path) -> None:
    """The copy that was published is still what is in the repository."""
    original = Path(__file__).parents[2] / "episodes"
    for recording in original.glob("*/enregistrement.*"):
        copy = sample / "episodes" / recording.relative_to(original)
        assert copy.read_bytes() == recording.read_bytes()
