"""Taking back what is published: unpublishing a page, and going back to an older release.

Both make a new release after the current one, as every change does; nothing that was is rewritten.
"""

from datetime import UTC, datetime

from podcast.content.record import Record, ShowRecord
from podcast.content.release import Release, Tombstone
from podcast.content.suggest import did_you_mean
from podcast.errors import ContentError, ObjectMissingError, Place, TryAgainError
from podcast.messages import msg
from podcast.publish.proposal import Proposal
from podcast.publish.state import State, read_release, read_state
from podcast.publish.wanted import Wanted
from podcast.publish.workflow import propose_wish
from podcast.store.base import Store


def propose_unpublish(store: Store, slug: str, *, now: datetime) -> Proposal:
    """Return what taking the page `slug` out would change: a tombstone keeps folders from bringing it back.

    Raises:
        ContentError: no such page is published.
    """
    moment = now.astimezone(UTC).replace(microsecond=0)
    published = read_state(store)

    def wish(state: State) -> Wanted:
        show, release = _known(state, store)
        found = next(((name, one) for name, one in state.records.items() if one.slug == slug), None)
        if found is None:
            buried = any(one.slug == slug for one in release.tombstones)
            raise ContentError(
                msg("“{slug}” is unpublished already", slug=slug)
                if buried
                else msg("“{slug}” is not published", slug=slug),
                hint=did_you_mean(slug, (one.slug for one in state.records.values()))
                or msg("see `podcast status`"),
                place=Place(file=store.url),
            )
        identity, record = found
        return Wanted(
            show=show,
            records={name: one for name, one in state.records.items() if name != identity},
            tombstones=(*release.tombstones, _tombstone(identity, record, moment)),
        )

    return propose_wish(store, published, wish, now=now)


def propose_rollback(store: Store, number: int, *, now: datetime) -> Proposal:
    """Return what going back to release `number` would change. Pages that came after it get a tombstone.

    Raises:
        ContentError: there is no such release, or something that it needs is gone.
        TryAgainError: somebody published meanwhile.
    """
    moment = now.astimezone(UTC).replace(microsecond=0)
    published = read_state(store)
    _known(published, store)
    target = _target(store, number, published)

    def wish(state: State) -> Wanted:
        _, release = _known(state, store)
        if state.number != published.number:
            raise TryAgainError(
                msg("release {number} was published meanwhile", number=state.number),
                hint=msg("see `podcast log`, and run the same command again if you still want to go back"),
                place=Place(file=store.url),
            )
        show, then = _known(target, store)
        buried = [
            _tombstone(identity, record, moment)
            for identity, record in state.records.items()
            if identity not in target.records
        ]
        kept = [one for one in release.tombstones if one.identity not in target.records]
        return Wanted(show=show, records=target.records, tombstones=(*kept, *buried), known=then.objects)

    return propose_wish(store, published, wish, now=now)


def _target(store: Store, number: int, published: State) -> State:
    """Return a release of which everything is still there."""
    try:
        target = read_release(store, number)
    except ObjectMissingError as error:
        raise ContentError(
            msg("release {number} is not kept in {store}", number=number, store=store.url),
            hint=msg("see `podcast log`"),
        ) from error
    known = published.release.objects if published.release else {}
    for key, fact in target.release.objects.items() if target.release else ():
        if known.get(key) == fact:
            continue
        try:
            whole = store.head(key).size == fact.size
        except ObjectMissingError:
            whole = False
        if not whole:
            raise ContentError(
                msg("release {number} needs {key}, which is gone", number=number, key=key),
                hint=msg("choose another release, see `podcast log`"),
                place=Place(file=store.url),
            )
    return target


def _known(state: State, store: Store) -> tuple[ShowRecord, Release]:
    if state.release is None or state.show is None:
        raise ContentError(
            msg("nothing is published in {store} yet", store=store.url), hint=msg("run `podcast publish`")
        )
    return state.show, state.release


def _tombstone(identity: str, record: Record, at: datetime) -> Tombstone:
    return Tombstone(kind=record.kind, slug=record.slug, identity=identity, title=record.page.title, at=at)
