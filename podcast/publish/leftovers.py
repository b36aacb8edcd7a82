"""What runs that were killed have left behind, and what the cache takes: found, said, and not touched.

Locks are none of it: the system frees them when their holder dies.
"""

import shlex
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from podcast.errors import PodcastError
from podcast.messages import msg, msgs
from podcast.publish.workspace import NAME
from podcast.store.base import Store
from podcast.store.directory import DirectoryStore
from podcast.store.finding import Finding, good, warning

_OLD = timedelta(days=1)  # after which nobody sends an upload any more
_LEFT = 3600.0  # seconds without a write after which a temporary file has lost its writer
_LARGE = 20_000_000_000


def leftovers(root: Path | None, store: Store | None) -> Iterator[Finding]:
    """Yield what is left in the show folder at `root` and in `store`."""
    places = [one for one in (root, store.root if isinstance(store, DirectoryStore) else None) if one]
    found = sorted({path for place in places for path in _temporary(place)})
    if found:
        names = " ".join(shlex.quote(str(one)) for one in found[:20])
        yield warning(
            msg("temporary files"),
            msgs(
                "{n} was left by a run that was killed",
                "{n} were left by runs that were killed",
                len(found),
            ),
            f"rm {names}",
        )
    else:
        yield good(msg("temporary files"), msg("none are left"))
    if store is not None:
        yield _uploads(store)
    if root is not None:
        yield _cache(root)


def _temporary(place: Path) -> Iterator[Path]:
    oldest = time.time() - _LEFT
    for path in place.rglob(".*.part"):
        try:
            if path.stat().st_mtime < oldest:
                yield path
        except OSError:
            continue


def _uploads(store: Store) -> Finding:
    try:
        old = [one for one in store.unfinished() if one.since < datetime.now(UTC) - _OLD]
    except PodcastError as error:
        return warning(msg("unfinished uploads"), error.message, error.hint)
    if old:
        return warning(
            msg("unfinished uploads"),
            msgs(
                "{n} is older than a day; one pays for it",
                "{n} are older than a day; one pays for them",
                len(old),
            ),
            "podcast gc --apply",
        )
    return good(msg("unfinished uploads"), msg("none are older than a day"))


def _cache(root: Path) -> Finding:
    cache = root / NAME
    size = 0
    for path in cache.rglob("*"):
        try:
            size += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    told = msg("{size:.1f} GB in {path}", size=size / 1e9, path=str(cache))
    if size > _LARGE:
        return warning(
            msg("cache"), told, shlex.join(["rm", "-r", str(cache / "masters"), str(cache / "tagged")])
        )
    return good(msg("cache"), told)
