"""Configuration by which nginx or Caddy serves a folder store as it lies: types, caching, CORS, pages, and nothing
of what is not for readers."""

from pathlib import Path
from urllib.parse import urlsplit

from podcast.content.keys import BRIEF, IMMUTABLE, NOT_FOUND, TYPES

_HASHED = "audio|images|assets"
_SPECIAL = {
    "application/rss+xml; charset=utf-8": r"^/(feed\.xml|feeds?/.+\.xml)$",
    "application/feed+json": r"^/(feed\.json|feeds?/.+\.json)$",
    "application/json+chapters": r"/chapters\.json$",
}
"""Types that follow from more than the suffix, and the paths that have them."""


def nginx(root: Path, base_url: str) -> str:
    """Return a server block of nginx for the folder `root`, read at `base_url`."""
    types = "\n".join(
        f"        {kind.partition(';')[0]:32}{suffix.removeprefix('.')};"
        for suffix, kind in sorted(TYPES.items())
    )
    special = "\n".join(
        f"    location ~ {pattern} {{ types {{ }} default_type {_quoted(kind)}; }}"
        for kind, pattern in _SPECIAL.items()
    )
    return f"""\
server {{
    listen 80;
    server_name {_host(base_url)};
    root {root};
    index index.html;
    error_page 404 /{NOT_FOUND};
    charset utf-8;
    charset_types text/html text/css text/javascript text/plain text/vtt application/xml;
    types {{
{types}
    }}
    add_header Access-Control-Allow-Origin "*" always;
    add_header Access-Control-Expose-Headers "Content-Length, Content-Range, ETag" always;
    add_header X-Content-Type-Options nosniff always;
    add_header Cache-Control $podcast_cache;
    location ~ (^|/)[._] {{ return 404; }}
{special}
    location / {{ try_files $uri $uri/index.html =404; }}
}}
map $uri $podcast_cache {{
    ~^/({_HASHED})/ "{IMMUTABLE}";
    default "{BRIEF}";
}}
"""


def caddy(root: Path, base_url: str) -> str:
    """Return a site block of Caddy for the folder `root`, read at `base_url`."""
    special = "\n".join(
        f"    @type{at} path_regexp {pattern}\n    header @type{at} Content-Type {_quoted(kind)}"
        for at, (kind, pattern) in enumerate(_SPECIAL.items())
    )
    suffixes = "\n".join(
        f"    @suffix{at} path *{suffix}\n    header @suffix{at} Content-Type {_quoted(kind)}"
        for at, (suffix, kind) in enumerate(sorted(TYPES.items()))
    )
    return f"""\
{_host(base_url)} {{
    root * {root}
    header Access-Control-Allow-Origin *
    header Access-Control-Expose-Headers "Content-Length, Content-Range, ETag"
    header X-Content-Type-Options nosniff
    header Cache-Control "{BRIEF}"
    @hashed path_regexp ^/({_HASHED})/
    header @hashed Cache-Control "{IMMUTABLE}"
{suffixes}
{special}
    @hidden path_regexp (^|/)[._]
    error @hidden 404
    file_server
    handle_errors {{
        rewrite * /{NOT_FOUND}
        header Content-Type "{TYPES[".html"]}"
        file_server
    }}
}}
"""


def _host(base_url: str) -> str:
    return urlsplit(base_url).hostname or "localhost"


def _quoted(text: str) -> str:
    return f'"{text}"'
