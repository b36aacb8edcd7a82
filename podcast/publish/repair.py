"""Putting back what a store has lost of its current release: what was deleted or damaged there, byte for byte.

What is put back comes from the workspace, from the show folder, and from the records, and has the digest that the
release says, or it is not put back. So an object is only ever written over where its content is not that of its
name. Pages come after what they name, the feed last. Knows nothing of what is new in the folder: publishing does.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from podcast.content import canonical, keys
from podcast.content.folder import ShowFolder
from podcast.content.record import ShowRecord
from podcast.content.release import ObjectFact, Release, decode_release, record_key, release_key
from podcast.errors import ContentError, ObjectMissingError, PodcastError, PreconditionError, TryAgainError
from podcast.messages import msg
from podcast.publish.lost import refuse_lost
from podcast.publish.made_again import made_again
from podcast.publish.marks import claim
from podcast.publish.parallel import each
from podcast.publish.progress import Progress
from podcast.publish.rendered import render
from podcast.publish.state import newest_number, read_front, read_release
from podcast.publish.upload import Upload, upload_of
from podcast.publish.verify import Finding
from podcast.publish.workspace import Workspace
from podcast.site.bundle import assets
from podcast.store.base import ObjectInfo, Store
from podcast.store.content import digest_of
from podcast.values import Struct


class Repaired(Struct, frozen=True, kw_only=True):
    """How many objects and pages of which release were looked at, the keys that were put back, and what is lost."""

    release: int
    looked: int
    back: tuple[str, ...]
    lost: tuple[Finding, ...]


def repair(store: Store, folder: ShowFolder, *, progress: Progress) -> Repaired:
    """Put back what the current release of `store` lacks, as far as it can be made again.

    Raises:
        ContentError: nothing is published there, or its releases are lost.
        TryAgainError: somebody publishes meanwhile.
    """
    release, workspace = _current(store), Workspace(folder.root)
    found = _damaged(store, {**release.objects, **release.views}, progress)
    objects = {key: release.objects[key] for key in found if key in release.objects}
    if objects:
        claim(store, objects)
    back = [
        upload.key
        for upload in _objects(store, release, folder, workspace, objects, progress)
        if _put_back(store, upload, found[upload.key])
    ]
    views = sorted((key for key in found if key in release.views), key=keys.writing_order)
    back += _views(store, release, workspace, {key: found[key] for key in views})
    remedy = msg(
        "restore it from a backup of the store, or repair from the folder that it was published from"
    )
    lost = tuple(
        Finding(url=f"{store.url}/{key}", message=_why(key), remedy=remedy)
        for key in found
        if key not in back
    )
    looked = len(release.objects) + len(release.views)
    return Repaired(release=release.number, looked=looked, back=tuple(back), lost=lost)


def _current(store: Store) -> Release:
    number = newest_number(store)
    refuse_lost(store, number)
    if not number:
        raise ContentError(
            msg("nothing is published in {store} yet", store=store.url), hint=msg("run `podcast publish`")
        )
    key = release_key(number)
    return decode_release(store.get(key).body, where=f"{store.url}/{key}")


def _damaged(
    store: Store, facts: Mapping[str, ObjectFact], progress: Progress
) -> dict[str, ObjectInfo | None]:
    """Return what is stored at each key that has something else than it should, or nothing."""

    def look(key: str) -> tuple[str, ObjectInfo | None, bool]:
        fact = facts[key]
        try:
            info = store.head(key)
        except ObjectMissingError:
            return key, None, True
        is_whole = info.size == fact.size and digest_of(store, info) == fact.sha256
        return key, info, not is_whole or bool(info.type and info.type != fact.type)

    with progress.task(msg("Looking at what is stored"), len(facts)) as advance:
        looked = each(look, sorted(facts))
        advance(len(facts))
    return {key: info for key, info, is_damaged in looked if is_damaged}


def _objects(
    store: Store,
    release: Release,
    folder: ShowFolder,
    workspace: Workspace,
    wanted: Mapping[str, ObjectFact],
    progress: Progress,
) -> Iterable[Upload]:
    """Return those of the wanted objects that can be made as they were, each once."""
    found: dict[str, Upload] = {}
    for upload in made_again(store, release, folder, workspace, wanted, progress):
        found.setdefault(upload.key, upload)
    if any(key.startswith("assets/") for key in wanted):
        with suppress(PodcastError):
            for key, body in assets(_show(store, release, found)).items():
                found.setdefault(key, upload_of(key, body))
    return [one for key, one in sorted(found.items()) if wanted.get(key) == one.fact]


def _show(store: Store, release: Release, found: Mapping[str, Upload]) -> ShowRecord:
    """Return the show's record, which may be one of those that have just been found."""
    key = record_key(release.show)
    body = found[key].body if key in found else b""
    if isinstance(body, bytes) and body:
        return canonical.decode(body, ShowRecord, where=key)
    show = read_front(store, release.number).show
    assert show is not None  # noqa: S101  the release has one
    return show


def _views(
    store: Store, release: Release, workspace: Workspace, damaged: Mapping[str, ObjectInfo | None]
) -> list[str]:
    """Write the damaged views that render to what they were, in order; nothing if a record of them is lost."""
    if not damaged:
        return []
    try:
        state = read_release(store, release.number, workspace)
    except (ContentError, ObjectMissingError):
        return []
    assert state.show is not None  # noqa: S101  it was just read
    made = render(state.show, state.records, release, workspace)
    if newest_number(store) != release.number:
        raise _overtaken()
    back = []
    for key in damaged:
        upload = upload_of(key, made.body(key)) if key in made.facts else None
        if upload and upload.fact == release.views[key] and _put_back(store, upload, damaged[key]):
            back.append(key)
    return back


def _put_back(store: Store, upload: Upload, there: ObjectInfo | None) -> bool:
    """Write an object over what was seen in its place, or where nothing was."""
    try:
        store.put(
            upload.key,
            upload.body,
            type=upload.fact.type,
            cache=keys.cache_control(upload.key),
            if_match=there.etag if there else None,
            if_none_match=there is None,
        )
    except PreconditionError as error:
        raise _overtaken() from error
    return True


def _overtaken() -> TryAgainError:
    return TryAgainError(msg("somebody else publishes meanwhile"), hint=msg("run the same command again"))


def _why(key: str) -> str:
    if key.startswith(("audio/", "images/", "_podcast/")):
        return msg("is lost: neither this folder nor its .podcast/ makes the same bytes again")
    return msg("is lost: what is still there does not make the same page again")
