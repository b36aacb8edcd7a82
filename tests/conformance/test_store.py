"""What every store does alike. A new store is done when it passes this file."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from podcast.content.keys import cache_control, media_type
from podcast.errors import CannotWriteError, MissingInputError, ObjectMissingError, PreconditionError
from podcast.store.base import Blob, Body, ObjectInfo, Progress, Store

WRITERS = 24
AWKWARD = [
    "audio/l’été à Nîmes.0123456789ab.mp3",
    "images/a b  c.png",
    "images/plus+and&=;@,$!'().png",
    "images/100%25 %2F%20~#tag.png",
    "episodes/日本語/🎙.html",
    "_podcast/records/-dash.json",
    "n" * 200 + "/x.txt",
]
BAD = [
    "",
    "/feed.xml",
    "feed.xml/",
    "a//b",
    "../feed.xml",
    "a/../b",
    "./a",
    "a\\b",
    "a/.env",
    ".lock",
    "a\nb",
    "a\x00b",
    "C:/x",
    "cafe\u0301.html",
    "a\ud800",
    "x" * 1025,
]


def put(
    store: Store,
    key: str = "feed.xml",
    body: Body = b"<rss/>",
    *,
    if_match: str | None = None,
    if_none_match: bool = False,
    progress: Progress | None = None,
) -> ObjectInfo:
    """Store `body` with the type and cache policy of its key."""
    return store.put(
        key,
        body,
        type=media_type(key),
        cache=cache_control(key),
        if_match=if_match,
        if_none_match=if_none_match,
        progress=progress,
    )


def keys_of(store: Store, prefix: str = "", limit: int | None = None) -> list[str]:
    """Return the keys that the store lists."""
    return [info.key for info in store.list(prefix, limit=limit)]


def test_bytes_come_back_as_they_went(store: Store) -> None:
    """What is put is what is got, of every byte value."""
    body = bytes(range(256)) * 10
    put(store, "audio/x.bin", body)
    assert store.get("audio/x.bin").body == body


def test_a_file_comes_back_as_it_was(store: Store, tmp_path: Path) -> None:
    """A body given as a path is stored whole, across the boundaries of pieces, and left alone."""
    body = bytes(range(251)) * 10_000
    recording = tmp_path / "recording.mp3"
    recording.write_bytes(body)
    info = put(store, "audio/ep.0123456789ab.mp3", recording)
    assert store.get("audio/ep.0123456789ab.mp3").body == body
    assert info.sha256 == hashlib.sha256(body).hexdigest()
    assert recording.read_bytes() == body


def test_an_object_is_described(store: Store) -> None:
    """Size, type, cache policy, digest and ETag are the same from put, head and get."""
    info = put(store, "feed.xml", b"<rss/>")
    assert (info.key, info.size) == ("feed.xml", 6)
    assert info.type == media_type("feed.xml")
    assert info.cache == cache_control("feed.xml")
    assert info.sha256 == hashlib.sha256(b"<rss/>").hexdigest()
    assert info.etag.startswith('"')
    assert info == store.head("feed.xml") == store.get("feed.xml").info


def test_an_empty_object_is_an_object(store: Store, tmp_path: Path) -> None:
    """Nothing at all can be stored, as bytes and as a file, and any span of it is empty."""
    empty = tmp_path / "empty"
    empty.touch()
    assert put(store, "a.txt", b"").size == put(store, "b.txt", empty).size == 0
    assert store.get("a.txt").body == store.get("b.txt", first=0, last=9).body == b""


def test_other_bytes_have_another_etag(store: Store) -> None:
    """Overwriting changes the ETag and the content; the same bytes again need not."""
    before = put(store, body=b"old")
    after = put(store, body=b"new")
    assert before.etag != after.etag
    assert store.head("feed.xml").etag == after.etag
    assert store.get("feed.xml").body == b"new"


@pytest.mark.parametrize("method", ["head", "get"])
def test_what_is_absent_is_missing(store: Store, method: str) -> None:
    """An absent key has its own error, also where it is the beginning or the end of a present one."""
    put(store, "a/b.txt", b"x")
    for key in ("a", "a/b.txt/c", "a/b", "nothing.txt"):
        with pytest.raises(ObjectMissingError, match="there is no"):
            getattr(store, method)(key)


def test_create_if_absent_creates(store: Store) -> None:
    """if_none_match writes where nothing is."""
    put(store, if_none_match=True)
    assert store.get("feed.xml").body == b"<rss/>"


def test_create_if_absent_never_overwrites(store: Store) -> None:
    """if_none_match is refused where something is, and leaves it there."""
    before = put(store, body=b"first")
    with pytest.raises(PreconditionError):
        put(store, body=b"second", if_none_match=True)
    assert store.head("feed.xml") == before
    assert store.get("feed.xml").body == b"first"


@pytest.mark.parametrize("condition", ["absent", "stale"])
def test_a_refused_write_of_the_same_bytes_is_done_already(store: Store, condition: str) -> None:
    """An earlier try whose answer was lost is no conflict: its bytes are there."""
    stale = put(store, body=b"before").etag
    before = put(store, body=b"ours")
    sent: list[int] = []
    after = (
        put(store, body=b"ours", if_none_match=True, progress=sent.append)
        if condition == "absent"
        else put(store, body=b"ours", if_match=stale, progress=sent.append)
    )
    assert after == before
    assert sum(sent) == 4


def test_overwrite_if_unchanged(store: Store) -> None:
    """if_match writes over the version it names, any number of times in a row."""
    info = put(store, body=b"0")
    for number in range(1, 4):
        info = put(store, body=b"%d" % number, if_match=info.etag)
    assert store.get("feed.xml").body == b"3"


def test_a_stale_version_is_not_overwritten(store: Store) -> None:
    """if_match is refused once somebody else has written, and leaves theirs."""
    stale = put(store, body=b"old").etag
    put(store, body=b"theirs")
    with pytest.raises(PreconditionError):
        put(store, body=b"ours", if_match=stale)
    assert store.get("feed.xml").body == b"theirs"


def test_overwriting_what_is_gone_is_refused(store: Store) -> None:
    """if_match on an absent key is refused, and creates nothing."""
    etag = put(store).etag
    store.delete("feed.xml")
    with pytest.raises(PreconditionError):
        put(store, if_match=etag)
    assert keys_of(store) == []


def test_one_of_many_writers_creates(store: Store) -> None:
    """Of 24 writers who create one key at once exactly one succeeds, and its bytes are there."""
    start = Barrier(WRITERS)

    def race(number: int) -> int | None:
        start.wait(30)
        try:
            put(store, "_podcast/releases/1.json", b"writer %d" % number, if_none_match=True)
        except PreconditionError:
            return None
        return number

    with ThreadPoolExecutor(WRITERS) as pool:
        winners = [number for number in pool.map(race, range(WRITERS)) if number is not None]
    assert len(winners) == 1
    assert store.get("_podcast/releases/1.json").body == b"writer %d" % winners[0]


def test_no_update_is_lost(store: Store) -> None:
    """Writers who read, add one and write if unchanged lose no addition between them."""
    put(store, "count.txt", b"0:0")

    def add(writer: int) -> None:
        for turn in range(3):
            while True:
                found = store.get("count.txt")
                count = int(found.body.partition(b":")[0]) + 1
                body = b"%d:%d-%d" % (count, writer, turn)
                try:
                    put(store, "count.txt", body, if_match=found.info.etag)
                except PreconditionError:
                    continue
                break

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(4)))
    assert store.get("count.txt").body.startswith(b"12:")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (0, 0, b"0"),
        (0, 9, b"0123456789"),
        (3, 5, b"345"),
        (7, None, b"789"),
        (7, 99, b"789"),
        (0, 99, b"0123456789"),
        (9, 9, b"9"),
        (10, None, b""),
        (99, 120, b""),
        (5, 4, b""),
    ],
)
def test_a_span_is_read(store: Store, first: int, last: int | None, expected: bytes) -> None:
    """Both ends are included, the end of the object cuts, and the description is of the whole."""
    info = put(store, "digits.txt", b"0123456789")
    assert store.get("digits.txt", first=first, last=last) == Blob(info=info, body=expected)


def test_keys_are_listed_in_the_order_of_their_bytes(store: Store) -> None:
    """The order is that of whole keys in UTF-8: a slash is a character like others."""
    keys = [
        "a/b.txt",
        "a-b.txt",
        "a.txt",
        "a/b/c.txt",
        "a0.txt",
        "B.txt",
        "é.txt",
        "z.txt",
        "🎙.txt",
        "．.txt",
    ]
    for key in keys:
        put(store, key, key.encode())
    assert keys_of(store) == sorted(keys, key=str.encode)


def test_a_prefix_narrows_the_list(store: Store) -> None:
    """A prefix is the beginning of a key: it need not be a folder, and it hides everything else."""
    for key in ("ab/1.txt", "ab/2.txt", "abc.txt", "b/ab.txt", "_podcast/releases/1.json"):
        put(store, key)
    assert keys_of(store, "ab") == ["ab/1.txt", "ab/2.txt", "abc.txt"]
    assert keys_of(store, "ab/") == ["ab/1.txt", "ab/2.txt"]
    assert keys_of(store, "ab/2.txt") == ["ab/2.txt"]
    assert keys_of(store, "_podcast/releases/") == ["_podcast/releases/1.json"]
    assert keys_of(store, "nothing/") == []


def test_a_long_list_is_whole_and_may_be_cut(store: Store) -> None:
    """Every key is listed once over any number of pages, and no more than the limit."""
    keys = [f"items/{number:03}.txt" for number in range(23)]
    for key in reversed(keys):
        put(store, key, b"x")
    assert keys_of(store) == keys
    for limit in (0, 1, 4, 5, 6, 10, 22, 23, 24):
        assert keys_of(store, "items/", limit) == keys[:limit]


def test_a_list_tells_sizes_and_no_lies(store: Store) -> None:
    """A listed object has its size; what else is said of it is what head says."""
    put(store, "a.txt", b"four")
    (listed,) = store.list()
    found = store.head("a.txt")
    assert listed.size == found.size == 4
    for name in ("etag", "type", "cache", "sha256"):
        assert getattr(listed, name) in ("", getattr(found, name))


def test_an_empty_store_lists_nothing(store: Store) -> None:
    """Before the first write there is nothing, and that is no error."""
    assert keys_of(store) == []
    store.probe()
    assert keys_of(store) == []


def test_what_is_deleted_is_gone(store: Store) -> None:
    """Deleting removes that key alone, twice is as good as once, and the key can be created again."""
    put(store, "a.txt")
    put(store, "a.txt.bak")
    for _ in range(2):
        store.delete("a.txt")
    assert keys_of(store) == ["a.txt.bak"]
    put(store, "a.txt", b"again", if_none_match=True)
    assert store.get("a.txt").body == b"again"


@pytest.mark.parametrize("key", AWKWARD, ids=range(len(AWKWARD)))
def test_awkward_keys_work(store: Store, key: str) -> None:
    """Accents, spaces, plus signs and percent signs are characters of a key, and mean nothing else."""
    info = put(store, key, key.encode(), if_none_match=True)
    assert store.get(key).body == key.encode()
    assert store.get(key, first=0, last=2).body == key.encode()[:3]
    assert keys_of(store) == keys_of(store, key) == [key]
    put(store, key, b"again", if_match=info.etag)
    store.delete(key)
    assert keys_of(store) == []


@pytest.mark.parametrize("key", BAD, ids=range(len(BAD)))
def test_bad_keys_are_refused(store: Store, key: str) -> None:
    """A key that is unsafe on any system is refused by every method of every store."""
    for method in (store.head, store.get, store.delete):
        with pytest.raises(CannotWriteError, match="the key"):
            method(key)
    with pytest.raises(CannotWriteError, match="the key"):
        put(store, key)
    assert keys_of(store) == []


@pytest.mark.parametrize("size", [0, 1, 5, (2 << 20) + 3])
def test_progress_sums_to_the_size(store: Store, tmp_path: Path, size: int) -> None:
    """What progress is told adds up to the size, for bytes and for a file."""
    body = bytes(size)
    recording = tmp_path / "recording.wav"
    recording.write_bytes(body)
    for key, given in (("a.bin", body), ("b.bin", recording)):
        sent: list[int] = []
        put(store, key, given, progress=sent.append)
        assert sum(sent) == size


def test_a_file_that_is_not_there_stores_nothing(store: Store, tmp_path: Path) -> None:
    """A missing file is named, and the object that was there stays."""
    before = put(store, "a.txt", b"old")
    with pytest.raises(MissingInputError, match=r"gone\.mp3"):
        put(store, "a.txt", tmp_path / "gone.mp3")
    assert store.head("a.txt") == before
