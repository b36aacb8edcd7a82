"""A clean feed with every tag, and what can be wrong with one: each defect, and the rules that must see it.

The first 38 are those that two public validators were tried on: the W3C's found 22, livewire 17, both
together 31.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CLEAN = (
    (Path(__file__).parent / "golden" / "feed.xml")
    .read_text(encoding="utf-8")
    .replace("<itunes:duration>3<", "<itunes:duration>1800<")
    .replace('startTime="0" duration="2"', 'startTime="0" duration="20"')
    .replace('length="1234"', 'length="28800000"')
)
WHERE = "https://podcast.example/feed.xml"
ITEM = "https://podcast.example/audio/creperie.aa.mp3"


@dataclass(frozen=True, kw_only=True)
class Defect:
    """Text of the clean feed replaced once by another, and the rules that find it."""

    name: str
    old: str
    new: str
    rules: frozenset[str]


def defect(name: str, old: str, new: str, *rules: str) -> Defect:
    """Return a defect."""
    return Defect(name=name, old=old, new=new, rules=frozenset(rules))


DEFECTS = (
    # what neither validator sees
    defect(
        "length 0", 'creperie.aa.mp3" length="28800000"', 'creperie.aa.mp3" length="0"', "enclosure-length"
    ),
    defect(
        "art that is WebP",
        'itunes:image href="https://podcast.example/images/cover.aa.jpg"',
        'itunes:image href="https://podcast.example/images/cover.aa.webp"',
        "image-extension",
    ),
    defect("unknown medium", "<podcast:medium>podcast<", "<podcast:medium>radio<", "podcast-medium"),
    defect(
        "description over 4000 bytes",
        "<description>Écoutez donc.",
        "<description>" + "Écoutez donc. " * 300,
        "description-bytes",
    ),
    defect(
        "enclosure over http",
        f'<enclosure url="{ITEM}"',
        f'<enclosure url="{ITEM.replace("https", "http")}"',
        "insecure-url",
    ),
    defect("wrong rrule", "FREQ=WEEKLY;BYDAY=TU", "tous les mardis", "podcast-update-frequency-rrule"),
    defect(
        "wrong SRI",
        'value="sha256-qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo="',
        'value="sha256-abc"',
        "integrity-value",
    ),
    # what only the W3C's sees
    defect(
        "explicit yes",
        "<itunes:explicit>false</itunes:explicit>\n    <itunes:image",
        "<itunes:explicit>yes</itunes:explicit>\n    <itunes:image",
        "itunes-explicit",
    ),
    defect("category in another case", 'text="Entrepreneurship"', 'text="entrepreneurship"', "category"),
    defect("date in French", "<pubDate>Sun, 02 Mar 2025", "<pubDate>dim., 02 mars 2025", "date-format"),
    defect(
        "date of ISO 8601",
        "<pubDate>Sun, 02 Mar 2025 06:00:00 +0100",
        "<pubDate>2025-03-02T06:00:00+01:00",
        "date-format",
    ),
    defect("wrong weekday", "<pubDate>Sun, 02 Mar", "<pubDate>Mon, 02 Mar", "date-weekday"),
    defect("a guid twice", ">guid-bande-annonce<", ">guid-2<", "duplicate-guid"),
    defect("episode 0", "<itunes:episode>2<", "<itunes:episode>0<", "itunes-episode"),
    # what only livewire sees
    defect(
        "guid of version 4",
        "917393e3-1b1e-5cef-ace4-edaa54e1f810",
        "917393e3-1b1e-4cef-ace4-edaa54e1f810",
        "podcast-guid",
    ),
    defect("locked true", "<podcast:locked>no<", "<podcast:locked>true<", "podcast-locked"),
    defect(
        "transcript without type",
        'transcript.vtt" type="text/vtt"',
        'transcript.vtt"',
        "podcast-transcript-type",
    ),
    defect(
        "person too long", ">Un invité</podcast:person>", f">{'Un invité' * 20}</podcast:person>", "too-long"
    ),
    defect("geo", "geo:48.1113,-1.6800", "48.1113,-1.6800", "podcast-location-geo"),
    # what either sees
    defect(
        "no channel title", "    <title>Émission d’essai</title>\n    <link>", "    <link>", "channel-title"
    ),
    defect("no language", "    <language>fr</language>\n", "", "channel-language"),
    defect("no such language", "<language>fr<", "<language>français<", "language"),
    defect(
        "no art",
        '    <itunes:image href="https://podcast.example/images/cover.aa.jpg"/>\n',
        "",
        "channel-image",
    ),
    defect(
        "no explicit",
        "    <itunes:explicit>false</itunes:explicit>\n    <itunes:image",
        "    <itunes:image",
        "channel-explicit",
    ),
    defect(
        "no enclosure",
        f'      <enclosure url="{ITEM}" length="28800000" type="audio/mpeg"/>\n',
        "",
        "item-enclosure",
    ),
    defect("no guid", '      <guid isPermaLink="false">guid-2</guid>\n', "", "item-guid"),
    defect("no title of an item", "      <title>Bande-annonce</title>\n", "", "item-title"),
    defect(
        "length in words",
        'creperie.aa.mp3" length="28800000"',
        'creperie.aa.mp3" length="3 Mo"',
        "enclosure-length",
    ),
    defect(
        "no type",
        f'url="{ITEM}" length="28800000" type="audio/mpeg"',
        f'url="{ITEM}" length="28800000"',
        "enclosure-type",
    ),
    defect("duration in words", "<itunes:duration>1800<", "<itunes:duration>30 minutes<", "duration"),
    defect(
        "unknown type of episode",
        "<itunes:episodeType>trailer<",
        "<itunes:episodeType>teaser<",
        "itunes-episode-type",
    ),
    defect(
        "unknown tag of Apple",
        "<itunes:author>Une autrice</itunes:author>",
        "<itunes:autor>Une autrice</itunes:autor>",
        "unknown-tag",
    ),
    defect(
        "funding without address", ' url="https://redaction.example/soutenir/"', "", "podcast-funding-url"
    ),
    defect(
        "soundbite without length",
        'startTime="0" duration="20"',
        'startTime="0"',
        "podcast-soundbite-duration",
    ),
    defect(
        "live item without a link",
        '      <podcast:contentLink href="https://video.example/direct">Voir la vidéo</podcast:contentLink>\n',
        "",
        "live-content-link",
    ),
    defect(
        "chat by telephone", 'protocol="irc" accountId', 'protocol="tel" accountId', "podcast-chat-protocol"
    ),
    defect("shares of nothing", 'split="95"', 'split="beaucoup"', "podcast-value-recipient-split"),
    defect("a character that XML cannot hold", "Écoutez donc", "Écoutez\u0007 donc", "control-character"),
    # more
    defect(
        "an enclosure twice",
        'bande-annonce.aa.mp3" length="28800000" type="audio/mpeg"/>\n      <link>',
        'creperie.aa.mp3" length="28800000" type="audio/mpeg"/>\n      <link>',
        "duplicate-enclosure",
    ),
    defect(
        "enclosure with a query",
        f'<enclosure url="{ITEM}"',
        f'<enclosure url="{ITEM}?t=123"',
        "enclosure-query",
    ),
    defect(
        "enclosure with accents",
        f'<enclosure url="{ITEM}"',
        '<enclosure url="https://podcast.example/audio/crêperie.mp3"',
        "enclosure-ascii",
    ),
    defect(
        "name against content",
        f'url="{ITEM}" length="28800000" type="audio/mpeg"',
        f'url="{ITEM}" length="28800000" type="audio/x-m4a"',
        "type-extension",
    ),
    defect(
        "no self link",
        '    <atom:link href="https://podcast.example/feed.xml" rel="self" type="application/rss+xml"/>\n',
        "",
        "self-missing",
    ),
    defect(
        "self link elsewhere",
        'href="https://podcast.example/feed.xml" rel="self"',
        'href="https://ailleurs.example/feed.xml" rel="self"',
        "self-elsewhere",
    ),
    defect(
        "markup in a title",
        "<title>Bande-annonce</title>\n      <description>",
        "<title>&lt;b&gt;Bande&lt;/b&gt;-annonce</title>\n      <description>",
        "markup",
    ),
    defect(
        "escaped twice",
        "<title>Ouvrir une crêperie &amp; la",
        "<title>Ouvrir une crêperie &amp;amp; la",
        "double-escaped",
    ),
    defect("read in another encoding", "Écoutez donc.", "Ã‰coutez donc, câ€™est lÃ .", "mojibake"),
    defect(
        "number in a title", "<itunes:title>Bande-annonce<", "<itunes:title>#1 Bande-annonce<", "title-number"
    ),
    defect(
        "wrong namespace",
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
        'xmlns:itunes="http://www.itunes.com/DTDs/Podcast-1.0.dtd"',
        "namespace",
    ),
    defect(
        "tag in another case",
        "<itunes:episodeType>trailer</itunes:episodeType>",
        "<itunes:episodetype>trailer</itunes:episodetype>",
        "tag-case",
    ),
    defect(
        "two guids of the podcast",
        "    <podcast:medium>",
        "    <podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>\n    <podcast:medium>",
        "repeated-tag",
    ),
    defect(
        "block that says true",
        "<itunes:block>Yes</itunes:block>\n    <itunes:complete>",
        "<itunes:block>true</itunes:block>\n    <itunes:complete>",
        "acts-on-yes",
    ),
    defect(
        "tags of the past",
        "    <itunes:type>",
        "    <itunes:summary>Un résumé.</itunes:summary>\n    <itunes:type>",
        "gone",
    ),
    defect(
        "a disabled thread with an address",
        '<podcast:socialInteract protocol="disabled"/>',
        '<podcast:socialInteract protocol="disabled" uri="https://a.example/"/>',
        "social-disabled",
    ),
    defect(
        "chapters out of order", 'chapter start="00:00:02.000"', 'chapter start="00:00:00.500"', "psc-order"
    ),
    defect(
        "license in capitals", "<podcast:license>cc-by-4.0<", "<podcast:license>CC-BY-4.0<", "podcast-license"
    ),
    defect(
        "a stream that ends before it starts",
        'end="2026-02-01T19:00:00+01:00"',
        'end="2026-02-01T17:00:00+01:00"',
        "live-end",
    ),
    defect(
        "a transcript of another kind",
        'transcript.srt" type="application/x-subrip"',
        'transcript.srt" type="text/vtt"',
        "transcript-extension",
    ),
    defect(
        "a counted rule without a start",
        'rrule="FREQ=WEEKLY;BYDAY=TU" dtstart="2025-01-07T06:00:00+01:00"',
        'rrule="FREQ=WEEKLY;COUNT=4"',
        "frequency-start",
    ),
    defect(
        "an Atom link without address",
        '<atom:link href="https://hub.example/" rel="hub"/>',
        '<atom:link rel="hub"/>',
        "atom-link-href",
    ),
)
