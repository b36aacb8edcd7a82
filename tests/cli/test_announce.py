"""`podcast announce`, and what `podcast publish` says of it: output, exit codes, and no token anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from podcast.publish import announce, ping, public
from podcast.publish.fetch import Answer
from tests.services import Reply, Service

SECRET = "jeton^^12345678"  # noqa: S105
FEED = "https://podcast.example/feed.xml"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """Give a service on loopback that stands in for podping too, and a token."""
    with Service() as running:
        monkeypatch.setattr(announce, "PODPING", f"{running.url}podping")
        monkeypatch.setenv("PODPING_TOKEN", SECRET)
        yield running


@pytest.fixture
def told(show: Any, service: Service, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a show folder with an episode that announces to a hub and to podping; what is published is public."""

    def from_the_store(url: str, *, most: int) -> Answer:
        body = (show.root.parent / "public" / url.removeprefix("https://podcast.example/")).read_bytes()
        return Answer(status=200, type="application/rss+xml", length=len(body), total=-1, body=body[:most])

    monkeypatch.setattr(public, "fetch", from_the_store)
    path = show.root / "show.toml"
    text = f'\n[announce]\nhubs = ["{service.url}hub"]\npodping = true\n'
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    show.episode(1)
    return show


def test_publish_tells_last_and_only_when_the_feed_changed(run, told, service: Service) -> None:
    """Two lines on standard output; nothing for an article, and an empty list in JSON."""
    first = run("publish", "--show", told.root, "--yes")
    assert first.code == 0, first.err
    assert f"Told {service.url}hub of {FEED}\nTold podping of {FEED}\n" in first.out
    assert sorted(one.line.split()[0] for one in service.asked) == ["GET", "POST"]
    service.asked.clear()
    assert "Told" not in run("publish", "--show", told.root, "--yes").out
    told.article()
    article = run("publish", "--show", told.root, "--yes", "--json")
    assert (article.code, article.json()["announced"], article.json()["release"]) == (0, [], 2)
    assert service.asked == []


@pytest.mark.parametrize("reply", [Reply(status=500), Reply(status=401), Reply(hangs=True), Reply(raw=b"x")])
def test_a_service_that_fails_changes_no_exit_code_of_publish(
    run, told, service: Service, reply: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The show is online: a line for each service on standard error, and 0."""
    monkeypatch.setattr(ping, "TIMEOUT", 0.05 if reply.hangs else ping.TIMEOUT)
    service.reply = reply
    ran = run("--debug", "publish", "--show", told.root, "--yes")
    assert ran.code == 0
    assert f"warning: {service.url}hub was not told of {FEED}: it " in ran.err
    assert f"warning: podping was not told of {FEED}: it " in ran.err
    assert "Told" not in ran.out
    assert SECRET not in ran.out + ran.err


def test_publish_lists_what_became_of_each_in_json(run, told, service: Service) -> None:
    """Service, address, whether it went well, and what to do."""
    service.reply = Reply(status=503)
    ran = run("publish", "--show", told.root, "--yes", "--json")
    again = "it answered 503 — run `podcast announce` later"
    assert ran.code == 0
    assert ran.json()["announced"] == [
        {"service": f"{service.url}hub", "url": FEED, "ok": False, "message": again},
        {"service": "podping", "url": FEED, "ok": False, "message": again},
    ]
    assert SECRET not in ran.out + ran.err


def test_a_broken_publish_is_not_announced(run, told, service: Service) -> None:
    """What verification finds wrong is nothing to call listeners for."""
    assert run("publish", "--show", told.root, "--yes").code == 0
    service.asked.clear()
    store = told.root.parent / "public"
    next(store.glob("audio/*.mp3")).write_bytes(b"damaged")
    told.episode(2)
    ran = run("publish", "--show", told.root, "--yes")
    assert (ran.code, service.asked) == (65, [])


def test_announce_tells_again_whatever_changed(run, told, service: Service) -> None:
    """What did not go through is repeated, from the store alone."""
    run("publish", "--show", told.root, "--yes")
    service.asked.clear()
    ran = run("announce", "--store", "public")
    assert (ran.code, ran.out) == (0, f"Told {service.url}hub of {FEED}\nTold podping of {FEED}\n")
    assert len(service.asked) == 2
    assert run("announce", "--show", told.root, "--json").json() == {
        "format": 1,
        "ok": True,
        "exit_code": 0,
        "announced": [
            {"service": f"{service.url}hub", "url": FEED, "ok": True, "message": "told"},
            {"service": "podping", "url": FEED, "ok": True, "message": "told"},
        ],
    }


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(status=404), 69),
        (Reply(status=401), 69),
        (Reply(status=301), 69),
        (Reply(status=500), 75),
        (Reply(hangs=True), 75),
    ],
)
def test_announce_ends_with_what_went_wrong(
    run, told, service: Service, reply: Reply, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """69 when a service refused, 75 when trying again may help."""
    run("publish", "--show", told.root, "--yes")
    monkeypatch.setattr(ping, "TIMEOUT", 0.05 if reply.hangs else ping.TIMEOUT)
    service.reply = reply
    ran = run("--debug", "announce", "--store", "public")
    assert (ran.code, ran.out, ran.err.count("warning: ")) == (code, "", 2)
    as_json = run("announce", "--store", "public", "--json")
    assert (as_json.json()["ok"], as_json.json()["exit_code"], as_json.code) == (False, code, code)
    assert SECRET not in ran.err + as_json.out + as_json.err


def test_without_a_token_podping_is_a_warning(
    run, told, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Publish goes on; announce, whose work it was, says that credentials are missing."""
    monkeypatch.delenv("PODPING_TOKEN")
    ran = run("publish", "--show", told.root, "--yes")
    words = f"warning: podping was not told of {FEED}: PODPING_TOKEN is not set — set it to the token"
    assert (ran.code, words in ran.err) == (0, True)
    assert [one.line for one in service.asked] == ["POST /hub HTTP/1.1"]
    assert run("announce", "--store", "public").code == 77
    service.reply = Reply(status=404)
    assert run("announce", "--store", "public").code == 69


def test_nobody_to_tell_is_said(run, show, service: Service) -> None:
    """A show without [announce] is complete as it is; an empty store is not."""
    show.episode(1)
    assert run("announce", "--show", show.root).code == 65
    published = run("publish", "--show", show.root, "--yes", "--json")
    assert published.json()["announced"] == []
    ran = run("announce", "--show", show.root)
    assert (ran.code, ran.out[:15], ran.err) == (0, "Nobody to tell:", "")
    assert service.asked == []


def test_a_feed_that_is_not_public_yet_is_not_announced(
    run, told, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is told would find the old one: it is said how to make up for it, and publish is done all the same."""

    def an_old_one(url: str, *, most: int) -> Answer:
        return Answer(status=200, type="application/rss+xml", length=3, total=-1, body=b"old"[:most])

    monkeypatch.setattr(public, "fetch", an_old_one)
    ran = run("publish", "--show", told.root, "--yes")
    assert ran.code == 0
    assert f"podping was not told of {FEED}: {FEED} still gives another feed than" in ran.err
    assert "run `podcast announce` once the feed is there" in ran.err
    assert service.asked == []
    assert run("announce", "--store", "public").code == 75


def test_nothing_is_announced_before_the_cdn_knows(run, told, service: Service) -> None:
    """Its command fails: the show is online, a warning says so, and nobody is told."""
    path = told.root / "show.toml"
    path.write_text(f'{path.read_text("utf-8")}\n[cdn]\npurge_command = ["false"]\n', encoding="utf-8")
    ran = run("publish", "--show", told.root, "--yes")
    assert ran.code == 0
    assert "warning: the CDN was not told what changed: false ended with 1" in ran.err
    assert service.asked == []
    assert run("announce", "--store", "public").code == 0
