"""What podcast-partytime 5.0.0 (npm), by which Podcast Index reads feeds, keeps of a feed, and what it loses."""

from __future__ import annotations

from typing import Any

from .readback import At, text


def _people(read: Any) -> list[Any]:
    """Return people with role and group in small letters, since the taxonomy does not tell them apart."""
    return [
        {key: value.lower() if key in ("role", "group") else value for key, value in one.items()}
        for one in read.get("podcastPeople", [])
    ]


def _categories(read: Any) -> list[Any]:
    """Return categories, which are kept as `Business > Entrepreneurship`."""
    split = [one.split(" > ") for one in read["itunesCategory"]]
    return [{"text": one[0], "below": [{"text": below} for below in one[1:]]} for one in split]


def _blocks(read: Any) -> list[Any]:
    """Return blocks, of which the one for everyone is kept apart."""
    everyone = [{"value": "yes"}] if read.get("podcastBlocked") == "yes" else []
    named = read.get("podcastBlockedPlatforms", {})
    return everyone + [{"id": name, "value": value} for name, value in named.items()]


def _links(read: Any) -> list[Any]:
    """Return links, of which those to itself and to a hub are kept."""
    return [{"rel": rel, "href": href} for rel, href in read.get("pubsub", {}).items()]


REMOTE = "feedGuid feedUrl itemGuid medium title"
PERSON = At(at=_people, text="name", attributes="role group href img")
RECIPIENT = At(at="recipients", attributes="name type address customKey customValue split fee")
CHAT = At(at="chat", attributes="server protocol accountId space")
ENCLOSURE = At(at="enclosure", attributes="url length type")
ALTERNATE = At(
    at="alternativeEnclosures",
    attributes="type length bitrate default",
    children={
        "podcast:source": At(at="source", attributes="uri"),
        "podcast:integrity": At(at="integrity", attributes="type value"),
    },
)
COMMON = {
    "podcast:person": PERSON,
    "podcast:location": At(at="podcastLocation", text="name", attributes="geo osm"),
    "podcast:license": At(at="license", text="identifier", attributes="url"),
    "podcast:value": At(
        at="value",
        attributes="type method suggested",
        children={
            "podcast:valueRecipient": RECIPIENT,
            "podcast:valueTimeSplit": At(
                at="valueTimeSplits",
                attributes="startTime duration remoteStartTime remotePercentage",
                children={
                    "podcast:remoteItem": At(at="remoteItem", attributes=REMOTE),
                    "podcast:valueRecipient": RECIPIENT,
                },
            ),
        },
    ),
    "podcast:chat": CHAT,
}
ITEM = {
    **COMMON,
    **{name: text(name) for name in ("title", "description", "link", "guid", "pubDate")},
    "content:encoded": text("content"),
    "enclosure": ENCLOSURE,
    "itunes:author": text("author"),
    "itunes:duration": text("duration"),
    "itunes:explicit": text("explicit"),
    "itunes:episodeType": text("itunesEpisodeType"),
    "itunes:season": text("itunesSeason"),
    "itunes:episode": text("itunesEpisode"),
    "podcast:season": At(at="podcastSeason", text="number", attributes="name"),
    "podcast:episode": At(at="podcastEpisode", text="number", attributes="display"),
    "podcast:transcript": At(at="podcastTranscripts", attributes="url type language rel"),
    "podcast:chapters": At(at="podcastChapters", attributes="url type"),
    "podcast:soundbite": At(at="podcastSoundbites", text="title", attributes="startTime duration"),
    "podcast:alternateEnclosure": ALTERNATE,
    "podcast:socialInteract": At(
        at="podcastSocialInteraction", attributes="protocol=platform uri=url accountId=id"
    ),
    "podcast:txt": At(at="podcastTxt", text="value", attributes="purpose"),
}
LIVE = {
    **{name: text(name) for name in ("title", "description", "link", "guid")},
    "enclosure": ENCLOSURE,
    "podcast:alternateEnclosure": ALTERNATE,
    "podcast:person": PERSON,
    "podcast:chat": CHAT,
    "podcast:contentLink": At(at="contentLinks", text="title", attributes="href=url"),
}
CHANNEL = {
    **COMMON,
    **{
        name: text(name)
        for name in ["title", "link", "description", "copyright", "generator", "language", "lastBuildDate"]
    },
    "image": At(at="image", children={name: text(name) for name in ("url", "title", "link")}),
    "itunes:author": text("author"),
    "itunes:type": text("itunesType"),
    "itunes:explicit": text("explicit"),
    "itunes:image": At(at="itunesImage", attributes="href=."),
    "itunes:category": At(
        at=_categories,
        attributes="text",
        children={"itunes:category": At(at="below", attributes="text")},
    ),
    "itunes:block": text("itunesBlock"),
    "itunes:complete": text("itunesComplete"),
    "itunes:new-feed-url": text("itunesNewFeedUrl"),
    "podcast:guid": text("guid"),
    "podcast:medium": text("medium"),
    "podcast:locked": text("locked"),
    "podcast:block": At(at=_blocks, text="value", attributes="id"),
    "podcast:funding": At(at="podcastFunding", text="message", attributes="url"),
    "podcast:txt": At(at="podcastTxt", text="value", attributes="purpose"),
    "podcast:trailer": At(at="trailers", text="title", attributes="url length type pubdate season"),
    "podcast:podroll": At(children={"podcast:remoteItem": At(at="podroll", attributes=REMOTE)}),
    "podcast:publisher": At(children={"podcast:remoteItem": At(at="podcastPublisher", attributes=REMOTE)}),
    "podcast:remoteItem": At(at="podcastRemoteItems", attributes=REMOTE),
    "podcast:liveItem": At(at="podcastLiveItems", attributes="status start end", children=LIVE),
    "atom:link": At(at=_links, attributes="rel href"),
    "item": At(at="items", children=ITEM),
}

LOSSES = {
    **dict.fromkeys(
        [
            "docs",
            "itunes:title",
            "itunes:applepodcastsverify",
            "podcast:image",
            "podcast:updateFrequency",
            "podcast:podping",
            "podcast:socialInteract",
            "item/itunes:title",
            "item/itunes:block",
            "item/podcast:funding",
            "item/podcast:contentLink",
            "item/podcast:image",
            "item/psc:chapters",
            "item/dc:creator",
            "item/media:thumbnail",
        ],
        "does not know this tag here",
    ),
    **dict.fromkeys(
        [
            "atom:link@type",
            "item/guid@isPermaLink",
            "podcast:liveItem/guid@isPermaLink",
            "podcast:location@rel",
            "podcast:location@country",
            "item/podcast:location@rel",
            "item/podcast:location@country",
            "podcast:publisher/podcast:remoteItem@medium",
        ],
        "does not keep this attribute",
    ),
    "item/podcast:value (never written)": "gives an episode that has none the channel's, as it should",
    "description/text()": "makes one paragraph of several",
    "podcast:locked": "reads it only beside an owner, which the namespace has made optional",
    "item/podcast:soundbite": "takes a start of 0, which is false in JavaScript, for none; only there",
    "item/podcast:txt": "takes the value `false` for none; only there",
    "item/podcast:socialInteract (1 of 2)": "drops one that says `disabled`",
    "item/podcast:transcript@type (1 of 3)": "calls application/x-subrip application/srt",
}
