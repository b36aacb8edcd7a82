"""Pelican with the barest theme that it brings, `simple`: pages, an index, archives and a feed, in one process."""

from pathlib import Path
from typing import Any

_SETTINGS = """SITENAME = "Titre"
SITEURL = "https://podcast.example"
TIMEZONE = "Europe/Paris"
DEFAULT_LANG = "fr"
THEME = "simple"
ARTICLE_URL = "articles/{slug}/"
ARTICLE_SAVE_AS = "articles/{slug}/index.html"
"""


def write_page(path: Path, facts: dict[str, Any], body: str) -> None:
    """Write a page as its reader of Markdown takes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = {name: facts[name] for name in ("title", "date", "slug", "summary")}
    lines = [f"{name.capitalize()}: {value}" for name, value in head.items()]
    path.write_text(
        "\n".join([*lines, f"Tags: {', '.join(facts['keywords'])}", "", body, ""]), encoding="utf-8"
    )


def command(program: str, folder: Path) -> list[str]:
    """Return what builds `pelican/` into `out/`."""
    settings = folder / "pelicanconf.py"
    settings.write_text(_SETTINGS, encoding="utf-8")
    return [program, str(folder / "pelican"), "-s", str(settings), "-o", str(folder / "out"), "--quiet"]
