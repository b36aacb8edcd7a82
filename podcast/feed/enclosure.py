"""What the feed says of a file to play, and what it refuses to say.

Apple decides by the extension of the address, ignores what has a query, and a length of 0 keeps apps from
downloading. Source: Apple, "Podcast RSS feed requirements".
"""

from podcast.content import keys
from podcast.content.record import Alternate, Enclosure
from podcast.errors import ContentError, Place
from podcast.messages import msg
from podcast.values import Struct


class Media(Struct, frozen=True, kw_only=True):
    """A file to play: absolute address, exact bytes, MIME type."""

    url: str
    bytes: int
    type: str


def media_of(enclosure: Enclosure, format_: str, *, base_url: str) -> Media:
    """Return the master, or its alternate in `format_` (`m4a`, `opus`) if there is one.

    Raises:
        ContentError: it is empty, or its address is none that every app takes.
    """
    chosen: Enclosure | Alternate = next(
        (one for one in enclosure.alternates if format_ and one.key.endswith(f".{format_}")), enclosure
    )
    return checked(
        Media(url=keys.url_of(base_url, chosen.key), bytes=chosen.bytes, type=chosen.type), key=chosen.key
    )


def checked(media: Media, *, key: str) -> Media:
    """Return `media`, if apps take it.

    Raises:
        ContentError: they do not; the message says why.
    """
    if media.bytes <= 0:
        raise _wrong(key, msg("is empty"), msg("publish the episode again from its recording"))
    if not media.url.isascii():
        raise _wrong(
            media.url,
            msg("is not ASCII, and apps disagree on what it means"),
            msg("write base_url with xn-- or %XX"),
        )
    if "?" in media.url or "#" in media.url:
        raise _wrong(
            media.url, msg("has a query, for which Apple ignores it"), msg("take it out of base_url")
        )
    known = keys.TYPES.get("." + key.rpartition(".")[2], "")
    if media.type != known:
        raise _wrong(
            key,
            msg("is {type} and its name says {known}", type=media.type, known=known or msg("nothing")),
            msg("publish the episode again"),
        )
    return media


def _wrong(where: str, message: str, hint: str) -> ContentError:
    return ContentError(msg("this enclosure {message}", message=message), hint=hint, place=Place(file=where))
