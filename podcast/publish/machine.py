"""What publishing needs of this computer and of the store that show.toml names, looked at without writing anything.

The trial of a store by writing to it is `doctor`'s. Each finding that is not good has a remedy to copy.
"""

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib import metadata
from pathlib import Path

from podcast.audio.abilities import abilities
from podcast.content.problem import errors, exit_code
from podcast.errors import ContentError, ExitCode, PodcastError
from podcast.messages import msg, msgs
from podcast.publish.check import check_show
from podcast.publish.doctor import CORS, public_findings
from podcast.publish.fetch import fetch
from podcast.publish.state import read_state
from podcast.store.base import Store
from podcast.store.finding import Finding, Level, fault, good, skipped, warning

TESTED = ((3, 11), (3, 14))
"""The first and the last Python that this program is tested with."""

CLOCK = msg("clock")
_ROOM = 2_000_000_000  # bytes: an hour of WAV, and what is made of it
_OFF = 60.0  # seconds: what is due would be published a minute early or late
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:>=([0-9.]+))?")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)([^\\\n]*)", re.MULTILINE)


def examine_machine(room: Path) -> Iterator[Finding]:
    """Yield what is found of Python, its packages, ffmpeg and the disk that `room` is on."""
    yield _python()
    yield from _packages()
    yield from _ffmpeg()
    yield _disk(room)


def examine_store(store: Store, base_url: str) -> Iterator[Finding]:
    """Yield what is found by reading a store and its public address: credentials, the release, the clock, CORS."""
    try:
        store.probe()
    except PodcastError as error:
        yield fault(msg("store"), error.message, error.hint, code=error.exit_code)
        return
    if store.server:
        yield good(
            msg("store"), msg("{store} can be reached, and the credentials are accepted", store=store.url)
        )
    else:
        yield good(msg("store"), msg("{store} can be written", store=store.url))
    try:
        number = read_state(store).number
    except ContentError as error:
        yield fault(msg("release"), error.message, error.hint, code=error.exit_code)
        return
    yield good(
        msg("release"), msg("number {number} is published", number=number) if number else msg("none yet")
    )
    if not base_url:
        yield from _unasked(msg("show.toml names no public address of it"))
        return
    if ".example/" in f"{base_url}/":
        yield warning(
            msg("public address"),
            msg("base_url in show.toml is that of the example: {url}", url=base_url),
            msg('write the address under which readers get the store: base_url = "https://…/"'),
        )
        yield from _unasked(msg("there is no web server at the address of the example"))
        return
    yield _clock(base_url)
    found = list(public_findings(store, base_url))
    yield from found
    if not any(one.check == CORS for one in found):
        yield skipped(CORS, msg("not looked at: the feed does not answer at its public address"))


def _unasked(reason: str) -> Iterator[Finding]:
    """Yield what only a web server could have been asked."""
    for check in (CLOCK, CORS):
        yield skipped(check, msg("not looked at: {reason}", reason=reason))


def examine_show(root: Path | None) -> Iterator[Finding]:
    """Yield whether the show folder at `root` could be published."""
    if root is None:
        return
    folder, problems = check_show(root)
    wrong, pages = len(errors(problems)), len(folder.pages())
    if wrong:
        told = msgs(
            "{n} error keeps it from being published", "{n} errors keep it from being published", wrong
        )
        yield fault(msg("show"), told, "podcast check", code=exit_code(problems))
    else:
        yield good(msg("show"), msgs("{n} page can be published", "{n} pages can be published", pages))


def _python() -> Finding:
    version = sys.version_info[:2]
    said = ".".join(map(str, sys.version_info[:3]))
    if TESTED[0] <= version <= TESTED[1]:
        return good(msg("Python"), msg("{version}", version=said))
    return warning(
        msg("Python"),
        msg("{version} is not one that this program is tested with", version=said),
        "make clean && make PYTHON=python3.13 install",
    )


def _packages() -> Iterator[Finding]:
    """Compare what is installed with what the program needs, and with what a checkout of it has pinned."""
    lacking, older = [], []
    for one in metadata.requires("podcast") or ():
        found = _REQUIREMENT.match(one)
        if found is None or "extra ==" in one or not _applies(one):
            continue
        version = _installed(found[1])
        if not version:
            lacking.append(found[1])
        elif found[2] and _numbers(version) < _numbers(found[2]):
            older.append(f"{found[1]} {version}")
    if lacking or older:
        yield fault(
            msg("packages"),
            msg("missing or too old: {names}", names=", ".join(lacking + older)),
            "make install",
        )
        return
    differing = [f"{name} {here}, not {pinned}" for name, here, pinned in _unpinned()]
    if differing:
        yield warning(
            msg("packages"),
            msg("not the versions that were tested: {names}", names="; ".join(differing)),
            "make install",
        )
    else:
        yield good(msg("packages"), msg("all are there, in the versions that were tested"))


def _unpinned() -> Iterator[tuple[str, str, str]]:
    """Yield the packages that are installed in another version than requirements.txt of a checkout pins."""
    pins = Path(__file__).parents[2] / "requirements.txt"
    text = pins.read_text(encoding="utf-8") if pins.is_file() else ""
    for name, pinned, marker in _PIN.findall(text):
        here = _installed(name)
        if here and here != pinned and _applies(marker):
            yield name, here, pinned


def _applies(requirement: str) -> bool:
    """Say whether a requirement is one of this Python: the only marker that we use."""
    found = re.search(r"python_(?:full_)?version\s*(>=|<)\s*['\"]([0-9.]+)['\"]", requirement)
    if not found:
        return True
    is_newer = sys.version_info[:2] >= _numbers(found[2])[:2]
    return is_newer if found[1] == ">=" else not is_newer


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(one) for one in re.findall(r"\d+", version)[:3])


def _ffmpeg() -> Iterator[Finding]:
    try:
        found = abilities()
    except PodcastError as error:
        yield fault(msg("ffmpeg"), error.message, error.hint)
        return
    remedy = "unset PODCAST_FFMPEG IMAGEIO_FFMPEG_EXE; .venv/bin/python -m pip install --force-reinstall imageio-ffmpeg"
    if found.decoders:
        names = ", ".join(found.decoders)
        yield fault(msg("ffmpeg"), msg("{path} cannot read {names}", path=found.path, names=names), remedy)
    else:
        yield good(msg("ffmpeg"), msg("{version}, {path}", version=found.version, path=found.path))
    if found.encoders:
        names = ", ".join(found.encoders)
        yield warning(
            "codecs", msg("{names} is missing, which alternates in M4A or Opus need", names=names), remedy
        )
    else:
        yield good(msg("codecs"), msg("all that recordings come in, and M4A and Opus for alternates"))


def _disk(room: Path) -> Finding:
    free = shutil.disk_usage(room).free
    if free < _ROOM:
        return warning(
            msg("disk"),
            msg("{size:.1f} GB are free, mastering an hour takes up to 2", size=free / 1e9),
            msg("make room"),
        )
    return good(msg("disk"), msg("{size:.1f} GB are free", size=free / 1e9))


def _clock(url: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Finding:
    """Compare this computer's clock with that of the web server at the public address."""
    check = CLOCK
    try:
        said = fetch(url, method="HEAD", most=0).headers.get("date", "")
        off = (now() - parsedate_to_datetime(said)).total_seconds()
    except (PodcastError, ValueError, TypeError):
        return warning(check, msg("{url} does not say what time it is", url=url), f"curl -sI {url}")
    if abs(off) <= _OFF:
        return good(check, msg("right within {seconds:.0f} s", seconds=max(1.0, abs(off))))
    return warning(
        check,
        msg(
            "this computer’s is {seconds:.0f} seconds off: what is due is published at a wrong time",
            seconds=off,
        ),
        "timedatectl set-ntp true"
        if sys.platform == "linux"
        else msg("let the system set its clock by the network"),
    )


def exit_code_of(findings: list[Finding]) -> ExitCode:
    """Return what a command that found these ends with: that of the first fault, in the order that one mends them."""
    return next((one.code for one in findings if one.level is Level.FAULT), ExitCode.DONE)
