"""The layout of a store: which key holds what, with which MIME type and cache policy.

Types are those that Apple, the W3C validator and podcast apps accept; a store that knows nothing of
types (a folder) serves by this table too.
"""

from pathlib import PurePosixPath

FEED = "feed.xml"
FEED_STEM = "feed"
SHOW_PAGE = "index.html"
SITEMAP = "sitemap.xml"
NOT_FOUND = "404.html"
SEARCH_PAGE, SEARCH_INDEX = "recherche/index.html", "recherche/pagefind/"

PUBLIC = (
    "404.html",
    "embed.html",
    "feed.json",
    "feed.xml",
    "index.html",
    "news-sitemap.xml",
    "oembed.json",
    "player.css",
    "player.js",
    "robots.txt",
    "site.webmanifest",
    "sitemap.xml",
    "articles/*",
    "assets/*",
    "audio/*",
    "episodes/*",
    "feed/*",
    "feeds/*",
    "images/*",
    "personnes/*",
    "recherche/*",
    "saisons/*",
)
"""Patterns of the keys that readers get."""

IMMUTABLE = "public, max-age=31536000, immutable"
BRIEF = "public, max-age=300"

TYPES = {
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".m4a": "audio/x-m4a",
    ".mp3": "audio/mpeg",
    ".opus": "audio/ogg",
    ".png": "image/png",
    ".srt": "application/x-subrip",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".xml": "application/xml",
}
_FEED_TYPES = {".xml": "application/rss+xml; charset=utf-8", ".json": "application/feed+json"}
_HASHED = ("audio/", "images/", "assets/", "_podcast/")
_HASHED_SUFFIXES = (".pf_fragment", ".pf_index", ".pf_meta")


def media_type(key: str) -> str:
    """Return the MIME type of the object at `key`."""
    name = key.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    suffix = f"{dot}{suffix}" if stem else ""
    if is_feed(key):
        return _FEED_TYPES[suffix]
    if name == "chapters.json":
        return "application/json+chapters"
    return TYPES.get(suffix, "application/octet-stream")


def cache_control(key: str) -> str:
    """Return the cache policy of the object at `key`: hashed names never change, views may at any time."""
    return IMMUTABLE if key.startswith(_HASHED) or key.endswith(_HASHED_SUFFIXES) else BRIEF


def hashed(folder: str, name: str, sha256: str, suffix: str) -> str:
    """Return a key that contains the digest of its content, such as `images/cover.0123456789ab.jpg`."""
    return f"{folder}/{name}.{sha256[:12]}{suffix}"


def episode_key(slug: str, name: str = "index.html") -> str:
    """Return the key of a view of an episode."""
    return f"episodes/{slug}/{name}"


def season_key(number: int, name: str = "index.html") -> str:
    """Return the key of a view of a season."""
    return f"saisons/{number}/{name}"


def filtered_feed(name: str) -> str:
    """Return the key of a further feed of the show, without its suffix."""
    return f"feeds/{name}"


def is_feed(key: str) -> bool:
    """Say whether a key is that of a feed document: the feed, a further one, or a page of either."""
    stem, dot, suffix = key.rpartition(".")
    return f"{dot}{suffix}" in _FEED_TYPES and (stem == FEED_STEM or stem.startswith(("feed/", "feeds/")))


def writing_order(key: str) -> tuple[int, int, str]:
    """Return what sorts views into the order in which they may be written.

    A page of a feed goes up before what names it: the newest page before the older ones, whose new
    neighbour it is, all before the feeds that begin with them, and the main feed last of all.
    """
    if not is_feed(key):
        return 0, 0, key
    stem = PurePosixPath(key).with_suffix("")
    if key == FEED:
        return 3, 0, key
    is_page = (stem.parts[0] == FEED_STEM and len(stem.parts) == 2) or len(stem.parts) > 2
    return (1, -int(stem.name.rpartition("-")[2]), key) if is_page else (2, 0, key)


def article_key(slug: str) -> str:
    """Return the key of an article's page."""
    return f"articles/{slug}/index.html"


def person_key(slug: str) -> str:
    """Return the key of the page of a host or guest."""
    return f"personnes/{slug}/index.html"


def url_of(base_url: str, key: str) -> str:
    """Return the public address of `key`; a page is addressed by its folder."""
    return base_url + key.removesuffix("index.html")
