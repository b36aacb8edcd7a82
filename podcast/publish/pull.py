"""A show folder out of a store, for a machine that has none: what is published, in the files that say so.

Recordings are not in a store, only the masters made of them; an episode that is pulled has no `recording`, which
means that its published audio stays. What exists already is never written over, so that a pull that was killed
goes on, and a folder that lacks episodes gets those alone.
"""

from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from podcast.content import canonical
from podcast.content.episode import Article, Episode
from podcast.content.folder import ARTICLES, EPISODE_FILE, SHOW_FILE, is_inside
from podcast.content.frontmatter import write_document
from podcast.content.load import load_show
from podcast.content.overrides import FOLDER as TEMPLATES
from podcast.content.plain import page_keys, show_keys
from podcast.content.record import EpisodeRecord, PublishedImage, Record, ShowRecord
from podcast.content.show import S3Settings
from podcast.content.suggest import did_you_mean
from podcast.content.text import is_slug
from podcast.content.toml import write_toml
from podcast.content.transcript import write_vtt
from podcast.errors import CannotWriteError, ContentError, Place, UsageError
from podcast.files import write_error, write_whole
from podcast.messages import msg
from podcast.publish.build import identity_of
from podcast.publish.parallel import each
from podcast.publish.progress import Progress
from podcast.publish.seen import SHOW, Seen, read_seen, remember_seen
from podcast.publish.state import State, read_state
from podcast.publish.workspace import Workspace
from podcast.store.base import Store
from podcast.values import Struct, field, replace


class Origin(Struct, frozen=True, kw_only=True):
    """How the pulled `show.toml` names the store that it came from."""

    store: str
    s3: S3Settings = field(default_factory=S3Settings)


class Pulled(Struct, frozen=True, kw_only=True):
    """What a pull wrote, and the slugs of the pages that were in the folder already."""

    made: tuple[Path, ...]
    kept: tuple[str, ...]


class _File(Struct, frozen=True, kw_only=True):
    """A file to write: its bytes, or the key of the object that it is."""

    path: Path
    body: bytes = b""
    key: str = ""


def pull(
    store: Store, root: Path, *, origin: Origin, slugs: Collection[str] = (), progress: Progress
) -> Pulled:
    """Write what `store` has into the show folder `root`: all of it, or the pages with these slugs.

    The folder knows afterwards what it has in common with the store, so that publishing from it changes nothing
    and what others publish meanwhile is noticed.

    Raises:
        ContentError: nothing is published there, or something that cannot be a show.
        UsageError: a slug is not published.
        CannotWriteError: the folder has another show, or a file of another content in the place of one of these.
    """
    workspace = Workspace(root)
    state = read_state(store, workspace)
    if state.release is None or state.show is None:
        raise ContentError(
            msg("nothing is published in {store}", store=store.url),
            hint=msg("check --store"),
            place=Place(file=store.url),
        )
    records = _chosen(state, slugs)
    there = _already(root, state.show)
    wanted = {name: one for name, one in records.items() if name not in there}
    files = [one for record in wanted.values() for one in _page_files(record, root)]
    if not (root / SHOW_FILE).exists():
        files += _show_files(state.show, records, root, origin)
    made = _write_all(store, files, progress)
    _remember(workspace, store, state, records)
    kept = tuple(sorted(one.slug for name, one in records.items() if name in there))
    return Pulled(made=tuple(made), kept=kept)


def _chosen(state: State, slugs: Collection[str]) -> dict[str, Record]:
    known = [one.slug for one in state.records.values()]
    if unknown := set(slugs) - set(known):
        raise UsageError(
            msg("“{unknown}” is not published there", unknown=min(unknown)),
            hint=did_you_mean(min(unknown), known) or msg("see `podcast status`"),
        )
    return {name: one for name, one in state.records.items() if not slugs or one.slug in slugs}


def _already(root: Path, show: ShowRecord) -> set[str]:
    """Return the identities of the pages that the folder has."""
    if not (root / SHOW_FILE).exists():
        return set()
    folder = load_show(root)
    if folder.show is None or folder.show.guid != show.show.guid:
        raise CannotWriteError(
            msg("another show is in this folder"),
            hint=msg("name another folder"),
            place=Place(file=str(root / SHOW_FILE)),
        )
    return {identity_of(one.page) for one in folder.pages()}


def _show_files(record: ShowRecord, records: Mapping[str, Record], root: Path, origin: Origin) -> list[_File]:
    """Return the cover and the pictures of the show, and last the file that makes the folder one."""
    show = record.show
    pictures = {show.cover: record.cover, **record.images}
    facts: dict[str, Any] = show_keys(show, store=origin.store)
    if s3 := {name: text for name in ("endpoint", "region", "profile") if (text := getattr(origin.s3, name))}:
        facts["s3"] = s3
    if kinds := _alternates(records):
        facts["audio"] = {"alternates": kinds}
    text = "# Written by `podcast pull`. Loudness, stings and the CDN are not in a store: add them.\n"
    return [
        *_pictures(pictures, root),
        *(
            _File(path=_inside(root, f"{TEMPLATES}/{name}"), body=body.encode())
            for name, body in record.templates.items()
        ),
        _File(path=root / SHOW_FILE, body=(text + write_toml(facts)).encode()),
    ]


def _alternates(records: Mapping[str, Record]) -> list[str]:
    """Return the formats that every episode has beside its MP3."""
    found = [
        {alternate.key.rpartition(".")[2] for alternate in one.enclosure.alternates}
        for one in records.values()
        if isinstance(one, EpisodeRecord)
    ]
    return sorted(set.intersection(*found)) if found else []


def _page_files(record: Record, root: Path) -> list[_File]:
    """Return what a page is made of, its own file last."""
    page = record.page
    if not is_slug(page.slug):
        raise _refused(page.slug)
    if not isinstance(record, EpisodeRecord):
        folder = root / ARTICLES
        return [*_pictures(record.images, folder), _page_file(page, folder / f"{page.slug}.md")]
    number = record.episode.number
    folder = root / (f"{number:03}-{page.slug}" if number is not None else page.slug)
    files = _pictures(record.images, folder)
    if record.episode.transcript and record.transcript:
        # readers go by what a file says, not by its suffix; this is the one format that loses nothing
        files.append(
            _File(path=_inside(folder, record.episode.transcript), body=write_vtt(record.transcript))
        )
    return [*files, _page_file(_without_recording(record.episode), folder / EPISODE_FILE)]


def _without_recording(episode: Episode) -> Episode:
    return replace(episode, recording="", stings=True, jingles=())


def _page_file(page: Article, path: Path) -> _File:
    facts = page_keys(page, stem=path.stem)
    if not facts.get("recording", "x"):
        del facts["recording"]
    return _File(path=path, body=write_document(facts, page.body).encode())


def _pictures(images: Mapping[str, PublishedImage], folder: Path) -> list[_File]:
    return [_File(path=_inside(folder, name), key=one.largest.key) for name, one in sorted(images.items())]


def _inside(folder: Path, name: str) -> Path:
    """Return where a file is that a record names: a store may be anybody's."""
    parts = PurePosixPath(name).parts
    if not parts or not is_inside(name) or any(part.startswith(".") for part in parts):
        raise _refused(name)
    return folder / name


def _refused(name: str) -> ContentError:
    return ContentError(
        msg("what is published names {name!a}, which is no file of a show folder", name=name),
        hint=msg("publish it anew from where it came from"),
    )


def _write_all(store: Store, files: list[_File], progress: Progress) -> list[Path]:
    """Write what is not there; each page after what it names, and `show.toml` last of all."""
    with progress.task(msg("Pulling"), len(files)) as advance:
        bodies = [one for one in files if one.key]
        made = each(lambda one: _write(one.path, store.get(one.key).body), bodies)
        advance(len(bodies))
        made += [_write(one.path, one.body) for one in files if not one.key]
        advance(len(files) - len(bodies))
    return [path for path in made if path]


def _write(path: Path, body: bytes) -> Path | None:
    """Write a file and return its path, or nothing if it is there already."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            if path.read_bytes() == body:
                return None
            raise CannotWriteError(
                msg("has another content than what is published"),
                hint=msg("move it away, then run the same command again"),
                place=Place(file=str(path)),
            )
    except OSError as error:
        raise write_error(error, path) from error
    write_whole(path, body)
    return path


def _remember(workspace: Workspace, store: Store, state: State, records: Mapping[str, Record]) -> None:
    known = read_seen(workspace, store, state) or Seen()
    digests = {name: state.digests[name] for name in records if name not in known.records}
    if SHOW not in known.records and state.show:
        digests[SHOW] = canonical.digest(canonical.encode(state.show))
    remember_seen(workspace, store, known.with_records(state.number, state.digest, digests))
