"""What a feed links to and can be probed: enclosures and art, each with the line that names it.

Owns finding them in bytes, and judging what answers. Must not know how they are fetched.
"""

from collections.abc import Iterator

from lxml import etree

from podcast.content.problem import Severity
from podcast.errors import Place
from podcast.feed.lint_model import Element, Finding, given, line_of, qualified
from podcast.feed.lint_structure import straighten
from podcast.feed.lint_vocabulary import APPLE, is_live
from podcast.feed.read import safe_parser
from podcast.messages import msg
from podcast.values import Struct

_PICTURES = ((b"\xff\xd8\xff", ("jpg", "jpeg")), (b"\x89PNG\r\n\x1a\n", ("png",)))
_MOST_OF_A_MESSAGE = 400


class Media(Struct, frozen=True, kw_only=True):
    """A file that the feed names. `length` and `type` are what it claims: -1 and empty if nothing."""

    url: str
    line: int
    is_art: bool
    length: int = -1
    type: str = ""


def media_of(body: bytes) -> list[Media]:
    """Return the enclosures and pictures of a feed, each address once; none if it cannot be read.

    What is live is left out: it has no end yet.
    """
    try:
        root = etree.fromstring(body, safe_parser())
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return []
    if getattr(root.getroottree().docinfo, "doctype", ""):
        return []
    straighten(root)
    found = [_enclosure(one) for one in root.iter("enclosure") if not is_live(one)]
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


def enclosure_faults(media: Media, where: str, length: int, type_: str) -> Iterator[Finding]:
    """Compare what answers to HEAD with what the feed claims; a length of -1 is none."""
    if length < 0:
        message = msg("{media} answers HEAD without a length", media=media.url)
        yield probed(
            media, where, "probe-length", message, msg("let the server say Content-Length"), wrong=False
        )
    elif length != media.length:
        message = msg(
            "{media} has {length} bytes, and the feed says {said}",
            media=media.url,
            length=length,
            said=media.length if media.length >= 0 else msg("none"),
        )
        yield probed(media, where, "probe-length", message, msg('write length="{length}"', length=length))
    if type_ != media.type.partition(";")[0].strip().lower():
        message = msg(
            "{media} has the type {type}, and the feed says {said}",
            media=media.url,
            type=type_ or msg("nothing"),
            said=media.type or msg("nothing"),
        )
        yield probed(
            media, where, "probe-type", message, msg("let server and feed say the same"), wrong=False
        )


def range_faults(media: Media, where: str, status: int, body: bytes) -> Iterator[Finding]:
    """Judge the answer to a request for two bytes."""
    if status != 206 or len(body) != 2:
        message = msg(
            "{media} answers a byte range with {status}: players cannot seek", media=media.url, status=status
        )
        yield probed(media, where, "probe-range", message, msg("let the server answer byte ranges"))


def art_faults(media: Media, where: str, status: int, body: bytes) -> Iterator[Finding]:
    """Compare the first bytes of a picture with its extension: Apple refuses a .png that is WebP."""
    if status not in (200, 206):
        yield probed(
            media,
            where,
            "probe-status",
            msg("{media} answers {status}", media=media.url, status=status),
            msg("offer it where the feed says"),
        )
        return
    extension = media.url.partition("?")[0].partition("#")[0].rpartition(".")[2].lower()
    names = next((names for magic, names in _PICTURES if body.startswith(magic)), ())
    if extension not in names:
        what = msg("is {type}", type=names[0].upper()) if names else msg("is neither JPEG nor PNG")
        message = msg("{media} {what} by its content", media=media.url, what=what)
        yield probed(media, where, "probe-art", message, msg("offer JPEG as .jpg or PNG as .png"))


def probed(media: Media, where: str, rule: str, message: str, remedy: str, *, wrong: bool = True) -> Finding:
    """Return a finding about a file that the feed names."""
    return Finding(
        place=Place(file=where, line=media.line),
        rule=rule,
        severity=Severity.ERROR if wrong else Severity.WARNING,
        message=message if len(message) <= _MOST_OF_A_MESSAGE else message[:_MOST_OF_A_MESSAGE],
        remedy=remedy,
        source=APPLE,
    )


def warning(where: str, rule: str, message: str, remedy: str, *, source: str) -> Finding:
    """Return a warning about the whole feed."""
    return Finding(
        place=Place(file=where),
        rule=rule,
        severity=Severity.WARNING,
        message=message,
        remedy=remedy,
        source=source,
    )
