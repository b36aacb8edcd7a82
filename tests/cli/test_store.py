"""`podcast doctor --store` and `podcast store setup`, as one types them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from ..atomic_moto import AtomicMotoServer

STORE = "s3://reglages/emission"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of an S3 server."""
    server = AtomicMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def bucket(endpoint: str, show, run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A show folder that is published to an empty bucket."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "an-id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")
    client = boto3.Session().client("s3", endpoint_url=endpoint, region_name="us-east-1")
    client.create_bucket(Bucket="reglages")
    settings = show.root / "show.toml"
    show.edit(settings, 'store = "../public"', f'store = "{STORE}"')
    show.edit(settings, "[site]", f'[s3]\nendpoint = "{endpoint}"\nregion = "us-east-1"\n\n[site]')
    yield show.root
    for item in client.list_objects_v2(Bucket="reglages").get("Contents", ()):
        client.delete_object(Bucket="reglages", Key=item["Key"])
    client.delete_bucket(Bucket="reglages")
    client.close()


def test_doctor_says_what_a_folder_is_and_how_to_serve_it(show, run) -> None:
    """In words and as JSON, with the configuration of two web servers."""
    said = run("doctor", "--store", "--show", show.root)
    assert said.code == 0, said.err
    assert "any number of producers may publish at once" in said.out
    assert "add_header Access-Control-Allow-Origin" in said.out
    assert "file_server" in said.out
    facts = run("doctor", "--store", "public", "--show", show.root, "--json").json()
    assert (facts["ok"], facts["class"]) == (True, "cas")
    assert set(facts["configuration"]) == {"nginx", "Caddy"}
    assert {one["level"] for one in facts["findings"]} == {"good"}


def test_doctor_remembers_what_it_found_for_publishing(bucket: Path, run) -> None:
    """So that the first publish need not try again."""
    said = run("doctor", "--store", "--show", bucket, "--json")
    assert said.code in (0, 69), said.err
    assert said.json()["class"] == "cas"
    assert len(list((bucket / ".podcast" / "servers").iterdir())) == 1


def test_setup_shows_a_plan_makes_it_and_has_nothing_more_to_do(bucket: Path, run) -> None:
    """Without consent nothing is changed."""
    at = ("store", "setup", "--show", bucket)
    plan = run(*at, "--json").json()
    assert (plan["applied"], len(plan["changes"])) == (False, 3)
    asked = run(*at)
    assert (asked.code, "say --yes" in asked.err) == (2, True)
    assert '"Sid": "PodcastPublicRead' in asked.out
    done = run(*at, "--yes")
    assert (done.code, done.out.count("Written: ")) == (0, 3), done.err
    again = run(*at)
    assert (again.code, "Nothing to set up" in again.out) == (0, True), again.err


def test_a_folder_has_no_rules_to_set_up(show, run) -> None:
    """It says where the configuration for a folder is."""
    said = run("store", "setup", "--show", show.root)
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "podcast doctor --store" in said.err
