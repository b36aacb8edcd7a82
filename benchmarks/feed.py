"""The feed against its peers, side by side in one run: wall time and peak memory, as ratios.

    python benchmarks/feed.py                       1,000 and 10,000 episodes, three rounds
    python benchmarks/feed.py --peers podgen,hugo   only these beside ours and feedgen

The peers: feedgen with its own podcast extension, podgen, and Hugo with an RSS template. All are given the same
titles, texts (4 kB an episode), dates, enclosures and durations; ours writes persons, the podcast namespace
and dc:creator besides. What is measured is the time from the values (for ours: the records) to the bytes on
disk, without the start of Python, and the memory of the process; for Hugo the whole build of a site that has
nothing but this feed. podgen and Hugo take part if they are installed (`--podgen PYTHON` names an interpreter
that has it).
"""

import argparse
import json
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

ITEMS = """
import sys, time
from datetime import UTC, datetime, timedelta
count, out = int(sys.argv[1]), sys.argv[2]
text = "Un résumé de l’épisode, avec des mots qui se suivent & d’autres. " * 12
html = f"<p>{text}</p>" * 4
dates = [datetime(2010, 1, 1, tzinfo=UTC) + timedelta(hours=at) for at in range(count)]
"""
OURS = """
from pathlib import Path
from podcast.content.episode import Episode
from podcast.content.record import Enclosure, EpisodeRecord, Loudness, PublishedImage, Rendition, ShowRecord
from podcast.content.show import Category, Show, Site
from podcast.content.syndication import Person
from podcast.feed.document import documents
from podcast.feed.rss import render_feed

site = Site(name="n", url="https://n.example/", accent="#e63b11")
show = Show(title="Titre", author="Une rédaction", language="fr", description="Une émission.", cover="c",
            guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", link="https://a.example/", base_url="https://b.example/",
            categories=(Category(name="News"),), site=site, hosts=(Person(name="Une hôte"),))
cover = PublishedImage(renditions=(Rendition(key="images/c.jpg", width=3000, height=3000, type="image/jpeg"),))
loud = Loudness(integrated=-16.0, range=1.0, true_peak=-1.0)
records = []
for at, date in enumerate(dates):
    enclosure = Enclosure(key=f"audio/e{at}.aa.mp3", bytes=12345678, type="audio/mpeg", duration_ms=1800000,
                          sha256="a" * 64, recipe="", before=loud, after=loud)
    episode = Episode(slug=f"e{at}", title=f"Épisode {at}", date=date, guid=f"g{at}", recording="s",
                      number=at + 1, summary=text)
    records.append(EpisodeRecord(episode=episode, enclosure=enclosure))
notes = {f"e{at}": html for at in range(count)}
started = time.perf_counter()
document = next(documents(ShowRecord(show=show, cover=cover), records))
Path(out).write_bytes(render_feed(document, notes, release=1))
print(time.perf_counter() - started)
"""
FEEDGEN = """
from pathlib import Path
from feedgen.feed import FeedGenerator

started = time.perf_counter()
feed = FeedGenerator()
feed.load_extension("podcast")
feed.title("Titre")
feed.link(href="https://a.example/", rel="alternate")
feed.description("Une émission.")
feed.language("fr")
feed.podcast.itunes_author("Une rédaction")
feed.podcast.itunes_category("News")
feed.podcast.itunes_explicit("no")
feed.podcast.itunes_image("https://b.example/c.jpg")
for at in reversed(range(count)):
    entry = feed.add_entry(order="append")
    entry.title(f"Épisode {at}")
    entry.link(href=f"https://b.example/episodes/e{at}/")
    entry.guid(f"g{at}")
    entry.description(text)
    entry.content(html, type="CDATA")
    entry.enclosure(f"https://b.example/audio/e{at}.aa.mp3", "12345678", "audio/mpeg")
    entry.pubDate(dates[at])
    entry.podcast.itunes_title(f"Épisode {at}")
    entry.podcast.itunes_author("Une rédaction")
    entry.podcast.itunes_duration(1800)
    entry.podcast.itunes_episode(at + 1)
    entry.podcast.itunes_episode_type("full")
    entry.podcast.itunes_explicit("no")
Path(out).write_bytes(feed.rss_str(pretty=True))
print(time.perf_counter() - started)
"""
PODGEN = """
from pathlib import Path
from podgen import Category, Episode, Media, Person, Podcast

started = time.perf_counter()
podcast = Podcast(name="Titre", website="https://a.example/", description="Une émission.", explicit=False,
                  language="fr", authors=[Person("Une rédaction")], category=Category("News"),
                  image="https://b.example/c.jpg")
for at in reversed(range(count)):
    media = Media(f"https://b.example/audio/e{at}.aa.mp3", size=12345678, type="audio/mpeg",
                  duration=timedelta(seconds=1800))
    podcast.add_episode(Episode(title=f"Épisode {at}", id=f"g{at}", link=f"https://b.example/episodes/e{at}/",
                                summary=text, long_summary=html, media=media, publication_date=dates[at],
                                explicit=False))
Path(out).write_text(podcast.rss_str(), encoding="utf-8")
print(time.perf_counter() - started)
"""
HUGO_PAGES = """
from pathlib import Path
pages = Path(out)
(pages / "content" / "e").mkdir(parents=True)
(pages / "layouts" / "_default").mkdir(parents=True)
(pages / "hugo.toml").write_text('baseURL="https://b.example/"\\ntitle="Titre"\\n'
    'disableKinds=["section","taxonomy","term","sitemap","404"]\\n[outputs]\\nhome=["rss"]\\n'
    '[markup.goldmark.renderer]\\nunsafe=true\\n', encoding="utf-8")
(pages / "config.toml").write_text((pages / "hugo.toml").read_text(encoding="utf-8"), encoding="utf-8")
(pages / "layouts" / "_default" / "rss.xml").write_text('''{{ printf "<?xml version='1.0'?>" | safeHTML }}
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{{ .Site.Title }}</title>
<link>https://a.example/</link><description>Une émission.</description>
{{ range .Site.RegularPages }}<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link>
<description>{{ .Params.summary }}</description>
<content:encoded>{{ printf "<![CDATA[%s]]>" .Content | safeHTML }}</content:encoded>
<guid isPermaLink="false">{{ .Params.guid }}</guid>
<enclosure url="https://b.example/audio/{{ .Params.guid }}.aa.mp3" length="12345678" type="audio/mpeg"/>
<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate><itunes:title>{{ .Title }}</itunes:title>
<itunes:duration>1800</itunes:duration><itunes:episodeType>full</itunes:episodeType>
<itunes:explicit>false</itunes:explicit></item>{{ end }}</channel></rss>''', encoding="utf-8")
(pages / "content" / "e" / "_index.md").write_text(
    "---\\ncascade:\\n  _build:\\n    render: never\\n    list: always\\n---\\n", encoding="utf-8")
for at, date in enumerate(dates):
    (pages / "content" / "e" / f"e{at}.html").write_text(
        f"---\\ntitle: Épisode {at}\\ndate: {date.isoformat()}\\nguid: g{at}\\nsummary: {text!r}\\n---\\n{html}",
        encoding="utf-8")
"""
WATCH = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"wall": time.perf_counter() - started, "mb": used.ru_maxrss / 1024, "ok": done.returncode == 0,
                  "said": (done.stdout + done.stderr)[-400:]}))
"""


def main() -> None:
    """Measure every peer that is there, round after round, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--counts", default="1000,10000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default="podgen,hugo")
    parser.add_argument("--podgen", default=sys.executable, help="an interpreter that has podgen")
    given = parser.parse_args()
    print(f"{platform.machine()}, Python {platform.python_version()}, {given.rounds} rounds")
    for count in map(int, given.counts.split(",")):
        with tempfile.TemporaryDirectory() as place:
            _measure(count, Path(place), given)


def _measure(count: int, place: Path, given: argparse.Namespace) -> None:
    commands = _commands(count, place, given)
    results: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for turn in range(given.rounds):
        names = list(commands)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            found = json.loads(_run([sys.executable, "-c", WATCH, *commands[name]]))
            if not found["ok"]:
                sys.exit(f"{name}: {found['said']}")
            if name != "hugo":
                found["wall"] = float(found["said"])
            results[name].append(found)
    base = statistics.median(one["wall"] for one in results["feedgen"])
    print(
        f"\n{count} episodes\n\n| program | wall s | to feedgen | peak MB | MB of feed |\n|---|---|---|---|---|"
    )
    for name, found in results.items():
        wall = statistics.median(one["wall"] for one in found)
        size = (place / f"{name}.xml" if name != "hugo" else place / "public" / "index.xml").stat().st_size
        peak = max(one["mb"] for one in found)
        print(f"| {name} | {wall:.2f} | {wall / base:.2f} | {peak:.0f} | {size / 1e6:.1f} |")


def _commands(count: int, place: Path, given: argparse.Namespace) -> dict[str, list[str]]:
    """Return the command of every peer that is there."""
    scripts = {"ours": OURS, "feedgen": FEEDGEN}
    wanted = given.peers.split(",")
    if "podgen" in wanted and _has_podgen(given.podgen):
        scripts["podgen"] = PODGEN
    commands = {}
    for name, script in scripts.items():
        python = given.podgen if name == "podgen" else sys.executable
        path = place / f"run_{name}.py"
        path.write_text(ITEMS + f"sys.path.insert(0, {str(ROOT)!r})\n" + script, encoding="utf-8")
        commands[name] = [python, str(path), str(count), str(place / f"{name}.xml")]
    hugo = shutil.which("hugo") if "hugo" in wanted else None
    if hugo:
        site = place / "site"
        _run([sys.executable, "-c", ITEMS + HUGO_PAGES, str(count), str(site)])
        commands["hugo"] = [hugo, "--quiet", "--source", str(site), "--destination", str(place / "public")]
    missing = {one for one in wanted if one and one not in commands}
    if missing:
        print(f"not installed here: {', '.join(sorted(missing))}")
    return commands


def _has_podgen(python: str) -> bool:
    return subprocess.run([python, "-c", "import podgen"], capture_output=True, check=False).returncode == 0


def _run(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main()
