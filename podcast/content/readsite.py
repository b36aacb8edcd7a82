"""The table `[site]` of `show.toml` into a Site: the newsroom around the show, its colour, its links."""

from podcast.content.colour import is_colour, lost_in, nearest_seen
from podcast.content.fields import Fields
from podcast.content.show import Link, Listing, Site
from podcast.messages import msg

ACCENT = "#e63b11"


def read_site(fields: Fields) -> Site:
    """Read the table `[site]`; what is wrong is reported through `fields`."""
    return Site(
        name=fields.text("name", required=True, most=255),
        url=fields.url("url", required=True),
        accent=_read_accent(fields),
        links=fields.each("links", _read_link),
        search=fields.flag("search") or False,
        subscribe=fields.each("subscribe", _read_listing),
    )


def _read_accent(fields: Fields) -> str:
    value = fields.text("accent") or ACCENT
    if not is_colour(value):
        fields.complain(
            fields.place_of("accent"),
            "colour",
            msg("accent “{value}” is not a colour", value=value),
            msg('write "{accent}"', accent=ACCENT),
        )
        return ACCENT
    if scheme := lost_in(value):
        lost = {
            "light": msg("accent “{value}” cannot be told from the ground of light pages", value=value),
            "dark": msg("accent “{value}” cannot be told from the ground of dark pages", value=value),
        }
        fields.complain(
            fields.place_of("accent"),
            "colour",
            lost[scheme],
            msg('write a stronger colour, such as "{accent}"', accent=nearest_seen(value)),
        )
    return value.lower()


def _read_link(fields: Fields) -> Link:
    return Link(label=fields.text("label", required=True, most=60), url=fields.url("url", required=True))


def _read_listing(fields: Fields) -> Listing | None:
    listing = Listing(name=fields.text("name", required=True, most=60), url=fields.url("url", required=True))
    if listing.url.startswith("http:"):
        fields.complain(
            fields.place_of("url"),
            "url",
            msg("url “{url}” is not https", url=listing.url),
            msg("write https://…: every app and directory has it"),
        )
    return listing if listing.name and listing.url.startswith("https:") else None
