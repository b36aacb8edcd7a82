"""The podcast:guid: made once, from the address that the feed had first, and kept for ever.

Specification: Podcastindex-org/podcast-namespace, `docs/tags/guid.md`. A show that moved keeps the guid of its
old address.
"""

import uuid

NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


def podcast_guid(feed_url: str) -> uuid.UUID:
    """Return the UUID of version 5 that stands for a feed: its address without scheme and final slashes."""
    _, found, rest = feed_url.partition("://")
    return uuid.uuid5(NAMESPACE, (rest if found else feed_url).rstrip("/"))
