"""The linter sees every defect, says what and where and why, and is silent on what is right."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcast.feed.lint import MOST_OF_A_MESSAGE, MOST_OF_A_RULE, RULES, lint_feed

from .mutations import CLEAN, DEFECTS, WHERE, Defect

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_feed_with_every_tag_is_clean() -> None:
    """Nothing is said of what is right."""
    assert [str(one) for one in lint_feed(CLEAN.encode(), where=WHERE, now=NOW)] == []


def test_there_are_as_many_defects_as_the_public_validators_were_tried_on() -> None:
    """Each is a change of the clean feed, and each has a name of its own."""
    assert len(DEFECTS) >= 38
    assert len({one.name for one in DEFECTS}) == len(DEFECTS)
    for one in DEFECTS:
        assert one.old in CLEAN, one.name


@pytest.mark.parametrize("one", DEFECTS, ids=lambda one: one.name)
def test_each_defect_is_found_at_its_line_with_a_remedy(one: Defect) -> None:
    """By the rule that it breaks and no other, with the specification that says so."""
    findings = lint_feed(CLEAN.replace(one.old, one.new, 1).encode(), where=WHERE, now=NOW)
    assert {finding.rule for finding in findings} == one.rules, [str(finding) for finding in findings]
    at = CLEAN[: CLEAN.index(one.old)].count("\n") + 1
    reach = max(one.old.count("\n"), one.new.count("\n"))
    for finding in findings:
        assert finding.remedy
        assert finding.source
        assert finding.place.file == WHERE
        # what is missing is said of what should contain it, what a whole episode does of its first line
        missing = len(one.new) < len(one.old) or finding.place.line <= 3
        assert missing or at - 8 <= finding.place.line <= at + reach + 1


def test_what_changed_since_the_feed_was_read_before_is_said() -> None:
    """A guid that is another, an episode that is gone, another podcast:guid."""
    now = CLEAN.replace(">guid-2<", ">guid-deux<").replace(
        "917393e3-1b1e-5cef-ace4-edaa54e1f810", "9b024349-ccf0-5f69-a609-6b82873eab3c"
    )
    found = lint_feed(now.encode(), where=WHERE, now=NOW, previous=CLEAN.encode())
    assert {one.rule for one in found} == {"guid-changed", "podcast-guid-changed"}
    start = CLEAN.index("    <item>\n      <title>Bande-annonce")
    shorter = CLEAN[:start] + CLEAN[CLEAN.index("  </channel>") :]
    shorter = re.sub(r"    <podcast:trailer url=\"https://podcast.example/audio[^\n]*\n", "", shorter)
    found = lint_feed(shorter.encode(), where=WHERE, now=NOW, previous=CLEAN.encode())
    assert [one.rule for one in found] == ["item-vanished"]
    assert lint_feed(CLEAN.encode(), where=WHERE, now=NOW, previous=CLEAN.encode()) == []


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"", "not-well-formed"),
        (b"<html><body>Bienvenue</body></html>", "not-rss"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "not-rss"),
        (b"<rss version='2.0'></rss>", "not-rss"),
        (
            b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel>&a;</channel></rss>',
            "document-type",
        ),
        (
            b'<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rss><channel>&c;</channel></rss>',
            "document-type",
        ),
        (b"<rss><channel>" + b"<a>" * 500, "not-well-formed"),
        (b"\xff\xfe\x00", "not-well-formed"),
    ],
)
def test_what_is_no_feed_is_said_in_one_line(body: bytes, rule: str) -> None:
    """And nothing else is looked at."""
    (found,) = lint_feed(body, where="feed.xml")
    assert found.rule == rule
    assert "passwd" not in found.message


def test_a_feed_full_of_faults_is_summed_up() -> None:
    """A rule gives its first findings in full and counts the rest; messages stay short."""
    item = CLEAN[CLEAN.index("    <item>") : CLEAN.index("    <item>\n      <title>Bande-annonce")]
    many = CLEAN.replace("  </channel>", item * 200 + "  </channel>")
    findings = lint_feed(many.encode(), where=WHERE, now=NOW)
    assert len([one for one in findings if one.rule == "duplicate-guid"]) == MOST_OF_A_RULE + 1
    assert any("180 more of the rule duplicate-guid" in one.message for one in findings)
    long = CLEAN.replace("<itunes:episode>2<", f"<itunes:episode>{'x' * 10_000}<")
    assert all(len(one.message) < 2 * MOST_OF_A_MESSAGE for one in lint_feed(long.encode(), where=WHERE))


_TAGS = re.findall(r"<[^/!?][^>]*>", CLEAN)


@settings(max_examples=60)
@given(st.data())
def test_no_feed_makes_it_fail(data: st.DataObject) -> None:
    """Tags taken out, doubled or filled with anything: findings, never an exception, never without end."""
    text = CLEAN
    for _ in range(data.draw(st.integers(1, 4))):
        tag = data.draw(st.sampled_from(_TAGS))
        other = data.draw(
            st.one_of(st.just(""), st.just(tag * 2), st.sampled_from(_TAGS), st.text(max_size=20))
        )
        text = text.replace(tag, other, data.draw(st.integers(1, 3)))
    findings = lint_feed(text.encode("utf-8", "surrogatepass"), where="feed.xml", now=NOW)
    assert len(findings) <= len(RULES) * (MOST_OF_A_RULE + 1)
    for one in findings:
        assert one.rule
        assert str(one)


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(body: bytes) -> None:
    """Whatever answers at an address."""
    assert lint_feed(body, where="feed.xml")
