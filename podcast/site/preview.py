"""What a preview adds to the pages: a ribbon that says what is not public, and a script that reloads the open page.

Both are files of the preview server, below `_preview/`, so that pages keep their Content-Security-Policy. Nothing of
this is in `render_site`: what is published cannot have it. Pure.
"""

from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from podcast.site.typography import NBSP
from podcast.site.wording import french_date

FOLDER = "_preview/"
CHANGES = f"{FOLDER}changes"
"""What the script asks: it answers when there is another version than `?since=`."""

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_STYLE = f"{FOLDER}preview.css"
_SCRIPT = f"{FOLDER}preview.js"

FILES = {
    _STYLE: (
        "text/css; charset=utf-8",
        b".podcast-preview{position:sticky;top:0;z-index:99;margin:0;padding:.5rem 1rem;background:#7a1f00;"
        b"color:#fff;font:600 1rem/1.4 system-ui,sans-serif;text-align:center}",
    ),
    _SCRIPT: (
        "text/javascript; charset=utf-8",
        b"""const since = document.currentScript.dataset.version;
const again = (after) => setTimeout(ask, after);
async function ask() {
  try {
    const answer = await fetch(`/_preview/changes?since=${since}`, { cache: "no-store" });
    const { version } = await answer.json();
    if (String(version) !== since) { location.reload(); return; }
    again(50);
  } catch { again(1000); }
}
addEventListener("load", () => again(50));
""",
    ),
}
"""Type and content of the files that a preview server has besides the store."""


def dressed(page: bytes, words: str, version: int) -> bytes:
    """Return a page with the script, and with a ribbon that has these words if there are any."""
    head = f'<script src="/{_SCRIPT}" data-version="{version}"></script>\n'
    if words:
        head = f'<link rel="stylesheet" href="/{_STYLE}">\n{head}'
    page = page.replace(b"</head>", head.encode() + b"</head>", 1)
    at = page.find(b">", page.find(b"<body")) + 1
    if not words or not at:
        return page
    ribbon = f'\n<p class="podcast-preview" role="status">{escape(words)}</p>'
    return page[:at] + ribbon.encode() + page[at:]


def draft_words() -> str:
    """Return what stands over a draft."""
    return "Brouillon\u202f: personne d’autre ne voit cette page"


def scheduled_words(date: datetime, zone: str) -> str:
    """Return what stands over a page that is dated in the future, by the clock of the show."""
    local = date.astimezone(ZoneInfo(zone))
    day = french_date(date, zone).removeprefix(f"le{NBSP}")
    hour = f"{local.hour}{NBSP}h" + (f"{NBSP}{local.minute:02}" if local.minute else "")
    return f"Programmé{NBSP}: {_DAYS[local.weekday()]} {day} à {hour}"


def unpublished_words(*, is_new: bool) -> str:
    """Return what stands over a page that the next publish would add or change."""
    return "Pas encore publié" if is_new else "Modifié, pas encore publié"


def summary_words(held: int, changed: int) -> str:
    """Return what stands over the pages of the show: how much of it is not public; nothing if all of it is."""
    parts = []
    if held:
        parts.append(f"{held} brouillon{'s' * (held > 1)} ou programmé{'s' * (held > 1)}")
    if changed:
        parts.append(f"{changed} page{'s' * (changed > 1)} à publier")
    return f"Aperçu{NBSP}: {', '.join(parts)}" if parts else ""
