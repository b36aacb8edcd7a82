"""Building the site against Hugo, side by side in one run: cold processes, wall time, peak memory, as ratios.

    python benchmarks/site.py --hugo PATH                1,000 minimal articles and 1,000 rich episodes, three rounds
    python benchmarks/site.py --hugo PATH --count 200 --rounds 1

Both read the same texts from Markdown files and write pages, an index, a sitemap and a feed into an empty folder.
`bare` is Hugo with the smallest theme that shows title, date and text; `alike` is Hugo with a theme that has what
our pages have: head with Open Graph, structured data, breadcrumb, reading time, related pages as cards, transcript.
Ours validates what it reads, sets French typography, and writes for every episode a player, an oEmbed answer and the
transcript in three more formats besides.

Then one title is changed, and then nothing: Hugo builds anew, ours publishes to a folder with all that a publish does
(check, plan, commit, write, read back).
"""

import argparse
import array
import json
import math
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CUES = 400
TEXT = (
    "le la un franchise réseau enseigne contrat point vente candidat ouverture dirigeant marque banque projet emprunt"
    " local accord formation année client centre équipe métier savoir-faire droit entrée redevance territoire zone"
)
WORDS = TEXT.split()

BUILD = """
import gc, sys
gc.set_threshold(100_000)  # as the command line does
from dataclasses import replace
from pathlib import Path
from podcast.content import canonical
from podcast.content.load import load_show
from podcast.content.record import *
from podcast.content.release import Release
from podcast.publish.known_pages import KnownPages
from podcast.publish.processes import spread
from podcast.publish.rendered import together
from podcast.publish.views import views_of
from podcast.publish.workspace import Workspace
from podcast.site.bundle import assets

out = Path(sys.argv[2])
folder = load_show(Path(sys.argv[1]), memory=KnownPages(Workspace(Path(sys.argv[1]))))
assert not folder.problems, folder.problems[:3]
picture = PublishedImage(renditions=(Rendition(key="images/c.jpg", width=3000, height=3000, type="image/jpeg"),))
loud = Loudness(integrated=-16.0, range=1.0, true_peak=-1.0)
sound = Enclosure(key="audio/e.aa.mp3", bytes=12345678, type="audio/mpeg", duration_ms=3600000, sha256="a" * 64,
                  recipe="", before=loud, after=loud)
records = [EpisodeRecord(episode=one.page, transcript=one.transcript,
                         enclosure=replace(sound, key=f"audio/{one.page.slug}.aa.mp3")) for one in folder.episodes]
records += [ArticleRecord(article=one.page) for one in folder.articles]
show = ShowRecord(show=folder.show, cover=picture)
views = views_of(show, records, release=Release(number=1, show=""))
def write(key, body):
    path = out / key
    try:
        path.write_bytes(body)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
def render(group):  # as a publish does, but that the bytes go into files and not into memory
    return [write(key, views[key].make()) for key in group]
spread(render, together(views), list[None], least=16)
for key, body in assets(show).items():
    write(key, body)
"""

SHOW = """title = "Titre"
author = "Une rédaction"
language = "fr"
description = "Une émission sur la franchise."
link = "https://redaction.example/"
guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
categories = ["News"]
cover = "cover.jpg"
base_url = "https://podcast.example/"
store = "../public"
time_zone = "Europe/Paris"
"""

CONFIG = """baseURL = "https://podcast.example/"
languageCode = "fr"
title = "Titre"
disableKinds = ["taxonomy", "term"]
[related]
threshold = 10
[[related.indices]]
name = "keywords"
weight = 100
"""
BARE = {
    "_default/single.html": "<!DOCTYPE html><html lang=fr><head><title>{{ .Title }}</title></head><body>"
    '<h1>{{ .Title }}</h1><time>{{ .Date.Format "2006-01-02" }}</time>{{ .Content }}'
    "{{ range .Params.cues }}<p><b>{{ .who }}</b> {{ .text }}</p>"
    "{{ end }}</body></html>",
    "_default/list.html": "<!DOCTYPE html><html lang=fr><head><title>{{ .Title }}</title></head><body>"
    "{{ range .RegularPagesRecursive }}<p><a href={{ .RelPermalink }}>{{ .Title }}</a></p>{{ end }}</body></html>",
}
CARD = (
    '<li class="card"><p class="meta"><time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">'
    '{{ .Date.Format "02/01/2006" }}</time></p><h3><a href="{{ .RelPermalink }}">{{ .Title }}</a></h3>'
    "<p>{{ .Params.summary }}</p></li>"
)
HEAD = (
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
ALIKE = {
    "_default/single.html": HEAD
    + '<nav><ol><li><a href="/">{{ site.Title }}</a></li><li>{{ .Title }}</li></ol></nav><h1>{{ .Title }}</h1>'
    '<p>{{ .Date.Format "02/01/2006" }} · {{ .ReadingTime }} min</p><div class="body">{{ .Content }}</div>'
    '{{ with .Params.cues }}<details><summary>Transcription</summary>{{ range . }}<p id="t{{ .at }}">'
    '<a href="audio.mp3#t={{ .at }}">{{ .clock }}</a><b>{{ .who }}</b> {{ .text }}</p>{{ end }}</details>{{ end }}'
    "{{ with site.RegularPages.Related . | first 6 }}<section><h2>Vous aimerez aussi</h2><ul>{{ range . }}"
    + CARD
    + "{{ end }}</ul></section>{{ end }}</main><footer><p>{{ site.Title }}</p></footer></body></html>",
    "_default/list.html": HEAD
    + "<ul>{{ range .RegularPagesRecursive }}"
    + CARD
    + "{{ end }}</ul></main></body></html>",
}


class Text:
    """Sentences that are the same each time."""

    def __init__(self) -> None:
        self._chance = random.Random(7)  # noqa: S311  texts, not secrets

    def sentence(self) -> str:
        """Return one, some with signs that French typography is about."""
        words = " ".join(self._chance.choice(WORDS) for _ in range(self._chance.randint(6, 16)))
        return words.capitalize() + self._chance.choice([".", ".", ".", " !", " ?", ", soit 25 % de plus."])

    def paragraph(self, count: int) -> str:
        """Return several sentences."""
        return " ".join(self.sentence() for _ in range(count))

    def body(self) -> str:
        """Return some 2.4 kB of Markdown."""
        blocks = [
            self.paragraph(4),
            f"## {' '.join(WORDS[:4]).capitalize()}",
            self.paragraph(5),
            self.paragraph(5),
        ]
        return "\n\n".join(
            [*blocks, f"- {self.sentence()}\n- {self.sentence()}", f"**Important.** {self.paragraph(4)}"]
        )


def write_content(folder: Path, kind: str, count: int) -> None:
    """Write the same pages for both: `show/` for ours, `content/` for Hugo."""
    text = Text()
    show, content = folder / "show", folder / "content"
    (show / "articles").mkdir(parents=True)
    (show / "show.toml").write_text(SHOW, encoding="utf-8")
    _cover(show / "cover.jpg")
    for at in range(count):
        date = f"2024-{1 + at % 12:02}-{1 + at % 28:02}T06:{at % 60:02}:00+02:00"
        facts = {
            "title": f"Page numéro {at}",
            "date": date,
            "summary": text.paragraph(2),
            "keywords": [f"mot{at % 50}"],
        }
        body = text.body()
        cues = [
            (one * 8, ("Elle", "Lui")[one // 5 % 2], text.sentence())
            for one in range(CUES if kind == "rich" else 0)
        ]
        _for_hugo(content / f"page-{at}.md", facts, body, cues)
        if kind == "rich":
            _episode(show / f"{at:04}", at, facts, body, cues)
        else:
            _page(show / "articles" / f"page-{at}.md", {**facts, "slug": f"page-{at}"}, body)


def _cover(path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (1400, 1400), "#e63b11").save(path, quality=40)


def _page(path: Path, facts: dict[str, object], body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in facts.items())
    path.write_text(f"---\n{lines}---\n\n{body}\n", encoding="utf-8")


def _episode(
    folder: Path, at: int, facts: dict[str, object], body: str, cues: list[tuple[int, str, str]]
) -> None:
    more = {
        "number": at + 1,
        "guid": str(uuid.UUID(int=at + 1)),
        "slug": f"page-{at}",
        "recording": "son.mp3",
    }
    _page(folder / "episode.md", {**facts, **more, "mastering": "none", "transcript": "t.vtt"}, body)
    lines = ["WEBVTT", ""]
    for second, who, words in cues:
        at = second // 2  # milliseconds: a check compares the transcript with the two seconds of sound
        lines += [f"00:00:{at // 1000:02}.{at % 1000:03} --> 00:00:02.000", f"<v {who}>{words}", ""]
    (folder / "t.vtt").write_text("\n".join(lines), encoding="utf-8")
    (folder / "son.mp3").write_bytes(_hum())


@lru_cache(maxsize=1)
def _hum() -> bytes:
    """Return two seconds of MP3."""
    import lameenc

    encoder = lameenc.Encoder()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(44100)
    encoder.set_channels(1)
    wave = array.array("h", (round(6000 * math.sin(at / 30)) for at in range(88200)))
    return bytes(encoder.encode(wave.tobytes()) + encoder.flush())


def _for_hugo(path: Path, facts: dict[str, object], body: str, cues: list[tuple[int, str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    listed = [{"at": at, "clock": _clock(at), "who": who, "text": words} for at, who, words in cues]
    front = json.dumps({**facts, **({"cues": listed} if listed else {})}, ensure_ascii=False)
    path.write_text(f"{front}\n\n{body}\n", encoding="utf-8")


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def hugo(program: str, folder: Path, theme: dict[str, str], name: str) -> list[str]:
    """Return the command that builds `content/` with a theme."""
    site = folder / f"hugo-{name}"
    for path, text in theme.items():
        (site / "layouts" / path).parent.mkdir(parents=True, exist_ok=True)
        (site / "layouts" / path).write_text(text, encoding="utf-8")
    (site / "hugo.toml").write_text(CONFIG, encoding="utf-8")
    places = [
        "--source",
        str(site),
        "--contentDir",
        str(folder / "content"),
        "--destination",
        str(folder / "out"),
    ]
    return [program, "build", "--quiet", *places]


def timed(command: list[str], folder: Path) -> tuple[float, float]:
    """Run a command with an empty `out/` and return seconds and peak MB."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    (folder / "out").mkdir()
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, env=_environment(folder))
    _, status, used = os.wait4(process.pid, 0)
    spent = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return spent, used.ru_maxrss / (1024 if platform.system() == "Linux" else 1024**2)


def _environment(folder: Path) -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**given, "HUGO_CACHEDIR": str(folder / "cache"), "PYTHONPATH": str(ROOT)}


def builds(program: str, folder: Path, kind: str, count: int, rounds: int) -> None:
    """Print how long everybody takes to build the whole."""
    commands = {
        "Hugo, bare": hugo(program, folder, BARE, "bare"),
        "Hugo, alike": hugo(program, folder, ALIKE, "alike"),
        "ours": [sys.executable, "-c", BUILD, str(folder / "show"), str(folder / "out")],
    }
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(timed(command, folder))
    _table(f"{count} {kind} pages, built", found, "Hugo, alike")


def changes(program: str, folder: Path, kind: str, rounds: int) -> None:
    """Print how long it takes to publish one changed title, and nothing, beside Hugo's build of all."""
    publish = [
        str(Path(sys.executable).parent / "podcast"),
        "publish",
        "--yes",
        "--show",
        str(folder / "show"),
    ]
    again = hugo(program, folder, ALIKE, "alike")
    page = next((folder / "show").glob("0*/episode.md" if kind == "rich" else "articles/*.md"))
    for _ in range(2):  # the second finds all that the first remembers
        subprocess.run(publish, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found: dict[str, list[tuple[float, float]]] = {
        "Hugo, alike": [],
        "ours, one title": [],
        "ours, nothing": [],
    }
    for turn in range(rounds):
        found["Hugo, alike"].append(timed(again, folder))
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("Page numéro", f"Page bis{turn} numéro", 1), encoding="utf-8")
        time.sleep(2.5)  # what was saved a moment ago is read again, as it may be saved once more
        found["ours, one title"].append(timed(publish, folder))
        found["ours, nothing"].append(timed(publish, folder))
    _table(f"of {kind} pages, one or none changed", found, "Hugo, alike")


def _table(title: str, found: dict[str, list[tuple[float, float]]], peer: str) -> None:
    ratio: Callable[[str], float] = lambda name: statistics.median(  # noqa: E731
        mine[0] / theirs[0] for mine, theirs in zip(found[name], found[peer], strict=True)
    )
    print(f"\n| {title} | wall s | to {peer} | memory MB |\n|---|---|---|---|")
    for name, rounds in found.items():
        seconds, memory = statistics.median(one[0] for one in rounds), max(one[1] for one in rounds)
        print(f"| {name} | {seconds:.2f} | {ratio(name):.2f} | {memory:.0f} |", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hugo", default=shutil.which("hugo") or "", help="the program to compare with")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kinds", default="minimal,rich")
    parser.add_argument("--changes", action="store_true", help="leave out what it takes to build everything")
    given = parser.parse_args()
    version = subprocess.run([given.hugo, "version"], capture_output=True, text=True, check=True).stdout
    print(f"Python {platform.python_version()}, {version.splitlines()[-1][:40]}, {os.cpu_count()} cores")
    for kind in given.kinds.split(","):
        with tempfile.TemporaryDirectory() as folder:
            write_content(Path(folder), kind, given.count)
            if not given.changes:
                builds(given.hugo, Path(folder), kind, given.count, given.rounds)
            changes(given.hugo, Path(folder), kind, given.rounds)


if __name__ == "__main__":
    main()
