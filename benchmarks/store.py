"""Uploading to S3 against curl, the AWS command line, rclone and s5cmd: side by side in one run, as ratios.

    python benchmarks/store.py                     loopback and a line of 40 ms and 100 Mbit/s, five rounds
    python benchmarks/store.py --bin ~/tools/bin   where aws, rclone and s5cmd are, if not on the PATH

Two loads: one file of 60 MB, and 200 small ones (6.2 MB in all). The server is Ceph's gateway where it is
installed, else MiniStack. Everybody's whole process is measured, from start to exit: for ours also what a publish
spends, whose process has imported boto3 and made its client long before. curl has no idea of a folder; it gets
the list of files, with addresses that are signed already, and sends 32 at a time, as ours does.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.link import line  # noqa: E402
from podcast.store.s3 import S3Store  # noqa: E402
from tests.conformance.ceph import ceph, is_installed  # noqa: E402

KEY, SECRET, BUCKET = "test", "testtest", "bench"
WORKERS = 32

WHOLE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from podcast.store.s3 import S3Store
folder, prefix, endpoint = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
store = S3Store(sys.argv[4], prefix, endpoint=endpoint, region="us-east-1")
def put(path):
    body = path if path.stat().st_size > 1_000_000 else path.read_bytes()
    store.put(path.name, body, type="audio/mpeg", cache="no-cache", if_none_match=True)
with ThreadPoolExecutor(32) as pool:
    list(pool.map(put, sorted(folder.iterdir())))
"""

Sender = Callable[[Path, str, str], None]
"""Sends a folder's files below a prefix of the bucket at an endpoint."""


def main() -> None:
    """Measure every load over every line and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bin", type=Path, default=None, help="folder of aws, rclone and s5cmd")
    given = parser.parse_args()
    if given.bin:
        os.environ["PATH"] = f"{given.bin}{os.pathsep}{os.environ['PATH']}"
    os.environ.update(
        AWS_ACCESS_KEY_ID=KEY,
        AWS_SECRET_ACCESS_KEY=SECRET,
        AWS_DEFAULT_REGION="us-east-1",
        AWS_EC2_METADATA_DISABLED="true",
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        AWS_REQUEST_CHECKSUM_CALCULATION="when_required",
        AWS_RESPONSE_CHECKSUM_VALIDATION="when_required",
        RCLONE_CONFIG=os.devnull,
    )
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        loads = {"1 file of 60 MB": _load(place / "one", 1, 60_000_000), "200 files": _many(place / "many")}
        for load, folder in loads.items():
            _measure(f"{load}, loopback", folder, given.rounds, round_trip=0)
            _measure(f"{load}, 40 ms and 100 Mbit/s", folder, given.rounds, round_trip=0.04)


def _measure(title: str, folder: Path, rounds: int, *, round_trip: float) -> None:
    """Measure with a server of its own: Ceph's, which lives in memory here, is full after a while."""
    with ExitStack() as stack:
        port = _server(stack, Path(stack.enter_context(tempfile.TemporaryDirectory())))
        _client(f"http://127.0.0.1:{port}").create_bucket(Bucket=BUCKET)
        if round_trip:
            port = stack.enter_context(line(port, round_trip=round_trip, bytes_per_second=100e6 / 8))
        _compare(title, folder, f"http://127.0.0.1:{port}", rounds)


def _compare(title: str, folder: Path, endpoint: str, rounds: int) -> None:
    senders = _senders()
    found: dict[str, list[float]] = {name: [] for name in senders}
    for turn in range(rounds):
        names = list(senders)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            prefix = f"{abs(hash((title, name, turn)))}"
            text = "\n".join(_curl(folder, prefix, endpoint)) if name == "curl" else ""
            store = S3Store(BUCKET, prefix, endpoint=endpoint, region="us-east-1")
            started = time.perf_counter()
            if text:
                _run("curl", "--config", "-", given=text)
            elif name == "ours, within a publish":
                _ours(folder, store)
            else:
                senders[name](folder, prefix, endpoint)
            found[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(times) for name, times in found.items()}
    best = min(seconds for name, seconds in medians.items() if not name.startswith("ours"))
    print(f"\n{title}, medians of {rounds}\n\n| | s | to the best of the others |\n|---|---|---|")
    for name, seconds in medians.items():
        print(f"| {name} | {seconds:.2f} | {seconds / best:.2f} |", flush=True)


def _senders() -> dict[str, Sender]:
    made: dict[str, Sender] = {
        "ours, within a publish": lambda folder, prefix, endpoint: None,
        "ours, a process": lambda folder, prefix, endpoint: _run(
            sys.executable, "-c", WHOLE, str(folder), prefix, endpoint, BUCKET
        ),
        "curl": lambda folder, prefix, endpoint: None,
    }
    target = f"s3://{BUCKET}/"
    if shutil.which("aws"):
        made["aws s3 sync"] = lambda folder, prefix, endpoint: _run(
            "aws", "--endpoint-url", endpoint, "s3", "sync", "--quiet", str(folder), target + prefix
        )
    if shutil.which("rclone"):
        made["rclone copy"] = lambda folder, prefix, endpoint: _run(
            "rclone", "copy", "--transfers", str(WORKERS), "--no-check-dest", "--s3-no-check-bucket",
            str(folder), f":s3,provider=Ceph,env_auth=true,endpoint='{endpoint}':{BUCKET}/{prefix}",
        )  # fmt: skip
    if shutil.which("s5cmd"):
        made["s5cmd cp"] = lambda folder, prefix, endpoint: _run(
            "s5cmd", "--endpoint-url", endpoint, "--log", "error", "cp", f"{folder}/*", f"{target}{prefix}/"
        )
    if missing := {"aws", "rclone", "s5cmd"} - {name.split()[0] for name in made}:
        print(f"not installed here: {', '.join(sorted(missing))}")
    return made


def _ours(folder: Path, store: S3Store) -> None:
    """Send as a publish does: the process and its client are there already, the connections are not."""

    def put(path: Path) -> None:
        body = path if path.stat().st_size > 1_000_000 else path.read_bytes()
        store.put(path.name, body, type="audio/mpeg", cache="no-cache", if_none_match=True)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(put, sorted(folder.iterdir())))


def _curl(folder: Path, prefix: str, endpoint: str) -> list[str]:
    """Return curl's whole configuration: addresses that are signed beforehand, for it signs no files."""
    client = _client(endpoint)
    lines = ["parallel", f"parallel-max = {WORKERS}", "silent", "fail"]
    for path in sorted(folder.iterdir()):
        target = {"Bucket": BUCKET, "Key": f"{prefix}/{path.name}"}
        url = client.generate_presigned_url("put_object", Params=target)
        lines += [f'upload-file = "{path}"', f'url = "{url}"', 'header = "Expect:"', "next"]
    return lines[:-1]


def _run(*command: str, given: str | None = None) -> None:
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, cwd=ROOT, check=False, timeout=120
    )
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr[-500:]}")


def _server(stack: ExitStack, folder: Path) -> int:
    if is_installed():
        return stack.enter_context(ceph(folder, KEY, SECRET))
    from tests.conformance.conftest import MINISTACK, _ministack

    if not MINISTACK:
        sys.exit("neither Ceph nor MiniStack is installed")
    return stack.enter_context(_ministack(MINISTACK))


def _client(endpoint: str) -> Any:
    import boto3
    from botocore.config import Config

    config = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    return boto3.client("s3", endpoint_url=endpoint, config=config)


def _load(folder: Path, count: int, size: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:03}.mp3").write_bytes(os.urandom(size))
    return folder


def _many(folder: Path) -> Path:
    """Two hundred files of 2 to 60 kB, as pages, chapters and pictures are."""
    folder.mkdir()
    for number in range(200):
        (folder / f"{number:03}.html").write_bytes(os.urandom(2_000 + number * 290))
    return folder


if __name__ == "__main__":
    main()
