"""Further feeds of a show, `[[feed]]` in `show.toml`."""

from podcast.content.fields import Fields
from podcast.content.grammar import UUID
from podcast.content.show import AudioSettings, FilteredFeed
from podcast.content.text import is_slug, slugify
from podcast.messages import msg

LEAST_LENGTH = 10
"""Episodes of a page: fewer would be many requests for little."""


def read_feeds(fields: Fields, audio: AudioSettings) -> tuple[FilteredFeed, ...]:
    """Read every `[[feed]]`; each has a name of its own."""
    feeds = fields.each("feed", lambda inner: _read_feed(inner, audio))
    names = [one.name for one in feeds]
    for at, name in enumerate(names):
        if name in names[:at]:
            fields.complain(
                fields.place_of("feed", at),
                "duplicate-feed",
                msg("there are two feeds named “{name}”", name=name),
                msg("give each its own name"),
            )
    return tuple(one for at, one in enumerate(feeds) if one.name not in names[:at])


def read_feed_length(fields: Fields) -> int | None:
    """Read how many episodes a feed holds before it is continued on pages."""
    return fields.integer("feed_length", least=LEAST_LENGTH)


def _read_feed(fields: Fields, audio: AudioSettings) -> FilteredFeed | None:
    name = fields.text("name", required=True, most=100)
    if name and not is_slug(name):
        fields.complain(
            fields.place_of("name"),
            "slug",
            msg("name “{name}” is not lower-case letters, digits and hyphens", name=name),
            msg('write name = "{name}"', name=slugify(name) or "saison-1"),
        )
        return None
    feed = FilteredFeed(
        name=name,
        title=fields.text("title", most=255),
        description=fields.text("description", lines=True),
        guid=fields.matching("guid", UUID).lower(),
        seasons=fields.integers("seasons", least=1),
        keywords=fields.texts("keywords"),
        format=_read_format(fields, audio),
        listed=fields.flag("listed"),
    )
    if not (feed.seasons or feed.keywords or feed.format):
        fields.complain(
            fields.place,
            "feed",
            msg("the feed “{name}” has every episode that the main feed has", name=name),
            msg("add seasons, keywords or format"),
        )
    return feed if name else None


def _read_format(fields: Fields, audio: AudioSettings) -> str:
    value = fields.text("format")
    if value and value not in audio.alternates:
        fields.complain(
            fields.place_of("format"),
            "choice",
            msg("format “{value}” is not made", value=value),
            msg('write alternates = ["{value}"] under [audio]', value=value)
            if value in ("m4a", "opus")
            else msg('write "opus"'),
        )
        return ""
    return value
