"""No bytes make the linter fail, take without end, or say without end."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podcast.feed.lint import MOST_OF_A_MESSAGE, RULES, lint_feed
from podcast.feed.lint_media import media_of
from podcast.feed.lint_model import MOST_OF_A_RULE, Finding

from .mutations import CLEAN, DEFECTS

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MOST_FINDINGS = len(RULES) * (MOST_OF_A_RULE + 1)
HEAD = b'<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>'
TAIL = b"</channel></rss>"


def look(body: bytes, previous: bytes | None = None) -> list[Finding]:
    """Return what is said, which is never too much, after the same bytes were looked at for what they name."""
    findings = lint_feed(body, where="feed.xml", now=NOW, previous=previous)
    assert len(findings) <= MOST_FINDINGS
    for one in findings:
        assert one.rule
        assert one.remedy.strip()
        assert one.source.strip()
        assert "\n" not in str(one)
        assert len(str(one)) < 4 * MOST_OF_A_MESSAGE
    media_of(body)
    return findings


ENTITIES = (
    b'<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]><rss><channel><title>&c;</title></channel></rss>'
)
OUTSIDE = b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel>&a;</channel></rss>'
UNREADABLE = {
    "empty": (b"", "not-well-formed", 1),
    "blank": (b" \n", "not-well-formed", 2),
    "no XML": (b"\xff\xfe\x00", "not-well-formed", 1),
    "cut": (CLEAN.encode()[:5000], "not-well-formed", None),
    "HTML": (b"<html><body>Bienvenue</body></html>", "not-rss", 0),
    "Atom": (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "not-rss", 0),
    "no channel": (b'<rss version="2.0"></rss>', "not-rss", 0),
    "unknown encoding": (b'<?xml version="1.0" encoding="x-rien"?><rss/>', "not-well-formed", 1),
    "not in its encoding": (CLEAN.encode("iso-8859-15", "replace"), "not-well-formed", 4),
    "DOCTYPE": (b'<!DOCTYPE rss SYSTEM "http://a.example/rss.dtd"><rss><channel/></rss>', "document-type", 0),
    "file by entity": (OUTSIDE, "document-type", 0),
    "entities of entities": (ENTITIES, "document-type", 0),
    "HTML entity": (HEAD + b"<title>\n&eacute;</title>" + TAIL, "not-well-formed", 2),
    "raw ampersand": (HEAD + b"\n<title>A & B</title>" + TAIL, "not-well-formed", 2),
    "control character": (HEAD + b"\n<title>A\x07B</title>" + TAIL, "control-character", 2),
    "control character by number": (HEAD + b"\n<title>A&#7;B</title>" + TAIL, "control-character", 2),
    "prefix that is not declared": (
        HEAD + b"\n<podcast:locked>no</podcast:locked>" + TAIL,
        "not-well-formed",
        2,
    ),
    "attribute twice": (HEAD + b'\n<guid a="1" a="2"/>' + TAIL, "not-well-formed", 2),
    "500 in one another": (HEAD + b"<a>" * 500 + b"</a>" * 500 + TAIL, "not-well-formed", 1),
    "20 MB of text": (HEAD + b"<title>" + b"x" * 20_000_000 + b"</title>" + TAIL, "not-well-formed", 1),
    "two million tags": (HEAD + b"<a/>" * 2_000_000 + TAIL, "too-large", 0),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_said_once(name: str) -> None:
    """With its line if that is known, and nothing of what it points at."""
    body, rule, line = UNREADABLE[name]
    (one,) = look(body)
    assert one.rule == rule, str(one)
    assert line is None or one.place.line == line, str(one)
    assert "XML_PARSE" not in one.message
    assert "root:" not in str(one)


_TITLES = b"".join(
    b"\n<item><guid>%d</guid><title>Essai</title></item>" % number for number in range(100_000)
)
LARGE = {
    "100,000 items of nothing": HEAD + b"\n<item/>" * 100_000 + TAIL,
    "100,000 items": HEAD + _TITLES + TAIL,
    "9 MB of title": HEAD + b"<title>" + b"(-" * 4_500_000 + b"</title><item><title>a</title></item>" + TAIL,
    "9 MB of blanks": HEAD + b"<title>a" + b" " * 9_000_000 + b"b</title>" + TAIL,
    "9 MB in an item": HEAD + b"<item><title>#" + b" " * 9_000_000 + b"</title></item>" + TAIL,
    "50,000 unknown tags": HEAD + b"".join(b"<itunes:t%d/>" % number for number in range(50_000)) + TAIL,
    "50,000 categories": HEAD + b'<itunes:category text="Arts and more"/>' * 50_000 + TAIL,
    "50,000 attributes": HEAD
    + b"<item "
    + b" ".join(b'a%d=""' % one for one in range(50_000))
    + b"/>"
    + TAIL,
    "half a tag, often": HEAD + (b"<description>" + b"&amp;lt;p " * 20_000 + b"</description>") * 20 + TAIL,
    "half a reference, often": HEAD + (b"<title>" + b"&amp;x" * 30_000 + b"</title>") * 20 + TAIL,
    "20,000 in one item": HEAD.replace(
        b"<channel>", b"<channel xmlns:podcast='https://podcastindex.org/namespace/1.0'><item>"
    )
    + b'<enclosure length="3"/><podcast:soundbite startTime="1" duration="2"/><podcast:socialInteract/>'
    * 20_000
    + b"<itunes:duration>3</itunes:duration></item>"
    + TAIL,
    "20,000 namespaces": b'<rss version="2.0"><channel %s>'
    % b" ".join(b'xmlns:n%d="urn:%d"' % (n, n) for n in range(20_000))
    + b"<item/>" * 10_000
    + TAIL,
    "200 in one another": HEAD + b"<itunes:category>" * 200 + b"</itunes:category>" * 200 + TAIL,
    "5000 digits": HEAD
    + b'<item><enclosure url="https://a.example/b.mp3" length="%s1"/></item>' % (b"0" * 5000)
    + TAIL,
    "5000 digits of duration": HEAD
    + b"<item><itunes:duration>%s</itunes:duration></item>" % (b"9" * 5000)
    + TAIL,
}


@pytest.mark.parametrize("name", LARGE)
def test_what_is_large_is_looked_at_all_the_same(name: str) -> None:
    """Not in the square of its size: these would take minutes."""
    assert look(LARGE[name], previous=LARGE[name] if len(LARGE[name]) < 5_000_000 else None)


def test_the_rest_of_a_rule_is_counted() -> None:
    """A rule gives its first findings in full, and one more says how many there are besides."""
    same = b"\n<item><guid>1</guid><title>Essai</title></item>" * 1000
    told = [one for one in look(HEAD + same + TAIL) if one.rule == "duplicate-guid"]
    assert len(told) == MOST_OF_A_RULE + 1
    assert told[-1].message == f"{999 - MOST_OF_A_RULE} more of the rule duplicate-guid"
    assert [one.place.line for one in told[:-1]] == list(range(3, 3 + MOST_OF_A_RULE))


def test_lines_beyond_16_bits_are_right() -> None:
    """Old parsers stop counting at 65,535."""
    told = look(HEAD + b"\n" * 70_000 + b"<itunes:autor/>" + TAIL)
    assert [one.place.line for one in told if one.rule == "unknown-tag"] == [70_001]


_TAGS = re.findall(r"<[^/!?][^>]*>", CLEAN)
_TEXTS = re.findall(r">([^<>\n]+)<", CLEAN)
_VALUES = re.findall(r'="([^"]*)"', CLEAN)
_LINES = CLEAN.splitlines(keepends=True)
_NASTY = st.one_of(
    st.just(""),
    st.sampled_from(
        ["0", "-1", "NaN", "1e999", "٣", "²", "9" * 5000, "0" * 5000 + "1", "&#x85;", "http://[", "%"]
    ),
    st.sampled_from([*_TAGS, *_TEXTS, *_VALUES]),
    st.text(max_size=20),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_mutated_feed_makes_it_fail(data: st.DataObject) -> None:
    """Tags, texts and attributes that are gone, doubled, or filled with anything, now and before."""
    text = CLEAN
    for _ in range(data.draw(st.integers(1, 6))):
        old = data.draw(st.one_of(st.sampled_from(_TEXTS), st.sampled_from(_VALUES), st.sampled_from(_TAGS)))
        new = data.draw(
            st.one_of(st.just(old * 2), _NASTY.map(lambda one: re.sub(r'[<&"]', "", one)), _NASTY)
        )
        text = text.replace(old, new, data.draw(st.integers(1, 3)))
    body = text.encode("utf-8", "surrogatepass")
    look(body, previous=CLEAN.encode())
    look(CLEAN.encode(), previous=body)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_order_of_lines_makes_it_fail(data: st.DataObject) -> None:
    """Lines that are gone, doubled or elsewhere, which is well-formed more often."""
    lines = [one for one in _LINES if one.count("<") != 1 or one.rstrip().endswith("/>")]
    lines = data.draw(st.permutations(lines))[: data.draw(st.integers(0, len(lines)))]
    body = f"{_LINES[1]}<channel>\n<item>{''.join(lines)}</item></channel></rss>"
    look(body.encode(), previous=CLEAN.encode())


@settings(max_examples=200)
@given(st.lists(st.sampled_from(DEFECTS), min_size=2, max_size=6, unique_by=lambda one: one.name))
def test_no_defects_together_make_it_fail(defects: list) -> None:
    """Whatever one does to the other."""
    text = CLEAN
    for one in defects:
        text = text.replace(one.old, one.new, 1)
    look(text.encode())


@settings(max_examples=200)
@given(st.binary(max_size=300), st.booleans())
def test_no_bytes_make_it_fail(body: bytes, within: bool) -> None:
    """Whatever answers at an address."""
    assert look(HEAD + body + TAIL if within else body, previous=body)
