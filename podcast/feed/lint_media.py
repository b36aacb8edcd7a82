"""What a feed links to and can be probed: enclosures and art, each with the line that names it.

Owns finding them in bytes. Must not know how they are fetched.
"""

from dataclasses import dataclass

from lxml import etree

from podcast.feed.lint_model import Element, given, line_of, qualified
from podcast.feed.lint_structure import straighten
from podcast.feed.read import safe_parser


@dataclass(frozen=True, kw_only=True, slots=True)
class Media:
    """A file that the feed names. `length` and `type` are what it claims: -1 and empty if nothing."""

    url: str
    line: int
    is_art: bool
    length: int = -1
    type: str = ""


def media_of(body: bytes) -> list[Media]:
    """Return the enclosures and pictures of a feed, each address once; none if it cannot be read."""
    try:
        root = etree.fromstring(body, safe_parser())
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return []
    if getattr(root.getroottree().docinfo, "doctype", ""):
        return []
    straighten(root)
    found = [_enclosure(one) for one in root.iter("enclosure")]
    found += [_art(one) for one in root.iter(qualified("itunes:image"))]
    return list({one.url: one for one in reversed(found) if one.url}.values())[::-1]


def _enclosure(element: Element) -> Media:
    length = given(element, "length")
    # eighteen digits are more than any file has
    known = length.isascii() and length.isdigit() and len(length) <= 18
    return Media(
        url=given(element, "url").strip(),
        line=line_of(element),
        is_art=False,
        length=int(length) if known else -1,
        type=given(element, "type").strip(),
    )


def _art(element: Element) -> Media:
    return Media(url=given(element, "href").strip(), line=line_of(element), is_art=True)
