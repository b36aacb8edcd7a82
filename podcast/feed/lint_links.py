"""Rules about what the channel and its episodes link to: art, its name, https, the feed's own address.

Owns rules about addresses alone; enclosures have their own in `lint_item`.
"""

import re
from collections.abc import Iterator

from podcast.content.problem import Severity
from podcast.feed.lint_model import Element, Fault, Feed, Rule, children, each, given, name_of, shown
from podcast.feed.lint_vocabulary import APPLE, PSP, attribute_is
from podcast.messages import msg

RFC_5005 = "RFC 5005, Feed paging and archiving"

_ART = re.compile(r"\.(?:jpe?g|png)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}")
_PAGES = ("first", "prev", "previous", "next", "last", "prev-archive", "next-archive", "current")


def _extension(url: str) -> str:
    """Return the extension that an address ends with, with its dot, or nothing."""
    last = url.partition("?")[0].partition("#")[0].rpartition("/")[2]
    extension = "." + last.rpartition(".")[2] if "." in last else ""
    return extension if _EXTENSION.fullmatch(extension) else ""


def _art_extension(element: Element) -> str:
    url = given(element, "href")
    extension = _extension(url)
    if not extension or _ART.fullmatch(extension):
        return ""
    return msg("the image {url} is not JPEG or PNG by its name", url=shown(url))


def _art_without_extension(element: Element) -> str:
    url = given(element, "href")
    if not url.strip() or _extension(url):
        return ""
    return msg("the image {url} has no extension", url=shown(url))


def _plain_http(element: Element) -> str:
    # only what is loaded: what a person or a chapter links to may be anywhere
    names = ("href",) if name_of(element).endswith("image") else ("url", "uri", "img", "image")
    urls = (given(element, one) for one in names)
    found = next((one for one in urls if one.lower().startswith("http:")), "")
    return msg("{found} is not https", found=shown(found)) if found else ""


def _self_missing(feed: Feed) -> Iterator[Fault]:
    if not any(attribute_is(one, "rel", "self") for one in children(feed.channel, "atom:link")):
        yield Fault(feed.channel, msg("the channel has no atom:link with rel=self"))


def _self_elsewhere(feed: Feed) -> Iterator[Fault]:
    if not feed.addresses:
        return
    for element in children(feed.channel, "atom:link"):
        href = given(element, "href").strip()
        if attribute_is(element, "rel", "self") and href not in feed.addresses:
            yield Fault(
                element,
                msg(
                    "atom:link says {href}, and the feed was found at {addresses}",
                    href=shown(href),
                    addresses=feed.addresses[-1],
                ),
            )


def _pages(feed: Feed) -> Iterator[Fault]:
    links = children(feed.channel, "atom:link")
    own = {given(one, "href").strip() for one in links if attribute_is(one, "rel", "self")}
    seen: set[str] = set()
    for element in links:
        rel, href = given(element, "rel").strip().lower(), given(element, "href").strip()
        if rel not in _PAGES:
            continue
        if rel in seen:
            yield Fault(element, msg("there are two atom:links with rel={rel}", rel=rel))
        elif rel in ("next", "prev", "previous", "next-archive", "prev-archive") and href in own:
            yield Fault(
                element,
                msg("the page {rel} of the feed is the feed itself, so that readers go in circles", rel=rel),
            )
        seen.add(rel)


_WARN = Severity.WARNING

RULES = (
    Rule(
        name="image-extension",
        source=APPLE,
        remedy=msg("offer a .jpg or .png file"),
        check=each("itunes:image", _art_extension),
    ),
    Rule(
        name="image-no-extension",
        source=APPLE,
        remedy=msg("give it a name that ends with .jpg or .png"),
        severity=_WARN,
        check=each("itunes:image", _art_without_extension),
    ),
    Rule(
        name="insecure-url",
        source="podcast namespace 1.0, podcasting2.0.md (no mixed content)",
        remedy=msg("offer it over https: apps and browsers block the rest"),
        severity=_WARN,
        check=each(
            "enclosure itunes:image podcast:transcript podcast:chapters podcast:image podcast:person "
            "podcast:source podcast:trailer psc:chapter",
            _plain_http,
        ),
    ),
    Rule(
        name="self-missing",
        source=PSP,
        remedy=msg(
            'add <atom:link rel="self" type="application/rss+xml" href="…"/> with the feed\'s address'
        ),
        severity=_WARN,
        check=_self_missing,
    ),
    Rule(
        name="self-elsewhere",
        source=PSP,
        remedy=msg("write the address where the feed answers"),
        severity=_WARN,
        check=_self_elsewhere,
    ),
    Rule(name="paging", source=RFC_5005, remedy=msg("link each page once, and none to itself"), check=_pages),
)
