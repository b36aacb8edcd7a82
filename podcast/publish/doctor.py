"""What a store is worth, found out by trial: said in words, each fault with its remedy.

Owns what the findings mean for a show. How they are found is in `store/trial` and `store/s3_inspect`.
"""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from podcast.content import keys
from podcast.errors import ObjectMissingError, PodcastError
from podcast.publish.fetch import Answer, fetch
from podcast.store.base import Store
from podcast.store.directory import DirectoryStore
from podcast.store.guarded import GuardedStore
from podcast.store.s3_facts import Bucket, Inspection
from podcast.store.trial import WRITERS, Safety, Trial, scratch, try_conditions

_SIZE = 300_000
_CLOCK_S = 60.0


class Verdict(StrEnum):
    """How bad it is: `fine`, `poor` (it works, something is missing), `bad` (it must not be used like this)."""

    FINE = "fine"
    POOR = "poor"
    BAD = "bad"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that was looked at, what was found, and what to do about it."""

    name: str
    verdict: Verdict
    message: str
    remedy: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnosis:
    """What a store is worth."""

    safety: Safety
    findings: tuple[Finding, ...]

    @property
    def is_usable(self) -> bool:
        return all(one.verdict is not Verdict.BAD for one in self.findings)


def diagnose_store(store: Store, *, base_url: str = "", single_producer: bool = False) -> Diagnosis:
    """Try what `store` does, leaving nothing there, and file what it is worth if it is a bucket.

    `base_url` is where readers get what is stored; nothing is asked there if it is empty.

    Raises:
        PodcastError: the store cannot be used at all.
    """
    store.probe()
    inner = store.inner if isinstance(store, GuardedStore) else store
    trial = store.try_again() if isinstance(store, GuardedStore) else try_conditions(store)
    findings = [*_conditions(trial, single_producer=single_producer), *_objects(inner)]
    if isinstance(inner, Bucket):
        with scratch(inner) as place:
            findings += _bucket(inner.inspect(f"{place}inspect"))
    if base_url:
        findings += _public(inner, base_url)
    return Diagnosis(safety=trial.safety, findings=tuple(findings))


def _conditions(trial: Trial, *, single_producer: bool) -> Iterator[Finding]:
    won = max(trial.created)
    if trial.safety is Safety.UNSAFE:
        said = f"of {WRITERS} who created the same file at once, up to {won} were told that they did"
        verdict = Verdict.POOR if single_producer else Verdict.BAD
        remedy = (
            ""
            if single_producer
            else "write single_producer = true under [s3], if nobody else ever publishes"
        )
        yield Finding(name="create if absent", verdict=verdict, message=said, remedy=remedy)
        return
    yield Finding(
        name="create if absent",
        verdict=Verdict.FINE,
        message=f"of {WRITERS} who created the same file at once, one did, {len(trial.created)} times",
    )
    if trial.safety is Safety.CAS:
        yield Finding(
            name="replace if unchanged",
            verdict=Verdict.FINE,
            message=f"of {WRITERS} who replaced the same file at once, one did; a stale one was refused",
        )
        return
    why = trial.refused or (
        "the condition is ignored"
        if not trial.stale_refused
        else f"up to {max(trial.replaced)} replaced it at once"
    )
    yield Finding(
        name="replace if unchanged",
        verdict=Verdict.POOR,
        message=f"not there: {why}. Nothing published is lost; two who publish in the same second may leave "
        "an older page until the next publish",
        remedy="let one finish before the other begins, or run `podcast publish` once more",
    )


def _objects(store: Store) -> Iterator[Finding]:
    """What is stored must come back, whole, in part and in lists, with its type and cache policy."""
    with scratch(store) as place:
        body = secrets.token_bytes(_SIZE)
        key = f"{place}b.mp3"
        for name in ("c.mp3", "a.mp3"):
            store.put(f"{place}{name}", b"x", type="audio/mpeg", cache=keys.IMMUTABLE)
        store.put(key, body, type="audio/mpeg", cache=keys.IMMUTABLE)
        yield _tell(
            "content", store.get(key).body == body, "comes back byte for byte", "comes back as another"
        )
        span = store.get(key, first=1000, last=1999).body == body[1000:2000]
        yield _tell(
            "ranges", span, "parts of a file are given", "a part of a file is another than was asked for"
        )
        info = store.head(key)
        kept = info.type == "audio/mpeg" and info.cache in (
            keys.IMMUTABLE,
            keys.BRIEF,
            keys.cache_control(key),
        )
        yield _tell(
            "type and caching",
            kept,
            "are kept",
            f"are not kept: type “{info.type}”, cache “{info.cache}”",
            remedy="let the bucket keep the headers that it is given",
        )
        listed = [one.key.removeprefix(place) for one in store.list(place)]
        in_order = listed == ["a.mp3", "b.mp3", "c.mp3"]
        yield _tell("lists", in_order, "are whole and in order", f"are wrong: {listed}")
        store.delete(key)
        try:
            store.head(key)
        except ObjectMissingError:
            return
        yield Finding(name="deleting", verdict=Verdict.POOR, message="what was deleted is still there")


def _bucket(found: Inspection) -> Iterator[Finding]:
    yield _poor("checksums", found.wrong_md5_refused, "a damaged upload is refused", "a damaged upload is taken",
                "what arrives is compared by its ETag instead")  # fmt: skip
    yield Finding(name="etags", verdict=Verdict.FINE, message=f"If-Match wants them {found.etags}")
    if found.clock_s is not None:
        yield _poor(
            "clock",
            abs(found.clock_s) <= _CLOCK_S,
            "agrees with the server’s",
            f"is {abs(found.clock_s):.0f} s {'behind' if found.clock_s > 0 else 'ahead of'} the server’s",
            "set this computer’s clock by the network: 15 minutes off, and every request is refused",
        )
    yield _poor("parts", found.parts_listed, "uploads that broke off are found again", "they cannot be listed",
                "allow s3:ListBucketMultipartUploads and s3:ListMultipartUploadParts")  # fmt: skip
    setup = "podcast store setup"
    if found.cors is not None:
        yield _poor("CORS", "*" in found.cors, "any site may read", "not every site may read", setup)
    if found.lifecycle is not None:
        yield _poor("lifecycle", found.lifecycle, "uploads that nobody completed are forgotten",
                    "uploads that nobody completed are kept, and paid for", setup)  # fmt: skip


def _public(store: Store, base_url: str) -> Iterator[Finding]:
    """What readers get, at a key of the kind that they read."""
    key = keys.hashed("assets", "doctor", secrets.token_hex(32), ".txt")
    body = secrets.token_hex(500).encode()
    store.put(key, body, type=keys.media_type(key), cache=keys.cache_control(key))
    try:
        url = keys.url_of(base_url, key)
        whole = fetch(url, most=10_000)
        yield from _read(url, body, whole)
        if whole.status == 200:
            part = fetch(url, span=(100, 199), most=10_000)
            yield _tell("public ranges", part.status == 206 and part.body[:100] == body[100:200],
                        "are given", f"are not given (status {part.status})",
                        remedy="players cannot seek: let the server or CDN answer Range")  # fmt: skip
    except PodcastError as error:
        yield Finding(name="public address", verdict=Verdict.BAD, message=error.message, remedy=error.hint)
    finally:
        store.delete(key)


def _read(url: str, body: bytes, answer: Answer) -> Iterable[Finding]:
    if answer.status != 200 or answer.body != body:
        said = f"{url} answers {answer.status}" if answer.status != 200 else f"{url} answers something else"
        return [
            Finding(
                name="public address",
                verdict=Verdict.BAD,
                message=said,
                remedy="check base_url; let everybody read: podcast store setup",
            )
        ]
    allowed = answer.headers.get("access-control-allow-origin", "") == "*"
    cached = "max-age=31536000" in answer.headers.get("cache-control", "").replace(" ", "")
    return [
        Finding(name="public address", verdict=Verdict.FINE, message="what is stored is read there"),
        _poor("public CORS", allowed, "any site may read", "no Access-Control-Allow-Origin: *", "podcast store setup"),
        _poor("public caching", cached, "headers arrive", "the cache policy does not arrive",
              "let the CDN pass Cache-Control on"),
    ]  # fmt: skip


def _tell(name: str, holds: bool, fine: str, bad: str, *, remedy: str = "use another provider") -> Finding:
    if holds:
        return Finding(name=name, verdict=Verdict.FINE, message=fine)
    return Finding(name=name, verdict=Verdict.BAD, message=bad, remedy=remedy)


def _poor(name: str, holds: bool, fine: str, poor: str, remedy: str) -> Finding:
    if holds:
        return Finding(name=name, verdict=Verdict.FINE, message=fine)
    return Finding(name=name, verdict=Verdict.POOR, message=poor, remedy=remedy)


def is_folder(store: Store) -> bool:
    """Say whether a store is a folder, which a web server of one's own has to serve."""
    return isinstance(store, DirectoryStore)
