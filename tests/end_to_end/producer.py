"""Producers as processes that start at once: everything is imported beforehand, and each is a fork.

    python -m tests.end_to_end.producer [MUTANT]

reads a JSON object from each line of standard input, with the `arguments` of `podcast`, a `step` and an `error` (see
`fail_at`; 0 for none), runs `podcast` in a process of its own, and prints its pid. When a process ends, it prints `pid
code file`, the file having what it said on standard error.

A mutant takes away one thing on which what publishing promises depends.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import podcast.publish.workflow as workflow
from podcast.cli.main import COMMANDS, cli, main
from podcast.content import keys
from podcast.publish import converge
from podcast.store import s3_client

_TIMEOUTS = {"connect_timeout": 5, "read_timeout": 0.8}


def impatient() -> None:
    """Wait less than a second for an answer, not a minute: a stall is told from a slow server sooner."""
    real = s3_client._config

    def config(style):  # type: ignore[no-untyped-def]
        return real(style).merge(s3_client.Config(**_TIMEOUTS))

    s3_client._config = config


def hurry() -> None:
    """Wait for nothing before a request is tried again."""
    import botocore.endpoint

    from podcast.store import s3_retry

    botocore.endpoint.time = SimpleNamespace(sleep=lambda _: None)  # type: ignore[assignment]
    s3_retry.sleep = lambda _: None


def hesitate() -> None:
    """Let some stand still for a moment just before they write a feed, where races are decided."""
    real_put = converge._put

    def put(store, key, body, etag):  # type: ignore[no-untyped-def]
        if key == keys.FEED and random.random() < 0.4:  # noqa: S311
            time.sleep(random.uniform(0.1, 0.8))  # noqa: S311
        real_put(store, key, body, etag)

    converge._put = put


def mutate(name: str) -> None:
    """Break one promise."""
    if name == "unconditional-commit":

        def commit(store, made):  # type: ignore[no-untyped-def]
            store.put(made.release.key, made.body, type="application/json", cache="")

        workflow.commit = commit
    elif name == "blind-feed":
        real_put = converge._put

        def put(store, key, body, etag):  # type: ignore[no-untyped-def]
            if key != keys.FEED:
                return real_put(store, key, body, etag)
            return store.put(key, body, type=keys.media_type(key), cache="")

        converge._put = put
    elif name == "feed-first":
        real_write = converge._write

        def write(store, views, etags, touched, progress):  # type: ignore[no-untyped-def]
            converge._put(store, keys.FEED, views.body(keys.FEED), converge.live_release(store)[1])
            real_write(store, views, etags, touched, progress)

        converge._write = write
    elif name:
        raise ValueError(name)


def import_everything() -> None:
    """Import what a publish needs, so that a fork need not."""
    for name in COMMANDS:
        cli.get_command(cli.make_context("podcast", [], resilient_parsing=True), name)
    import podcast.audio.master
    import podcast.publish.announce
    import podcast.publish.build
    import podcast.publish.verify
    import podcast.site.render
    import podcast.store.s3  # noqa: F401


def fail_at(step: int, error: int) -> Callable[[], bool]:
    """Kill this process at its `step`th change to a disk, before it is done: 1 is the first. With an `error`, let
    that change fail with it instead. Returns a function that says whether it came to that.

    A change is a file opened for writing, a write, a sync, a link, a renaming, a removal or a new folder.
    """
    left = step

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            if error:
                raise OSError(error, os.strerror(error))
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(event: str, given: tuple[object, ...]) -> None:
        writes = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
        writes = writes and given[0] != os.devnull  # what a child process has as its input is on no disk
        if writes or event in ("os.rename", "os.link", "os.remove", "os.mkdir"):
            count()

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **more: object) -> object:
            count()
            return real(*given, **more)

        return call

    os.write, os.fsync = counted(os.write), counted(os.fsync)  # type: ignore[assignment]
    sys.addaudithook(hear)
    return lambda: left <= 0


def start(arguments: list[str], said: Path, *, step: int = 0, error: int = 0) -> int:
    """Run `podcast` in a fork that leads a group of its own, and return its pid; see `fail_at` for `step` and `error`.

    It ends with 157 if it came to its end without having made so many steps.
    """
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    random.seed(os.getpid())
    nothing, errors = os.open(os.devnull, os.O_RDWR), os.open(said, os.O_WRONLY | os.O_CREAT, 0o600)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.dup2(errors, 2)
    code = 99
    came = fail_at(step, error) if step else lambda: True
    try:
        code = int(main(arguments))
    finally:
        sys.stderr.flush()
        os._exit(code if came() else 157)


def serve() -> None:
    """Start what is asked for and report what ends, until standard input ends."""
    folder = Path(tempfile.mkdtemp())
    running: dict[int, Path] = {}
    waiting, ended = b"", False
    while running or not ended:
        ready, _, _ = select.select([] if ended else [0], [], [], 0.01)
        if ready:
            read = os.read(0, 1 << 16)
            ended = not read
            *lines, waiting = (waiting + read).split(b"\n")
            for line in lines:
                said = folder / f"{len(list(folder.iterdir()))}.txt"
                said.touch()
                asked = json.loads(line)
                pid = start(asked["arguments"], said, step=asked["step"], error=asked["error"])
                running[pid] = said
                _say(pid)
        for pid in list(running):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                _say(pid, os.waitstatus_to_exitcode(status), running.pop(pid))


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    impatient()
    if os.environ.get("PODCAST_HURRY"):
        hurry()
    mutate(sys.argv[1] if len(sys.argv) > 1 else "")
    hesitate()
    import_everything()
    serve()
