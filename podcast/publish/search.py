"""The index of the search page: made by Pagefind of the pages that are published, and stored beside them.

It follows from a release and is no part of one: publishing needs no Pagefind, and pages without an index say that
the search failed. Files whose names have a digest go up first, the one that names them last; what the index before
last had is taken away. Specification of the files: https://pagefind.app.
"""

import importlib.util
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from podcast.content import canonical, keys
from podcast.content.release import Entry
from podcast.errors import ContentError, ObjectMissingError, UnavailableError
from podcast.messages import msg, why
from podcast.publish.parallel import each
from podcast.publish.progress import Progress
from podcast.publish.state import Front
from podcast.store.base import Store
from podcast.values import Struct

TIMEOUT = 900.0
"""Seconds that Pagefind has; it takes about one for a thousand pages."""

_SOURCE = f"{keys.SEARCH_INDEX}source.json"
_ENTRY = f"{keys.SEARCH_INDEX}pagefind-entry.json"
_NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
_SUFFIXES = (".pagefind", ".pf_fragment", ".pf_index", ".pf_meta")
_LEFT_OUT = (
    ".crumbs, .badges, .facts, .sponsor, .subscribe, .player, .chapters h2, .chapters .more, .persons .role, .read-also"
    ", .cards-section, .actions, .embed-code, .credit, .transcript-tools, .at, summary, button, [download]"
)
"""The furniture of a page: an excerpt is what somebody wrote or said. What it says of a page for a result is in
`data-pagefind-meta`."""
_OTHER_LANGUAGE = "wasm.unknown.pagefind"


class Index(Struct, frozen=True, kw_only=True):
    """What an index was made of, and the keys of its files."""

    pages: str = ""
    files: tuple[str, ...] = ()


def is_installed() -> bool:
    """Say whether this Python has Pagefind."""
    return importlib.util.find_spec("pagefind") is not None


def index_pages(store: Store, state: Front, progress: Progress) -> int:
    """Bring the search index up to a release, and return how many pages were indexed: none if it was already.

    Raises:
        UnavailableError: there is no Pagefind, or it failed.
        PodcastError: as the store's.
    """
    views, entries = (state.release.views, state.release.entries) if state.release else ({}, ())
    pages = {key: views[key].sha256 for key in map(_page, entries) if key in views}
    before = _read(store)
    source = canonical.digest(
        canonical.encode({"pages": pages, "left_out": _LEFT_OUT, "version": _version()})
    )
    if before.pages == source:
        return 0
    with tempfile.TemporaryDirectory(prefix="podcast-search-") as folder:
        site, made = Path(folder) / "site", Path(folder) / "made"
        with progress.task(msg("Indexing"), len(pages) + 1) as advance:
            each(lambda key: _write(site / key, store.get(key).body), pages)
            advance(len(pages))
            _run(site, made)
            advance(1)
        _store(store, made, before, source)
    return len(pages)


def _page(entry: Entry) -> str:
    return keys.episode_key(entry.slug) if entry.kind == "episode" else keys.article_key(entry.slug)


def _version() -> str:
    from importlib.metadata import version

    if not is_installed():
        raise UnavailableError(
            msg("Pagefind is not installed, and the search page needs its index"),
            hint=msg("pip install --require-hashes -r requirements-search.txt, then podcast search"),
        )
    return version("pagefind")


def _read(store: Store) -> Index:
    with suppress(ObjectMissingError, ContentError):
        return canonical.decode(store.get(_SOURCE).body, Index, where=_SOURCE)
    return Index()


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def _run(site: Path, made: Path) -> None:
    site.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--output-path", str(made)]
    command += ["--root-selector", "main", "--exclude-selectors", _LEFT_OUT]
    try:
        done = subprocess.run(  # noqa: S603  our own arguments, without a shell
            command, capture_output=True, timeout=TIMEOUT, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnavailableError(
            msg("Pagefind could not be run: {reason}", reason=why(error)), hint=msg("install it again")
        ) from error
    if done.returncode or not (made / "pagefind-entry.json").is_file():
        told = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason was given"]
        raise UnavailableError(
            msg("Pagefind failed: {reason}", reason=told[-1][:200]), hint=msg("install it again")
        )


def _store(store: Store, made: Path, before: Index, source: str) -> None:
    """Upload the files that the page needs, what names others after them, and take away the index before last."""
    files = {
        keys.SEARCH_INDEX + path.relative_to(made).as_posix(): path
        for path in sorted(made.rglob("*"))
        if path.is_file()
        and (path.name in _NEEDED or path.suffix in _SUFFIXES)
        and path.name != _OTHER_LANGUAGE
    }
    there = {one.key: one for one in store.list(keys.SEARCH_INDEX)}
    hashed = [key for key in files if keys.cache_control(key) == keys.IMMUTABLE]
    each(lambda key: _put(store, key, files[key].read_bytes()), [key for key in hashed if key not in there])
    for key in sorted(set(files) - set(hashed), key=lambda one: one == _ENTRY):
        _put(store, key, files[key].read_bytes())
    _put(store, _SOURCE, canonical.encode(Index(pages=source, files=tuple(sorted(files)))))
    stale = set(there) - set(files) - set(before.files) - {_SOURCE}
    each(store.delete, sorted(stale))


def _put(store: Store, key: str, body: bytes) -> None:
    store.put(key, body, type=keys.media_type(key), cache=keys.cache_control(key))
