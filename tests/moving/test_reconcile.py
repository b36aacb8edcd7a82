"""The old feed against the new one, and how far a move is."""

from __future__ import annotations

import pytest

from podcast.moving.moved import steps, verify_move
from podcast.moving.reach import Reach
from podcast.moving.reconcile import reconcile_feeds

from .oldhost import OldHost
from .samples import feed, item, mp3

GUID = "<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>"


def two(old_host: OldHost, old: list[str], new: list[str], *, channel: str = "") -> tuple[str, str]:
    """Serve two feeds and return their addresses."""
    return (
        old_host.put("old.xml", feed(*old, channel=GUID + channel)),
        old_host.put("new.xml", feed(*new, channel=GUID)),
    )


def test_two_feeds_that_say_the_same_have_no_difference(old_host: OldHost, reach: Reach) -> None:
    """In whatever spelling: a date in another zone, a duration in seconds."""
    clock = "<itunes:duration>1:02:03</itunes:duration>"
    seconds = "<itunes:duration>3722</itunes:duration>"
    one = item(1, "http://old.example/a.mp3", length=10, more=clock)
    other = item(1, "http://new.example/b.mp3", length=10, more=seconds).replace(
        "06:00:00 +0000", "07:00:00 +0100"
    )
    assert one != other
    found = reconcile_feeds(*two(old_host, [one], [other]), reach)
    assert (found.differences, found.count, found.new_count, found.noticed) == ((), 1, 1, False)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("guid", {"guid": "another"}),
        ("title", {"title": "Autre titre"}),
        ("length", {"length": 11}),
        ("duration", {"more": "<itunes:duration>70</itunes:duration>"}),
        ("season", {"more": "<itunes:duration>60</itunes:duration><itunes:season>2</itunes:season>"}),
        (
            "type",
            {"more": "<itunes:duration>60</itunes:duration><itunes:episodeType>bonus</itunes:episodeType>"},
        ),
    ],
)
def test_what_a_subscriber_would_notice_is_said(
    field: str, change: dict[str, object], old_host: OldHost, reach: Reach
) -> None:
    """Field by field; the row of the item says which."""
    facts = {"length": 10, "more": "<itunes:duration>60</itunes:duration>"}
    old = item(1, f"{old_host.url}a.mp3", **facts)
    new = item(1, f"{old_host.url}a.mp3", **{**facts, **change})
    found = reconcile_feeds(*two(old_host, [old], [new]), reach)
    assert field in {one.field for one in found.differences}
    assert found.noticed
    if field in found.rows[0].same:
        assert not found.rows[0].same[field]


def test_an_episode_that_moved_is_the_only_one_out_of_order(old_host: OldHost, reach: Reach) -> None:
    """Not all those that it passed."""
    items = [item(number, f"{old_host.url}{number}.mp3", length=10) for number in range(9, 0, -1)]
    found = reconcile_feeds(*two(old_host, items, [*items[1:], items[0]]), reach)
    assert [(one.field, one.title) for one in found.differences] == [("order", "Épisode 9")]
    assert not found.noticed  # apps sort by date
    late = item(9, f"{old_host.url}9.mp3", length=10).replace("10 Jan 2024", "01 Dec 2023")
    found = reconcile_feeds(*two(old_host, items, [*items[1:], late]), reach)
    assert {(one.field, one.title, one.noticed) for one in found.differences} == {
        ("order", "Épisode 9", True),
        ("date", "Épisode 9", True),
    }


def test_episodes_of_one_moment_have_no_order(old_host: OldHost, reach: Reach) -> None:
    """Ours goes by guid then, and no app would know."""
    items = [item(1, f"{old_host.url}1.mp3", guid=name, length=10) for name in "bca"]
    assert reconcile_feeds(*two(old_host, items, items[::-1]), reach).differences == ()


def test_a_length_that_the_old_feed_had_wrong_is_no_difference(old_host: OldHost, reach: Reach) -> None:
    """Hosts that put advertisements in say another length than they send: the old server decides."""
    sound = mp3()
    url = old_host.put("a.mp3", sound)
    old, new = item(1, url, length=1), item(1, url, length=len(sound))
    found = reconcile_feeds(*two(old_host, [old], [new]), reach)
    assert [one.noticed for one in found.differences] == [False]


def test_a_move_is_verified_from_the_old_address(old_host: OldHost, reach: Reach) -> None:
    """A redirect for good to the same episodes, or what is wrong with it."""
    one = item(1, f"{old_host.url}a.mp3", length=10)
    old, new = two(old_host, [one], [one])
    messages = [found.message for found in verify_move(old, new, reach)]
    assert ["301" in messages[0], "new-feed-url" in messages[1], len(messages)] == [True, True, 2]
    file = old_host.files["/old.xml"]
    file.status, file.headers = 302, {"Location": new}
    assert ["302" in found.message for found in verify_move(old, new, reach)] == [True]
    file.status = 301
    assert verify_move(old, new, reach) == ()
    file.headers = {"Location": f"{old_host.url}elsewhere.xml"}
    old_host.put("elsewhere.xml", feed(one, channel=GUID))
    assert "elsewhere" in verify_move(old, new, reach)[0].message


def test_the_steps_of_a_move_are_said_in_order(old_host: OldHost, reach: Reach) -> None:
    """What is done is seen from outside; what is not names what to do."""
    one = item(1, f"{old_host.url}a.mp3", length=10)
    channel = "<generator>Ausha (https://www.ausha.co)</generator><podcast:locked>yes</podcast:locked>"
    old, new = two(old_host, [one], [one], channel=channel)
    found = steps(old, new, reach)
    assert [step.done for step in found[:5]] == [False, True, True, False, False]
    assert "Ausha" in found[4].what
    file = old_host.files["/old.xml"]
    file.status, file.headers = 301, {"Location": new}
    assert [step.done for step in steps(old, new, reach)[:5]] == [True] * 5
