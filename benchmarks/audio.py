"""Mastering against its peers, side by side in one run: wall time and peak memory, as ratios.

    python benchmarks/audio.py                  an hour of WAV and of MP3, two rounds
    python benchmarks/audio.py --hours 3        longer: does memory grow?
    python benchmarks/audio.py --only ours,plain --rounds 5

The peers: plain `ffmpeg -b:a 128k`, which masters nothing; ffmpeg's loudnorm in two passes and then an encode,
the usual way to a target; pydub, which loads the whole recording, normalises its peak and exports. All use the
ffmpeg of imageio-ffmpeg, as the product does, and run one after the other, the order turning each round, so that
a noisy machine is noisy for everyone. Peak memory is that of the largest process of each.

The recordings are made of the sample show's, over and over, with a noise of its own in each channel, so that they
are real speech and really stereo.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EPISODES = ROOT / "episodes"

MASTER = """
import sys
from pathlib import Path
from podcast.audio.master import master
from podcast.content.show import LoudnessTarget
print(master(Path(sys.argv[1]), Path(sys.argv[2]), target=LoudnessTarget()).after)
"""
RETAG = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from podcast.audio.tag import tag
from podcast.audio.tags import TagChapter, Tags
five = 300_000
chapters = [TagChapter(start_ms=at * five, end_ms=(at + 1) * five, title=f"Chapitre {at}") for at in range(12)]
tags = Tags(title="Titre", artist="L'Express Franchise", date=datetime(2025, 1, 1, tzinfo=UTC),
            comment="Un résumé. " * 40, cover=Path(sys.argv[3]).read_bytes(), chapters=tuple(chapters))
started = time.perf_counter()
tag(Path(sys.argv[1]), Path(sys.argv[2]), tags)
print(time.perf_counter() - started)
"""
PYDUB = """
import sys, warnings
warnings.simplefilter("ignore")
from pydub import AudioSegment, effects
AudioSegment.converter = sys.argv[3]
effects.normalize(AudioSegment.from_file(sys.argv[1])).export(sys.argv[2], format="mp3", bitrate="128k")
"""
TWO_PASSES = """
import json, re, subprocess, sys
source, out, ffmpeg = sys.argv[1:]
target = "loudnorm=I=-16:TP=-1:LRA=20"
def run(*last):
    command = [ffmpeg, "-nostdin", "-hide_banner", "-y", "-i", source, *last]
    return subprocess.run(command, capture_output=True, text=True, check=True)
found = json.loads(re.findall(r"\\{[^{}]+\\}", run("-af", target + ":print_format=json", "-f", "null", "-").stderr)[-1])
names = (("I", "i"), ("TP", "tp"), ("LRA", "lra"), ("thresh", "thresh"))
given = ":".join(f"measured_{name}={found['input_' + key]}" for name, key in names)
run("-af", f"{target}:{given}:offset={found['target_offset']}:linear=true", "-ar", "44100", "-b:a", "128k", out)
"""
WATCH = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"wall": time.perf_counter() - started, "cpu": used.ru_utime + used.ru_stime,
                  "mb": used.ru_maxrss / 1024, "ok": done.returncode == 0, "said": (done.stdout + done.stderr)[-400:]}))
"""

Command = Callable[[Path, Path], list[str]]


def main() -> None:
    """Make the recordings, run every method on each, print a table."""
    asked = _arguments()
    ffmpeg = _ffmpeg()
    methods = {name: command for name, command in _methods(ffmpeg).items() if name in asked.only}
    with tempfile.TemporaryDirectory(dir=asked.work) as folder:
        wav = _make_wav(Path(folder), ffmpeg, asked.hours)
        recordings = {"WAV": wav}
        if not asked.wav_only:
            recordings["MP3"] = _make_mp3(wav, ffmpeg)
        print(
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {asked.hours:g} h"
        )
        for kind, recording in recordings.items():
            _compare(kind, recording, methods, asked.rounds)
        if "retag" in asked.only:
            _retag(Path(folder), wav, ffmpeg, asked.rounds)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--wav-only", action="store_true")
    parser.add_argument(
        "--only", type=lambda text: text.split(","), default=["ours", "plain", "loudnorm", "pydub", "retag"]
    )
    parser.add_argument("--work", type=Path, default=None, help="where some gigabytes may be written")
    return parser.parse_args()


def _ffmpeg() -> str:
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


def _methods(ffmpeg: str) -> dict[str, Command]:
    python = sys.executable
    methods: dict[str, Command] = {
        "plain": lambda a, b: [ffmpeg, "-nostdin", "-y", "-i", str(a), "-b:a", "128k", str(b)],
        "ours": lambda a, b: [python, "-c", MASTER, str(a), str(b)],
        "loudnorm": lambda a, b: [python, "-c", TWO_PASSES, str(a), str(b), ffmpeg],
    }
    if shutil.which("ffprobe"):
        methods["pydub"] = lambda a, b: [python, "-c", PYDUB, str(a), str(b), ffmpeg]
    else:
        print("pydub is left out: it needs ffprobe, which is not on the PATH", file=sys.stderr)
    return methods


def _make_wav(folder: Path, ffmpeg: str, hours: float) -> Path:
    """Return so many hours of the sample show in stereo, at 44.1 kHz and 16 bits."""
    sources = sorted(EPISODES.glob("*/enregistrement.*"))
    base, out = folder / "base.wav", folder / "recording.wav"
    inputs = [argument for source in sources for argument in ("-i", str(source))]
    pans = ("c0=0.9*c0|c1=0.7*c0", "c0=c0|c1=0.9*c0", "c0=0.7*c0|c1=0.9*c0")
    levels = ("20dB", "4dB", "-8dB")
    stereo = "aresample=44100,aformat=channel_layouts=stereo"
    chains = [
        f"[{at}:a]{stereo},volume={levels[at % 3]},pan=stereo|{pans[at % 3]}[v{at}]"
        for at in range(len(sources))
    ]
    joined = "".join(f"[v{at}]" for at in range(len(sources)))
    graph = ";".join([*chains, f"{joined}concat=n={len(sources)}:v=0:a=1"])
    subprocess.run([ffmpeg, "-v", "error", "-y", *inputs, "-filter_complex", graph, str(base)], check=True)
    noise = f"aevalsrc=0.004*(random(0)*2-1)|0.004*(random(1)*2-1):s=44100:d={hours * 3600}[n]"
    graph = f"{noise};[0:a]volume=0.9[v];[v][n]amix=normalize=0:duration=shortest"
    endless = ["-stream_loop", "-1", "-i", str(base), "-filter_complex", graph, "-t", str(hours * 3600)]
    subprocess.run([ffmpeg, "-v", "error", "-y", *endless, str(out)], check=True)
    base.unlink()
    return out


def _make_mp3(wav: Path, ffmpeg: str) -> Path:
    """Return the recording as the MP3 that somebody would send: 192 kbit/s, and not on target."""
    out = wav.with_suffix(".mp3")
    subprocess.run(
        [ffmpeg, "-v", "error", "-y", "-i", str(wav), "-af", "volume=-4dB", "-b:a", "192k", str(out)],
        check=True,
    )
    return out


def _compare(kind: str, recording: Path, methods: dict[str, Command], rounds: int) -> None:
    """Run every method so often, the first one being another each time, and print medians and ratios."""
    results: dict[str, list[dict[str, float]]] = {name: [] for name in methods}
    names = list(methods)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            out = recording.with_name(f"out-{name}.mp3")
            results[name].append(_run(name, methods[name](recording, out)))
            out.unlink(missing_ok=True)
    plain = statistics.median(one["wall"] for one in results["plain"]) if "plain" in results else None
    print(f"\n{kind}\n\n| method | wall s | to plain | CPU s | peak MB |\n|---|---|---|---|---|")
    for name, runs in results.items():
        wall, cpu, mb = (statistics.median(one[key] for one in runs) for key in ("wall", "cpu", "mb"))
        ratio = f"{wall / plain:.2f}" if plain else "–"
        print(f"| {name} | {wall:.1f} | {ratio} | {cpu:.1f} | {mb:.0f} |", flush=True)


def _run(name: str, command: list[str]) -> dict[str, float]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", WATCH, *command], env=environment, capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    if not found["ok"]:
        sys.exit(f"{name} failed: {found['said']}")
    return found


def _retag(folder: Path, wav: Path, ffmpeg: str, rounds: int) -> None:
    """Print how long it takes to write other tags, against copying the file."""
    source, out = folder / "master.mp3", folder / "tagged.mp3"
    subprocess.run([ffmpeg, "-v", "error", "-y", "-i", str(wav), "-b:a", "128k", str(source)], check=True)
    taken, copied = [], []
    for _ in range(max(3, rounds)):
        command = [sys.executable, "-c", RETAG, str(source), str(out), str(EPISODES / "cover.jpg")]
        done = subprocess.run(
            command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
        )
        taken.append(float(done.stdout))
        out.unlink()
        started = time.perf_counter()
        shutil.copyfile(source, out)
        with out.open("rb+") as file:
            os.fsync(file.fileno())
        copied.append(time.perf_counter() - started)
        out.unlink()
    size = source.stat().st_size / 1e6
    again, copy = statistics.median(taken), statistics.median(copied)
    print(f"\nTagging {size:.0f} MB again: {again:.2f} s; copying it: {copy:.2f} s")


if __name__ == "__main__":
    main()
