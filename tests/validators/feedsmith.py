"""What feedsmith 3.0.1 (npm) keeps of a feed, and what it loses."""

from __future__ import annotations

from .readback import At, text

REMOTE = At(at="remoteItems", attributes="feedGuid feedUrl itemGuid medium title")
ONE_REMOTE = At(at="remoteItem", attributes=REMOTE.attributes)
RECIPIENT = At(at="valueRecipients", attributes="name type address customKey customValue split fee")
IMAGE = "href alt aspect-ratio=aspectRatio width height type purpose"
ENCLOSURE = At(at="enclosures", attributes="url length type")

PERSON = At(at="podcast.persons", text="display", attributes="role group href img")
COMMON = {
    "podcast:person": PERSON,
    "podcast:location": At(at="podcast.locations", text="display", attributes="rel geo osm country"),
    "podcast:license": At(at="podcast.license", text="display", attributes="url"),
    "podcast:value": At(
        at="podcast.values",
        attributes="type method suggested",
        children={
            "podcast:valueRecipient": RECIPIENT,
            "podcast:valueTimeSplit": At(
                at="valueTimeSplits",
                attributes="startTime duration remoteStartTime remotePercentage",
                children={"podcast:remoteItem": ONE_REMOTE, "podcast:valueRecipient": RECIPIENT},
            ),
        },
    ),
    "podcast:socialInteract": At(
        at="podcast.socialInteracts", attributes="protocol uri accountId accountUrl priority"
    ),
    "podcast:txt": At(at="podcast.txts", text="display", attributes="purpose"),
    "podcast:chat": At(at="podcast.chat", attributes="server protocol accountId space"),
    "podcast:image": At(at="podcast.images", attributes=IMAGE),
    "podcast:funding": At(at="podcast.fundings", text="display", attributes="url"),
}
ALTERNATE = At(
    at="podcast.alternateEnclosures",
    attributes="type length bitrate default",
    children={
        "podcast:source": At(at="sources", attributes="uri"),
        "podcast:integrity": At(at="integrity", attributes="type value"),
    },
)
ITEM = {
    **COMMON,
    **{name: text(name) for name in ("title", "description", "link", "pubDate")},
    **{
        f"itunes:{name}": text(f"itunes.{name}")
        for name in ("title", "author", "episodeType", "duration", "explicit", "season", "episode", "block")
    },
    "content:encoded": text("content.encoded"),
    "guid": At(at="guid", text="value", attributes="isPermaLink"),
    "enclosure": ENCLOSURE,
    "podcast:season": At(at="podcast.season", text="number", attributes="name"),
    "podcast:episode": At(at="podcast.episode", text="number", attributes="display"),
    "podcast:transcript": At(at="podcast.transcripts", attributes="url type language rel"),
    "podcast:chapters": At(at="podcast.chapters", attributes="url type"),
    "podcast:soundbite": At(at="podcast.soundbites", text="display", attributes="startTime duration"),
    "podcast:alternateEnclosure": ALTERNATE,
    "psc:chapters": At(
        at="psc", children={"psc:chapter": At(at="chapters", attributes="start title href image")}
    ),
    "dc:creator": text("dc.creators"),
    "media:thumbnail": At(at="media.thumbnails", attributes="url width height"),
}


def _bare(at: At) -> At:
    """Return the place of the same tag where the namespace has no folder of its own."""
    assert isinstance(at.at, str)
    return At(at=at.at.removeprefix("podcast."), text=at.text, attributes=at.attributes, children=at.children)


LIVE = {
    "podcast:person": _bare(PERSON),
    "podcast:alternateEnclosure": _bare(ALTERNATE),
    "podcast:chat": _bare(COMMON["podcast:chat"]),
    "podcast:contentLink": At(at="contentLinks", text="display", attributes="href"),
}


def _nested(categories: str) -> dict[str, At]:
    """Return the place of categories and of those below them."""
    below = At(at="categories", attributes="text")
    return {"itunes:category": At(at=categories, attributes="text", children={"itunes:category": below})}


CHANNEL: dict[str, At] = {
    **COMMON,
    **_nested("itunes.categories"),
    **{
        name: text(name)
        for name in [
            "title",
            "link",
            "description",
            "copyright",
            "docs",
            "generator",
            "language",
            "lastBuildDate",
        ]
    },
    **{
        f"itunes:{tag}": text(f"itunes.{key}")
        for tag, key in {
            "title": "title",
            "author": "author",
            "type": "type",
            "explicit": "explicit",
            "block": "block",
            "complete": "complete",
            "new-feed-url": "newFeedUrl",
            "applepodcastsverify": "applePodcastsVerify",
        }.items()
    },
    "image": At(at="image", children={name: text(name) for name in ("url", "title", "link")}),
    "itunes:image": At(at="itunes.image", attributes="href=."),
    "podcast:guid": text("podcast.guid"),
    "podcast:medium": text("podcast.medium"),
    "podcast:locked": At(at="podcast.locked", text="value"),
    "podcast:block": At(at="podcast.blocks", text="value", attributes="id"),
    "podcast:trailer": At(
        at="podcast.trailers", text="display", attributes="url length type pubdate=pubDate season"
    ),
    "podcast:podroll": At(at="podcast.podroll", children={"podcast:remoteItem": REMOTE}),
    "podcast:publisher": At(at="podcast.publisher", children={"podcast:remoteItem": ONE_REMOTE}),
    "podcast:remoteItem": At(at="podcast.remoteItems", attributes=REMOTE.attributes),
    "podcast:updateFrequency": At(
        at="podcast.updateFrequency", text="display", attributes="rrule dtstart complete"
    ),
    "podcast:podping": At(at="podcast.podping", attributes="usesPodping"),
    "podcast:liveItem": At(at="podcast.liveItems", attributes="status start end", children=LIVE),
    "atom:link": At(at="atom.links", attributes="href rel type"),
    "item": At(at="items", children=ITEM),
}

LOSSES = {
    "podcast:socialInteract": "knows it in an item only",
    "item/podcast:funding": "knows it in a channel only",
    "item/podcast:contentLink": "knows it in a liveItem only",
    **{
        f"podcast:liveItem/{tag}": "reads only podcast: tags in a liveItem"
        for tag in ("title", "description", "link", "guid", "enclosure")
    },
    "item/psc:chapters@version": "not kept",
}
