"""The tags of the podcast namespace: where each may stand, how often, and what it must look like.

Specification: Podcastindex-org/podcast-namespace, docs/1.0.md and docs/tags. Owns the rows; what one row
cannot say, because it needs two tags, is in `lint_podcasting20_rules`.
"""

from podcast.content.grammar import (
    BASE64,
    BOOLEAN,
    COUNTRY,
    DATE,
    DECIMAL,
    GEO,
    HOST,
    INTEGRITY,
    LANGUAGE,
    MIME,
    MOMENT,
    OSM,
    RATIO,
    RECURRENCE,
    URI,
    UUID,
    UUID5,
    WEB,
    WHOLE,
    YES_NO,
    Grammar,
    at_most,
    one_of,
)
from podcast.content.problem import Severity
from podcast.content.vocabulary import CHAT, LIVE, MEDIUM, SERVICES, SOCIAL
from podcast.feed.lint_vocabulary import BOTH, CHANNEL, ITEM, Attribute, Tag, optional, required
from podcast.messages import msg

_SHORT, _NAME, _TEXT = at_most(32), at_most(128), at_most(4000)
_LOWER = Grammar(
    holds=lambda text: text == text.lower(),
    fault=msg("is not in lower case"),
    remedy=msg("write the slug in lower case"),
)
_WARN = Severity.WARNING


def source_of(page: str) -> str:
    """Return how to name a page of the specification."""
    return f"podcast namespace 1.0, tags/{page}.md"


def _tag(
    local: str,
    parents: frozenset[str],
    page: str = "",
    *,
    many: bool = False,
    text: Grammar | None = None,
    long: Grammar | None = None,
    needs_text: bool = False,
    **attributes: Attribute,
) -> Tag:
    return Tag(
        name=f"podcast:{local}",
        parents=parents,
        source=source_of(page or local),
        many=many,
        attributes={name.replace("_", "-"): one for name, one in attributes.items()},
        text=text,
        long=long,
        needs_text=needs_text,
    )


def _within(*locals_: str) -> frozenset[str]:
    return frozenset(f"podcast:{one}" for one in locals_)


_CHANNEL_ROWS = (
    _tag("guid", CHANNEL, text=UUID5, needs_text=True),
    _tag(
        "locked",
        CHANNEL,
        text=YES_NO,
        needs_text=True,
        owner=optional(
            Grammar(
                holds=lambda text: 0 < text.find("@") < len(text) - 1,
                fault=msg("is not an e-mail address"),
                remedy=msg("write the address that may confirm a move"),
            )
        ),
    ),
    _tag("medium", CHANNEL, text=MEDIUM, needs_text=True),
    _tag("block", CHANNEL, many=True, text=YES_NO, needs_text=True, id=optional(SERVICES, _WARN)),
    _tag(
        "trailer",
        CHANNEL,
        many=True,
        needs_text=True,
        long=_NAME,
        url=required(WEB),
        pubdate=required(DATE),
        length=optional(WHOLE),
        type=optional(MIME),
        season=optional(WHOLE),
    ),
    _tag(
        "updateFrequency",
        CHANNEL,
        "update-frequency",
        long=_NAME,
        rrule=optional(RECURRENCE),
        dtstart=optional(MOMENT),
        complete=optional(BOOLEAN),
    ),
    _tag("podping", CHANNEL, usesPodping=optional(BOOLEAN)),
    _tag("podroll", CHANNEL),
    _tag("publisher", CHANNEL),
    _tag(
        "liveItem",
        CHANNEL,
        "live-item",
        many=True,
        status=required(LIVE),
        start=required(MOMENT),
        end=optional(MOMENT),
    ),
)
_ITEM_ROWS = (
    _tag(
        "transcript",
        ITEM,
        many=True,
        url=required(WEB),
        type=required(MIME),
        language=optional(LANGUAGE),
        rel=optional(one_of("captions"), _WARN),
    ),
    _tag("chapters", ITEM, url=required(WEB), type=required(MIME)),
    _tag("soundbite", ITEM, many=True, long=_NAME, startTime=required(DECIMAL), duration=required(DECIMAL)),
    _tag("season", ITEM, text=WHOLE, needs_text=True, name=optional(_NAME, _WARN)),
    _tag("episode", ITEM, text=DECIMAL, needs_text=True, display=optional(_SHORT, _WARN)),
    _tag(
        "alternateEnclosure",
        ITEM,
        "alternate-enclosure",
        many=True,
        type=required(MIME),
        length=optional(WHOLE),
        bitrate=optional(DECIMAL),
        height=optional(WHOLE),
        lang=optional(LANGUAGE),
        title=optional(_SHORT, _WARN),
        rel=optional(_SHORT, _WARN),
        default=optional(BOOLEAN),
    ),
    _tag("source", _within("alternateEnclosure"), many=True, uri=required(URI), contentType=optional(MIME)),
    _tag(
        "integrity",
        _within("alternateEnclosure"),
        type=required(one_of("sri", "pgp-signature")),
        value=required(),
    ),
    _tag("contentLink", ITEM, "content-link", many=True, href=required(URI)),
)
_SHARED_ROWS = (
    _tag("funding", BOTH, many=True, long=_NAME, url=required(WEB)),
    _tag(
        "person",
        BOTH,
        many=True,
        needs_text=True,
        long=_NAME,
        img=optional(WEB),
        href=optional(URI),
    ),
    _tag(
        "location",
        BOTH,
        many=True,
        needs_text=True,
        long=_NAME,
        rel=optional(one_of("subject", "creator")),
        geo=optional(GEO),
        osm=optional(OSM),
        country=optional(COUNTRY),
    ),
    _tag("license", BOTH, text=_LOWER, needs_text=True, long=_NAME, url=optional(WEB)),
    _tag("value", BOTH, many=True, type=required(), method=required(), suggested=optional(DECIMAL)),
    _tag(
        "valueRecipient",
        _within("value", "valueTimeSplit"),
        "value-recipient",
        many=True,
        type=required(),
        address=required(),
        split=required(WHOLE),
        fee=optional(BOOLEAN),
    ),
    _tag(
        "valueTimeSplit",
        _within("value"),
        "value-time-split",
        many=True,
        startTime=required(DECIMAL),
        duration=required(DECIMAL),
        remoteStartTime=optional(DECIMAL),
        remotePercentage=optional(
            Grammar(
                holds=lambda text: text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 100,
                fault=msg("is not a percentage"),
                remedy=msg("write a whole number from 0 to 100"),
            )
        ),
    ),
    _tag("images", BOTH, "images-(deprecated)"),
    _tag(
        "image",
        BOTH,
        many=True,
        href=required(WEB),
        aspect_ratio=optional(RATIO),
        width=optional(WHOLE),
        height=optional(WHOLE),
        type=optional(MIME),
        purpose=optional(_NAME, _WARN),
    ),
    _tag(
        "socialInteract",
        BOTH,
        "social-interact",
        many=True,
        protocol=required(SOCIAL),
        uri=optional(URI),
        accountUrl=optional(WEB),
        priority=optional(WHOLE),
    ),
    _tag("txt", BOTH, many=True, long=_TEXT, purpose=optional(_NAME, _WARN)),
    _tag(
        "remoteItem",
        CHANNEL | _within("podroll", "valueTimeSplit", "publisher"),
        "remote-item",
        many=True,
        feedGuid=required(UUID),
        feedUrl=optional(WEB),
        medium=optional(MEDIUM),
    ),
    _tag(
        "chat",
        BOTH,
        server=required(HOST),
        protocol=required(CHAT),
    ),
)

ROWS = (*_CHANNEL_ROWS, *_ITEM_ROWS, *_SHARED_ROWS)

INTEGRITIES = {"sri": INTEGRITY, "pgp-signature": BASE64}
"""How the value of `podcast:integrity` is written, by its type."""
