"""Telling a CDN which addresses it must fetch anew, after their views are written and before anything is announced.

Edges cache a feed for minutes, and a missing page too. What tells them is a command of the producer's, which gets
the addresses on its standard input, a line each, or addresses that are sent them as JSON. Must not know any CDN.
"""

import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from http.client import HTTPException

from podcast import __version__
from podcast.content import keys
from podcast.content.show import CdnSettings
from podcast.errors import PodcastError, UnavailableError
from podcast.messages import msg
from podcast.publish.fetch import web_only
from podcast.publish.plan import Plan

TIMEOUT = 60.0
"""Seconds that a command or an address has."""

AUTHORIZATION = "PODCAST_CDN_AUTHORIZATION"
"""The variable with the header `Authorization` for the addresses: a secret, shown nowhere."""


def changed_urls(plan: Plan, base_url: str) -> list[str]:
    """Return the public address of every view that a plan changes, the feed last; a page by its folder, too."""
    ordered = sorted(plan.views, key=keys.writing_order)
    return list(dict.fromkeys(keys.url_of(base_url, key) for key in ordered))


def purge_edges(
    settings: CdnSettings, urls: Sequence[str], *, environment: Mapping[str, str]
) -> list[PodcastError]:
    """Tell the CDN, and return what went wrong: nothing if it answered that all is well."""
    if not urls:
        return []
    wrong = [_run(settings.purge_command, urls)] if settings.purge_command else []
    token = environment.get(AUTHORIZATION, "").strip()
    wrong += [_post(url, urls, token) for url in settings.purge_urls]
    return [error for error in wrong if error is not None]


def _run(command: Sequence[str], urls: Sequence[str]) -> PodcastError | None:
    lines = "".join(f"{url}\n" for url in urls)
    try:
        done = subprocess.run(  # noqa: S603  the producer's own command, without a shell
            list(command), input=lines, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return _failed(command[0], msg("did not end within {timeout:g} s", timeout=TIMEOUT))
    except (OSError, ValueError) as error:
        return _failed(
            command[0], msg("cannot be run: {value}", value=getattr(error, "strerror", None) or error)
        )
    if done.returncode:
        said = " ".join(done.stderr.split())[-200:]
        return _failed(
            command[0],
            msg("ended with {returncode}", returncode=done.returncode) + (f", “{said}”" if said else ""),
        )
    return None


def _post(url: str, urls: Sequence[str], token: str) -> PodcastError | None:
    request = urllib.request.Request(url, data=json.dumps({"files": list(urls)}).encode())  # noqa: S310  http(s)
    request.add_header("Content-Type", "application/json")
    request.add_header("User-Agent", f"podcast/{__version__}")
    if token:
        request.add_unredirected_header("Authorization", token)
    try:
        with web_only(redirects=False).open(request, timeout=TIMEOUT):
            return None
    except urllib.error.HTTPError as error:
        with error:
            return _failed(url, msg("answered {code}", code=error.code))
    except (OSError, HTTPException, ValueError) as error:
        # an error's own text may quote the header
        return _failed(
            url, msg("does not answer: {name}", name=type(getattr(error, "reason", None) or error).__name__)
        )


def _failed(who: str, what: str) -> PodcastError:
    return UnavailableError(
        msg("the CDN was not told what changed: {who} {what}", who=who, what=what),
        hint=msg("tell it by hand, then run `podcast announce`; see [cdn] in show.toml"),
    )
