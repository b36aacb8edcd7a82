"""Whether a store keeps what it is given: bytes, types and cache policies, spans, lists, deletions."""

from collections.abc import Iterator

from podcast.content.keys import cache_control, media_type
from podcast.errors import ObjectMissingError
from podcast.messages import msg
from podcast.store.base import Store
from podcast.store.finding import Finding, fault, good, warning
from podcast.store.probe_scratch import Scratch

_BODY = bytes(range(256)) * 300  # all bytes, and more than one packet
_NAMES = ("a.mp3", "b.html", "c.vtt", "d.json", "e.xml")
_OTHER = msg("use another provider: what listeners would get is not what was published")


def try_objects(store: Store, scratch: Scratch) -> Iterator[Finding]:
    """Yield what was found, good or not.

    Raises:
        PodcastError: the store cannot be written or read at all.
    """
    keys = [scratch.key(name) for name in _NAMES]
    for key in keys:
        store.put(key, _BODY, type=media_type(key), cache=cache_control(key))
    yield _bytes(store, keys[0])
    yield _span(store, keys[0])
    yield from _headers(store, keys)
    yield _list(store, scratch, keys)
    yield _delete(store, scratch, keys[0])


def _bytes(store: Store, key: str) -> Finding:
    if store.get(key).body != _BODY:
        return fault(msg("content"), msg("what comes back is not what was sent"), _OTHER)
    return good(msg("content"), msg("{body:,} bytes came back as they were sent", body=len(_BODY)))


def _span(store: Store, key: str) -> Finding:
    if store.get(key, first=300, last=599).body != _BODY[300:600]:
        return fault(
            msg("spans"), msg("other bytes are given than were asked for: players cannot seek"), _OTHER
        )
    return good(msg("spans"), msg("a part of an object is what was asked for"))


def _headers(store: Store, keys: list[str]) -> Iterator[Finding]:
    found = {key: store.head(key) for key in keys}
    types = [key for key in keys if not _same(found[key].type, media_type(key))]
    caches = [key for key in keys if not _same(found[key].cache, cache_control(key))]
    if types:
        kept = found[types[0]].type
        yield fault(
            msg("types"),
            msg(
                "{types} becomes {kept}: apps go by types",
                types=media_type(types[0]),
                kept=kept or msg("nothing"),
            ),
            msg("let the bucket keep the Content-Type that it is given"),
        )
    else:
        yield good(msg("types"), msg("{keys} MIME types are kept", keys=len(keys)))
    if caches:
        yield warning(
            msg("cache policies"),
            msg(
                "“{caches}” becomes “{cache}”: listeners may get old pages",
                caches=cache_control(caches[0]),
                cache=found[caches[0]].cache,
            ),
            msg("let the bucket keep the Cache-Control that it is given, or set it in the CDN before it"),
        )
    else:
        yield good(msg("cache policies"), msg("each comes back as it was sent"))


def _same(one: str, other: str) -> bool:
    return one.replace(" ", "").casefold() == other.replace(" ", "").casefold()


def _list(store: Store, scratch: Scratch, keys: list[str]) -> Finding:
    found = [info.key for info in store.list(scratch.prefix)]
    if sorted(found) != sorted(keys):
        return fault(
            msg("lists"),
            msg(
                "{keys} objects were written and {found} are listed: a new release may not be seen",
                keys=len(keys),
                found=len(found),
            ),
            _OTHER,
        )
    if found != sorted(keys, key=str.encode):
        return fault(
            msg("lists"), msg("keys are not listed in their order: the newest release is not found"), _OTHER
        )
    return good(msg("lists"), msg("what was just written is listed, in the order of keys"))


def _delete(store: Store, scratch: Scratch, key: str) -> Finding:
    store.delete(key)
    try:
        store.head(key)
    except ObjectMissingError:
        if key not in [info.key for info in store.list(scratch.prefix)]:
            return good(msg("deletion"), msg("what is deleted is gone at once"))
    return warning(
        msg("deletion"),
        msg("what is deleted is still there: unpublishing for legal reasons does not take effect at once"),
        msg("switch off versioning or retention of the bucket, or delete old versions by a lifecycle rule"),
    )
