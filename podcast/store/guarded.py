"""A bucket that is written only as far as it can be trusted.

What it does with conditions is tried before it is written the first time, and filed in the bucket itself, with
what it is a verdict on: so nobody has to try again, and a copy of the bucket elsewhere is tried anew. Where
replacing knows no conditions, what is replaced is looked at just before; where nothing does, it takes a producer
who says that there is no other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

from podcast.content import canonical
from podcast.content.keys import TRIAL
from podcast.errors import ContentError, ObjectMissingError, Place, UnavailableError
from podcast.store import refusals
from podcast.store.base import Blob, Body, ObjectInfo, Progress, Store, Unfinished
from podcast.store.trial import Safety, Trial, try_conditions


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a trial found, and on which store: its endpoint, bucket and prefix."""

    store: str
    safety: str


class GuardedStore:
    """A `Store` that asks `inner`, and finds out before the first write what its conditions are worth."""

    def __init__(self, inner: Store, *, identity: str, single_producer: bool) -> None:
        """`identity` names what a verdict is good for; `single_producer` that nobody else writes, ever."""
        self.inner = inner
        self._identity = identity
        self._single = single_producer
        self._safety: Safety | None = None
        self._lock = Lock()

    @property
    def url(self) -> str:
        """The store as a producer would name it."""
        return self.inner.url

    def probe(self) -> None:
        """See `Store.probe`."""
        self.inner.probe()

    def head(self, key: str) -> ObjectInfo:
        """See `Store.head`."""
        return self.inner.head(key)

    def get(self, key: str, *, first: int = 0, last: int | None = None) -> Blob:
        """See `Store.get`."""
        return self.inner.get(key, first=first, last=last)

    def list(self, prefix: str = "", *, limit: int | None = None) -> Iterator[ObjectInfo]:
        """See `Store.list`."""
        return self.inner.list(prefix, limit=limit)

    def unfinished(self, prefix: str = "") -> Iterator[Unfinished]:
        """See `Store.unfinished`."""
        return self.inner.unfinished(prefix)

    def abandon(self, write: Unfinished) -> None:
        """See `Store.abandon`."""
        self.inner.abandon(write)

    def delete(self, key: str) -> None:
        """See `Store.delete`; refused like a write.

        Raises:
            UnavailableError: conditions are ignored, and others may write.
        """
        self.safety()
        self.inner.delete(key)

    def put(
        self,
        key: str,
        body: Body,
        *,
        type: str,
        cache: str,
        if_match: str | None = None,
        if_none_match: bool = False,
        progress: Progress | None = None,
    ) -> ObjectInfo:
        """See `Store.put`.

        Raises:
            UnavailableError: conditions are ignored, and others may write.
        """
        safety = self.safety()
        if (safety is Safety.UNSAFE and if_none_match) or (safety is not Safety.CAS and if_match):
            self._look(key, if_match)
            if_match, if_none_match = None, False
        return self.inner.put(
            key,
            body,
            type=type,
            cache=cache,
            if_match=if_match,
            if_none_match=if_none_match,
            progress=progress,
        )

    def safety(self) -> Safety:
        """Return what the store is worth, as it was found before or is found now.

        Raises:
            UnavailableError: conditions are ignored, and others may write.
        """
        with self._lock:
            if self._safety is None:
                self._safety = self._known() or self.try_again().safety
        if self._safety is Safety.UNSAFE and not self._single:
            raise UnavailableError(
                "does not keep two producers from overwriting each other: it ignores conditional writes",
                hint="use another provider; or, if one person on one computer is all who ever publishes, write "
                "single_producer = true under [s3] in show.toml",
                place=Place(file=self.url),
            )
        return self._safety

    def try_again(self) -> Trial:
        """Try what the store does with conditions, and file it."""
        trial = try_conditions(self.inner)
        verdict = Verdict(store=self._identity, safety=trial.safety)
        self.inner.put(TRIAL, canonical.encode(verdict), type="application/json", cache="no-store")
        self._safety = trial.safety
        return trial

    def _known(self) -> Safety | None:
        try:
            verdict = canonical.decode(self.inner.get(TRIAL).body, Verdict, where=TRIAL)
            return Safety(verdict.safety) if verdict.store == self._identity else None
        except (ObjectMissingError, ContentError, ValueError):
            return None

    def _look(self, key: str, etag: str | None) -> None:
        """Raise PreconditionError if the key is not as it should be: as good as it gets without conditions."""
        try:
            there = self.inner.head(key).etag
        except ObjectMissingError:
            there = None
        if there != etag:
            raise refusals.lost(key, self.url)
