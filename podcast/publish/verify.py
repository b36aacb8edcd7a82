"""Reading back what was published, over HTTP, as a podcast app would.

The feed must parse, and every enclosure must answer HEAD and a byte range with the length and type that
the feed claims. A store is read through a server on loopback that hands out what the store holds; a
public address is read as it is.
"""

from collections.abc import Callable, Collection, Iterable
from urllib.parse import urljoin

from podcast.content import keys
from podcast.content.release import ObjectFact
from podcast.errors import ContentError, PodcastError, TryAgainError
from podcast.feed.read import FeedItem, ReadFeed, read_feed
from podcast.messages import Message, msg
from podcast.publish.fetch import Answer, fetch
from podcast.publish.lost import refuse_lost
from podcast.publish.parallel import each
from podcast.publish.progress import Progress
from podcast.publish.state import Front, live_release, newest_number, read_front
from podcast.store.base import Store
from podcast.store.serve import PreviewServer
from podcast.values import Struct, replace

MOST_FEED = 100_000_000
MOST_PAGES = 1000
REPAIR = msg("`podcast publish --repair` puts back what this folder can make")
SERVE = msg("compare it with what is stored: `podcast verify --public`, `podcast doctor --store`")
_AUDIO = "audio/"
_FEED_TYPES = ("application/rss+xml", "application/xml", "text/xml")


class Finding(Struct, frozen=True, kw_only=True):
    """Something that a listener would stumble over, at one address; `remedy` where one is known."""

    url: str
    message: str
    remedy: str = ""

    def told(self) -> Message:
        """Return it on one line."""
        if not self.remedy:
            return msg("{url}: {message}", url=self.url, message=self.message)
        return msg("{url}: {message} — {remedy}", url=self.url, message=self.message, remedy=self.remedy)

    def __str__(self) -> str:
        return str(self.told())


class Verification(Struct, frozen=True, kw_only=True):
    """What was looked at and what was found. No findings means that it all answers as it claims.

    `feed` is the address of the feed. It is what was asked, unless a `store` was read in its place."""

    feed: str
    store: str = ""
    episodes: int
    addresses: int
    findings: tuple[Finding, ...]


def verify_store(
    store: Store, progress: Progress, *, after: int | None = None, only: Collection[str] | None = None
) -> Verification:
    """Verify the current release of a store: its feed, and every object it names, or `only` those keys.

    `after` is the release that has just been published. If there is a newer one by now, somebody else is at it:
    their pages may be under way, and only what listeners get is looked at, which is whole at any moment.

    Raises:
        ContentError: nothing is published there, or the feed is no feed.
        TryAgainError: the store cannot be reached: then nothing is known of what it holds.
    """
    state = read_front(store)
    if state.release is None or state.show is None:
        refuse_lost(store, 0)
        raise ContentError(
            msg("nothing is published in {store} yet", store=store.url), hint=msg("run `podcast publish`")
        )
    base_url = state.show.show.base_url
    is_busy = after is not None and state.number > after
    findings = [] if is_busy else [*_check_release(store, state, only)]
    if findings and newest_number(store) > state.number:
        if after is None:
            return verify_store(store, progress, only=only)
        findings = []
    with PreviewServer(store) as server:

        def reach(url: str) -> str:
            return server.url + url.removeprefix(base_url) if url.startswith(base_url) else url

        chosen = None if only is None else {base_url + key for key in only}
        try:
            seen = _verify(base_url + keys.FEED, reach, progress, only=chosen)
        except PodcastError as error:
            raise server.failure or error from error
        if seen.findings and isinstance(server.failure, TryAgainError):
            raise server.failure
    looked = only if only is not None else {**state.release.objects, **state.release.views}
    return Verification(
        feed=seen.feed,
        store=store.url,
        episodes=seen.episodes,
        addresses=seen.addresses + len(looked),
        findings=_with_remedy((*findings, *seen.findings), REPAIR),
    )


def verify_url(url: str, progress: Progress) -> Verification:
    """Verify a public feed as it answers at its own address.

    Raises:
        ContentError: what answers is no feed.
        TryAgainError: nothing answers.
    """
    seen = _verify(url, lambda address: address, progress)
    return replace(seen, findings=_with_remedy(seen.findings, SERVE))


def _with_remedy(findings: Iterable[Finding], remedy: str) -> tuple[Finding, ...]:
    return tuple(one if one.remedy else replace(one, remedy=remedy) for one in findings)


def _check_release(store: Store, state: Front, only: Collection[str] | None) -> Iterable[Finding]:
    """Compare every stored object with what the release says of it."""
    release = state.release
    assert release is not None  # noqa: S101  the caller has looked
    live, _ = live_release(store)
    if live != release.number:
        yield Finding(
            url=f"{store.url}/{keys.FEED}",
            message=msg(
                "follows release {live}, not {number}",
                live=live,
                number=release.number,
            ),
            remedy=msg("run `podcast publish` to finish"),
        )
    facts = {**release.objects, **release.views}
    chosen = {key: fact for key, fact in facts.items() if only is None or key in only}
    if only is not None:
        # what is heard is looked at anyway: a list tells of a thousand at once
        there = {one.key: one.size for one in store.list(_AUDIO)}
        chosen |= {
            key: fact
            for key, fact in release.objects.items()
            if key.startswith(_AUDIO) and there.get(key) != fact.size
        }
    for found in each(lambda one: _twice(lambda: _compared(store, *one)), chosen.items()):
        yield from found


def _twice(look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """Return what is wrong, if it is so the second time, too: lines break, and that is nobody's fault."""
    return list(look()) and list(look())


def _compared(store: Store, key: str, fact: ObjectFact) -> list[Finding]:
    where = f"{store.url}/{key}"
    try:
        info = store.head(key)
    except TryAgainError:
        raise
    except PodcastError as error:
        return [Finding(url=where, message=error.message)]
    if info.size != fact.size:
        return [
            Finding(
                url=where,
                message=msg(
                    "has {size} bytes and should have {fact_size}", size=info.size, fact_size=fact.size
                ),
            )
        ]
    if info.sha256 and info.sha256 != fact.sha256:
        return [Finding(url=where, message=msg("has other content than was published"))]
    return []


def _verify(
    url: str, reach: Callable[[str], str], progress: Progress, *, only: Collection[str] | None = None
) -> Verification:
    pages, findings = _read_pages(url, reach)
    items = [item for page in pages for item in page.items]
    findings += _duplicates(items)
    chosen = [one for one in items if only is None or urljoin(url, one.url) in only]
    linked = [
        one
        for one in dict.fromkeys(one for page in pages for one in page.linked)
        if only is None or one in only
    ]
    with progress.task(msg("Verifying"), len(chosen) + len(linked)) as advance:
        for found in each(lambda one: _twice(lambda: _verify_enclosure(one, url, reach)), chosen):
            findings += found
        advance(len(chosen))
        for found in each(lambda one: _twice(lambda: _verify_linked(one, reach)), linked):
            findings += found
        advance(len(linked))
    return Verification(
        feed=url,
        episodes=len(items),
        addresses=len(pages) + len(chosen) + len(linked),
        findings=tuple(findings),
    )


def _read_pages(url: str, reach: Callable[[str], str]) -> tuple[list[ReadFeed], list[Finding]]:
    """Return the feed and the pages it is continued on, as clients follow them (RFC 5005)."""
    pages: list[ReadFeed] = []
    findings: list[Finding] = []
    seen: set[str] = set()
    at = url
    while at and at not in seen and len(seen) < MOST_PAGES:
        seen.add(at)
        try:
            answer = fetch(reach(at), most=MOST_FEED)
            if answer.status != 200:
                raise ContentError(
                    msg("{at} answers {status}", at=at, status=answer.status),
                    hint=msg("check the address of the feed"),
                )
            page = read_feed(answer.body, where=at)
        except PodcastError as error:
            if not pages:
                raise
            findings.append(
                Finding(url=at, message=msg("cannot be read: {reason}; apps follow it", reason=error.message))
            )
            break
        if answer.type not in _FEED_TYPES:
            findings.append(
                Finding(
                    url=at,
                    message=msg(
                        "has the type {type}, and readers expect {feed_types}",
                        type=answer.type,
                        feed_types=_FEED_TYPES[0],
                    ),
                )
            )
        pages.append(page)
        at = urljoin(at, page.older) if page.older else ""
    return pages, findings


def _duplicates(items: Iterable[FeedItem]) -> Iterable[Finding]:
    seen: set[str] = set()
    for item in items:
        if item.guid in seen:
            yield Finding(url=item.url, message=msg("has the guid {guid} of another episode", guid=item.guid))
        seen.add(item.guid)


def _verify_enclosure(item: FeedItem, feed: str, reach: Callable[[str], str]) -> Iterable[Finding]:
    if not item.url or item.length <= 0:
        yield Finding(url=feed, message=msg("“{title}” has no enclosure with a length", title=item.title))
        return
    address = reach(urljoin(feed, item.url))
    try:
        head = fetch(address, method="HEAD", most=0)
        part = fetch(address, span=(0, 1), most=2)
    except PodcastError as error:
        yield Finding(url=item.url, message=error.message)
        return
    yield from (Finding(url=item.url, message=one) for one in _wrong_answers(item, head, part))


def _wrong_answers(item: FeedItem, head: Answer, part: Answer) -> Iterable[str]:
    if head.status != 200:
        yield msg("answers HEAD with {status}", status=head.status)
        return
    if head.length != item.length:
        yield msg(
            "has {length} bytes and the feed says {item_length}", length=head.length, item_length=item.length
        )
    if head.type != item.type:
        yield msg("has the type {type} and the feed says {item_type}", type=head.type, item_type=item.type)
    if part.status != 206 or len(part.body) != 2:
        yield msg("answers a byte range with {status}: players cannot seek", status=part.status)
    elif part.total != item.length:
        yield msg(
            "says in a byte range that it has {total} bytes, and the feed {length}",
            total=part.total,
            length=item.length,
        )


def _verify_linked(url: str, reach: Callable[[str], str]) -> Iterable[Finding]:
    try:
        answer = fetch(reach(url), method="HEAD", most=0)
    except PodcastError as error:
        yield Finding(url=url, message=error.message)
        return
    if answer.status != 200:
        yield Finding(url=url, message=msg("answers {status}", status=answer.status))
