"""What a page says of a licence: its name and where it is explained."""

from podcast.content.syndication import License
from podcast.site import wording
from podcast.site.links import safe_url


def license_of(found: License | None) -> dict[str, str] | None:
    """Return name and address of a licence, the address empty if it may be no link."""
    if found is None:
        return None
    url = safe_url(found.url) or wording.license_url(found.slug)
    return {"name": wording.license_name(found.slug), "url": url}
