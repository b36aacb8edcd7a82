"""Pictures and masters that many tests make of the same: made once for all of them.

They are the same bytes each time, which tests of their own see to (tests/audio, tests/publish/test_images.py), and take
most of the time of a publish. Who tests that they are made, or not made, replaces what is replaced here.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from podcast.audio.master import Mastered
from podcast.errors import Place
from podcast.publish import images_encode, masters
from podcast.publish.images_encode import EncodedImages

_encoded, _master = images_encode.encoded, masters.master
_pictures: dict[tuple[str, tuple[int, ...], str], EncodedImages] = {}
_masters: dict[tuple[str, str], tuple[bytes, Mastered]] = {}


def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this test have what was made of the same for another one."""
    monkeypatch.setattr(images_encode, "encoded", _encoded_once)
    monkeypatch.setattr(masters, "master", _mastered_once)


def _encoded_once(path: Path, *, widths: Sequence[int], accent: str, place: Place) -> EncodedImages:
    named = (_digest(path), tuple(widths), accent)
    if named not in _pictures:
        _pictures[named] = _encoded(path, widths=widths, accent=accent, place=place)
    return _pictures[named]


def _mastered_once(recording: Path, out: Path, **rest: Any) -> Mastered:
    if rest.get("stings"):
        return _master(recording, out, **rest)
    named = (_digest(recording), repr((rest["target"], rest.get("audio"))))
    if named not in _masters:
        facts = _master(recording, out, **rest)
        _masters[named] = (out.read_bytes(), facts)
        return facts
    body, facts = _masters[named]
    out.write_bytes(body)
    if rest.get("progress"):
        rest["progress"](1.0)
    return facts


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
