"""What to tell the world when a feed changed, and whom: WebSub hubs and podping.

Pure but for reading a store: a message is a value, has no secret in it, and is sent by `ping`. Sources: how a
publisher pings its hub is not in the W3C's WebSub, so that is PubSubHubbub 0.3, section 7.1, which hubs keep;
Podcastindex-org/podping.cloud, README; Podcastindex-org/podping-hivewriter, reasons.
"""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from podcast.content import canonical, keys
from podcast.content.record import ShowRecord
from podcast.content.release import record_key
from podcast.content.show import Show
from podcast.content.syndication import LiveItem
from podcast.errors import ContentError, PodcastError
from podcast.feed.follows import without_release
from podcast.messages import msg
from podcast.publish.assembly import Assembly
from podcast.publish.plan import Plan
from podcast.publish.state import Front, State, live_release, read_front
from podcast.publish.workflow import Outcome
from podcast.store.base import Store
from podcast.values import Struct

PODPING = "https://podping.cloud/"
PODPING_NAME = "podping"


class Message(Struct, frozen=True, kw_only=True):
    """One request to one service about one feed: a POST of `form`, or a GET if that is empty.

    `service` is the address of a hub, or `podping`; `feed` is the public address of the feed, `key` where it
    is in the store.
    """

    service: str
    feed: str
    key: str
    address: str
    form: bytes = b""

    @property
    def needs_token(self) -> bool:
        return self.service == PODPING_NAME


def messages_after(outcome: Outcome, published: State, store: Store) -> tuple[Message, ...]:
    """Return what to say after a publish: nothing if no feed that directories may have changed.

    `published` is what the publish started from. The store is read only if listeners had another release.
    """
    plan = outcome.plan
    show = _show_of(plan.assembly).show
    if plan.empty or not _is_configured(show):
        return ()
    before = _before(plan.live, published, store)
    streams = before.show.show.tags.live if before.show else ()
    return messages(show, changed_feeds(plan, show, before), before=streams)


def messages_now(store: Store) -> tuple[Message, ...]:
    """Return what to say about every feed that is published now, as if it had just changed.

    Raises:
        ContentError: nothing is published, or the feed does not follow the newest release.
    """
    state = read_front(store)
    if state.show is None:
        raise ContentError(
            msg("nothing is published in {store} yet", store=store.url), hint=msg("run `podcast publish`")
        )
    live, _ = live_release(store)
    if live != state.number:
        raise ContentError(
            msg(
                "the feed in {store} follows release {live}, not {number}",
                store=store.url,
                live=live,
                number=state.number,
            ),
            hint=msg("run `podcast publish` to finish"),
        )
    return messages(state.show.show, listed_feeds(state.show.show))


def listed_feeds(show: Show) -> tuple[str, ...]:
    """Return the keys of the feeds that directories may have: the main one, and those that are listed."""
    return (keys.FEED, *(f"{keys.filtered_feed(one.name)}.xml" for one in show.feeds if one.listed))


def changed_feeds(plan: Plan, show: Show, before: Front) -> tuple[str, ...]:
    """Return the keys of those listed feeds of which listeners get other bytes than in release `before`.

    The main feed carries its release's number, which is no news.
    """
    views = plan.assembly.release.views
    old = before.release.views if before.release else {}
    changed = {key for key in listed_feeds(show) if views[key] != old.get(key)}
    rendered = plan.assembly.rendered
    if rendered and canonical.digest(without_release(rendered.body(keys.FEED))) == plan.heard:
        changed.discard(keys.FEED)
    return tuple(key for key in listed_feeds(show) if key in changed)


def messages(show: Show, feeds: Iterable[str], *, before: Sequence[LiveItem] = ()) -> tuple[Message, ...]:
    """Return one message for each service that the show names and each of `feeds`, which are keys.

    `before` are the streams that the feed had until now.
    """
    made = []
    for key in feeds:
        url = keys.url_of(show.base_url, key)
        for hub in dict.fromkeys(show.tags.hubs):
            form = urlencode({"hub.mode": "publish", "hub.url": url, "hub.topic": url}).encode()
            made.append(Message(service=hub, feed=url, key=key, address=hub, form=form))
        if show.tags.podping:
            reason = reason_of(before, show.tags.live) if key == keys.FEED else "update"
            query = urlencode({"url": url, "reason": reason, "medium": show.tags.medium})
            made.append(Message(service=PODPING_NAME, feed=url, key=key, address=f"{PODPING}?{query}"))
    return tuple(made)


def reason_of(before: Iterable[LiveItem], after: Iterable[LiveItem]) -> str:
    """Return podping's reason: `live` when a stream began, `liveEnd` when one ended or went, else `update`."""
    was = {one.guid for one in before if one.status == "live"}
    now = {one.guid for one in after if one.status == "live"}
    if now - was:
        return "live"
    return "liveEnd" if was - now else "update"


def _show_of(assembly: Assembly) -> ShowRecord:
    """Return the show of a release that is about to be, or has just been, uploaded."""
    key = record_key(assembly.release.show)
    body = assembly.uploads[key].body
    assert isinstance(body, bytes)  # noqa: S101  only masters are files
    return canonical.decode(body, ShowRecord, where=key)


def _is_configured(show: Show) -> bool:
    return bool(show.tags.hubs or show.tags.podping)


def _before(live: int, published: State, store: Store) -> Front:
    """Return what listeners had. If that cannot be read, nothing: rather say too much than too little."""
    if live == published.number or live == 0:
        return published if live else Front()
    try:
        return read_front(store, live)
    except PodcastError:
        return Front()
