"""What tests of moving share: an old host on loopback, and names that lead there."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from podcast.moving.importing import Imported, Options, import_show
from podcast.moving.reach import Reach
from podcast.moving.show import Target
from podcast.publish.check import checked_show
from podcast.publish.progress import Silence
from podcast.publish.workflow import Outcome, carry_out, propose
from podcast.publish.workspace import Workspace
from podcast.store.base import Store

from .. import making
from .oldhost import OldHost

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


def lookup_on_loopback(host: str, port: int, *_: Any) -> list[Any]:
    """Find every name of `.example` on this computer, and no other."""
    if host.endswith(".example") or host == "127.0.0.1":
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.fixture(autouse=True)
def made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make no picture and no master that another test has made."""
    making.once(monkeypatch)


@pytest.fixture
def reach() -> Reach:
    """Give what finds the old host, which is allowed by name."""
    return Reach(["old.example", "podcast.example"], lookup=lookup_on_loopback)


@pytest.fixture
def old_host() -> Iterator[OldHost]:
    """Give a server that is the old host."""
    with OldHost() as host:
        yield host


@pytest.fixture
def bring(reach: Reach) -> Callable[..., Imported]:
    """Give a function that imports a feed into a folder."""

    def run(where: str, root: Path, **changes: Any) -> Imported:
        target = Target(base_url=changes.pop("base_url", "https://podcast.example/"), store="../public")
        options = Options(target=target, **changes)
        return import_show(where, root, reach, options=options, progress=Silence())

    return run


@pytest.fixture
def publish_show() -> Callable[[Path, Store], Outcome]:
    """Give a function that checks and publishes a show folder."""

    def run(root: Path, store: Store) -> Outcome:
        folder, _ = checked_show(root)
        proposal = propose(folder, store, now=NOW, progress=Silence())
        return carry_out(store, proposal, workspace=Workspace(root), progress=Silence())

    return run
