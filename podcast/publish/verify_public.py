"""What listeners get, against what the store has: through the public address, with all that lies between.

A store can be right and the public address wrong: an edge that still has the old feed, a bucket that nobody may
read, a redirect to http, headers that keep web players out. Must not change anything.
"""

from collections.abc import Iterable

from podcast.content import keys
from podcast.errors import ContentError, PodcastError
from podcast.feed.follows import release_of
from podcast.messages import msg
from podcast.publish.fetch import Answer, fetch
from podcast.publish.progress import Progress
from podcast.publish.state import read_front
from podcast.publish.verify import MOST_FEED, Finding, Verification, verify_url
from podcast.store.base import Store


def verify_public(store: Store, progress: Progress) -> Verification:
    """Verify the published feed at its public address, and that it is the one that the store has.

    Raises:
        ContentError: nothing is published there, or what answers is no feed.
        TryAgainError: nothing answers.
    """
    state = read_front(store)
    if state.release is None or state.show is None:
        raise ContentError(
            msg("nothing is published in {store} yet", store=store.url), hint=msg("run `podcast publish`")
        )
    base_url = state.show.show.base_url
    url = base_url + keys.FEED
    findings = list(_check_feed(url, store, state.number))
    seen = verify_url(url, progress)
    enclosures = [
        one for one in state.release.objects if one.startswith("audio/") and not one.endswith(".json")
    ]
    sidecars = [one for one in state.release.views if one.endswith((".vtt", ".srt", "chapters.json"))]
    for key in (*enclosures, *sidecars, keys.SHOW_PAGE):
        findings += _check_headers(base_url + key, key)
    return Verification(
        feed=url,
        episodes=seen.episodes,
        addresses=seen.addresses + len(enclosures) + len(sidecars) + 1,
        findings=(*findings, *seen.findings),
    )


def _check_feed(url: str, store: Store, number: int) -> Iterable[Finding]:
    answer = fetch(url, most=MOST_FEED)
    yield from _check_way(url, answer)
    live = release_of(answer.body)
    if live < number:
        age = answer.headers.get("age", "")
        since = msg(", cached for {age} s", age=age) if age.isdigit() else ""
        yield Finding(
            url=url,
            message=msg(
                "is stale: it follows release {live} and the store has {number}{since}; purge the CDN",
                live=live or msg("unknown"),
                number=number,
                since=since,
            ),
        )
    elif live == number and answer.body != store.get(keys.FEED).body:
        yield Finding(
            url=url, message=msg("is not the feed that the store has: something changes it on the way")
        )
    if answer.headers.get("access-control-allow-origin", "") != "*":
        yield Finding(
            url=url, message=msg("has no Access-Control-Allow-Origin: *: web players cannot read it")
        )


def _check_headers(url: str, key: str) -> Iterable[Finding]:
    try:
        answer = fetch(url, method="HEAD", most=0)
    except PodcastError as error:
        yield Finding(url=url, message=error.message)
        return
    if answer.status != 200:
        return  # said already, or by `verify` of the store
    yield from _check_way(url, answer)
    cached = answer.headers.get("cache-control", "")
    if keys.cache_control(key) == keys.IMMUTABLE and "max-age=31536000" not in cached.replace(" ", ""):
        yield Finding(
            url=url,
            message=msg(
                "is cached as “{cached}” and never changes: let it be kept for a year", cached=cached
            ),
        )
    if keys.cache_control(key) != keys.IMMUTABLE and "immutable" in cached:
        yield Finding(url=url, message=msg("is cached for ever, and changes"))
    if key != keys.SHOW_PAGE and answer.headers.get("access-control-allow-origin", "") != "*":
        yield Finding(
            url=url, message=msg("has no Access-Control-Allow-Origin: *: web players cannot read it")
        )
    if key.startswith("audio/") and answer.headers.get("content-encoding", "identity") != "identity":
        yield Finding(url=url, message=msg("is compressed on the way: players cannot seek in it"))


def _check_way(url: str, answer: Answer) -> Iterable[Finding]:
    if answer.url and answer.url != url:
        worse = (
            msg(" without encryption") if url.startswith("https:") and answer.url.startswith("http:") else ""
        )
        yield Finding(
            url=url,
            message=msg(
                "redirects to {answer}{worse}: write that into base_url, or mend it",
                answer=answer.url,
                worse=worse,
            ),
        )
