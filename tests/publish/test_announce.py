"""What is said to hubs and podping when a feed changed, to whom, and what becomes of it."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest

from podcast.content import keys
from podcast.content.show import FilteredFeed
from podcast.content.syndication import ContentLink, LiveItem, ShowTags
from podcast.errors import ContentError, ExitCode
from podcast.publish import announce
from podcast.publish.announce import Message, messages, messages_after, messages_now, reason_of
from podcast.publish.check import checked_show
from podcast.publish.ping import Announced, send, token_of
from podcast.publish.progress import Silence
from podcast.publish.workflow import carry_out, propose
from podcast.values import replace
from tests.services import Reply, Service

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = "jeton^^12345678"  # noqa: S105
FEED = "https://podcast.example/feed.xml"
ANNOUNCE = '\n[announce]\nhubs = ["https://hub.example/"]\npodping = true\n'
SEASON = '\n[[feed]]\nname = "saison-1"\nseasons = [1]\nlisted = true\n'


@pytest.fixture
def service() -> Iterator[Service]:
    """Give a service on loopback."""
    with Service() as running:
        yield running


def to_hub(service: Service) -> Message:
    """Return what is said to a hub, with a service of ours in its place."""
    form = b"hub.mode=publish&hub.url=https%3A%2F%2Fpodcast.example%2Ffeed.xml"
    return Message(service=service.url, feed=FEED, key="feed.xml", address=service.url, form=form)


def to_podping(service: Service) -> Message:
    """Return what is said to podping, with a service of ours in its place."""
    return Message(service="podping", feed=FEED, key="feed.xml", address=f"{service.url}?url=x")


def told(message: Message, *, token: str = SECRET, **rest: Any) -> Announced:
    """Return what became of one message."""
    (one,) = send([message], token=token, progress=Silence(), **rest)
    return one


def after(root: Any, store: Any) -> list[tuple[str, str]]:
    """Publish, and return whom it tells of what."""
    folder, _ = checked_show(root)
    proposal = propose(folder, store, now=NOW, progress=Silence())
    outcome = carry_out(store, proposal, progress=Silence())
    return [(one.service, one.feed) for one in messages_after(outcome, proposal.published, store)]


def add_to(show: Any, text: str) -> None:
    """Add tables to `show.toml`."""
    path = show.root / "show.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def stream(status: str, guid: str = "direct") -> LiveItem:
    """Return a stream in this state."""
    return LiveItem(
        title="Direct",
        guid=guid,
        status=status,
        start=NOW,
        url="https://stream.example/",
        type="audio/mpeg",
        links=(ContentLink(url="https://video.example/", text="Voir"),),
    )


def test_a_hub_and_podping_get_exactly_this(
    service: Service, show_record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form and a query, byte for byte, with the token in its header and nowhere else."""
    monkeypatch.setattr(announce, "PODPING", f"{service.url}podping")
    show = replace(show_record.show, tags=ShowTags(hubs=(f"{service.url}hub?a=b",), podping=True))
    todo = messages(show, ["feed.xml"])
    assert SECRET not in repr(todo)
    answers = send(todo, token=SECRET, progress=Silence())
    assert [(one.url, one.ok) for one in answers] == [(FEED, True), (FEED, True)]
    hub, podping = sorted(service.asked, key=lambda one: one.line, reverse=True)
    assert hub.line == "POST /hub?a=b HTTP/1.1"
    assert hub.body == (
        b"hub.mode=publish&hub.url=https%3A%2F%2Fpodcast.example%2Ffeed.xml"
        b"&hub.topic=https%3A%2F%2Fpodcast.example%2Ffeed.xml"
    )
    assert hub.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in hub.headers
    assert podping.line == (
        "GET /podping?url=https%3A%2F%2Fpodcast.example%2Ffeed.xml&reason=update&medium=podcast HTTP/1.1"
    )
    assert (podping.headers["authorization"], podping.body) == (SECRET, b"")
    assert podping.headers["user-agent"].startswith("podcast/")


def test_each_service_is_told_of_each_feed_once(show_record) -> None:
    """A hub that is written twice is told once; a show without [announce] tells nobody."""
    tags = ShowTags(hubs=("https://a.example/", "https://b.example/", "https://a.example/"))
    todo = messages(replace(show_record.show, tags=tags), ["feed.xml", "feeds/x.xml"])
    assert [(one.service[8], one.feed[24:]) for one in todo] == [
        ("a", "feed.xml"),
        ("b", "feed.xml"),
        ("a", "feeds/x.xml"),
        ("b", "feeds/x.xml"),
    ]
    assert messages(show_record.show, ["feed.xml"]) == ()
    assert messages(replace(show_record.show, tags=ShowTags(podping=False)), ["feed.xml"]) == ()


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [
        ([], [], "update"),
        ([], ["pending"], "update"),
        (["pending"], ["live"], "live"),
        (["live"], ["live"], "update"),
        (["live"], ["ended"], "liveEnd"),
        (["live"], [], "liveEnd"),
    ],
)
def test_podping_is_told_when_a_stream_begins_and_ends(
    before: list[str], now: list[str], reason: str
) -> None:
    """Only the change is news; a stream that goes on makes no other change a beginning."""
    assert reason_of([stream(one) for one in before], [stream(one) for one in now]) == reason


def test_the_reason_is_that_of_the_main_feed_alone(show_record) -> None:
    """A filtered feed has no streams; the medium is the show's."""
    tags = ShowTags(podping=True, medium="music", live=(stream("live"),))
    todo = messages(replace(show_record.show, tags=tags), ["feed.xml", "feeds/x.xml"])
    assert [one.address.split("&", 1)[1] for one in todo] == [
        "reason=live&medium=music",
        "reason=update&medium=music",
    ]


@pytest.mark.parametrize(
    ("reply", "code", "words"),
    [
        (Reply(status=200, body=b"ok"), ExitCode.DONE, "told"),
        (Reply(status=202), ExitCode.DONE, "told"),
        (
            Reply(status=500, headers={"Content-Type": "text/plain"}, body=b"out of\r\nmemory"),
            ExitCode.TRY_AGAIN,
            "it answered 500, “out of memory” — run `podcast announce` later",
        ),
        (Reply(status=429), ExitCode.TRY_AGAIN, "it answered 429 — run `podcast announce` later"),
        (
            Reply(status=404, headers={"Content-Type": "text/html"}, body=b"<p>"),
            ExitCode.UNAVAILABLE,
            "it answered 404 — check hubs under [announce] in show.toml",
        ),
        (
            Reply(status=301, headers={"Location": "https://new.example/"}),
            ExitCode.UNAVAILABLE,
            "it answered 301 and has moved to https://new.example/ — write that address into hubs in show.toml",
        ),
        (
            Reply(status=302, headers={"Location": "file:///etc/passwd"}),
            ExitCode.UNAVAILABLE,
            "it answered 302 — check hubs under [announce] in show.toml",
        ),
        (
            Reply(raw=b"SSH-2.0-x\r\n\r\n"),
            ExitCode.UNAVAILABLE,
            "it answered something that is not HTTP — check hubs under [announce] in show.toml",
        ),
    ],
)
def test_what_a_hub_answers_is_told_with_what_to_do(
    service: Service, reply: Reply, code: ExitCode, words: str
) -> None:
    """Every 2xx is success; a redirect is followed nowhere."""
    service.reply = reply
    one = told(to_hub(service))
    assert (one.code, one.ok, one.message) == (code, code is ExitCode.DONE, words)
    assert (one.service, one.url, len(service.asked)) == (service.url, FEED, 1)


def test_a_redirect_to_another_address_is_not_asked(service: Service) -> None:
    """A POST would become a GET there, and a token would go to somebody else."""
    with Service() as other:
        service.reply = Reply(status=302, headers={"Location": other.url})
        send([to_hub(service), to_podping(service)], token=SECRET, progress=Silence())
        assert (len(service.asked), other.asked) == (2, [])


def test_a_huge_answer_is_not_read(service: Service) -> None:
    """Of what a hub says, a line is enough; the connection is closed on the rest."""
    service.reply = Reply(status=400, headers={"Content-Type": "text/plain"}, body=b"x" * 50_000_000)
    assert len(told(to_hub(service)).message) < 300
    service.reply = Reply(status=200, body=b"x" * 50_000_000)
    assert told(to_hub(service)).ok


def test_a_service_that_hangs_does_not_answer(service: Service) -> None:
    """After the seconds that it has, with a remedy; every feed it was to hear of is reported."""
    service.reply = Reply(hangs=True)
    answers = send([to_hub(service), to_hub(service)], token="", progress=Silence(), timeout=0.05)
    assert {(one.code, one.message) for one in answers} == {
        (ExitCode.TRY_AGAIN, "it did not answer within 0.05 s — run `podcast announce` later")
    }


def test_whatever_blocks_is_left_behind() -> None:
    """A name server, or an answer that drips, heeds no timeout of a socket: the wait ends all the same."""
    released, begun = Event(), Event()

    class Blocked(urllib.request.OpenerDirector):
        def open(self, *_: Any, **__: Any) -> Any:
            begun.set()
            released.wait()
            raise OSError

    message = Message(
        service="https://hub.example/", feed=FEED, key="feed.xml", address="https://hub.example/", form=b"x"
    )
    one = told(message, timeout=0.05, opener=Blocked())
    released.set()
    assert begun.wait()
    assert (one.code, one.message[:27]) == (ExitCode.TRY_AGAIN, "it did not answer within 0.")


def test_a_service_that_is_not_there(service: Service) -> None:
    """The reason is the system's own."""
    with Service() as gone:
        pass
    answers = send([to_hub(gone), to_hub(service)], token="", progress=Silence())
    assert answers[0].message == "it does not answer: Connection refused — run `podcast announce` later"
    assert [one.code for one in answers] == [ExitCode.TRY_AGAIN, ExitCode.DONE]


@pytest.mark.parametrize("address", ["file:///etc/hostname", "https://hub.example/é", "http://[::1"])
def test_an_address_that_cannot_be_asked(address: str) -> None:
    """A published record is not ours alone: what it names is checked again."""
    one = told(Message(service=address, feed=FEED, key="feed.xml", address=address, form=b"x"))
    assert (one.code, one.message[:14]) == (
        ExitCode.UNAVAILABLE,
        "its address ca" if "é" in address else "its address is",
    )


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("", "PODPING_TOKEN is not set"),
        ("a\nb", "PODPING_TOKEN has characters"),
        ("jeton-é", "PODPING_TOKEN has"),
    ],
)
def test_podping_without_a_token_is_not_asked(service: Service, token: str, words: str) -> None:
    """It says which variable to set; a token that no header can hold is not shown either."""
    one = told(to_podping(service), token=token)
    assert (one.code, one.message.startswith(words), service.asked) == (ExitCode.CREDENTIALS, True, [])
    assert not token or token not in one.message


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=401, headers={"Content-Type": "text/plain"}, body=SECRET.encode()),
        Reply(status=403, headers={"X-Token": SECRET}),
        Reply(status=503, headers={"Content-Type": "text/plain"}, body=SECRET.encode()),
        Reply(status=307, headers={"Location": f"https://evil.example/{SECRET}"}),
        Reply(raw=f"HTTP/1.1 400 {SECRET}\r\nContent-Length: 0\r\n\r\n".encode()),
        Reply(raw=f"{SECRET}\r\n\r\n".encode()),
        Reply(raw=f"HTTP/1.1 {SECRET}\r\n\r\n".encode()),
    ],
)
def test_the_token_is_repeated_whatever_podping_answers_nowhere(service: Service, reply: Reply) -> None:
    """A service that quotes what it was sent is not quoted."""
    service.reply = reply
    one = told(to_podping(service))
    assert service.asked[0].headers["authorization"] == SECRET
    assert not one.ok
    assert SECRET not in repr(one)


def test_a_fault_of_ours_is_reported_without_its_text() -> None:
    """Its text could hold the token, and a publish that is done stays done."""

    class Broken(urllib.request.OpenerDirector):
        def open(self, *_: Any, **__: Any) -> Any:
            raise RuntimeError(SECRET)

    one = told(
        Message(service="podping", feed=FEED, key="feed.xml", address="https://a.example/"), opener=Broken()
    )
    assert one.code is ExitCode.BUG
    assert "RuntimeError" in one.message
    assert SECRET not in one.message


def test_the_token_comes_from_its_variable_alone() -> None:
    """Blanks around it were pasted."""
    assert token_of({"PODPING_TOKEN": f" {SECRET}\n"}) == SECRET
    assert token_of({}) == ""


def test_only_a_publish_that_changes_a_feed_is_told(show, store) -> None:
    """The first one is; nothing new and a new article are not; a changed episode is."""
    add_to(show, ANNOUNCE)
    path = show.episode(1)
    both = [("https://hub.example/", FEED), ("podping", FEED)]
    assert after(show.root, store) == both
    assert after(show.root, store) == []
    show.article()
    assert after(show.root, store) == []
    show.edit(path, "Un résumé.", "Un autre.")
    assert after(show.root, store) == both


def test_of_listed_feeds_those_that_changed_are_told(show, store) -> None:
    """An episode of another season changes the main feed alone; a hidden feed is nobody's business."""
    add_to(show, '\n[announce]\nhubs = ["https://hub.example/"]\n' + SEASON)
    add_to(show, '\n[[feed]]\nname = "caché"\nkeywords = ["x"]\n'.replace("é", "e"))
    show.edit(show.episode(1), "number: 1", "number: 1\nseason: 1")
    season = ("https://hub.example/", "https://podcast.example/feeds/saison-1.xml")
    assert after(show.root, store) == [("https://hub.example/", FEED), season]
    show.edit(show.episode(2), "number: 2", "number: 2\nseason: 2")
    assert after(show.root, store) == [("https://hub.example/", FEED)]


def test_nothing_configured_is_told_to_nobody(show, store) -> None:
    """Announcing is off until it is asked for."""
    show.episode(1)
    assert after(show.root, store) == []
    assert messages_now(store) == ()


def test_who_finishes_a_killed_publish_tells_of_it(
    show, store, watched, publish_show, killed: type[BaseException]
) -> None:
    """Listeners get the new feed only then, so that is when it changed."""
    add_to(show, ANNOUNCE)
    show.episode(1)
    publish_show(show.root, store)
    show.episode(2)

    def die(key: str) -> None:
        if key == keys.FEED:
            raise killed

    watched.before_put = die
    with pytest.raises(killed):
        publish_show(show.root, watched)
    with pytest.raises(ContentError, match="follows release 1, not 2"):
        messages_now(store)
    assert [feed for _, feed in after(show.root, store)] == [FEED, FEED]
    assert after(show.root, store) == []


def test_what_is_published_now_is_told_whatever_changed(
    show, store, publish_show: Callable[..., Any]
) -> None:
    """Every listed feed, as the published show says."""
    with pytest.raises(ContentError, match="nothing is published"):
        messages_now(store)
    add_to(show, ANNOUNCE + SEASON)
    show.episode(1)
    publish_show(show.root, store)
    assert [one.feed.rpartition("/")[2] for one in messages_now(store)] == [
        "feed.xml",
        "feed.xml",
        "saison-1.xml",
        "saison-1.xml",
    ]


def test_listed_feeds_are_those_that_directories_may_have(show_record) -> None:
    """The main one always."""
    feeds = (
        FilteredFeed(name="a", listed=True),
        FilteredFeed(name="b"),
        FilteredFeed(name="c", listed=False),
    )
    assert announce.listed_feeds(replace(show_record.show, feeds=feeds)) == ("feed.xml", "feeds/a.xml")
