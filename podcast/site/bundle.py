"""The files that every page loads, named by their content: styles, the theme of the accent, the player."""

from importlib.resources import files

from podcast.content import canonical, keys
from podcast.content.record import ShowRecord
from podcast.site.colour import stylesheet

SITE_CSS, THEME_CSS, PLAYER_JS = "site.css", "theme.css", "player.js"


def bundle(show: ShowRecord) -> dict[str, bytes]:
    """Return the bytes of each file by its plain name."""
    packaged = files("podcast.site") / "assets"
    return {
        SITE_CSS: (packaged / SITE_CSS).read_bytes(),
        PLAYER_JS: (packaged / PLAYER_JS).read_bytes(),
        THEME_CSS: stylesheet(show.show.site.accent).encode(),
    }


def asset_keys(show: ShowRecord) -> dict[str, str]:
    """Return the key in the store of each file by its plain name."""
    return {name: _key(name, body) for name, body in bundle(show).items()}


def assets(show: ShowRecord) -> dict[str, bytes]:
    """Return what is stored: the bytes of each file by its key."""
    return {_key(name, body): body for name, body in bundle(show).items()}


def _key(name: str, body: bytes) -> str:
    stem, _, suffix = name.partition(".")
    return keys.hashed("assets", stem, canonical.digest(body), f".{suffix}")
