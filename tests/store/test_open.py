"""What `store` in show.toml may be."""

import subprocess
import sys
from pathlib import Path

import pytest

from podcast.content.show import S3Settings
from podcast.errors import ConfigurationError
from podcast.store.directory import DirectoryStore
from podcast.store.open import open_store

NO_SETTINGS = S3Settings()


@pytest.mark.parametrize("target", ["public", "./public/", "a/../public"])
def test_a_name_is_a_folder_beside_the_show(tmp_path: Path, target: str) -> None:
    """A relative path starts at the given folder, and nothing is created by opening."""
    store = open_store(target, relative_to=tmp_path, s3=NO_SETTINGS)
    assert isinstance(store, DirectoryStore)
    store.probe()
    assert list(tmp_path.iterdir()) == []
    store.put("a.txt", b"x", type="", cache="")
    assert (tmp_path / "public" / "a.txt").read_bytes() == b"x"


def test_an_absolute_path_is_itself(tmp_path: Path) -> None:
    """An absolute folder does not depend on where the show is."""
    assert open_store(str(tmp_path), relative_to=Path("elsewhere"), s3=NO_SETTINGS).url == str(tmp_path)


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("s3://podcasts", "s3://podcasts"),
        ("s3://podcasts/", "s3://podcasts"),
        ("s3://podcasts/en-toute-franchise/", "s3://podcasts/en-toute-franchise"),
        ("s3://podcasts/a/b", "s3://podcasts/a/b"),
    ],
)
def test_an_s3_address_is_a_bucket(tmp_path: Path, target: str, url: str) -> None:
    """A bucket and an optional folder of it; opening asks nothing of the network."""
    settings = S3Settings(endpoint="http://127.0.0.1:1", region="eu-west-3")
    assert open_store(target, relative_to=tmp_path, s3=settings).url == url


@pytest.mark.parametrize(
    "target",
    [
        "",
        "  ",
        "s3:",
        "s3://",
        "s3:///x",
        "S3:b",
        "s3:bucket",
        "https://x.example/",
        "ftp://x",
        "gs://x",
        "file:///x",
        "a\0b",
    ],
)
def test_anything_else_is_refused(tmp_path: Path, target: str) -> None:
    """Another scheme, or no name, is a setting to correct, in one line that says how to write it."""
    with pytest.raises(ConfigurationError, match="s3://bucket/prefix") as caught:
        open_store(target, relative_to=tmp_path, s3=NO_SETTINGS)
    assert str(caught.value).isprintable()


def test_boto3_loads_for_a_bucket_only() -> None:
    """Commands that need no bucket do not pay for boto3."""
    program = (
        "import sys, pathlib, podcast.store.open as o, podcast.store.serve, podcast.store.memory\n"
        "from podcast.content.show import S3Settings\n"
        "o.open_store('public', relative_to=pathlib.Path(), s3=S3Settings())\n"
        "sys.exit('boto3' in sys.modules or 'botocore' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
