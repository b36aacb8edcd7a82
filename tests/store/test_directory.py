"""What is particular to a folder: faults of disks, links, processes that die, and what may be seen in it."""

import errno
import os
import subprocess
import sys
import textwrap
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from podcast.errors import CannotWriteError, DiskError, PodcastError, PreconditionError, TryAgainError
from podcast.store import directory, files
from podcast.store.base import Body, ObjectInfo
from podcast.store.directory import DirectoryStore

STEPS = ("write", "fsync", "link", "replace", "mkdir")


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    """A store in a folder that is not there yet."""
    return DirectoryStore(tmp_path / "public")


def put(store: DirectoryStore, key: str, body: Body, **conditions: Any) -> ObjectInfo:
    """Store `body`; a folder takes type and cache policy from the key."""
    return store.put(key, body, type="", cache="", **conditions)


def visible(root: Path) -> list[str]:
    """Return everything in the folder that is a file, but the lock."""
    return sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and path.name != ".lock"
    )


def breaking(monkeypatch: pytest.MonkeyPatch, code: int, at: int = 1, names: tuple[str, ...] = STEPS) -> None:
    """Let the `at`-th of the system's calls that write fail."""
    count = 0

    def broken(call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count == at:
                raise OSError(code, os.strerror(code))
            return call(*arguments, **more)

        return run

    for name in names:
        monkeypatch.setattr(os, name, broken(getattr(os, name)))


def test_it_is_a_plain_folder(store: DirectoryStore, tmp_path: Path) -> None:
    """Any web server can serve it: keys are paths, content is content, everybody may read."""
    before = os.umask(0o022)
    try:
        put(store, "episodes/12/index.html", b"<p>")
    finally:
        os.umask(before)
    path = tmp_path / "public/episodes/12/index.html"
    assert path.read_bytes() == b"<p>"
    assert path.stat().st_mode & 0o777 == 0o644
    assert store.head("episodes/12/index.html").type == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("call", "code", "expected"),
    [
        ("write", errno.ENOSPC, DiskError),
        ("write", errno.EDQUOT, DiskError),
        ("fsync", errno.EIO, DiskError),
        ("mkdir", errno.EACCES, CannotWriteError),
        ("mkdir", errno.EROFS, CannotWriteError),
        ("link", errno.EACCES, CannotWriteError),
        ("link", errno.ENOSPC, DiskError),
    ],
)
def test_a_disk_that_refuses_is_told(
    store: DirectoryStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    code: int,
    expected: type[PodcastError],
) -> None:
    """The error names the file and what to do; nothing is left; the same command succeeds later."""
    with monkeypatch.context() as patch:
        breaking(patch, code, names=(call,))
        with pytest.raises(expected, match=r"a/feed\.xml") as caught:
            put(store, "a/feed.xml", b"<rss/>", if_none_match=True)
    assert caught.value.hint
    assert str(caught.value).isprintable()
    assert visible(tmp_path) == []
    put(store, "a/feed.xml", b"<rss/>", if_none_match=True)


@pytest.mark.parametrize("condition", ["none", "absent", "match"])
def test_every_step_may_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, condition: str) -> None:
    """Whichever system call fails, readers see the old object or the new, and no remains."""
    for at in range(1, 30):
        root = tmp_path / str(at)
        store = DirectoryStore(root)
        key = "sub/new.txt" if condition == "absent" else "old.txt"
        etag = put(store, "old.txt", b"old").etag
        conditions = {"none": {}, "absent": {"if_none_match": True}, "match": {"if_match": etag}}[condition]
        with monkeypatch.context() as patch:
            breaking(patch, errno.EIO, at)
            try:
                put(store, key, b"new", **conditions)
            except DiskError:
                done = False
            else:
                done = True
        assert {store.get(info.key).body for info in store.list()} <= {b"old", b"new"}
        assert set(visible(root)) <= {"old.txt", key}
        assert put(store, key, b"new", **conditions).size == 3
        if done:
            assert at > 3
            return
    pytest.fail("it never succeeded")


@pytest.mark.parametrize("at", range(1, 6))
def test_a_killed_writer_leaves_nothing_visible(tmp_path: Path, at: int) -> None:
    """Killed at any system call, a writer leaves the old object or the new, no lock, and no listed file."""
    store = DirectoryStore(tmp_path)
    put(store, "feed.xml", b"old")
    program = f"""
        import os, signal
        from pathlib import Path
        from podcast.store.directory import DirectoryStore
        count = 0
        def deadly(call):
            def run(*arguments, **more):
                global count
                count += 1
                if count == {at}:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*arguments, **more)
            return run
        for name in {STEPS!r}:
            setattr(os, name, deadly(getattr(os, name)))
        store = DirectoryStore(Path({str(tmp_path)!r}))
        store.put("feed.xml", b"new", type="", cache="")
        os.kill(os.getpid(), signal.SIGKILL)
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False)
    assert killed.returncode == -9
    assert [info.key for info in store.list()] == ["feed.xml"]
    assert store.get("feed.xml").body in (b"old", b"new")
    put(store, "feed.xml", b"newer", if_match=store.head("feed.xml").etag)


def test_what_killed_writers_left_is_swept(store: DirectoryStore, tmp_path: Path) -> None:
    """A temporary file that nobody has written to for an hour goes with the next write beside it."""
    (tmp_path / "public").mkdir()
    dead, alive = tmp_path / "public/.podcast-dead", tmp_path / "public/.podcast-alive"
    for path in (dead, alive):
        path.touch()
    os.utime(dead, (time.time() - 4000,) * 2)
    put(store, "a.txt", b"x")
    assert not dead.exists()
    assert alive.exists()


def test_processes_lose_no_update(store: DirectoryStore, tmp_path: Path) -> None:
    """Three processes that add one, if nobody else has, ten times each, make thirty."""
    put(store, "count.txt", b"0")
    program = f"""
        import os
        from pathlib import Path
        from podcast.errors import PreconditionError
        from podcast.store.directory import DirectoryStore
        store = DirectoryStore(Path({str(tmp_path / "public")!r}))
        left = 10
        while left:
            found = store.get("count.txt")
            body = b"%d %d-%d" % (int(found.body.split()[0]) + 1, os.getpid(), left)
            try:
                store.put("count.txt", body, type="", cache="", if_match=found.info.etag)
            except PreconditionError:
                continue
            left -= 1
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    running = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait(30) for process in running] == [0, 0, 0]
    assert store.get("count.txt").body.startswith(b"30 ")


def test_a_disk_without_links_still_creates_once(
    store: DirectoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where hard links are unknown the lock alone makes sure that one of many creates."""

    def no_links(*_: Any) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", no_links)
    start = Barrier(12)

    def race(number: int) -> int:
        start.wait(10)
        try:
            put(store, "a.txt", b"%d" % number, if_none_match=True)
        except PreconditionError:
            return -1
        return number

    with ThreadPoolExecutor(12) as pool:
        (winner,) = {number for number in pool.map(race, range(12))} - {-1}
    assert store.get("a.txt").body == b"%d" % winner


def test_a_lock_that_is_kept_is_not_waited_for_for_ever(
    store: DirectoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who keeps the lock makes others give up with 75, and nothing is left of their try."""
    put(store, "a.txt", b"old")
    monkeypatch.setattr(files, "_PATIENCE", 0.02)
    with files.locked(tmp_path / "public/.lock"), pytest.raises(TryAgainError, match="is writing here"):
        put(store, "a.txt", b"new")
    assert visible(tmp_path / "public") == ["a.txt"]
    put(store, "a.txt", b"new")


@pytest.mark.parametrize("target", ["outside", "outside/secret.txt", "public/inside", "nowhere"])
def test_links_are_refused_by_name(store: DirectoryStore, tmp_path: Path, target: str) -> None:
    """A symbolic link in the store leads nowhere: it is not read, written, deleted or listed."""
    put(store, "inside/a.txt", b"a")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.txt").write_text("secret")
    (tmp_path / "public/link").symlink_to(tmp_path / target)
    for key in ("link", "link/secret.txt", "link/a.txt", "link/new/x.txt"):
        for method in (store.head, store.get, store.delete):
            with pytest.raises(CannotWriteError, match=r"public/link: is a symbolic link"):
                method(key)
        with pytest.raises(CannotWriteError, match=r"public/link: is a symbolic link"):
            put(store, key, b"x")
    assert [info.key for info in store.list()] == ["inside/a.txt"]
    assert (tmp_path / "outside/secret.txt").read_text() == "secret"


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    """A producer may keep the store on another disk and link to it."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "public").symlink_to(tmp_path / "disk")
    put(DirectoryStore(tmp_path / "public"), "a.txt", b"x")
    assert (tmp_path / "disk/a.txt").read_bytes() == b"x"


@pytest.mark.parametrize(("first", "second"), [("a", "a/b"), ("a/b", "a")])
def test_a_key_cannot_be_a_folder_too(store: DirectoryStore, first: str, second: str) -> None:
    """A file where a folder should be, or the other way round, is named; what is there stays."""
    put(store, first, b"x")
    for conditions in ({}, {"if_none_match": True}):
        with pytest.raises(CannotWriteError, match="public/a"):
            put(store, second, b"y", **conditions)
    assert [info.key for info in store.list()] == [first]


def test_a_file_is_no_store(tmp_path: Path) -> None:
    """Where a file is in the place of the folder, probing says so."""
    (tmp_path / "public").touch()
    for path in (tmp_path / "public", tmp_path / "public/deeper"):
        with pytest.raises(CannotWriteError):
            DirectoryStore(path).probe()
        with pytest.raises(CannotWriteError):
            put(DirectoryStore(path), "a.txt", b"x")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere"
)
def test_a_folder_without_permission_is_found_by_probing(tmp_path: Path) -> None:
    """A read-only folder is refused before anything is prepared."""
    tmp_path.chmod(0o555)
    with pytest.raises(CannotWriteError, match="allow"):
        DirectoryStore(tmp_path / "public").probe()
    with pytest.raises(CannotWriteError):
        put(DirectoryStore(tmp_path), "a.txt", b"x")


def test_hidden_files_are_not_objects(store: DirectoryStore, tmp_path: Path) -> None:
    """The lock, temporary files and whatever else is hidden in the folder are never listed."""
    put(store, "a.txt", b"x")
    for name in (".podcast-0", ".env", ".git/config", "sub/.DS_Store", "cafe\u0301.txt"):
        path = tmp_path / "public" / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert [info.key for info in store.list()] == ["a.txt"]


def test_a_large_folder_is_listed_in_order(store: DirectoryStore, tmp_path: Path) -> None:
    """Twelve hundred keys in folders come in the order of their bytes."""
    keys = [
        f"{name}{number % 7}{end}{number:04}"
        for number in range(400)
        for name, end in (("a", "/"), ("a-", "."), ("é", "/x/"))
    ]
    for key in keys:
        path = tmp_path / "public" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert [info.key for info in store.list()] == sorted(keys, key=str.encode)


def test_the_first_key_costs_one_folder(
    store: DirectoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Finding the newest release opens no folder but those that lead to it, and reads no file."""
    for key in (
        "_podcast/releases/1.json",
        "_podcast/records/1.json",
        "audio/1.mp3",
        "episodes/1/index.html",
    ):
        put(store, key, b"x")
    opened: list[str] = []
    scan = os.scandir

    def counted(path: Path) -> Any:
        opened.append(Path(path).name)
        return scan(path)

    monkeypatch.setattr(os, "scandir", counted)
    assert [info.key for info in store.list("_podcast/releases/", limit=1)] == ["_podcast/releases/1.json"]
    assert opened == ["public", "_podcast", "releases"]


def test_a_settled_file_is_digested_once(
    store: DirectoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Playing a recording from the preview does not digest it anew for each span; a change is seen."""
    monkeypatch.setattr(directory, "_SETTLED_NS", -(1 << 62))
    put(store, "audio/a.mp3", b"0123456789")
    readings = 0
    digest = directory._digest

    def counted(stream: Any) -> str:
        nonlocal readings
        readings += 1
        return digest(stream)

    monkeypatch.setattr(directory, "_digest", counted)
    before = [store.get("audio/a.mp3", first=at, last=at).info for at in range(5)]
    assert readings == 1
    time.sleep(0.02)
    (tmp_path / "public/audio/a.mp3").write_bytes(b"9876543210")
    assert store.head("audio/a.mp3").etag != before[0].etag


def test_a_fresh_file_is_digested_each_time(
    store: DirectoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes that change within a tick of the disk's clock change the ETag all the same."""
    put(store, "a.txt", b"one")
    status = os.stat(tmp_path / "public/a.txt")  # noqa: PTH116  the very call is replaced below
    monkeypatch.setattr(os, "fstat", lambda _: status)
    before = store.head("a.txt").etag
    (tmp_path / "public/a.txt").write_bytes(b"two")
    assert store.head("a.txt").etag != before


@pytest.mark.parametrize(("conditions", "step"), [({}, "replace"), ({"if_none_match": True}, "link")])
def test_content_is_on_the_disk_before_its_name(
    store: DirectoryStore, monkeypatch: pytest.MonkeyPatch, conditions: dict[str, Any], step: str
) -> None:
    """A power cut cannot leave a name without its content: content, then name, then folder."""
    put(store, "first.txt", b"x")
    calls: list[str] = []

    def noted(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **more: Any) -> Any:
            calls.append(name)
            return call(*arguments, **more)

        return run

    for name in STEPS:
        monkeypatch.setattr(os, name, noted(name, getattr(os, name)))
    put(store, "a.txt", b"x", **conditions)
    assert calls == ["write", "fsync", step, "fsync"]


def test_memory_stays_flat(store: DirectoryStore, tmp_path: Path) -> None:
    """Storing a recording takes a few megabytes of memory, however long it is."""
    recording = tmp_path / "recording.wav"
    with recording.open("wb") as file:
        file.truncate(48 << 20)
    tracemalloc.start()
    try:
        put(store, "audio/x.wav", recording)
        store.head("audio/x.wav")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 << 20


def test_what_a_killed_writer_left_is_found_and_removed(tmp_path: Path) -> None:
    """It is no object, has its age, and goes when it is abandoned."""
    store = DirectoryStore(tmp_path)
    store.put("audio/a.mp3", b"a", type="", cache="")
    left = tmp_path / "audio" / ".podcast-0123456789abcdef"
    left.write_bytes(b"half")
    os.utime(left, (1_000_000_000, 1_000_000_000))
    (found,) = store.unfinished("audio/")
    assert found.since == datetime.fromtimestamp(1_000_000_000, UTC)
    assert list(store.unfinished("images/")) == []
    store.abandon(found)
    store.abandon(found)
    assert not left.exists()
    assert [one.key for one in store.list()] == ["audio/a.mp3"]
