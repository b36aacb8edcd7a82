"""Verification notices what a listener would stumble over."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from podcast.content import keys
from podcast.errors import ContentError, TryAgainError, UsageError
from podcast.publish.progress import Silence
from podcast.publish.verify import verify_store, verify_url
from podcast.store.serve import PreviewServer


def audio_key(store) -> str:
    """Return the key of the only master."""
    return next(info.key for info in store.list("audio/") if info.key.endswith(".mp3"))


def overwrite(store, key: str, body: bytes) -> None:
    """Put other bytes at a key."""
    head = store.head(key)
    store.put(key, body, type=head.type, cache=head.cache)


FAULTS: dict[str, tuple[Callable[..., None], str]] = {
    "truncated": (
        lambda s: overwrite(s, audio_key(s), s.get(audio_key(s)).body[:-1]),
        "bytes and the feed says",
    ),
    "missing": (lambda s: s.delete(audio_key(s)), "answers HEAD with 404"),
    "wrong type": (
        lambda s: s.put(audio_key(s), s.get(audio_key(s)).body, type="text/html", cache=""),
        "has the type text/html",
    ),
    "no chapters": (lambda s: s.delete("episodes/episode-1/chapters.json"), "answers 404"),
    "page replaced": (lambda s: overwrite(s, "index.html", b"<p>autre</p>"), "index.html: has "),
    "old feed": (
        lambda s: overwrite(s, keys.FEED, s.get(keys.FEED).body.replace(b"release 1", b"release 0")),
        "follows release 0, not 1",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(show, store, publish_show, fault: str) -> None:
    """One seeded fault, at least one finding that names it."""
    show.episode(1)
    publish_show(show.root, store)
    assert verify_store(store, Silence()).findings == ()
    damage, words = FAULTS[fault]
    damage(store)
    assert any(words in str(one) for one in verify_store(store, Silence()).findings)


def test_a_public_feed_is_read_where_it_answers(show, store, publish_show) -> None:
    """Over HTTP, with the addresses that the feed itself gives."""
    show.episode(1)
    publish_show(show.root, store)
    with PreviewServer(store, public_url="https://podcast.example/") as server:
        seen = verify_url(f"{server.url}feed.xml", Silence())
        assert (seen.episodes, seen.findings) == (1, ())
        with pytest.raises(ContentError, match="answers 404"):
            verify_url(f"{server.url}nothing.xml", Silence())
        with pytest.raises(ContentError, match="not well-formed"):
            verify_url(server.url, Silence())
    with pytest.raises(TryAgainError, match="does not answer"):
        verify_url(f"{server.url}feed.xml", Silence())


def test_only_web_addresses_are_fetched() -> None:
    """A file is no feed address."""
    with pytest.raises(UsageError, match="is not a web address"):
        verify_url("file:///etc/hostname", Silence())


def test_nothing_published_is_said(store) -> None:
    """The remedy is to publish."""
    with pytest.raises(ContentError, match="podcast publish"):
        verify_store(store, Silence())


def test_a_publish_that_others_overtake_is_no_fault(show, store, watch, publish_show, killed) -> None:
    """Their pages are under way: what listeners get is looked at, and is whole; alone it would be a finding."""
    path = show.episode(1)
    publish_show(show.root, store)
    show.edit(path, "Un résumé.", "Un autre.")
    failing = watch(store)

    def kill(key: str) -> None:
        if key.startswith("episodes/"):
            raise killed

    failing.before_put = kill
    with pytest.raises(killed):
        publish_show(show.root, failing)
    assert verify_store(store, Silence(), after=1).findings == ()
    assert verify_store(store, Silence(), after=2).findings
    assert verify_store(store, Silence()).findings


class Unreachable:
    """A store that cannot be reached from the `after`th question on."""

    def __init__(self, store, after: int) -> None:
        self._store, self._after, self.asked = store, after, 0

    def __getattr__(self, name: str):
        found = getattr(self._store, name)
        if name not in ("get", "head"):
            return found

        def ask(*arguments, **named):
            self.asked += 1
            if self.asked > self._after:
                raise TryAgainError("cannot reach it", hint="run the same command again")
            return found(*arguments, **named)

        return ask


def test_a_store_that_cannot_be_reached_says_nothing_of_what_it_holds(show, store, publish_show) -> None:
    """Wherever the line breaks, it is the line that is told, and never content."""
    show.episode(1)
    publish_show(show.root, store)
    calm = Unreachable(store, 1_000_000)
    assert verify_store(calm, Silence()).findings == ()
    assert calm.asked > 20
    for after in range(calm.asked):
        with pytest.raises(TryAgainError, match="cannot reach it"):
            verify_store(Unreachable(store, after), Silence())


def test_what_was_read_is_said(show, store, publish_show) -> None:
    """The public address is only claimed to be well if somebody asked it."""
    show.episode(1)
    publish_show(show.root, store)
    assert verify_store(store, Silence()).store == store.url
    with PreviewServer(store, public_url="https://podcast.example/") as server:
        assert verify_url(f"{server.url}feed.xml", Silence()).store == ""
