"""The linter sees every seeded defect, at its line and by its rule alone, and is silent on what is right."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from podcast.feed.lint import lint_feed
from podcast.feed.lint_model import Finding

from .mutations import AUDIO, CHANGES, CLEAN, DEFECTS, WHERE, Defect

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def found(text: str, *, previous: str | None = None, where: str = WHERE) -> list[Finding]:
    """Return what is said of a feed."""
    before = None if previous is None else previous.encode()
    return lint_feed(text.encode(), where=where, now=NOW, previous=before)


def check(one: Defect, findings: list[Finding]) -> None:
    """Compare findings with what a defect must lead to."""
    told = [str(finding) for finding in findings]
    assert one.rules
    assert {finding.rule for finding in findings} == one.rules, told
    for finding in findings:
        assert finding.place.line == one.line, told
        assert finding.place.file == WHERE
        assert finding.remedy.strip()
        assert finding.source.strip()


@pytest.mark.parametrize("one", DEFECTS, ids=lambda one: one.name)
def test_each_defect_is_found_at_its_line_and_nothing_else_is_said(one: Defect) -> None:
    """With a remedy, and the specification that says so."""
    check(one, found(one.feed))


@pytest.mark.parametrize("one", CHANGES, ids=lambda one: one.name)
def test_what_became_another_is_found(one: Defect) -> None:
    """Only against the feed as it was before."""
    assert found(one.feed) == []
    check(one, found(one.feed, previous=CLEAN))


def test_defects_are_changes_with_names_of_their_own() -> None:
    """At least as many as the public validators were tried on."""
    assert len(DEFECTS) >= 38
    assert len({one.name for one in (*DEFECTS, *CHANGES)}) == len(DEFECTS) + len(CHANGES)
    for one in (*DEFECTS, *CHANGES):
        assert one.old in CLEAN, one.name
        assert one.feed != CLEAN, one.name


def test_nothing_is_said_of_the_clean_feed() -> None:
    """Which has every tag; neither against itself, nor in a file, nor with other prefixes."""
    assert found(CLEAN) == []
    assert found(CLEAN, previous=CLEAN) == []
    assert found(CLEAN, where="feed.xml") == []
    renamed = CLEAN.replace("podcast:", "pc:").replace("xmlns:podcast=", "xmlns:pc=")
    assert found(renamed.replace("itunes:", "i:").replace("xmlns:itunes=", "xmlns:i=")) == []


def test_another_spelling_of_the_podcast_namespace_is_right() -> None:
    """Readers must accept the address of its text, and everyone takes Podlove's with a slash."""
    old = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
    text = CLEAN.replace("https://podcastindex.org/namespace/1.0", old)
    assert found(text.replace("simple-chapters", "simple-chapters/")) == []


def test_values_that_look_odd_are_right() -> None:
    """Dates as RFC 2822 allows them, types and languages in any case, streams without a length."""
    for old, new in (
        ("Sat, 01 Feb 2025 06:00:00 +0100</pubDate>", "1 Feb 2025 05:00 GMT</pubDate>"),
        ("Sat, 01 Feb 2025 06:00:00 +0100</pubDate>", "Sat, 1 Feb 25 00:00:00 EST</pubDate>"),
        ("<language>fr<", "<language>pt-BR<"),
        ("<itunes:type>serial<", "<itunes:type>Serial<"),
        ("<itunes:episodeType>trailer<", "<itunes:episodeType>Trailer<"),
        ('text="News"', 'text="Society &amp; Culture"'),
        ("geo:48.1113,-1.6800", "geo:48.1113,-1.6800;u=100"),
        ("FREQ=WEEKLY;BYDAY=TU", "FREQ=MONTHLY;BYDAY=1TU,-1FR;UNTIL=20271231T000000Z"),
        ('value="sha256-qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo="', f'value="sha384-{"q" * 64}"'),
        (f'<enclosure url="{AUDIO}"', f'<enclosure url="{AUDIO.replace("podcast.", "xn--mission-9xa.")}"'),
        ("<title>Bande-annonce</title>", "<title>5 minutes &amp; AT&amp;T : L’été &lt;3</title>"),
        ('<guid isPermaLink="false">guid-2', "<guid>https://podcast.example/2"),
    ):
        assert old in CLEAN
        assert [str(one) for one in found(CLEAN.replace(old, new, 1))] == [], new


def test_a_feed_that_is_not_utf8_is_said() -> None:
    """Its text is read as it says."""
    text = CLEAN.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').replace("’", "'")
    (one,) = lint_feed(text.encode("iso-8859-1"), where=WHERE, now=NOW)
    assert (one.rule, one.place.line) == ("encoding", 2)


def test_a_feed_of_nothing_lacks_what_apple_and_psp_require() -> None:
    """Each tag by its name, and the namespaces that it would need."""
    body = b'<rss version="2.0">\n<channel></channel></rss>'
    findings = lint_feed(body, where=WHERE, now=NOW)
    assert {one.rule for one in findings} == {
        *(
            f"channel-{one}"
            for one in ["title", "link", "description", "language", "image", "category", "explicit"]
        ),
        *("channel-author", "channel-guid", "channel-locked", "self-missing"),
        *("namespace-missing", "no-items"),
    }
    assert sum(one.rule == "namespace-missing" for one in findings) == 3


def test_an_item_of_nothing_lacks_what_apple_and_psp_require() -> None:
    """Each tag by its name, and which episode it is if it has a title."""
    item = "    <item><title>Vide</title></item>\n  </channel>"
    findings = found(CLEAN.replace("  </channel>", item))
    assert {one.rule for one in findings} == {
        *(f"item-{one}" for one in ["enclosure", "guid", "pubdate", "description", "duration", "link"]),
        "serial-episode",
    }
    assert all(one.message.endswith(", in “Vide”") for one in findings)


def test_an_episode_that_moved_to_the_next_page_has_not_vanished() -> None:
    """As many as are new; where there is no next page it is gone."""
    start, end = CLEAN.index("    <item>"), CLEAN.index("    <item>\n      <title>Bande")
    new = (
        CLEAN[start:end]
        .replace("guid-2<", "guid-3<")
        .replace("creperie.", "trois.")
        .replace("Ouvrir", "Tenir")
    )
    moved = CLEAN[:start] + new + CLEAN[start:end] + CLEAN[CLEAN.index("  </channel>") :]
    assert found(moved, previous=CLEAN) == []
    alone = moved.replace('rel="next"', 'rel="up"')
    assert [one.rule for one in found(alone, previous=CLEAN)] == ["item-vanished"]


def test_a_previous_feed_that_cannot_be_read_is_said() -> None:
    """And the new one is looked at all the same."""
    findings = found(CLEAN.replace(">fr<", ">français<"), previous="rien")
    assert {one.rule for one in findings} == {"previous-feed", "language"}


def test_a_guid_that_changed_is_known_by_its_file_or_its_title() -> None:
    """Whatever the query and the scheme of the enclosure are now."""
    now = CLEAN.replace(">guid-2<", ">autre<").replace(
        f'<enclosure url="{AUDIO}"', f'<enclosure url="{AUDIO}?t=1"'
    )
    assert "guid-changed" in {one.rule for one in found(now, previous=CLEAN)}
    now = CLEAN.replace(">guid-2<", ">autre<").replace(
        f'<enclosure url="{AUDIO}"', '<enclosure url="https://a.example/b.mp3"'
    )
    assert "guid-changed" in {one.rule for one in found(now, previous=CLEAN)}
