"""Bringing the views up to the newest release, by whoever comes along: the feed goes last.

What stands at each view's key is read before the newest release is looked for once more, and the view
is written only over that. So a process that stood still for an hour cannot put an older view over a
newer one: either it sees the newer release, or its condition fails and it looks again. The feed carries
its release's number, hence a live feed of release N says that every view of N is written, but for those over
which a killed publish of a newer release began to write its own: they are looked at once more.

A store that has no such condition is looked at before each view is written, and for a newer release after the
last: who put an older view over a newer one in between writes the newer one again.
"""

from collections.abc import Mapping

from podcast.content import canonical, keys
from podcast.content.release import ObjectFact, decode_views, release_key
from podcast.errors import ObjectMissingError, PreconditionError, TryAgainError
from podcast.messages import msg
from podcast.publish.assembly import Assembly
from podcast.publish.parallel import each
from podcast.publish.progress import Progress
from podcast.publish.rendered import Rendered, render
from podcast.publish.state import live_release, newest_number, read_release
from podcast.publish.workspace import Workspace
from podcast.store.base import Store
from podcast.store.compared import ComparedStore

_TRIES = 8


def converge(
    store: Store, workspace: Workspace | None, progress: Progress, *, made: Assembly | None = None
) -> int:
    """Write every view of the newest release that is not written yet; return that release's number.

    Safe to run at any time, from anywhere, any number of times, beside others. `made` is what the caller has just
    committed: if that is still the newest release, its views need not be rendered once more.

    Raises:
        TryAgainError: others kept publishing meanwhile.
    """
    touched: set[str] = set()
    for _ in range(_TRIES):
        live, feed_etag = live_release(store)
        newest = newest_number(store)
        if newest == 0 or (live >= newest and not touched):
            return live
        views = _views(store, newest, workspace, made)
        old = _vouched_for(store, live, newest)
        ordered = sorted(views.facts, key=keys.writing_order)
        changed = [key for key in ordered if key in touched or old.get(key) != views.facts[key]]
        pages = [key for key in changed if key != keys.FEED]
        etags = dict(zip(pages, each(lambda key: _etag(store, key, views.facts[key]), pages), strict=True))  # noqa: B023
        if newest_number(store) != newest:
            continue
        try:
            _write(store, views, etags, touched, progress)
            _put(store, keys.FEED, views.body(keys.FEED), feed_etag)
        except PreconditionError:
            continue
        if isinstance(store, ComparedStore) and newest_number(store) != newest:
            continue  # an older view of ours may have gone over a newer one: `touched` are written again
        return newest
    raise TryAgainError(
        msg("others kept publishing while the pages were being written"),
        hint=msg("the release is safe; run `podcast publish` again to finish its pages"),
    )


def _views(store: Store, number: int, workspace: Workspace | None, made: Assembly | None) -> Rendered:
    if made and made.rendered and canonical.digest(store.get(release_key(number)).body) == made.digest:
        return made.rendered
    state = read_release(store, number, workspace)
    assert state.release is not None and state.show is not None  # noqa: S101, PT018  it was just read
    return render(state.show, state.records, state.release, workspace)


def _vouched_for(store: Store, live: int, newest: int) -> Mapping[str, ObjectFact]:
    """Return the views that are surely written: what the release of the live feed and all since have alike.

    A publish of a release between may have been killed while it wrote its own over them.
    """
    if live == 0:
        return {}
    try:
        surely, *between = (_facts(store, number) for number in range(live, max(live + 1, newest)))
    except ObjectMissingError:
        return {}
    return {key: fact for key, fact in surely.items() if all(one.get(key) == fact for one in between)}


def _facts(store: Store, number: int) -> Mapping[str, ObjectFact]:
    key = release_key(number)
    return decode_views(store.get(key).body, where=f"{store.url}/{key}")


def _etag(store: Store, key: str, fact: ObjectFact) -> str | None:
    """Return the ETag to write over, empty if there is nothing, or nothing if it is written already."""
    try:
        info = store.head(key)
    except ObjectMissingError:
        return ""
    return None if info.sha256 == fact.sha256 else info.etag


def _write(
    store: Store,
    views: Rendered,
    etags: Mapping[str, str | None],
    touched: set[str],
    progress: Progress,
) -> None:
    """Write each view over what was seen, remembering which: a lost condition means to look at them again.

    Views that name one another go up one after the other, the rest at once.
    """
    todo = [key for key, etag in etags.items() if etag is not None]
    touched.update(todo)

    def write(key: str) -> None:
        _put(store, key, views.body(key), etags[key] or "")

    with progress.task(msg("Writing pages"), len(etags)) as advance:
        each(write, [key for key in todo if not keys.is_feed(key)])
        for key in todo:
            if keys.is_feed(key):
                write(key)
        advance(len(etags))


def _put(store: Store, key: str, body: bytes, etag: str) -> None:
    store.put(
        key,
        body,
        type=keys.media_type(key),
        cache=keys.cache_control(key),
        if_match=etag or None,
        if_none_match=not etag,
    )
