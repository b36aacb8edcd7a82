"""Whether a store keeps its promises to several producers, found out by racing for the same key.

What answers 412 to the second of two writers may still let two win who come at once, so that both have to be
tried. It is the store as publishing uses it that is tried; for a bucket see also `s3_stalled`.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

from podcast.errors import PodcastError, PreconditionError, UnavailableError
from podcast.messages import msg
from podcast.store.base import ObjectInfo, Store
from podcast.store.finding import Finding, Kind, fault, good, warning
from podcast.store.probe_scratch import Scratch
from podcast.values import Struct

WRITERS = 24
ROUNDS = 10
CREATE = msg("create if absent")
REPLACE = msg("replace if unchanged")

SINGLE = msg(
    "let one computer alone publish, and write `single_producer = true` under [s3] in "
    "show.toml; or use a store that honours conditional writes (docs/s3.md lists some)"
)
_CREATE_ONLY = msg(
    "nothing to do: releases are safe, and pages are compared before they are replaced; let "
    "`podcast gc --apply` run while nobody publishes"
)
_SLOW = msg(
    "the condition is looked at when a write begins: a slow writer and one who overtook it were both told that they won"
)
_PATIENCE = 60.0  # seconds that the writers of a race wait for one another at its start


class Conditions(Struct, frozen=True, kw_only=True):
    """What a store promises, and how that was found out."""

    kind: Kind
    findings: tuple[Finding, ...]


class _Race(Struct, frozen=True, kw_only=True):
    """How a race ended: how many were told that they won, and whether what is there is what a winner wrote."""

    winners: int
    kept: bool


def try_conditions(store: Store, scratch: Scratch, *, rounds: int = ROUNDS) -> Conditions:
    """Return what `store` promises, after `rounds` races of each kind; the first that goes wrong decides.

    Raises:
        PodcastError: the store cannot be written at all.
    """
    with ThreadPoolExecutor(WRITERS) as pool:
        created = _try_create(store, scratch, pool, rounds)
        if created.level != "good":
            return Conditions(kind=Kind.UNSAFE, findings=(created,))
        matched = _try_match(store, scratch, pool, rounds)
    kind = Kind.CAS if matched.level == "good" else Kind.CREATE_ONLY
    return Conditions(kind=kind, findings=(created, matched))


def _try_create(store: Store, scratch: Scratch, pool: ThreadPoolExecutor, rounds: int) -> Finding:
    key = scratch.key("create")
    try:
        _put(store, key, b"first", absent=True)
    except UnavailableError as error:
        return fault(CREATE, msg("the condition itself is refused ({reason})", reason=error.message), SINGLE)
    if _accepts(store, key, b"second", absent=True):
        return fault(
            CREATE,
            msg(
                "the condition is ignored: a second writer replaced what the first had created, so that one producer "
                "can overwrite what another published"
            ),
            SINGLE,
        )
    if _both_win(store, scratch, "slow"):
        return fault(CREATE, msg("{slow}: two producers can overwrite each other", slow=_SLOW), SINGLE)
    races = _races(store, scratch, pool, rounds, "race")
    if wrong := _wrong(races):
        return fault(CREATE, msg("{wrong}: two producers can overwrite each other", wrong=wrong), SINGLE)
    return good(
        CREATE,
        msg("{writers} writers at once, {rounds} times: one won each time", writers=WRITERS, rounds=rounds),
    )


def _try_match(store: Store, scratch: Scratch, pool: ThreadPoolExecutor, rounds: int) -> Finding:
    key = scratch.key("match")
    old = _put(store, key, b"first").etag or store.head(key).etag
    try:
        _put(store, key, b"second", etag=old)
        ignored = _accepts(store, key, b"third", etag=old) or _accepts(
            store, scratch.key("nothing"), b"fourth", etag=old
        )
    except PreconditionError:
        return warning(REPLACE, msg("the condition is refused even if nothing has changed"), _CREATE_ONLY)
    except UnavailableError as error:
        return warning(
            REPLACE, msg("there is no such condition ({reason})", reason=error.message), _CREATE_ONLY
        )
    if ignored:
        return warning(
            REPLACE, msg("the condition is ignored: what somebody else wrote since is replaced"), _CREATE_ONLY
        )
    if _both_win(store, scratch, "slow-match", replacing=True):
        return warning(REPLACE, _SLOW, _CREATE_ONLY)
    races = _races(store, scratch, pool, rounds, "rematch", replacing=True)
    if wrong := _wrong(races):
        return warning(REPLACE, wrong, _CREATE_ONLY)
    return good(
        REPLACE,
        msg("{writers} writers at once, {rounds} times: one won each time", writers=WRITERS, rounds=rounds),
    )


def _both_win(store: Store, scratch: Scratch, name: str, *, replacing: bool = False) -> bool:
    """Let a writer overtake another who is slow, in a bucket."""
    if not store.url.startswith("s3://"):
        return False
    from podcast.store.s3 import S3Store
    from podcast.store.s3_stalled import both_win

    return isinstance(store, S3Store) and both_win(store, scratch, name, replacing=replacing)


def _races(
    store: Store,
    scratch: Scratch,
    pool: ThreadPoolExecutor,
    rounds: int,
    name: str,
    *,
    replacing: bool = False,
) -> Sequence[_Race]:
    found: list[_Race] = []
    for number in range(rounds):
        key = scratch.key(f"{name}-{number}")
        etag = _put(store, key, b"to be replaced").etag if replacing else None
        found.append(_race(store, key, pool, etag))
        if _wrong(found):
            break
    return found


def _race(store: Store, key: str, pool: ThreadPoolExecutor, etag: str | None) -> _Race:
    """Let all writers write something of their own at once, and compare what is there with who won."""
    start = Barrier(WRITERS)
    bodies = [f"writer {number} of {key}".encode() for number in range(WRITERS)]

    def write(body: bytes) -> bool:
        try:
            start.wait(_PATIENCE)
            return _accepts(store, key, body, absent=etag is None, etag=etag)
        except (PodcastError, BrokenBarrierError):
            return False  # neither yes nor no: who cannot write has not won

    won = [body for body, is_won in zip(bodies, pool.map(write, bodies), strict=True) if is_won]
    return _Race(winners=len(won), kept=not won or store.get(key).body in won)


def _wrong(races: Sequence[_Race]) -> str:
    """Return what went wrong in races, as a sentence without its end, or nothing."""
    last = races[-1]
    if last.winners > 1:
        return msg(
            "{winners} of {writers} writers who came at once were told that they won",
            winners=last.winners,
            writers=WRITERS,
        )
    if not last.kept:
        return msg("a writer was told that it won, and something else is there")
    if not any(one.winners for one in races) and len(races) > 1:
        return msg("none of {writers} writers who came at once could write", writers=WRITERS)
    return ""


def _accepts(store: Store, key: str, body: bytes, *, absent: bool = False, etag: str | None = None) -> bool:
    try:
        _put(store, key, body, absent=absent, etag=etag)
    except PreconditionError:
        return False
    return True


def _put(store: Store, key: str, body: bytes, *, absent: bool = False, etag: str | None = None) -> ObjectInfo:
    return store.put(
        key, body, type="application/octet-stream", cache="no-store", if_none_match=absent, if_match=etag
    )
