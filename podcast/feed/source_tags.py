"""Tags of the podcast namespace that a channel and an item can both have, as keys of the show folder.

Owns which attribute is which key. What is empty leaves no key. Specification: Podcastindex-org/podcast-namespace,
docs/tags/.
"""

import html
import re
from collections.abc import Callable
from typing import Any

from podcast.content.vocabulary import group_of
from podcast.feed.lint_model import Element, child, children, given, text_of

Facts = dict[str, Any]
"""Keys of show.toml or of front matter, in groups and lists as they are written there."""

_BLANKS = re.compile(r"[ \t\r\n\f\v\x85\u2028\u2029]+")
_TAG = re.compile(r"<[^>]*>")
_LINE_ENDS = re.compile(r"<(?:br|/p|/li|/div|/h[1-6])\b[^>]*>", re.IGNORECASE)
_LOOKS_LIKE_HTML = re.compile(
    r"</?(?:a|b|br|div|em|h[1-6]|i|li|ol|p|span|strong|ul)\b[^>]*>|&(?:\w+|#\d+);", re.I
)


def plain(text: str) -> str:
    """Return a text on one line; spaces that do not break stay what they are."""
    return _BLANKS.sub(" ", text).strip(" ")


def is_html(text: str) -> bool:
    """Say whether a text has markup that a reader would not want to see."""
    return bool(_LOOKS_LIKE_HTML.search(text))


def without_markup(text: str) -> str:
    """Return HTML as plain text, a line for each paragraph; a text without markup as it is."""
    if not is_html(text):
        return text
    return html.unescape(_TAG.sub("", _LINE_ENDS.sub("\n", text)))


def given_only(facts: Facts) -> Facts:
    """Return what has a value."""
    return {name: value for name, value in facts.items() if value not in ("", None, [], {})}


def add(facts: Facts, name: str, value: Any) -> None:
    """Set a key, if it has a value."""
    if value not in ("", None, [], {}):
        facts[name] = value


def shared_tags(parent: Element) -> Facts:
    """Return what a channel and an item can both say."""
    facts: Facts = {}
    add(facts, "location", _each(parent, "location", _location))
    add(facts, "funding", _each(parent, "funding", _funding))
    add(facts, "value", _each(parent, "value", _value))
    add(facts, "social_interact", _each(parent, "socialInteract", _social))
    add(facts, "txt", _each(parent, "txt", _txt))
    add(facts, "chat", chat_of(parent))
    return facts


def persons_of(parent: Element) -> tuple[list[Facts], list[Facts], list[Facts]]:
    """Return hosts, guests and credits. Who has a role that the taxonomy does not know is a guest with it."""
    hosts: list[Facts] = []
    guests: list[Facts] = []
    credits: list[Facts] = []
    for element in children(parent, "podcast:person"):
        name, role, group = plain(text_of(element)), given(element, "role").strip(), given(element, "group")
        if not name:
            continue
        facts = given_only({"name": name, "url": given(element, "href"), "img": given(element, "img")})
        group = group.strip().lower()
        if role.lower() in ("", "host") and group in ("", "cast"):
            hosts.append(facts)
        elif role.lower() == "guest" and group in ("", "cast"):
            guests.append(facts)
        elif group_of(role.lower()):
            credits.append(facts | given_only({"role": role.lower(), "group": group}))
        else:
            guests.append(facts | {"role": role})
    return hosts, guests, credits


def license_of(parent: Element) -> Any:
    """Return a licence as a slug, or a slug and an address."""
    element = child(parent, "podcast:license")
    slug, url = plain(text_of(element)).lower(), given(element, "url")
    return {"slug": slug, "url": url} if slug and url else slug


def chat_of(parent: Element) -> Facts:
    """Return the room where listeners talk."""
    element = child(parent, "podcast:chat")
    return _named(element, server="server", protocol="protocol", account_id="accountId", space="space")


def content_links(parent: Element) -> list[Facts]:
    """Return where else the content is."""
    return _each(parent, "contentLink", lambda one: _named(one, url="href") | _text(one, "text"))


def remote_item(element: Element) -> Facts:
    """Return a feed somewhere else, or an item of it."""
    return _named(
        element,
        feed_guid="feedGuid",
        feed_url="feedUrl",
        item_guid="itemGuid",
        medium="medium",
        title="title",
    )


def flag(text: str) -> bool | None:
    """Return yes or no, in any spelling that feeds have; nothing if it is neither."""
    known = {"yes": True, "true": True, "explicit": True, "1": True}
    known |= {"no": False, "false": False, "clean": False, "0": False}
    return known.get(text.strip().lower())


def whole(text: str) -> int | None:
    """Return a whole number, also of `12.0`; nothing if it is none."""
    found = re.fullmatch(r"\s*(\d{1,9})(?:\.0+)?\s*", text)
    return int(found[1]) if found else None


def _each(parent: Element, tag: str, read: Callable[[Element], Facts]) -> list[Facts]:
    return [facts for one in children(parent, f"podcast:{tag}") if (facts := read(one))]


def _named(element: Element | None, **attributes: str) -> Facts:
    """Return attributes under our names."""
    return given_only({ours: plain(given(element, theirs)) for ours, theirs in attributes.items()})


def _text(element: Element, name: str) -> Facts:
    return given_only({name: plain(text_of(element))})


def _location(element: Element) -> Facts:
    return _text(element, "name") | _named(element, rel="rel", geo="geo", osm="osm", country="country")


def _funding(element: Element) -> Facts:
    found = _named(element, url="url") | _text(element, "text")
    return found if "url" in found else {}  # Ausha writes an empty one


def _social(element: Element) -> Facts:
    facts = _named(element, protocol="protocol", uri="uri", account_id="accountId", account_url="accountUrl")
    return facts | given_only({"priority": whole(given(element, "priority"))})


def _txt(element: Element) -> Facts:
    return _text(element, "text") | _named(element, purpose="purpose")


def _value(element: Element) -> Facts:
    facts = _named(element, type="type", method="method", suggested="suggested")
    add(facts, "recipients", _each(element, "valueRecipient", _recipient))
    add(facts, "splits", _each(element, "valueTimeSplit", _split))
    return facts


def _recipient(element: Element) -> Facts:
    facts = _named(
        element,
        name="name",
        type="type",
        address="address",
        custom_key="customKey",
        custom_value="customValue",
    )
    add(facts, "split", whole(given(element, "split")))
    add(facts, "fee", flag(given(element, "fee")))
    return facts


def _split(element: Element) -> Facts:
    facts = _named(element, start="startTime", duration="duration", remote_start="remoteStartTime")
    add(facts, "remote_percentage", whole(given(element, "remotePercentage")))
    add(facts, "recipients", _each(element, "valueRecipient", _recipient))
    remote = child(element, "podcast:remoteItem")
    add(facts, "remote", remote_item(remote) if remote is not None else {})
    return facts
