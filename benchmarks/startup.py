"""How long one waits for an answer: `podcast --help` and `podcast check`, beside Python and Click alone.

    python benchmarks/startup.py                         the sample show, 20 rounds
    python benchmarks/startup.py --show DIR --rounds 50

Each round starts all four in turn, as processes of their own, so that a machine that is busy is busy for each; one
round before warms up and is not counted. The show is a copy that was looked at before, as a producer's is. Medians of
wall time and of CPU time, which a busy machine changes less, and the ratio of CPU time to an empty Python.
"""

import argparse
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGETS = {"podcast --help": 150, "podcast check": 400}
"""Milliseconds, warm, on a computer that has nothing else to do."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", type=Path, default=ROOT / "episodes")
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        show = Path(folder) / "show"
        shutil.copytree(options.show, show)
        (show / ".podcast").mkdir(exist_ok=True)  # as a publish or a plan leaves it: files that are known
        measure(show, options.rounds)


def measure(show: Path, rounds: int) -> None:
    """Print the table for a show folder."""
    commands = {
        "python -c pass": ["-c", "pass"],
        'python -c "import click"': ["-c", "import click"],
        "podcast --help": ["-m", "podcast", "--help"],
        "podcast check": ["-m", "podcast", "check", "--show", str(show)],
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for at in range(rounds + 1):
        for name, command in commands.items():
            wall_and_cpu = timed(command)
            if at:
                taken[name].append(wall_and_cpu)
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    print(f"load at the end: {os.getloadavg()[0]:.1f}; medians of {rounds} rounds\n")
    print("| | wall | fastest | CPU | CPU to Python | target |\n|---|---|---|---|---|---|")
    plain = statistics.median(cpu for _, cpu in taken["python -c pass"])
    for name, all_ in taken.items():
        walls, cpus = zip(*all_, strict=True)
        wall, cpu = statistics.median(walls), statistics.median(cpus)
        target = TARGETS.get(name, "")
        print(f"| `{name}` | {wall:.0f} | {min(walls):.0f} | {cpu:.0f} | {cpu / plain:.1f} | {target} |")


def timed(command: list[str]) -> tuple[float, float]:
    """Return the milliseconds that a command takes, on the clock and of the processor. Nobody reads its answer."""
    began, used = time.perf_counter(), _used()
    subprocess.run(
        [sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
    )
    return 1000 * (time.perf_counter() - began), 1000 * (_used() - used)


def _used() -> float:
    """Return the seconds of the processor that all children took that have ended."""
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


if __name__ == "__main__":
    main()
