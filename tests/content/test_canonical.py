"""Canonical JSON is read by many threads at once, and whatever somebody put there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from podcast.content import canonical
from podcast.content.release import Release
from podcast.errors import ContentError

ROOT = Path(__file__).parents[2]

# Each class is new to msgspec, and is first met by eight threads at once.
PROGRAM = """
import sys
from threading import Barrier, Thread
from msgspec import defstruct
from podcast.content import canonical

sys.setswitchinterval(1e-6)
read = []
for turn in range(150):
    inner = defstruct("Inner", [(f"field_{at}", int, 0) for at in range(12)])
    kind = defstruct("Kind", [(f"part_{at}", tuple[inner, ...], ()) for at in range(8)])
    start = Barrier(8)

    def decode():
        start.wait()
        read.append(canonical.decode(b'{"part_3": [{"field_4": 5}]}', kind, where="here").part_3[0].field_4)

    threads = [Thread(target=decode) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
assert read == [5] * 1200
"""


def test_a_class_may_be_met_by_many_threads_at_once() -> None:
    """Records of one release are read side by side, and the first of their kind crashes nothing."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_nested_too_deeply_is_refused() -> None:
    """In a key that nothing asks for, where a reader passes over what it finds."""
    body = b'{"format": 1, "unknown": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    with pytest.raises(ContentError):
        canonical.decode(body, Release, where="release")
