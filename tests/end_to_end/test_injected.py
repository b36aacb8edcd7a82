"""A publish that meets a fault at each of its operations in turn: an error of the disk, a line that breaks, a kill.

On a folder every change to the disk fails with ENOSPC, EIO and EACCES in turn; on S3 every request is killed in
(the process dies when the server has it), reset, answered 503 for good, or lost after it was carried out. After
each the live feed is whole, and the same command ends with the bytes of a publish that nobody disturbed.

`PODCAST_STEPS=1` tries every operation; as it is, a sample. With `PODCAST_WRITE_DOCS=1` the figures are kept for
docs/faults.md.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from podcast.content import keys
from podcast.feed.read import read_feed

from ..faults.bucket import NAME, Line
from ..faults.table import MATRIX
from ..store.conftest import start_moto
from .studio import Studio
from .test_killed_everywhere import begun, check_live, contents, hashed, studio

__all__ = ["begun", "studio"]  # fixtures

STEPS = int(os.environ.get("PODCAST_STEPS", "0"))
SPARSE = {"folder": STEPS or 75, "s3": STEPS or 29}
DISK = ("SIGKILL", "ENOSPC", "EIO", "EACCES") if STEPS else ("ENOSPC", "EACCES")
LINE = ("kill", "reset", "busy", "lost") if STEPS else ("kill", "reset")
"""A sample leaves out what other tests do at many steps: kills on a folder, and faults of a line that come and go."""

BASE = "https://podcast.example/"
SAID = re.compile(r"(Error: |\S+: ).+ — .+")


def note_figures(name: str, *, operations: int, cases: int, survivors: int) -> None:
    """Write down what was tried, if it was more than a sample."""
    if STEPS and os.environ.get("PODCAST_WRITE_DOCS"):
        found = json.loads(MATRIX.read_text(encoding="utf-8"))
        found[name] = {"operations": operations, "cases": cases, "survivors": survivors}
        MATRIX.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def test_a_folder_whose_disk_fails_at_any_change(
    studio: Studio, begun: Callable[[], tuple[Path, Path]], tmp_path: Path
) -> None:
    """One line of error and its code, or success where it did not matter; then the same as undisturbed."""
    for code in DISK:
        _fail_at_each_change(code, studio, begun, contents(tmp_path / "after"))


def _fail_at_each_change(
    code: str, studio: Studio, begun: Callable[[], tuple[Path, Path]], wanted: dict[str, bytes]
) -> None:
    number = 0 if code == "SIGKILL" else getattr(errno, code)
    step, cases = 1, 0
    while True:
        root, public = begun()
        ended, said = studio.wait(studio.publish(root, step=step, error=number))
        if ended == 157:  # it came to its end before
            break
        cases += 1
        if number == 0:
            assert ended == -9, said
        else:
            assert ended in (0, 73, 74), (step, said)
            assert "Traceback" not in said
            assert "Internal error" not in said, (step, said)
            assert ended == 0 or len(SAID.findall(said)) >= 1, (step, said)
        check_live(public)
        there = hashed(public)
        ended, said = studio.wait(studio.publish(root))
        assert ended == 0, (step, said)
        now = hashed(public)
        assert {name: now[name] for name in there} == there, step
        assert contents(public) == wanted, step
        step += SPARSE["folder"]
    assert cases >= 2
    note_figures(f"folder: {code} at a change to the disk", operations=step - 1, cases=cases, survivors=cases)


@pytest.fixture
def moto() -> Iterator[int]:
    """The port of a server of S3."""
    server = start_moto()
    yield server.server_port
    server.shutdown()
    server.server_close()


class Bucket:
    """A bucket with what a first publish left in it, put back before each case."""

    def __init__(self, port: int) -> None:
        self.client: Any = boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{port}",
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106  moto asks for any
        )
        for name in (NAME, "kept"):
            self.client.create_bucket(Bucket=name)
            for key in self._names(name):
                self.client.delete_object(Bucket=name, Key=key)

    def objects(self) -> dict[str, bytes]:
        """Return every object but who published when."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=NAME)
        names = [one["Key"] for page in pages for one in page.get("Contents", [])]
        return {
            name: self.client.get_object(Bucket=NAME, Key=name)["Body"].read()
            for name in names
            if "/commits/" not in name and not name.endswith("gc.json")
        }

    def keep(self) -> None:
        """Copy everything to another bucket."""
        for name in self._names(NAME):
            self.client.copy_object(Bucket="kept", Key=name, CopySource=f"{NAME}/{name}")

    def put_back(self) -> None:
        """Have what was kept, and nothing else."""
        kept = self._names("kept")
        for name, etag in self._names(NAME).items():
            if name not in kept or kept[name] != etag:
                self.client.delete_object(Bucket=NAME, Key=name)
        there = self._names(NAME)
        for name in kept.keys() - there.keys():
            self.client.copy_object(Bucket=NAME, Key=name, CopySource=f"kept/{name}")

    def _names(self, bucket: str) -> dict[str, str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        return {one["Key"]: one["ETag"] for page in pages for one in page.get("Contents", [])}

    def check_live(self) -> None:
        """Check that everything that the live feed names is there."""
        feed = self.client.get_object(Bucket=NAME, Key=f"show/{keys.FEED}")["Body"].read()
        for item in read_feed(feed, where="feed").items:
            key = item.url.removeprefix(BASE)
            assert self.client.head_object(Bucket=NAME, Key=f"show/{key}")["ContentLength"] == item.length
            slug = key.removeprefix("audio/").split(".")[0]
            self.client.head_object(Bucket=NAME, Key=f"show/{keys.episode_key(slug)}")


def test_a_bucket_whose_line_fails_at_any_request(show, moto: int, tmp_path: Path) -> None:
    """Killed when a request was carried out, or from then on cut off, told to come later, or never answered."""
    with Line(moto) as line:
        env = {
            "AWS_ENDPOINT_URL_S3": line.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "PODCAST_HURRY": "1",
        }
        bucket, studio = Bucket(moto), Studio(f"s3://{NAME}/show", "", env)
        try:
            wanted, requests = _begin(show, line, bucket, studio, tmp_path / "before")
            for kind in LINE:
                cases = 0
                for step in range(1, requests + 1, SPARSE["s3"]):
                    bucket.put_back()
                    shutil.rmtree(show.root)
                    shutil.copytree(tmp_path / "before", show.root)
                    _fail_from(step, kind, show.root, line, bucket, studio)
                    assert bucket.objects() == wanted, (kind, step)
                    cases += 1
                assert cases >= 2
                note_figures(
                    f"S3: {kind} from a request on", operations=requests, cases=cases, survivors=cases
                )
        finally:
            studio.close()


def _begin(
    show: Any, line: Line, bucket: Bucket, studio: Studio, before: Path
) -> tuple[dict[str, bytes], int]:
    """Publish an episode, and find out what a second one makes of it, and in how many requests."""
    show.episode(1)
    assert studio.wait(studio.publish(show.root))[0] == 0
    bucket.keep()
    show.episode(2)
    shutil.copytree(show.root, before)
    line.asked.clear()
    ended, said = studio.wait(studio.publish(show.root))
    assert ended == 0, said
    for kept in ("masters", "tagged", "heard"):  # what it takes to make the audio is another matter
        shutil.copytree(show.root / ".podcast" / kept, before / ".podcast" / kept, dirs_exist_ok=True)
    return bucket.objects(), len(line.asked)


def _fail_from(step: int, kind: str, root: Path, line: Line, bucket: Bucket, studio: Studio) -> None:
    """Let every request fail from this one on; with `kill`, who asks dies as the server answers."""
    line.asked.clear()
    line.victim = 0
    line.fault = lambda number, request, headers: kind if number >= step else ""
    pid = studio.publish(root)
    line.victim = pid if kind == "kill" else 0
    ended, said = studio.wait(pid)
    line.fault = lambda number, request, headers: ""
    assert ended == (-9 if kind == "kill" else 75), (kind, step, said)
    assert "Traceback" not in said
    bucket.check_live()
    ended, said = studio.wait(studio.publish(root))
    assert ended == 0, (kind, step, said)
