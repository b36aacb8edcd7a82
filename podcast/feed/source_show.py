"""A channel of anyone's feed as keys of show.toml.

Owns which tag means which key, and which of several that say the same is believed. Must not know which values
are valid.
"""

import re
from urllib.parse import urlsplit

from podcast.content.categories import CATEGORIES
from podcast.content.dates import read_date
from podcast.feed.lint_model import Element, child, children, given, text_of, value_of
from podcast.feed.source_tags import (
    Facts,
    add,
    chat_of,
    content_links,
    flag,
    given_only,
    license_of,
    persons_of,
    plain,
    remote_item,
    shared_tags,
    whole,
    without_markup,
)

_COPYRIGHT = re.compile(r"^(?:\s|©|\(c\)|copyright|&copy;)+", re.IGNORECASE)
_PAGE = re.compile(r"/feed/(\d+)-\d+\.xml$")


def read_channel(channel: Element, *, ours: bool) -> Facts:
    """Return what a channel says as keys of show.toml; texts of a feed that is `ours` are taken as they are."""
    title = plain(value_of(channel, "title"))
    facts: Facts = {"title": title[:255]}
    itunes_title = plain(value_of(channel, "itunes:title"))
    add(facts, "itunes_title", itunes_title if itunes_title != title else "")
    facts["author"] = _author(channel, title)
    facts["language"] = _language(value_of(channel, "language"))
    facts["description"] = _description(channel, ours) or title
    add(facts, "link", value_of(channel, "link"))
    add(facts, "guid", value_of(channel, "podcast:guid").lower())
    facts["categories"] = _categories(channel)
    add(facts, "type", value_of(channel, "itunes:type").lower())
    explicit = flag(value_of(channel, "itunes:explicit") or value_of(channel, "googleplay:explicit"))
    facts["explicit"] = bool(explicit)
    copyright_ = plain(value_of(channel, "copyright"))
    add(facts, "copyright", copyright_ if ours else _COPYRIGHT.sub("", copyright_)[:255])
    add(facts, "license", license_of(channel))
    facts["locked"] = flag(value_of(channel, "podcast:locked")) is not False
    add(facts, "locked_owner", given(child(channel, "podcast:locked"), "owner"))
    add(facts, "medium", value_of(channel, "podcast:medium"))
    add(facts, "block", _block(channel))
    add(facts, "complete", flag(value_of(channel, "itunes:complete")) or None)
    add(facts, "applepodcastsverify", value_of(channel, "itunes:applepodcastsverify"))
    if ours:
        add(facts, "new_feed_url", value_of(channel, "itunes:new-feed-url"))
        add(facts, "feed_length", _feed_length(channel))
    hosts, guests, credits = persons_of(channel)
    add(facts, "hosts", hosts)
    add(facts, "credits", credits + [one | {"role": "guest"} for one in guests if "role" not in one])
    return facts | shared_tags(channel) | _relations(channel)


def _author(channel: Element, title: str) -> str:
    for name in ("itunes:author", "dc:creator", "googleplay:author", "managingEditor"):
        if found := plain(value_of(channel, name)):
            return found[:255]
    owner = child(channel, "itunes:owner")
    return (plain(value_of(owner, "itunes:name")) if owner is not None else "")[:255] or title[:255]


def _description(channel: Element, ours: bool) -> str:
    texts = (value_of(channel, one) for one in ("description", "itunes:summary", "itunes:subtitle"))
    text = next(filter(None, texts), "")
    if ours:
        return text
    lines = (plain(line) for line in without_markup(text).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _language(text: str) -> str:
    """Return `fr-FR` of `FR_fr` and the like: ISO 639, then what it was."""
    first, _, rest = text.strip().replace("_", "-").partition("-")
    return f"{first.lower()}-{rest}" if rest else first.lower()


def _categories(channel: Element) -> list[str]:
    """Return Apple's categories that are still known, in their order, each once."""
    found: dict[str, None] = {}
    for element in children(channel, "itunes:category"):
        name = plain(given(element, "text"))
        if name not in CATEGORIES:
            continue
        subs = [plain(given(one, "text")) for one in children(element, "itunes:category")]
        known = [f"{name} > {sub}" for sub in subs if sub in CATEGORIES[name]]
        found |= dict.fromkeys(known or [name])
    return list(found)


def _block(channel: Element) -> Facts:
    everyone: bool | None = True if flag(value_of(channel, "itunes:block")) else None
    services: list[str] = []
    allowed: list[str] = []
    for element in children(channel, "podcast:block"):
        service, blocked = given(element, "id"), flag(text_of(element))
        if service and blocked is not None:
            (services if blocked else allowed).append(service)
        elif blocked is not None:
            everyone = everyone or blocked
    facts: Facts = {"services": services, "allowed": allowed}
    return given_only(facts) | ({} if everyone is None else {"everyone": everyone})


def _feed_length(channel: Element) -> int | None:
    """Return how many items a page of a feed of ours has: its name says it."""
    for link in children(channel, "atom:link"):
        if found := _PAGE.search(urlsplit(given(link, "href")).path):
            return int(found[1])
    return None


def _relations(channel: Element) -> Facts:
    facts: Facts = {}
    add(facts, "trailers", [_trailer(one) for one in children(channel, "podcast:trailer")])
    add(facts, "images", _images(channel))
    add(facts, "live", [_live(one) for one in children(channel, "podcast:liveItem")])
    roll, publisher = child(channel, "podcast:podroll"), child(channel, "podcast:publisher")
    add(facts, "podroll", _remotes(roll))
    for remote in _remotes(publisher)[:1]:
        remote.pop("medium", "")
        facts["publisher"] = remote
    add(facts, "remote_items", _remotes(channel))
    often = child(channel, "podcast:updateFrequency")
    if often is not None:
        facts["update_frequency"] = given_only(
            {
                "text": plain(text_of(often)),
                "rrule": given(often, "rrule"),
                "start": given(often, "dtstart"),
                "complete": flag(given(often, "complete")),
            }
        )
    hubs = [given(one, "href") for one in children(channel, "atom:link") if one.get("rel") == "hub"]
    podping = flag(given(child(channel, "podcast:podping"), "usesPodping"))
    add(facts, "announce", given_only({"hubs": hubs, "podping": podping}))
    return facts


def _remotes(parent: Element | None) -> list[Facts]:
    return [remote_item(one) for one in children(parent, "podcast:remoteItem")] if parent is not None else []


def _trailer(element: Element) -> Facts:
    moment, _ = read_date(given(element, "pubdate").strip())
    return given_only(
        {
            "url": given(element, "url"),
            "title": plain(text_of(element))[:128],
            "date": moment.isoformat() if moment else "",
            "length": whole(given(element, "length")),
            "type": given(element, "type"),
            "season": whole(given(element, "season")),
        }
    )


def _images(channel: Element) -> list[Facts]:
    """Return pictures for other purposes than the cover's; `file` is an address until it is fetched."""
    found = []
    for element in children(channel, "podcast:image"):
        purpose = given(element, "purpose")
        if purpose != "artwork" and given(element, "href"):
            facts = {"file": given(element, "href"), "alt": plain(given(element, "alt")), "purpose": purpose}
            found.append(given_only(facts))
    return found


def _live(element: Element) -> Facts:
    enclosure = element.find("enclosure")
    links = content_links(element)
    link = value_of(element, "link")
    hosts, guests, _ = persons_of(element)
    return given_only(
        {
            "title": plain(value_of(element, "title")),
            "guid": value_of(element, "guid"),
            "status": given(element, "status"),
            "start": given(element, "start"),
            "end": given(element, "end"),
            "url": given(enclosure, "url"),
            "type": given(enclosure, "type"),
            "summary": plain(value_of(element, "description")),
            "link": link if not links or link != links[0].get("url") else "",
            "links": links,
            "chat": chat_of(element),
            "persons": hosts + guests,
        }
    )
