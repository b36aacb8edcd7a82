"""Building the site against Hugo, side by side in one run: cold processes, wall time, peak memory, as ratios.

    python benchmarks/site.py --hugo PATH                1,000 minimal articles and 1,000 rich episodes, three rounds
    python benchmarks/site.py --hugo PATH --count 200 --rounds 1

All read the same texts from Markdown files and write into a new folder. Hugo does so with three themes:

- `bare` writes pages with title, date and text, and what Hugo adds by itself: an index, a sitemap and a feed.
- `light` is a plain theme: some of Open Graph, structured data of the article, breadcrumb, reading time, related pages
  as cards, the transcript. Its pages hold far less than ours, and it writes one file for each.
- `same` writes the files that ours does, with the same markup: whole heads and structured data, players, and for each
  episode a frame, an oEmbed answer and the transcript as WebVTT, SubRip and JSON. Nothing is timed until its files have
  been compared with ours.

In Hugo's favour throughout: it is given cues with their clock, and durations and sizes in words, where ours reads a
transcript and checks everything; it sets no French typography, cleans no HTML, and copies styles and scripts instead
of putting them together. Of SubRip it writes a caption for each cue, where ours breaks it into short lines.

With `--pelican PATH`, Pelican builds the short pages as well, with the barest theme that it brings.

Then one title is changed, and then nothing: Hugo builds anew, ours publishes to a folder with all that a publish does
(check, plan, commit, write, read back).
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from site_content import write_content
from site_hugo import LIGHT, SAME, commands
from site_pelican import command as pelican_command
from site_same import refuse_unlike, weight

ROOT = Path(__file__).resolve().parent.parent
Spent = tuple[float, float]  # seconds, and MB of memory at most

BUILD = """
import gc, os, sys
gc.set_threshold(100_000)  # this, and the last line, as the command line does
from podcast.values import replace
from pathlib import Path
from podcast.content import canonical
from podcast.content.load import load_show
from podcast.content.record import *
from podcast.content.release import Release
from podcast.publish.known_pages import KnownPages
from podcast.publish.processes import spread
from podcast.publish.workspace import Workspace

def meanwhile():  # as a publish does, while other processes read
    import podcast.publish.rendered
    from podcast.site.bundle import put_together
    put_together()

out = Path(sys.argv[2])
memory = KnownPages(Workspace(Path(sys.argv[1])), meanwhile)
folder = load_show(Path(sys.argv[1]), memory=memory)
assert not folder.problems, folder.problems[:3]
picture = PublishedImage(renditions=(Rendition(key="images/c.jpg", width=3000, height=3000, type="image/jpeg"),))
loud = Loudness(integrated=-16.0, range=1.0, true_peak=-1.0)
sound = Enclosure(key="audio/e.aa.mp3", bytes=12345678, type="audio/mpeg", duration_ms=3600000, sha256="a" * 64,
                  recipe="", before=loud, after=loud)
records = [EpisodeRecord(episode=one.page, transcript=one.transcript,
                         enclosure=replace(sound, key=f"audio/{one.page.slug}.aa.mp3")) for one in folder.episodes]
records += [ArticleRecord(article=one.page) for one in folder.articles]
show = ShowRecord(show=folder.show, cover=picture)
from podcast.publish.rendered import together
from podcast.publish.views import views_of
from podcast.site.bundle import assets
views = views_of(show, records, release=Release(number=1, show=""))
def write(key, body):
    path = f"{out}/{key}"
    if (folder := path.rpartition("/")[0]) not in made:
        os.makedirs(folder, exist_ok=True)
        made.add(folder)
    with open(path, "wb", buffering=0) as file:
        file.write(body)
made = set()
def render(group):  # as a publish does, but that the bytes go into files and not into memory
    return [write(key, views[key].make()) for key in group]
spread(render, together(views), list[None], least=16)
for key, body in assets(show).items():
    write(key, body)
gc.freeze()
"""


def timed(command: list[str], folder: Path) -> Spent:
    """Run a command with a new, empty `out/`. What was written before stays elsewhere until the end: a disk does not
    give the numbers of deleted files away again at once, and looks for others meanwhile."""
    if (folder / "out").exists():
        (folder / "out").rename(folder / f"out-{len(list(folder.glob('out-*')))}")
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


def prepared(program: str, folder: Path, kind: str, count: int) -> dict[str, list[str]]:
    """Write the content and return the commands that build it, after Hugo's files have been found like ours."""
    write_content(folder, kind, count)
    ours = [sys.executable, "-c", BUILD, str(folder / "show"), str(folder / "out")]
    timed(ours, folder)
    (folder / "out").rename(folder / "ours")
    made = commands(program, folder, kind)
    timed(made[SAME], folder)
    refuse_unlike(folder / "ours", folder / "out", f"page-{count // 2}")
    return {**made, "ours": ours}


def builds(made: dict[str, list[str]], folder: Path, kind: str, count: int, rounds: int) -> None:
    """Print how long everybody takes to build the whole, and what it wrote."""
    found: dict[str, list[Spent]] = {name: [] for name in made}
    written = {}
    for _ in range(rounds):
        for name, command in made.items():
            found[name].append(timed(command, folder))
            written[name] = weight(folder / "out")
    _table(f"{count} {kind} pages, built", found)
    print("\n| written by | files | MB |\n|---|---|---|")
    for name, (files, size) in written.items():
        print(f"| {name} | {files} | {size:.1f} |", flush=True)


def changes(made: dict[str, list[str]], folder: Path, kind: str, rounds: int) -> None:
    """Print how long it takes to publish one changed title, and nothing, beside Hugo's build of all."""
    podcast, show = Path(sys.executable).parent / "podcast", folder / "show"
    publish = [str(podcast), "publish", "--yes", "--show", str(show)]
    page = next(show.glob("0*/episode.md" if kind == "rich" else "articles/*.md"))
    for _ in range(2):  # the second finds all that the first remembers
        subprocess.run(publish, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found: dict[str, list[Spent]] = {name: [] for name in (LIGHT, SAME, "ours, one title", "ours, nothing")}
    for turn in range(rounds):
        for name in (LIGHT, SAME):
            found[name].append(timed(made[name], folder))
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("Page numéro", f"Page bis{turn} numéro", 1), encoding="utf-8")
        time.sleep(2.5)  # what was saved a moment ago is read again, as it may be saved once more
        found["ours, one title"].append(timed(publish, folder))
        found["ours, nothing"].append(timed(publish, folder))
    _table(f"of {kind} pages, one or none changed", found)


def _table(title: str, found: dict[str, list[Spent]]) -> None:
    """Print medians of wall time and of its ratios to both themes in the same round, and the most memory."""
    print(f"\n| {title} | wall s | to {LIGHT} | to {SAME} | memory MB |\n|---|---|---|---|---|")
    for name, rounds in found.items():
        seconds, memory = statistics.median(one[0] for one in rounds), max(one[1] for one in rounds)
        light, same = _ratio(rounds, found[LIGHT]), _ratio(rounds, found[SAME])
        print(f"| {name} | {seconds:.2f} | {light:.2f} | {same:.2f} | {memory:.0f} |", flush=True)


def _ratio(mine: list[Spent], theirs: list[Spent]) -> float:
    return statistics.median(one[0] / other[0] for one, other in zip(mine, theirs, strict=True))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hugo", default=shutil.which("hugo") or "", help="the program to compare with")
    parser.add_argument("--pelican", default="", help="that program, to compare short pages with it, too")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kinds", default="minimal,rich")
    parser.add_argument("--changes", action="store_true", help="leave out what it takes to build everything")
    given = parser.parse_args()
    version = subprocess.run([given.hugo, "version"], capture_output=True, text=True, check=True).stdout
    print(f"Python {platform.python_version()}, {version.splitlines()[-1][:40]}, {os.cpu_count()} cores")
    for kind in given.kinds.split(","):
        with tempfile.TemporaryDirectory() as folder:
            made = prepared(given.hugo, Path(folder), kind, given.count)
            if given.pelican and kind == "minimal":
                made["Pelican, simple"] = pelican_command(given.pelican, Path(folder))
            if not given.changes:
                builds(made, Path(folder), kind, given.count, given.rounds)
            changes(made, Path(folder), kind, given.rounds)


if __name__ == "__main__":
    main()
