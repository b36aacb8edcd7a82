"""Hugo's side of the benchmark of the site: three themes, and the commands that build with them.

`bare` shows title, date and text. `light` adds a few Open Graph facts, structured data of the article, breadcrumb,
reading time, related pages as cards and the transcript: what a plain theme for a podcast has, and far less than our
pages hold. `same`, in `hugo_same/`, writes all the files that ours does, with the same markup.
"""

import json
import shutil
from pathlib import Path

BARE, LIGHT, SAME = "Hugo, bare", "Hugo, light", "Hugo, same files"
_FOLDER = Path(__file__).resolve().parent / "hugo_same"
_STATIC = ("_headers", "_redirects", "player.css", "player.js", "site.webmanifest")

_CONFIG = """baseURL = "https://podcast.example/"
locale = "fr"
title = "Titre"
disableKinds = ["section", "taxonomy", "term"]
[related]
threshold = 10
[[related.indices]]
name = "keywords"
weight = 100
"""
_BARE = {
    "_default/single.html": "<!DOCTYPE html><html lang=fr><head><title>{{ .Title }}</title></head><body>"
    '<h1>{{ .Title }}</h1><time>{{ .Date.Format "2006-01-02" }}</time>{{ .Content }}'
    "{{ range .Params.cues }}<p><b>{{ .who }}</b> {{ .text }}</p>"
    "{{ end }}</body></html>",
    "_default/list.html": "<!DOCTYPE html><html lang=fr><head><title>{{ .Title }}</title></head><body>"
    "{{ range .RegularPagesRecursive }}<p><a href={{ .RelPermalink }}>{{ .Title }}</a></p>{{ end }}</body></html>",
}
_CARD = (
    '<li class="card"><p class="meta"><time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">'
    '{{ .Date.Format "02/01/2006" }}</time></p><h3><a href="{{ .RelPermalink }}">{{ .Title }}</a></h3>'
    "<p>{{ .Params.summary }}</p></li>"
)
_HEAD = (
    '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<title>{{ .Title }} – {{ site.Title }}</title><meta name="description" content="{{ .Params.summary }}">'
    '<link rel="canonical" href="{{ .Permalink }}"><link rel="alternate" type="application/rss+xml" href="/index.xml">'
    '<link rel="stylesheet" href="/site.css"><meta property="og:title" content="{{ .Title }}">'
    '<meta property="og:description" content="{{ .Params.summary }}"><meta property="og:url"'
    ' content="{{ .Permalink }}">'
    '<meta property="og:type" content="article"><script type="application/ld+json">{{ dict "@context" "https://schema.org"'
    ' "@type" "NewsArticle" "headline" .Title "datePublished" .Date "description" .Params.summary "url" .Permalink'
    ' | jsonify | safeJS }}</script></head><body><header><a href="/">{{ site.Title }}</a></header><main>'
)
_LIGHT = {
    "_default/single.html": _HEAD
    + '<nav><ol><li><a href="/">{{ site.Title }}</a></li><li>{{ .Title }}</li></ol></nav><h1>{{ .Title }}</h1>'
    '<p>{{ .Date.Format "02/01/2006" }} · {{ .ReadingTime }} min</p><div class="body">{{ .Content }}</div>'
    '{{ with .Params.cues }}<details><summary>Transcription</summary>{{ range . }}<p id="t{{ .at }}">'
    '<a href="audio.mp3#t={{ .at }}">{{ .clock }}</a><b>{{ .who }}</b> {{ .text }}</p>{{ end }}</details>{{ end }}'
    "{{ with site.RegularPages.Related . | first 6 }}<section><h2>Vous aimerez aussi</h2><ul>{{ range . }}"
    + _CARD
    + "{{ end }}</ul></section>{{ end }}</main><footer><p>{{ site.Title }}</p></footer></body></html>",
    "_default/list.html": _HEAD
    + "<ul>{{ range .RegularPagesRecursive }}"
    + _CARD
    + "{{ end }}</ul></main></body></html>",
}


def commands(program: str, folder: Path, kind: str) -> dict[str, list[str]]:
    """Return what builds `content/` into `out/` with each theme; `ours/` holds what our builder made of the same."""
    _theme(folder / "hugo-bare", _BARE)
    _theme(folder / "hugo-light", _LIGHT)
    _same(folder / "hugo-same", folder / "ours")
    settings = "hugo.toml,episodes.toml" if kind == "rich" else "hugo.toml"
    return {
        BARE: _command(program, folder, "hugo-bare"),
        LIGHT: _command(program, folder, "hugo-light"),
        SAME: [*_command(program, folder, "hugo-same"), "--config", settings],
    }


def _theme(site: Path, theme: dict[str, str]) -> None:
    for path, text in theme.items():
        (site / "layouts" / path).parent.mkdir(parents=True, exist_ok=True)
        (site / "layouts" / path).write_text(text, encoding="utf-8")
    (site / "hugo.toml").write_text(_CONFIG, encoding="utf-8")


def _same(site: Path, ours: Path) -> None:
    """Set the theme up. What is the same whatever the pages are, Hugo need not make, but copies it from ours."""
    shutil.copytree(_FOLDER, site)
    shutil.copytree(ours / "assets", site / "static" / "assets")
    for name in _STATIC:
        shutil.copy(ours / name, site / "static" / name)
    files = [path.name.split(".") for path in (ours / "assets").iterdir()]  # name, digest, suffix
    names = {f"{name}_{suffix}": f"assets/{name}.{digest}.{suffix}" for name, digest, suffix in files}
    (site / "data").mkdir()
    (site / "data" / "assets.json").write_text(json.dumps(names), encoding="utf-8")


def _command(program: str, folder: Path, site: str) -> list[str]:
    """Return a command to be run in the folder."""
    content, out = str(folder / "content"), str(folder / "out")
    return [program, "build", "--quiet", "--source", site, "--contentDir", content, "--destination", out]
