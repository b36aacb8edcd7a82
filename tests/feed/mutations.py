# ruff: noqa: E501  each tag stands on one line, because findings name lines
"""A clean feed with every tag, and what can be wrong with one: each defect, and the rules that must see it.

The first defects are those that two public validators were tried on: the W3C's found 22 of 38, livewire 17,
both together 31.
"""

from __future__ import annotations

from dataclasses import dataclass

WHERE = "https://podcast.example/feed.xml"
AUDIO = "https://podcast.example/audio/creperie.mp3"

CLEAN = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:psc="http://podlove.org/simple-chapters" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/">
  <channel>
    <title>Émission d’essai</title>
    <link>https://podcast.example/</link>
    <description>Une émission &amp; ses épisodes, « entre guillemets » &lt;b&gt;et balises&lt;/b&gt;.</description>
    <copyright>La rédaction</copyright>
    <managingEditor>redaction@redaction.example (La rédaction)</managingEditor>
    <webMaster>technique@redaction.example (La technique)</webMaster>
    <pubDate>Sun, 02 Mar 2025 06:00:00 +0100</pubDate>
    <category>Entreprises</category>
    <docs>https://www.rssboard.org/rss-specification</docs>
    <generator>podcast (release 1)</generator>
    <image>
      <url>https://podcast.example/images/cover.jpg</url>
      <title>Émission d’essai</title>
      <link>https://podcast.example/</link>
    </image>
    <cloud domain="rpc.example" port="80" path="/RPC2" registerProcedure="notifier" protocol="xml-rpc"/>
    <ttl>60</ttl>
    <rating>(PICS-1.1)</rating>
    <textInput>
      <title>Chercher</title>
      <description>Chercher un épisode</description>
      <name>q</name>
      <link>https://podcast.example/recherche/</link>
    </textInput>
    <skipHours>
      <hour>3</hour>
    </skipHours>
    <skipDays>
      <day>Sunday</day>
    </skipDays>
    <language>fr</language>
    <lastBuildDate>Sun, 02 Mar 2025 06:00:00 +0100</lastBuildDate>
    <itunes:title>L’essai</itunes:title>
    <itunes:author>La rédaction</itunes:author>
    <itunes:type>serial</itunes:type>
    <itunes:explicit>false</itunes:explicit>
    <itunes:image href="https://podcast.example/images/cover.jpg"/>
    <itunes:category text="Business">
      <itunes:category text="Entrepreneurship"/>
    </itunes:category>
    <itunes:category text="News"/>
    <itunes:block>Yes</itunes:block>
    <itunes:complete>Yes</itunes:complete>
    <itunes:new-feed-url>https://podcast.example/feed.xml</itunes:new-feed-url>
    <itunes:applepodcastsverify>cle-apple</itunes:applepodcastsverify>
    <podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>
    <podcast:medium>podcast</podcast:medium>
    <podcast:locked owner="redaction@redaction.example">no</podcast:locked>
    <podcast:block>yes</podcast:block>
    <podcast:block id="tiktok">yes</podcast:block>
    <podcast:block id="apple">no</podcast:block>
    <podcast:block id="spotify">no</podcast:block>
    <podcast:license>cc-by-4.0</podcast:license>
    <podcast:person role="host" href="https://redaction.example/hote/" img="https://podcast.example/images/hote.jpg">Une hôte</podcast:person>
    <podcast:person role="audio editor" group="audio post-production" href="https://redaction.example/monteuse/">Une monteuse</podcast:person>
    <podcast:location rel="creator" geo="geo:48.8566,2.3522" osm="R7444" country="FR">Paris</podcast:location>
    <podcast:funding url="https://redaction.example/soutenir/">Soutenir l’émission</podcast:funding>
    <podcast:value type="lightning" method="keysend" suggested="0.00000005000">
      <podcast:valueRecipient name="La rédaction" type="node" address="02d5c1bf8b940dc9cadca86d1b0a3c37fbe39cee4c7e839e33bef9174531d27f52" customKey="696969" customValue="essai" split="95"/>
      <podcast:valueRecipient name="Hébergement" type="node" address="03ae9f91a0cb8ff43840e3c322c4c61f019d8c1c3cea15a25cfc425ac605e61a4a" split="5" fee="true"/>
    </podcast:value>
    <podcast:socialInteract protocol="activitypub" uri="https://social.example/@emission/1" accountId="@emission" accountUrl="https://social.example/@emission" priority="1"/>
    <podcast:txt purpose="verify">preuve-1234</podcast:txt>
    <podcast:chat server="irc.example.org" protocol="irc" accountId="@emission" space="#essai"/>
    <podcast:image href="https://podcast.example/images/cover.jpg" alt="Émission d’essai" aspect-ratio="1/1" width="1400" height="1400" type="image/jpeg" purpose="artwork"/>
    <podcast:image href="https://podcast.example/images/banniere.jpg" alt="Un micro devant une vitrine" aspect-ratio="3/1" width="1200" height="400" type="image/jpeg" purpose="banner"/>
    <podcast:trailer url="https://podcast.example/audio/bande-annonce.mp3" length="28800000" type="audio/mpeg" pubdate="Sat, 01 Feb 2025 06:00:00 +0100" season="2">Bande-annonce</podcast:trailer>
    <podcast:trailer url="https://podcast.example/ailleurs/bande-annonce.mp3" length="123456" type="audio/mpeg" pubdate="Wed, 15 Jan 2025 06:00:00 +0100" season="2">Bande-annonce de la saison 2</podcast:trailer>
    <podcast:podroll>
      <podcast:remoteItem feedGuid="9b024349-ccf0-5f69-a609-6b82873eab3c" feedUrl="https://amis.example/feed.xml" title="Une émission amie"/>
    </podcast:podroll>
    <podcast:publisher>
      <podcast:remoteItem feedGuid="003af0a0-6a45-55cf-b765-68e3d349551a" feedUrl="https://redaction.example/publisher.xml" medium="publisher"/>
    </podcast:publisher>
    <podcast:remoteItem feedGuid="a94f5cc9-8c58-55fc-91fe-a324087a655b" feedUrl="https://amis.example/autre.xml" itemGuid="item-7" medium="music" title="Une chanson"/>
    <podcast:updateFrequency rrule="FREQ=WEEKLY;BYDAY=TU" dtstart="2025-01-07T06:00:00+01:00" complete="false">Chaque mardi</podcast:updateFrequency>
    <podcast:podping usesPodping="true"/>
    <podcast:liveItem status="pending" start="2026-02-01T18:00:00+01:00" end="2026-02-01T19:00:00+01:00">
      <title>L’émission en direct</title>
      <description>En public.</description>
      <link>https://redaction.example/direct/</link>
      <guid isPermaLink="false">direct-1</guid>
      <podcast:alternateEnclosure type="video/mp4" height="1080" default="false">
        <podcast:source uri="https://stream.example/direct.mp4"/>
      </podcast:alternateEnclosure>
      <enclosure url="https://stream.example/direct.mp3" length="0" type="audio/mpeg"/>
      <podcast:person role="host" href="https://redaction.example/hote/" img="https://podcast.example/images/hote.jpg">Une hôte</podcast:person>
      <podcast:chat server="matrix.example.org" protocol="matrix" space="#direct:example.org"/>
      <podcast:contentLink href="https://video.example/direct">Voir la vidéo</podcast:contentLink>
    </podcast:liveItem>
    <atom:link href="https://podcast.example/feed.xml" rel="self" type="application/rss+xml"/>
    <atom:link href="https://hub.example/" rel="hub"/>
    <atom:link href="https://podcast.example/feed.xml" rel="first"/>
    <atom:link href="https://podcast.example/feed-2.xml" rel="next" type="application/rss+xml"/>
    <atom:link href="https://podcast.example/feed-2.xml" rel="last"/>
    <item>
      <title>Ouvrir une crêperie &amp; la gérer &lt;bien&gt;</title>
      <description>Ce qu’il faut pour ouvrir, &amp; ce qu’il en coûte.</description>
      <content:encoded><![CDATA[<p>Le texte de l’épisode, avec un <a href="https://redaction.example/" rel="noopener">lien</a>.</p>
<p>Chapitres</p>
<ul>
<li>00:00:00 Début</li>
<li>00:10:00 Suite</li>
<li>00:20:00 Fin</li>
</ul>
]]></content:encoded>
      <guid isPermaLink="false">guid-2</guid>
      <enclosure url="https://podcast.example/audio/creperie.mp3" length="28800000" type="audio/mpeg"/>
      <link>https://podcast.example/episodes/creperie/</link>
      <pubDate>Sun, 02 Mar 2025 06:00:00 +0100</pubDate>
      <author>autrice@redaction.example (Une autrice)</author>
      <category>Commerce</category>
      <comments>https://social.example/@emission/2</comments>
      <source url="https://redaction.example/feed.xml">La rédaction</source>
      <itunes:title>Ouvrir une crêperie</itunes:title>
      <itunes:author>Une autrice</itunes:author>
      <itunes:episodeType>full</itunes:episodeType>
      <itunes:duration>1800</itunes:duration>
      <itunes:explicit>true</itunes:explicit>
      <itunes:image href="https://podcast.example/images/image.jpg"/>
      <itunes:isClosedCaptioned>Yes</itunes:isClosedCaptioned>
      <itunes:season>2</itunes:season>
      <itunes:episode>2</itunes:episode>
      <itunes:block>Yes</itunes:block>
      <podcast:season name="Les réseaux">2</podcast:season>
      <podcast:episode display="Ép. 2">2</podcast:episode>
      <podcast:transcript url="https://podcast.example/episodes/creperie/transcript.vtt" type="text/vtt" language="fr" rel="captions"/>
      <podcast:transcript url="https://podcast.example/episodes/creperie/transcript.srt" type="application/x-subrip" language="fr" rel="captions"/>
      <podcast:transcript url="https://podcast.example/episodes/creperie/transcript.json" type="application/json" language="fr"/>
      <podcast:chapters url="https://podcast.example/episodes/creperie/chapters.json" type="application/json+chapters"/>
      <podcast:soundbite startTime="60" duration="20">Le mot de la fin</podcast:soundbite>
      <podcast:person role="host" href="https://redaction.example/hote/" img="https://podcast.example/images/hote.jpg">Une hôte</podcast:person>
      <podcast:person role="guest" href="https://invite.example/" img="https://invite.example/portrait.jpg">Un invité</podcast:person>
      <podcast:alternateEnclosure type="audio/mpeg" length="28800000" bitrate="128000" default="true">
        <podcast:source uri="https://podcast.example/audio/creperie.mp3"/>
        <podcast:integrity type="sri" value="sha256-qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo="/>
      </podcast:alternateEnclosure>
      <podcast:alternateEnclosure type="audio/ogg" length="9600000" bitrate="48000" lang="fr-FR" title="Opus" rel="opus" codecs="opus">
        <podcast:source uri="https://podcast.example/audio/creperie.opus" contentType="audio/ogg"/>
        <podcast:integrity type="sri" value="sha256-u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7s="/>
      </podcast:alternateEnclosure>
      <podcast:license url="https://redaction.example/licence/">maison</podcast:license>
      <podcast:person role="audio editor" group="audio post-production">Un monteur</podcast:person>
      <podcast:location rel="subject" geo="geo:48.1113,-1.6800" osm="R54517" country="FR">Rennes</podcast:location>
      <podcast:funding url="https://redaction.example/don/">Un café</podcast:funding>
      <podcast:value type="lightning" method="keysend">
        <podcast:valueRecipient type="lnaddress" address="emission@pay.example" split="100"/>
        <podcast:valueTimeSplit startTime="0" duration="60" remoteStartTime="30" remotePercentage="90">
          <podcast:remoteItem feedGuid="a94f5cc9-8c58-55fc-91fe-a324087a655b" feedUrl="https://amis.example/autre.xml" itemGuid="item-7" medium="music"/>
        </podcast:valueTimeSplit>
        <podcast:valueTimeSplit startTime="60" duration="90.5">
          <podcast:valueRecipient name="Un musicien" type="node" address="02dd306e68c46681aa21d88a436fb35355a8579dd30201581cefa17cb179fc4c15" split="100"/>
        </podcast:valueTimeSplit>
      </podcast:value>
      <podcast:socialInteract protocol="activitypub" uri="https://social.example/@emission/2" accountId="@emission"/>
      <podcast:txt purpose="ai-content">false</podcast:txt>
      <podcast:chat server="irc.example.org" protocol="irc"/>
      <podcast:contentLink href="https://video.example/creperie">Voir la vidéo</podcast:contentLink>
      <podcast:image href="https://podcast.example/images/image.jpg" alt="Une crêperie" aspect-ratio="16/9" width="1280" height="720" type="image/jpeg" purpose="artwork social"/>
      <psc:chapters version="1.2">
        <psc:chapter start="00:00:00.000" title="Début" href="https://redaction.example/debut/" image="https://podcast.example/images/image.jpg"/>
        <psc:chapter start="00:10:00.000" title="Suite"/>
        <psc:chapter start="00:20:00.000" title="Fin"/>
      </psc:chapters>
      <dc:creator>Une autrice</dc:creator>
      <media:thumbnail url="https://podcast.example/images/image.jpg" width="1280" height="720"/>
    </item>
    <item>
      <title>Bande-annonce</title>
      <description>Écoutez donc.</description>
      <guid isPermaLink="false">guid-bande-annonce</guid>
      <enclosure url="https://podcast.example/audio/bande-annonce.mp3" length="28800000" type="audio/mpeg"/>
      <link>https://podcast.example/episodes/bande-annonce/</link>
      <pubDate>Sat, 01 Feb 2025 06:00:00 +0100</pubDate>
      <itunes:title>Bande-annonce</itunes:title>
      <itunes:author>La rédaction</itunes:author>
      <itunes:episodeType>trailer</itunes:episodeType>
      <itunes:duration>1800</itunes:duration>
      <itunes:explicit>false</itunes:explicit>
      <itunes:season>2</itunes:season>
      <itunes:episode>1</itunes:episode>
      <podcast:season name="Les réseaux">2</podcast:season>
      <podcast:episode>1</podcast:episode>
      <podcast:person role="host" href="https://redaction.example/hote/" img="https://podcast.example/images/hote.jpg">Une hôte</podcast:person>
      <podcast:alternateEnclosure type="audio/mpeg" length="28800000" bitrate="128000" default="true">
        <podcast:source uri="https://podcast.example/audio/bande-annonce.mp3"/>
        <podcast:integrity type="sri" value="sha256-qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo="/>
      </podcast:alternateEnclosure>
      <podcast:alternateEnclosure type="audio/ogg" length="9600000" bitrate="48000">
        <podcast:source uri="https://podcast.example/audio/bande-annonce.opus"/>
        <podcast:integrity type="sri" value="sha256-u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7s="/>
      </podcast:alternateEnclosure>
      <podcast:socialInteract protocol="disabled"/>
      <dc:creator>La rédaction</dc:creator>
    </item>
  </channel>
</rss>
"""


@dataclass(frozen=True, kw_only=True)
class Defect:
    """Text of the clean feed replaced once by another, the rules that find it, and what stands on the line."""

    name: str
    old: str
    new: str
    rules: frozenset[str]
    at: str = ""

    @property
    def feed(self) -> str:
        """Return the clean feed with this defect."""
        return CLEAN.replace(self.old, self.new, 1)

    @property
    def line(self) -> int:
        """Return the line that the finding must name: that of `at`, or the first that differs."""
        if self.at:
            return self.feed[: self.feed.index(self.at)].count("\n") + 1
        pairs = zip(CLEAN.splitlines(), self.feed.splitlines(), strict=False)
        return 1 + next(number for number, (before, after) in enumerate(pairs) if before != after)


def swap(name: str, old: str, new: str, *rules: str, at: str = "") -> Defect:
    """Return a defect: one text instead of another."""
    return Defect(name=name, old=old, new=new, rules=frozenset(rules), at=at)


def drop(name: str, line: str, *rules: str, at: str) -> Defect:
    """Return a defect: a line that is missing, which is said of what should contain it."""
    start = CLEAN.rindex("\n", 0, CLEAN.index(line)) + 1
    whole = CLEAN[start : CLEAN.index("\n", start) + 1]
    return Defect(name=name, old=whole, new="", rules=frozenset(rules), at=at)


def add(name: str, before: str, new: str, *rules: str, at: str = "") -> Defect:
    """Return a defect: something more, before something else."""
    return Defect(name=name, old=before, new=f"{new}\n{before}", rules=frozenset(rules), at=at)


_ITEM = "<item>\n      <title>Ouvrir"
_TRAILER = "<item>\n      <title>Bande-annonce"
_EXPLICIT = "<itunes:explicit>false</itunes:explicit>\n    <itunes:image"
_LIVE = "<podcast:liveItem"
_SHARES = CLEAN[CLEAN.index('split="95"') : CLEAN.index("</podcast:value>")]

# fmt: off  a defect on each line
NAMED = (
    # what neither validator sees
    swap("length 0", 'creperie.mp3" length="28800000"', 'creperie.mp3" length="0"', "enclosure-length"),
    swap(
        "art that is WebP",
        'itunes:image href="https://podcast.example/images/cover.jpg"',
        'itunes:image href="https://podcast.example/images/cover.webp"',
        "image-extension",
    ),
    swap("unknown medium", "<podcast:medium>podcast<", "<podcast:medium>radio<", "podcast-medium"),
    swap(
        "description over 4000 bytes, in 3000 letters",
        "<description>Écoutez donc.",
        "<description>" + "É " * 1400,
        "description-bytes",
    ),
    swap(
        "enclosure over http",
        f'<enclosure url="{AUDIO}"',
        '<enclosure url="http://podcast.example/audio/creperie.mp3"',
        "insecure-url",
    ),
    swap("rrule in words", "FREQ=WEEKLY;BYDAY=TU", "tous les mardis", "podcast-update-frequency-rrule"),
    swap(
        "SRI that is no digest",
        'value="sha256-qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo="',
        'value="sha256-abc"',
        "integrity-value",
    ),
    # what only the W3C's sees
    swap("explicit yes", _EXPLICIT, _EXPLICIT.replace("false", "yes"), "itunes-explicit"),
    swap("category in another case", 'text="Entrepreneurship"', 'text="entrepreneurship"', "category"),
    swap(
        "date in French",
        "<pubDate>Sun, 02 Mar 2025 06:00:00 +0100</pubDate>\n      <author>",
        "<pubDate>dim., 02 mars 2025 06:00:00 +0100</pubDate>\n      <author>",
        "date-format",
    ),
    swap(
        "date of ISO 8601",
        "<lastBuildDate>Sun, 02 Mar 2025 06:00:00 +0100",
        "<lastBuildDate>2025-03-02T06:00:00+01:00",
        "date-format",
    ),
    swap("wrong weekday", "<pubDate>Sat, 01 Feb", "<pubDate>Sun, 01 Feb", "date-weekday"),
    swap("guid twice", ">guid-bande-annonce<", ">guid-2<", "duplicate-guid", at=_TRAILER),
    swap("episode 0", "<itunes:episode>2<", "<itunes:episode>0<", "itunes-episode"),
    # what only livewire sees
    swap(
        "guid of version 4",
        "917393e3-1b1e-5cef-ace4-edaa54e1f810",
        "917393e3-1b1e-4cef-ace4-edaa54e1f810",
        "podcast-guid",
    ),
    swap("locked true", '@redaction.example">no<', '@redaction.example">true<', "podcast-locked"),
    swap(
        "transcript without type",
        'transcript.vtt" type="text/vtt"',
        'transcript.vtt"',
        "podcast-transcript-type",
    ),
    swap(
        "person too long", ">Un invité</podcast:person>", f">{'Un invité' * 20}</podcast:person>", "too-long"
    ),
    swap("geo without its scheme", "geo:48.1113,-1.6800", "48.1113,-1.6800", "podcast-location-geo"),
    # what either sees
    drop("no channel title", "<title>Émission d’essai</title>", "channel-title", at="<channel>"),
    drop("no channel link", "<link>https://podcast.example/</link>", "channel-link", at="<channel>"),
    drop("no channel description", "<description>Une émission", "channel-description", at="<channel>"),
    drop("no language", "<language>fr</language>", "channel-language", at="<channel>"),
    swap("language by its name", "<language>fr<", "<language>français<", "language"),
    drop(
        "no art",
        '<itunes:image href="https://podcast.example/images/cover.jpg"/>',
        "channel-image",
        at="<channel>",
    ),
    swap(
        "no category",
        CLEAN[CLEAN.index("    <itunes:category") : CLEAN.index("    <itunes:block>")],
        "",
        "channel-category",
        at="<channel>",
    ),
    drop("no explicit", "<itunes:explicit>false", "channel-explicit", at="<channel>"),
    drop("no enclosure", f'<enclosure url="{AUDIO}"', "item-enclosure", at=_ITEM),
    drop("no guid", ">guid-2</guid>", "item-guid", at=_ITEM),
    drop(
        "no title of an item",
        "<title>Bande-annonce</title>",
        "item-title",
        at="<item>\n      <description>Écoutez",
    ),
    drop("no title of a live item", "<title>L’émission en direct</title>", "item-title", at=_LIVE),
    swap(
        "length in words",
        'creperie.mp3" length="28800000"',
        'creperie.mp3" length="28 Mo"',
        "enclosure-length",
    ),
    swap("no length", 'creperie.mp3" length="28800000"', 'creperie.mp3"', "enclosure-length"),
    swap(
        "no type",
        f'url="{AUDIO}" length="28800000" type="audio/mpeg"',
        f'url="{AUDIO}" length="28800000"',
        "enclosure-type",
    ),
    swap("enclosure without address", f'<enclosure url="{AUDIO}"', "<enclosure", "enclosure-url"),
    swap(
        "relative address",
        f'<enclosure url="{AUDIO}"',
        '<enclosure url="/audio/creperie.mp3"',
        "enclosure-url",
    ),
    swap("duration in words", "<itunes:duration>1800<", "<itunes:duration>30 minutes<", "duration"),
    swap("duration 0", "<itunes:duration>1800<", "<itunes:duration>0<", "duration"),
    swap(
        "unknown type of episode",
        "<itunes:episodeType>trailer<",
        "<itunes:episodeType>teaser<",
        "itunes-episode-type",
    ),
    swap("unknown type of show", "<itunes:type>serial<", "<itunes:type>weekly<", "itunes-type"),
    swap(
        "unknown tag of Apple",
        "<itunes:author>Une autrice</itunes:author>",
        "<itunes:autor>Une autrice</itunes:autor>",
        "unknown-tag",
    ),
    swap("funding without address", ' url="https://redaction.example/soutenir/"', "", "podcast-funding-url"),
    swap(
        "soundbite without length",
        'startTime="60" duration="20"',
        'startTime="60"',
        "podcast-soundbite-duration",
    ),
    drop(
        "live item without a link",
        '<podcast:contentLink href="https://video.example/direct">',
        "live-content-link",
        at=_LIVE,
    ),
    swap("unknown status", 'status="pending"', 'status="soon"', "podcast-live-item-status"),
    swap(
        "chat by telephone", 'protocol="irc" accountId', 'protocol="tel" accountId', "podcast-chat-protocol"
    ),
    swap("share in words", 'split="95"', 'split="beaucoup"', "podcast-value-recipient-split"),
    swap("medium of another case", "<podcast:medium>podcast<", "<podcast:medium>Podcast<", "podcast-medium"),
)

STRUCTURE = (
    swap("RSS 0.92", '<rss version="2.0"', '<rss version="0.92"', "rss-version"),
    swap("a second channel", "</rss>", "<channel/></rss>", "channels"),
    swap(
        "declared in capitals",
        "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "http://www.itunes.com/DTDs/Podcast-1.0.dtd",
        "namespace",
    ),
    swap(
        "declared over http",
        "https://podcastindex.org/namespace/1.0",
        "http://podcastindex.org/namespace/1.0/",
        "namespace",
    ),
    swap(
        "no Atom",
        CLEAN[CLEAN.index("    <atom:link") : CLEAN.index("    <item>")],
        "",
        "self-missing",
        at="<channel>",
    ),
    swap(
        "tag in another case",
        "<itunes:episodeType>trailer</itunes:episodeType>",
        "<itunes:episodetype>trailer</itunes:episodetype>",
        "tag-case",
    ),
    swap(
        "RSS tag in another case",
        "<generator>podcast (release 1)</generator>",
        "<Generator>podcast (release 1)</Generator>",
        "tag-case",
    ),
    add("unknown tag of RSS", "    <docs>", "    <subtitle>Un essai</subtitle>", "unknown-tag"),
    add(
        "unknown tag of the podcast namespace",
        "    <podcast:medium>",
        "    <podcast:mood>gaie</podcast:mood>",
        "unknown-tag",
    ),
    add(
        "season in the channel",
        "    <podcast:medium>",
        "    <podcast:season>1</podcast:season>",
        "misplaced-tag",
    ),
    add(
        "locked in an item",
        "      <podcast:license",
        "      <podcast:locked>no</podcast:locked>",
        "misplaced-tag",
    ),
    add(
        "type of show in an item",
        "      <podcast:license",
        "      <itunes:type>serial</itunes:type>",
        "misplaced-tag",
    ),
    add("item outside the channel", "</rss>", "  <item><title>Perdu</title></item>", "misplaced-tag"),
    add(
        "two guids of the podcast",
        "    <podcast:medium>",
        "    <podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>",
        "repeated-tag",
    ),
    swap(
        "two enclosures",
        f'      <enclosure url="{AUDIO}"',
        f'      <enclosure url="https://podcast.example/audio/a.mp3" length="28800000" type="audio/mpeg"/>\n      <enclosure url="{AUDIO}"',
        "repeated-tag",
        at=f'<enclosure url="{AUDIO}"',
    ),
    add(
        "two descriptions",
        '      <guid isPermaLink="false">guid-2',
        "      <description>Encore.</description>",
        "repeated-tag",
    ),
)

CHANNEL = (
    drop("no author", "<itunes:author>La rédaction", "channel-author", at="<channel>"),
    drop("no guid of the podcast", "<podcast:guid>", "channel-guid", at="<channel>"),
    drop("not said whether locked", "<podcast:locked", "channel-locked", at="<channel>"),
    swap(
        "empty channel title",
        "<title>Émission d’essai</title>",
        "<title> </title>",
        "channel-title",
        at="<channel>",
    ),
    swap(
        "unknown category",
        '<itunes:category text="News"/>',
        '<itunes:category text="Crêperies"/>',
        "category",
    ),
    swap("subcategory of another", 'text="Entrepreneurship"', 'text="Daily News"', "category"),
    swap(
        "category with a raw ampersand twice",
        '<itunes:category text="News"/>',
        '<itunes:category text="Society &amp;amp; Culture"/>',
        "category",
    ),
    swap("copyright with a year", "<copyright>La rédaction", "<copyright>© 2025 La rédaction", "copyright"),
    swap(
        "block that says true",
        "<itunes:block>Yes</itunes:block>\n    <itunes:complete>",
        "<itunes:block>true</itunes:block>\n    <itunes:complete>",
        "acts-on-yes",
    ),
    swap("complete that says yes", "<itunes:complete>Yes", "<itunes:complete>yes", "acts-on-yes"),
    add("tags of the past", "    <itunes:type>", "    <itunes:summary>Un résumé.</itunes:summary>", "gone"),
    add(
        "a list of images",
        "    <podcast:medium>",
        '    <podcast:images srcset="https://podcast.example/a.jpg 1400w"/>',
        "gone",
    ),
    add(
        "an owner",
        "    <itunes:type>",
        "    <itunes:owner><itunes:email>a@redaction.example</itunes:email></itunes:owner>",
        "owner",
    ),
    drop(
        "an image without its address",
        "<url>https://podcast.example/images/cover.jpg</url>",
        "image-parts",
        at="<image>",
    ),
    swap(
        "art without extension",
        'itunes:image href="https://podcast.example/images/cover.jpg"',
        'itunes:image href="https://podcast.example/images/cover"',
        "image-no-extension",
    ),
    swap(
        "art over http",
        'itunes:image href="https://podcast.example/images/cover.jpg"',
        'itunes:image href="http://podcast.example/images/cover.jpg"',
        "insecure-url",
    ),
    drop("no self link", 'rel="self"', "self-missing", at="<channel>"),
    swap(
        "self link elsewhere",
        'href="https://podcast.example/feed.xml" rel="self"',
        'href="https://ailleurs.example/feed.xml" rel="self"',
        "self-elsewhere",
    ),
    swap("next page is this one", 'feed-2.xml" rel="next"', 'feed.xml" rel="next"', "paging"),
    swap("two next pages", 'rel="last"', 'rel="next"', "paging"),
    swap(
        "Atom link without address",
        '<atom:link href="https://hub.example/" rel="hub"/>',
        '<atom:link rel="hub"/>',
        "atom-link-href",
    ),
    swap(
        "new address that is none",
        "<itunes:new-feed-url>https://podcast.example/feed.xml<",
        "<itunes:new-feed-url>podcast.example/feed.xml<",
        "itunes-new-feed-url",
    ),
    swap(
        "shared by nobody",
        _SHARES,
        _SHARES.replace('split="95"', 'split="0"').replace('split="5"', 'split="00"'),
        "value-splits",
        at="<podcast:value ",
    ),
    swap(
        "description over 4000 bytes for the show",
        "<description>Une émission",
        "<description>" + "Une émission " * 320,
        "description-bytes",
    ),
)

ITEM = (
    drop("no date", "<pubDate>Sat, 01 Feb", "item-pubdate", at=_TRAILER),
    drop("no description", "<description>Écoutez", "item-description", at=_TRAILER),
    drop("no duration", "<itunes:duration>1800", "item-duration", at=_ITEM),
    drop("no link", "<link>https://podcast.example/episodes/bande", "item-link", at=_TRAILER),
    swap(
        "an enclosure twice",
        'url="https://podcast.example/audio/bande-annonce.mp3" length="28800000" type="audio/mpeg"/>\n      <link>',
        f'url="{AUDIO}" length="28800000" type="audio/mpeg"/>\n      <link>',
        "duplicate-enclosure",
        at=_TRAILER,
    ),
    swap(
        "seconds for bytes",
        'creperie.mp3" length="28800000"',
        'creperie.mp3" length="1800"',
        "enclosure-small",
    ),
    swap(
        "ogg as enclosure",
        f'<enclosure url="{AUDIO}" length="28800000" type="audio/mpeg"',
        '<enclosure url="https://podcast.example/audio/creperie.ogg" length="28800000" type="audio/ogg"',
        "enclosure-extension",
    ),
    swap(
        "name against type",
        f'url="{AUDIO}" length="28800000" type="audio/mpeg"',
        f'url="{AUDIO}" length="28800000" type="audio/x-m4a"',
        "type-extension",
    ),
    swap(
        "type that is none",
        f'url="{AUDIO}" length="28800000" type="audio/mpeg"',
        f'url="{AUDIO}" length="28800000" type="mp3"',
        "enclosure-type",
    ),
    swap(
        "enclosure with a query",
        f'<enclosure url="{AUDIO}"',
        f'<enclosure url="{AUDIO}?t=1732341600"',
        "enclosure-query",
    ),
    swap(
        "enclosure with accents",
        f'<enclosure url="{AUDIO}"',
        '<enclosure url="https://podcast.example/audio/crêperie.mp3"',
        "enclosure-ascii",
    ),
    swap("guid that is no address", '<guid isPermaLink="false">guid-2', "<guid>guid-2", "guid-permalink"),
    swap(
        "isPermaLink no",
        '<guid isPermaLink="false">guid-2',
        '<guid isPermaLink="no">guid-2',
        "guid-is-perma-link",
        "guid-permalink",
    ),
    swap(
        "number in a title", "<itunes:title>Bande-annonce<", "<itunes:title>#1 Bande-annonce<", "title-number"
    ),
    swap(
        "French number in a title",
        "<itunes:title>Bande-annonce<",
        "<itunes:title>Épisode 12 : la bande-annonce<",
        "title-number",
    ),
    swap(
        "show in a title",
        "<itunes:title>Bande-annonce<",
        "<itunes:title>Émission d’essai - Bande-annonce<",
        "title-show",
    ),
    drop("serial without number", "<itunes:episode>2<", "serial-episode", at=_ITEM),
    swap("episode in Roman numbers", "<itunes:episode>2<", "<itunes:episode>II<", "itunes-episode"),
    swap("season 0", "<itunes:season>2<", "<itunes:season>0<", "itunes-season"),
    swap("empty episode", "<itunes:episode>2<", "<itunes:episode><", "itunes-episode"),
    swap("date in the future", "<pubDate>Sat, 01 Feb 2025", "<pubDate>Sun, 01 Feb 2026", "date-future"),
    swap(
        "date without a zone",
        "<pubDate>Sat, 01 Feb 2025 06:00:00 +0100",
        "<pubDate>Sat, 01 Feb 2025 06:00:00",
        "date-format",
    ),
    swap("30th of February", "<pubDate>Sat, 01 Feb 2025", "<pubDate>30 Feb 2025", "date-format"),
    swap(
        "12-hour clock",
        "<pubDate>Sat, 01 Feb 2025 06:00:00 +0100",
        "<pubDate>Sat, 01 Feb 2025 06:00:00 AM +0100",
        "date-format",
    ),
    swap("duration as a clock", "<itunes:duration>1800<", "<itunes:duration>00:30:00<", "duration-clock"),
    swap("duration with a fraction", "<itunes:duration>1800<", "<itunes:duration>1800.5<", "duration"),
    swap(
        "no chapters in the list",
        CLEAN[CLEAN.index("        <psc:chapter start") : CLEAN.index("      </psc:chapters>")],
        "",
        "psc-empty",
        at="<psc:chapters",
    ),
    swap(
        "chapters out of order",
        'chapter start="00:20:00.000"',
        'chapter start="00:05:00.000"',
        "psc-order",
        at="<psc:chapters",
    ),
    swap(
        "chapter with minutes over 59",
        'chapter start="00:20:00.000"',
        'chapter start="00:75:00.000"',
        "psc-chapter-start",
    ),
    swap(
        "title too long",
        "<title>Bande-annonce</title>\n      <description>",
        f"<title>{'Bande-annonce ' * 20}!</title>\n      <description>",
        "too-long",
    ),
)

TEXT = (
    swap(
        "HTML in a title",
        "<title>Bande-annonce</title>\n      <description>",
        "<title>&lt;b&gt;Bande&lt;/b&gt;-annonce</title>\n      <description>",
        "markup",
    ),
    swap(
        "HTML in CDATA in a title",
        "<itunes:title>Bande-annonce<",
        "<itunes:title><![CDATA[Bande<br />annonce]]><",
        "markup",
    ),
    swap(
        "title escaped twice",
        "<title>Ouvrir une crêperie &amp; la",
        "<title>Ouvrir une crêperie &amp;amp; la",
        "double-escaped",
    ),
    swap(
        "description escaped twice",
        "<description>Écoutez donc.",
        "<description>&amp;lt;p&amp;gt;Écoutez donc.",
        "double-escaped",
    ),
    swap(
        "entity of HTML in CDATA",
        "<itunes:title>Bande-annonce<",
        "<itunes:title><![CDATA[Bande&eacute;e]]><",
        "double-escaped",
    ),
    swap("read in another encoding", "Écoutez donc.", "Ã‰coutez donc, câ€™est lÃ .", "mojibake"),
    swap("character that was lost", "Écoutez donc.", "\ufffdcoutez donc.", "control-character"),
    swap(
        "blanks around a title",
        "<title>Bande-annonce</title>",
        "<title>\n        Bande-annonce\n      </title>",
        "blanks",
        at="<title>\n        Bande",
    ),
    swap("blank before a guid", ">guid-2<", "> guid-2<", "blanks"),
)

PODCASTING20 = (
    swap(
        "transcript of another kind",
        'transcript.srt" type="application/x-subrip"',
        'transcript.srt" type="text/vtt"',
        "transcript-extension",
    ),
    swap("chapters of another type", "application/json+chapters", "application/json", "chapters-type"),
    swap("soundbite of five seconds", 'duration="20">Le mot', 'duration="5">Le mot', "soundbite-length"),
    swap(
        "soundbite after the end",
        'startTime="60" duration="20"',
        'startTime="1790" duration="20"',
        "soundbite-end",
    ),
    swap(
        "soundbite with a clock",
        'startTime="60" duration="20"',
        'startTime="1:00" duration="20"',
        "podcast-soundbite-start-time",
    ),
    swap(
        "own license without its text",
        '<podcast:license url="https://redaction.example/licence/">',
        "<podcast:license>",
        "license-url",
    ),
    swap(
        "license in capitals", "<podcast:license>cc-by-4.0<", "<podcast:license>CC-BY-4.0<", "podcast-license"
    ),
    drop(
        "alternate without source",
        'uri="https://podcast.example/audio/creperie.opus"',
        "alternate-source",
        at='<podcast:alternateEnclosure type="audio/ogg"',
    ),
    swap("SRI of MD5", "sha256-qqqq", "md5-qqqq", "integrity-value"),
    swap(
        "integrity of another kind",
        'type="sri" value="sha256-q',
        'type="md5" value="sha256-q',
        "podcast-integrity-type",
    ),
    drop(
        "value without recipients",
        '<podcast:valueRecipient type="lnaddress"',
        "value-recipients",
        at='<podcast:value type="lightning" method="keysend">',
    ),
    drop(
        "split between nobody",
        '<podcast:valueRecipient name="Un musicien"',
        "value-time-split",
        at='<podcast:valueTimeSplit startTime="60"',
    ),
    add(
        "split between two others",
        '        <podcast:valueTimeSplit startTime="60"',
        '        <podcast:valueTimeSplit startTime="30" duration="5"><podcast:remoteItem feedGuid="a94f5cc9-8c58-55fc-91fe-a324087a655b"/><podcast:remoteItem feedGuid="a94f5cc9-8c58-55fc-91fe-a324087a655b"/></podcast:valueTimeSplit>',
        "value-time-split",
    ),
    swap(
        "a stream that ends before it starts",
        'end="2026-02-01T19:00:00+01:00"',
        'end="2026-02-01T17:00:00+01:00"',
        "live-end",
    ),
    swap(
        "start of RFC 2822",
        'start="2026-02-01T18:00:00+01:00"',
        'start="Sun, 01 Feb 2026 18:00:00 +0100"',
        "podcast-live-item-start",
    ),
    swap("thread without address", ' uri="https://social.example/@emission/2"', "", "social-uri"),
    swap(
        "disabled thread with an address",
        '<podcast:socialInteract protocol="disabled"/>',
        '<podcast:socialInteract protocol="disabled" uri="https://a.example/"/>',
        "social-disabled",
    ),
    add(
        "disabled and another",
        '      <podcast:socialInteract protocol="disabled"/>',
        '      <podcast:socialInteract protocol="activitypub" uri="https://social.example/1"/>',
        "social-disabled",
        at='<podcast:socialInteract protocol="disabled"',
    ),
    swap(
        "publisher that is a podcast",
        'publisher.xml" medium="publisher"',
        'publisher.xml" medium="podcast"',
        "publisher-item",
        at="<podcast:publisher>",
    ),
    drop(
        "podroll of nothing",
        '<podcast:remoteItem feedGuid="9b024349',
        "podroll-empty",
        at="<podcast:podroll>",
    ),
    swap(
        "counted without a start",
        'rrule="FREQ=WEEKLY;BYDAY=TU" dtstart="2025-01-07T06:00:00+01:00"',
        'rrule="FREQ=WEEKLY;COUNT=4"',
        "frequency-start",
    ),
    swap("rrule on a weekday that is none", "BYDAY=TU", "BYDAY=MARDI", "podcast-update-frequency-rrule"),
    swap("rrule without frequency", "FREQ=WEEKLY;BYDAY=TU", "BYDAY=TU", "podcast-update-frequency-rrule"),
    swap("AI perhaps", 'purpose="ai-content">false<', 'purpose="ai-content">un peu<', "ai-content"),
    swap(
        "trailer of ISO 8601",
        'pubdate="Sat, 01 Feb 2025 06:00:00 +0100"',
        'pubdate="2025-02-01"',
        "podcast-trailer-pubdate",
    ),
    swap(
        "trailer on another weekday",
        'pubdate="Sat, 01 Feb 2025',
        'pubdate="Mon, 01 Feb 2025',
        "podcast-trailer-pubdate",
    ),
    swap(
        "trailer without title",
        ">Bande-annonce de la saison 2</podcast:trailer>",
        "></podcast:trailer>",
        "podcast-trailer",
    ),
    swap(
        "guests alone",
        '<podcast:person role="host" href="https://redaction.example/hote/" img="https://podcast.example/images/hote.jpg">Une hôte</podcast:person>\n      <podcast:person role="guest"',
        '<podcast:person role="guest"',
        "person-replaced",
    ),
    swap("place beyond the pole", "geo:48.1113,-1.6800", "geo:98.1113,-1.6800", "podcast-location-geo"),
    swap("place by its name", 'osm="R54517"', 'osm="Rennes"', "podcast-location-osm"),
    swap("country by its name", 'country="FR">Rennes', 'country="France">Rennes', "podcast-location-country"),
    swap("place too long", ">Rennes</podcast:location>", f">{'Rennes' * 30}</podcast:location>", "too-long"),
    swap(
        "funding too long", ">Un café</podcast:funding>", f">{'Un café' * 20}</podcast:funding>", "too-long"
    ),
    swap("display too long", 'display="Ép. 2"', f'display="{"Épisode 2" * 4}"', "podcast-episode-display"),
    swap("block of a service that is unknown", 'id="tiktok"', 'id="TikTok"', "podcast-block-id"),
    swap(
        "block true", '<podcast:block id="tiktok">yes<', '<podcast:block id="tiktok">true<', "podcast-block"
    ),
    swap(
        "chat server with a path",
        'server="irc.example.org" protocol="irc" acc',
        'server="https://irc.example.org/" protocol="irc" acc',
        "podcast-chat-server",
    ),
    swap("podping maybe", 'usesPodping="true"', 'usesPodping="oui"', "podcast-podping-uses-podping"),
    swap(
        "over 100 percent",
        'remotePercentage="90"',
        'remotePercentage="190"',
        "podcast-value-time-split-remote-percentage",
    ),
    swap("ratio in words", 'aspect-ratio="3/1"', 'aspect-ratio="large"', "podcast-image-aspect-ratio"),
    swap(
        "portrait over http",
        'img="https://invite.example/portrait.jpg"',
        'img="http://invite.example/portrait.jpg"',
        "insecure-url",
    ),
    swap(
        "decimal season",
        '<podcast:season name="Les réseaux">2<',
        '<podcast:season name="Les réseaux">2.5<',
        "podcast-season",
    ),
)

# fmt: on
DEFECTS = (*NAMED, *STRUCTURE, *CHANNEL, *ITEM, *TEXT, *PODCASTING20)

# fmt: off
CHANGES = (
    swap("another guid", ">guid-2<", ">guid-deux<", "guid-changed", at=_ITEM),
    swap("another guid of the podcast", "917393e3-1b1e-5cef-ace4-edaa54e1f810", "9b024349-ccf0-5f69-a609-6b82873eab3c", "podcast-guid-changed"),
    swap("episode vanished", CLEAN[CLEAN.index("    " + _ITEM) : CLEAN.index("    " + _TRAILER)], "", "item-vanished", at="<channel>"),
)
# fmt: on
"""What is wrong only because the feed was the clean one before."""
