"""docs/feed-lint.md lists every rule; PODCAST_WRITE_DOCS=1 writes its table anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

from podcast.content.grammar import Grammar
from podcast.feed.lint import RULES
from podcast.feed.lint_podcasting20 import ROWS as PODCAST_ROWS
from podcast.feed.lint_vocabulary import ROWS, rule_name

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "feed-lint.md"
BEGIN, END = "<!-- rules -->\n", "<!-- end -->\n"
_MOST = 90

SAID = {
    "acts-on-yes": "`itunes:block` or `itunes:complete` that means yes and is not `Yes`",
    "ai-content": "`podcast:txt` of that purpose that is neither `true` nor `false`",
    "alternate-source": "`podcast:alternateEnclosure` without `podcast:source`",
    "blanks": "text with blanks or line breaks around it",
    "category": "a category or subcategory that is not one of Apple's, to the letter",
    "channels": "a second channel",
    "chapters-type": "`podcast:chapters` of another type than `application/json+chapters`",
    "control-character": "a character that is no text, or one that XML does not allow",
    "copyright": "the word, the sign or a year in `copyright`",
    "date-format": "`pubDate` or `lastBuildDate` that is not a date of RFC 2822: French, ISO 8601, no zone",
    "date-future": "`pubDate` more than an hour from now",
    "date-weekday": "a weekday that is not that of its date",
    "description-bytes": "`description` of more than 4000 bytes",
    "double-escaped": "text that was escaped twice, so that `&amp;` is seen",
    "duplicate-enclosure": "two episodes with one file",
    "duplicate-guid": "two episodes with one guid",
    "duration": "`itunes:duration` that is no time, or 0",
    "duration-clock": "`itunes:duration` as hours and minutes",
    "enclosure-ascii": "an enclosure's address with letters beyond ASCII",
    "enclosure-extension": "an enclosure whose extension Apple does not take",
    "enclosure-length": "an enclosure whose length is missing, 0 or no number",
    "enclosure-query": "an enclosure's address with a query",
    "enclosure-small": "an enclosure with fewer bytes than its duration needs: seconds, not bytes",
    "encoding": "a feed that is not UTF-8",
    "frequency-start": "`rrule` with `COUNT` and no `dtstart`",
    "gone": "tags that nobody reads any more",
    "guid-changed": "with `--previous`: an episode whose guid is another",
    "guid-permalink": "a guid that is no address and does not say so",
    "image-extension": "`itunes:image` that is not `.jpg`, `.jpeg` or `.png`",
    "image-no-extension": "`itunes:image` without an extension",
    "image-parts": "`image` without url, title or link",
    "insecure-url": "http for what apps load: enclosures, art, transcripts, chapters, portraits",
    "integrity-value": "`podcast:integrity` that is no digest of SRI, or no base64",
    "item-vanished": "with `--previous`: an episode that is gone, and not moved to the next page",
    "license-url": "a license of one's own without the address of its text",
    "live-content-link": "`podcast:liveItem` without `podcast:contentLink`",
    "live-end": "`podcast:liveItem` that ends before it starts",
    "markup": "HTML in plain text",
    "misplaced-tag": "a tag where it does not belong",
    "mojibake": "UTF-8 that was read as something else",
    "namespace": "a namespace that is almost right: case, scheme, slash",
    "namespace-missing": "itunes, podcast or atom that is not declared",
    "no-items": "no episode",
    "owner": "`itunes:owner`",
    "paging": "pages of a feed that lead to themselves, or two ways",
    "person-replaced": "an episode's persons without a host, where the show has one",
    "podcast-guid-changed": "with `--previous`: another `podcast:guid`",
    "podroll-empty": "`podcast:podroll` without `podcast:remoteItem`",
    "psc-empty": "`psc:chapters` without chapters",
    "psc-order": "chapters that are not in the order of their starts",
    "publisher-item": "`podcast:publisher` without exactly one `podcast:remoteItem` of that medium",
    "repeated-tag": "a second one of a tag that may stand once",
    "rss-version": "another version than 2.0",
    "self-elsewhere": "`atom:link` of `rel=self` with another address than the feed's",
    "self-missing": "no `atom:link` of `rel=self`",
    "serial-episode": "an episode of a serial show without number",
    "social-disabled": "`podcast:socialInteract` that is disabled and does not stand alone",
    "social-uri": "`podcast:socialInteract` without `uri`",
    "soundbite-end": "a soundbite that ends after the episode",
    "soundbite-length": "a soundbite shorter than 15 or longer than 120 seconds",
    "tag-case": "a tag in the wrong case",
    "title-number": "a title that begins with a number of the episode",
    "title-show": "a title with the name of the show",
    "too-long": "text that readers cut: 255 characters for Apple, 128 or 4000 for the podcast namespace",
    "transcript-extension": "a transcript whose type is not that of its extension",
    "type-extension": "an enclosure whose type is not that of its extension",
    "unknown-tag": "a tag that is in no specification",
    "value-recipients": "`podcast:value` without recipients",
    "value-splits": "shares that sum to 0",
    "value-time-split": "`podcast:valueTimeSplit` without recipients, without a `podcast:remoteItem`, or with both",
}
"""What rules find that are functions; those of the rows follow from them."""

OUTSIDE = (
    "not-well-formed not-rss document-type too-large previous-feed "
    "feed-type probe-status probe-length probe-type probe-range probe-art probe-limit"
)
"""Rules that are no functions of a feed that can be read."""


def _fault(grammar: Grammar) -> str:
    return grammar.fault if len(grammar.fault) <= _MOST else grammar.fault[:_MOST].rpartition(",")[0] + ", …"


def _of_rows() -> dict[str, str]:
    said: dict[str, str] = {}
    for row in (*ROWS, *PODCAST_ROWS):
        for name, one in row.attributes.items():
            ways = dict.fromkeys(("is missing" * one.required, "is empty", _fault(one.grammar)))
            text = " or ".join(filter(None, ways))
            said[f"{rule_name(row.name)}-{rule_name(name)}"] = f"`{name}` of `{row.name}` {text}"
        if row.text or row.needs_text:
            empty = "is empty" if row.needs_text else ""
            wrong = _fault(row.text) if row.text else ""
            said[rule_name(row.name)] = f"`{row.name}` {' or '.join(filter(None, (empty, wrong)))}"
    return said


def _of_functions() -> dict[str, str]:
    """Return what is said of rules about missing tags, which share a function, and of all others."""
    missing = {
        rule.name: f"{rule.remedy.removeprefix('add ').partition('>')[0][1:]}"
        for rule in RULES
        if rule.name.startswith(("channel-", "item-")) and rule.remedy.startswith("add <")
    }
    return {name: f"no `{tag}` in the {name.partition('-')[0]}" for name, tag in missing.items()} | SAID


def table() -> str:
    """Return every rule with its severity, what it finds, and its sources."""
    said = _of_rows() | _of_functions()
    lines = ["| rule | | what is found | source |", "|---|---|---|---|"]
    for name in sorted({rule.name for rule in RULES}):
        same = [rule for rule in RULES if rule.name == name]
        severity = " or ".join(dict.fromkeys(rule.severity.value for rule in same))
        pages = [rule.source for rule in same if "tags/" in rule.source]
        sources = [one for one in dict.fromkeys(rule.source for rule in same) if one not in pages[1:]]
        if len(pages) > 1:
            sources[-1:] = ["podcast namespace 1.0"]
        lines.append(
            f"| `{name}` | {severity} | {said[name].replace('|', chr(92) + '|')} | {'; '.join(sources)} |"
        )
    return "\n".join([*lines, ""])


def test_every_rule_stands_on_the_page() -> None:
    """As it is in the code."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    made = f"{before}{BEGIN}{table()}{END}{after}"
    if "PODCAST_WRITE_DOCS" in os.environ:
        PAGE.write_text(made, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == made


def test_nothing_is_said_of_rules_that_are_gone() -> None:
    """Each rule is one of a row or one of a function."""
    names = {rule.name for rule in RULES}
    assert set(SAID) <= names
    assert not set(SAID) & set(_of_rows())


def test_every_other_rule_stands_on_the_page_too() -> None:
    """All that the sources name."""
    text = PAGE.read_text(encoding="utf-8")
    for name in OUTSIDE.split():
        assert f"| `{name}` |" in text, name
    places = [
        ROOT / "podcast" / one for one in ("publish/lint_feed.py", "feed/lint_media.py", "feed/lint.py")
    ]
    sources = "".join(one.read_text(encoding="utf-8") for one in places)
    named = set(re.findall(r'"((?:probe|feed|not|document|previous|too)-[a-z-]+)"', sources))
    assert named == set(OUTSIDE.split())
