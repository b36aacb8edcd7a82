"""Trying out a store: everything that publishing relies on, and what readers need of its public address.

Writes below `_podcast/probe/` and removes it again. What is known already decides nothing: it is tried.
"""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPException, HTTPMessage
from urllib.parse import urlsplit

from podcast import __version__
from podcast.content import keys
from podcast.errors import ObjectMissingError, PodcastError
from podcast.messages import msg, why
from podcast.publish.fetch import TIMEOUT, fetch, web_only
from podcast.store.base import Store
from podcast.store.finding import Finding, Kind, Level, fault, good, warning
from podcast.store.probe_conditions import ROUNDS, try_conditions
from podcast.store.probe_objects import try_objects
from podcast.store.probe_scratch import Scratch
from podcast.values import Struct

CORS = msg("CORS")
_ORIGIN = "https://player.example"
_SETUP = msg("`podcast store setup` sets the rules; where a CDN lies before the store, set them there")


class Diagnosis(Struct, frozen=True, kw_only=True):
    """What a store is, and everything that was found."""

    store: str
    kind: Kind
    findings: tuple[Finding, ...]

    def of(self, level: Level) -> tuple[Finding, ...]:
        """Return the findings of one weight."""
        return tuple(one for one in self.findings if one.level is level)


def examine(
    store: Store, *, base_url: str = "", tell: Callable[[str], None], rounds: int = ROUNDS
) -> Diagnosis:
    """Return what `store` and its public address do, by trial.

    `tell` gets a sentence if something of the trial could not be removed.

    Raises:
        PodcastError: the store cannot be reached, read or written.
    """
    store.probe()
    with Scratch(store, tell) as scratch:
        objects = list(try_objects(store, scratch))
        conditions = try_conditions(store, scratch, rounds=rounds)
        if store.server:
            from podcast.store.s3 import S3Store
            from podcast.store.s3_trial import try_bucket

            if isinstance(store, S3Store):
                objects += try_bucket(store, scratch)
    public = tuple(public_findings(store, base_url)) if base_url else ()
    return Diagnosis(
        store=store.url, kind=conditions.kind, findings=(*conditions.findings, *objects, *public)
    )


def public_findings(store: Store, base_url: str) -> Iterator[Finding]:
    """Yield what is found by trying what web players and apps do at the public address of `store`."""
    check = msg("public address")
    try:
        store.head(keys.FEED)
    except ObjectMissingError:
        yield warning(
            check,
            msg("nothing is published yet that {base_url} could be tried with", base_url=base_url),
            msg("run `podcast publish`, then `podcast doctor --store` again"),
        )
        return
    url = base_url + keys.FEED
    try:
        answer = fetch(url, span=(0, 9), most=10)
    except PodcastError as error:
        yield warning(
            check, error.message, msg("correct base_url in show.toml, or make the store public there")
        )
        return
    if answer.status not in (200, 206):
        yield fault(
            check,
            msg("{url} answers {status}: nobody can read the feed", url=url, status=answer.status),
            msg("let everybody read the store: `podcast store setup`; or correct base_url in show.toml"),
        )
        return
    yield good(check, msg("{url} answers {status}", url=url, status=answer.status))
    if answer.status != 206:
        yield warning(
            msg("public ranges"),
            msg("a range is answered by the whole"),
            msg("let the CDN or web server answer ranges"),
        )
    yield _preflight(url)
    yield _private(store, base_url)


def _preflight(url: str) -> Finding:
    """Ask as a browser does before a player of another site may ask for a range."""
    check = CORS
    request = urllib.request.Request(  # noqa: S310  `fetch` has checked the address
        url,
        method="OPTIONS",
        headers={
            "User-Agent": f"podcast/{__version__}",
            "Origin": _ORIGIN,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "range",
        },
    )
    try:
        with web_only(redirects=False).open(request, timeout=TIMEOUT) as response:
            status, headers = response.status, response.headers
    except urllib.error.HTTPError as error:
        status, headers = error.code, error.headers
        error.close()
    except (OSError, HTTPException, ValueError) as error:
        return warning(
            check,
            msg("{url} does not answer a preflight request ({error})", url=url, error=why(error)),
            _SETUP,
        )
    if status not in (200, 204) or not _is_allowed(headers):
        return warning(
            check,
            msg(
                "a preflight request is answered by {status} and no leave: web players cannot seek",
                status=status,
            ),
            _SETUP,
        )
    return good(check, msg("players of other sites may read, and ask for ranges"))


def _is_allowed(headers: HTTPMessage) -> bool:
    origin = headers.get("Access-Control-Allow-Origin", "")
    asked = headers.get("Access-Control-Allow-Headers", "").casefold()
    return origin in ("*", _ORIGIN) and ("*" in asked or "range" in [one.strip() for one in asked.split(",")])


def _private(store: Store, base_url: str) -> Finding:
    """Look whether what only producers need is kept from readers."""
    check = msg("private files")
    found = next(iter(store.list("_podcast/releases/", limit=1)), None)
    if found is None:
        return good(check, msg("there are none yet"))
    try:
        status = fetch(base_url + found.key, method="HEAD", most=0).status
    except PodcastError as error:
        return warning(check, error.message, msg("try again"))
    if status == 200:
        return warning(
            check,
            msg(
                "everybody can read {path}_podcast/: who published what and when",
                path=urlsplit(base_url).path,
            ),
            _SETUP,
        )
    return good(check, msg("_podcast/ is not public ({status})", status=status))
