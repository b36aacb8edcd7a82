"""Rows 48 to 57: clocks, locales, secrets, the preview, and doing the same thing twice."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest

from podcast.feed.read import read_feed
from podcast.publish import collect
from podcast.store import s3_clock
from podcast.store.directory import DirectoryStore
from podcast.store.serve import PreviewServer

from ..store.test_serve import asking
from .bucket import NAME, Line
from .scene import CANARY, PUBLISH, Scene
from .test_34_to_40_network import PLAN, STORE, line, moto

__all__ = ["line", "moto"]  # fixtures

PAGE = "emission/002-episode-2/episode.md"


@pytest.mark.parametrize("local", ["2026-03-29T02:30:00", "2026-10-25T02:30:00", "2026-06-01T06:00:00"])
def test_48_dates_without_offset(scene: Scene, local: str) -> None:
    """A date that the clocks skip, one that they show twice, and any other: the offset is asked for."""
    scene.episode()
    scene.edit(scene.page(), "2025-03-02T06:00:00+01:00", local)
    scene.refused(65, f"{PAGE}:4:7", "has no time zone", "add the offset")
    scene.edit(scene.page(), local, f"{local.replace('2026', '2025')}+02:00")
    scene.accepted()


def test_48_new_episode_at_a_doubled_hour(scene: Scene) -> None:
    """Both moments are offered, and each is taken."""
    new = ("new", "Un titre", "--date")
    both = "2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00"
    scene.refused(2, "twice", both, command=(*new, "25/10/2026 2h30"), json_too=False)
    scene.accepted("made emission/", command=(*new, "2026-10-25T02:30:00+01:00"))


def test_49_future_date(scene: Scene) -> None:
    """Held out of the feed and off the site, and said so."""
    scene.episode()
    due = (datetime.now(UTC) + timedelta(days=400)).isoformat(timespec="seconds")
    scene.edit(scene.page(), "2025-03-02T06:00:00+01:00", due)
    scene.accepted("episode-2", command=("plan",))
    scene.accepted()
    assert len(read_feed((scene.public / "feed.xml").read_bytes(), where="feed").items) == 1
    assert not (scene.public / "episodes" / "episode-2").exists()
    assert not any("episode-2" in path.name for path in scene.public.rglob("*"))


@pytest.mark.parametrize(("off", "says"), [(1, "24 hours ahead of"), (-1, "24 hours behind"), (0, "")])
def test_50_clock_a_day_off(
    scene: Scene, line: Line, monkeypatch: pytest.MonkeyPatch, off: int, says: str
) -> None:
    """A server that accepts it all the same says what time it is: that is a warning."""
    real = s3_clock.utc_now
    monkeypatch.setattr(s3_clock, "utc_now", lambda: real() + timedelta(days=off))
    ran = scene.accepted(says, command=PLAN)
    assert ("clock" in ran.err) == bool(off)


@pytest.mark.parametrize("locale", ["fr_FR.UTF-8", "C"])
def test_51_locales(scene: Scene, locale: str) -> None:
    """Dates in the feed are RFC 822 in English, and the feed the same bytes."""
    scene.episode()
    ran = scene.process(
        *PUBLISH, "--show", "emission", LC_ALL=locale, LC_TIME=locale, COLUMNS="40", TZ="Asia/Tokyo"
    )
    assert ran.code == 0, ran.err
    assert "\x1b" not in ran.out + ran.err
    feed = (scene.public / "feed.xml").read_text(encoding="utf-8")
    assert "<pubDate>Sun, 02 Mar 2025 06:00:00 +0100</pubDate>" in feed


def test_51_head_and_no_terminal(scene: Scene) -> None:
    """Who closes the pipe early gets no traceback."""
    shell = f"{sys.executable} -m podcast publish --help | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", shell],
        cwd=scene.work,
        env=scene.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)


def test_51_forty_columns(scene: Scene) -> None:
    """On a terminal of 40 columns nothing fails."""
    code, shown = scene.on_terminal(
        sys.executable, "-m", "podcast", "check", "--show", "emission", columns=40
    )
    assert code == 0, shown
    assert "Traceback" not in shown


def test_52_secrets(scene: Scene, line: Line) -> None:
    """The canaries of the environment and the profile are in no output, page, feed, cache or store."""
    (scene.home / ".aws" / "config").write_text(
        f"[profile redaction]\naws_access_key_id = AKIA{CANARY}\naws_secret_access_key = {CANARY}\nregion = us-east-1\n"
    )
    toml = scene.show / "show.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(f'{text}\n[s3]\nprofile = "redaction"\n', encoding="utf-8")
    scene.episode()
    for command in (STORE, ("status",), ("log",), ("verify",), (*PUBLISH, "--json"), ("plan", "--json")):
        scene.accepted(command=command)
    for path in scene.work.rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes(), path
    client = boto3.client("s3")
    for one in client.list_objects_v2(Bucket=NAME)["Contents"]:
        assert CANARY.encode() not in client.get_object(Bucket=NAME, Key=one["Key"])["Body"].read(), one[
            "Key"
        ]
    client.close()
    ran = scene.process("--debug", "publish", "--yes", "--show", "emission", "--store", f"s3://{NAME}/other")
    assert CANARY not in ran.out + ran.err
    log = Path(ran.err.splitlines()[-1].removeprefix("The log is ").strip())
    assert log.is_file(), ran.err
    assert CANARY not in log.read_text(encoding="utf-8")
    log.unlink()


@pytest.mark.parametrize(
    "written", ['endpoint = "https://key:SECRET@s3.example"', 'secret_key = "SECRET"', 'profile = "SECRET"']
)
def test_52_a_secret_in_show_toml(scene: Scene, written: str) -> None:
    """It is refused, and not repeated where it would be a password."""
    toml = scene.show / "show.toml"
    good = toml.read_bytes()
    toml.write_bytes(good + b"\n[s3]\n" + written.replace("SECRET", CANARY).encode() + b"\n")
    had = toml.read_bytes()
    ran = scene.run("plan", "--show", "emission", "--store", f"s3://{NAME}/x")
    assert ran.code in (65, 78), ran.err
    assert "Traceback" not in ran.err
    assert toml.read_bytes() == had
    if "profile" not in written:
        assert CANARY not in ran.out + ran.err
    toml.write_bytes(good)
    scene.accepted()


def test_53_preview(scene: Scene) -> None:
    """Nothing but what readers get, to this computer alone, and in ranges."""
    (scene.public / ".env").write_text("secret")
    (scene.public / "out.txt").symlink_to(scene.show / "show.toml")
    with PreviewServer(DirectoryStore(scene.public)) as server:
        ask = asking(server.url)
        for path in (
            "/..%2femission/show.toml",
            "/../emission/show.toml",
            "/out.txt",
            "/.env",
            "/_podcast/gc.json",
        ):
            assert ask(path).status in (400, 403, 404, 503), path
            assert b"Podcast" not in ask(path).body
        assert ask("/feed.xml", Host="evil.example").status == 403
        assert server.url.startswith("http://127.0.0.1:")
        audio = next((scene.public / "audio").glob("*.mp3"))
        reply = ask(f"/audio/{audio.name}", Range="bytes=2-5")
        assert (reply.status, reply.body) == (206, audio.read_bytes()[2:6])


def test_54_script_in_json_ld(scene: Scene) -> None:
    """A title that would end the script element does not, and is whole for who reads it."""
    title = "a </script><script>alert(1)</script> <!-- b"
    scene.episode()
    scene.edit(scene.page(), '"Épisode 2"', f"'{title}'")
    scene.accepted()
    page = (scene.public / "episodes/episode-2/index.html").read_text(encoding="utf-8")
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    assert any(title in json.dumps(json.loads(one), ensure_ascii=False) for one in found)


def test_55_orphaned_uploads(scene: Scene, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """`podcast gc` lists them, and ends them when it is asked to; those of the show next door stay."""
    scene.accepted(command=STORE)
    client = boto3.client("s3")
    client.create_multipart_upload(Bucket=NAME, Key="show/audio/orphan.mp3")
    client.create_multipart_upload(Bucket=NAME, Key="shows/audio/of-another.mp3")
    store = ("--store", f"s3://{NAME}/show", "--grace-days", "1")
    real = collect._is_old
    monkeypatch.setattr(collect, "_is_old", lambda write, before: real(write, before + timedelta(days=2)))
    scene.accepted("would abandon the unfinished upload of audio/orphan.mp3", command=("gc", *store))
    assert client.list_multipart_uploads(Bucket=NAME, Prefix="show/")["Uploads"]
    scene.accepted("abandoned the unfinished upload", command=("gc", "--apply", *store))
    assert not client.list_multipart_uploads(Bucket=NAME, Prefix="show/").get("Uploads")
    assert client.list_multipart_uploads(Bucket=NAME, Prefix="shows/audio/")["Uploads"]
    client.close()


def test_56_the_same_twice(scene: Scene) -> None:
    """The same show in two places is the same bytes; and the second publish has nothing to do."""
    scene.episode()
    scene.accepted(command=(*PUBLISH, "--store", "one"))
    shutil.rmtree(scene.show / ".podcast")
    scene.accepted(command=(*PUBLISH, "--store", "two"))
    one, two = (
        {
            path.relative_to(scene.work / name).as_posix(): path.read_bytes()
            for path in (scene.work / name).rglob("*")
            if path.is_file() and "commits" not in path.parts
        }
        for name in ("one", "two")
    )
    assert one == two
    stamps = {path: path.stat().st_mtime_ns for path in (scene.work / "two").rglob("*")}
    scene.accepted("Nothing to publish", command=(*PUBLISH, "--store", "two"))
    assert {path: path.stat().st_mtime_ns for path in (scene.work / "two").rglob("*")} == stamps


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """Give a wheel of a module of one line."""
    path = tmp_path / "planted-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("planted.py", "x = 1\n")
        archive.writestr(
            "planted-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: planted\nVersion: 1.0\n"
        )
        archive.writestr(
            "planted-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("planted-1.0.dist-info/RECORD", "")
    return path


def test_57_tampered_wheel(wheel: Path, tmp_path: Path) -> None:
    """An install with hashes stops at a file that is not the one that was pinned, and takes the one that is."""
    pins = tmp_path / "pins.txt"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-index",
        "--no-deps",
    ]
    install += ["--no-cache-dir", "--require-hashes", "--target", str(tmp_path / "there"), "-r", str(pins)]

    def run() -> int:
        digest = hashlib.sha256(pinned).hexdigest()
        pins.write_text(f"{wheel} --hash=sha256:{digest}\n")
        return subprocess.run(install, capture_output=True, check=False).returncode

    pinned = b"another"
    assert run() == 1
    assert not (tmp_path / "there" / "planted.py").exists()
    pinned = wheel.read_bytes()
    assert run() == 0


ROOT = Path(__file__).parents[2]


def test_57_every_requirement_is_pinned_by_hash() -> None:
    """Whatever `make` installs, and with which it says so."""
    for name in ("requirements", "requirements-dev", "requirements-build"):
        text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
        pins = [one for one in re.split(r"\n(?=[a-z0-9])", text) if "==" in one]
        assert pins
        assert all("--hash=sha256:" in one for one in pins)
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert make.count("--require-hashes") >= 3
