"""Files that no reader sees: sitemaps, robots, the web manifest, and what static hosts are told.

`_headers` and `_redirects` are read by Netlify and Cloudflare Pages; other hosts are told the same by hand
(docs/design.md). All are functions of the release: no clock is asked, so that the same release gives the
same bytes. That is why the news sitemap counts its 48 hours back from the newest page and not from now:
search engines drop by themselves what has become older.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from podcast.content import keys
from podcast.content.record import Record, ShowRecord
from podcast.site import wording
from podcast.site.catalogue import Catalogue
from podcast.site.links import record_page
from podcast.site.safety import between_tags, neutral

NEWS_SITEMAP, ROBOTS, MANIFEST, HEADERS = "news-sitemap.xml", "robots.txt", "site.webmanifest", "_headers"
REDIRECTS = "_redirects"
_NEWS = timedelta(hours=48)
_MOST_NEWS = 1000
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PAGE_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()"),
    ("Content-Security-Policy", "frame-ancestors 'self'"),
)


def sitemap(catalogue: Catalogue, others: tuple[str, ...] = ()) -> bytes:
    """Return the sitemap (sitemaps.org 0.9) of the show page, every page with its date or that of its last change, and
    `others` by key."""
    show = catalogue.show.show
    dates = [catalogue.modified(one) or one.page.date for one in catalogue.records]
    rows = [(show.base_url, max(dates, default=None))]
    rows += [
        (keys.url_of(show.base_url, record_page(one)), date)
        for one, date in zip(catalogue.records, dates, strict=True)
    ]
    rows += [(keys.url_of(show.base_url, key), None) for key in others]
    lines = [f'<urlset xmlns="{_SITEMAPS}">']
    for url, date in rows:
        changed = f"<lastmod>{wording.iso_date(date, show.time_zone)}</lastmod>" if date else ""
        lines.append(f"<url><loc>{between_tags(url)}</loc>{changed}</url>")
    return _xml(*lines, "</urlset>")


def news_sitemap(catalogue: Catalogue) -> bytes:
    """Return Google's news sitemap: what appeared in the 48 hours up to the newest page, 1000 at most."""
    show = catalogue.show.show
    since = catalogue.records[0].page.date - _NEWS if catalogue.records else None
    fresh = [one for one in catalogue.records if since and one.page.date > since][:_MOST_NEWS]
    language = show.language.partition("-")[0].lower()
    lines = [f'<urlset xmlns="{_SITEMAPS}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">']
    lines += [
        f"<url><loc>{between_tags(keys.url_of(show.base_url, record_page(one)))}</loc><news:news><news:publication>"
        f"<news:name>{between_tags(neutral(show.site.name))}</news:name><news:language>{language}</news:language></news:publication>"
        f"<news:publication_date>{wording.iso_date(one.page.date, show.time_zone)}</news:publication_date>"
        f"<news:title>{between_tags(neutral(catalogue.typed(one.page.title)))}</news:title></news:news></url>"
        for one in fresh
    ]
    return _xml(*lines, "</urlset>")


def robots(show: ShowRecord) -> bytes:
    """Return robots.txt: everything may be read, and both sitemaps are named."""
    named = (f"Sitemap: {keys.url_of(show.show.base_url, key)}" for key in (keys.SITEMAP, NEWS_SITEMAP))
    return "\n".join(["User-agent: *", "Allow: /", *named, ""]).encode()


def manifest(show: ShowRecord, *, paper: str) -> bytes:
    """Return the web app manifest, with the show's cover as its icon. `paper` is the ground of the pages."""
    facts = show.show
    made = {
        "name": facts.title,
        "description": wording.excerpt(facts.description, 200),
        "lang": facts.language,
        "start_url": "./",
        "scope": "./",
        "display": "browser",
        "theme_color": facts.site.accent,
        "background_color": paper,
        "icons": [
            {"src": one.key, "sizes": f"{one.width}x{one.height}", "type": one.type}
            for one in show.cover.renditions
        ],
    }
    return neutral(json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def headers() -> bytes:
    """Return the rules that static hosts send with pages: only players may stand in others' frames."""
    lines: list[str] = []
    rules: list[tuple[str, tuple[tuple[str, str], ...]]] = [
        ("/*", _PAGE_HEADERS),
        *(
            (path, (("! Content-Security-Policy", ""), ("Content-Security-Policy", "frame-ancestors *")))
            # Cloudflare Pages leads from each to the address without its suffix, and looks there for rules.
            for player in ("/embed", "/episodes/*/embed", "/saisons/*/embed")
            for path in (player, f"{player}.html")
        ),
        *(
            (f"/{folder}/*", (("Cache-Control", keys.IMMUTABLE), ("Access-Control-Allow-Origin", "*")))
            for folder in ("assets", "audio", "images")
        ),
    ]
    for path, told in rules:
        lines.append(path)
        lines += [f"  {name}: {value}" if value else f"  {name}" for name, value in told]
    return ("\n".join(lines) + "\n").encode()


def redirects(show: ShowRecord, moved: Mapping[str, Record]) -> bytes:
    """Return the lines by which static hosts lead from each former key to the page that is it now."""
    root = urlsplit(show.show.base_url).path or "/"
    lines = [
        f"{keys.url_of(root, old)} {keys.url_of(root, record_page(record))} 301"
        for old, record in sorted(moved.items())
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _xml(*lines: str) -> bytes:
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *lines, ""]).encode()
