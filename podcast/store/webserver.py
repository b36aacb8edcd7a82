"""Configuration of nginx and Caddy that serves a folder store as it lies there.

Types, cache policies and what is private follow from `podcast.content.keys`, as they do in a bucket, so that
listeners cannot tell one from the other. Ranges both servers know by themselves.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

from podcast.content import keys

HASHED = ("audio", "images", "assets")
"""The folders whose files are named by their content and never change."""

ALLOWED_HEADERS = ("Range", "If-Range", "If-None-Match", "If-Modified-Since")
EXPOSED_HEADERS = ("Accept-Ranges", "Content-Length", "Content-Range", "ETag")
MAX_AGE = 86_400
"""Seconds for which a browser remembers the answer to a preflight request."""

_CORS = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"),
    ("Access-Control-Allow-Headers", ", ".join(ALLOWED_HEADERS)),
    ("Access-Control-Expose-Headers", ", ".join(EXPOSED_HEADERS)),
    ("Access-Control-Max-Age", str(MAX_AGE)),
    ("X-Content-Type-Options", "nosniff"),
)
_SPECIAL = (
    (r"(?:feed|feeds?/.+)\.xml", keys.media_type(keys.FEED)),
    (r"(?:feed|feeds?/.+)\.json", keys.media_type("feed.json")),
    (r"episodes/[^/]+/chapters\.json", keys.media_type("chapters.json")),
)
"""Regular expressions of keys whose type does not follow from their suffix alone."""


def nginx(folder: Path, base_url: str) -> str:
    """Return a file for `/etc/nginx/conf.d/` that serves `folder` at `base_url`, over HTTP."""
    host, path = _address(base_url)
    root = _quoted(folder)
    at = re.escape(path)
    types = "\n".join(f'        "{type_}" {suffix[1:]};' for suffix, type_ in keys.TYPES.items())
    headers = "\n".join(f'    add_header {name} "{value}" always;' for name, value in _CORS)
    special = "\n".join(
        f'    location ~ "^{at}(?<podcast_key>{found})$" {{\n'
        f'        alias {root[:-1]}/$podcast_key";\n        types {{ }}\n'
        f'        default_type "{type_}";\n    }}'
        for found, type_ in _SPECIAL
    )
    return f"""\
# /etc/nginx/conf.d/podcast.conf, then: nginx -t && systemctl reload nginx
# The user of nginx has to be able to read the folder. For https: certbot --nginx -d {host}
map $uri $podcast_cache {{
    default "{keys.BRIEF}";
    "~^{at}(?:{"|".join(HASHED)})/" "{keys.IMMUTABLE}";
}}

server {{
    listen 80;
    server_name {host};
    charset off;
    types {{
{types}
    }}
    default_type application/octet-stream;
{headers}
    add_header Cache-Control $podcast_cache;
    error_page 404 {path}404.html;

    if ($request_method = OPTIONS) {{
        return 204;
    }}
    location ~ "^{at}(?:_podcast(?:/|$)|(?:.*/)?\\.)" {{
        return 404;
    }}
{special}
    location {path} {{
        alias {root[:-1]}/";
        index index.html;
    }}
}}
"""


def caddy(folder: Path, base_url: str) -> str:
    """Return a Caddyfile that serves `folder` at `base_url`; Caddy gets the certificate of an https address."""
    parts = urlsplit(base_url)
    path = _address(base_url)[1]
    at = re.escape(path)
    root = _quoted(folder)
    rules = [(rf"\{suffix}$", type_) for suffix, type_ in keys.TYPES.items()]
    rules += [(f"^{at}{found}$", type_) for found, type_ in _SPECIAL]
    types = "\n".join(
        f"\t\t@type{number} path_regexp `{found}`\n\t\theader @type{number} Content-Type `{type_}`"
        for number, (found, type_) in enumerate(rules)
    )
    headers = "\n".join(f"\t\t\t{name} `{value}`" for name, value in _CORS)
    strip = f"\t\turi strip_prefix {path.rstrip('/')}\n" if path != "/" else ""
    return f"""\
# /etc/caddy/Caddyfile, then: caddy validate --config /etc/caddy/Caddyfile && systemctl reload caddy
# The user of Caddy has to be able to read the folder.
{parts.scheme}://{parts.netloc} {{
	route {path}* {{
		header {{
{headers}
			Cache-Control `{keys.BRIEF}`
		}}
		@private path_regexp `^{at}(?:_podcast(?:/|$)|(?:.*/)?\\.)`
		error @private 404
		@hashed path_regexp `^{at}(?:{"|".join(HASHED)})/`
		header @hashed Cache-Control `{keys.IMMUTABLE}`
{types}
		@preflight method OPTIONS
		respond @preflight 204
{strip}		root * {root}
		file_server
	}}
	handle_errors {{
		root * {root}
		rewrite * /404.html
		header Cache-Control no-store
		header Content-Type `{keys.media_type(keys.NOT_FOUND)}`
		file_server
	}}
}}
"""


def _address(base_url: str) -> tuple[str, str]:
    """Return the host of an address, and its path with a slash at both ends."""
    parts = urlsplit(base_url)
    path = f"/{parts.path.strip('/')}/" if parts.path.strip("/") else "/"
    return parts.hostname or "localhost", path


def _quoted(folder: Path) -> str:
    """Return a path as both servers read it."""
    return '"' + str(folder).replace("\\", "\\\\").replace('"', '\\"') + '"'
