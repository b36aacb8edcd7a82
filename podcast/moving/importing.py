"""A whole show from its old host into a show folder: everything or as much as comes, never half of an episode.

Each episode is on its own: what fails does so alone, and the next run fetches what is missing and nothing else.
What is in the folder is never written over, so the run after a complete one changes nothing.
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock

from podcast.content.folder import EPISODE_FILE, SHOW_FILE, ShowFolder
from podcast.content.load import load_show
from podcast.content.problem import line_of
from podcast.errors import ContentError, PodcastError, TryAgainError
from podcast.files import write_error, write_whole
from podcast.messages import Message, msg
from podcast.moving.episode import Context, import_episode
from podcast.moving.feed import WholeFeed, read_whole, site_of
from podcast.moving.hosts import host_of
from podcast.moving.names import Place, places
from podcast.moving.reach import Reach
from podcast.moving.show import Target, import_show_file, refuse_other, show_guid
from podcast.moving.sidecars import Sidecars
from podcast.moving.web import Web
from podcast.publish.progress import Progress, Task
from podcast.publish.workspace import Workspace
from podcast.values import Struct

LEDGER = "_moved.json"
"""What came from where: beside show.toml, and kept."""

JOBS = 6
_KILO = 1000


class Options(Struct, frozen=True, kw_only=True):
    """What the producer decides: where the show will be, what becomes of its sound (`none`: as it is, `tags`,
    `full`), and how many files are fetched at a time."""

    target: Target
    mastering: str = "none"
    jobs: int = JOBS


class Note(Struct, frozen=True, kw_only=True):
    """Something that was left out or differs, and of which episode (by its title), or of the show."""

    about: str
    message: str

    def told(self) -> Message:
        """Return both on one line."""
        return msg("{about}: {message}", about=self.about, message=self.message)

    def __str__(self) -> str:
        return str(self.told())


class Imported(Struct, frozen=True, kw_only=True):
    """What an import did: `made` are slugs of new episodes, `kept` of those that were there; `failed` did not
    come, and will at the next run; `notes` are what is otherwise than the feed has it."""

    root: Path
    host: str
    guid: str
    made: tuple[str, ...]
    kept: tuple[str, ...]
    failed: tuple[Note, ...]
    notes: tuple[Note, ...]


def import_show(where: str, root: Path, reach: Reach, *, options: Options, progress: Progress) -> Imported:
    """Import the feed in the file or at the address `where` into the show folder `root`.

    Raises:
        ContentError, MissingInputError, UsageError: there is no feed.
        TryAgainError, UnavailableError: the feed does not answer, or not all of it.
        CannotWriteError, DiskError: the folder has another show, or cannot be written.
    """
    with _web(reach) as web:
        feed = read_whole(where, web)
        if not feed.items:
            raise ContentError(
                msg("{where} has no episodes", where=where), hint=msg("check the address of the feed")
            )
        there = _folder(root, feed)
        host = host_of(_addresses(feed), feed.first.generator)
        old_sites = frozenset(site_of(one) for one in _addresses(feed)) - {""}
        notes = [Note(about=msg("the feed"), message=one) for one in feed.faults]
        if there is None:
            sidecars = Sidecars(web=web, folder=root)
            found = import_show_file(feed, root, options.target, host, old_sites, sidecars)
            notes += [Note(about=msg("the show"), message=one) for one in (*sidecars.notes, *found)]
    planned = places(feed.items, there, ours=feed.first.ours)
    context = Context(
        root=root,
        parts=Workspace(root).place("import", "x").parent,
        host=host,
        cover=feed.first.cover,
        language=str(feed.first.facts.get("language", "")),
        ours=feed.first.ours,
        old_sites=old_sites,
        mastering=options.mastering,
    )
    todo = [one for one in planned if not _is_complete(root, one)]
    failed, found_notes = _fetch_all(todo, context, reach, options.jobs, progress)
    _write_ledger(root, feed, planned)
    lost = {one.item.guid for one, _ in failed}
    return Imported(
        root=root,
        host=host.name if host else "",
        guid=show_guid(feed),
        made=tuple(one.slug for one in todo if one.item.guid not in lost),
        kept=tuple(one.slug for one in planned if one not in todo),
        failed=tuple(Note(about=one.item.title, message=line_of(error)) for one, error in failed),
        notes=(*notes, *found_notes),
    )


@contextmanager
def _web(reach: Reach) -> Iterator[Web]:
    web = Web(reach)
    try:
        yield web
    finally:
        web.close()


def _folder(root: Path, feed: WholeFeed) -> ShowFolder | None:
    """Return the show folder that is there already, if it is this show's."""
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(error, root) from error
    if not (root / SHOW_FILE).exists():
        return None
    there = load_show(root)
    refuse_other(root, there.show.guid if there.show else "", feed)
    return there


def _addresses(feed: WholeFeed) -> list[str]:
    """Return where the show lies now: its feed, then its sound, then its cover."""
    played = [one.enclosure.url for one in feed.items if one.enclosure]
    return [feed.address or feed.where, *dict.fromkeys(played), feed.first.cover]


def _is_complete(root: Path, place: Place) -> bool:
    folder = root / place.folder
    return place.done and (folder / EPISODE_FILE).exists()


def _fetch_all(
    todo: list[Place], context: Context, reach: Reach, jobs: int, progress: Progress
) -> tuple[list[tuple[Place, PodcastError]], list[Note]]:
    """Import many episodes at a time; return those that failed, and what there is to say of the others."""
    with progress.task(msg("Importing"), sum(_weight(one) for one in todo)) as task:
        crew = _Crew(context, reach, _Meter(task))
        with ThreadPoolExecutor(max(1, jobs)) as pool:
            futures = [pool.submit(crew.bring, place) for place in todo]
            try:
                for future in futures:
                    future.result()
            except BaseException:  # Ctrl-C: what is under way ends where it can be taken up again
                crew.stop.set()
                for one in futures:
                    one.cancel()
                raise
        crew.close()
    order = {one.item.guid: at for at, one in enumerate(todo)}
    failed = sorted(crew.failed, key=lambda one: order[one[0].item.guid])
    return failed, [note for _, note in sorted(crew.notes, key=lambda one: order[one[0]])]


class _Crew:
    """Brings episodes, each in a thread with connections of its own; one that fails is noted, and no other."""

    def __init__(self, context: Context, reach: Reach, meter: "_Meter") -> None:
        self.failed: list[tuple[Place, PodcastError]] = []
        self.notes: list[tuple[str, Note]] = []
        self.stop = Event()
        self._context = context
        self._reach = reach
        self._meter = meter
        self._webs: SimpleQueue[Web] = SimpleQueue()

    def bring(self, place: Place) -> None:
        """Import one episode."""
        web = self._take()
        counted = self._meter.episode(_weight(place))

        def advance(size: int) -> None:
            if self.stop.is_set():
                raise TryAgainError(msg("interrupted"), hint=msg("run the same command again"))
            counted(size)

        try:
            for one in import_episode(place, self._context, web, advance):
                self.notes.append((place.item.guid, Note(about=place.item.title, message=one)))
        except PodcastError as error:
            self.failed.append((place, error))
        finally:
            counted(-1)
            self._webs.put(web)

    def close(self) -> None:
        """End every connection."""
        while not self._webs.empty():
            self._webs.get().close()

    def _take(self) -> Web:
        try:
            return self._webs.get_nowait()
        except Empty:
            return Web(self._reach)


def _weight(place: Place) -> int:
    """Return the steps that an episode is worth: thousands of bytes."""
    length = place.item.enclosure.length if place.item.enclosure else 0
    return max(1, length // _KILO)


class _Meter:
    """Tells a task of thousands of bytes, from many threads; an episode is worth what its feed says, whatever
    comes."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._lock = Lock()

    def episode(self, weight: int) -> Callable[[int], None]:
        """Return what is told of bytes of one episode, and of its end by -1."""
        done = bytes_ = 0

        def count(size: int) -> None:
            nonlocal done, bytes_
            bytes_ += max(0, size)
            reached = weight if size < 0 else min(weight, bytes_ // _KILO)
            if reached > done:
                with self._lock:
                    self._task(reached - done)
                done = reached

        return count


def _write_ledger(root: Path, feed: WholeFeed, planned: list[Place]) -> None:
    """Write down what came from where, in the order of the feed; what the feed has no more is kept."""
    path = root / LEDGER
    known: dict[str, object] = {}
    with suppress(OSError, ValueError):
        known = json.loads(path.read_bytes()).get("episodes", {})
    episodes = {
        one.item.guid: {
            "slug": one.slug,
            "audio": one.item.enclosure.url if one.item.enclosure else "",
            "link": one.item.link,
        }
        for one in planned
        if (root / one.folder / EPISODE_FILE).exists()
    }
    facts = {"feed": feed.address or "", "guid": show_guid(feed), "episodes": {**known, **episodes}}
    body = json.dumps(facts, ensure_ascii=False, indent=1).encode() + b"\n"
    with suppress(OSError):
        if path.read_bytes() == body:
            return
    write_whole(path, body)
